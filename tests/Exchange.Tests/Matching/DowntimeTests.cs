using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>The exchange was down in a lot's last minutes.</summary>
public sealed class DowntimeTests
{
    private const long Grace = 300_000;

    private static readonly Offering Graced = Of(ByBids.Terms with { GraceMs = Grace, HardEndAt = ByBids.Terms.ClosesAt });

    private static readonly long ClosesAt = Closes.ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(-60_000, 60_000, true)]
    [InlineData(-60_000, -1_000, true)]
    [InlineData(-600_000, -Grace + 1, true)]
    [InlineData(-600_000, -Grace, false)]
    [InlineData(-1, 1, true)]
    [InlineData(0, 60_000, false)]
    public void A_lot_stays_open_for_the_grace_after_a_downtime_in_its_last_minutes(long from, long to, bool extends)
    {
        var decision = Auction.Decide(With(Graced).State, new ExtendForDowntime(ClosesAt + from, ClosesAt + to), Closes.AddMilliseconds(to));
        if (!extends) Assert.Equal(0, decision.Count);
        else Assert.Equal(new CloseMoved(Fair, ClosesAt + to + Grace, "downtime", 0, 0, DownFrom: ClosesAt + from, DownTo: ClosesAt + to), Assert.Single(decision.Events));
    }

    [Fact]
    public void Told_again_it_moves_nothing_more_and_a_lot_without_a_grace_not_at_all()
    {
        var downtime = new ExtendForDowntime(ClosesAt - 1, ClosesAt + 1);
        Assert.Equal(0, Auction.Decide(With(Graced).After(downtime, Closes).State, downtime, Closes).Count);
        Assert.Equal(0, Auction.Decide(With(ByBids).State, downtime, Closes).Count);
        Assert.Equal(0, Auction.Decide(With(Graced).After(new CloseAuction(), Closes).State, downtime, Closes).Count);
    }

    [Fact]
    public void The_grace_counts_as_no_extension_and_takes_bids_until_its_end()
    {
        var back = With(Graced).After(new ExtendForDowntime(ClosesAt - 1, ClosesAt + 1_000), Closes);
        Assert.Equal(0, back.State.Extensions);
        back.When(new PlaceBid(Smelter, Opening), Closes.AddMilliseconds(Grace)).Then<BidPlaced>();
        back.When(new CloseAuction(), Closes.AddMilliseconds(Grace)).Refused("auction.not-due");
    }

    [Fact]
    public async Task When_the_exchange_is_back_the_grace_comes_before_the_hammer()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(Graced), "m1");
        await store.Tell(Entered(ByBids with { Lot = ByBids.Lot with { Id = Foundry, Number = 8 } }), "m2");
        store.Clock.SetUtcNow(Closes.AddMinutes(-2));
        await store.Submit(new PlaceBid(Smelter, Reserve));
        await store.Stop();

        var back = Closes.AddMinutes(10);
        store.Clock.SetUtcNow(back);
        await store.Start();
        await store.Settle();
        var auction = await store.Journal.Peek<Auction>(Auction.Stream(LotId));
        Assert.Equal((null, back.AddMilliseconds(Grace).ToUnixTimeMilliseconds()), (auction.Outcome, auction.ClosesAt));
        Assert.Equal(AuctionStatus.PassedIn, (await store.Journal.Peek<Auction>(Auction.Stream(Foundry))).Outcome);
        Assert.IsType<Answer.Accepted>(await store.Submit(new PlaceBid(Wire[..31] + "0", 16_000)));

        store.Clock.SetUtcNow(back.AddMinutes(10));
        await store.Settle();
        Assert.Equal(AuctionStatus.Sold, (await store.Journal.Peek<Auction>(Auction.Stream(LotId))).Outcome);
        Assert.Empty(await store.RebuildDifferences());
    }

    [Fact]
    public async Task A_restart_in_which_no_time_passes_moves_nothing()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(Graced), "m1");
        store.Clock.SetUtcNow(Closes.AddMinutes(-2));
        await store.Settle();
        await store.Start();
        await store.Settle();
        Assert.Equal(ClosesAt, (await store.Journal.Peek<Auction>(Auction.Stream(LotId))).ClosesAt);
    }
}
