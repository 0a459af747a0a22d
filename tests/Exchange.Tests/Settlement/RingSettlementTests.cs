using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;
using V1 = Exchange.Contracts.Settlement.V1;

namespace Exchange.Tests.Settlement;

/// <summary>A ring of barter in Settlement: three works give each other wire, cable and bearings, and pay what one is worth more than the other, and the charges, in money.</summary>
public sealed class RingSettlementTests : IAsyncLifetime
{
    private static readonly string RingId = Id.From("ring");

    private static readonly string[] Works = [.. Enumerable.Range(0, 3).Select(n => Id.From("works", $"{n}"))], Deals = [.. Enumerable.Range(0, 3).Select(n => Id.From("deal", $"{n}"))];

    private static readonly long[] Values = [100_000, 120_000, 110_000];

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_deals_of_a_ring_pay_each_other_and_only_differences_and_charges_are_paid_in_money()
    {
        await _store.Hear([.. Enumerable.Range(0, 3).Select(AwardOf)]);
        await _store.HearAlso("rings", Traded, RingId);
        await _store.At(1);
        var cleared = Charges.Of(TermsOf(0)).ReleasedMinor; // that of the lot of the least value
        foreach (var deal in await Seen())
            Assert.Equal(
                (DealStages.AwaitingPayment, cleared, cleared, cleared, RingId),
                (deal.Seen.Row.Stage, deal.Seen.Row.PaidMinor, deal.SetOff.SetOffMinor, deal.SetOff.BarterMinor, deal.SetOff.Ring));
        Assert.Equal((RoundRow.Final, 3 * cleared), await Round());

        foreach (var deal in await Seen()) Assert.Null(await _store.Tell(deal.Seen.Row.Deal, new RecordReceipt(deal.Seen.Progress.TotalMinor - cleared, "B1")));
        foreach (var deal in Deals) Assert.Null(await _store.Tell(deal, new AcceptRemoval(await BuyerOf(deal))));
        Assert.All(await Seen(), deal => Assert.Equal(DealStages.Settled, deal.Seen.Row.Stage));
        var paid = Said<V1.DealPaid>();
        Assert.All(paid, one => Assert.Equal((cleared, null), (one.BarterMinor, one.SetOffMinor)));
        Assert.Equal(3, paid.Count);
        await Proven();
    }

    [Fact]
    public async Task Whatever_is_heard_first_a_ring_waits_for_all_its_deals()
    {
        await _store.HearAlso("rings", Traded, RingId);
        await _store.At(1);
        await _store.Hear(AwardOf(0), AwardOf(1));
        await _store.At(2);
        Assert.Equal(RoundRow.Planned, (await Round()).Stage);
        Assert.All(await Seen(), deal => Assert.Equal(0, deal.SetOff.SetOffMinor));
        await _store.HearAlso("matching-2", AwardOf(2), "third");
        await _store.At(3);
        Assert.Equal(RoundRow.Final, (await Round()).Stage);
        await _store.HearAlso("rings-2", Traded, RingId);
        await _store.At(4);
        await Proven();
    }

    [Fact]
    public async Task A_ring_of_which_a_deal_fell_before_it_was_heard_of_is_unwound()
    {
        await _store.Hear([.. Enumerable.Range(0, 3).Select(AwardOf)]);
        foreach (var party in new[] { Works[0], Works[1] }) Assert.Null(await _store.Tell(Deals[0], new AskCancellation(party, "Flood")));
        await _store.HearAlso("rings", Traded, RingId);
        await _store.At(1);
        Assert.Equal((RoundRow.Cancelled, 0L), await Round());
        Assert.All(await Seen(), deal => Assert.Equal(("cancelled", 0), (deal.Seen.Row.Stage, deal.SetOff.SetOffMinor)));
        Assert.Equal(["agreed", "ring-unwound", "ring-unwound"], (await Seen()).Select(deal => deal.Seen.Row.Reason).Order(StringComparer.Ordinal));
        await Proven();
    }

    [Fact]
    public async Task A_ring_of_which_a_deal_is_paid_already_is_paid_in_money()
    {
        await _store.Hear([.. Enumerable.Range(0, 3).Select(AwardOf)]);
        Assert.Null(await _store.Tell(Deals[0], new RecordReceipt(Charges.Of(TermsOf(0)).TotalMinor, "B1")));
        await _store.HearAlso("rings", Traded, RingId);
        await _store.At(1);
        Assert.Equal((RoundRow.Cancelled, 0L), await Round());
        Assert.Equal([DealStages.AwaitingPayment, DealStages.AwaitingPayment, DealStages.AwaitingRemoval], (await Seen()).Select(deal => deal.Seen.Row.Stage).Order(StringComparer.Ordinal));
        await Proven();
    }

    [Fact]
    public async Task Where_one_does_not_pay_its_difference_the_ring_is_unwound_whole_and_the_next_round_clears_what_is_owed_in_a_circle()
    {
        await Settle(except: Deals[1]);
        await _store.At(2 * Day);
        Assert.Equal(["defaulted", "cancelled", "cancelled"], new[] { Deals[1], Deals[0], Deals[2] }.Select(await Stages()));
        Assert.Equal([Deal.NotPaid, Deal.RingUnwound, Deal.RingUnwound], (await Seen()).Select(deal => deal.Seen.Row.Reason).Order(StringComparer.Ordinal));
        var cleared = Charges.Of(TermsOf(0)).ReleasedMinor;
        Assert.Equal(
            Enumerable.Range(0, 3).Select(n => (Works[n], Works[(n + 1) % 3], cleared)).Order(),
            (await _store.Ask(DebtViews.Open)).Select(debt => (debt.Debtor, debt.Creditor, debt.OpenMinor)).Order());
        await Proven();

        var round = Id.From("round");
        await Submit(Exchange.Settlement.Netting.Round.Stream(round), new PlanRound(new(round, Fair, "CNY", 1, After((2 * Day) + Hour).ToUnixTimeMilliseconds(), Hour), []));
        await _store.At((2 * Day) + Hour);
        await _store.At((2 * Day) + (2 * Hour));
        Assert.Empty(await _store.Ask(DebtViews.Open));
        await Proven();
    }

    [Fact]
    public async Task Goods_that_were_handed_over_stay_where_they_are_when_a_ring_is_unwound()
    {
        await Settle(except: Deals[1]);
        Assert.Null(await _store.Tell(Deals[0], new AcceptRemoval(Works[1])));
        await _store.At(2 * Day);
        Assert.Equal([DealStages.Settled, "defaulted", "cancelled"], Deals.Select(await Stages()));
        var owed = await _store.Ask(DebtViews.Open);
        Assert.Equal(new[] { (Works[1], Works[2]), (Works[2], Works[0]) }.Order(), owed.Select(debt => (debt.Debtor, debt.Creditor)).Order());
        await Proven();
    }

    // All but one have paid what the goods leave.
    private async Task Settle(string except)
    {
        await _store.Hear([.. Enumerable.Range(0, 3).Select(AwardOf)]);
        await _store.HearAlso("rings", Traded, RingId);
        await _store.At(1);
        foreach (var deal in (await Seen()).Where(deal => deal.Seen.Row.Deal != except))
            Assert.Null(await _store.Tell(deal.Seen.Row.Deal, new RecordReceipt(deal.Seen.Progress.TotalMinor - deal.SetOff.SetOffMinor, "B1")));
    }

    private async Task<Func<string, string>> Stages()
    {
        var seen = await Seen();
        return deal => seen.Single(one => one.Seen.Row.Deal == deal).Seen.Row.Stage;
    }

    private async Task Submit(string stream, object command) => Assert.IsType<Answer.Accepted>(await _store.Journal.Submit(stream, command, new("tester", stream)));

    private static RingTraded Traded { get; } = new(RingId, Fair, "CNY", [.. Enumerable.Range(0, 3).Select(LegOf)], Awarded.ToUnixTimeMilliseconds());

    private static LotAwarded AwardOf(int n) => Award(Values[n], award: Deals[n]) with
    {
        Lot = Id.From("lot", $"{n}"),
        Consignor = Works[n],
        Winner = Works[(n + 1) % 3],
        Ring = new(RingId, Deals),
    };

    private static RingLeg LegOf(int n) => new(Deals[n], Id.From("lot", $"{n}"), 17, "Wire", "9505", "CN-22", Works[n], Works[(n + 1) % 3], 3_000, "TNE", Values[n]);

    private static DealTerms TermsOf(int n) => ((OpenDeal)DealConsumers.On(AwardOf(n)).Single().Command).Terms;

    private async Task<string> BuyerOf(string deal) => (await Seen()).Single(one => one.Seen.Row.Deal == deal).Seen.Row.Buyer;

    private List<T> Said<T>()
    {
        lock (_store.Said)
            return [.. _store.Said.Where(said => said.Type == ContractName.Of(typeof(T))).Select(said => JsonSerializer.Deserialize<T>(said.Data, StoredJson.Options)!)];
    }

    private async Task<IReadOnlyList<(DealSeen Seen, DealSetOffRow SetOff)>> Seen() => await _store.Ask(async session =>
    {
        var seen = new List<(DealSeen, DealSetOffRow)>();
        foreach (var deal in Deals)
            if (await DealViews.FindSeen(session, deal) is { } found) seen.Add((found, (await DebtViews.OfDeal(session, deal))!));
        return (IReadOnlyList<(DealSeen, DealSetOffRow)>)seen;
    });

    private async Task<(string Stage, long ClearedMinor)> Round() => (await _store.Ask(session => RoundViews.Find(session, RingId))) is { } row ? (row.Stage, row.ClearedMinor) : default;

    private async Task Proven()
    {
        Assert.Empty(await _store.Broken());
        await _store.Journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(SettlementJournal.Definition, _store.Stores, new()));
        await _store.Start();
    }
}
