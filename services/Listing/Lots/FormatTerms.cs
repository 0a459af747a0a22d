using Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Lots;

/// <summary>What the format of a lot asks for beyond its prices; null where it does not ask. A format's settings are a property here, a line in
/// <see cref="All"/>, their names in <see cref="LotFormat.All"/>, and a line in <see cref="Of"/>.</summary>
/// <param name="FallMinor">Dutch: the step by which the price falls, 1 to 10^13.</param>
/// <param name="FallEveryMs">Dutch and dutch-sealed: the interval at which it falls, a second to a year.</param>
/// <param name="FloorMinor">Dutch: the secret least price, from 1 to the opening; like it, of the whole lot or of one unit. Tenders: the secret least offer that counts,
/// from 1 to the ceiling; any if left out.</param>
/// <param name="Divisible">Dutch and best offer: whether parts of the lot are sold, at a price for a unit; taken whole if left out.</param>
/// <param name="OwnIncrementMinor">English: the least step by which a leader improves their own bid or maximum, 1 to 10^13; the fair's if left out.</param>
/// <param name="MinimumTakeMilli">Fixed price and best offer: the least that one takes, unless it is all that remains; anything if left out.</param>
/// <param name="QuantityStepMilli">Fixed price, best offer and many units: quantities are whole numbers of it, as is the lot's; any quantity if left out.</param>
/// <param name="MostQuantityMilli">Many units: the most that the standing bids of one bidder may ask for; any quantity if left out.</param>
/// <param name="Ties">Many units: who gets what remains at the marginal price, time (the earlier bid; meant if left out) or pro-rata.</param>
/// <param name="MostBids">Many units: the most standing bids of the lot, 10 to 10,000; 1,000 if left out.</param>
/// <param name="PartMs">Many units: how long after the close who would win only a part of a bid may decline it, a second to a year; they have to take it if left out.</param>
/// <param name="OfferMs">Best offer: how long an offer or a counter stands, a second to a year.</param>
/// <param name="AcceptFromMinor">Best offer: the secret price from which an offer is taken at once; the asking price if left out.</param>
/// <param name="DeclineBelowMinor">Best offer: the secret price below which an offer is declined at once; none if left out.</param>
/// <param name="Falls">Dutch-sealed: how many times the price falls, 1 to 9,999.</param>
/// <param name="FallBasisPoints">Dutch-sealed: by what part of the opening it falls each time, 1 to 9,999 of 10,000; all the falls must leave something.</param>
/// <param name="SealedMs">Dutch-sealed: how long the others may bid sealed once the clock is stopped, a second to a year.</param>
/// <param name="BestBidMs">Dutch-sealed: how long whoever stopped it then has for the last bid, a second to a year.</param>
public sealed record FormatTerms(
    long? FallMinor = null, long? FallEveryMs = null, long? FloorMinor = null, bool? Divisible = null, long? OwnIncrementMinor = null,
    long? MinimumTakeMilli = null, long? QuantityStepMilli = null, long? MostQuantityMilli = null, string? Ties = null, long? MostBids = null,
    long? PartMs = null, long? OfferMs = null, long? AcceptFromMinor = null, long? DeclineBelowMinor = null,
    long? Falls = null, long? FallBasisPoints = null, long? SealedMs = null, long? BestBidMs = null)
{
    private static readonly string[] WaysOfTies = ["time", "pro-rata"];

    /// <summary>One term as rules see it.</summary>
    /// <param name="Name">Its name in requests.</param>
    /// <param name="Value">Its value, null when it is not given; a yes is 1, a no 0; of words the place among those that are known, −1 for others.</param>
    /// <param name="Least">The least value.</param>
    /// <param name="Most">The greatest.</param>
    public sealed record Term(string Name, Func<FormatTerms, long?> Value, long Least, long Most);

    /// <summary>Every term of every format.</summary>
    public static IReadOnlyList<Term> All { get; } =
    [
        new("fallMinor", terms => terms.FallMinor, 1, LotDetails.MaxMinor),
        new("fallEveryMs", terms => terms.FallEveryMs, 1_000, Fairs.FairRules.LongestMs),
        new("floorMinor", terms => terms.FloorMinor, 1, LotDetails.MaxMinor),
        new("divisible", terms => terms.Divisible is { } yes ? Convert.ToInt64(yes) : null, 0, 1),
        new("ownIncrementMinor", terms => terms.OwnIncrementMinor, 1, LotDetails.MaxMinor),
        new("minimumTakeMilli", terms => terms.MinimumTakeMilli, 1, LotDetails.MaxMilli),
        new("quantityStepMilli", terms => terms.QuantityStepMilli, 1, LotDetails.MaxMilli),
        new("mostQuantityMilli", terms => terms.MostQuantityMilli, 1, LotDetails.MaxMilli),
        new("ties", terms => terms.Ties is { } ties ? Array.IndexOf(WaysOfTies, ties) : null, 0, 1),
        new("mostBids", terms => terms.MostBids, 10, 10_000),
        new("partMs", terms => terms.PartMs, 1_000, Fairs.FairRules.LongestMs),
        new("offerMs", terms => terms.OfferMs, 1_000, Fairs.FairRules.LongestMs),
        new("acceptFromMinor", terms => terms.AcceptFromMinor, 1, LotDetails.MaxMinor),
        new("declineBelowMinor", terms => terms.DeclineBelowMinor, 1, LotDetails.MaxMinor),
        new("falls", terms => terms.Falls, 1, 9_999),
        new("fallBasisPoints", terms => terms.FallBasisPoints, 1, 9_999),
        new("sealedMs", terms => terms.SealedMs, 1_000, Fairs.FairRules.LongestMs),
        new("bestBidMs", terms => terms.BestBidMs, 1_000, Fairs.FairRules.LongestMs),
    ];

    /// <summary>These terms, or null when they say nothing: a lot without terms has one way to be written.</summary>
    public FormatTerms? OrNothing() => this == new FormatTerms() ? null : this;

    /// <summary>These terms as anybody may see them.</summary>
    public FormatTerms WithoutSecrets() => this with { FloorMinor = null, AcceptFromMinor = null, DeclineBelowMinor = null };

    /// <summary>A lot's terms of sale with these.</summary>
    public SaleTerms Of(SaleTerms terms) => terms with
    {
        FallMinor = FallMinor,
        FallEveryMs = FallEveryMs,
        FloorMinor = FloorMinor,
        Divisible = Divisible,
        OwnIncrementMinor = OwnIncrementMinor,
        MinimumTakeMilli = MinimumTakeMilli,
        QuantityStepMilli = QuantityStepMilli,
        MostQuantityMilli = MostQuantityMilli,
        Ties = Ties,
        MostBids = MostBids,
        PartMs = PartMs,
        OfferMs = OfferMs,
        AcceptFromMinor = AcceptFromMinor,
        DeclineBelowMinor = DeclineBelowMinor,
        Falls = Falls,
        FallBasisPoints = FallBasisPoints,
        SealedMs = SealedMs,
        BestBidMs = BestBidMs,
    };
}
