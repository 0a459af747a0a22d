using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using Exchange.Kernel.Database;
using Exchange.Kernel.Values;
using MiniExcelLibs;

namespace Exchange.Settlement.Ledger;

/// <summary>What happened on an account in one currency within a period. The balance before it, what came in and what went out, and the balance after it, which
/// is the first, plus the second, less the third.</summary>
/// <param name="Account">The account's code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="From">Where the period begins, in Unix milliseconds.</param>
/// <param name="Through">The first moment after it.</param>
/// <param name="OpeningMinor">The balance at its beginning, in minor units.</param>
/// <param name="InMinor">What postings gave to the account.</param>
/// <param name="OutMinor">What they took from it, above zero.</param>
/// <param name="ClosingMinor">The balance at its end.</param>
/// <param name="Postings">How many there are.</param>
public sealed record StatementShown(
    string Account, string Currency, long From, long Through, long OpeningMinor, long InMinor, long OutMinor, long ClosingMinor, long Postings);

/// <summary>A period of an account in one currency: its sums, and its lines as files that accountants open.</summary>
/// <param name="Account">The account's code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="From">Where the period begins, in Unix milliseconds.</param>
/// <param name="Through">The first moment after it.</param>
public sealed record StatementPeriod(string Account, string Currency, long From, long Through)
{
    /// <summary>The most lines of an XLSX file: a sheet has 1,048,576 rows, and the file is made in memory.</summary>
    public const long MostSheetRows = 200_000;

    private const int LinesAtOnce = 5000;

    private static readonly string[] Columns = ["number", "posted_at", "step", "subject", "memo", "in", "out", "balance", "currency", "transfer"];

    /// <summary>The sums of the period.</summary>
    public async Task<StatementShown> Sum(ViewSession session)
    {
        var (before, last) = await Numbers(session);
        var opening = await LedgerViews.BalanceAfter(session, Account, Currency, before);
        var sums = await LedgerViews.Sums(session, Account, Currency, before, last);
        return new(Account, Currency, From, Through, opening, sums.InMinor, sums.OutMinor, opening + sums.InMinor - sums.OutMinor, sums.Postings);
    }

    /// <summary>The period's lines in order, read a few thousand at a time.</summary>
    public async IAsyncEnumerable<StatementLine> Lines(ViewSession session, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (after, last) = await Numbers(session);
        for (; after < last; after += LinesAtOnce)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var line in await LedgerViews.Range(session, Account, Currency, after, Math.Min(last, after + LinesAtOnce))) yield return line;
        }
    }

    /// <summary>A page of the period's lines: those after a number, in order.</summary>
    public async Task<IReadOnlyList<StatementLine>> Page(ViewSession session, long after, int limit)
    {
        var (before, last) = await Numbers(session);
        return await LedgerViews.Lines(session, Account, Currency, Math.Max(before, after), last, limit);
    }

    /// <summary>Writes the lines as CSV (RFC 4180, UTF-8 with a byte order mark, by which spreadsheets know it) with a header: amounts in major units, times in
    /// ISO 8601 at the offset of a time zone. A text that a spreadsheet would take for a formula is led by an apostrophe.</summary>
    public async Task WriteCsv(ViewSession session, Stream to, TimeZoneInfo zone, CancellationToken cancellation)
    {
        await using var csv = CsvWriter.Create(to, CsvWriterOptions.Default with { Injection = CsvInjection.Escape, WriteByteOrderMark = true }, leaveOpen: true);
        csv.WriteHeader(Columns);
        await foreach (var line in Lines(session, cancellation))
        {
            foreach (var (_, value) in Row(line, zone)) csv.WriteField(value);
            await csv.EndRecordAsync(cancellation);
        }

        await csv.FlushAsync(cancellation);
    }

    /// <summary>Writes the lines as an XLSX workbook of one sheet, with the same columns; amounts are numbers in it.</summary>
    public async Task WriteXlsx(ViewSession session, Stream to, TimeZoneInfo zone, CancellationToken cancellation)
    {
        var rows = new List<Dictionary<string, object>>();
        await foreach (var line in Lines(session, cancellation)) rows.Add(Row(line, zone).ToDictionary(field => field.Column, field => field.Value, StringComparer.Ordinal));
        if (rows.Count == 0) rows.Add(Columns.ToDictionary(column => column, object (_) => "", StringComparer.Ordinal)); // for the header
        using var file = new MemoryStream();
        await file.SaveAsAsync(rows, sheetName: Currency, cancellationToken: cancellation);
        file.Position = 0;
        await file.CopyToAsync(to, cancellation);
    }

    // Times never fall, so the period is a range of the account's numbers, with other currencies' among them.
    private async Task<(long Before, long Last)> Numbers(ViewSession session) =>
        (await LedgerViews.LastBefore(session, Account, From), await LedgerViews.LastBefore(session, Account, Through));

    private IEnumerable<(string Column, object Value)> Row(StatementLine line, TimeZoneInfo zone) => Columns.Zip(new object[]
    {
        line.Number,
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(line.PostedAt), zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
        line.Step,
        line.Subject,
        line.Memo,
        Major(Math.Max(0, line.AmountMinor)),
        Major(Math.Max(0, -line.AmountMinor)),
        Major(line.BalanceMinor),
        line.Currency,
        line.Transfer,
    });

    private decimal Major(long minor) => new Money(minor, Currency).Major;
}
