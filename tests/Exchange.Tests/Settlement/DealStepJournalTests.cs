using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Deals on terms that say everything, on Settlement's real journal: the log, the views, the clock and the proofs, in SQLite files.</summary>
public sealed class DealStepJournalTests : IAsyncLifetime
{
    private const long Total = 122_401;

    private static readonly string[] Ids = [.. Enumerable.Range(0, 4).Select(i => Id.From("deal", $"{i}"))];

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_clock_takes_every_deal_to_an_end_and_every_promise_holds()
    {
        await _store.Hear([.. Ids.Select(id => FullAward() with { Award = id })]);
        foreach (var id in Ids[1..])
        {
            await _store.Tell(id, new ConfirmContract(Buyer));
            await _store.Tell(id, new ConfirmContract(Consignor));
        }

        foreach (var id in Ids[2..]) await _store.Tell(id, new RecordReceipt(Total, "B1"));
        await _store.Tell(Ids[3], new HandOver(Consignor, 2_900, "W-17"));
        await _store.Tell(Ids[3], new OpenDispute(Buyer, "Rust"));
        await _store.Tell(Ids[3], new AddEvidence(Buyer, "Photo", new('a', 64)));
        Assert.Equal(["awaiting-contract", "awaiting-payment", "awaiting-removal", "disputed"], await Stages());
        Assert.Empty(await _store.Broken());

        await _store.At(20 * Day);
        Assert.Equal(["defaulted", "defaulted", "defaulted", "settled"], await Stages());
        Assert.Empty(await _store.Broken());
        var steps = await _store.Ask(session => DealStepViews.Steps(session, Ids[3], 0, 100));
        Assert.Equal(
            [
                "opened", "contract-confirmed", "contract-confirmed", "contract-concluded", "receipt-booked", "paid", "goods-handed-over", "dispute-opened",
                "evidence-added", "dispute-decided", "settled",
            ],
            steps.Select(step => step.Step));
    }

    [Fact]
    public async Task A_restart_changes_nothing_of_a_deal_under_way()
    {
        await _store.Hear(FullAward());
        await _store.Tell(DealId, new ConfirmContract(Buyer));
        await _store.Tell(DealId, new ConfirmContract(Consignor));
        await _store.Tell(DealId, new RecordReceipt(Total, "B1"));
        var before = await _store.Journal.Peek<Deal>(Deal.Stream(DealId));
        await _store.Restart();
        Assert.Equivalent(before, await _store.Journal.Peek<Deal>(Deal.Stream(DealId)), strict: true);
        Assert.Null(await _store.Tell(DealId, new AcceptRemoval(Buyer)));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task Both_parties_cancel_and_others_hear_of_it()
    {
        await _store.Hear(FullAward());
        await _store.Tell(DealId, new AskCancellation(Consignor, "Sold elsewhere"));
        await _store.Tell(DealId, new AskCancellation(Buyer, "Very well"));
        Assert.Equal(["settlement.deal-cancelled.v1"], (await Said()).Select(message => message));
        var seen = await _store.Ask(session => DealViews.FindSeen(session, DealId));
        Assert.Equal(("cancelled", "agreed"), (seen!.Row.Stage, seen.Row.Reason));
    }

    [Fact]
    public async Task What_the_goods_brought_after_a_default_is_told_when_all_deals_of_the_lot_are_known()
    {
        await _store.Hear(Award(hammerMinor: 120_000));
        await _store.At(2 * Day);
        var again = Award(hammerMinor: 90_000, award: Ids[1]) with { At = After(3 * Day).ToUnixTimeMilliseconds() };
        await _store.HearAlso("matching", new LotClosed(again.Lot, Fair, 3_000, 3_000, 4, again.At, null, 2, 3_000), "end");
        await _store.At(3 * Day);
        Assert.Null((await _store.Journal.Peek<Deal>(Deal.Stream(DealId))).ShortfallMinor);
        await _store.Hear(again);
        await _store.At((3 * Day) + 1);
        Assert.Equal(30_000, (await _store.Journal.Peek<Deal>(Deal.Stream(DealId))).ShortfallMinor);
        Assert.Equal(0, (await _store.Ask(session => LedgerViews.TrialBalance(session))).Sum(account => account.BalanceMinor));
    }

    [Theory]
    [InlineData(120_000, 3_000, 90_000, 3_000, 0, 30_000)]
    [InlineData(120_000, 3_000, 150_000, 3_000, 0, 0)]
    [InlineData(120_000, 3_000, 0, 0, 3_000, 120_000)]
    [InlineData(120_000, 3_000, 40_000, 1_000, 2_000, 80_000)]
    [InlineData(120_000, 3_000, 160_000, 6_000, 0, 40_000)]
    public void A_shortfall_is_the_price_less_the_share_of_what_was_sold_again(long hammer, long quantity, long resold, long resoldMilli, long unsold, long shortfall) =>
        Assert.Equal(shortfall, LotEnd.ShortfallMinor(hammer, quantity, resold, resoldMilli, unsold));

    private async Task<IEnumerable<string>> Said()
    {
        await _store.Ask(_ => Task.FromResult(0));
        return _store.Said.Select(message => message.Type);
    }

    private async Task<IEnumerable<string>> Stages()
    {
        var stages = new List<string>();
        foreach (var id in Ids) stages.Add((await _store.Ask(session => DealViews.Find(session, id)))!.Stage);
        return stages;
    }
}
