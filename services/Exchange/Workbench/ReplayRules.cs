using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Host.Workbench;

/// <summary>Whether a format sells parts of a lot.</summary>
internal enum Parts
{
    Never,

    /// <summary>Where the rules or the file say how many units are offered.</summary>
    OfUnits,

    Always,
}

/// <summary>How a format is replayed from a file. A new format is one line in <see cref="All"/>.</summary>
/// <param name="Name">The format's name, in the rules as in a lot's terms.</param>
/// <param name="Settings">The settings that its rules may have beside the format.</param>
/// <param name="Command">What a row asks of the auction, or null when its amount is below what the auction asks for.</param>
/// <param name="Parts">Whether parts of the lot are sold, at a price for a unit; else the lot is one unit.</param>
internal sealed record ReplayFormat(string Name, IReadOnlyList<string> Settings, Func<SheetRow, Scale, Auction, AuctionCommand?> Command, Parts Parts = Parts.Never)
{
    public static IReadOnlyList<ReplayFormat> All { get; } =
    [
        new("english", ["increments", "increment", "incrementPercent", "ownIncrement", "wholeSteps", "proxy", "reserve", .. Times, .. SoftClose], Bid),
        new("fixed-price", ["units", "minimumTake", "quantityStep", .. Times], Purchase, Parts.Always),
        new("dutch", ["step", "interval", "floor", "units", .. Times], Accept, Parts.OfUnits),
        new("sealed-first-price", ["reserve", "floor", .. Times], Seal),
        new("vickrey", ["reserve", "floor", .. Times], Seal),
        new("reverse-sealed", ["ceiling", "floor", .. Times], Seal),
        new("reverse-open", ["ceiling", "floor", "increments", "increment", "incrementPercent", "wholeSteps", .. Times, .. SoftClose], Bid),
        new("best-offer", ["acceptFrom", "declineBelow", "units", "minimumTake", "quantityStep", .. Times], Offer, Parts.OfUnits),
        .. Exchange.Matching.Auctions.Formats.Format.All.OfType<MultiUnit>().Select(format => new ReplayFormat(
            format.Name,
            ["units", "ties", "priceStep", "quantityStep", "mostQuantity", "reserve", .. Times, .. SoftClose],
            (row, scale, _) => new PlaceDemand(row.Name("bidder"), scale.Minor(row.Number("amount")), row.Milli("quantity")),
            Parts.Always)),
    ];

    /// <summary>The key of an auction's sealed bids, which here keeps nothing secret.</summary>
    public static LotKey KeyOf(string auction) => LotKey.Of([], auction);

    private static IReadOnlyList<string> Times => ["duration"];

    private static IReadOnlyList<string> SoftClose => ["softClose", "softCloseRule", "mostExtensions", "hardEnd"];

    // Whoever wrote an amount into a file meant it.
    private static PlaceBid Bid(SheetRow row, Scale scale, Auction auction) => new(row.Name("bidder"), scale.Minor(row.Number("amount")), Confirmed: true);

    private static TakeQuantity? Purchase(SheetRow row, Scale scale, Auction auction)
    {
        var take = new TakeQuantity(row.Name("bidder"), row.Milli("quantity"));
        return scale.Minor(row.Number("amount")) < auction.Offered.Terms.OpeningMinor ? null : take;
    }

    // Nothing is secret in a file: the salt and the nonce are the place of the bid, which no other has.
    private static PlaceSealedBid Seal(SheetRow row, Scale scale, Auction auction)
    {
        Span<byte> place = stackalloc byte[LotKey.SaltBytes + LotKey.NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(place, row.Line);
        BinaryPrimitives.WriteInt64BigEndian(place[^8..], row.Line);
        return new(row.Name("bidder"), KeyOf(auction.Offered.Lot.Id).Seal(row.Name("bidder"), scale.Minor(row.Number("amount")), "", place));
    }

    private static MakeOffer Offer(SheetRow row, Scale scale, Auction auction) => new(
        row.Name("bidder"), scale.Minor(row.Number("amount")), auction.Offered.Terms.Divisible is true && row.Text("quantity").Length > 0 ? row.Milli("quantity") : null);

    // All that is left, where a row does not say how much.
    private static TakeQuantity Accept(SheetRow row, Scale scale, Auction auction) => new(
        row.Name("bidder"),
        auction.Offered.Terms.Divisible is true && row.Text("quantity").Length > 0 ? row.Milli("quantity") : auction.RemainingMilli,
        scale.Minor(row.Number("amount")));
}

/// <summary>The file that says by which rules bids are replayed. Amounts in major units, times in seconds since the opening.</summary>
internal sealed record ReplayRules
{
    private const decimal LeastStep = 0.01m, LongestSeconds = 100_000_000_000m;

    // As many standing bids as a lot can have: a file may be long.
    private const long MostBids = 10_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.Strict };

    private static readonly string[] Ways = ["increments", "increment", "incrementPercent"];

    [JsonIgnore]
    public ReplayFormat Format { get; private init; } = ReplayFormat.All[0];

    /// <summary>The name of a ready-made table, or a table of <see cref="Rung"/>s.</summary>
    public JsonElement? Increments { get; init; }

    public decimal? Increment { get; init; }

    public decimal? IncrementPercent { get; init; }

    /// <summary>By how much a leader improves their own bid or maximum at least.</summary>
    public decimal? OwnIncrement { get; init; }

    public bool WholeSteps { get; init; }

    /// <summary>Whether a bid is a maximum.</summary>
    public bool Proxy { get; init; } = true;

    /// <summary>The reserve of rows that do not say it.</summary>
    public decimal Reserve { get; init; }

    /// <summary>How much is offered where rows do not say it.</summary>
    public decimal? Units { get; init; }

    /// <summary>The least that one takes, unless it is all that remains.</summary>
    public decimal? MinimumTake { get; init; }

    /// <summary>Who gets what remains at the marginal price.</summary>
    public string? Ties { get; init; }

    /// <summary>Prices are whole numbers of it above the opening.</summary>
    public decimal? PriceStep { get; init; }

    /// <summary>Quantities are whole numbers of it.</summary>
    public decimal? QuantityStep { get; init; }

    /// <summary>The most that one bidder's standing bids may ask for.</summary>
    public decimal? MostQuantity { get; init; }

    /// <summary>The price from which an offer is taken at once; the asking price where it is not said.</summary>
    public decimal? AcceptFrom { get; init; }

    /// <summary>The price below which an offer is declined at once.</summary>
    public decimal? DeclineBelow { get; init; }

    /// <summary>By how much a clock falls.</summary>
    public decimal? Step { get; init; }

    /// <summary>How often a clock falls.</summary>
    public decimal? Interval { get; init; }

    /// <summary>The least price where rows do not say it: of a clock, a minor unit when 0; of sealed bids, what wins; in a tender, what counts.</summary>
    public decimal Floor { get; init; }

    /// <summary>The most that may be asked in a tender where rows do not say it; the opening where it is not said either.</summary>
    public decimal? Ceiling { get; init; }

    /// <summary>When an auction closes; after its last bid where it is not said.</summary>
    public decimal? Duration { get; init; }

    public decimal SoftClose { get; init; }

    public string? SoftCloseRule { get; init; }

    public long? MostExtensions { get; init; }

    public decimal? HardEnd { get; init; }

    /// <summary>Every amount of money in the rules, which the scale of the run must be able to hold.</summary>
    public IEnumerable<decimal> Amounts =>
    [
        LeastStep, Reserve, Floor, Ceiling ?? 0, Step ?? 0, PriceStep ?? 0, AcceptFrom ?? 0, DeclineBelow ?? 0, Increment ?? 0, OwnIncrement ?? 0,
        .. Rungs.SelectMany(rung => new[] { rung.Below ?? 0, rung.Step }),
    ];

    private List<Rung> Rungs { get; init; } = [];

    /// <summary>A line of a table of increments.</summary>
    public sealed record Rung(decimal Step, decimal? Below = null);

    /// <summary>Reads a file of rules.</summary>
    /// <exception cref="SheetException">It is no JSON, names no format, or has a setting that the format does not know.</exception>
    public static ReplayRules Read(FileInfo file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return Of(json.RootElement);
        }
        catch (JsonException broken)
        {
            throw new SheetException($"{file.Name}: {(broken.Path is { } path ? $"{path} is not what this setting asks for" : broken.Message)}", broken);
        }
    }

    /// <summary>The terms of one auction.</summary>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="opening">The opening amount or the price of a unit.</param>
    /// <param name="reserve">The least price, 0 for none.</param>
    /// <param name="lastBidMs">When the last bid came, in milliseconds since the opening.</param>
    public SaleTerms Terms(Scale scale, decimal opening, decimal reserve, long lastBidMs) => new(
        Format.Name, scale.Minor(opening), scale.Minor(reserve), scale.Minor(Increment ?? LeastStep), Ms(SoftClose), 0, Duration is { } end ? Ms(end) : lastBidMs + 1,
        IncrementSteps: Rungs.Count == 0 ? null : [.. Rungs.Select(rung => new IncrementStep(scale.Minor(rung.Step), rung.Below is { } below ? scale.Minor(below) : null))],
        IncrementBasisPoints: IncrementPercent is { } percent ? (long)(percent * 100) : null,
        WholeSteps: WholeSteps, SoftCloseRule: SoftCloseRule, MostExtensions: MostExtensions, HardEndAt: HardEnd is { } hard ? Ms(hard) : null,
        Proxy: Format.Name == "english" && Proxy, OwnIncrementMinor: OwnIncrement is { } own ? scale.Minor(own) : null);

    /// <summary>Terms with the clock of these rules, if they have one.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="floor">The least price, 0 for a minor unit.</param>
    /// <param name="inParts">Whether parts are sold.</param>
    public SaleTerms Clocked(SaleTerms terms, Scale scale, decimal floor, bool inParts) => Step is not { } step ? terms : terms with
    {
        FallMinor = scale.Minor(step),
        FallEveryMs = Ms(Interval!.Value),
        FloorMinor = Math.Max(1, scale.Minor(floor)),
        Divisible = inParts,
    };

    /// <summary>Terms with what these rules say of quantities, if they say anything.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="isWhole">Whether every quantity is a whole number of units; what is shared in proportion is then shared in whole units, as <c>allocate</c> does.</param>
    public SaleTerms InQuantities(SaleTerms terms, Scale scale, bool isWhole) => terms with
    {
        IncrementMinor = Format.Settings.Contains("priceStep") ? scale.Minor(PriceStep ?? 0) : terms.IncrementMinor,
        MinimumTakeMilli = Milli(MinimumTake),
        QuantityStepMilli = Milli(QuantityStep) ?? (Ties == MultiUnit.ProRata && isWhole ? 1000 : null),
        MostQuantityMilli = Milli(MostQuantity),
        Ties = Ties,
        MostBids = Format.Settings.Contains("ties") ? MostBids : null,
    };

    /// <summary>Terms with what these rules say of offers, if they are of offers; each stands to the close.</summary>
    /// <param name="terms">The terms of one auction.</param>
    /// <param name="scale">What a minor unit is.</param>
    /// <param name="inParts">Whether parts are sold.</param>
    public SaleTerms ByOffers(SaleTerms terms, Scale scale, bool inParts) => Format.Name != "best-offer" ? terms : terms with
    {
        OfferMs = 366L * 86_400_000,
        AcceptFromMinor = AcceptFrom is { } accept ? scale.Minor(accept) : null,
        DeclineBelowMinor = DeclineBelow is { } decline ? scale.Minor(decline) : null,
        Divisible = inParts,
    };

    /// <summary>Seconds as whole milliseconds.</summary>
    public static long Ms(decimal seconds) => (long)(seconds * 1000);

    private static ReplayRules Of(JsonElement root)
    {
        var formats = string.Join(", ", ReplayFormat.All.Select(format => format.Name));
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var name) || name.ValueKind != JsonValueKind.String)
            throw new SheetException("The rules are a JSON object with a format: " + formats + ".");
        var format = ReplayFormat.All.FirstOrDefault(known => known.Name == name.GetString())
            ?? throw new SheetException($"There is no format '{name.GetString()}' to replay; there are {formats}.");
        if (root.EnumerateObject().FirstOrDefault(setting => setting.Name != "format" && !format.Settings.Contains(setting.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw new SheetException($"The format {format.Name} has no setting '{unknown.Name}'; it has {string.Join(", ", format.Settings)}.");
        if (root.EnumerateObject().Count(setting => Ways.Contains(setting.Name)) > 1) throw new SheetException("Give the increments in one way: " + string.Join(", ", Ways) + ".");
        var rules = root.Deserialize<ReplayRules>(Options)!;
        return (rules with { Format = format, Rungs = rules.Table() }).Checked();
    }

    private ReplayRules Checked() => this switch
    {
        { IncrementPercent: { } percent } when percent * 100 != decimal.Truncate(percent * 100) || percent is <= 0 or > 100 =>
            throw new SheetException("incrementPercent is above 0, at most 100, with two decimals at most."),
        { Format.Name: "dutch" } when Step is not > 0 || Interval is null => throw new SheetException("A Dutch clock needs a step above zero and an interval."),
        { Ceiling: <= 0 } => throw new SheetException("ceiling is above zero."),
        { Increment: <= 0 } => throw new SheetException("increment is above zero."),
        _ when new[] { MinimumTake ?? 1, QuantityStep ?? 1, MostQuantity ?? 1 }.Any(quantity => quantity is <= 0 or > Sheet.Most || quantity * 1000 % 1 != 0) =>
            throw new SheetException("minimumTake, quantityStep and mostQuantity are above zero, with three decimals at most."),
        { OwnIncrement: <= 0 } => throw new SheetException("ownIncrement is above zero."),
        { Units: <= 0 or > Sheet.Most } => throw new SheetException("units is above zero."),
        { Duration: null } when SoftClose != 0 || HardEnd is not null => throw new SheetException("A soft close and a hard end need a duration."),
        _ when Amounts.Any(amount => amount is < 0 or > Sheet.Most || Sheet.DecimalsOf(amount) > Sheet.MostDecimals) =>
            throw new SheetException($"Amounts are from zero to {Sheet.Most}, with {Sheet.MostDecimals} decimals at most."),
        _ when new[] { Duration ?? 1, Interval ?? 1, SoftClose, HardEnd ?? 0 }.Any(seconds => seconds is < 0 or > LongestSeconds) || Duration < 0.001m || Interval < 0.001m =>
            throw new SheetException($"Times are from zero to {LongestSeconds} seconds, a duration and an interval at least 0.001."),
        _ => this,
    };

    private static long? Milli(decimal? quantity) => (long?)(quantity * 1000);

    private List<Rung> Table() => Increments switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } name when IncrementTables.ReadyMade.TryGetValue(name.GetString()!, out var table) =>
            [.. table.Select(step => new Rung(step.StepMinor / 100m, step.BelowMinor / 100m))],
        { ValueKind: JsonValueKind.Array } list => list.Deserialize<List<Rung>>(Options)!,
        { } other => throw new SheetException(
            $"increments is {other.GetRawText()}, and neither a table [{{\"step\":1,\"below\":100}},{{\"step\":5}}] nor one of {string.Join(", ", IncrementTables.ReadyMade.Keys.Order())}."),
    };
}
