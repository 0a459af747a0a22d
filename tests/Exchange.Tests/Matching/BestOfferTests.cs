using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class BestOfferTests
{
    private static readonly string Rolling = Id.From("rolling");

    private static readonly long Now = During.ToUnixTimeMilliseconds(), InTwoHours = During.AddHours(2).ToUnixTimeMilliseconds();

    private static readonly Offering InParts = ByOffers with { Terms = ByOffers.Terms with { OpeningMinor = 2_500, Divisible = true } };

    private static Scenario<Auction, AuctionCommand, AuctionEvent> OneOffer { get; } = With(ByOffers).After(new MakeOffer(Smelter, 8_000, null), During);

    [Fact]
    public void An_offer_awaits_the_consignor_until_it_expires() => With(ByOffers).When(new MakeOffer(Smelter, 8_000, null), During)
        .Then(new OfferMade(Fair, 1, Smelter, 1, 8_000, Offered, InTwoHours, InTwoHours));

    [Fact]
    public void An_offer_that_the_consignor_takes_is_an_award_at_once() => OneOffer.When(new AcceptOffer(Mill, 1), During).Then(
        new OfferEnded(Fair, 1, "accepted", 0),
        new QuantityAwarded(Id.From(LotId, "1"), ByOffers.Lot, Smelter, Offered, 8_000, Settled, 8_000),
        new AuctionClosed(Fair, Offered, Offered, 0));

    [Fact]
    public void The_asking_price_binds_the_consignor_and_nobody_pays_more()
    {
        foreach (var price in new long[] { 10_000, 12_000 })
        {
            With(ByOffers).When(new MakeOffer(Smelter, price, null), During).Then(
                new OfferMade(Fair, 1, Smelter, 1, 10_000, Offered, InTwoHours, InTwoHours),
                new OfferEnded(Fair, 1, "accepted", 0),
                new QuantityAwarded(Id.From(LotId, "1"), ByOffers.Lot, Smelter, Offered, 10_000, Settled, 10_000),
                new AuctionClosed(Fair, Offered, Offered, 0));
        }
    }

    [Theory]
    [InlineData(6_999, "declined")]
    [InlineData(7_000, "open")]
    [InlineData(8_999, "open")]
    [InlineData(9_000, "accepted")]
    public void Secret_prices_take_and_decline_at_once(long price, string status)
    {
        var sale = With(ByOffers with { Terms = ByOffers.Terms with { AcceptFromMinor = 9_000, DeclineBelowMinor = 7_000 } });
        Assert.Equal(status, sale.After(new MakeOffer(Smelter, price, null), During).State.StandingOffers.Of(Smelter)!.Status);
    }

    [Fact]
    public void A_counter_is_taken_or_declined_by_its_bidder()
    {
        var countered = OneOffer.When(new CounterOffer(Mill, 1, 9_000, null), During.AddMinutes(1))
            .Then(new OfferCountered(Fair, 1, 9_000, Offered, InTwoHours + 60_000, InTwoHours + 60_000));
        countered.When(new AnswerCounter(Smelter, 1, Accepts: false), During.AddMinutes(2)).Then(new OfferEnded(Fair, 1, "declined", 0));
        countered.When(new AnswerCounter(Smelter, 1, Accepts: true), During.AddMinutes(2)).Then(
            new OfferEnded(Fair, 1, "accepted", 0),
            new QuantityAwarded(Id.From(LotId, "1"), ByOffers.Lot, Smelter, Offered, 9_000, Settled, 9_000),
            new AuctionClosed(Fair, Offered, Offered, 0));
        countered.When(new AnswerCounter(Foundry, 1, Accepts: true), During).Refused("offer.unknown");
        Assert.Equal("countered", countered.When(new AcceptOffer(Mill, 1), During).Refused("offer.not-open").Facts["offerStatus"]);
    }

    [Theory]
    [InlineData(7_999, null, "offer.counter-out-of-bounds")]
    [InlineData(8_000, null, "offer.counter-out-of-bounds")]
    [InlineData(10_001, null, "offer.counter-out-of-bounds")]
    [InlineData(9_000, 1_999_999L, "auction.taken-whole")]
    [InlineData(9_000, 2_000_001L, "auction.not-enough-left")]
    public void A_counter_lies_between_the_offer_and_the_asking_price(long price, long? quantity, string code) =>
        OneOffer.When(new CounterOffer(Mill, 1, price, quantity), During).Refused(code);

    [Fact]
    public void Only_the_consignor_answers_an_offer()
    {
        foreach (var stranger in new[] { Foundry, Smelter, Wire, "" })
        {
            foreach (var command in new AuctionCommand[] { new AcceptOffer(stranger, 1), new DeclineOffer(stranger, 1), new CounterOffer(stranger, 1, 9_000, null) })
                Assert.Equal(RefusalKind.Forbidden, OneOffer.When(command, During).Refused("auction.not-your-lot").Kind);
        }

        OneOffer.When(new DeclineOffer(Mill, 2), During).Refused("offer.unknown");
        OneOffer.After(new DeclineOffer(Mill, 1), During).When(new AcceptOffer(Mill, 1), During).Refused("offer.not-open");
    }

    [Fact]
    public void The_better_of_two_offers_is_taken_first_and_of_equal_ones_the_earlier()
    {
        var sale = OneOffer.After(new MakeOffer(Foundry, 8_500, null), During).After(new MakeOffer(Rolling, 8_500, null), During);
        Assert.Equal(2L, sale.When(new AcceptOffer(Mill, 1), During).Refused("offer.better-stands").Facts["offer"]);
        Assert.Equal(2L, sale.When(new AcceptOffer(Mill, 3), During).Refused("offer.better-stands").Facts["offer"]);
        Assert.Equal(8_500, sale.After(new AcceptOffer(Mill, 2), During).History.OfType<QuantityAwarded>().Single().HammerMinor);
        Assert.NotNull(sale.After(new DeclineOffer(Mill, 2), During).After(new AcceptOffer(Mill, 3), During));
    }

    [Fact]
    public void An_expired_offer_is_answered_no_more_and_hinders_no_other()
    {
        var later = During.AddHours(3);
        Assert.Equal("expired", OneOffer.When(new AcceptOffer(Mill, 1), During.AddHours(2)).Refused("offer.not-open").Facts["offerStatus"]);
        OneOffer.When(new Lapse(), During.AddHours(2).AddMilliseconds(-1)).Then();
        OneOffer.When(new Lapse(), During.AddHours(2)).Then(new OfferEnded(Fair, 1, "expired", 0));
        Assert.NotNull(OneOffer.After(new MakeOffer(Foundry, 7_000, null), later).After(new AcceptOffer(Mill, 2), later));
        var countered = OneOffer.After(new CounterOffer(Mill, 1, 9_000, null), During);
        Assert.Equal("expired", countered.When(new AnswerCounter(Smelter, 1, Accepts: true), During.AddHours(2)).Refused("offer.not-countered").Facts["offerStatus"]);
    }

    [Fact]
    public void An_open_offer_binds_and_only_a_better_one_takes_its_place()
    {
        var refusal = OneOffer.When(new MakeOffer(Smelter, 8_000, null), During).Refused("offer.not-raised");
        Assert.Equal((8_000L, Offered), (refusal.Facts["priceMinor"], refusal.Facts["quantityMilli"]));
        var raised = OneOffer.After(new MakeOffer(Smelter, 8_100, null), During).State.StandingOffers;
        Assert.Equal((2L, 8_100L), (Assert.Single(raised.Last).Number, raised.Last[0].PriceMinor));
        Assert.Equal(6_000, OneOffer.After(new CounterOffer(Mill, 1, 9_000, null), During).After(new MakeOffer(Smelter, 6_000, null), During).State.StandingOffers.Of(Smelter)!.PriceMinor);
        Assert.Equal(6_000, OneOffer.After(new DeclineOffer(Mill, 1), During).After(new MakeOffer(Smelter, 6_000, null), During).State.StandingOffers.Of(Smelter)!.PriceMinor);
    }

    [Fact]
    public void Parts_are_offered_for_at_a_price_for_a_unit_until_too_little_is_left()
    {
        var sale = With(InParts).After(new MakeOffer(Smelter, 2_000, 1_200_000), During).After(new MakeOffer(Foundry, 2_200, 900_000), During)
            .After(new MakeOffer(Rolling, 2_100, 500_000), During);
        sale.When(new AcceptOffer(Mill, 2), During).Then(
            new OfferEnded(Fair, 2, "accepted", InTwoHours),
            new OfferEnded(Fair, 1, "sold-out", InTwoHours),
            new QuantityAwarded(Id.From(LotId, "1"), InParts.Lot, Foundry, 900_000, 2_200 * 900, Settled, 2_200));
        var sold = sale.After(new AcceptOffer(Mill, 2), During).After(new AcceptOffer(Mill, 3), During);
        Assert.Equal((null, 600_000L), (sold.State.Outcome, sold.State.RemainingMilli));
        Assert.Equal(600_000, sold.After(new MakeOffer(Smelter, 2_000, null), During).State.StandingOffers.Of(Smelter)!.QuantityMilli);
    }

    [Fact]
    public void What_is_no_offer_for_it_is_refused()
    {
        With(ByOffers).When(new MakeOffer(Smelter, 8_000, 1_000), During).Refused("auction.taken-whole");
        With(ByOffers).When(new MakeOffer(Smelter, 8_000, Offered + 1), During).Refused("auction.not-enough-left");
        With(ByOffers).When(new MakeOffer(Smelter, 0, null), During).Refused("auction.quantity-too-small");
        With(InParts).When(new MakeOffer(Smelter, 2_000, 0), During).Refused("auction.quantity-too-small");
        With(InParts).When(new MakeOffer(Smelter, 1, 499), During).Refused("auction.quantity-too-small");
        var stepped = With(InParts with { Terms = InParts.Terms with { MinimumTakeMilli = 500_000, QuantityStepMilli = 1000 } });
        stepped.When(new MakeOffer(Smelter, 2_000, 499_000), During).Refused("auction.below-minimum-take");
        stepped.When(new MakeOffer(Smelter, 2_000, 500_500), During).Refused("auction.not-whole-quantities");
        foreach (var command in new AuctionCommand[] { new PlaceBid(Smelter, 10_000), new PlaceDemand(Smelter, 10_000, 1000), new TakeQuantity(Smelter, Offered) })
            With(ByOffers).When(command, During).Refused("auction.takes-offers");
    }

    [Fact]
    public void Other_formats_take_no_offers()
    {
        foreach (var offering in new[] { ByBids, AtPrice, OnClock, InUnits("vcg") })
        {
            foreach (var command in new AuctionCommand[] { new MakeOffer(Smelter, 10_000, null), new AnswerCounter(Smelter, 1, true), new AcceptOffer(Mill, 1) })
                With(offering).When(command, During).Refused("auction.takes-no-offers");
        }
    }

    [Fact]
    public void The_close_ends_every_offer()
    {
        var sale = OneOffer.After(new MakeOffer(Foundry, 7_000, null), Closes.AddMinutes(-1));
        Assert.Equal(Closes.ToUnixTimeMilliseconds(), sale.State.StandingOffers.Of(Foundry)!.ExpiresAt);
        sale.When(new AcceptOffer(Mill, 2), Closes).Refused("auction.closed");
        sale.When(new CloseAuction(), Closes).Then(
            new OfferEnded(Fair, 1, "expired", Closes.ToUnixTimeMilliseconds()), new OfferEnded(Fair, 2, "expired", 0), new AuctionClosed(Fair, Offered, 0, 0));
        OneOffer.After(new WithdrawLot("Burnt down"), During).When(new AcceptOffer(Mill, 1), During).Refused("auction.withdrawn");
    }

    [Fact]
    public void So_many_bidders_have_offers_and_no_more()
    {
        var sale = With(ByOffers).Given(Enumerable.Range(1, BestOffer.MostBidders).Select(n => new OfferMade(Fair, n, $"bidder {n}", n, 5_000, Offered, InTwoHours, InTwoHours)));
        Assert.Equal((long)BestOffer.MostBidders, sale.When(new MakeOffer(Smelter, 8_000, null), During).Refused("offer.too-many").Facts["most"]);
        Assert.Equal(BestOffer.MostBidders, sale.After(new MakeOffer("bidder 7", 8_000, null), During).State.StandingOffers.Last.Length);
    }

    [Fact]
    public void Others_see_the_asking_price_and_nothing_of_the_offers()
    {
        var (before, after) = (With(ByOffers).State, OneOffer.After(new CounterOffer(Mill, 1, 9_000, null), During).State);
        Assert.Equal(LotAnswer.Of(before, Foundry, Now), LotAnswer.Of(after, Foundry, Now));
        Assert.Equal((10_000, 0, 0), LotAnswer.Of(after, Foundry, Now) is var seen ? (seen.PriceMinor, seen.NextBidMinor, seen.Bids) : default);
        Assert.Equal(("countered", 9_000L, true), LotAnswer.Of(after, Smelter, Now).YourOffer is { } mine ? (mine.Status, mine.CounterMinor, mine.You) : default);
        Assert.Equal((1L, 0L), (LotAnswer.Of(OneOffer.State, Mill, Now).OffersOpen, LotAnswer.Of(after, Mill, Now).OffersOpen));
        Assert.Equal("expired", LotAnswer.Of(after, Smelter, InTwoHours).YourOffer!.Status);
        Assert.NotEqual(LotAnswer.Of(OneOffer.State, Smelter, Now).Tag, LotAnswer.Of(after, Smelter, Now).Tag);
    }

    public static TheoryData<long?, long?, long?, long, long?> Unsound => new()
    {
        { null, null, null, 0, null },
        { 0, null, null, 0, null },
        { 31_622_400_001, null, null, 0, null },
        { 1, 0, null, 0, null },
        { 1, 10_001, null, 0, null },
        { 1, null, 0, 0, null },
        { 1, null, 10_001, 0, null },
        { 1, 9_000, 9_001, 0, null },
        { 1, null, null, 1, null },
        { 1, null, null, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Terms_by_which_no_offer_can_be_made_are_refused(long? stands, long? accept, long? decline, long reserve, long? minimum) => Nothing.When(
        new OfferLot(ByOffers with
        {
            Terms = ByOffers.Terms with { OfferMs = stands, AcceptFromMinor = accept, DeclineBelowMinor = decline, ReserveMinor = reserve, MinimumTakeMilli = minimum },
        }),
        During).Refused("auction.unsound-terms");

    [Fact]
    public void Events_that_cannot_follow_are_corruption()
    {
        Assert.Throws<InvalidDataException>(() => OneOffer.Given(new OfferMade(Fair, 3, Foundry, 2, 1, Offered, InTwoHours, InTwoHours)).State);
        Assert.Throws<InvalidDataException>(() => OneOffer.Given(new OfferEnded(Fair, 2, "declined", 0)).State);
        Assert.Throws<InvalidDataException>(() => OneOffer.Given(new OfferEnded(Fair, 1, "declined", 0), new OfferEnded(Fair, 1, "declined", 0)).State);
        Assert.Throws<InvalidDataException>(() => OneOffer.Given(new OfferCountered(Fair, 2, 1, 1, 1, 1)).State);
    }
}
