using Exchange.Kernel.Deciders;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What holds for a lot's sale whatever its format.</summary>
public sealed class AuctionTests
{
    private static readonly PlaceBid Bid = new(Smelter, Opening);

    public static TheoryData<string> Formats => [.. Format.All.Select(format => format.Name)];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_lot_is_offered_once(string format)
    {
        var offer = new OfferLot(Terms(format));
        Nothing.When(offer, During).Then(new LotOffered(offer.Offering)).When(offer, During).Then();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Before_the_opening_nobody_buys(string format)
    {
        foreach (var command in Buying(Smelter))
            Assert.Equal(Opens.ToUnixTimeMilliseconds(), With(Terms(format)).When(command, Opens.AddMilliseconds(-1)).Refused("auction.not-open-yet").Facts["opensAt"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void From_the_close_on_nobody_buys_though_the_hammer_has_not_fallen(string format)
    {
        foreach (var command in Buying(Smelter)) With(Terms(format)).When(command, Closes).Refused("auction.closed");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Nobody_buys_their_own_lot(string format)
    {
        foreach (var command in Buying(Mill)) Assert.Equal(RefusalKind.Forbidden, With(Terms(format)).When(command, During).Refused("auction.own-lot").Kind);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Enterprises_linked_with_the_consignor_do_not_buy(string format)
    {
        foreach (var command in Buying(Wire)) With(Terms(format)).When(command, During).Refused("auction.linked-enterprise");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Only_an_enterprise_buys(string format)
    {
        foreach (var command in Buying("")) With(Terms(format)).When(command, During).Refused("auction.no-enterprise");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_lot_that_nobody_wanted_passes_in(string format) =>
        Assert.Equal(AuctionStatus.PassedIn, With(Terms(format)).When(new CloseAuction(), Closes).Then(new AuctionClosed(Fair, Offered, 0, 0)).State.Outcome);

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_hammer_does_not_fall_before_the_close(string format) =>
        Assert.Equal(Closes.ToUnixTimeMilliseconds(), With(Terms(format)).When(new CloseAuction(), Closes.AddMilliseconds(-1)).Refused("auction.not-due").Facts["closesAt"]);

    [Fact]
    public void The_hammer_falls_once() => With(ByBids).After(new CloseAuction(), Closes).When(new CloseAuction(), Closes.AddHours(1)).Then();

    [Fact]
    public void What_was_never_offered_is_unknown()
    {
        Assert.Equal(RefusalKind.NotFound, Nothing.When(Bid, During).Refused("auction.unknown-lot").Kind);
        Nothing.When(new CloseAuction(), Closes).Refused("auction.unknown-lot");
    }

    [Fact]
    public void A_withdrawn_lot_takes_no_bids_and_never_sells()
    {
        var withdrawn = With(ByBids).After(Bid, During).When(new WithdrawLot("Burnt down"), During).Then(new AuctionWithdrawn("Burnt down"));
        withdrawn.When(Bid, During).Refused("auction.withdrawn");
        withdrawn.When(new CloseAuction(), Closes).Then();
        Assert.Empty(withdrawn.State.Resolve());
    }

    [Fact]
    public void A_lot_is_withdrawn_once() => With(ByBids).After(new WithdrawLot("Burnt down"), During).When(new WithdrawLot("Burnt down"), During).Then();

    [Fact]
    public void A_withdrawal_that_overtakes_its_lot_keeps_it_from_being_offered() =>
        Nothing.When(new WithdrawLot("Sold elsewhere"), During).Then(new AuctionWithdrawn("Sold elsewhere")).When(new OfferLot(ByBids), During).Then();

    [Fact]
    public void After_the_close_it_is_too_late_to_withdraw()
    {
        With(ByBids).When(new WithdrawLot("Changed my mind"), Closes).Refused("auction.closed");
        With(ByBids).After(new CloseAuction(), Closes).When(new WithdrawLot("Changed my mind"), Closes).Refused("auction.closed");
    }

    [Fact]
    public void A_lot_goes_from_scheduled_to_open_to_closing_to_its_outcome()
    {
        var state = With(ByBids).State;
        var (opens, closes) = (Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds());
        Assert.Equal(AuctionStatus.Scheduled, state.StatusAt(opens - 1));
        Assert.Equal(AuctionStatus.Open, state.StatusAt(opens));
        Assert.Equal(AuctionStatus.Open, state.StatusAt(closes - 1));
        Assert.Equal(AuctionStatus.Closing, state.StatusAt(closes));
        Assert.Equal(AuctionStatus.PassedIn, With(ByBids).After(new CloseAuction(), Closes).State.StatusAt(opens));
    }

    [Fact]
    public void A_format_that_nobody_knows_is_refused() =>
        Nothing.When(new OfferLot(ByBids with { Terms = ByBids.Terms with { Format = "raffle" } }), During).Refused("auction.unknown-format");

    [Theory]
    [InlineData("english", 0, 0, 500, 0, 1)]
    [InlineData("english", 1_000_000_000_000_001, 0, 500, 0, 1)]
    [InlineData("english", 10_000, -1, 500, 0, 1)]
    [InlineData("english", 10_000, 1_000_000_000_000_001, 500, 0, 1)]
    [InlineData("english", 10_000, 0, 0, 0, 1)]
    [InlineData("english", 10_000, 0, 1_000_000_000_000_001, 0, 1)]
    [InlineData("english", 10_000, 0, 500, -1, 1)]
    [InlineData("english", 10_000, 0, 500, 0, 0)]
    [InlineData("fixed-price", 500_000_000_001, 0, 0, 0, 1)]
    public void Terms_by_which_nothing_can_be_sold_are_refused(string format, long opening, long reserve, long increment, long softClose, long open) =>
        Nothing.When(new OfferLot(Of(new(format, opening, reserve, increment, softClose, 0, open))), During).Refused("auction.unsound-terms");

    [Fact]
    public void A_lot_without_quantity_is_refused() =>
        Nothing.When(new OfferLot(ByBids with { Lot = ByBids.Lot with { QuantityMilli = 0 } }), During).Refused("auction.unsound-terms");

    [Fact]
    public void Events_that_cannot_follow_are_corruption()
    {
        var bid = new BidPlaced(Fair, 2, Smelter, 1, Opening, Opening, Opening + Increment, 0);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(bid).State);
        Assert.Throws<InvalidDataException>(() => Nothing.Given(bid with { Bid = 1 }).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new LotOffered(ByBids)).State);
        var demand = new DemandPlaced(Fair, 1, Smelter, 1, 2_500, 1000, 2_500, 2_500, 0);
        Assert.Throws<InvalidDataException>(() => With(InUnits("vcg")).Given(demand with { Bid = 2 }).State);
        Assert.Throws<InvalidDataException>(() => With(InUnits("vcg")).Given(demand, demand with { Bid = 2, Bidder = Foundry, Raises = 1 }).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new QuantityAwarded("a", ByBids.Lot, Smelter, Offered + 1, 1, Settled)).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new AuctionClosed(Fair, Offered, 1, 0)).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new AuctionClosed(Fair, Offered, 0, 0), bid with { Bid = 1 }).State);
        Assert.Throws<InvalidDataException>(() => With(ByBids).Given(new AuctionWithdrawn("a"), new AuctionWithdrawn("a")).State);
    }

    private static Offering Terms(string format) =>
        new[] { ByBids, AtPrice, OnClock, BySealedBids, BySecondPrice, Tender, SealedTender, ByOffers, Hybrid }.SingleOrDefault(offering => offering.Terms.Format == format) ?? InUnits(format);

    private static AuctionCommand[] Buying(string bidder) =>
        [new PlaceBid(bidder, Opening), new PlaceDemand(bidder, Opening, 1000), new TakeQuantity(bidder, 1000), new MakeOffer(bidder, 1000, null), Sealed(bidder, Opening)];
}
