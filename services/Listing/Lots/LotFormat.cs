using Exchange.Kernel.Deciders;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Lots;

/// <summary>What a format asks of a lot that is entered for it. A format is a line in <see cref="All"/>; how it sells is Matching's knowledge.</summary>
/// <param name="Name">Its name in requests and terms.</param>
/// <param name="Needs">The names of the terms without which no lot is entered.</param>
/// <param name="May">The names of further terms that a lot may say.</param>
public sealed record LotFormat(string Name, IReadOnlyList<string> Needs, IReadOnlyList<string> May)
{
    private const int StoredLength = 20;

    private const long Whole = 10_000;

    /// <summary>Every format in which a lot can be entered.</summary>
    public static IReadOnlyList<LotFormat> All { get; } =
    [
        new(LotDetails.English, [], ["ownIncrementMinor"])
        {
            HasPriority = true,
            HasReserve = true,
            HasIncrement = true,
            TakesFairsIncrement = true,
            SoftCloses = true,
            OfFairsRules = static rules => rules,
        },
        new(LotDetails.FixedPrice, [], ["minimumTakeMilli", "quantityStepMilli"]) { HasPriority = true, PricesUnits = static _ => true, Objection = ObjectionToSteps },
        new(LotDetails.Dutch, ["fallMinor", "fallEveryMs", "floorMinor"], ["divisible"])
        {
            HasPriority = true,
            PricesUnits = static terms => terms.Divisible is true,
            Objection = ObjectionToFloor,
        },
        new("sealed-first-price", [], []) { HasReserve = true },
        new("vickrey", [], []) { HasReserve = true },
        new("dutch-sealed", ["fallEveryMs", "falls", "fallBasisPoints", "sealedMs", "bestBidMs"], []) { Objection = ObjectionToFalls },
        ManyUnits("pay-as-bid"),
        ManyUnits("uniform-lowest-winning"),
        ManyUnits("uniform-highest-losing"),
        ManyUnits("vcg"),
        new("best-offer", ["offerMs"], ["divisible", "minimumTakeMilli", "quantityStepMilli", "acceptFromMinor", "declineBelowMinor"])
        {
            HasPriority = true,
            PricesUnits = static terms => terms.Divisible is true,
            Objection = static details => details.Terms!.AcceptFromMinor > details.OpeningMinor || details.Terms.DeclineBelowMinor > (details.Terms.AcceptFromMinor ?? details.OpeningMinor)
                ? LotRefusals.OfferPricesCross
                : ObjectionToSteps(details),
        },
        new("reverse-sealed", [], ["floorMinor"]) { IsReverse = true, Objection = ObjectionToFloor },
        new("reverse-open", [], ["floorMinor"])
        {
            IsReverse = true,
            HasIncrement = true,
            TakesFairsIncrement = true,
            SoftCloses = true,
            OfFairsRules = static rules => rules with { Proxy = null, OwnIncrementMinor = null },
            Objection = ObjectionToFloor,
        },
    ];

    /// <summary>All their names, for people.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(format => format.Name));

    /// <summary>Whether key enterprises may take the whole of a lot at its opening price before the market opens. Not where bids are sealed or the consignor buys: there the
    /// opening is the bound of what is bid, and no price at which anybody sells.</summary>
    public bool HasPriority { get; private init; }

    /// <summary>Whether a lot may have a secret reserve.</summary>
    public bool HasReserve { get; private init; }

    /// <summary>Whether a lot may have an increment.</summary>
    public bool HasIncrement { get; private init; }

    /// <summary>Whether a lot without an increment gets the fair's.</summary>
    public bool TakesFairsIncrement { get; private init; }

    /// <summary>Whether late bids may move a lot's close, so that it may be in a group of lots that extend together.</summary>
    public bool SoftCloses { get; private init; }

    /// <summary>Whether a lot is a tender: its consignor wants to buy what the lot describes, the opening is the most that it pays, and bidders offer to sell.</summary>
    public bool IsReverse { get; private init; }

    /// <summary>What of a fair's rules for bids is meant for the format's lots; nothing where bids move neither price nor close.</summary>
    private Func<BiddingRules, BiddingRules?> OfFairsRules { get; init; } = static _ => null;

    /// <summary>Whether the opening and the reserve are prices of one unit, so that the whole of the lot has its own bound.</summary>
    private Func<FormatTerms, bool> PricesUnits { get; init; } = static _ => false;

    /// <summary>What no bound of a single term says. Asked last, when all that the format needs is there.</summary>
    private Func<LotDetails, Refusal?> Objection { get; init; } = static _ => null;

    /// <summary>The format of a name, or null.</summary>
    public static LotFormat? Of(string name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>A format's name as the catalogue's table has it, whose column takes 20 characters; in that many all names differ.</summary>
    public static string Stored(string name) => name.Length > StoredLength ? name[..StoredLength] : name;

    /// <summary>The name of a format that the catalogue's table has.</summary>
    public static string OfStored(string stored) => stored.Length < StoredLength ? stored : All.Single(format => Stored(format.Name) == stored).Name;

    /// <summary>Whether a lot's opening is the price of one unit.</summary>
    public bool IsPricedByUnit(LotDetails details) => IsPricedByUnit(details.Terms ?? new());

    /// <summary>Whether the opening of a lot with such terms is the price of one unit.</summary>
    public bool IsPricedByUnit(FormatTerms terms) => PricesUnits(terms);

    /// <summary>A fair's rules for bids as they hold for a lot; null for none.</summary>
    public BiddingRules? BiddingOf(BiddingRules fair, LotDetails details) => OfFairsRules(details.IncrementMinor > 0 ? fair.WithoutIncrements() : fair);

    /// <summary>What is wrong with one term of a lot of this format, or null.</summary>
    public Refusal? CheckTerm(FormatTerms.Term term, FormatTerms terms)
    {
        var (value, needed) = (term.Value(terms), Needs.Contains(term.Name));
        if (value is null) return needed ? LotRefusals.TermMissing.With("field", Field(term)) : null;
        if (!needed && !May.Contains(term.Name)) return Unused(Field(term));
        return value < term.Least || value > term.Most ? LotRefusals.OutOfBounds.With("field", Field(term)) : null;
    }

    /// <summary>The first rule of this format that details break, or null.</summary>
    public Refusal? Check(LotDetails details)
    {
        if (details is { ReserveMinor: > 0 } && !HasReserve) return Unused("reserveMinor");
        if (details is { IncrementMinor: > 0 } && !HasIncrement) return Unused("incrementMinor");
        var terms = details.Terms ?? new();
        foreach (var term in FormatTerms.All)
            if (CheckTerm(term, terms) is { } refusal) return refusal;

        return !PricesUnits(terms) ? Objection(details)
            : IsTooMuch(details.OpeningMinor) ? LotRefusals.OutOfBounds.With("field", "openingMinor")
            : IsTooMuch(details.ReserveMinor) ? LotRefusals.OutOfBounds.With("field", "reserveMinor")
            : Objection(details);

        bool IsTooMuch(long unitMinor) => (Int128)unitMinor * details.QuantityMilli / 1000 > LotDetails.MaxMinor;
    }

    // Bids of price and quantity from an open book; the formats differ in what winners pay. Prices may be whole numbers of an increment above the opening.
    private static LotFormat ManyUnits(string name) => new(name, [], ["quantityStepMilli", "mostQuantityMilli", "ties", "mostBids", "partMs"])
    {
        HasPriority = true,
        HasReserve = true,
        HasIncrement = true,
        SoftCloses = true,
        PricesUnits = static _ => true,
        Objection = ObjectionToSteps,
        OfFairsRules = static rules => rules.OfSoftClose(),
    };

    private static Refusal? ObjectionToFloor(LotDetails details) => details.Terms?.FloorMinor > details.OpeningMinor ? LotRefusals.FloorAboveOpening : null;

    // Half a minor unit goes up, as on the clock itself.
    private static Refusal? ObjectionToFalls(LotDetails details)
    {
        var left = Whole - (details.Terms!.Falls!.Value * details.Terms.FallBasisPoints!.Value);
        return (Int128)details.OpeningMinor * left * 2 < Whole ? LotRefusals.FallsToNothing : null;
    }

    private static Refusal? ObjectionToSteps(LotDetails details) =>
        details.Terms?.QuantityStepMilli is { } step && details.QuantityMilli % step != 0 ? LotRefusals.NotWholeSteps : null;

    private static string Field(FormatTerms.Term term) => "terms." + term.Name;

    // A lot at a fixed price has had a code of its own from the beginning.
    private Refusal Unused(string field) => Name == LotDetails.FixedPrice && !field.StartsWith("terms.", StringComparison.Ordinal)
        ? LotRefusals.NotAtAFixedPrice
        : LotRefusals.TermUnused.With("field", field);
}
