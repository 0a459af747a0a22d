using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Categories;

/// <summary>How the tree of materials says no.</summary>
public static class CategoryRefusals
{
    public static readonly Refusal Unknown = new("category.unknown", "Our tree of materials has no node of this code.", RefusalKind.NotFound);
}
