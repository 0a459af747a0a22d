namespace Exchange.Listing.Lots;

/// <summary>A lot of each format as its consignor enters it: the API document shows them, and tests sell them.</summary>
public static class LotExamples
{
    private const long Minute = 60_000, Hour = 60 * Minute;

    /// <summary>The bodies, each by the name of its format.</summary>
    public static IReadOnlyDictionary<string, LotRequest> All { get; } = new[]
    {
        Lot("english", "Lathe CW6163", "3416", 1_000, "C62", 1_000_000) with { ReserveMinor = 1_800_000, IncrementMinor = 20_000 },
        Lot("fixed-price", "Bearing 6204", "3110", 1_200_000, "C62", 700, new(MinimumTakeMilli: 50_000, QuantityStepMilli: 10_000)),
        Lot("dutch", "Foundry coke", "9130", 80_000, "TNE", 180_000, new(FallMinor: 2_000, FallEveryMs: 10 * Minute, FloorMinor: 120_000, Divisible: true)),
        Lot("sealed-first-price", "Copper cathode offcuts", "9650", 3_000, "TNE", 5_000_000) with { ReserveMinor = 9_000_000 },
        Lot("vickrey", "Nickel cathode", "9650", 500, "TNE", 3_000_000) with { ReserveMinor = 4_000_000 },
        Lot("dutch-sealed", "Rolling mill, idle since 1986", "3424", 1_000, "C62", 80_000_000,
            new(FallEveryMs: 5 * Minute, Falls: 80, FallBasisPoints: 100, SealedMs: 10 * Minute, BestBidMs: 5 * Minute)),
        AngleSteel("pay-as-bid", new(QuantityStepMilli: 1_000)),
        AngleSteel("uniform-lowest-winning", new(QuantityStepMilli: 1_000, Ties: "pro-rata")),
        AngleSteel("uniform-highest-losing", new(QuantityStepMilli: 1_000, MostQuantityMilli: 8_000)),
        AngleSteel("vcg", new(QuantityStepMilli: 1_000, PartMs: 30 * Minute)),
        Lot("best-offer", "Transformer S7-500/10", "6120", 1_000, "C62", 2_500_000, new(OfferMs: 24 * Hour, AcceptFromMinor: 2_300_000, DeclineBelowMinor: 1_500_000)),
        Lot("reverse-sealed", "Wanted: seamless tube 108 x 6, 20 steel", "4710", 60_000, "TNE", 15_000_000, new(FloorMinor: 6_000_000)),
        Lot("reverse-open", "Wanted: cement 425", "5610", 400_000, "TNE", 4_000_000, new(FloorMinor: 1_000_000)) with { IncrementMinor = 20_000 },
    }.ToDictionary(lot => lot.Format!, StringComparer.Ordinal);

    private static LotRequest AngleSteel(string format, FormatTerms terms) =>
        Lot(format, "Angle steel 50 x 50 x 5, Q235", "9520", 20_000, "TNE", 150_000, terms) with { ReserveMinor = 170_000, IncrementMinor = 500 };

    private static LotRequest Lot(string format, string title, string category, long quantityMilli, string unit, long openingMinor, FormatTerms? terms = null) => new()
    {
        Title = title,
        Category = category,
        QuantityMilli = quantityMilli,
        Unit = unit,
        Format = format,
        OpeningMinor = openingMinor,
        Terms = terms,
    };
}
