using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>A lot is sold in steps of quantity, and a clock before left no whole number of them: what is left can be bought all the same.</summary>
public sealed class OddRestTests
{
    private const long Step = 500_000, Left = 699_999;

    private static readonly DateTimeOffset Third = Closes.AddHours(1).AddMinutes(1), ThirdCloses = Closes.AddHours(2);

    [Fact]
    public void At_a_fixed_price_all_that_is_left_is_taken_and_other_quantities_are_whole_steps()
    {
        var rung = OnRung("fixed-price");
        Assert.Equal(Left, rung.State.RemainingMilli);
        rung.When(new TakeQuantity(Foundry, 600_000), Third).Refused("auction.not-whole-quantities");
        Assert.Equal(AuctionStatus.Sold, rung.After(new TakeQuantity(Foundry, Left), Third).State.Outcome);
        Assert.Equal(AuctionStatus.Sold, rung.After(new TakeQuantity(Foundry, Step), Third).After(new TakeQuantity(Foundry, Left - Step), Third).State.Outcome);
    }

    [Fact]
    public void An_offer_may_be_for_all_that_is_left()
    {
        var rung = OnRung("best-offer");
        rung.When(new MakeOffer(Foundry, 1_000, 600_000), Third).Refused("auction.not-whole-quantities");
        Assert.Equal(AuctionStatus.Sold, rung.After(new MakeOffer(Foundry, 1_000, Left), Third).After(new AcceptOffer(Mill, 1), Third).State.Outcome);
    }

    [Fact]
    public void Of_many_units_a_bid_may_be_for_all_that_is_left_and_gets_it()
    {
        var rung = OnRung("pay-as-bid");
        rung.When(new PlaceDemand(Foundry, 2_500, 600_000), Third).Refused("auction.not-whole-quantities");
        Assert.Equal((AuctionStatus.Sold, Offered), Closed(rung.After(new PlaceDemand(Foundry, 2_500, Left), Third)));
    }

    [Fact]
    public void In_proportion_what_makes_no_whole_step_goes_to_the_earliest()
    {
        var shared = OnRung("pay-as-bid", MultiUnit.ProRata).After(new PlaceDemand(Foundry, 2_500, 2 * Step), Third).After(new PlaceDemand(Smelter, 2_500, 2 * Step), Third);
        Assert.Equal((AuctionStatus.Sold, Offered), Closed(shared));
        Assert.Equal([(Foundry, Left)], shared.State.Resolve().Select(award => (award.Winner, award.QuantityMilli)));
        var larger = OnRung("pay-as-bid", MultiUnit.ProRata).After(new PlaceDemand(Foundry, 2_500, Step), Third).After(new PlaceDemand(Smelter, 2_500, 3 * Step), Third);
        Assert.Equal([(Foundry, Left - Step), (Smelter, Step)], larger.State.Resolve().Select(award => (award.Winner, award.QuantityMilli)));
    }

    private static (string?, long) Closed(Scenario<Auction, AuctionCommand, AuctionEvent> sale) =>
        sale.After(new CloseAuction(), ThirdCloses).State is var state ? (state.Outcome, state.AwardedMilli) : default;

    // Two tonnes in steps of half a tonne: nobody takes them at the first price, and on the clock somebody takes an odd part.
    private static Scenario<Auction, AuctionCommand, AuctionEvent> OnRung(string format, string? ties = null) => With(AtPrice with
    {
        Terms = AtPrice.Terms with
        {
            QuantityStepMilli = Step,
            Ties = ties,
            Ladder =
            [
                new("dutch", 9_000, 3_600_000, FallBasisPoints: 500, FallEveryMs: 600_000, FloorBasisPoints: 5_000),
                new(format, 8_000, 3_600_000, OfferMs: format == "best-offer" ? 600_000 : null),
            ],
            LadderEndsAt = Closes.AddDays(1).ToUnixTimeMilliseconds(),
        },
    }).After(new CloseAuction(), Closes).After(new TakeQuantity(Smelter, Offered - Left), Closes.AddMinutes(1)).After(new CloseAuction(), Closes.AddHours(1));
}
