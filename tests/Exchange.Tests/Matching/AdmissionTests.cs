using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class AdmissionTests
{
    private static readonly Pass Admitted = new(true, []), Licensed = new(false, ["74"]);

    [Fact]
    public void Where_bidders_are_approved_others_are_refused()
    {
        var approved = With(Of(ByBids.Terms with { Admission = "approved" }));
        Assert.Equal("approved", approved.When(new PlaceBid(Smelter, Opening), During).Refused("auction.not-admitted").Facts["admission"]);
        approved.When(new PlaceBid(Smelter, Opening) { Pass = Licensed }, During).Refused("auction.not-admitted");
        approved.When(new PlaceBid(Smelter, Opening) { Pass = Admitted }, During).Then<BidPlaced>();
        With(Of(AtPrice.Terms with { Admission = "invited" })).When(new TakeQuantity(Smelter, 1_000), During).Refused("auction.not-admitted");
    }

    [Fact]
    public void Where_a_licence_is_needed_it_must_have_been_seen()
    {
        var licensed = With(Of(ByBids.Terms with { Licence = "74" }));
        Assert.Equal("74", licensed.When(new PlaceBid(Smelter, Opening) { Pass = Admitted }, During).Refused("auction.licence-needed").Facts["licence"]);
        licensed.When(new PlaceBid(Smelter, Opening) { Pass = Licensed }, During).Then<BidPlaced>();
        With(Of(ByBids.Terms with { Licence = "74", Admission = "approved" })).When(new PlaceBid(Smelter, Opening) { Pass = Licensed }, During).Refused("auction.not-admitted");
    }

    [Fact]
    public void Where_a_deposit_is_asked_it_must_be_held_before_the_first_bid()
    {
        var asked = With(Of(ByBids.Terms with { DepositMinor = 500 }));
        var facts = asked.When(new PlaceBid(Smelter, Opening), During).Refused("auction.deposit-needed").Facts;
        Assert.Equal((500L, "CNY"), (facts["depositMinor"], facts["currency"]));
        var held = asked.After(new NoteDeposit(Smelter), During);
        held.When(new PlaceBid(Foundry, Opening), During).Refused("auction.deposit-needed");
        held.When(new PlaceBid(Smelter, Opening), During).Then<BidPlaced>();
        Assert.Equal(0, Auction.Decide(held.State, new NoteDeposit(Smelter), During).Count);
    }

    [Fact]
    public void A_deposit_may_be_heard_of_before_its_lot_and_counts_for_nothing_after_the_end()
    {
        var early = Nothing.After(new NoteDeposit(Smelter), During).After(new OfferLot(Of(ByBids.Terms with { DepositMinor = 500 })), During);
        early.When(new PlaceBid(Smelter, Opening), During).Then<BidPlaced>();
        Assert.Equal(0, Auction.Decide(With(ByBids).After(new CloseAuction(), Closes).State, new NoteDeposit(Smelter), Closes).Count);
    }

    [Fact]
    public void What_ends_a_sale_says_that_deposits_were_asked()
    {
        var sold = With(Of(ByBids.Terms with { DepositMinor = 500, ReserveMinor = 0 })).After(new NoteDeposit(Smelter), During).After(new PlaceBid(Smelter, Opening), During)
            .After(new CloseAuction(), Closes);
        Assert.Equal(500, sold.History.OfType<QuantityAwarded>().Single().DepositMinor);
        Assert.Equal(500, sold.History.OfType<AuctionClosed>().Single().DepositMinor);
    }

    [Fact]
    public void Who_has_bid_may_go_on_in_that_lot() =>
        With(Of(ByBids.Terms with { Admission = "approved" })).After(new PlaceBid(Smelter, Opening) { Pass = Admitted }, During)
            .After(new PlaceBid(Foundry, 11_000) { Pass = Admitted }, During).When(new PlaceBid(Smelter, 12_000), During).Then<BidPlaced>();

    [Fact]
    public void Own_lots_and_linked_enterprises_stay_barred_whoever_is_admitted()
    {
        var approved = With(Of(ByBids.Terms with { Admission = "approved" }));
        approved.When(new PlaceBid(Mill, Opening) { Pass = Admitted }, During).Refused("auction.own-lot");
        approved.When(new PlaceBid(Wire, Opening) { Pass = Admitted }, During).Refused("auction.linked-enterprise");
    }

    [Fact]
    public void Enterprises_with_the_root_of_the_consignors_credit_code_are_linked()
    {
        var rooted = With(ByBids with { Root = "MA0001234" });
        rooted.When(new PlaceBid(Smelter, Opening) { Root = "MA0001234" }, During).Refused("auction.linked-enterprise");
        rooted.When(new PlaceBid(Smelter, Opening) { Root = "MA0001235" }, During).Then<BidPlaced>();
        rooted.When(new PlaceBid(Smelter, Opening), During).Then<BidPlaced>();
        With(ByBids).When(new PlaceBid(Smelter, Opening) { Root = "MA0001234" }, During).Then<BidPlaced>();
    }

    [Fact]
    public void A_bid_with_its_pass_is_the_same_command_as_without() => Assert.Equal(
        System.Text.Json.JsonSerializer.Serialize(new PlaceBid(Smelter, Opening), StoredJson.Options),
        System.Text.Json.JsonSerializer.Serialize(new PlaceBid(Smelter, Opening) { Pass = Admitted }, StoredJson.Options));

    [Fact]
    public async Task The_highest_version_holds_in_whatever_order_the_messages_come()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(new BidderAdmission(Fair, Smelter, true, ["74"], 3, 0), "m3");
        await store.Tell(new BidderAdmission(Fair, Smelter, false, [], 1, 0), "m1");
        await store.Tell(new BidderAdmission(Fair, Smelter, true, ["74"], 3, 0), "m3-again");
        await store.Tell(new BidderAdmission(Fair, Foundry, true, [], 1, 0), "other");
        await store.Settle();
        await using (var session = await store.Journal.Read())
        {
            var pass = await AdmissionViews.Find(session, Fair, Smelter);
            Assert.True(pass!.IsAdmitted);
            Assert.Equal(["74"], pass.Licences);
            Assert.Null(await AdmissionViews.Find(session, Id.From("another fair"), Smelter));
        }

        await store.Tell(new BidderAdmission(Fair, Smelter, false, ["74"], 4, 0), "m4");
        await store.Settle();
        await using (var session = await store.Journal.Read()) Assert.False((await AdmissionViews.Find(session, Fair, Smelter))!.IsAdmitted);
        Assert.Empty(await store.RebuildDifferences());
    }
}
