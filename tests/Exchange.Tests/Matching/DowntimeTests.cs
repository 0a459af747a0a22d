using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
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

    [Theory]
    [InlineData(-60_000, 60_000, true)]
    [InlineData(-600_000, -Grace + 1, true)]
    [InlineData(-600_000, -Grace, false)]
    [InlineData(0, 60_000, false)]
    public void Who_is_asked_whether_it_takes_a_second_chance_or_a_part_has_the_grace_too(long from, long to, bool extends)
    {
        var (chance, part) = (Asked(Graced), AskedOfAPart);
        foreach (var (sale, until) in new[] { (chance, chance.State.Cascade.Chance!.Until), (part, part.State.Standing.Asked!.Until) })
        {
            var (down, back) = (until + from, until + to);
            AuctionEvent moved = sale == chance
                ? new SecondChanceOffered(Fair, Foundry, 2, Offered, 16_000, back + Grace, down, back)
                : new PartsOffered(Fair, back + Grace, [new(2, Foundry, 500_000)], down, back);
            var decided = sale.When(new ExtendForDowntime(down, back), At(back));
            var after = extends ? decided.Then(moved) : decided.Then();
            if (!extends) continue;
            after.When(new ExtendForDowntime(down, back), At(back)).Then();
            Assert.Null(Auction.Decide(after.State, sale == chance ? new AnswerSecondChance(Foundry, true) : new AnswerPart(Foundry, 2, true), At(back + Grace - 1)).Refusal);
            Assert.NotNull(Auction.Decide(after.State, sale == chance ? new AnswerSecondChance(Foundry, true) : new AnswerPart(Foundry, 2, true), At(back + Grace)).Refusal);
        }
    }

    [Fact]
    public void Everything_of_it_is_decided_again_from_the_audit_file()
    {
        foreach (var sale in new[] { Asked(Graced), AskedOfAPart })
        {
            var (replay, until) = (new LotReplay(), sale.State.Cascade.Chance?.Until ?? sale.State.Standing.Asked!.Until);
            replay.Follow(0, [.. sale.History]);
            Assert.Null(replay.Take(until + 60_000, [.. Auction.Decide(sale.State, new ExtendForDowntime(until - 1, until + 60_000), At(until + 60_000)).Events]));
            var again = Auction.Decide(replay.Auction, new ExtendForDowntime(until, until + 70_000), At(until + 70_000))[0];
            AuctionEvent forged = again is SecondChanceOffered offered ? offered with { Until = offered.Until + 1 } : (PartsOffered)again with { Until = ((PartsOffered)again).Until + 1 };
            Assert.Contains("until", replay.Take(until + 70_000, [forged]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_second_chance_that_lapsed_in_a_downtime_stands_until_the_end_of_the_grace()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(Graced), "m1");
        await store.Submit(new PlaceBid(Foundry, 16_000));
        await store.Submit(new PlaceBid(Smelter, 20_000));
        store.Clock.SetUtcNow(Closes);
        await store.Settle();
        await store.Tell(new DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await store.Settle();
        store.Clock.SetUtcNow(Closes.AddDays(1).AddMinutes(-1));
        await store.Submit(new PlaceBid(Foundry, 1)); // the writer says that it works
        await store.Stop();

        var back = Closes.AddDays(1).AddMinutes(10);
        store.Clock.SetUtcNow(back);
        await store.Start();
        await store.Settle();
        await using (var session = await store.Journal.Read())
            Assert.Equal(back.AddMilliseconds(Grace).ToUnixTimeMilliseconds(), Assert.Single(await SecondChanceViews.OfBidder(session, Foundry, "", 10)).Until);
        Assert.IsType<Answer.Accepted>(await store.Submit(new AnswerSecondChance(Foundry, true)));
        await store.Settle();
        Assert.Equal(AuctionStatus.Sold, (await store.Journal.Peek<Auction>(Auction.Stream(LotId))).Outcome);
        Assert.Empty(await store.RebuildDifferences());
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

    private static Scenario<Auction, AuctionCommand, AuctionEvent> AskedOfAPart { get; } =
        With(InUnits("vcg") with { Terms = InUnits("vcg").Terms with { GraceMs = Grace, PartMs = 3_600_000 } })
            .After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 2_800, 1_000_000), During).After(new CloseAuction(), Closes);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Asked(Exchange.Matching.Auctions.Offering offering) => With(offering)
        .After(new PlaceBid(Smelter, 15_000), During).After(new PlaceBid(Foundry, 16_000), During).After(new PlaceBid(Smelter, 20_000), During).After(new CloseAuction(), Closes)
        .After(new FallAward(Id.From(LotId, "1"), "not-paid"), Closes);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

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
