using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.CallAuctions;
using Xunit;
using static Exchange.Tests.Matching.Trade;

namespace Exchange.Tests.Matching;

/// <summary>Call auctions through a real log: opened, ordered, called by the clock, and told to the others.</summary>
public sealed class CallAuctionJournalTests : IAsyncLifetime
{
    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await MatchingStore.Started();
        _store.Clock.SetUtcNow(Before);
        await _store.Tell(Published, "m1");
        await Accepted(Open);
        _store.Clock.SetUtcNow(During);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_clock_calls_and_each_pair_is_an_award_that_the_others_hear_once()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await Accepted(Buy(Builder, 3_500, 60));
        await Accepted(Buy(Works, 3_500, 30));
        _store.Clock.SetUtcNow(Calls.AddMilliseconds(-1));
        await _store.Settle();
        Assert.Null((await State()).Result);
        _store.Clock.SetUtcNow(Calls);
        await _store.Settle();
        await _store.Settle();
        Assert.Equal(350_000, (await State()).Result?.PriceMinor);
        var grade = Terms.Grade;
        Assert.Equal(
            [
                new(Id.From(Auction, "1"), Auction, Fair, 0, grade.Title, grade.Category, "Jilin", Mill, Builder, 60_000, "TNE", 21_000_000, "CNY",
                    Calls.ToUnixTimeMilliseconds(), Settled, CallAuction: true),
                new(Id.From(Auction, "2"), Auction, Fair, 0, grade.Title, grade.Category, "Jilin", Mill, Works, 30_000, "TNE", 10_500_000, "CNY",
                    Calls.ToUnixTimeMilliseconds(), Settled, CallAuction: true),
            ],
            Heard<LotAwarded>());
    }

    [Fact]
    public async Task A_trade_whose_deal_defaults_or_is_cancelled_falls_once_and_the_others_stand()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await Accepted(Buy(Builder, 3_500, 60));
        await Accepted(Buy(Works, 3_500, 30));
        _store.Clock.SetUtcNow(Calls);
        await _store.Settle();
        var before = (await State()).Audit!;
        await _store.Tell(new DealDefaulted(Id.From(Auction, "2"), Auction, Fair, "not-paid", 0), "d1");
        await _store.Tell(new DealDefaulted(Id.From(Auction, "2"), Auction, Fair, "not-paid", 0), "d2");
        await _store.Settle();
        var (state, shown) = (await State(), CallAuctionAnswer.Of(await State(), 0));
        Assert.Equal([Id.From(Auction, "2")], state.Fallen.Select(trade => trade.Award));
        Assert.Equal((350_000L, 90_000L, 30_000L), (shown.PriceMinor, shown.VolumeMilli, shown.FallenMilli));
        Assert.Equal(before.Entries + 1, state.Audit!.Entries);

        await _store.Tell(new DealCancelled(Id.From(Auction, "1"), Auction, Fair, "agreed", 0), "c1");
        await _store.Tell(new DealCancelled(Id.From("another"), Auction, Fair, "agreed", 0), "c2");
        await _store.Settle();
        Assert.Equal(90_000, CallAuctionAnswer.Of(await State(), 0).FallenMilli);
        Assert.Equal(before.Entries + 2, (await State()).Audit!.Entries);
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task The_head_of_the_audit_file_is_published_once_and_is_that_of_its_chain()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await Accepted(Buy(Builder, 3_500, 60));
        _store.Clock.SetUtcNow(Calls);
        await _store.Settle();
        await _store.Start();
        await _store.Settle();
        var audit = (await State()).Audit!;
        Assert.Equal(new LotAudited(Auction, Fair, 4, audit.Head, Calls.ToUnixTimeMilliseconds(), CallAuction: true), Assert.Single(Heard<LotAudited>()));
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task Orders_stay_in_the_log_and_nobody_hears_of_them()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await _store.Settle();
        Assert.Empty(_store.Sent);
    }

    [Fact]
    public async Task After_a_restart_the_book_is_as_it_was()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await Accepted(Sell(Yard, 3_500, 100));
        await Accepted(new AmendOrder(Mill, 1, 350_000, 150_000));
        var before = JsonSerializer.Serialize(await State(), StoredJson.Options);
        await _store.Start();
        Assert.Equal(before, JsonSerializer.Serialize(await State(), StoredJson.Options));
        Assert.Equal(3, (await Accepted(Buy(Builder, 3_500, 120))).First<OrderPlaced>()!.Order.Number);
        _store.Clock.SetUtcNow(Calls);
        await _store.Settle();
        Assert.Equal([new(2, 100_000), new(1, 20_000), new(3, 120_000)], (await State()).Result!.Fills);
    }

    [Fact]
    public async Task A_call_that_became_due_while_the_service_was_down_is_made_up_for()
    {
        await Accepted(Sell(Mill, 3_500, 100));
        await Accepted(Buy(Builder, 3_500, 60));
        await _store.Settle();
        _store.Clock.SetUtcNow(Calls.AddHours(1));
        await _store.Start();
        await _store.Settle();
        Assert.Equal(60_000, (await State()).Result?.VolumeMilli);
    }

    [Fact]
    public async Task A_rebuild_from_the_log_changes_nothing()
    {
        foreach (var n in Enumerable.Range(0, 15))
        {
            await Accepted(Sell(Mill, 3_500 - (5 * n), 10));
            await Accepted(Buy(Builder, 3_400 + (5 * n), 10));
        }

        await Accepted(new CancelOrder(Mill, 3));
        _store.Clock.SetUtcNow(Calls);
        await _store.Settle();
        await using (var session = await _store.Journal.Read())
        {
            var row = Assert.Single(await CallAuctionViews.OfFair(session, Fair, 0, 10));
            Assert.Equal((Auction, 30, "called"), (row.Auction, row.Orders, row.Outcome));
            Assert.True(row.VolumeMilli > 0);
            Assert.Empty(await CallAuctionViews.OfFair(session, Fair, row.CallNo, 10));
        }

        Assert.Empty(await _store.RebuildDifferences());
    }

    private Task<CallAuction> State() => _store.Journal.Peek<CallAuction>(CallAuction.Stream(Auction)).AsTask();

    private int _keys;

    private async Task<Answer.Accepted> Accepted(CallAuctionCommand command) =>
        Assert.IsType<Answer.Accepted>(await _store.Journal.Submit(CallAuction.Stream(Auction), command, new("tester", $"c{Interlocked.Increment(ref _keys)}")));

    private List<TMessage> Heard<TMessage>() =>
        [.. _store.Sent.Where(item => item.Type == ContractName.Of(typeof(TMessage))).Select(item => item.Data.Deserialize<TMessage>(StoredJson.Options)!)];
}
