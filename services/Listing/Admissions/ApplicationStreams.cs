using System.Globalization;
using CsvHelper;
using Exchange.Kernel.Database;

namespace Exchange.Listing.Admissions;

/// <summary>The work list as a file.</summary>
public static class ApplicationStreams
{
    public const string CsvType = "text/csv";

    private const int AtOnce = 500;

    /// <summary>Writes a fair's applications as CSV (RFC 4180, UTF-8 with a byte order mark), the oldest first. A reason that a spreadsheet would take for a formula is led by an apostrophe.</summary>
    public static async Task WriteCsv(ViewSession session, string fair, IReadOnlyList<string> licensed, Stream to, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true);
        csv.WriteHeader(["bidder", "status", "applied_at", "changed_at", "licences", "lacks", "reason"]);
        for ((long At, string Bidder) after = (-1, ""); ;)
        {
            var rows = await ApplicationViews.Page(session, fair, "", null, after, AtOnce);
            foreach (var row in rows)
            {
                foreach (var field in Fields(row, licensed)) csv.WriteField(field);
                await csv.EndRecordAsync(cancellation);
            }

            if (rows.Count < AtOnce) break;
            after = (rows[^1].AppliedAt, rows[^1].Bidder);
        }

        await csv.FlushAsync(cancellation);
    }

    private static string[] Fields(ApplicationRow row, IReadOnlyList<string> licensed) =>
        [row.Bidder, row.Status, Time(row.AppliedAt), Time(row.ChangedAt), row.Licences, string.Join(' ', ApplicationAnswer.Lacking(row, licensed)), row.Reason];

    private static string Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
