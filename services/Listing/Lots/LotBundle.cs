using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>Makes one of several: a lot whose manifest has what each of them was. The price of the whole is the sum of theirs; where units differ it is sold as one lot (LO).</summary>
public static class LotBundle
{
    public const int Most = 50;

    private const string WholeLot = "LO";

    /// <summary>The bundle of some drafts, or why they make none.</summary>
    /// <param name="sources">The drafts, in the order of the manifest.</param>
    /// <param name="title">What the bundle is called.</param>
    /// <param name="bundle">The bundle: sold as its parts are if they all are sold alike and as a whole, else by ascending bids.</param>
    public static Refusal? Of(IReadOnlyList<DraftContent> sources, string title, out DraftContent bundle)
    {
        bundle = new();
        if (sources.Count is < 2 or > Most || sources.Any(source => source is not { Title: not null, QuantityMilli: >= 1 and <= LotDetails.MaxMilli })) return DraftRefusals.BundleUnclear;
        if (sources.Any(source => FormatOf(source) is null)) return LotRefusals.UnknownFormat;
        if (sources.Any(source => FormatOf(source)!.IsReverse)) return DraftRefusals.BundleTender;
        var lines = sources.SelectMany(Lines).ToList();
        if (lines.Count > LotDescription.MostLines) return DraftRefusals.BundleUnclear;
        var (unit, format) = (Alike(sources, source => source.Unit ?? Imports.Units.Piece), Alike(sources, source => source.Format ?? LotDetails.English));
        var (opening, reserve) = (Sum(sources, source => source.OpeningMinor), Sum(sources, source => source.ReserveMinor ?? 0));
        var quantity = unit is null ? 1_000 : sources.Aggregate((Int128)0, (sum, source) => sum + source.QuantityMilli!.Value);
        if (quantity > LotDetails.MaxMilli || opening > LotDetails.MaxMinor || reserve > LotDetails.MaxMinor) return DraftRefusals.BundleUnclear;
        bundle = new(
            title, Alike(sources, source => source.Category), Alike(sources, source => source.Region), (long)quantity, unit ?? WholeLot,
            format is not null && sources.All(source => !IsByUnit(source)) ? format : null, (long?)opening, reserve > 0 ? (long?)reserve : null,
            Sum(sources, source => source.IncrementMinor) is { } increment && increment <= LotDetails.MaxMinor ? (long)increment : null,
            Description: Described(sources, lines), Linked: Offer.LinkedOf([.. sources.SelectMany(source => source.Linked ?? [])]));
        return null;
    }

    private static LotFormat? FormatOf(DraftContent source) => LotFormat.Of(source.Format ?? LotDetails.English);

    private static bool IsByUnit(DraftContent source) => FormatOf(source)!.IsPricedByUnit(source.Terms ?? new());

    /// <summary>The sum of a price over all, each as a price of the whole; null where one has none.</summary>
    private static Int128? Sum(IReadOnlyList<DraftContent> sources, Func<DraftContent, long?> price)
    {
        Int128 sum = 0;
        foreach (var source in sources)
        {
            if (price(source) is not { } minor) return null;
            // The same rounding as where units are sold.
            sum += IsByUnit(source) ? ((Int128)minor * source.QuantityMilli!.Value + 500) / 1_000 : minor;
        }

        return sum;
    }

    private static IEnumerable<ManifestLine> Lines(DraftContent source)
    {
        var said = source.Description;
        return said?.Manifest is { Count: > 0 } lines
            ? lines.Select(line => line with { Category = line.Category ?? source.Category, Condition = line.Condition ?? said.Condition })
            : [new(source.Title!, source.QuantityMilli!.Value, source.Unit ?? Imports.Units.Piece, source.Category, said?.Condition, source.ItemNumber, OfLine(said?.Attributes))];
    }

    // A line takes fewer attributes than a lot.
    private static IReadOnlyDictionary<string, string>? OfLine(IReadOnlyDictionary<string, string>? attributes) =>
        LotAttributes.InOrder(attributes?.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Take(LotAttributes.MostOfLine).ToDictionary());

    private static LotDescription Described(IReadOnlyList<DraftContent> sources, IReadOnlyList<ManifestLine> lines) => new(
        Manifest: lines,
        Place: Alike(sources, source => source.Description?.Place),
        LoadedBy: Alike(sources, source => source.Description?.LoadedBy),
        Loading: Alike(sources, source => source.Description?.Loading),
        Removal: Alike(sources, source => source.Description?.Removal),
        Inspection: Alike(sources, source => source.Description?.Inspection),
        TaxClass: Alike(sources, source => source.Description?.TaxClass));

    /// <summary>What all say alike; null where they differ.</summary>
    private static TValue? Alike<TValue>(IReadOnlyList<DraftContent> sources, Func<DraftContent, TValue?> value)
        where TValue : class => sources.All(source => Equals(value(source), value(sources[0]))) ? value(sources[0]) : null;
}
