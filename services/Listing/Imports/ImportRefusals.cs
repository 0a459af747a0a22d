using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Imports;

/// <summary>How an import as a whole is refused; what is wrong with one row is a <see cref="Finding"/>.</summary>
public static class ImportRefusals
{
    public static readonly Refusal Unknown = new("import.unknown", "There is no such import, or it is not yours.", RefusalKind.NotFound);
    public static readonly Refusal SheetGone = new("import.sheet-gone", "The file of the import is kept no longer, or lies on another node.", RefusalKind.NotFound);
    public static readonly Refusal KeyReused = new("import.key-reused", "Another file was imported under this Idempotency-Key.");
    public static readonly Refusal Empty = new("import.empty", "The file has no header line.", RefusalKind.Unacceptable);

    public static readonly Refusal WrongEncoding = new(
        "import.wrong-encoding",
        "The file is neither UTF-8 nor GB18030 text. Say which of the 'encodings' it is in, or save it as 'CSV UTF-8'; the fact 'byte' says where the first byte stands that is no UTF-8.",
        RefusalKind.Unacceptable);

    public static readonly Refusal NotText = new(
        "import.not-text", "The file is neither a workbook nor text: there is a NUL at 'byte'. Save it as XLSX or as 'CSV UTF-8'.", RefusalKind.Unacceptable);

    public static readonly Refusal OldWorkbook = new(
        "import.old-workbook", "The file is a workbook in the format of Excel 97 to 2003, or one with a password. Save it as XLSX without a password.", RefusalKind.Unacceptable);

    public static readonly Refusal UnknownFile = new("import.unknown-file", "The file is a ZIP, but no workbook. Send XLSX or CSV.", RefusalKind.Unacceptable);

    public static readonly Refusal WorkbookUnfit = new(
        "import.workbook-unfit", "The workbook is broken, or not what it says it is, or larger than any that people make; 'rule' says why.", RefusalKind.Unacceptable);

    public static readonly Refusal NoSuchSheet = new("import.no-such-sheet", "The workbook has no sheet of that name; it has 'sheets'.", RefusalKind.Unacceptable);

    public static readonly Refusal NumbersUnclear = new(
        "import.numbers-unclear", "The 'examples' may be read in two ways: 1,5 may be one and a half. Say numbers=point or numbers=comma: what stands before decimals.", RefusalKind.Unacceptable);

    public static readonly Refusal HeaderUnclear = new("import.header-unclear", "The file has no header of distinct column names in its first lines.", RefusalKind.Unacceptable);

    public static readonly Refusal MappingUnclear = new("import.mapping-unclear", "The mapping of columns does not fit the file.", RefusalKind.Unacceptable);

    public static readonly Refusal ColumnsMissing = new(
        "import.columns-missing", "The file lacks columns that every lot needs, or has them under names that are not known; map them with column.FIELD=NAME.",
        RefusalKind.Unacceptable);
}
