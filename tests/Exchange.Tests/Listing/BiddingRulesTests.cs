using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;

namespace Exchange.Tests.Listing;

public sealed class BiddingRulesTests
{
    private static readonly BiddingRules Bidding = new("yuan", WholeSteps: true, SoftCloseRule: "add", MostExtensions: 5, LongestExtensionMs: 1_800_000, Proxy: true);
    private static readonly LotDetails Silent = Details with { IncrementMinor = 0 };

    [Fact]
    public void A_fairs_rules_of_bidding_become_the_terms_of_its_lots()
    {
        var terms = Terms(Silent);
        Assert.Equal(
            ("yuan", true, "add", 5L, terms.ClosesAt + 1_800_000, true),
            (terms.Increments, terms.WholeSteps, terms.SoftCloseRule, terms.MostExtensions, terms.HardEndAt, terms.Proxy));
    }

    [Fact]
    public void A_lot_that_names_a_step_of_its_own_keeps_it()
    {
        var terms = Terms(Details);
        Assert.Equal((1_000L, null, "add"), (terms.IncrementMinor, terms.Increments, terms.SoftCloseRule));
    }

    [Fact]
    public void A_lot_at_a_fixed_price_has_none_of_them()
    {
        var atPrice = Terms(Silent with { Format = LotDetails.FixedPrice, ReserveMinor = 0 });
        Assert.Equal((null, null, null, null), (atPrice.Increments, atPrice.SoftCloseRule, atPrice.HardEndAt, atPrice.Proxy));
    }

    [Fact]
    public void A_fair_may_carry_a_table_of_its_own()
    {
        var table = new IncrementStep[] { new(100, 10_000), new(500) };
        var terms = Terms(Silent, Bidding with { Increments = null, IncrementSteps = table });
        Assert.Equal(table, terms.IncrementSteps);
        Assert.Null(Terms(Details, Bidding with { Increments = null, IncrementSteps = table }).IncrementSteps);
    }

    [Fact]
    public void The_step_of_a_leaders_own_is_the_lots_or_else_the_fairs()
    {
        Assert.Equal(700, Terms(Silent, Bidding with { OwnIncrementMinor = 700 }).OwnIncrementMinor);
        Assert.Equal(300, Terms(Silent with { Terms = new(OwnIncrementMinor: 300) }, Bidding with { OwnIncrementMinor = 700 }).OwnIncrementMinor);
        Assert.Equal(300, Terms(Silent with { Terms = new(OwnIncrementMinor: 300) }, null).OwnIncrementMinor);
    }

    [Fact]
    public void The_lots_of_a_group_name_it_in_their_terms_and_stand_beside_it()
    {
        var group = Terms(Silent with { Group = "bearings" }, null).Group!;
        Assert.Equal(group, Terms(Silent with { Group = "bearings" }, Bidding).Group);
        Assert.NotEqual(group, Terms(Silent with { Group = "plates" }, null).Group);
        Assert.Null(Terms(Silent, null).Group);
        Assert.Equal(Id.PlaceOf(group), Id.PlaceOf(Exchange.Listing.Fairs.Fair.LotOf(LotId, FairId, "bearings")));
    }

    [Fact]
    public void A_lot_at_a_fixed_price_has_no_step_of_a_leaders_own() => Assert.Equal(
        "lot.term-unused",
        (Silent with { Format = LotDetails.FixedPrice, ReserveMinor = 0, Terms = new(OwnIncrementMinor: 1) }).Check()?.Code);

    [Fact]
    public void A_fairs_grace_after_a_downtime_is_in_the_terms_of_all_its_lots()
    {
        var rules = Rules with { DowntimeGraceMs = 300_000 };
        var fair = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)));
        var list = Assert.IsType<ListLot>(Assert.Single(fair.When(new EnterLot(LotId, Consignor, Details), Before).Companions).Command);
        var heard = Assert.IsType<Exchange.Contracts.Listing.V1.LotEntered>(Assert.Single(LotAnnouncements.From(new LotAnnounced(list.Offer))));
        Assert.Equal((300_000, Organizer), (heard.Terms.GraceMs, heard.Organizer));
        Assert.Equal("downtimeGraceMs", Fair().When(new CreateFair(FairId, Organizer, Rules with { DowntimeGraceMs = 0 }), Before).Refusal?.Facts["field"]);
    }

    [Fact]
    public void Rules_with_the_same_table_are_the_same_rules()
    {
        var (one, other) = (new BiddingRules(IncrementSteps: [new(100, 10_000), new(500)]), new BiddingRules(IncrementSteps: [new(100, 10_000), new(500)]));
        Assert.Equal(one, other.Stored());
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.NotEqual(one, other with { IncrementSteps = [new(100, 10_000), new(501)] });
        Assert.NotEqual(one, other with { OwnIncrementMinor = 1 });
    }

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void Rules_of_bidding_out_of_bounds_are_refused(string field, BiddingRules rules) => Assert.Equal("bidding." + field, rules.OutOfBounds());

    public static TheoryData<string, BiddingRules> OutOfBounds => new()
    {
        { "increments", new("ebay-uk") },
        { "incrementBasisPoints", new("yuan", 100) },
        { "incrementSteps", new(IncrementSteps: [new(100, 10)]) },
        { "incrementSteps", new(IncrementSteps: []) },
        { "incrementSteps", new("yuan", IncrementSteps: [new(100)]) },
        { "incrementSteps", new(IncrementSteps: [null!]) },
        { "ownIncrementMinor", new(OwnIncrementMinor: 0) },
    };

    private static SaleTerms Terms(LotDetails details) => Terms(details, Bidding);

    private static SaleTerms Terms(LotDetails details, BiddingRules? bidding)
    {
        var rules = Rules with { Bidding = bidding };
        var fair = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)), new Exchange.Listing.Fairs.FairPublished(FairId, rules));
        var list = Assert.IsType<ListLot>(Assert.Single(fair.When(new EnterLot(LotId, Consignor, details), Before).Companions).Command);
        var entered = Assert.IsType<Exchange.Listing.Lots.LotEntered>(Assert.Single(Lot().When(list, Before).Events));
        return Assert.IsType<Exchange.Contracts.Listing.V1.LotEntered>(Assert.Single(LotAnnouncements.From(entered.Stored()))).Terms;
    }
}
