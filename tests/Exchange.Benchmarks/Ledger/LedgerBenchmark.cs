using System.Globalization;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Settlement.Ledger;

namespace Exchange.Benchmarks.Ledger;

/// <summary>How <c>ledger</c> measures.</summary>
/// <param name="Window">How long a window is.</param>
/// <param name="Repetitions">How many windows of each.</param>
/// <param name="Lines">How many postings the busy account has in its year.</param>
/// <param name="Postings">How many postings the trial balance is of.</param>
/// <param name="Prove">Whether all promises are proven on them.</param>
/// <param name="Directory">Where the data lie.</param>
public sealed record LedgerSettings(TimeSpan Window, int Repetitions, int Lines, long Postings, bool Prove, string Directory);

/// <summary>A target with what was measured.</summary>
public sealed record LedgerTarget(string What, string Measured, string Aim, bool IsMet);

/// <summary>How fast the ledger books, beside the raw rate of its store in the same run, and how fast it answers for what it has booked.</summary>
public sealed class LedgerBenchmark(LedgerSettings settings, Screen screen, CancellationToken cancellation)
{
    private const double LeastShare = 0.3;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Year = TimeSpan.FromDays(365);

    public async Task<IReadOnlyList<LedgerTarget>> Run() => [.. await InDirectory(Rates), .. await InDirectory(Statement), .. await InDirectory(TrialBalance)];

    // The contestants take turns, because what else the machine does comes and goes.
    private async Task<IReadOnlyList<LedgerTarget>> Rates(string directory)
    {
        await using var book = await LedgerBook.Open(directory);
        await Entries(book); // its code is compiled
        var bytes = await book.EntryBytes();
        var (entries, raw) = (new List<double>(), new List<double>());
        for (var n = 0; n < settings.Repetitions; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            raw.Add(await BatchedRows.Measure(directory, bytes, settings.Window));
            entries.Add(await Entries(book));
            screen.Say($"  {entries[^1]:N0} entries a second, {raw[^1]:N0} raw rows of {bytes:N0} bytes");
        }

        var share = entries.Zip(raw, (booked, rows) => booked / rows).ToList();
        return
        [
            new("balanced entries a second, durable and in the views", Number(Median(entries)), "", true),
            new($"rows of {Number(bytes)} bytes a second by the store alone, {Number(BatchedRows.ACommit)} a commit", Number(Median(raw)), "", true),
            new("the first as a share of the second", Median(share).ToString("F2", CultureInfo.InvariantCulture), $"{LeastShare} or more", Median(share) >= LeastShare),
        ];
    }

    // The views are a part of it: a writer that outruns them would have to stop in the end.
    private async Task<double> Entries(LedgerBook book)
    {
        var began = TimeProvider.System.GetTimestamp();
        var booked = await book.Book(_ => TimeProvider.System.GetElapsedTime(began) < settings.Window);
        await book.Projected();
        return booked / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private async Task<IReadOnlyList<LedgerTarget>> Statement(string directory)
    {
        await using var book = await LedgerBook.Open(directory);
        await book.Book(settings.Lines, Year);
        var from = book.Clock.GetUtcNow() - Year;
        var period = new StatementPeriod(LedgerBook.Busy, "CNY", from.ToUnixTimeMilliseconds(), (from + Year + Second).ToUnixTimeMilliseconds());
        await using var session = await book.Journal.Read();
        var sums = await Times(async () => await period.Sum(session));
        var csv = await Times(async () => await period.WriteCsv(session, Stream.Null, TimeZoneInfo.Utc, cancellation));
        var xlsx = await Times(async () => await period.WriteXlsx(session, Stream.Null, TimeZoneInfo.Utc, cancellation));
        var lines = (await period.Sum(session)).Postings;
        return
        [
            Timed($"the sums of a year of {lines:N0} postings", sums, Second), Timed("its statement, every line as CSV", csv, Second),
            new("the same as XLSX", $"{xlsx.TotalMilliseconds:N0} ms", "", true),
        ];
    }

    private async Task<IReadOnlyList<LedgerTarget>> TrialBalance(string directory)
    {
        var began = TimeProvider.System.GetTimestamp();
        TimeSpan now, past;
        long postings;
        await using (var book = await LedgerBook.Open(directory))
        {
            await book.Book(settings.Postings / 2, Year);
            screen.Say($"  {settings.Postings:N0} postings booked and projected in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s");
            await using var session = await book.Journal.Read();
            now = await Times(async () => await LedgerViews.TrialBalance(session));
            past = await Time(async () => await LedgerViews.TrialBalanceBefore(session, book.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1));
            postings = (await LedgerViews.TrialBalance(session)).Sum(row => row.Postings);
            await book.Journal.Settle(cancellation);
        }

        List<LedgerTarget> targets =
        [
            Timed($"trial balance over {postings:N0} postings, by kept totals", now, Second), new("the same added up from the postings", $"{past.TotalSeconds:N1} s", "", true),
        ];
        if (!settings.Prove) return targets;
        began = TimeProvider.System.GetTimestamp();
        var proofs = await Promises.Prove(StoredExchange.In(directory), Evidence.None, Screen.Blank, cancellation);
        targets.Add(new(
            "exchange check of them: every posting added up again, views rebuilt", $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s", "all held", proofs.All(proof => proof.Held)));
        return targets;
    }

    // The median of several, after one that warms up.
    private async Task<TimeSpan> Times(Func<Task> act)
    {
        await act();
        var times = new List<TimeSpan>();
        for (var n = 0; n < settings.Repetitions; n++) times.Add(await Time(act));
        return times.Order().ElementAt(times.Count / 2);
    }

    private static async Task<TimeSpan> Time(Func<Task> act)
    {
        var began = TimeProvider.System.GetTimestamp();
        await act();
        return TimeProvider.System.GetElapsedTime(began);
    }

    private static LedgerTarget Timed(string what, TimeSpan took, TimeSpan most) => new(what, $"{took.TotalMilliseconds:N0} ms", $"under {most.TotalMilliseconds:N0} ms", took < most);

    private static double Median(IEnumerable<double> numbers) => numbers.Order().ToList() is var sorted ? sorted[sorted.Count / 2] : 0;

    private static string Number(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<LedgerTarget>> InDirectory(Func<string, Task<IReadOnlyList<LedgerTarget>>> measure)
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"exchange-ledger-{Environment.ProcessId}")).FullName;
        try
        {
            return await measure(directory);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(directory, recursive: true);
        }
    }
}
