using Exchange.Listing.Lots;

namespace Exchange.Listing.Fairs;

/// <summary>The essential commodities of a fair: everybody sees which lots are of them. Source: the 36 classes of essential commodities of the materials fair of Jilin in October 1989.</summary>
/// <param name="Commodities">1 to 500, none twice.</param>
public sealed record EssentialRules(IReadOnlyList<EssentialCommodity>? Commodities = null)
{
    public const int Most = 500;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        { Commodities: not { Count: >= 1 and <= Most } } => "essentials.commodities",
        _ when Commodities!.Any(commodity => commodity is null || !commodity.IsSound()) => "essentials.commodities",
        _ when Commodities!.DistinctBy(commodity => commodity.Category).Count() != Commodities!.Count => "essentials.commodities",
        _ => null,
    };

    /// <summary>Whether lots of a category are essential commodities.</summary>
    public bool Covers(string category) => Commodities!.Any(commodity => category.StartsWith(commodity.Category, StringComparison.Ordinal));

    /// <summary>Whether other rules say the same, line by line, because rules that are sent again must be known again.</summary>
    public bool Equals(EssentialRules? other) => other is not null && (Commodities ?? []).SequenceEqual(other.Commodities ?? []);

    public override int GetHashCode() => Commodities?.Count ?? 0;
}

/// <summary>A line of a list of essential commodities.</summary>
/// <param name="Category">The code of a category, of whatever scheme the lots of the fair use; it covers the categories that begin with it.</param>
/// <param name="Chinese">What people call it in Chinese: 1 to 200 characters; nothing when null.</param>
/// <param name="English">The same in English.</param>
public sealed record EssentialCommodity(string Category, string? Chinese = null, string? English = null)
{
    /// <summary>Whether code and names have the shape that they must have.</summary>
    public bool IsSound() => Category is not null && LotDetails.IsCategory(Category) && IsName(Chinese) && IsName(English);

    private static bool IsName(string? name) => name is null || LotDetails.IsTitle(name);
}
