using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

public class FormatTermsTests
{
    private static readonly LotDetails Clock = Details with
    {
        Format = LotDetails.Dutch,
        ReserveMinor = 0,
        IncrementMinor = 0,
        Terms = new(FallMinor: 500, FallEveryMs: 60_000, FloorMinor: 20_000),
    };

    private static readonly LotDetails InParts = Clock with { Terms = Clock.Terms! with { Divisible = true } };

    private static readonly LotDetails Many = Details with
    {
        Format = "uniform-lowest-winning",
        IncrementMinor = 0,
        Terms = new(QuantityStepMilli: 1_000, Ties: "pro-rata"),
    };

    private static readonly LotDetails ByOffers = Details with
    {
        Format = "best-offer",
        ReserveMinor = 0,
        IncrementMinor = 0,
        Terms = new(OfferMs: 3_600_000, AcceptFromMinor: 45_000, DeclineBelowMinor: 30_000),
    };

    public static TheoryData<LotDetails, string, string?> Bad => new()
    {
        { ByOffers with { Terms = new() }, "lot.term-missing", "terms.offerMs" },
        { ByOffers with { ReserveMinor = 1 }, "lot.term-unused", "reserveMinor" },
        { ByOffers with { Terms = ByOffers.Terms! with { AcceptFromMinor = 50_001 } }, "lot.offer-prices-cross", null },
        { ByOffers with { Terms = ByOffers.Terms! with { DeclineBelowMinor = 45_001 } }, "lot.offer-prices-cross", null },
        { ByOffers with { Terms = ByOffers.Terms! with { QuantityStepMilli = 5_000 } }, "lot.not-whole-steps", null },
        { Many with { Terms = new(PartMs: 1) }, "lot.out-of-bounds", "terms.partMs" },
        { Many with { QuantityMilli = 12_500 }, "lot.not-whole-steps", null },
        { Many with { Terms = new(Ties: "lottery") }, "lot.out-of-bounds", "terms.ties" },
        { Many with { Terms = new(MostBids: 9) }, "lot.out-of-bounds", "terms.mostBids" },
        { Many with { Terms = new(MostQuantityMilli: 0) }, "lot.out-of-bounds", "terms.mostQuantityMilli" },
        { Many with { Terms = new(MinimumTakeMilli: 1) }, "lot.term-unused", "terms.minimumTakeMilli" },
        { Many with { ReserveMinor = LotDetails.MaxMinor }, "lot.out-of-bounds", "reserveMinor" },
        { Clock with { Terms = null }, "lot.term-missing", "terms.fallMinor" },
        { With(Clock.Terms! with { FallEveryMs = null }), "lot.term-missing", "terms.fallEveryMs" },
        { With(Clock.Terms! with { FloorMinor = null }), "lot.term-missing", "terms.floorMinor" },
        { With(Clock.Terms! with { FallMinor = 0 }), "lot.out-of-bounds", "terms.fallMinor" },
        { With(Clock.Terms! with { FallMinor = LotDetails.MaxMinor + 1 }), "lot.out-of-bounds", "terms.fallMinor" },
        { With(Clock.Terms! with { FallEveryMs = 999 }), "lot.out-of-bounds", "terms.fallEveryMs" },
        { With(Clock.Terms! with { FallEveryMs = long.MaxValue }), "lot.out-of-bounds", "terms.fallEveryMs" },
        { With(Clock.Terms! with { FloorMinor = -1 }), "lot.out-of-bounds", "terms.floorMinor" },
        { With(Clock.Terms! with { FloorMinor = Clock.OpeningMinor + 1 }), "lot.floor-above-opening", null },
        { Clock with { ReserveMinor = 1 }, "lot.term-unused", "reserveMinor" },
        { Clock with { IncrementMinor = 1 }, "lot.term-unused", "incrementMinor" },
        { InParts with { OpeningMinor = LotDetails.MaxMinor }, "lot.out-of-bounds", "openingMinor" },
        { Details with { Format = LotDetails.FixedPrice, ReserveMinor = 0, IncrementMinor = 0, Terms = new(Divisible: true) }, "lot.term-unused", "terms.divisible" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Terms_that_a_format_cannot_have_are_refused(LotDetails details, string code, string? field)
    {
        var refusal = Fair(Created).When(new Exchange.Listing.Fairs.EnterLot(LotId, Consignor, details), Before).Refusal;
        Assert.Equal((code, field), (refusal?.Code, refusal?.Facts.GetValueOrDefault("field")));
    }

    [Fact]
    public void A_clock_whose_floor_is_its_opening_is_taken_and_never_falls() =>
        Assert.Null(With(Clock.Terms! with { FloorMinor = Clock.OpeningMinor }).Check());

    [Fact]
    public void What_is_not_divisible_may_cost_the_most_whatever_its_quantity()
    {
        Assert.Null((Clock with { OpeningMinor = LotDetails.MaxMinor }).Check());
        Assert.Null(InParts.Check());
    }

    [Fact]
    public void Others_hear_the_terms_and_the_fair_adds_nothing_to_them()
    {
        var decision = Fair(Created, Published).When(new Exchange.Listing.Fairs.EnterLot(LotId, Consignor, InParts), Before);
        var list = Assert.IsType<ListLot>(Assert.Single(decision.Companions).Command);
        var entered = Assert.Single(Lot().When(list, Before).Events);
        var terms = Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(entered))).Terms;
        Assert.Equal(
            ("dutch", 50_000, 0, 0, 500, 60_000, 20_000, true),
            (terms.Format, terms.OpeningMinor, terms.ReserveMinor, terms.IncrementMinor, terms.FallMinor, terms.FallEveryMs, terms.FloorMinor, terms.Divisible));
    }

    [Fact]
    public void Other_terms_are_another_lot()
    {
        LotEvent entered = new LotEntered(Offered with { Details = Clock }, Announced: true);
        Assert.Equal(LotRefusals.Unchanged, Lot(entered).When(new ListLot(Offered with { Details = Clock with { Terms = Clock.Terms! with { } } }, true), Before).Refusal);
        Assert.Equal(LotRefusals.Exists, Lot(entered).When(new ListLot(Offered with { Details = InParts }, true), Before).Refusal);
    }

    [Fact]
    public void Every_term_is_needed_or_may_be_said_by_a_format_and_none_is_named_that_is_not_there() => Assert.Equal(
        FormatTerms.All.Select(term => term.Name).Order(), LotFormat.All.SelectMany(format => format.Needs.Concat(format.May)).Distinct().Order());

    [Fact]
    public void A_lot_of_many_units_has_the_prices_of_one_and_no_increment_from_the_fair()
    {
        Assert.Null(Many.Check());
        Assert.Equal(0, Many.With(Rules).IncrementMinor);
        Assert.Null((Details with { Format = LotDetails.FixedPrice, ReserveMinor = 0, IncrementMinor = 0, Terms = new(MinimumTakeMilli: 500, QuantityStepMilli: 500) }).Check());
        var entered = Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(new LotEntered(Offered with { Details = Many }, Announced: true))));
        Assert.Equal(("uniform-lowest-winning", 60_000, 1_000, "pro-rata"), (entered.Terms.Format, entered.Terms.ReserveMinor, entered.Terms.QuantityStepMilli, entered.Terms.Ties));
    }

    [Fact]
    public void What_a_consignor_would_take_is_as_secret_as_a_reserve()
    {
        Assert.Null(ByOffers.Check());
        Assert.Equal(new FormatTerms(OfferMs: 3_600_000), ByOffers.Terms!.WithoutSecrets());
    }

    [Fact]
    public void Every_format_in_which_a_lot_can_be_entered_is_one_that_matching_knows() => Assert.Subset(
        Exchange.Matching.Auctions.Formats.Format.All.Select(format => format.Name).ToHashSet(), LotFormat.All.Select(format => format.Name).ToHashSet());

    [Fact]
    public void A_format_is_known_again_from_the_catalogues_table() =>
        Assert.All(LotFormat.All, format => Assert.Equal(format.Name, LotFormat.OfStored(LotFormat.Stored(format.Name))));

    private static LotDetails With(FormatTerms terms) => Clock with { Terms = terms };
}
