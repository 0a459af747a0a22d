using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Categories;

/// <summary>How schemes of others say no.</summary>
public static class SchemeRefusals
{
    public static readonly Refusal Unknown = new("scheme.unknown", "No scheme of this name was imported.", RefusalKind.NotFound);
    public static readonly Refusal UnknownCode = new("scheme.unknown-code", "The scheme has no such code.", RefusalKind.NotFound);
    public static readonly Refusal Overtaken = new("scheme.overtaken", "Another file of this scheme was begun meanwhile; send yours again if it is the one that should count.");
    public static readonly Refusal HeaderUnclear = new(
        "scheme.header-unclear", "The first line must name a column for the code and one for a name, each once.", RefusalKind.Unacceptable);
    public static readonly Refusal RowsUnclear = new(
        "scheme.rows-unclear", "Some rows cannot be kept, so that none was; findings says which, and how to mend each.", RefusalKind.Unacceptable);
}
