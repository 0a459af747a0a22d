using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class FixedPriceTests
{
    [Fact]
    public void A_purchase_is_an_award_at_once_at_unit_price_times_quantity() =>
        With(AtPrice).When(new TakeQuantity(Smelter, 1500), During)
            .Then(new QuantityAwarded(Id.From(LotId, "1"), AtPrice.Lot, Smelter, 1500, 3750, Settled));

    [Fact]
    public void Whoever_comes_first_takes_as_much_as_they_want()
    {
        var left = With(AtPrice).After(new TakeQuantity(Smelter, Offered - 1000), During);
        Assert.Equal(1000L, left.When(new TakeQuantity(Foundry, 1001), During).Refused("auction.not-enough-left").Facts["remainingMilli"]);
        Assert.Equal(1000, left.State.RemainingMilli);
    }

    [Fact]
    public void The_sale_ends_when_nothing_is_left()
    {
        var sold = With(AtPrice).After(new TakeQuantity(Smelter, Offered - 1000), During).When(new TakeQuantity(Smelter, 1000), During).Then(
            new QuantityAwarded(Id.From(LotId, "2"), AtPrice.Lot, Smelter, 1000, 2500, Settled),
            new AuctionClosed(Fair, Offered, Offered, 0));
        sold.When(new TakeQuantity(Foundry, 1), During).Refused("auction.closed");
        sold.When(new CloseAuction(), Closes).Then();
    }

    [Fact]
    public void What_is_left_at_the_close_is_not_sold()
    {
        var closed = With(AtPrice).After(new TakeQuantity(Smelter, 1000), During).When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 1000, 0));
        Assert.Equal(AuctionStatus.Sold, closed.State.Outcome);
    }

    [Fact]
    public void What_was_awarded_before_a_withdrawal_stands()
    {
        var withdrawn = With(AtPrice).After(new TakeQuantity(Smelter, 1000), During).After(new WithdrawLot("Burnt down"), During);
        Assert.Equal((1, 1000, 0), (withdrawn.State.Awards, withdrawn.State.AwardedMilli, withdrawn.State.RemainingMilli));
    }

    [Fact]
    public void Nobody_pays_more_than_the_price_that_they_saw()
    {
        Assert.Equal(2_500L, With(AtPrice).When(new TakeQuantity(Smelter, 1000, 2_499), During).Refused("auction.wrong-price").Facts["priceMinor"]);
        Assert.Equal(2_500, With(AtPrice).When(new TakeQuantity(Smelter, 1000, 2_600), During).Then<QuantityAwarded>().HammerMinor);
    }

    [Fact]
    public void Nothing_is_given_away()
    {
        var cheap = With(AtPrice with { Terms = AtPrice.Terms with { OpeningMinor = 1 } });
        cheap.When(new TakeQuantity(Smelter, 499), During).Refused("auction.quantity-too-small");
        Assert.Equal(1, cheap.When(new TakeQuantity(Smelter, 500), During).Then<QuantityAwarded>().HammerMinor);
    }

    [Fact]
    public void The_whole_of_the_greatest_sale_can_be_bought()
    {
        var greatest = With(AtPrice with { Terms = AtPrice.Terms with { OpeningMinor = 500_000_000_000 } });
        Assert.Equal(1_000_000_000_000_000, greatest.After(new TakeQuantity(Smelter, Offered), During).History.OfType<QuantityAwarded>().Single().HammerMinor);
    }

    [Fact]
    public void Nobody_bids_on_it() => With(AtPrice).When(new PlaceBid(Smelter, 1_000_000), During).Refused("auction.takes-no-bids");

    [Fact]
    public void Less_than_the_minimum_is_taken_only_by_who_takes_all_that_is_left()
    {
        var sale = With(AtPrice with { Terms = AtPrice.Terms with { MinimumTakeMilli = 500_000 } });
        Assert.Equal(500_000L, sale.When(new TakeQuantity(Smelter, 499_999), During).Refused("auction.below-minimum-take").Facts["minimumMilli"]);
        var rest = sale.After(new TakeQuantity(Smelter, 1_600_000), During);
        Assert.Equal(400_000L, rest.When(new TakeQuantity(Foundry, 399_999), During).Refused("auction.below-minimum-take").Facts["minimumMilli"]);
        Assert.Equal(AuctionStatus.Sold, rest.After(new TakeQuantity(Foundry, 400_000), During).State.Outcome);
    }

    [Fact]
    public void Quantities_are_whole_steps_where_the_terms_say_so()
    {
        var sale = With(AtPrice with { Terms = AtPrice.Terms with { QuantityStepMilli = 1000 } });
        Assert.Equal(1000L, sale.When(new TakeQuantity(Smelter, 1500), During).Refused("auction.not-whole-quantities").Facts["stepMilli"]);
        Assert.NotEmpty(sale.After(new TakeQuantity(Smelter, 2000), During).History.OfType<QuantityAwarded>());
    }

    [Theory]
    [InlineData(0L, null)]
    [InlineData(null, 0L)]
    [InlineData(null, 3_000L)]
    public void Quantities_that_cannot_be_are_refused(long? minimum, long? step) =>
        Nothing.When(new OfferLot(AtPrice with { Terms = AtPrice.Terms with { MinimumTakeMilli = minimum, QuantityStepMilli = step } }), During).Refused("auction.unsound-terms");
}
