using Exchange.Listing.Fairs;
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

    private static readonly LotDetails BySealedBids = Details with { Format = "sealed-first-price", IncrementMinor = 0 };

    private static readonly LotDetails Wanted = Details with { Format = "reverse-open", ReserveMinor = 0, IncrementMinor = 0, Terms = new(FloorMinor: 20_000) };

    private static readonly LotDetails Hybrid = Details with
    {
        Format = "dutch-sealed",
        ReserveMinor = 0,
        IncrementMinor = 0,
        Terms = new(FallEveryMs: 300_000, Falls: 80, FallBasisPoints: 100, SealedMs: 600_000, BestBidMs: 300_000),
    };

    public static TheoryData<LotDetails, string, string?> Bad => new()
    {
        { BySealedBids with { IncrementMinor = 1 }, "lot.term-unused", "incrementMinor" },
        { BySealedBids with { Terms = new(FloorMinor: 1) }, "lot.term-unused", "terms.floorMinor" },
        { BySealedBids with { Format = "vickrey", Terms = new(Divisible: true) }, "lot.term-unused", "terms.divisible" },
        { Wanted with { ReserveMinor = 1 }, "lot.term-unused", "reserveMinor" },
        { Wanted with { Terms = new(FloorMinor: 50_001) }, "lot.floor-above-opening", null },
        { Wanted with { Format = "reverse-sealed", IncrementMinor = 1 }, "lot.term-unused", "incrementMinor" },
        { Wanted with { Format = "reverse-sealed", Terms = new(FloorMinor: 50_001) }, "lot.floor-above-opening", null },
        { Wanted with { Format = "reverse-sealed", Terms = new(FloorMinor: 0) }, "lot.out-of-bounds", "terms.floorMinor" },
        { Hybrid with { ReserveMinor = 1 }, "lot.term-unused", "reserveMinor" },
        { Hybrid with { Terms = Hybrid.Terms! with { Falls = null } }, "lot.term-missing", "terms.falls" },
        { Hybrid with { Terms = Hybrid.Terms! with { FallBasisPoints = null } }, "lot.term-missing", "terms.fallBasisPoints" },
        { Hybrid with { Terms = Hybrid.Terms! with { FallEveryMs = null } }, "lot.term-missing", "terms.fallEveryMs" },
        { Hybrid with { Terms = Hybrid.Terms! with { SealedMs = null } }, "lot.term-missing", "terms.sealedMs" },
        { Hybrid with { Terms = Hybrid.Terms! with { BestBidMs = 999 } }, "lot.out-of-bounds", "terms.bestBidMs" },
        { Hybrid with { Terms = Hybrid.Terms! with { Falls = 10_000 } }, "lot.out-of-bounds", "terms.falls" },
        { Hybrid with { Terms = Hybrid.Terms! with { Falls = 100 } }, "lot.falls-to-nothing", null },
        { Hybrid with { OpeningMinor = 2, Terms = Hybrid.Terms! with { Falls = 76 } }, "lot.falls-to-nothing", null },
        { Hybrid with { Terms = Hybrid.Terms! with { FallMinor = 1 } }, "lot.term-unused", "terms.fallMinor" },
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
        var refusal = Fair(Created).When(new EnterLot(LotId, Consignor, details), Before).Refusal;
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
        var terms = Announced(new(LotId, Consignor, InParts), Created).Terms;
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
    public void A_lot_can_be_entered_in_every_format_that_matching_knows_and_in_no_other() => Assert.Equal(
        Exchange.Matching.Auctions.Formats.Format.All.Select(format => format.Name).Order(), LotFormat.All.Select(format => format.Name).Order());

    [Fact]
    public void There_is_an_example_of_each_format_which_the_fair_takes_and_matching_can_sell()
    {
        Assert.Equal(LotFormat.All.Select(format => format.Name).Order(), LotExamples.All.Keys.Order());
        foreach (var lot in LotExamples.All.Values)
        {
            var enter = Assert.IsType<EnterLot>(lot.Parse(LotId, new(Consignor, Consignor, new HashSet<string>())).Command);
            var entered = Announced(enter, new FairCreated(FairId, Organizer, Strict, ClosingSchedule.Windows(Strict)));
            Assert.Null(Exchange.Matching.Auctions.Formats.Format.ObjectionTo(Offering(entered)));
        }
    }

    [Fact]
    public void The_document_of_the_formats_says_what_each_needs_and_may_have()
    {
        var lines = Architecture.House.Read("docs/formats.md").Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).ToList();
        var same = "";
        foreach (var format in LotFormat.All)
        {
            var (cells, reserve, increment) = (lines.First(line => line[1].Trim(' ', '`') == format.Name), format.HasReserve ? ["reserveMinor"] : Array.Empty<string>(),
                format.HasIncrement ? ["incrementMinor"] : Array.Empty<string>());
            var may = same = cells[4].Trim() == "the same" ? same : cells[4];
            Assert.Equal(format.Needs, Terms(cells[3]));
            Assert.Equal([.. reserve, .. increment, .. format.May], Terms(may));
        }

        static IEnumerable<string> Terms(string cell) => cell.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(term => term.Trim('`'));
    }

    [Fact]
    public void What_a_clock_falls_to_is_judged_as_it_is_shown()
    {
        Assert.Null(Hybrid.Check());
        Assert.Null((Hybrid with { OpeningMinor = 2, Terms = Hybrid.Terms! with { Falls = 75 } }).Check());
        Assert.Null((BySealedBids with { OpeningMinor = 1, ReserveMinor = 0 }).Check());
    }

    [Fact]
    public void A_tender_has_a_ceiling_and_a_secret_floor_and_goes_down_by_the_fairs_steps_but_by_no_maxima()
    {
        var terms = Announced(new(LotId, Consignor, Wanted), new FairCreated(FairId, Organizer, Strict, ClosingSchedule.Windows(Strict))).Terms;
        Assert.Equal(("reverse-open", 50_000, 20_000, "yuan", true), (terms.Format, terms.OpeningMinor, terms.FloorMinor, terms.Increments, terms.WholeSteps));
        Assert.Equal((null, null, "add", 3), (terms.Proxy, terms.OwnIncrementMinor, terms.SoftCloseRule, terms.MostExtensions));
        Assert.Null(Wanted.Terms!.WithoutSecrets().OrNothing());
        var own = Announced(new(LotId, Consignor, Wanted with { IncrementMinor = 700 }), new FairCreated(FairId, Organizer, Strict, ClosingSchedule.Windows(Strict))).Terms;
        Assert.Equal((null, 700), (own.Increments, own.IncrementMinor));
    }

    [Fact]
    public void Lots_of_many_units_have_the_fairs_soft_close_and_sealed_ones_none_of_its_rules()
    {
        var fair = new FairCreated(FairId, Organizer, Strict, ClosingSchedule.Windows(Strict));
        var many = Announced(new(LotId, Consignor, Many), fair).Terms;
        Assert.Equal((null, null, null, "add", 3), (many.Increments, many.WholeSteps, many.Proxy, many.SoftCloseRule, many.MostExtensions));
        Assert.Equal(many.ClosesAt + 600_000, many.HardEndAt);
        var bySeal = Announced(new(LotId, Consignor, BySealedBids), fair).Terms;
        Assert.Equal((null, null, null), (bySeal.Increments, bySeal.SoftCloseRule, bySeal.MostExtensions));
    }

    [Fact]
    public void A_format_is_known_again_from_the_catalogues_table() =>
        Assert.All(LotFormat.All, format => Assert.Equal(format.Name, LotFormat.OfStored(LotFormat.Stored(format.Name))));

    private static readonly FairRules Strict = Rules with
    {
        Bidding = new(Increments: "yuan", WholeSteps: true, SoftCloseRule: "add", MostExtensions: 3, LongestExtensionMs: 600_000, Proxy: true, OwnIncrementMinor: 900),
    };

    private static LotDetails With(FormatTerms terms) => Clock with { Terms = terms };

    private static V1.LotEntered Announced(EnterLot enter, FairEvent created)
    {
        var decision = Fair(created, Published).When(enter, Before);
        var list = Assert.IsType<ListLot>(Assert.Single(decision.Companions).Command);
        return Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(Assert.Single(Lot().When(list, Before).Events))));
    }

    // As Matching makes it of the message.
    private static Exchange.Matching.Auctions.Offering Offering(V1.LotEntered entered) => Assert.IsType<Exchange.Matching.Auctions.OfferLot>(
        Assert.Single(Exchange.Matching.Auctions.AuctionConsumers.On(entered)).Command).Offering;
}
