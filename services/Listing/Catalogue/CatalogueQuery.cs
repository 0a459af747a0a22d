using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Catalogue;

/// <summary>From one number to another, both within; an open end is null.</summary>
public readonly record struct Span(long? From, long? To)
{
    public bool Holds(long value) => !(value < From) && !(value > To);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}-{To}");

    /// <summary>Reads FROM-TO, either of which may be left out, but not both.</summary>
    public static bool TryParse(string text, out Span span)
    {
        span = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || text.Length < 2 || !TryEnd(text.AsSpan(0, dash), out var from) || !TryEnd(text.AsSpan(dash + 1), out var to) || from > to) return false;
        span = new(from, to);
        return true;
    }

    private static bool TryEnd(ReadOnlySpan<char> text, out long? end)
    {
        end = null;
        if (text.IsEmpty) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        end = number;
        return true;
    }
}

/// <summary>How results are ordered. Lots that are equal in it stand by their ids.</summary>
public enum CatalogueSort
{
    /// <summary>Best match first.</summary>
    Relevance,

    /// <summary>Next close first.</summary>
    Closing,

    /// <summary>Lowest price first.</summary>
    Price,

    /// <summary>Highest price first.</summary>
    PriceDown,

    /// <summary>Least quantity first.</summary>
    Quantity,

    /// <summary>Largest quantity first.</summary>
    QuantityDown,

    /// <summary>By catalogue number.</summary>
    Number,

    /// <summary>Nearest first; what lies nobody knows where comes last.</summary>
    Distance,
}

/// <summary>What somebody looks for in the catalogue.</summary>
/// <param name="Text">Words; empty for every lot.</param>
/// <param name="Chosen">Values of facets, one of which a lot must have, by the facet's name.</param>
/// <param name="Spans">Ranges of measures, one of which must hold the lot's number, by the measure's name.</param>
/// <param name="Sort">The order.</param>
/// <param name="Near">From where distances are measured.</param>
public sealed record CatalogueQuery(
    string Text, IReadOnlyDictionary<string, IReadOnlyList<string>> Chosen, IReadOnlyDictionary<string, IReadOnlyList<Span>> Spans, CatalogueSort Sort, GeoPoint? Near = null)
{
    public const int LongestText = 200, MostValues = 50;

    /// <summary>In place of a facet's values: all of them.</summary>
    public const string Any = "any";

    private static readonly Dictionary<string, CatalogueSort> Sorts = new(StringComparer.Ordinal)
    {
        ["relevance"] = CatalogueSort.Relevance,
        ["closing"] = CatalogueSort.Closing,
        ["price"] = CatalogueSort.Price,
        ["price-down"] = CatalogueSort.PriceDown,
        ["quantity"] = CatalogueSort.Quantity,
        ["quantity-down"] = CatalogueSort.QuantityDown,
        ["number"] = CatalogueSort.Number,
        ["distance"] = CatalogueSort.Distance,
    };

    /// <summary>The names of the orders, for people.</summary>
    public static string SortNames { get; } = string.Join(", ", Sorts.Keys);

    /// <summary>Every lot that is announced.</summary>
    public static CatalogueQuery All { get; } = Read(static _ => []).Query!;

    /// <summary>Reads the parameters of a search. What is wrong with them stands in the second, as field, rule and message.</summary>
    /// <param name="parameters">The values of a parameter, none where it is missing.</param>
    public static (CatalogueQuery? Query, IReadOnlyList<(string Field, string Rule, string Message)> Wrong) Read(Func<string, IReadOnlyList<string>> parameters)
    {
        var wrong = new List<(string, string, string)>();
        var text = parameters("q") is [.., var last] ? last.Trim() : "";
        if (text.Length > LongestText) wrong.Add(("q", "text", $"At most {LongestText} characters."));
        var near = ReadNear(parameters("near"), wrong);
        var query = new CatalogueQuery(text, ReadChosen(parameters, wrong), ReadSpans(parameters, wrong), ReadOrder(parameters("sort"), text, near, wrong), near);
        return (wrong.Count == 0 ? query : null, wrong);
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadChosen(Func<string, IReadOnlyList<string>> parameters, List<(string, string, string)> wrong)
    {
        var chosen = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var facet in CatalogueFields.Facets)
        {
            var values = parameters(facet.Name);
            if (values.Count > MostValues) wrong.Add((facet.Name, "count", $"At most {MostValues} values."));
            else if (values.Count > 0 && !values.Contains(Any)) chosen[facet.Name] = [.. values];
            else if (values.Count == 0 && facet == CatalogueFields.Status) chosen[facet.Name] = [CatalogueEntry.Announced];
        }

        return chosen;
    }

    private static Dictionary<string, IReadOnlyList<Span>> ReadSpans(Func<string, IReadOnlyList<string>> parameters, List<(string, string, string)> wrong)
    {
        var spans = new Dictionary<string, IReadOnlyList<Span>>(StringComparer.Ordinal);
        foreach (var measure in CatalogueFields.Measures.Where(measure => measure.Bands.Count > 0))
        {
            var read = new List<Span>();
            foreach (var value in parameters(measure.Name).Take(MostValues))
                if (Span.TryParse(value, out var span)) read.Add(span);
                else wrong.Add((measure.Name, "range", "FROM-TO in whole numbers, either of which may be left out: 100000-500000, 100000- or -500000."));
            if (read.Count > 0) spans[measure.Name] = read;
        }

        return spans;
    }

    private static CatalogueSort ReadOrder(IReadOnlyList<string> values, string text, GeoPoint? near, List<(string, string, string)> wrong)
    {
        if (values is not [.., { Length: > 0 } name]) return text.Length > 0 ? CatalogueSort.Relevance : CatalogueSort.Closing;
        if (!Sorts.TryGetValue(name, out var sort)) wrong.Add(("sort", "order", $"One of {SortNames}."));
        else if (sort == CatalogueSort.Distance && near is null) wrong.Add(("near", "required", "The order by distance needs near=LATITUDE,LONGITUDE."));
        return sort;
    }

    private static GeoPoint? ReadNear(IReadOnlyList<string> values, List<(string, string, string)> wrong)
    {
        if (values is not [.., { Length: > 0 } text]) return null;
        if (text.Split(',') is [var north, var east] && Degrees(north) is { } latitude && Degrees(east) is { } longitude
            && new GeoPoint(latitude, longitude) is { IsValid: true } place) return place;
        wrong.Add(("near", "place", "LATITUDE,LONGITUDE in degrees: 43.88,125.32."));
        return null;
    }

    private static double? Degrees(string text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var degrees) ? degrees : null;

    /// <summary>The id of a lot as a number, in the order of the ids.</summary>
    public static UInt128 NumberOf(string lot) => Id.IsValid(lot) ? UInt128.Parse(lot, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : UInt128.Zero;
}

/// <summary>A place in the order of results: after the last lot of a page.</summary>
/// <param name="Key">What the lots are ordered by.</param>
/// <param name="Lot">The lot's id, as a number.</param>
/// <param name="Loose">Whether the words were taken loosely, because no lot has all of them.</param>
public readonly record struct PlaceInOrder(long Key, UInt128 Lot, bool Loose)
{
    /// <summary>Below zero where it stands before another one, and above where it stands after.</summary>
    public int CompareTo(PlaceInOrder other) => Key != other.Key ? Key.CompareTo(other.Key) : Lot.CompareTo(other.Lot);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Loose ? 'l' : 's')}{Key}.{Lot:x32}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out PlaceInOrder place)
    {
        place = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 2 || text[0] is not ('l' or 's') || !long.TryParse(text.AsSpan(1, dot - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var key)
            || !Id.IsValid(text[(dot + 1)..])) return false;
        place = new(key, CatalogueQuery.NumberOf(text[(dot + 1)..]), text[0] == 'l');
        return true;
    }
}
