namespace Exchange.Listing.Lots;

/// <summary>One line of what a lot consists of.</summary>
/// <param name="Title">What it is: 1 to 200 characters without control characters.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Category">The code of its category; the lot's when null.</param>
/// <param name="Condition">The code of its grade of condition; the one that the description names for what says none when null.</param>
/// <param name="ItemNumber">The number of the article, if any.</param>
/// <param name="Attributes">Values by the codes of attributes, 20 at most; null for none.</param>
public sealed record ManifestLine(
    string Title, long QuantityMilli, string Unit, string? Category = null, string? Condition = null, string? ItemNumber = null,
    IReadOnlyDictionary<string, string>? Attributes = null)
{
    public bool Equals(ManifestLine? other) => other is not null
        && (Title, QuantityMilli, Unit, Category, Condition, ItemNumber) == (other.Title, other.QuantityMilli, other.Unit, other.Category, other.Condition, other.ItemNumber)
        && LotAttributes.AreSame(Attributes, other.Attributes);

    public override int GetHashCode() => HashCode.Combine(Title, QuantityMilli, Unit, Category, Condition, ItemNumber);

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        _ when Title is null || !LotDetails.IsTitle(Title) => "title",
        { QuantityMilli: < 1 or > LotDetails.MaxMilli } => "quantityMilli",
        _ when Unit is null || !Imports.Units.IsKnown(Unit) => "unit",
        { Category: { } category } when !LotDetails.IsCategory(category) => "category",
        { Condition: { } condition } when !LotDescription.IsCondition(condition) => "condition",
        _ when !LotDetails.IsItemNumber(ItemNumber) => "itemNumber",
        { Attributes: { } attributes } when LotAttributes.OutOfBounds(attributes, LotAttributes.MostOfLine) => "attributes",
        _ => null,
    };
}

/// <summary>Values by the codes of attributes: of a diameter "20 mm", of a standard "GB/T 699".</summary>
public static class LotAttributes
{
    public const int Most = 50, MostOfLine = 20, LongestCode = 40, LongestValue = 200;

    /// <summary>Whether both say the same, in whatever order.</summary>
    public static bool AreSame(IReadOnlyDictionary<string, string>? one, IReadOnlyDictionary<string, string>? other)
    {
        if (ReferenceEquals(one, other)) return true;
        if (one is null || other is null || one.Count != other.Count) return false;
        foreach (var (code, value) in one)
            if (!other.TryGetValue(code, out var same) || same != value) return false;
        return true;
    }

    /// <summary>Whether these are more than there may be, or one of them is no code or no value.</summary>
    public static bool OutOfBounds(IReadOnlyDictionary<string, string> attributes, int most) =>
        attributes.Count is 0 || attributes.Count > most || attributes.Any(attribute => !IsCode(attribute.Key) || !IsValue(attribute.Value));

    /// <summary>These in the order of their codes, so that what says the same is written the same; null for none.</summary>
    public static IReadOnlyDictionary<string, string>? InOrder(IReadOnlyDictionary<string, string>? attributes)
    {
        if (attributes is not { Count: > 0 }) return null;
        var ordered = new Dictionary<string, string>(attributes.Count, StringComparer.Ordinal);
        foreach (var (code, value) in attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal)) ordered.Add(code, value);
        return ordered;
    }

    private static bool IsCode(string code) => code.Length is > 0 and <= LongestCode && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');

    private static bool IsValue(string? value) => value is { Length: > 0 and <= LongestValue } && !LotDetails.HasControls(value);
}
