using CsvHelper;
using MiniExcelLibs;

namespace Exchange.Settlement.Documents;

/// <summary>Documents as files that accountants open.</summary>
public static class DocumentStreams
{
    public const string CsvType = "text/csv", XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Writes a document as CSV (RFC 4180, UTF-8 with a byte order mark): a line for each field. A text that a spreadsheet would take for a formula is led by an apostrophe.</summary>
    public static async Task WriteCsv(DocumentShown document, Stream to, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true);
        csv.WriteHeader(["field", "value"]);
        foreach (var (field, value) in document.Fields())
        {
            csv.WriteField(field);
            csv.WriteField(value);
            await csv.EndRecordAsync(cancellation);
        }

        await csv.FlushAsync(cancellation);
    }

    /// <summary>Writes it as an XLSX workbook of one sheet, with the same lines; amounts are numbers in it.</summary>
    public static async Task WriteXlsx(DocumentShown document, Stream to, CancellationToken cancellation)
    {
        var rows = document.Fields().Select(field => new Dictionary<string, object>(StringComparer.Ordinal) { ["field"] = field.Field, ["value"] = field.Value }).ToList();
        using var file = new MemoryStream();
        await file.SaveAsAsync(rows, sheetName: document.Kind, cancellationToken: cancellation);
        file.Position = 0;
        await file.CopyToAsync(to, cancellation);
    }
}
