using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What follows the default of a winner of many units, rule by rule.</summary>
public sealed class UnitChanceTests
{
    private static readonly string Rolling = Id.From("rolling"), Drawing = Id.From("drawing");

    private static readonly DateTimeOffset Defaults = Closes.AddHours(1), Until = Defaults.AddDays(1);

    [Fact]
    public void The_best_bid_that_was_left_without_is_asked_for_its_rest_at_its_own_price()
    {
        var asked = Sold("pay-as-bid").When(Falls(1), Defaults).Then(
            new AwardFell(Id.From(LotId, "1"), Fair, 1_500_000, 3_000 * 1_500, "not-paid", 1), Asks(Foundry, 2, 500_000, 2_800 * 500));
        Assert.Equal((AuctionStatus.SecondChance, 500_000L), (asked.State.Outcome, asked.State.AwardedMilli));
    }

    [Fact]
    public void What_is_left_goes_on_to_the_next_bid_and_what_nobody_bid_for_stays_unsold()
    {
        var taken = Sold("pay-as-bid").After(Falls(1), Defaults).When(new AnswerSecondChance(Foundry, true), Defaults).Then(
            new SecondChanceEnded(Fair, Foundry, 2, SecondChanceEnded.Accepted),
            new QuantityAwarded(Id.From(LotId, "3"), Units.Lot, Foundry, 500_000, 2_800 * 500, Settled),
            Asks(Rolling, 3, 800_000, 2_700 * 800));
        var over = taken.When(new AnswerSecondChance(Rolling, true), Defaults).Then(
            new SecondChanceEnded(Fair, Rolling, 3, SecondChanceEnded.Accepted),
            new QuantityAwarded(Id.From(LotId, "4"), Units.Lot, Rolling, 800_000, 2_700 * 800, Settled),
            new AuctionClosed(Fair, Offered, 1_800_000, 3, Closing: 2, FallenMilli: 1_500_000));
        Assert.Equal((AuctionStatus.Sold, 1_800_000L), (over.State.Outcome, over.State.AwardedMilli));
    }

    [Fact]
    public void Who_took_some_is_asked_again_for_the_rest_when_more_falls_and_who_declined_is_not()
    {
        var sold = With(Units).After(Bids(Smelter, 3_000, 400_000), During).After(Bids(Foundry, 2_900, 1_600_000), During)
            .After(Bids(Rolling, 2_800, 600_000), During).After(Bids(Drawing, 2_700, 900_000), During).After(new CloseAuction(), Closes);
        var first = sold.After(Falls(1), Defaults).After(new AnswerSecondChance(Rolling, true), Defaults);
        Assert.Equal((AuctionStatus.Sold, Offered), (first.State.Outcome, first.State.AwardedMilli));
        Assert.Equal(new(Rolling, 200_000, 2_800 * 200, Until.ToUnixTimeMilliseconds()), first.After(Falls(2), Defaults).State.Cascade.Chance);
        Assert.Equal(Drawing, first.After(Falls(2), Defaults).After(new AnswerSecondChance(Rolling, false), Defaults).State.Cascade.Chance?.Bidder);

        var declined = sold.After(Falls(1), Defaults).After(new AnswerSecondChance(Rolling, false), Defaults).After(new AnswerSecondChance(Drawing, true), Defaults).After(Falls(2), Defaults);
        Assert.Equal(new(Drawing, 500_000, 2_700 * 500, Until.ToUnixTimeMilliseconds()), declined.State.Cascade.Chance);
    }

    [Fact]
    public void A_second_default_while_somebody_is_asked_waits_for_the_answer()
    {
        var both = Sold("pay-as-bid").After(Falls(1), Defaults).When(Falls(2), Defaults).Then(
            new AwardFell(Id.From(LotId, "2"), Fair, 500_000, 2_800 * 500, "not-paid", 1));
        Assert.Equal(AuctionStatus.SecondChance, both.State.Outcome);
        var next = both.After(new AnswerSecondChance(Foundry, false), Defaults).State.Cascade.Chance;
        Assert.Equal((Rolling, 800_000L), (next?.Bidder, next?.QuantityMilli));
    }

    [Theory]
    [InlineData("uniform-lowest-winning", 2_800)]
    [InlineData("uniform-highest-losing", 2_800)]
    [InlineData("vcg", 0)]
    public void Whatever_the_winners_pay_the_next_pays_their_own_price_and_the_price_of_the_hammer_stays(string format, long price)
    {
        var sold = Sold(format);
        var taken = sold.After(Falls(1), Defaults).After(new AnswerSecondChance(Foundry, true), Defaults);
        Assert.Equal(2_800 * 500, Assert.IsType<QuantityAwarded>(taken.History[^2]).HammerMinor);
        Assert.Equal(sold.State.PriceMinor, taken.State.PriceMinor);
        if (price > 0) Assert.Equal(price, taken.State.PriceMinor);
    }

    [Fact]
    public void A_bid_below_the_reserve_or_of_a_part_that_was_declined_is_not_asked()
    {
        var reserved = With(Units with { Terms = Units.Terms with { ReserveMinor = 2_750 } });
        Assert.Equal([Foundry], SecondChances.Order(Sell(reserved).State).Select(next => next.Winner));

        var parts = With(Units with { Terms = Units.Terms with { PartMs = 600_000 } })
            .After(Bids(Smelter, 3_000, 1_500_000), During).After(Bids(Foundry, 2_800, 1_000_000), During).After(Bids(Rolling, 2_700, 800_000), During)
            .After(new CloseAuction(), Closes).After(new AnswerPart(Foundry, 2, Accepts: false), Closes).After(new AnswerPart(Rolling, 3, Accepts: true), Closes);
        Assert.Equal([Rolling], SecondChances.Order(parts.State).Select(next => next.Winner));
    }

    [Fact]
    public void The_consignor_sees_in_advance_every_bid_that_was_left_without()
    {
        Assert.Equal(
            [
                new(1, "Bidder 1", 1_500_000, 3_000 * 1_500, "awarded"), new(2, "Bidder 2", 500_000, 2_800 * 500, "awarded"),
                new(3, "Bidder 2", 500_000, 2_800 * 500, "next"), new(4, "Bidder 3", 800_000, 2_700 * 800, "next"),
            ],
            CascadePlace.Of(Sold("pay-as-bid").State));
        Assert.Empty(SecondChances.Order(Sell(With(Units with { Terms = Units.Terms with { SecondChanceMs = 0 } })).State));
    }

    [Fact]
    public void A_lot_of_which_the_rest_finds_nobody_goes_down_its_ladder()
    {
        var ladder = With(Units with { Terms = Units.Terms with { Ladder = [new("fixed-price", 9_000, 3_600_000)], LadderEndsAt = Closes.AddDays(9).ToUnixTimeMilliseconds() } });
        var opened = Sell(ladder).After(Falls(1), Defaults).After(new AnswerSecondChance(Foundry, true), Defaults).After(new AnswerSecondChance(Rolling, false), Defaults);
        Assert.Equal((1_000_000L, "fixed-price"), Assert.IsType<AttemptOpened>(opened.History[^1]) is var attempt ? (attempt.OfferedMilli, attempt.Terms.Format) : default);
    }

    [Fact]
    public void What_was_won_in_an_attempt_before_counts_for_no_bid_of_the_next()
    {
        var terms = Units.Terms with { Ladder = [new("pay-as-bid", 10_000, 3_600_000)], LadderEndsAt = Closes.AddDays(9).ToUnixTimeMilliseconds() };
        var first = With(Units with { Terms = terms }).After(Bids(Smelter, 3_000, 500_000), During).After(new CloseAuction(), Closes);
        var (opens, ends) = (Closes.AddMinutes(1), Closes.AddHours(1));
        var second = first.After(Bids(Foundry, 3_000, 1_200_000), opens).After(Bids(Smelter, 2_900, 600_000), opens).After(new CloseAuction(), ends);
        Assert.Equal((AuctionStatus.Sold, Offered), (second.State.Outcome, second.State.AwardedMilli));
        var asked = second.After(Falls(2), ends).State.Cascade.Chance;
        Assert.Equal((Smelter, 300_000L), (asked?.Bidder, asked?.QuantityMilli));
    }

    private static Exchange.Matching.Auctions.Offering Units { get; } = InUnits("pay-as-bid");

    // Two tonnes: the smelter's bid is filled whole, the foundry's by half, the rolling mill's not at all.
    private static Scenario<Auction, AuctionCommand, AuctionEvent> Sold(string format) => Sell(With(InUnits(format)));

    private static Scenario<Auction, AuctionCommand, AuctionEvent> Sell(Scenario<Auction, AuctionCommand, AuctionEvent> offered) => offered
        .After(Bids(Smelter, 3_000, 1_500_000), During).After(Bids(Foundry, 2_800, 1_000_000), During).After(Bids(Rolling, 2_700, 800_000), During).After(new CloseAuction(), Closes);

    private static PlaceDemand Bids(string bidder, long priceMinor, long quantityMilli) => new(bidder, priceMinor, quantityMilli);

    private static FallAward Falls(int award) => new(Id.From(LotId, $"{award}"), "not-paid");

    private static SecondChanceOffered Asks(string bidder, int number, long quantityMilli, long hammerMinor) =>
        new(Fair, bidder, number, quantityMilli, hammerMinor, Until.ToUnixTimeMilliseconds());
}
