using System.Globalization;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Time;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Exchange.Benchmarks.Ledger;

/// <summary>Settlement in this process, with entries that are booked through its writer: receipts of many bidders.</summary>
internal sealed class LedgerBook : IOutlet, IAsyncDisposable
{
    /// <summary>How many entries are under way at once.</summary>
    public const int UnderWay = 4096;

    private const int Bidders = 2000, Patience = 120;

    private static readonly string[] Accounts = [.. Enumerable.Range(0, Bidders).Select(n => AccountCode.Available(Id.From("bidder", n.ToString(CultureInfo.InvariantCulture))))];

    private readonly List<Task<Answer>> _answers = new(UnderWay);
    private long _entry;

    private LedgerBook(string directory) => (Stores, Journal) = (
        Stores.Sqlite(directory, "settlement"),
        new(new(service => Stores.Sqlite(directory, service), Clock, this, NullLoggerFactory.Instance, new())));

    /// <summary>The bank's account, on which each entry has a posting.</summary>
    public static string Busy => AccountCode.Bank;

    public Stores Stores { get; }

    public SettlementJournal Journal { get; }

    /// <summary>A clock that is moved, so that a year of entries has a year's times.</summary>
    public SteppedClock Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static async Task<LedgerBook> Open(string directory)
    {
        var book = new LedgerBook(directory);
        await book.Journal.Start();
        return book;
    }

    /// <summary>Books many entries, in packs that wait for their answers together.</summary>
    /// <param name="entries">How many.</param>
    /// <param name="span">By how much time they lie apart, the first from the last.</param>
    public async Task Book(long entries, TimeSpan span)
    {
        var began = Clock.GetUtcNow();
        for (var booked = 0L; booked < entries; booked += UnderWay)
        {
            await Book((int)Math.Min(UnderWay, entries - booked));
            Clock.MoveTo(began + (span * ((double)Math.Min(entries, booked + UnderWay) / entries)));
            // What is not projected is held in memory, and bounded: the writer would refuse.
            await Projected();
        }
    }

    /// <summary>Books entries, and returns when all are durable.</summary>
    public async Task Book(int entries)
    {
        for (var n = 0; n < entries; n++)
        {
            var number = (++_entry).ToString(CultureInfo.InvariantCulture);
            var (transfer, account) = (Id.From("benchmark", number), Accounts[_entry % Bidders]);
            _answers.Add(Journal.Submit(
                LedgerEntry.Stream(transfer),
                new PostEntry(transfer, "deposit-receipt", account[7..39], "B" + number, [new(AccountCode.Bank, -100, "CNY"), new(account, 100, "CNY")]),
                new("benchmark", number)));
        }

        foreach (var answer in _answers)
            if (await answer is Answer.Refused refused) throw new InvalidOperationException(refused.Refusal.Detail);
        _answers.Clear();
    }

    /// <summary>Waits until the views have everything.</summary>
    public async Task Projected()
    {
        for (var seconds = 0; !await Journal.WaitForViews(Journal.Head()); seconds++)
            if (seconds == Patience) throw new TimeoutException("The views do not follow the log.");
    }

    /// <summary>The mean size of an entry in the log, in bytes.</summary>
    public async Task<int> EntryBytes()
    {
        await using var session = await Stores.Log.Read();
        return (int)(await session.QuerySingle<long>("select cast(sum(length(data)) as bigint) from log_rows") / Math.Max(1, _entry));
    }

    public Task Send(Announcements pack, CancellationToken cancellation) => Task.CompletedTask;

    public ValueTask DisposeAsync() => Journal.DisposeAsync();
}
