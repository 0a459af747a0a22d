using System.IO.Compression;
using System.Text;
using Exchange.Kernel.Deciders;
using Exchange.Listing;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using MiniExcelLibs;
using Xunit;

namespace Exchange.Tests.Listing.Imports;

/// <summary>Stock files as tests make them, and what an import makes of them without a fair.</summary>
internal static class Sheets
{
    private const string Declared = "<?xml version=\"1.0\"?>", Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static readonly ImportTerms Terms = new("CNY", LotDetails.English, "", "", ImportTerms.UsualOpeningShare, 0);

    public static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!;

    /// <summary>A workbook of one sheet with these rows.</summary>
    public static byte[] Workbook(IEnumerable<object?[]> rows, string sheet = "Sheet1")
    {
        using var file = new MemoryStream();
        file.SaveAs(rows.Select(row => row.Select((value, place) => (place, value)).ToDictionary(cell => cell.place.ToString("D4", null), cell => cell.value)), printHeader: false, sheetName: sheet);
        return file.ToArray();
    }

    /// <summary>A workbook of raw XML, as no library writes it.</summary>
    public static byte[] Raw(string sheetXml, params (string Path, string Content)[] more)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("[Content_Types].xml", $"{Declared}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
            Add("xl/workbook.xml", $"{Declared}<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
            Add(
                "xl/_rels/workbook.xml.rels",
                $"{Declared}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>");
            Add("xl/worksheets/sheet1.xml", sheetXml);
            foreach (var (path, content) in more) Add(path, content);

            void Add(string path, string content)
            {
                using var entry = zip.CreateEntry(path).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }

    /// <summary>The XML of a sheet.</summary>
    public static string Xml(string rows, string? dimension = null) =>
        $"{Declared}<worksheet xmlns=\"{Main}\">{(dimension is null ? "" : $"<dimension ref=\"{dimension}\"/>")}<sheetData>{rows}</sheetData></worksheet>";

    /// <summary>A row of texts.</summary>
    public static string Row(int row, params string[] cells) =>
        $"<row r=\"{row}\">" + string.Concat(cells.Select((cell, place) => cell.StartsWith('<') ? cell : $"<c r=\"{(char)('A' + place)}{row}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>")) + "</row>";

    /// <summary>A dry run without a fair.</summary>
    public static (ImportReport? Report, Refusal? Refusal, List<(string Lot, LotDetails Details)> Lots) Import(
        byte[] bytes, ImportTerms? terms = null, SheetTerms? asked = null, Dictionary<string, string>? mapped = null, IReadOnlyList<string>? merge = null, ImportSettings? settings = null)
    {
        using var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4_096, FileOptions.DeleteOnClose);
        file.Write(bytes);
        settings ??= new();
        if (SheetStreams.Open(file, settings, asked ?? new(), out var sheet) is { } unfit) return (null, unfit, []);
        var order = new ImportOrder(null, Given.FairId, Given.Consignor, "s", terms ?? Terms, mapped ?? [], Merge: merge);
        var (report, refusal) = new StockStreams(null, settings, order, sheet!, null).Run(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        return (report, refusal, report is null ? [] : [.. Lots(sheet!, report, terms ?? Terms)]);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<(string Lot, LotDetails Details)> Lots(SheetStreams sheet, ImportReport report, ImportTerms terms)
    {
        var records = sheet.Records().Where(record => record.Line >= report.File!.HeaderLine).ToList();
        Assert.Null(ColumnMap.Try(records[0].Fields, report.Columns, null, out var map));
        var (rules, keys) = (new StockRules(map, terms with { Numbers = report.File!.Numbers == "comma" ? NumberStyle.Comma : NumberStyle.Point }), new RowKeys(map, Given.Consignor, Given.FairId));
        foreach (var record in records.Skip(1).Where(record => !ImportText.IsTotal(record)).Select(record => sheet.Sheet is null ? record : ImportText.Padded(record, map.Headers.Count)))
            if (rules.Read(record, []) is { } details && keys.LotOf(record, details.Group, []) is { } lot) yield return (lot, details);
    }
}
