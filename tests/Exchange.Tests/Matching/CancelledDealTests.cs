using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;
using AwardFell = Exchange.Matching.Auctions.AwardFell;

namespace Exchange.Tests.Matching;

/// <summary>A deal is cancelled, and nobody defaulted: the award falls, and its goods are not to be had.</summary>
public sealed class CancelledDealTests
{
    private static readonly DateTimeOffset Later = Closes.AddHours(1);

    private static readonly CancelAward FirstIsCancelled = new(Id.From(LotId, "1"), "agreed"), SecondIsCancelled = new(Id.From(LotId, "2"), "not-delivered");

    [Fact]
    public void Nobody_is_asked_no_rung_follows_and_the_lot_is_withdrawn()
    {
        var ladder = With(ByBids with { Terms = ByBids.Terms with { Ladder = [new("english", 8_000, 3_600_000)], LadderEndsAt = Closes.AddDays(9).ToUnixTimeMilliseconds() } });
        var cancelled = ladder.After(new PlaceBid(Smelter, 16_000), During).After(new PlaceBid(Foundry, 20_000), During).After(new CloseAuction(), Closes)
            .When(FirstIsCancelled, Later).Then(
                new AwardFell(FirstIsCancelled.Award, Fair, Offered, 20_000, "agreed", 1, Cancelled: true),
                new AuctionWithdrawn("agreed", Fair: Fair, AwardedMilli: 0, FallenMilli: Offered));
        Assert.Equal((AuctionStatus.Withdrawn, 0L, 0L), (cancelled.State.Outcome, cancelled.State.AwardedMilli, cancelled.State.UnawardedMilli));
        Assert.Equal(["cancelled"], CascadePlace.Of(cancelled.State).Select(place => place.Standing));
        cancelled.When(new AnswerSecondChance(Smelter, true), Later).Refused("auction.no-second-chance");
    }

    [Fact]
    public void What_others_have_stands_and_a_default_of_theirs_is_offered_to_those_who_were_left_without()
    {
        var units = With(InUnits("pay-as-bid"))
            .After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 2_800, 500_000), During).After(new PlaceDemand(Id.From("rolling"), 2_700, 900_000), During)
            .After(new CloseAuction(), Closes);
        var cancelled = units.When(FirstIsCancelled, Later).Then(
            new AwardFell(FirstIsCancelled.Award, Fair, 1_500_000, 3_000 * 1_500, "agreed", 1, Cancelled: true),
            new AuctionClosed(Fair, Offered, 500_000, 3, Closing: 2, FallenMilli: 1_500_000));
        Assert.Equal(AuctionStatus.Sold, cancelled.State.Outcome);
        Assert.Equal([500_000L], SecondChances.Order(cancelled.State).Select(next => next.QuantityMilli));
        var asked = cancelled.After(new FallAward(SecondIsCancelled.Award, "not-paid"), Later);
        Assert.Equal((Id.From("rolling"), 500_000L), (asked.State.Cascade.Chance?.Bidder, asked.State.Cascade.Chance?.QuantityMilli));
        var over = asked.After(new AnswerSecondChance(Id.From("rolling"), true), Later);
        Assert.Equal(new AuctionClosed(Fair, Offered, 500_000, 3, Closing: 3, FallenMilli: Offered), over.History[^1]);
        Assert.Equal(AuctionStatus.Withdrawn, over.After(new CancelAward(Id.From(LotId, "3"), "refunded"), Later).State.Outcome);
    }

    [Fact]
    public void While_the_sale_runs_only_the_rest_is_for_sale()
    {
        var running = With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).When(FirstIsCancelled, During).Then(
            new AwardFell(FirstIsCancelled.Award, Fair, 1_500_000, 3_750_000, "agreed", 0, Cancelled: true));
        Assert.Equal(500_000, running.State.RemainingMilli);
        running.When(new TakeQuantity(Smelter, 500_001), During).Refused("auction.not-enough-left");
        running.When(new TakeQuantity(Foundry, 500_000), During).Then(
            new QuantityAwarded(Id.From(LotId, "2"), AtPrice.Lot, Foundry, 500_000, 1_250_000, Settled), new AuctionClosed(Fair, Offered, 500_000, 0, FallenMilli: 1_500_000));
        Assert.Equal(AuctionStatus.PassedIn, running.After(new CloseAuction(), Closes).State.Outcome);
    }

    [Fact]
    public async Task The_list_says_that_as_much_is_left_as_the_lot_itself()
    {
        await using var host = await MatchingHost.Started();
        await host.Enter(AtPrice);
        await MatchingHost.Json(host.Post($"lots/{LotId}/purchases", Smelter, """{"quantityMilli":1500000}"""));
        Assert.Equal((500_000L, 500_000L), await Left());
        await host.Tell(new DealCancelled(FirstIsCancelled.Award, LotId, Fair, "agreed", During.ToUnixTimeMilliseconds()));
        Assert.Equal((500_000L, 500_000L), await Left());
        await MatchingHost.Json(host.Post($"lots/{LotId}/purchases", Foundry, """{"quantityMilli":200000}"""));
        await host.Tell(new DealDefaulted(SecondIsCancelled.Award, LotId, Fair, "not-paid", During.ToUnixTimeMilliseconds()));
        Assert.Equal((500_000L, 500_000L), await Left());

        async Task<(long OfList, long OfLot)> Left()
        {
            await host.Settle();
            return (
                (await MatchingHost.Json(host.Get($"fairs/{Fair}/lots", Foundry))).EnumerateArray().Single().GetProperty("remainingMilli").GetInt64(),
                (await MatchingHost.Json(host.Get($"lots/{LotId}", Foundry))).GetProperty("remainingMilli").GetInt64());
        }
    }

    [Fact]
    public void A_lot_that_was_sold_out_does_not_open_again_though_its_time_runs() =>
        Assert.Equal(AuctionStatus.Withdrawn, With(AtPrice).After(new TakeQuantity(Smelter, Offered), During).After(FirstIsCancelled, During).State.Outcome);

    [Fact]
    public void While_a_bidder_is_asked_or_the_lot_is_withdrawn_the_award_falls_and_nothing_else()
    {
        var fell = new AwardFell(SecondIsCancelled.Award, Fair, 500_000, 1_250_000, "not-delivered", 0, Cancelled: true);
        With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).After(new TakeQuantity(Foundry, 400_000), During).After(new WithdrawLot("Burnt down"), During)
            .When(SecondIsCancelled, Later).Then(fell with { QuantityMilli = 400_000, HammerMinor = 1_000_000 });
        var asked = With(InUnits("vcg")).After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 2_500, 500_000), During)
            .After(new PlaceDemand(Id.From("rolling"), 2_500, 900_000), During).After(new CloseAuction(), Closes).After(new FallAward(FirstIsCancelled.Award, "not-paid"), Later);
        Assert.Equal(AuctionStatus.SecondChance, asked.When(SecondIsCancelled, Later).Then(fell with { Closings = 1 }).State.Outcome);
    }

    [Fact]
    public void A_tender_whose_deal_is_cancelled_has_bought_nothing() => Assert.Equal(
        AuctionStatus.Withdrawn, With(Tender).After(new PlaceBid(Smelter, 9_000), During).After(new CloseAuction(), Closes).After(FirstIsCancelled, Later).State.Outcome);

    [Fact]
    public void Told_again_or_late_it_changes_nothing_and_of_unknown_awards_it_is_refused()
    {
        var sold = With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During);
        sold.After(FirstIsCancelled, During).When(FirstIsCancelled, Later).Then();
        sold.After(FirstIsCancelled, During).When(new FallAward(FirstIsCancelled.Award, "not-paid"), Later).Then();
        sold.After(new FallAward(FirstIsCancelled.Award, "not-paid"), During).When(FirstIsCancelled, Later).Then();
        sold.When(SecondIsCancelled, Later).Refused("auction.unknown-award");
        Nothing.When(FirstIsCancelled, Later).Then();
    }

    [Fact]
    public async Task Others_hear_that_the_award_fell_and_that_the_lot_is_withdrawn()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(ByBids), "m1");
        await store.Submit(new PlaceBid(Smelter, 20_000));
        store.Clock.SetUtcNow(Closes);
        await store.Settle();
        await store.Tell(new DealCancelled(FirstIsCancelled.Award, LotId, Fair, "agreed", 0), "c1");
        await store.Tell(new DealCancelled(FirstIsCancelled.Award, LotId, Fair, "agreed", 0), "c2");
        await store.Settle();
        Assert.Equal(["matching.award-fell.v1", "matching.sale-withdrawn.v1"], store.Sent.Select(item => item.Type).Where(type => type.Contains("fell") || type.Contains("withdrawn")));
        await using (var session = await store.Journal.Read())
        {
            var row = Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "", Later.ToUnixTimeMilliseconds(), 10));
            Assert.Equal((AuctionStatus.Withdrawn, Offered), (row.Outcome, row.AwardedMilli)); // what was cancelled is not to be had again
        }

        Assert.NotNull((await store.Journal.Peek<Auction>(Auction.Stream(LotId))).Audit);
        Assert.Empty(await store.RebuildDifferences());
    }
}
