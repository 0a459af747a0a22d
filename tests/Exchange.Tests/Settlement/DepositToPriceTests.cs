using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Where a fair says so, the winner's deposit for the lot is a part of what it pays.</summary>
public sealed class DepositToPriceTests : IAsyncLifetime
{
    private const long Deposit = 10_000;

    private static readonly string Lot = Id.From("lot"), Other = Id.From("other bidder");

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await SettlementStore.Started();
        await _store.HearAlso(
            "listing",
            new LotEntered(Lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: Deposit), new(0, 0, 0)),
            "entered");
        foreach (var bidder in new[] { Buyer, Other })
        {
            await _store.Journal.Submit(DepositReceipt.Stream(bidder, "D1"), new BookReceipt(bidder, "D1", 12_000, "CNY"), new("operator", "D1" + bidder));
            await _store.Journal.Submit(LotDeposits.Stream(Lot), new HoldDeposit(bidder), new(bidder, "hold"));
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_winners_deposit_is_in_escrow_as_soon_as_its_deal_is_open_and_the_losers_comes_back()
    {
        await Sold(120_001);
        Assert.Equal((Deposit, Deposit), ((await Deal()).PaidMinor, await Balance(AccountCode.Escrow(DealId))));
        Assert.Equal((2_000, 0, 12_000, 0), (
            await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer)), await Balance(AccountCode.Available(Other)), await Balance(AccountCode.Held(Other))));
        Assert.Equal("applied", Assert.Single(await _store.Ask(session => DepositViews.Page(session, Buyer, "", 10))).Status);
        Assert.Empty(await _store.Broken());

        await _store.Tell(DealId, new RecordReceipt(110_001, "B1"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));
        Assert.Equal((0, 117_001), (await Balance(AccountCode.Escrow(DealId)), await Balance(AccountCode.ConsignorPayable(Consignor))));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task What_is_over_the_total_goes_back_to_the_bidder()
    {
        await Sold(6_000);
        Assert.Equal((DealStage.AwaitingRemoval, 6_000), ((await Deal()).Stage, await Balance(AccountCode.Escrow(DealId))));
        Assert.Equal((6_000, 0), (await Balance(AccountCode.Available(Buyer)), await Balance(AccountCode.Held(Buyer))));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task Who_defaults_loses_it_all_the_same_and_nothing_ends_twice()
    {
        await Sold(120_001);
        await _store.At(2 * Day);
        Assert.Equal((0, 0, Deposit), (await Balance(AccountCode.Escrow(DealId)), await Balance(AccountCode.Held(Buyer)), await Balance(AccountCode.Forfeited(Fair))));
        Assert.Equal(2_000, await Balance(AccountCode.Available(Buyer)));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_hold_after_an_earlier_one_is_applied_like_the_first()
    {
        await _store.HearAlso("matching", new DepositFreed(Lot, Fair, Buyer, 1, 0), "freed");
        await _store.Journal.Submit(LotDeposits.Stream(Lot), new HoldDeposit(Buyer), new(Buyer, "hold again"));
        await Sold(120_001);
        Assert.Equal((Deposit, 0), (await Balance(AccountCode.Escrow(DealId)), await Balance(AccountCode.Held(Buyer))));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public void Of_several_deals_in_a_lot_the_first_takes_it_and_a_tender_takes_none()
    {
        var award = Award() with { DepositMinor = Deposit, Settlement = Award().Settlement with { DepositToPrice = true } };
        Assert.Equal(2, DepositConsumers.On(award).Count());
        Assert.Single(DepositConsumers.On(award with { Reverse = true }));
        var terms = new DepositTerms(Lot, Fair, Consignor, Deposit, "CNY");
        var held = new DepositCommand[] { new AskDeposit(terms), new HoldDeposit(Buyer), new SpendDeposit(DealId, Buyer) }
            .Aggregate(LotDeposits.Initial, (lot, command) => LotDeposits.Decide(lot, command, Awarded).Events.Aggregate(lot, LotDeposits.Evolve));
        Assert.False(held.Deposits[Buyer].IsHeld);
        Assert.Equal(0, LotDeposits.Decide(held, new SpendDeposit(Id.From("second"), Buyer), Awarded).Count);
        Assert.Equal(0, LotDeposits.Decide(held, new SpendDeposit(Id.From("second"), Other), Awarded).Count);
    }

    private async Task Sold(long hammerMinor)
    {
        await _store.Hear(Award(hammerMinor) with { DepositMinor = Deposit, Settlement = Award().Settlement with { DepositToPrice = true } });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Deposit), "closed");
    }

    private async Task<Deal> Deal() => await _store.Journal.Peek<Deal>(Exchange.Settlement.Deals.Deal.Stream(DealId));

    private async Task<long> Balance(string account) => (await _store.Ask(session => LedgerViews.Find(session, account))).SingleOrDefault()?.BalanceMinor ?? 0;
}
