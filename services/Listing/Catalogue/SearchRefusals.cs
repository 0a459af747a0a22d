using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Catalogue;

/// <summary>How saved searches say no.</summary>
public static class SearchRefusals
{
    public static readonly Refusal Unknown = new("search.unknown", "You have no such saved search.", RefusalKind.NotFound);
    public static readonly Refusal Exists = new("search.exists", "A search was saved with this key before, and is another one.");
    public static readonly Refusal NameUnclear = new("search.name-unclear", "A name has 1 to 100 characters without control characters.", RefusalKind.Unacceptable);
    public static readonly Refusal TooMany = new("search.too-many", "A person has at most 50 saved searches; delete one first.");
}
