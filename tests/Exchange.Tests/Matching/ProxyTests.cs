using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Bids that are maxima: opening 10,000, reserve 15,000, step 500 unless a test says otherwise.</summary>
public sealed class ProxyTests
{
    private static readonly SaleTerms Terms = ByBids.Terms with { Proxy = true }, Free = Terms with { ReserveMinor = 0 };

    private static readonly long ClosesAt = Closes.ToUnixTimeMilliseconds();

    [Fact]
    public void The_first_bid_leads_at_the_opening_whatever_its_maximum() =>
        With(Of(Terms)).When(new PlaceBid(Smelter, 14_000), During).Then(new BidPlaced(Fair, 1, Smelter, 1, 14_000, Opening, Opening + Increment, ClosesAt));

    [Fact]
    public void A_lower_bid_raises_the_price_to_a_step_above_it_and_does_not_lead()
    {
        var held = With(Of(Free)).After(new PlaceBid(Smelter, 14_000), During).When(new PlaceBid(Foundry, 12_000), During).Then(
            new BidPlaced(Fair, 2, Foundry, 2, 12_000, 12_500, 13_000, ClosesAt, Smelter, 1));
        Assert.Equal(Smelter, held.State.Leader);
        Assert.Equal(new Award(Smelter, Offered, 12_500), held.State.Resolve().Single());
    }

    [Fact]
    public void A_lower_bid_less_than_a_step_below_the_maximum_raises_the_price_to_the_maximum() =>
        Assert.Equal((14_000, 14_500), Prices(Free, (Smelter, 14_000), (Foundry, 13_700)));

    [Fact]
    public void A_higher_bid_leads_a_step_above_the_maximum_before()
    {
        Assert.Equal((14_500, 15_000), Prices(Free, (Smelter, 14_000), (Foundry, 20_000)));
        Assert.Equal(Foundry, After(Free, (Smelter, 14_000), (Foundry, 20_000)).Leader);
    }

    [Fact]
    public void One_can_be_outbid_by_less_than_a_step()
    {
        Assert.Equal((14_100, 14_600), Prices(Free, (Smelter, 14_000), (Foundry, 14_100)));
        Assert.Equal(Foundry, After(Free, (Smelter, 14_000), (Foundry, 14_100)).Leader);
    }

    [Fact]
    public void The_earlier_of_two_equal_maxima_leads_at_all_of_it()
    {
        var tied = After(Free, (Smelter, 14_000), (Foundry, 14_000));
        Assert.Equal((Smelter, 14_000), (tied.Leader, tied.PriceMinor));
    }

    [Fact]
    public void A_bid_under_price_and_step_is_refused_without_telling_the_maximum()
    {
        var refusal = With(Of(Free)).After(new PlaceBid(Smelter, 14_000), During).When(new PlaceBid(Foundry, 10_499), During).Refused("auction.bid-too-low");
        Assert.Equal(10_500L, Assert.Single(refusal.Facts).Value);
    }

    [Fact]
    public void A_leader_who_bids_again_raises_only_their_maximum()
    {
        var raised = With(Of(Free)).After(new PlaceBid(Smelter, 12_000), During).When(new PlaceBid(Smelter, 12_001), During).Then(
            new BidPlaced(Fair, 2, Smelter, 1, 12_001, Opening, Opening + Increment, ClosesAt));
        Assert.Equal(12_002L, raised.When(new PlaceBid(Smelter, 12_001), During).Refused("auction.maximum-not-higher").Facts["nextMaximumMinor"]);
        Assert.Equal(Smelter, raised.After(new PlaceBid(Foundry, 12_001), During).State.Leader);
    }

    [Fact]
    public void A_leader_raises_their_maximum_by_the_own_increment_where_there_is_one()
    {
        var led = With(Of(Free with { OwnIncrementMinor = 1_000 })).After(new PlaceBid(Smelter, 12_000), During);
        Assert.Equal(13_000L, led.When(new PlaceBid(Smelter, 12_999), During).Refused("auction.maximum-not-higher").Facts["nextMaximumMinor"]);
        Assert.Equal(Opening, led.When(new PlaceBid(Smelter, 13_000), During).Then<BidPlaced>().PriceMinor);
        led.When(new PlaceBid(Foundry, 10_500), During).Then<BidPlaced>();
    }

    [Fact]
    public void A_maximum_of_ten_times_the_next_bid_needs_a_confirmation()
    {
        With(Of(Free)).When(new PlaceBid(Smelter, 10 * Opening), During).Refused("auction.confirm-amount");
        With(Of(Free)).When(new PlaceBid(Smelter, 10 * Opening, Confirmed: true), During).Then<BidPlaced>();
        With(Of(Free)).After(new PlaceBid(Smelter, 12_000), During).When(new PlaceBid(Smelter, 120_010), During).Refused("auction.confirm-amount");
    }

    [Fact]
    public void A_leader_held_at_their_maximum_may_raise_it_by_less_than_a_step() =>
        Assert.Equal(12_000, After(Free, (Smelter, 12_000), (Foundry, 12_000), (Smelter, 12_001)).PriceMinor);

    [Fact]
    public void When_a_maximum_first_meets_the_reserve_the_price_rises_to_it()
    {
        Assert.Equal((Reserve, Reserve + Increment), Prices(Terms, (Smelter, Reserve)));
        Assert.Equal((Reserve, Reserve + Increment), Prices(Terms, (Smelter, 12_000), (Foundry, 18_000)));
        Assert.Equal((Reserve, Reserve + Increment), Prices(Terms, (Smelter, 12_000), (Smelter, 18_000)));
        Assert.Equal((18_500, 19_000), Prices(Terms, (Smelter, 18_000), (Foundry, 20_000)));
    }

    [Fact]
    public void Below_the_reserve_nobody_wins() => Assert.Empty(After(Terms, (Smelter, 14_000), (Foundry, 14_999)).Resolve());

    [Fact]
    public void A_late_bid_moves_the_close_only_if_it_changes_the_price_or_the_leader()
    {
        var late = Closes.AddMinutes(-1);
        var led = With(Of(Free)).After(new PlaceBid(Smelter, 12_000), During);
        Assert.Equal(ClosesAt, led.When(new PlaceBid(Smelter, 13_000), late).Then<BidPlaced>().ClosesAt);
        Assert.Equal(Closes.AddMinutes(4).ToUnixTimeMilliseconds(), led.When(new PlaceBid(Foundry, 11_000), late).Then<BidPlaced>().ClosesAt);
    }

    [Fact]
    public void A_raise_too_is_in_whole_steps_where_the_terms_ask_for_them() =>
        With(Of(Free with { WholeSteps = true })).After(new PlaceBid(Smelter, 12_000), During).When(new PlaceBid(Smelter, 12_600), During).Refused("auction.not-whole-steps");

    [Fact]
    public void What_others_may_know_of_a_bid_is_no_more_than_the_price()
    {
        var bids = With(Of(Free)).After(new PlaceBid(Smelter, 14_000), During).After(new PlaceBid(Foundry, 12_000), During).After(new PlaceBid(Foundry, 20_000), During).History.OfType<BidPlaced>();
        Assert.Equal([Opening, 12_000, 14_500], bids.Select(bid => bid.ShownMinor));
    }

    [Fact]
    public void Logs_of_open_bids_go_on_as_maxima()
    {
        var old = With(Of(Free)).Given(new BidPlaced(Fair, 1, Smelter, 1, 11_000, 11_000, 11_500, ClosesAt));
        Assert.Equal(new BidPlaced(Fair, 2, Foundry, 2, 13_000, 11_500, 12_000, ClosesAt), old.When(new PlaceBid(Foundry, 13_000), During).Then<BidPlaced>());
    }

    [Fact]
    public void A_leader_who_did_not_lead_before_is_corruption() => Assert.Throws<InvalidDataException>(() =>
        With(Of(Free)).After(new PlaceBid(Smelter, 12_000), During).Given(new BidPlaced(Fair, 2, Foundry, 2, 11_000, 11_500, 12_000, ClosesAt, Wire, 3)).State);

    private static (long PriceMinor, long NextBidMinor) Prices(SaleTerms terms, params (string Bidder, long Maximum)[] bids)
    {
        var state = After(terms, bids);
        return (state.PriceMinor, state.Format.NextBidMinor(state));
    }

    private static Auction After(SaleTerms terms, params (string Bidder, long Maximum)[] bids) =>
        bids.Aggregate(With(Of(terms)), (sale, bid) => sale.After(new PlaceBid(bid.Bidder, bid.Maximum), During)).State;
}
