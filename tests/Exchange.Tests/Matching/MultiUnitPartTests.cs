using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Who would win only a part of a bid may decline it, where the terms say so.</summary>
public sealed class MultiUnitPartTests
{
    private static readonly string Rolling = Id.From("rolling");

    private static readonly DateTimeOffset Until = Closes.AddMinutes(10);

    private static readonly Offering Offering = InUnits("uniform-lowest-winning") with { Terms = InUnits("uniform-lowest-winning").Terms with { PartMs = 600_000 } };

    // Two tonnes: the smelter's bid is filled whole, the foundry's by half, the rolling mill's not at all.
    private static Scenario<Auction, AuctionCommand, AuctionEvent> Bid { get; } = With(Offering)
        .After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 2_800, 1_000_000), During).After(new PlaceDemand(Rolling, 2_700, 800_000), During);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Asked { get; } = Bid.When(new CloseAuction(), Closes)
        .Then(new PartsOffered(Fair, Until.ToUnixTimeMilliseconds(), [new(2, Foundry, 500_000)]));

    [Fact]
    public void The_hammer_waits_for_who_would_win_a_part()
    {
        Assert.Equal((AuctionStatus.Closing, 0L), (Asked.State.StatusAt(Closes.ToUnixTimeMilliseconds()), Asked.State.AwardedMilli));
        Assert.Equal(Until.ToUnixTimeMilliseconds(), Asked.When(new CloseAuction(), Until.AddMilliseconds(-1)).Refused("auction.not-due").Facts["closesAt"]);
        Asked.When(new Lapse(), Until.AddMilliseconds(-1)).Refused("auction.not-due");
        Asked.When(new PlaceDemand(Rolling, 9_000, 1000), Closes).Refused("auction.closed");
    }

    [Fact]
    public void A_part_that_is_taken_brings_the_hammer_down() => Asked.When(new AnswerPart(Foundry, 2, Accepts: true), Closes.AddMinutes(1)).Then(
        new PartAnswered(Fair, 2, Foundry, true),
        new QuantityAwarded(Id.From(LotId, "1"), Offering.Lot, Smelter, 1_500_000, 2_800 * 1_500, Settled, 2_800),
        new QuantityAwarded(Id.From(LotId, "2"), Offering.Lot, Foundry, 500_000, 2_800 * 500, Settled, 2_800),
        new AuctionClosed(Fair, Offered, Offered, 3));

    [Fact]
    public void A_part_that_is_declined_passes_to_the_next_in_order_and_the_price_follows()
    {
        var next = Asked.When(new AnswerPart(Foundry, 2, Accepts: false), Closes.AddMinutes(1)).Then(
            new PartAnswered(Fair, 2, Foundry, false),
            new PartsOffered(Fair, Until.AddMinutes(1).ToUnixTimeMilliseconds(), [new(3, Rolling, 500_000)]));
        var sold = next.After(new AnswerPart(Rolling, 3, Accepts: true), Closes.AddMinutes(2)).State;
        Assert.Equal((AuctionStatus.Sold, Offered, 2_700L), (sold.Outcome, sold.AwardedMilli, sold.PriceMinor));
        next.When(new AnswerPart(Rolling, 3, Accepts: false), Closes.AddMinutes(2)).Then(
            new PartAnswered(Fair, 3, Rolling, false),
            new QuantityAwarded(Id.From(LotId, "1"), Offering.Lot, Smelter, 1_500_000, 3_000 * 1_500, Settled, 3_000),
            new AuctionClosed(Fair, Offered, 1_500_000, 3));
    }

    [Fact]
    public void Who_says_nothing_takes_the_part()
    {
        foreach (var command in new AuctionCommand[] { new Lapse(), new CloseAuction() })
            Assert.Equal((AuctionStatus.Sold, Offered), Asked.After(command, Until).State is var state ? (state.Outcome, state.AwardedMilli) : default);
        Assert.Equal(Until.ToUnixTimeMilliseconds(), Asked.When(new AnswerPart(Foundry, 2, Accepts: false), Until).Refused("auction.answer-too-late").Facts["until"]);
    }

    [Fact]
    public void Only_who_is_asked_answers_and_once()
    {
        Bid.When(new AnswerPart(Foundry, 2, Accepts: false), During).Refused("auction.nothing-asked");
        Asked.When(new AnswerPart(Smelter, 2, Accepts: false), Closes).Refused("auction.nothing-asked");
        Asked.When(new AnswerPart(Foundry, 1, Accepts: false), Closes).Refused("auction.nothing-asked");
        Asked.After(new AnswerPart(Foundry, 2, Accepts: false), Closes).When(new AnswerPart(Foundry, 2, Accepts: true), Closes).Refused("auction.nothing-asked");
        Asked.After(new AnswerPart(Foundry, 2, Accepts: true), Closes).When(new AnswerPart(Foundry, 2, Accepts: true), Closes).Refused("auction.closed");
        With(ByBids).When(new AnswerPart(Foundry, 2, Accepts: true), Closes).Refused("auction.nothing-asked");
    }

    [Fact]
    public void Nobody_is_asked_where_bids_are_filled_whole_or_the_terms_do_not_say_so()
    {
        Assert.Equal(AuctionStatus.Sold, With(Offering).After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new CloseAuction(), Closes).State.Outcome);
        var binding = With(InUnits("vcg")).After(new PlaceDemand(Smelter, 3_000, 2_500_000), During).After(new CloseAuction(), Closes);
        Assert.Equal(AuctionStatus.Sold, binding.State.Outcome);
    }

    [Fact]
    public void All_who_share_a_margin_are_asked_and_the_rest_is_shared_anew()
    {
        var asked = With(Offering with { Terms = Offering.Terms with { Ties = MultiUnit.ProRata } })
            .After(new PlaceDemand(Smelter, 3_000, 1_500_000), During).After(new PlaceDemand(Foundry, 3_000, 1_500_000), During).After(new PlaceDemand(Rolling, 3_000, 1_000_000), During)
            .When(new CloseAuction(), Closes)
            .Then(new PartsOffered(Fair, Until.ToUnixTimeMilliseconds(), [new(1, Smelter, 750_000), new(2, Foundry, 750_000), new(3, Rolling, 500_000)]));
        var waits = asked.When(new AnswerPart(Rolling, 3, Accepts: false), Closes).Then(new PartAnswered(Fair, 3, Rolling, false));
        var awards = waits.After(new AnswerPart(Smelter, 1, Accepts: true), Closes).After(new Lapse(), Until).History.OfType<QuantityAwarded>();
        Assert.Equal([(Smelter, 1_000_000L), (Foundry, 1_000_000L)], awards.Select(award => (award.Winner, award.QuantityMilli)));
    }

    [Fact]
    public void The_answer_says_who_is_asked_and_until_when()
    {
        var (asked, other, before) = (Shown(Asked.State, Foundry), Shown(Asked.State, Smelter), Shown(Bid.State, Foundry));
        Assert.Equal([new(2, 2_800, 1_000_000, 500_000, true)], asked.Book!.YourBids);
        Assert.Equal((Until.ToUnixTimeMilliseconds(), Until.ToUnixTimeMilliseconds(), null), (asked.Book.AnswersUntil, other.Book!.AnswersUntil, before.Book!.AnswersUntil));
        Assert.Null(other.Book.YourBids[0].Asked);
        Assert.Equal("closing", asked.Status);
        Assert.NotEqual(before.Tag, asked.Tag);

        static LotAnswer Shown(Auction auction, string enterprise) => LotAnswer.Of(auction, enterprise, Closes.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31_622_400_001)]
    public void A_time_that_cannot_be_is_refused(long time) =>
        Nothing.When(new OfferLot(Offering with { Terms = Offering.Terms with { PartMs = time } }), During).Refused("auction.unsound-terms");

    [Fact]
    public void Events_that_cannot_follow_are_corruption()
    {
        Assert.Throws<InvalidDataException>(() => Bid.Given(new PartAnswered(Fair, 2, Foundry, true)).State);
        Assert.Throws<InvalidDataException>(() => Asked.Given(new PartAnswered(Fair, 2, Smelter, true)).State);
    }

    [Fact]
    public async Task The_clock_asks_waits_and_awards()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(Offering), "m1");
        foreach (var placed in Bid.History.OfType<DemandPlaced>()) await store.Submit(new PlaceDemand(placed.Bidder, placed.AmountMinor, placed.QuantityMilli));
        store.Clock.SetUtcNow(Closes);
        await store.Settle();
        await using (var session = await store.Journal.Read())
            Assert.Equal("closing", Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "closing", Closes.ToUnixTimeMilliseconds(), 10)).Outcome);
        Assert.IsType<Answer.Accepted>(await store.Submit(new AnswerPart(Foundry, 2, Accepts: false)));

        store.Clock.SetUtcNow(Until.AddMilliseconds(-1));
        await store.Settle();
        Assert.DoesNotContain(store.Sent, item => item.Type == "matching.lot-awarded.v1");
        store.Clock.SetUtcNow(Until);
        await store.Settle();
        Assert.Equal(2, store.Sent.Count(item => item.Type == "matching.lot-awarded.v1"));
        Assert.Equal(AuctionStatus.Sold, (await store.Journal.Peek<Auction>(Auction.Stream(LotId))).Outcome);
        await using (var session = await store.Journal.Read()) Assert.Empty(await LapseViews.Due(session, Until.AddYears(1).ToUnixTimeMilliseconds(), 10));
        Assert.Empty(await store.RebuildDifferences());
    }

    [Fact]
    public async Task An_answer_over_HTTP_is_taken_down_once()
    {
        await using var host = await MatchingHost.Started();
        await host.Enter(Offering);
        await MatchingHost.Json(host.Post($"lots/{LotId}/bids", Foundry, """{"amountMinor":2800,"quantityMilli":2500000}"""));
        var path = $"lots/{LotId}/bids/1/part";
        await host.Refused(host.Post(path + "/accept", Foundry, "{}"), 409, "auction.nothing-asked");
        host.Clock.SetUtcNow(Closes);
        await host.Settle();
        await host.Refused(host.Post(path + "/decline", Smelter, "{}"), 409, "auction.nothing-asked");
        await host.Refused(host.Post($"lots/{LotId}/bids/x/part/decline", Foundry, "{}"), 409, "auction.nothing-asked");
        await host.Refused(host.Post($"lots/{Id.From("none")}/bids/1/part/accept", Foundry, "{}"), 404, "auction.unknown-lot");
        var answer = await MatchingHost.Json(host.Post(path + "/accept", Foundry, "{}", key: "once"));
        Assert.Equal($$"""{"lot":"{{LotId}}","bid":1,"accepted":true}""", answer.GetRawText());
        Assert.Equal(answer.GetRawText(), (await MatchingHost.Json(host.Post(path + "/accept", Foundry, "{}", key: "once"))).GetRawText());
        Assert.Equal("sold", (await MatchingHost.Json(host.Get($"lots/{LotId}", Smelter))).Text("status"));
    }
}
