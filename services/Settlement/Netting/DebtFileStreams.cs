using System.Globalization;
using System.Text;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Netting;

/// <summary>Registers the debts of a file. Each row is a command of its own, so that a bad one costs itself alone.</summary>
public static class DebtFileStreams
{
    private const int AtOnce = 200;

    /// <summary>Reads the request's file and answers with its report.</summary>
    public static async Task<IResult> Import(HttpContext http, SettlementJournal journal)
    {
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        if (!Commands.IsKey(key)) return Commands.BadKey;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (Text(body) is not { } text) return Problem.Of(DebtFileRefusals.WrongEncoding);

        var records = new CsvRecords(DebtFile.LongestRow);
        records.Feed(text);
        records.End();
        var file = new DebtFile();
        if (!records.TryTake(out var header)) return Problem.Of(DebtFileRefusals.Empty);
        if (file.Header(header) is { } refusal) return Problem.Of(refusal);
        var rows = new List<CsvRecord>();
        while (records.TryTake(out var row)) rows.Add(row);
        return rows.Count > DebtFile.MostRows ? Problem.Of(DebtFileRefusals.TooManyRows) : TypedResults.Ok(await Register(http, journal, file, rows, key));
    }

    private static async Task<DebtFileReport> Register(HttpContext http, SettlementJournal journal, DebtFile file, List<CsvRecord> rows, string key)
    {
        var (caller, findings, report) = (http.Caller(), new List<DebtFinding>(), new DebtFileReport(rows.Count, 0, 0, 0, []));
        foreach (var chunk in rows.Chunk(AtOnce))
        {
            var sent = new List<(CsvRecord Row, Task<Answer> Answer)>(chunk.Length);
            foreach (var row in chunk)
                if (file.Read(row, findings.Add) is { } terms)
                    sent.Add((row, journal.Submit(Debt.Stream(terms.Debt), new RegisterDebt(terms, caller.Enterprise), new(caller.Subject, Key(key, row.Line)))));
                else report = report with { Rejected = report.Rejected + 1 };

            foreach (var (row, answer) in sent)
            {
                if (await answer is Answer.Accepted done)
                {
                    report = done is { Repeated: false, Parts.Count: > 0 } ? report with { Registered = report.Registered + 1 } : report with { Known = report.Known + 1 };
                    http.Response.Headers[Commands.LogPosition] = done.Position.ToString();
                    continue;
                }

                findings.Add(file.Refused(row, ((Answer.Refused)await answer).Refusal));
                report = report with { Rejected = report.Rejected + 1 };
            }
        }

        return report with { Findings = [.. findings.OrderBy(finding => finding.Line).Take(DebtFile.MostFindings)] };
    }

    private static string Key(string key, long line) => Id.From(key, line.ToString(CultureInfo.InvariantCulture));

    private static string? Text(MemoryStream body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.GetBuffer(), 0, (int)body.Length).TrimStart('\uFEFF') is var text && !text.Contains('\0') ? text : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
