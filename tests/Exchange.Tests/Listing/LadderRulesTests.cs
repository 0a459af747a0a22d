using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Exchange.Matching.Auctions.Formats;
using Xunit;
using static Exchange.Tests.Listing.Given;
using LotEntered = Exchange.Listing.Lots.LotEntered;

namespace Exchange.Tests.Listing;

/// <summary>A fair's ladder, and what a lot has of it. The fair lasts from 1 to 9 o'clock over five days, and lots close from 2 to 9 each day.</summary>
public sealed class LadderRulesTests
{
    private const long Hour = 3_600_000;

    private static readonly LadderRung Lower = new("english", 8_500, 4 * Hour, PauseMs: Hour), Units = new("fixed-price", 8_000, 2 * Hour),
        Clock = new("dutch", 8_500, 3 * Hour, FallBasisPoints: 500, FallEveryMs: 60_000, FloorBasisPoints: 5_000);

    private static readonly LadderRules Ladder = new([Lower, Clock, Units]);

    private static readonly EnterLot Entry = new(LotId, Consignor, Details);

    [Fact]
    public void First_attempts_close_so_early_that_the_ladder_fits_before_the_close_of_the_fair_or_as_long_after_it_as_the_fair_says()
    {
        Assert.Equal(Rules.ClosesAt - (10 * Hour), ClosingSchedule.Windows(Rules with { Ladder = Ladder })[^1] is var last ? Math.Max(last.ToAt, Rules.ClosesAt - (10 * Hour)) : 0);
        Assert.True(last.ToAt <= Rules.ClosesAt - (10 * Hour));
        Assert.Equal(Rules.ClosesAt - Hour, ClosingSchedule.Windows(Rules with { Ladder = Ladder with { AfterCloseMs = 9 * Hour } })[^1].ToAt);
        Assert.Equal(Rules.ClosesAt, ClosingSchedule.Windows(Rules with { Ladder = Ladder with { AfterCloseMs = 90 * Hour } })[^1].ToAt);
    }

    [Fact]
    public void A_lot_has_the_rungs_that_can_sell_it_as_it_is_priced()
    {
        Assert.Equal([Lower, Clock], Offered(Rules with { Ladder = Ladder }, Details)!.Ladder!);
        var byUnit = new LotDetails("Rod", "95", "", 1_000, "TNE", LotDetails.FixedPrice, 100, 0, 0);
        Assert.Equal([Clock, Units], Offered(Rules with { Ladder = Ladder }, byUnit)!.Ladder!);
        var clock = new LotDetails("Rod", "95", "", 1_000, "TNE", LotDetails.Dutch, 100, 0, 0, Terms: new(1, 1_000, 50));
        Assert.Equal([Lower with { IncrementMinor = Rules.IncrementMinor }, Clock], Offered(Rules with { Ladder = Ladder }, clock)!.Ladder!);
        Assert.Equal((null, null), Offered(Rules, Details) is { } none ? (none.Ladder, none.LadderEndsAt) : default);
        Assert.Equal(Rules.ClosesAt + Hour, Offered(Rules with { Ladder = Ladder with { AfterCloseMs = Hour } }, Details)!.LadderEndsAt);
    }

    [Fact]
    public void What_Listing_takes_Matching_can_sell()
    {
        foreach (var format in new[] { LotDetails.English, LotDetails.FixedPrice, LotDetails.Dutch, "best-offer", "pay-as-bid" })
        {
            var terms = format switch { LotDetails.Dutch => new FormatTerms(1, 1_000, 50), "best-offer" => new(OfferMs: 1_000), _ => null };
            var offer = Offered(Rules with { Ladder = Ladder }, new("Rod", "95", "", 1_000, "TNE", format, 100, 0, 0, Terms: terms))!;
            var entered = Assert.IsType<Exchange.Contracts.Listing.V1.LotEntered>(Assert.Single(LotAnnouncements.From(new LotEntered(offer, true))));
            var also = Assert.Single(Exchange.Matching.Auctions.AuctionConsumers.On(entered));
            Assert.Null(Format.ObjectionTo(((Exchange.Matching.Auctions.OfferLot)also.Command).Offering));
        }
    }

    [Theory]
    [InlineData(null, false, "lot.ladder-not-allowed")]
    [InlineData(null, true, "lot.ladder-not-allowed")]
    [InlineData("leave", false, null)]
    [InlineData("leave", true, "lot.ladder-not-allowed")]
    [InlineData("own", false, null)]
    [InlineData("own", true, null)]
    public void A_lot_leaves_the_ladder_off_or_has_its_own_where_the_fair_lets_it(string? choice, bool own, string? code)
    {
        var details = Details with { Ladder = new(own ? [Lower with { OpeningBasisPoints = 7_000 }] : []) };
        var rules = Rules with { Ladder = Ladder with { Choice = choice } };
        Assert.Equal(code, Fair(Created with { Rules = rules, Windows = ClosingSchedule.Windows(rules) }).When(Entry with { Details = details }, Before).Refusal?.Code);
        if (code is null) Assert.Equal(own ? [7_000L] : null, Offered(rules, details)!.Ladder?.Select(rung => rung.OpeningBasisPoints));
    }

    [Fact]
    public void A_ladder_of_its_own_must_suit_the_lot_and_fit()
    {
        var rules = Rules with { Ladder = new([], Choice: LadderRules.Own) };
        Assert.Equal("lot.ladder-unsuited", Refused(rules, Details with { Ladder = new([Units]) }).Code);
        var late = Refused(rules, Details with { Ladder = new([Lower with { LastsMs = 4 * 24 * Hour }]) });
        Assert.Equal(("lot.ladder-too-long", Rules.ClosesAt), (late.Code, late.Facts["ladderEndsAt"]));
        Assert.Equal("ladder[0].lastsMs", Refused(rules, Details with { Ladder = new([Lower with { LastsMs = 0 }]) }).Facts["field"]);
        Assert.Equal("lot.ladder-not-allowed", Refused(Rules, Details with { Ladder = new([Lower]) }).Code);
        Assert.Null(Offered(Rules, Details with { Ladder = new([]) })!.Ladder);
    }

    [Theory]
    [InlineData("rungs", "fair.out-of-bounds", "ladder.rungs[0].floorBasisPoints")]
    [InlineData("after", "fair.out-of-bounds", "ladder.afterCloseMs")]
    [InlineData("choice", "fair.out-of-bounds", "ladder.choice")]
    [InlineData("none", "fair.out-of-bounds", "ladder.rungs")]
    [InlineData("long", "fair.ladder-too-long", null)]
    public void A_fairs_ladder_that_cannot_work_is_refused(string what, string code, string? field)
    {
        var ladder = what switch
        {
            "rungs" => new LadderRules([Clock with { FloorBasisPoints = null }]),
            "after" => Ladder with { AfterCloseMs = 0 },
            "choice" => Ladder with { Choice = "any" },
            "none" => new(null!),
            _ => new([Lower with { LastsMs = Rules.ClosesAt - Rules.OpensAt - Hour }]),
        };
        var refusal = Fair().When(new CreateFair(FairId, Organizer, Rules with { Ladder = ladder }), Before).Refusal!;
        Assert.Equal((code, field), (refusal.Code, refusal.Facts.GetValueOrDefault("field")));
    }

    [Fact]
    public void The_same_rules_are_known_again_rung_by_rung()
    {
        var rules = Rules with { Ladder = Ladder };
        var fair = Fair(Created with { Rules = rules }).Stored();
        Assert.Equal(0, fair.When(new CreateFair(FairId, Organizer, rules with { Ladder = new([Lower with { }, Clock, Units]) }), Before).Count);
        Assert.Equal(FairRefusals.Exists, fair.When(new CreateFair(FairId, Organizer, rules with { Ladder = new([Lower, Clock]) }), Before).Refusal);
        var lot = Lot(new LotEntered(Given.Offered with { Details = Details with { Ladder = new([Lower]) } }, true)).Stored();
        Assert.True(lot.Offer!.IsSame(Given.Offered with { Details = Details with { Ladder = new([Lower with { }]) } }));
    }

    [Fact]
    public void A_lot_knows_the_highest_attempt_that_it_has_heard_of()
    {
        var lot = Lot(new LotEntered(Given.Offered, true));
        var third = Assert.Single(LotConsumers.OnReoffered(new LotReoffered(LotId, FairId, 3, "dutch", 42_500, 12_000, 7, 9, 7))).Command;
        var heard = lot.When((LotCommand)third, Before);
        Assert.Equal([new AttemptRecorded(new(3, "dutch", 42_500, 7, 9))], heard.Events);
        lot = Exchange.Listing.Lots.Lot.Evolve(lot, heard[0]);
        Assert.Equal(0, lot.When(new RecordAttempt(new(2, "english", 45_000, 3, 5)), Before).Count);
        Assert.Equal(0, lot.When((LotCommand)third, Before).Count);
        var shown = LotAnswer.Of(lot, secrets: false);
        Assert.Equal(("dutch", 42_500, 7, 9, 3L, null), (shown.Format, shown.OpeningMinor, shown.OpensAt, shown.ClosesAt, shown.Attempt, shown.Ladder));
    }

    private static FairCreated Created => (FairCreated)Given.Created;

    private static Exchange.Kernel.Deciders.Refusal Refused(FairRules rules, LotDetails details) =>
        Fair(Created with { Rules = rules, Windows = ClosingSchedule.Windows(rules) }).When(Entry with { Details = details }, Before).Refusal!;

    private static Offer? Offered(FairRules rules, LotDetails details) =>
        ((ListLot)Fair(Created with { Rules = rules, Windows = ClosingSchedule.Windows(rules) }).When(Entry with { Details = details }, Before).Companions.Single().Command).Offer;
}
