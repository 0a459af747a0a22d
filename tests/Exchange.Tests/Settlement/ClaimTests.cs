using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Deposits;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What a consignor may claim of a buyer who defaulted: what the goods brought less, without what it got of the buyer's deposit.</summary>
public sealed class ClaimTests : IAsyncLifetime
{
    private const long Deposit = 10_000, Share = 6_000;

    private static readonly string Lot = Id.From("lot"), Second = Id.From("second award");

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(false, 90_000, 30_000, 24_000)]
    [InlineData(true, 90_000, 30_000, 24_000)]
    [InlineData(false, 115_000, 5_000, 0)]
    [InlineData(true, 120_000, 0, 0)]
    public async Task It_is_the_shortfall_less_the_consignors_share_of_the_deposit_whether_that_was_held_or_paid(bool isPrice, long resoldMinor, long shortfallMinor, long claimMinor)
    {
        await Default(isPrice);
        var before = (await Seen()).Progress;
        Assert.Equal((Share, 0L), (before.CompensationMinor, before.ShortfallAt));
        Assert.Null(DealShown.Of(await Seen(), null).ClaimMinor);

        await Resell(resoldMinor);
        var shown = DealShown.Of(await Seen(), null);
        Assert.Equal((shortfallMinor, Share, claimMinor), (shown.ShortfallMinor, shown.CompensationMinor, shown.ClaimMinor));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task Where_no_deposit_was_lost_it_is_the_whole_shortfall()
    {
        await _store.Hear(Award(hammerMinor: 120_000));
        await _store.At(2 * Day);
        await Resell(90_000);
        var shown = DealShown.Of(await Seen(), null);
        Assert.Equal((30_000L, null, 30_000L), (shown.ShortfallMinor, shown.CompensationMinor, shown.ClaimMinor));
    }

    private async Task Default(bool isPrice)
    {
        var terms = Award().Settlement with { ForfeitedBasisPoints = 6_000, DepositToPrice = isPrice ? true : null };
        await _store.HearAlso(
            "listing", new LotEntered(Lot, Fair, 17, "Wire", Consignor, "9505", "CN-22", 3_000, "TNE", "CNY", new("english", 100_000, 0, 1, 0, 0, 1, DepositMinor: Deposit), terms), "entered");
        await _store.Journal.Submit(DepositReceipt.Stream(Buyer, "D1"), new BookReceipt(Buyer, "D1", Deposit, "CNY"), new("operator", "D1"));
        await _store.Journal.Submit(LotDeposits.Stream(Lot), new HoldDeposit(Buyer), new(Buyer, "hold"));
        await _store.Hear(Award(hammerMinor: 120_000) with { DepositMinor = Deposit, Settlement = terms });
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, 0, Deposit), "closed");
        await _store.At(2 * Day);
        Assert.Equal("defaulted", (await Seen()).Row.Stage);
    }

    private async Task Resell(long hammerMinor)
    {
        var again = Award(hammerMinor, award: Second) with { At = After(3 * Day).ToUnixTimeMilliseconds() };
        await _store.HearAlso("matching", new LotClosed(Lot, Fair, 3_000, 3_000, 4, again.At, null, 2, 3_000), "closed again");
        await _store.Hear(again);
        await _store.At((3 * Day) + 1);
    }

    private async Task<DealSeen> Seen() => (await _store.Ask(session => DealViews.FindSeen(session, DealId)))!;
}
