using Exchange.Contracts.Listing.V1;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Matching.Auctions;
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
    public void Listing_names_the_tables_that_Matching_has() => Assert.Equal(Increments.ReadyMade.Keys.Order(), BiddingRules.Tables.Order());

    private static SaleTerms Terms(LotDetails details)
    {
        var rules = Rules with { Bidding = Bidding };
        var fair = Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules)), new Exchange.Listing.Fairs.FairPublished(FairId, rules));
        var list = Assert.IsType<ListLot>(Assert.Single(fair.When(new EnterLot(LotId, Consignor, details), Before).Companions).Command);
        var entered = Assert.IsType<Exchange.Listing.Lots.LotEntered>(Assert.Single(Lot().When(list, Before).Events));
        return Assert.IsType<Exchange.Contracts.Listing.V1.LotEntered>(Assert.Single(LotAnnouncements.From(entered.Stored()))).Terms;
    }
}
