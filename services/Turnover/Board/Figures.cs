using System.Collections.Immutable;

namespace Exchange.Turnover.Board;

/// <summary>To whom and where a figure belongs.</summary>
/// <param name="Category">The code of the lot's category.</param>
/// <param name="Region">Where the lot lies.</param>
/// <param name="Consignor">The enterprise that offered it.</param>
/// <param name="At">The moment of the timed figures, in Unix milliseconds; null while there is none.</param>
public sealed record Place(string Category, string Region, string Consignor, long? At);

/// <summary>The figures of a fair: totals, and the same totals broken down. A line that has come back to zero is no line, so that the figures
/// depend on what happened and not on the order in which it was heard.</summary>
/// <param name="Totals">All of it.</param>
/// <param name="Quarters">The timed figures by quarter of an hour, keyed by its beginning in Unix milliseconds: every time zone's days and hours
/// are sums of quarters, so that a figure can be booked before the fair's time zone is known.</param>
/// <param name="Categories">By the category's code.</param>
/// <param name="Regions">By region.</param>
/// <param name="Consignors">By the consignor's id.</param>
public sealed record Figures(
    Tally Totals,
    ImmutableDictionary<long, Tally> Quarters,
    ImmutableDictionary<string, Tally> Categories,
    ImmutableDictionary<string, Tally> Regions,
    ImmutableDictionary<string, Tally> Consignors)
{
    public const long QuarterMs = 15 * 60 * 1000;

    public static Figures Zero { get; } = new(
        Tally.Zero, ImmutableDictionary<long, Tally>.Empty, ImmutableDictionary<string, Tally>.Empty,
        ImmutableDictionary<string, Tally>.Empty, ImmutableDictionary<string, Tally>.Empty);

    /// <summary>These figures and a difference.</summary>
    public Figures With(Place place, Tally difference) => new(
        Totals + difference,
        place.At is { } at ? Add(Quarters, QuarterOf(at), difference.Timed) : Quarters,
        Add(Categories, place.Category, difference),
        Add(Regions, place.Region, difference),
        Add(Consignors, place.Consignor, difference));

    /// <summary>The beginning of the quarter of an hour in which a moment lies.</summary>
    public static long QuarterOf(long at) => at - (((at % QuarterMs) + QuarterMs) % QuarterMs);

    /// <summary>Where these figures and others differ, a line each; empty when they are the same to the fen.</summary>
    public IReadOnlyList<string> DifferencesTo(Figures other) =>
    [
        .. Totals == other.Totals ? [] : new[] { $"totals: {Totals} against {other.Totals}" },
        .. Differences("quarter", Quarters, other.Quarters),
        .. Differences("category", Categories, other.Categories),
        .. Differences("region", Regions, other.Regions),
        .. Differences("consignor", Consignors, other.Consignors),
    ];

    private static ImmutableDictionary<TKey, Tally> Add<TKey>(ImmutableDictionary<TKey, Tally> lines, TKey key, Tally difference)
        where TKey : notnull
    {
        if (difference == Tally.Zero) return lines;
        var sum = lines.GetValueOrDefault(key, Tally.Zero) + difference;
        return sum == Tally.Zero ? lines.Remove(key) : lines.SetItem(key, sum);
    }

    private static IEnumerable<string> Differences<TKey>(string dimension, ImmutableDictionary<TKey, Tally> lines, ImmutableDictionary<TKey, Tally> others)
        where TKey : notnull =>
        from key in lines.Keys.Union(others.Keys)
        let line = lines.GetValueOrDefault(key, Tally.Zero)
        let other = others.GetValueOrDefault(key, Tally.Zero)
        where line != other
        select $"{dimension} {key}: {line} against {other}";
}
