using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Imports;

/// <summary>How an import as a whole is refused; what is wrong with one row is a <see cref="Finding"/>.</summary>
public static class ImportRefusals
{
    public static readonly Refusal Unknown = new("import.unknown", "There is no such import, or it is not yours.", RefusalKind.NotFound);
    public static readonly Refusal KeyReused = new("import.key-reused", "Another file was imported under this Idempotency-Key.");
    public static readonly Refusal Empty = new("import.empty", "The file has no header line.", RefusalKind.Unacceptable);

    public static readonly Refusal WrongEncoding = new(
        "import.wrong-encoding", "The file is not UTF-8 text. Save it as 'CSV UTF-8'; the fact 'byte' says where the first wrong byte stands.", RefusalKind.Unacceptable);

    public static readonly Refusal HeaderUnclear = new("import.header-unclear", "The first line is not a header of distinct column names.", RefusalKind.Unacceptable);

    public static readonly Refusal MappingUnclear = new("import.mapping-unclear", "The mapping of columns does not fit the file.", RefusalKind.Unacceptable);

    public static readonly Refusal ColumnsMissing = new(
        "import.columns-missing", "The file lacks columns that every lot needs, or has them under names that are not known; map them with column.FIELD=NAME.",
        RefusalKind.Unacceptable);
}
