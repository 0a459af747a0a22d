using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Exchange.Kernel.Values;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Exchange.Listing.Imports;

/// <summary>The sheet that was sent, with what was found in each row beside it. It can be mended and sent again as it is.</summary>
/// <param name="sheet">The sheet.</param>
/// <param name="findings">What was found, a line of JSON each, in the order of the rows.</param>
/// <param name="file">How the sheet was read.</param>
public sealed class SheetBackStreams(SheetStreams sheet, Stream findings, FileRead file)
{
    /// <summary>The columns that are added.</summary>
    public const string Errors = "导入错误 import errors", Notes = "导入提示 import notes";

    private const int MostCharacters = 32_000, ExactDigits = 15;

    /// <summary>Writes the sheet in the form in which it was sent: CSV in UTF-8 with a mark and its own delimiter, or a workbook.</summary>
    public void Write(Stream output)
    {
        if (file.Kind == "xlsx")
        {
            // A library takes the columns of a sheet from its first row.
            var width = Rows().Max(row => row.Count);
            output.SaveAs(
                Rows().Select(row => Cells(row, width)), printHeader: false, file.Sheet is { Length: > 0 and <= 31 } name ? name : "Sheet1", ExcelType.XLSX,
                new OpenXmlConfiguration { AutoFilter = false });
            return;
        }

        // It is the sender's own sheet, to be read again as it is: what looks like a formula stays what it is.
        using var csv = CsvWriter.Create(output, CsvWriterOptions.Default with { WriteByteOrderMark = true, Separator = file.Delimiter?[0] ?? ',', ValidateFieldCount = false }, leaveOpen: true);
        foreach (var row in Rows())
        {
            foreach (var field in row) csv.WriteField(field);
            csv.EndRecord();
        }

        csv.Flush();
    }

    private IEnumerable<IReadOnlyList<string>> Rows()
    {
        var (errors, notes) = (-1, -1);
        var width = 0;
        using var found = ByLine().GetEnumerator();
        var more = found.MoveNext();
        foreach (var record in sheet.Records())
        {
            while (more && found.Current.Line < record.Line) more = found.MoveNext();
            var fields = record.Fields.ToList();
            if (record.Line == file.HeaderLine)
            {
                width = fields.Count;
                (errors, notes) = (PlaceOf(fields, Errors), PlaceOf(fields, Notes));
            }
            else if (record.Line > file.HeaderLine)
            {
                var here = more && found.Current.Line == record.Line ? found.Current.Findings : [];
                Set(fields, errors, Said(here, isError: true));
                Set(fields, notes, Said(here, isError: false));
            }

            while (fields.Count < width) fields.Add("");
            yield return fields;
        }
    }

    private static int PlaceOf(List<string> header, string column)
    {
        if (header.IndexOf(column) is >= 0 and var place) return place;
        header.Add(column);
        return header.Count - 1;
    }

    private static void Set(List<string> fields, int place, string text)
    {
        while (fields.Count <= place) fields.Add("");
        fields[place] = text;
    }

    private static string Said(IReadOnlyList<Finding> findings, bool isError)
    {
        var text = string.Join(" | ", findings.Where(finding => finding.IsError == isError).Select(finding => finding.Column.Length > 0 ? $"{finding.Column}: {finding.Message}" : finding.Message));
        return text.Length <= MostCharacters ? text : text[..MostCharacters];
    }

    private IEnumerable<(long Line, IReadOnlyList<Finding> Findings)> ByLine()
    {
        findings.Position = 0;
        using var reader = new StreamReader(findings, Encoding.UTF8, false, 65_536, leaveOpen: true);
        var (line, here) = (0L, new List<Finding>());
        while (reader.ReadLine() is { } text)
        {
            var finding = JsonSerializer.Deserialize<Finding>(text, StoredJson.Options)!;
            if (finding.Line != line && here.Count > 0)
            {
                yield return (line, here);
                here = [];
            }

            line = finding.Line;
            here.Add(finding);
        }

        if (here.Count > 0) yield return (line, here);
    }

    private static Dictionary<string, object> Cells(IReadOnlyList<string> row, int width)
    {
        var cells = new Dictionary<string, object>(width);
        for (var place = 0; place < width; place++) cells[place.ToString(CultureInfo.InvariantCulture)] = place < row.Count ? Typed(row[place]) : "";
        return cells;
    }

    // A number stays one; what only looks like one, such as an item number with zeros before it, stays text.
    private static object Typed(string text) =>
        text.Length <= ExactDigits && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && ((decimal)number).ToString("0.###############", CultureInfo.InvariantCulture) == text
            ? number
            : text;
}
