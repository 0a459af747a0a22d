using System.Text.Json.Serialization;
using Exchange.Listing.Categories;

namespace Exchange.Listing.Lots;

/// <summary>What a bidder should know of a lot beyond its title, quantity and terms of sale. All of it may be left out.</summary>
/// <param name="Text">For people, 1 to 10,000 characters; line ends are kept.</param>
/// <param name="Condition">The code of the grade of condition, of the lot or of those lines that name none.</param>
/// <param name="Manifest">What the lot consists of: 1 to 500 lines.</param>
/// <param name="Attributes">Values by the codes of attributes, 50 at most.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="LoadedBy">Who loads it: consignor or buyer.</param>
/// <param name="Loading">How it is loaded, by which crane, at what cost: 1 to 1,000 characters.</param>
/// <param name="Removal">How and when it is removed: likewise.</param>
/// <param name="Inspection">How and when it can be seen before the sale: likewise.</param>
/// <param name="TaxClass">The code by which the fair's rate of tax is found, in place of the category.</param>
public sealed record LotDescription(
    string? Text = null, string? Condition = null, IReadOnlyList<ManifestLine>? Manifest = null, IReadOnlyDictionary<string, string>? Attributes = null,
    LotPlace? Place = null, string? LoadedBy = null, string? Loading = null, string? Removal = null, string? Inspection = null, string? TaxClass = null)
{
    public const int LongestText = 10_000, LongestTerms = 1_000, MostLines = 500;

    private static readonly string[] Loaders = ["consignor", "buyer"];

    /// <summary>The grade of condition of the whole: that of its worst line, or the one that is named where there are no lines; null where none is known.</summary>
    [JsonIgnore]
    public string? Grade => Manifest is { Count: > 0 } lines && lines.Select(line => line?.Condition ?? Condition).OfType<string>().Where(IsCondition).ToList() is { Count: > 0 } grades
        ? Conditions.Worst(grades)
        : Condition;

    public bool Equals(LotDescription? other) => other is not null
        && (Text, Condition, Place, LoadedBy, Loading, Removal, Inspection, TaxClass)
            == (other.Text, other.Condition, other.Place, other.LoadedBy, other.Loading, other.Removal, other.Inspection, other.TaxClass)
        && (Manifest ?? []).SequenceEqual(other.Manifest ?? []) && LotAttributes.AreSame(Attributes, other.Attributes);

    public override int GetHashCode() => HashCode.Combine(Text, Condition, Manifest?.Count, Place, Removal, TaxClass);

    /// <summary>Whether a code is that of a grade of condition.</summary>
    public static bool IsCondition(string code) => Conditions.Of(code) is not null;

    /// <summary>Whether a text of several lines is one that can be shown: no control characters but line ends and tabs.</summary>
    public static bool IsText(string? text, int longest) =>
        text is null || (text.Length > 0 && text.Length <= longest && !string.IsNullOrWhiteSpace(text) && text.All(c => !char.IsControl(c) || c is '\n' or '\r' or '\t'));

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        _ when !IsText(Text, LongestText) => "text",
        { Condition: { } condition } when !IsCondition(condition) => "condition",
        { Manifest: { } lines } when OutOfBounds(lines) is { } field => field,
        { Attributes: { } attributes } when LotAttributes.OutOfBounds(attributes, LotAttributes.Most) => "attributes",
        { Place: { } place } when place.OutOfBounds() is { } field => "place." + field,
        { LoadedBy: { } by } when !Loaders.Contains(by) => "loadedBy",
        _ when !IsText(Loading, LongestTerms) => "loading",
        _ when !IsText(Removal, LongestTerms) => "removal",
        _ when !IsText(Inspection, LongestTerms) => "inspection",
        { TaxClass: { } code } when !LotDetails.IsCategory(code) => "taxClass",
        _ => null,
    };

    /// <summary>This description in the one way to write what it says; null when it says nothing.</summary>
    public LotDescription? OrNothing()
    {
        var tidy = this with
        {
            Manifest = Manifest is { Count: > 0 } lines ? [.. lines.Select(line => line is { Attributes: not null } ? line with { Attributes = LotAttributes.InOrder(line.Attributes) } : line)] : null,
            Attributes = LotAttributes.InOrder(Attributes),
            Place = Place == new LotPlace() ? null : Place,
        };
        return tidy == new LotDescription() ? null : tidy;
    }

    private static string? OutOfBounds(IReadOnlyList<ManifestLine> lines)
    {
        if (lines.Count is 0 or > MostLines) return "manifest";
        for (var i = 0; i < lines.Count; i++)
            if (lines[i] is null || lines[i].OutOfBounds() is not null)
                return FormattableString.Invariant($"manifest[{i}]{(lines[i]?.OutOfBounds() is { } field ? "." + field : "")}");
        return null;
    }
}

/// <summary>Where a lot lies.</summary>
/// <param name="Address">As one would write it on a letter, 1 to 200 characters.</param>
/// <param name="LatitudeMicro">Millionths of a degree north by WGS 84, −90,000,000 to 90,000,000; with the longitude, or not at all.</param>
/// <param name="LongitudeMicro">Millionths of a degree east, −180,000,000 to 180,000,000.</param>
public sealed record LotPlace(string? Address = null, long? LatitudeMicro = null, long? LongitudeMicro = null)
{
    public const int LongestAddress = 200;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Address: { } address } when address.Length is 0 or > LongestAddress || LotDetails.HasControls(address) => "address",
        { LatitudeMicro: < -90_000_000 or > 90_000_000 } or { LatitudeMicro: null, LongitudeMicro: not null } => "latitudeMicro",
        { LongitudeMicro: < -180_000_000 or > 180_000_000 } or { LatitudeMicro: not null, LongitudeMicro: null } => "longitudeMicro",
        _ => null,
    };
}
