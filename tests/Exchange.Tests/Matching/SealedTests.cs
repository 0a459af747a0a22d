using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class SealedTests
{
    [Fact]
    public void A_sealed_bid_gets_a_number_and_a_receipt_and_tells_no_amount()
    {
        var bid = With(BySealedBids).When(Sealed(Smelter, 123_456), During).Then<BidSealed>();
        Assert.Equal((1, 1, Smelter, null), (bid.Bid, bid.BidderNumber, bid.Bidder, bid.Replaces));
        Assert.Equal((123_456, Sealed(Smelter, 123_456).Offer.Salt), Key.Open(Smelter, bid.Box));
        Assert.Equal(LotKey.Receipt(LotId, 1, 123_456, Sealed(Smelter, 123_456).Offer.Salt), bid.Receipt);
    }

    [Fact]
    public void The_receipt_is_the_one_of_the_documentation() => Assert.Equal(
        "56633bebb4ee24cd2a7709e04dc50d2bdcd06cd28d098c63af3eb9543ae29443",
        LotKey.Receipt("01920000000070008000000000000001", 2, 1_250_000, "9f2c4e6a8b0d1f3357799bbdd0f1324354768798a9bacbdcedfe0f1021324354"));

    [Fact]
    public void The_highest_wins_and_pays_what_it_bid()
    {
        var bids = With(BySealedBids).After(Sealed(Smelter, 16_000), During).After(Sealed(Foundry, 20_000), During);
        var sold = bids.When(new CloseAuction(Key), Closes).Then(
            new BidsOpened(Fair, [Opened(1, 1, Smelter, 16_000), Opened(2, 2, Foundry, 20_000)], 20_000, Closes.ToUnixTimeMilliseconds(), Foundry, 2),
            new QuantityAwarded(Id.From(LotId, "1"), BySealedBids.Lot, Foundry, Offered, 20_000, Settled),
            new AuctionClosed(Fair, Offered, Offered, 2));
        Assert.Equal((20_000, "Bidder 2", true), (Shown(sold.State).PriceMinor, Shown(sold.State).Leader, Shown(sold.State).ReserveMet));
    }

    [Theory]
    [InlineData(16_000, 20_000, 16_000)]
    [InlineData(10_000, 20_000, Reserve)]
    [InlineData(20_000, 20_000, 20_000)]
    [InlineData(0, 20_000, Reserve)]
    public void By_the_second_price_the_highest_pays_the_second_or_the_reserve(long other, long best, long price)
    {
        var bids = other == 0 ? With(BySecondPrice) : With(BySecondPrice).After(Sealed(Smelter, other), During);
        Assert.Equal(price, Award(bids.After(Sealed(Foundry, best), During))?.HammerMinor);
    }

    [Theory]
    [InlineData("sealed-first-price")]
    [InlineData("vickrey")]
    public void When_the_winner_defaults_the_next_is_asked_at_its_own_bid_and_nobody_below_the_reserve(string format)
    {
        var terms = Of(BySealedBids.Terms with { Format = format, SecondChanceMs = 1000 });
        var sold = With(terms).After(Sealed(Smelter, 20_000), During).After(Sealed(Foundry, 30_000), During).After(Sealed(Id.From("caster"), Reserve - 1), During).After(new CloseAuction(Key), Closes);
        var fallen = sold.After(new FallAward(Id.From(LotId, "1"), "not-paid"), Closes.AddDays(1));
        Assert.Equal(new(Smelter, Offered, 20_000, Closes.AddDays(1).ToUnixTimeMilliseconds() + 1000), fallen.State.Cascade.Chance);
        Assert.Equal(["Bidder 2", "Bidder 1"], CascadePlace.Of(fallen.State).Select(place => place.Bidder));
        var taken = fallen.After(new AnswerSecondChance(Smelter, true), Closes.AddDays(1));
        Assert.Equal((AuctionStatus.Sold, 20_000), (taken.State.Outcome, taken.State.Cascade.Awards.Single().HammerMinor));
        var declined = fallen.After(new AnswerSecondChance(Smelter, false), Closes.AddDays(1));
        Assert.Equal(AuctionStatus.PassedIn, declined.State.Outcome);
    }

    [Fact]
    public void Alone_without_a_reserve_the_second_price_is_the_opening() =>
        Assert.Equal(Opening, Award(With(Of(BySecondPrice.Terms with { ReserveMinor = 0 })).After(Sealed(Foundry, 90_000), During))?.HammerMinor);

    [Theory]
    [InlineData("sealed-first-price")]
    [InlineData("vickrey")]
    public void Of_equal_bids_the_earlier_wins_and_an_amended_one_counts_as_of_its_own_time(string format)
    {
        var terms = Of(BySealedBids.Terms with { Format = format });
        var bids = With(terms).After(Sealed(Smelter, 20_000), During).After(Sealed(Foundry, 20_000), During);
        Assert.Equal(Smelter, Award(bids)?.Winner);
        Assert.Equal(Foundry, Award(bids.After(Sealed(Smelter, 20_000), During))?.Winner);
    }

    [Fact]
    public void Below_the_reserve_nobody_wins_and_the_bids_are_opened_all_the_same()
    {
        var closed = With(BySealedBids).After(Sealed(Smelter, Reserve - 1), During).After(new CloseAuction(Key), Closes);
        Assert.Equal(AuctionStatus.PassedIn, closed.State.Outcome);
        Assert.Contains(closed.History, @event => @event is BidsOpened { Bids: [{ AmountMinor: Reserve - 1 }], PriceMinor: 0, Leader: null });
    }

    [Fact]
    public void Without_bids_the_lot_passes_in_without_a_key() =>
        With(BySealedBids).When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 0));

    [Fact]
    public void A_bidder_has_one_bid_that_stands()
    {
        var amended = With(BySealedBids).After(Sealed(Smelter, 30_000), During);
        Assert.Equal(1, amended.When(Sealed(Smelter, 16_000), During).Then<BidSealed>().Replaces);
        var story = amended.After(Sealed(Smelter, 16_000), During).After(Sealed(Foundry, 17_000), During);
        Assert.Equal((Foundry, 17_000), (Award(story)?.Winner, Award(story)?.HammerMinor));
        Assert.Equal(2, Shown(story.State).YourSealedBid);
    }

    [Fact]
    public void A_withdrawn_bid_counts_no_more_and_is_never_opened()
    {
        var story = With(BySealedBids).After(Sealed(Smelter, 30_000), During).After(Sealed(Foundry, 17_000), During);
        story.When(new WithdrawSealedBid(Smelter), During).Then(new SealedBidWithdrawn(Fair, 1, Smelter, 1));
        var closed = story.After(new WithdrawSealedBid(Smelter), During).After(new CloseAuction(Key), Closes);
        Assert.Contains(closed.History, @event => @event is BidsOpened { Bids: [{ Bid: 2 }] });
        story.After(new WithdrawSealedBid(Smelter), During).When(new WithdrawSealedBid(Smelter), During).Refused("auction.no-bid-to-withdraw");
    }

    [Fact]
    public void What_comes_after_the_end_is_refused_by_its_own_code()
    {
        var story = With(BySealedBids).After(Sealed(Smelter, 30_000), During);
        foreach (var after in new[] { story, story.After(new CloseAuction(Key), Closes) })
        {
            after.When(Sealed(Smelter, 31_000), Closes).Refused("auction.amended-after-end");
            after.When(new WithdrawSealedBid(Smelter), Closes).Refused("auction.withdrawn-after-end");
            after.When(Sealed(Foundry, 31_000), Closes).Refused("auction.closed");
        }
    }

    [Fact]
    public void What_cannot_be_bid_is_refused()
    {
        Assert.Equal(Opening, With(BySealedBids).When(Sealed(Smelter, Opening - 1), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        With(BySealedBids).When(Sealed(Smelter, 1_000_000_000_000_001), During).Refused("auction.bid-too-high");
        Assert.Equal("CNY", With(BySealedBids).When(Sealed(Smelter, Opening, "USD"), During).Refused("auction.other-currency").Facts["currency"]);
        With(BySealedBids).When(Sealed(Mill, Opening), During).Refused("auction.own-lot");
        With(BySealedBids).When(Sealed(Wire, Opening), During).Refused("auction.linked-enterprise");
        With(BySealedBids).When(new PlaceBid(Smelter, Opening), During).Refused("auction.takes-sealed-bids");
        With(ByBids).When(Sealed(Smelter, Opening), During).Refused("auction.takes-no-sealed-bids");
        With(AtPrice).When(new WithdrawSealedBid(Smelter), During).Refused("auction.takes-no-sealed-bids");
    }

    [Fact]
    public void Another_key_neither_seals_beside_the_lots_own_nor_opens()
    {
        var other = LotKey.Of("another"u8.ToArray(), LotId);
        var story = With(BySealedBids).After(Sealed(Smelter, 30_000), During);
        story.When(new PlaceSealedBid(Foundry, other.Seal(Foundry, 40_000, "", new byte[LotKey.SaltBytes + LotKey.NonceBytes])), During).Refused("auction.other-key");
        story.When(new CloseAuction(other), Closes).Refused("auction.other-key");
        story.When(new CloseAuction(), Closes).Refused("auction.other-key");
    }

    [Fact]
    public void A_box_opens_for_its_bidder_and_its_lot_alone()
    {
        var box = Sealed(Smelter, 30_000).Offer.Box;
        Assert.NotNull(Key.Open(Smelter, box));
        Assert.Null(Key.Open(Foundry, box));
        Assert.Null(LotKey.Of("a sealing key of the tests"u8.ToArray(), Fair).Open(Smelter, box));
        var bytes = Convert.FromBase64String(box);
        bytes[20] ^= 1;
        Assert.Null(Key.Open(Smelter, Convert.ToBase64String(bytes)));
    }

    [Fact]
    public void A_mark_is_the_same_for_the_same_request_alone()
    {
        string Mark(string bidder, long amount, string sentAs, byte fill) => Key.Seal(bidder, amount, sentAs, Enumerable.Repeat(fill, LotKey.SaltBytes + LotKey.NonceBytes).ToArray()).Mark;
        Assert.Equal(Mark(Smelter, 1, "k", 1), Mark(Smelter, 1, "k", 2));
        Assert.Equal(4, new[] { Mark(Smelter, 1, "k", 1), Mark(Smelter, 2, "k", 1), Mark(Smelter, 1, "l", 1), Mark(Foundry, 1, "k", 1) }.Distinct().Count());
    }

    [Fact]
    public void Before_the_opening_an_answer_shows_neither_price_nor_leader()
    {
        var shown = Shown(With(BySealedBids).After(Sealed(Smelter, 30_000), During).After(Sealed(Foundry, 40_000), During).State);
        Assert.Equal((0, Opening, 2, null, false, false), (shown.PriceMinor, shown.NextBidMinor, shown.Bids, shown.Leader, shown.YouLead, shown.ReserveMet));
        Assert.Equal((true, 1), (shown.Sealed, shown.YourSealedBid));
    }

    [Fact]
    public void In_a_tender_the_lowest_offer_wins_and_is_paid()
    {
        var story = With(SealedTender).After(Sealed(Smelter, 9_000), During).After(Sealed(Foundry, 8_000), During).After(Sealed(Id.From("third"), 8_000), During);
        Assert.Equal((Foundry, 8_000, true), (Award(story)?.Winner, Award(story)?.HammerMinor, Award(story)?.Reverse));
        Assert.Equal(Opening, story.When(Sealed(Smelter, Opening + 1), During).Refused("auction.above-ceiling").Facts["nextBidMinor"]);
    }

    [Fact]
    public void In_a_tender_an_offer_below_the_floor_does_not_count()
    {
        var story = With(SealedTender).After(Sealed(Smelter, 1_999), During);
        Assert.Null(Award(story));
        Assert.Equal(2_000, Award(story.After(Sealed(Foundry, 2_000), During))?.HammerMinor);
    }

    [Fact]
    public void In_a_tender_an_offer_of_nothing_is_not_taken_because_it_cannot_win()
    {
        With(SealedTender).When(Sealed(Smelter, 0), During).Refused("auction.below-floor");
        With(Of(SealedTender.Terms with { FloorMinor = null })).When(Sealed(Smelter, 0), During).Refused("auction.below-floor");
    }

    [Fact]
    public void In_a_tender_the_consignor_buys_and_the_winner_sells()
    {
        var award = Award(With(SealedTender).After(Sealed(Foundry, 8_000), During))!;
        var entry = new Entry("k", "", "clock", Closes, null, []);
        var told = Assert.IsType<LotAwarded>(Assert.Single(AuctionAnnouncements.From(new(new(0, 1), 0, 0, entry, Auction.Stream(LotId), 1, award))));
        Assert.Equal((Mill, Foundry), (told.Winner, told.Consignor));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, Opening + 1)]
    [InlineData(0, -1L)]
    public void A_tender_without_sound_bounds_is_refused(long reserve, long? floor)
    {
        foreach (var offering in new[] { SealedTender, Tender })
            Nothing.When(new OfferLot(offering with { Terms = offering.Terms with { ReserveMinor = reserve, FloorMinor = floor } }), During).Refused("auction.unsound-terms");
    }

    private static QuantityAwarded? Award(Scenario<Auction, AuctionCommand, AuctionEvent> story) =>
        story.After(new CloseAuction(Key), Closes).History.OfType<QuantityAwarded>().SingleOrDefault();

    private static OpenedBid Opened(long bid, int number, string bidder, long amount) => new(bid, number, amount, Sealed(bidder, amount).Offer.Salt);

    private static LotAnswer Shown(Auction auction) => LotAnswer.Of(auction, Smelter, During.ToUnixTimeMilliseconds());
}
