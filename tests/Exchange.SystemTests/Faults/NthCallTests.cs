using System.Data.Common;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.SystemTests.Faults;

/// <summary>A story of settlement in which the first call to a database fails, then one in which the second does, and so on until a story passes untouched. Whoever gets no answer sends the same
/// again under the same key, and every second time the service is started anew first. Each story ends as the untouched one, and all promises are held.</summary>
public sealed class NthCallTests
{
    private const long Deposit = 10_000;

    private static readonly string Lot = Id.From("lot"), Other = Id.From("other bidder");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whichever_call_fails_the_story_ends_the_same_and_every_promise_is_held(bool isLost)
    {
        var (untouched, _) = await Tell(long.MaxValue, isLost);
        Assert.Contains("\"deal\": \"settled\"", untouched, StringComparison.Ordinal);
        var n = 1L;
        for (var hasBroken = true; hasBroken; n++)
        {
            (var ended, hasBroken) = await Tell(n, isLost);
            Assert.True(ended == untouched, $"After call {n} failed:\n{ended}\ninstead of\n{untouched}");
        }

        Assert.True(n > 50, $"The story made {n - 1} calls.");
    }

    private static async Task<(string Ended, bool HasBroken)> Tell(long breaks, bool isLost)
    {
        await using var story = new Story(new(breaks, isLost), restarts: breaks % 2 == 0);
        await story.Hear("listing", new LotEntered(
            Lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: Deposit), new(0, 0, 0)));
        foreach (var bidder in new[] { Buyer, Other }) await story.Send(DepositReceipt.Stream(bidder, "D1"), new BookReceipt(bidder, "D1", 12_000, "CNY"));
        foreach (var bidder in new[] { Buyer, Other }) await story.Send(LotDeposits.Stream(Lot), new HoldDeposit(bidder));
        await story.Hear("matching", Award() with { DepositMinor = Deposit });
        await story.Hear("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Deposit));
        await story.Send(Deal.Stream(DealId), new RecordReceipt(20_000, "B1"));
        await story.Send(Deal.Stream(DealId), new RecordReceipt(100_101, "B2"));
        await story.Send(Deal.Stream(DealId), new AcceptRemoval(Buyer));
        var (payable, wrong) = (AccountCode.ConsignorPayable(Consignor), Payout.TransferOf(AccountCode.ConsignorPayable(Consignor), "P1"));
        await story.Send(Payout.Stream(payable, "P1"), new RecordPayout(payable, "P1", 117_000, "CNY"));
        await story.Send(Reversal.Stream(wrong), new ProposeReversal(wrong, Payout.Step, payable, "P1", "The bank paid all", "wang"));
        await story.Send(Reversal.Stream(wrong), new ConfirmReversal(wrong, 1, "li"));
        await story.Send(Payout.Stream(payable, "P1"), new RecordPayout(payable, "P1", 117_001, "CNY", wrong));
        return (await story.End(), story.HasBroken);
    }

    /// <summary>Settlement on files of its own, with one call that fails, and somebody who does not give up.</summary>
    private sealed class Story(CountedCalls calls, bool restarts) : IOutlet, IAsyncDisposable
    {
        private const int MostTries = 100;

        // Whoever fails between taking its lease and giving it back leaves it to run out.
        private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1), BetweenTries = TimeSpan.FromMilliseconds(50);

        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-nth-");
        private readonly FakeTimeProvider _clock = new(Awarded);
        private SettlementJournal? _journal;
        private int _step;

        public bool HasBroken => calls.HasBroken;

        private Stores Stores => Stores.Sqlite(_directory.FullName, "settlement");

        public Task Hear(string source, object message)
        {
            var item = new Announcement($"m{++_step}", ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options));
            return Until(journal => journal.Hear(new(source, 0, _step, [item]), CancellationToken.None));
        }

        public Task Send(string stream, object command)
        {
            var sender = new Sender("tester", $"k{++_step}");
            return Until(async journal => Assert.IsType<Answer.Accepted>(await journal.Submit(stream, command, sender)));
        }

        /// <summary>How everything ended, once all promises are proven.</summary>
        public async Task<string> End()
        {
            await Until(journal => journal.Settle(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30)));
            await _journal!.DisposeAsync();
            _journal = null;
            Assert.DoesNotContain(await Promises.Prove(StoredExchange.In(_directory.FullName), Evidence.None, Screen.Blank, CancellationToken.None), proof => !proof.Held);
            await using var session = await Stores.Views.Read();
            var accounts = new SortedDictionary<string, object>(StringComparer.Ordinal);
            foreach (var code in new[]
            {
                AccountCode.Bank, AccountCode.Escrow(DealId), AccountCode.BuyerPayable(Buyer), AccountCode.ConsignorPayable(Consignor), AccountCode.Commission(Fair),
                AccountCode.Available(Buyer), AccountCode.Held(Buyer), AccountCode.Available(Other), AccountCode.Held(Other),
            })
                accounts[code] = (await LedgerViews.Find(session, code)).Select(row => (row.Postings, row.BalanceMinor).ToString());
            return JsonSerializer.Serialize(
                new { deal = (await DealViews.Find(session, DealId))?.Stage, deposits = (await DepositViews.Page(session, Buyer, "", 9)).Select(row => row.Status), accounts }, Indented);
        }

        public Task Send(Announcements pack, CancellationToken cancellation) => Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (_journal is not null) await _journal.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            _directory.Delete(recursive: true);
        }

        // Sends until there is an answer, as whoever got none would.
        private async Task Until(Func<SettlementJournal, Task> act)
        {
            for (var attempt = 1; ; attempt++)
                try
                {
                    _journal ??= await Started();
                    await act(_journal);
                    return;
                }
                catch (Exception fault) when (attempt < MostTries && fault is DbException or UnavailableException or BusyException or IOException)
                {
                    if (restarts && _journal is { } broken && fault is not BusyException and not UnavailableException)
                    {
                        _journal = null;
                        await broken.DisposeAsync();
                    }

                    await Task.Delay(BetweenTries);
                }
        }

        private async Task<SettlementJournal> Started()
        {
            var (stores, dialect) = (Stores, new FaultyDialect(calls));
            var journal = new SettlementJournal(new(
                _ => new(stores.Log with { Dialect = dialect }, stores.Views with { Dialect = dialect }), _clock, this, NullLoggerFactory.Instance, new() { Lease = Lease }));
            try
            {
                await journal.Start();
                return journal;
            }
            catch
            {
                await journal.DisposeAsync();
                throw;
            }
        }

        private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    }
}
