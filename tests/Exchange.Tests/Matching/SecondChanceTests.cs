using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What follows the default of a winner, rule by rule.</summary>
public sealed class SecondChanceTests
{
    private static readonly DateTimeOffset Defaults = Closes.AddHours(1), Until = Defaults.AddDays(1);

    private static readonly FallAward FirstFalls = new(Id.From(LotId, "1"), "not-paid");

    private static readonly AuctionClosed ClosedAgain = new(Fair, Offered, 0, 4, Closing: 2, FallenMilli: Offered);

    [Fact]
    public void The_award_falls_and_the_next_best_bidder_is_asked_at_their_own_best_price()
    {
        var asked = Sold.When(FirstFalls, Defaults).Then(
            new AwardFell(FirstFalls.Award, Fair, Offered, 20_000, "not-paid", 1),
            new SecondChanceOffered(Fair, Smelter, 1, Offered, 18_000, Until.ToUnixTimeMilliseconds()));
        Assert.Equal((AuctionStatus.SecondChance, 0L, null), (asked.State.Outcome, asked.State.AwardedMilli, asked.State.Leader));
    }

    [Fact]
    public void Who_accepts_gets_an_award_with_a_new_number_and_the_lot_is_sold_again()
    {
        var taken = Asked.When(new AnswerSecondChance(Smelter, true), Defaults.AddHours(2)).Then(
            new SecondChanceEnded(Fair, Smelter, 1, SecondChanceEnded.Accepted),
            new QuantityAwarded(Id.From(LotId, "2"), ByBids.Lot, Smelter, Offered, 18_000, Settled, 18_000),
            new AuctionClosed(Fair, Offered, Offered, 4, Closing: 2, FallenMilli: Offered));
        Assert.Equal((AuctionStatus.Sold, Offered, 18_000L, Smelter), (taken.State.Outcome, taken.State.AwardedMilli, taken.State.PriceMinor, taken.State.Leader));
    }

    [Fact]
    public void A_second_default_asks_the_one_after() =>
        Asked.After(new AnswerSecondChance(Smelter, true), Defaults).When(new FallAward(Id.From(LotId, "2"), "not-removed"), Until).Then(
            new AwardFell(Id.From(LotId, "2"), Fair, Offered, 18_000, "not-removed", 2),
            new SecondChanceOffered(Fair, Wire2, 2, Offered, 16_000, Until.AddDays(1).ToUnixTimeMilliseconds()));

    [Fact]
    public void Who_declines_is_not_asked_again_and_when_nobody_is_left_the_lot_passes_in()
    {
        var second = Asked.When(new AnswerSecondChance(Smelter, false), Defaults).Then(
            new SecondChanceEnded(Fair, Smelter, 1, PassedOver.Declined), new SecondChanceOffered(Fair, Wire2, 2, Offered, 16_000, Until.ToUnixTimeMilliseconds()));
        var over = second.When(new AnswerSecondChance(Wire2, false), Defaults).Then(new SecondChanceEnded(Fair, Wire2, 2, PassedOver.Declined), ClosedAgain);
        Assert.Equal(AuctionStatus.PassedIn, over.State.Outcome);
    }

    [Fact]
    public void A_second_chance_lapses_at_its_time_and_not_before()
    {
        Assert.Equal(Until.ToUnixTimeMilliseconds(), Asked.When(new LapseSecondChance(), Until.AddMilliseconds(-1)).Refused("auction.not-due").Facts["closesAt"]);
        Assert.Equal(Until.ToUnixTimeMilliseconds(), Asked.When(new AnswerSecondChance(Smelter, true), Until).Refused("auction.second-chance-lapsed").Facts["until"]);
        Asked.When(new AnswerSecondChance(Smelter, false), Until).Refused("auction.second-chance-lapsed");
        var lapsed = Asked.When(new LapseSecondChance(), Until).Then(
            new SecondChanceEnded(Fair, Smelter, 1, PassedOver.Lapsed), new SecondChanceOffered(Fair, Wire2, 2, Offered, 16_000, Until.AddDays(1).ToUnixTimeMilliseconds()));
        lapsed.When(new AnswerSecondChance(Smelter, true), Until).Refused("auction.not-your-second-chance");
    }

    [Fact]
    public void Who_did_not_meet_the_reserve_is_not_asked() =>
        With(ByBids).After(new PlaceBid(Smelter, 14_999), During).After(new PlaceBid(Foundry, 16_000), During).After(new CloseAuction(), Closes)
            .When(FirstFalls, Defaults).Then(new AwardFell(FirstFalls.Award, Fair, Offered, 16_000, "not-paid", 1), ClosedAgain with { Bids = 2 });

    [Fact]
    public void The_terms_say_how_long_a_chance_stands_and_with_zero_that_nobody_is_asked()
    {
        var hour = SoldBy(ByBids with { Terms = ByBids.Terms with { SecondChanceMs = 3_600_000 } }).After(FirstFalls, Defaults);
        Assert.Equal(Defaults.AddHours(1).ToUnixTimeMilliseconds(), hour.State.Cascade.Chance!.Until);
        Assert.Equal(AuctionStatus.PassedIn, SoldBy(ByBids with { Terms = ByBids.Terms with { SecondChanceMs = 0 } }).After(FirstFalls, Defaults).State.Outcome);
        foreach (var wrong in new[] { -1, SecondChances.LongestMs + 1 })
            Nothing.When(new OfferLot(ByBids with { Terms = ByBids.Terms with { SecondChanceMs = wrong } }), During).Refused("auction.unsound-terms");
    }

    [Fact]
    public void A_secret_maximum_is_the_best_price_of_a_loser_and_never_that_of_the_winner()
    {
        var sold = With(ByBids with { Terms = ByBids.Terms with { Proxy = true } })
            .After(new PlaceBid(Foundry, 90_000), During).After(new PlaceBid(Smelter, 40_000), During).After(new CloseAuction(), Closes);
        Assert.Equal(40_500, sold.State.PriceMinor);
        Assert.Equal([(40_500, "awarded"), (40_000, "next")], CascadePlace.Of(sold.State).Select(place => (place.PriceMinor, place.Standing)));
        Assert.Equal((Smelter, 40_000L), sold.After(FirstFalls, Defaults).State.Cascade.Chance is { } chance ? (chance.Bidder, chance.HammerMinor) : default);
        Assert.Equal([(40_500, "defaulted"), (40_000, "asked")], CascadePlace.Of(sold.After(FirstFalls, Defaults).State).Select(place => (place.PriceMinor, place.Standing)));
    }

    [Fact]
    public void Of_two_equal_maxima_the_earlier_is_asked_first()
    {
        // The smelter meets the foundry's maximum later than the foundry bid it, though it bid first of all.
        var sold = With(ByBids with { Terms = ByBids.Terms with { Proxy = true } })
            .After(new PlaceBid(Smelter, 10_000), During).After(new PlaceBid(Foundry, 30_000), During).After(new PlaceBid(Smelter, 30_000), During)
            .After(new PlaceBid(Wire2, 50_000), During).After(new CloseAuction(), Closes);
        Assert.Equal([Foundry, Smelter], SecondChances.Order(sold.State).Select(next => next.Winner));
    }

    [Fact]
    public void The_consignor_sees_the_whole_cascade_in_advance() => Assert.Equal(
        [new(1, "Bidder 3", Offered, 20_000, "awarded"), new(2, "Bidder 1", Offered, 18_000, "next"), new(3, "Bidder 2", Offered, 16_000, "next")],
        CascadePlace.Of(Sold.State));

    [Fact]
    public void Nothing_of_the_cascade_is_told_before_the_hammer() =>
        Assert.Empty(CascadePlace.Of(With(ByBids).After(new PlaceBid(Smelter, 18_000), During).After(new PlaceBid(Foundry, 20_000), During).State));

    [Fact]
    public void Only_who_is_asked_answers()
    {
        Sold.When(new AnswerSecondChance(Smelter, true), Defaults).Refused("auction.no-second-chance");
        Asked.When(new AnswerSecondChance(Foundry, true), Defaults).Refused("auction.not-your-second-chance");
        Asked.When(new AnswerSecondChance("", true), Defaults).Refused("auction.no-enterprise");
        Asked.When(new PlaceBid(Smelter, 50_000), Defaults).Refused("auction.closed");
        Nothing.When(new AnswerSecondChance(Smelter, true), Defaults).Refused("auction.unknown-lot");
    }

    [Fact]
    public void Defaults_told_again_or_late_change_nothing_and_of_unknown_awards_are_refused()
    {
        Asked.When(FirstFalls, Defaults).Then();
        Asked.After(new AnswerSecondChance(Smelter, true), Defaults).When(FirstFalls, Defaults).Then();
        Asked.When(new CloseAuction(), Defaults).Then();
        Sold.When(new LapseSecondChance(), Defaults).Then();
        Sold.When(FirstFalls with { Award = Id.From(LotId, "2") }, Defaults).Refused("auction.unknown-award");
    }

    [Fact]
    public void What_fell_of_a_lot_that_is_still_for_sale_is_for_sale_again()
    {
        var running = With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).When(FirstFalls, During).Then(
            new AwardFell(FirstFalls.Award, Fair, 1_500_000, 3_750_000, "not-paid", 0));
        Assert.Equal(Offered, running.State.RemainingMilli);

        var soldOut = With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).After(new TakeQuantity(Foundry, 500_000), During).After(FirstFalls, During);
        Assert.Equal((null, 1_500_000L), (soldOut.State.Outcome, soldOut.State.RemainingMilli));
        Assert.Equal(AuctionStatus.Sold, soldOut.When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 500_000, 0, Closing: 2, FallenMilli: 1_500_000)).State.Outcome);
    }

    [Fact]
    public void What_fell_after_the_close_of_a_lot_at_an_asked_price_stays_unsold() =>
        With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).After(new CloseAuction(), Closes).When(FirstFalls, Defaults).Then(
            new AwardFell(FirstFalls.Award, Fair, 1_500_000, 3_750_000, "not-paid", 1), new AuctionClosed(Fair, Offered, 0, 0, Closing: 2, FallenMilli: 1_500_000));

    [Fact]
    public void An_award_of_a_withdrawn_lot_falls_and_nobody_is_asked() =>
        With(AtPrice).After(new TakeQuantity(Smelter, 1_500_000), During).After(new WithdrawLot("Burnt down"), During).When(FirstFalls, Defaults).Then(
            new AwardFell(FirstFalls.Award, Fair, 1_500_000, 3_750_000, "not-paid", 0));

    [Fact]
    public void In_a_reverse_tender_the_default_is_the_consignors_and_the_winners_award_stands()
    {
        var bought = With(Tender).After(new PlaceBid(Smelter, 9_000), During).After(new PlaceBid(Foundry, 8_000), During).After(new CloseAuction(), Closes);
        Assert.Equal(AuctionStatus.Sold, bought.When(FirstFalls, Defaults).Then().State.Outcome);
        Assert.Empty(SecondChances.Order(bought.State));
    }

    [Fact]
    public void Events_of_a_cascade_that_cannot_follow_are_corruption()
    {
        var offered = new SecondChanceOffered(Fair, Smelter, 1, Offered, 18_000, 0);
        Assert.Throws<InvalidDataException>(() => Sold.Given(offered).State);
        Assert.Throws<InvalidDataException>(() => Sold.Given(new SecondChanceEnded(Fair, Smelter, 1, PassedOver.Declined)).State);
        Assert.Throws<InvalidDataException>(() => Sold.Given(new AwardFell(Id.From("x"), Fair, Offered, 1, "not-paid", 1)).State);
        Assert.Throws<InvalidDataException>(() => Asked.Given(offered).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new AuctionClosed(Fair, Offered, 0, 0, Closing: 2)).State);
    }

    private static string Wire2 { get; } = Id.From("wire works");

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Sold { get; } = SoldBy(ByBids);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Asked { get; } = Sold.After(FirstFalls, Defaults);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> SoldBy(Exchange.Matching.Auctions.Offering offering) => With(offering)
        .Given(new BidPlaced(Fair, 1, Smelter, 1, 12_000, 12_000, 12_500, Closes.ToUnixTimeMilliseconds()))
        .Given(new BidPlaced(Fair, 2, Wire2, 2, 16_000, 16_000, 16_500, Closes.ToUnixTimeMilliseconds()))
        .Given(new BidPlaced(Fair, 3, Smelter, 1, 18_000, 18_000, 18_500, Closes.ToUnixTimeMilliseconds()))
        .After(new PlaceBid(Foundry, 20_000), During).After(new CloseAuction(), Closes);
}
