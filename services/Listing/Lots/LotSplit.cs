using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Lots;

/// <summary>How a draft or a lot is split; one of the three is said.</summary>
/// <param name="Parts">Into so many parts that are as equal as they can be, 2 to 50.</param>
/// <param name="QuantitiesMilli">The quantity of each part, in thousandths of the unit; they sum to the whole.</param>
/// <param name="Lines">The lines of the manifest of each part, by their numbers from 1; each line stands in one part.</param>
public sealed record SplitTerms(long? Parts = null, IReadOnlyList<long>? QuantitiesMilli = null, IReadOnlyList<IReadOnlyList<long>>? Lines = null);

/// <summary>Splits what is sold as one. Nothing is lost and nothing gained: the quantities of the parts, those of each line of the manifest, and the prices of the whole sum to what they were
/// (largest remainder). A price of one unit stays, and so does a step.</summary>
public static class LotSplit
{
    public const int MostParts = 50;

    /// <summary>The parts of a draft, or why it cannot be split so.</summary>
    public static Refusal? Of(DraftContent whole, SplitTerms split, out IReadOnlyList<DraftContent> parts)
    {
        parts = [];
        var format = LotFormat.Of(whole.Format ?? LotDetails.English);
        if (format is null or { IsReverse: true }) return format is null ? LotRefusals.UnknownFormat : DraftRefusals.BundleTender;
        if (whole.QuantityMilli is not (>= 1 and <= LotDetails.MaxMilli) || whole.Description?.Manifest?.Any(line => line.OutOfBounds() is not null) is true) return DraftRefusals.SplitUnclear;
        var byUnit = format.IsPricedByUnit(whole.Terms ?? new());
        return split switch
        {
            { Parts: >= 2 and <= MostParts and var count, QuantitiesMilli: null, Lines: null } => ByQuantity(whole, Equal(whole, (int)count), byUnit, out parts),
            { Parts: null, QuantitiesMilli: { } quantities, Lines: null } => ByQuantity(whole, quantities, byUnit, out parts),
            { Parts: null, QuantitiesMilli: null, Lines: { } lines } => ByLines(whole, lines, byUnit, out parts),
            _ => DraftRefusals.SplitUnclear,
        };
    }

    // Whole steps of the quantity where it has them, and whole units where it is some: nobody wants a third of a bearing.
    private static IReadOnlyList<long> Equal(DraftContent whole, int count)
    {
        var quantity = whole.QuantityMilli!.Value;
        var step = whole.Terms?.QuantityStepMilli is { } own && own > 0 && quantity % own == 0 ? own : quantity % 1_000 == 0 ? 1_000 : 1;
        return [.. Shared(quantity / step, [.. Enumerable.Repeat(1L, count)]).Select(steps => steps * step)];
    }

    private static Refusal? ByQuantity(DraftContent whole, IReadOnlyList<long> quantities, bool byUnit, out IReadOnlyList<DraftContent> parts)
    {
        parts = [];
        if (quantities.Contains(0)) return DraftRefusals.TooSmallToSplit;
        if (quantities.Count is < 2 or > MostParts || quantities.Any(quantity => quantity is < 1 or > LotDetails.MaxMilli)) return DraftRefusals.SplitUnclear;
        if (quantities.Sum() != whole.QuantityMilli) return DraftRefusals.SplitUnclear.With("quantityMilli", whole.QuantityMilli!.Value);
        var lines = (whole.Description?.Manifest ?? []).Select(line => (Line: line, Shares: Shared(line.QuantityMilli, quantities))).ToList();
        var contents = quantities.Select((quantity, part) => whole with
        {
            Title = Titled(whole.Title, part, quantities.Count),
            QuantityMilli = quantity,
            Description = WithLines(whole.Description, [.. lines.Where(line => line.Shares[part] > 0).Select(line => line.Line with { QuantityMilli = line.Shares[part] })]),
        });
        return WithPrices(whole, [.. contents], quantities, byUnit, out parts);
    }

    private static Refusal? ByLines(DraftContent whole, IReadOnlyList<IReadOnlyList<long>> numbers, bool byUnit, out IReadOnlyList<DraftContent> parts)
    {
        parts = [];
        var manifest = whole.Description?.Manifest ?? [];
        if (numbers.Count is < 2 or > MostParts || numbers.Any(part => part is not { Count: > 0 })) return DraftRefusals.SplitUnclear;
        if (!numbers.SelectMany(part => part).Order().SequenceEqual(manifest.Select((_, place) => place + 1L))) return DraftRefusals.SplitUnclear.With("lines", manifest.Count);
        var lines = numbers.Select(part => part.Select(number => manifest[(int)number - 1]).ToList()).ToList();
        // What is measured alike is divided by the measure; else a line is as much as another.
        var isMeasured = manifest.All(line => line.Unit == manifest[0].Unit);
        var isCounted = isMeasured && manifest[0].Unit == (whole.Unit ?? Imports.Units.Piece) && manifest.Sum(line => line.QuantityMilli) == whole.QuantityMilli;
        if (byUnit && !isCounted) return DraftRefusals.SplitUnclear;
        var contents = lines.Select((part, number) => (part is [var only] ? OfLine(whole, only) : whole with { Title = Titled(whole.Title, number, lines.Count) }) with
        {
            QuantityMilli = isCounted || part.Count == 1 ? part.Sum(line => line.QuantityMilli) : whole.QuantityMilli,
            Description = WithLines(whole.Description, part),
        });
        return WithPrices(whole, [.. contents], [.. lines.Select(part => isMeasured ? part.Sum(line => line.QuantityMilli) : part.Count)], byUnit, out parts);
    }

    private static DraftContent OfLine(DraftContent whole, ManifestLine line) => whole with
    {
        Title = line.Title,
        Category = line.Category ?? whole.Category,
        Unit = line.Unit,
        ItemNumber = line.ItemNumber ?? whole.ItemNumber,
    };

    private static Refusal? WithPrices(DraftContent whole, List<DraftContent> contents, IReadOnlyList<long> weights, bool byUnit, out IReadOnlyList<DraftContent> parts)
    {
        parts = [];
        // Each part is a lot of its own, and a row of the consignor's stock is one of them at most.
        contents = [.. contents.Select(content => content with { RowKey = null })];
        if (!byUnit)
        {
            var (opening, reserve) = (Shared(whole.OpeningMinor, weights), Shared(whole.ReserveMinor, weights));
            var (floor, accept, decline) = (Shared(whole.Terms?.FloorMinor, weights), Shared(whole.Terms?.AcceptFromMinor, weights), Shared(whole.Terms?.DeclineBelowMinor, weights));
            if (new[] { opening, floor, accept, decline }.Any(shares => shares?.Contains(0) is true)) return DraftRefusals.TooSmallToSplit;
            contents = [.. contents.Select((content, part) => content with
            {
                OpeningMinor = opening?[part],
                ReserveMinor = reserve?[part],
                Terms = whole.Terms is null ? null : whole.Terms with { FloorMinor = floor?[part], AcceptFromMinor = accept?[part], DeclineBelowMinor = decline?[part] },
            })];
        }

        parts = contents;
        return null;
    }

    private static IReadOnlyList<long>? Shared(long? amount, IReadOnlyList<long> weights) => amount is { } whole ? Shared(whole, weights) : null;

    private static IReadOnlyList<long> Shared(long amount, IReadOnlyList<long> weights) => [.. new Money(amount, "XXX").Split(weights).Select(part => part.Minor)];

    private static LotDescription? WithLines(LotDescription? said, List<ManifestLine> lines) => said is null ? null : said with { Manifest = lines.Count > 0 ? lines : null };

    private static string? Titled(string? title, int part, int parts)
    {
        if (title is null) return null;
        var end = string.Create(CultureInfo.InvariantCulture, $" ({part + 1}/{parts})");
        return title[..Math.Min(title.Length, LotDetails.LongestTitle - end.Length)] + end;
    }
}
