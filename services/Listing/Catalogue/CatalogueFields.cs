using Exchange.Listing.Categories;

namespace Exchange.Listing.Catalogue;

/// <summary>A property of lots with names for its values, by which results are chosen and counted.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Of">A lot's value; empty where it has none.</param>
/// <param name="Counted">Whether answers say how many lots have each value.</param>
public sealed record Facet(string Name, Func<CatalogueEntry, string> Of, bool Counted = true)
{
    /// <summary>The values that a value stands under, itself last: whoever chooses one of them chooses it too.</summary>
    public Func<string, IReadOnlyList<string>> Path { get; init; } = static value => [value];
}

/// <summary>A whole number of lots, by which results are chosen by range and counted by bands.</summary>
/// <param name="Name">The parameter's name.</param>
/// <param name="Of">A lot's number.</param>
/// <param name="Bands">Where the bands begin, in order; no bands where it is not counted.</param>
public sealed record Measure(string Name, Func<CatalogueEntry, long> Of, IReadOnlyList<long> Bands);

/// <summary>All by which the catalogue is searched beside its texts. A further facet is a line here.</summary>
public static class CatalogueFields
{
    /// <summary>Counted up whenever <see cref="Texts"/>, or what a facet says of the same lot, changes: an index of another number is made anew.</summary>
    public const int Version = 2;

    private const long Yuan = 100, Unit = 1_000, Hour = 3_600_000, Day = 24 * Hour;

    private const double LeastScore = 0.5;

    public static Facet Kind { get; } = new("category", static lot => lot.Category)
    {
        Path = static code => Materials.Path(code) is { Count: > 0 } path ? [.. path.Select(node => node.Code)] : [code],
    };

    public static Facet Status { get; } = new("status", static lot => lot.Status);

    public static Facet Consignor { get; } = new("consignor", static lot => lot.Consignor, Counted: false);

    public static Facet Organizer { get; } = new("organizer", static lot => lot.Organizer, Counted: false);

    public static IReadOnlyList<Facet> Facets { get; } =
    [
        Kind, Status, Consignor, Organizer,
        new("region", static lot => lot.Region),
        new("format", static lot => lot.Format),
        new("condition", static lot => lot.Condition),
        new("essential", static lot => lot.IsEssential ? "yes" : "no"),
        new("photos", static lot => lot.HasPhotos ? "yes" : "no"),
        new("unit", static lot => lot.Unit),
        new("currency", static lot => lot.Currency),
        new("fair", static lot => lot.Fair),
    ];

    /// <summary>The present price: where it opened until bids move it.</summary>
    public static Measure Price { get; } = new("price", static lot => lot.OpeningMinor, [0, 1_000 * Yuan, 10_000 * Yuan, 100_000 * Yuan, 1_000_000 * Yuan]);

    /// <summary>The time to the close, in milliseconds from now; kept as the close itself, which late bids move.</summary>
    public static Measure Closing { get; } = new("closing", static lot => lot.ClosesAt, [0, Hour, Day, 3 * Day]);

    public static Measure Quantity { get; } = new("quantity", static lot => lot.QuantityMilli, [0, 10 * Unit, 100 * Unit, 1_000 * Unit, 10_000 * Unit]);

    public static Measure Number { get; } = new("number", static lot => lot.Number, []);

    /// <summary>Millionths of a degree, from the south pole; -1 where the place is unknown.</summary>
    public static Measure Latitude { get; } = new("latitude", static lot => Millionths(lot.Place?.Latitude, 90), []);

    /// <summary>Millionths of a degree, from the antimeridian; -1 where the place is unknown.</summary>
    public static Measure Longitude { get; } = new("longitude", static lot => Millionths(lot.Place?.Longitude, 180), []);

    public static IReadOnlyList<Measure> Measures { get; } = [Price, Closing, Quantity, Number, Latitude, Longitude];

    /// <summary>The texts of a lot that are searched beside its title.</summary>
    public static IEnumerable<string> Texts(CatalogueEntry lot)
    {
        if (lot.ItemNumber.Length > 0) yield return lot.ItemNumber;
    }

    /// <summary>What is searched with less weight: what is said of it, and the name of its kind in both languages, by which it is found whatever its title calls it.</summary>
    public static IEnumerable<string> Kinds(CatalogueEntry lot)
    {
        if (lot.Description.Length > 0) yield return lot.Description;
        if (KindOf(lot) is not { } kind) yield break;
        yield return kind.Chinese;
        yield return kind.English;
    }

    /// <summary>A term for its kind and for each that it stands under: whoever asks for one of them by any of its names finds it.</summary>
    public static IEnumerable<string> KindTerms(CatalogueEntry lot) => KindOf(lot) is { } kind ? Materials.Path(kind.Code).Select(TermOf) : [];

    /// <summary>The term of a kind, which no text has.</summary>
    public static string TermOf(Category kind) => "#" + kind.Code;

    // Its category, or where that is of another scheme what its title may be.
    private static Category? KindOf(CatalogueEntry lot) =>
        Materials.Of(lot.Category) ?? Materials.Suggest(lot.Title, lot.Category, most: 1).FirstOrDefault(guess => guess.Score >= LeastScore)?.Category;

    private static long Millionths(double? degrees, int most) => degrees is { } given ? (long)Math.Round((given + most) * 1e6) : -1;
}
