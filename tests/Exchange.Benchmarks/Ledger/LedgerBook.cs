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
    private const int Bidders = 2000, Clients = 16, InPack = 256, UnderWay = Clients * InPack, Patience = 120;

    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(20);

    private static readonly DateTimeOffset FirstId = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Accounts = [.. Enumerable.Range(0, Bidders).Select(n => AccountCode.Available(Id.From("bidder", n.ToString(CultureInfo.InvariantCulture))))];

    private long _entry;

    private LedgerBook(string directory) => (Stores, Journal) = (
        Stores.Sqlite(directory, "settlement"),
        new(new(service => Stores.Sqlite(directory, service), Clock, this, NullLoggerFactory.Instance, new())));

    /// <summary>The bank's account, on which each entry has a posting.</summary>
    public static string Busy => AccountCode.Bank;

    public Stores Stores { get; }

    public SettlementJournal Journal { get; }

    /// <summary>A clock that is moved, so that a year of entries has a year's times.</summary>
    public SteppedClock Clock { get; } = new(FirstId);

    public static async Task<LedgerBook> Open(string directory)
    {
        var book = new LedgerBook(directory);
        await book.Journal.Start();
        return book;
    }

    /// <summary>Books many entries, and returns when the views have them.</summary>
    /// <param name="entries">How many.</param>
    /// <param name="span">By how much time they lie apart, the first from the last.</param>
    public async Task Book(long entries, TimeSpan span)
    {
        var began = Clock.GetUtcNow();
        for (var booked = 0L; booked < entries; booked += UnderWay)
        {
            var part = Math.Min(UnderWay, entries - booked);
            await Book(begun => begun < part);
            Clock.MoveTo(began + (span * ((double)(booked + part) / entries)));
            // What is not projected is held in memory, and bounded: the writer would refuse.
            await Projected();
        }
    }

    /// <summary>Many clients book entries, each a pack at once and the next when all of it is durable.</summary>
    /// <param name="goesOn">Whether there is one more pack, when so many entries were begun.</param>
    /// <returns>How many are durable.</returns>
    public async Task<long> Book(Func<long, bool> goesOn)
    {
        var (begun, booked) = (0L, 0L);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(async () =>
        {
            while (goesOn(Interlocked.Add(ref begun, InPack) - InPack))
            {
                foreach (var answer in await Task.WhenAll(Enumerable.Range(0, InPack).Select(_ => Book())))
                    if (answer is Answer.Refused refused) throw new InvalidOperationException(refused.Refusal.Detail);
                Interlocked.Add(ref booked, InPack);
            }
        })));
        return booked;
    }

    // Ids of version 7 sort by time: each lands in the tables where the last ones did. Where followers lag, the writer refuses, and a client tries again.
    private async Task<Answer> Book()
    {
        var entry = Interlocked.Increment(ref _entry);
        var (number, transfer, account) = (entry.ToString(CultureInfo.InvariantCulture), Id.New(FirstId.AddMilliseconds(entry)), Accounts[entry % Bidders]);
        var post = new PostEntry(transfer, "deposit-receipt", account[7..39], "B" + number, [new(AccountCode.Bank, -100, "CNY"), new(account, 100, "CNY")]);
        while (true)
            try
            {
                return await Journal.Submit(LedgerEntry.Stream(transfer), post, new("benchmark", number));
            }
            catch (BusyException)
            {
                await Task.Delay(BusyPause, TimeProvider.System);
            }
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
