using CsCheck;
using Exchange.Listing.Fairs;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;
using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Tests.Listing;

public class LotTests
{
    private static readonly LotEvent Entered = new LotEntered(Offered, Announced: false);
    private static readonly LotEvent EnteredInPublished = new LotEntered(Offered, Announced: true);
    private static readonly LotEvent AnnouncedLater = new LotAnnounced(Offered);

    [Fact]
    public void A_sale_that_two_organizers_withdrew_ends_the_lot_and_is_told_once()
    {
        var announced = Lot(new LotEntered(Offered, true));
        var withdrawn = Assert.IsType<LotWithdrawn>(Assert.Single(announced.When(new RecordWithdrawal("broken", 7), Opening).Events));
        Assert.Equal(("broken", 7L, true), (withdrawn.Reason, withdrawn.At, withdrawn.WasAnnounced));
        Assert.Equal(0, Lot(new LotEntered(Offered, true), withdrawn).When(new RecordWithdrawal("broken", 7), Opening).Count);
    }

    [Fact]
    public void The_same_lot_again_is_unchanged_and_another_under_its_id_is_refused()
    {
        Assert.Equal(LotRefusals.Unchanged, Lot(Entered).When(new ListLot(Offered with { Number = 7 }, true), Before).Refusal);
        Assert.Equal(LotRefusals.Exists, Lot(Entered).When(new ListLot(Offered with { Details = Details with { QuantityMilli = 1 } }, true), Before).Refusal);
    }

    [Fact]
    public void Linked_enterprises_are_part_of_the_lot_in_whatever_order_they_are_named()
    {
        var linked = Offered with { Linked = Offer.LinkedOf(["b", "a", "b"]) };
        var entered = new LotEntered(linked, Announced: true);
        Assert.Equal(["a", "b"], Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(entered))).Linked);
        Assert.Equal(LotRefusals.Unchanged, Lot(entered).When(new ListLot(Offered with { Linked = Offer.LinkedOf(["a", "b"]) }, true), Before).Refusal);
        Assert.Equal(LotRefusals.Exists, Lot(entered).When(new ListLot(Offered, true), Before).Refusal);
    }

    [Fact]
    public void A_lot_of_a_draft_is_announced_once_the_fair_is_published()
    {
        Assert.Empty(LotAnnouncements.From(Entered));
        var decision = Lot(Entered).When(new AnnounceLot(), Before);
        Assert.Equal(AnnouncedLater, Assert.Single(decision.Events));
        var companion = Assert.Single(decision.Companions);
        Assert.Equal("fair/" + FairId, companion.Stream);
        var ask = Assert.IsType<ConfirmPublished>(companion.Command);
        Assert.Equal(FairRefusals.NotPublished, Fair(Created).When(ask, Before).Refusal);
        Assert.Null(Fair(Created, Published).When(ask, Before).Refusal);
        Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(AnnouncedLater)));
    }

    [Fact]
    public void A_lot_is_announced_once()
    {
        Assert.Single(LotAnnouncements.From(EnteredInPublished));
        Assert.Equal(0, Lot(EnteredInPublished).When(new AnnounceLot(), Before).Count);
        Assert.Equal(0, Lot(Entered, AnnouncedLater).When(new AnnounceLot(), Before).Count);
    }

    [Fact]
    public void What_others_hear_of_a_lot_is_all_of_it()
    {
        var heard = Assert.IsType<V1.LotEntered>(Assert.Single(LotAnnouncements.From(EnteredInPublished)));
        Assert.Equal(
            new V1.LotEntered(
                LotId, FairId, 1, "Bearing 6204", Consignor, "3110", "Changchun", 12_000, "C62", "CNY",
                new("english", 50_000, 60_000, 1_000, 120_000, Rules.OpensAt, Offered.ClosesAt), new(300, Rules.PaymentDueMs, Rules.RemovalDueMs)),
            heard);
    }

    [Fact]
    public void Its_consignor_withdraws_a_lot_before_the_sale_and_nobody_after()
    {
        var withdraw = new WithdrawLot(Consignor, false, "sold elsewhere");
        Assert.Equal(LotRefusals.NotYours, Lot(Entered).When(withdraw with { By = Organizer }, Before).Refusal);
        Assert.IsType<LotWithdrawn>(Assert.Single(Lot(Entered).When(withdraw, Before).Events));
        Assert.IsType<LotWithdrawn>(Assert.Single(Lot(Entered).When(withdraw with { By = "", AsOperator = true }, Before).Events));
        Assert.Equal(LotRefusals.OnSale, Lot(Entered).When(withdraw, Opening).Refusal);
        Assert.Equal(LotRefusals.ReasonUnclear, Lot(Entered).When(withdraw with { Reason = "a\0b" }, Before).Refusal);
        Assert.Equal(LotRefusals.ReasonUnclear, Lot(Entered).When(withdraw with { Reason = "" }, Before).Refusal);
    }

    [Fact]
    public void A_withdrawal_is_heard_only_by_those_who_heard_of_the_lot()
    {
        var unheard = Assert.Single(Lot(Entered).When(new WithdrawLot(Consignor, false, "x"), Before).Events);
        var heard = Assert.Single(Lot(EnteredInPublished).When(new WithdrawLot(Consignor, false, "x"), Before).Events);
        Assert.Empty(LotAnnouncements.From(unheard));
        Assert.IsType<V1.LotWithdrawn>(Assert.Single(LotAnnouncements.From(heard)));
        Assert.Equal(0, Lot(Entered, unheard).When(new WithdrawLot(Consignor, false, "x"), Before).Count);
        Assert.Equal(0, Lot(Entered, unheard).When(new AnnounceLot(), Before).Count);
    }

    [Fact]
    public void Awards_sum_up_and_each_counts_once()
    {
        var first = Assert.Single(Lot(EnteredInPublished).When(new RecordAward("a1", 2_000, 100, 1), Before).Events);
        var lot = Lot(EnteredInPublished, first);
        Assert.Equal(0, lot.When(new RecordAward("a1", 2_000, 100, 1), Before).Count);
        var second = Assert.Single(lot.When(new RecordAward("a2", 3_000, 150, 2), Before).Events);
        Assert.Equal((5_000, 250), (Lot(EnteredInPublished, first, second).SoldMilli, Lot(EnteredInPublished, first, second).HammerMinor));
    }

    [Fact]
    public void The_end_of_its_sale_makes_it_sold_or_passed_in()
    {
        var sold = Assert.Single(Lot(EnteredInPublished).When(new RecordClose(1, 5), Before).Events);
        var passed = Assert.Single(Lot(EnteredInPublished).When(new RecordClose(0, 5), Before).Events);
        Assert.Equal(LotStatus.Sold, Lot(EnteredInPublished, sold).Status);
        Assert.Equal(LotStatus.PassedIn, Lot(EnteredInPublished, passed).Status);
        Assert.Equal(0, Lot(EnteredInPublished, sold).When(new RecordClose(1, 5), Before).Count);
    }

    [Fact]
    public void A_default_takes_an_award_away_and_the_lot_is_for_sale_until_it_ends_anew()
    {
        LotCommand[] heard = [new RecordAward("a1", 2_000, 100, 1), new RecordClose(2_000, 5), new RecordFall("a1", 2_000, 100, 1, 6)];
        var reopened = heard.Aggregate(Lot(EnteredInPublished), After);
        Assert.Equal((LotStatus.Announced, 0, 0), (reopened.Status, reopened.SoldMilli, reopened.HammerMinor));
        Assert.Equal(0, reopened.When(heard[^1], Before).Count);
        Assert.Equal(0, reopened.When(new RecordClose(2_000, 5), Before).Count);
        Assert.Equal(LotStatus.PassedIn, After(reopened, new RecordClose(0, 7, 2)).Status);
        Assert.Equal(LotStatus.Sold, After(After(reopened, new RecordClose(0, 7, 2)), new RecordClose(1, 8, 3)).Status);
    }

    [Fact]
    public void Awards_falls_and_ends_give_the_same_lot_in_any_order_and_however_often()
    {
        LotCommand[] heard =
        [
            new RecordAward("a1", 2_000, 100, 1), new RecordClose(2_000, 5), new RecordFall("a1", 2_000, 100, 1, 6),
            new RecordAward("a2", 2_000, 90, 7), new RecordClose(2_000, 7, 2), new RecordFall("a2", 2_000, 90, 2, 8), new RecordClose(0, 9, 3),
        ];
        Gen.Shuffle((LotCommand[])[.. heard, .. heard]).Sample(order =>
        {
            var lot = order.Aggregate(Lot(EnteredInPublished), After);
            return lot is { Status: LotStatus.PassedIn, SoldMilli: 0, HammerMinor: 0, Closing: 3 };
        });
    }

    [Fact]
    public void A_sale_that_went_on_after_a_default_and_was_withdrawn_is_withdrawn_in_any_order()
    {
        LotCommand[] heard =
            [new RecordAward("a1", 2_000, 100, 1), new RecordClose(2_000, 5), new RecordFall("a1", 2_000, 100, 1, 6), new RecordWithdrawal("broken", 7)];
        Gen.Shuffle((LotCommand[])[.. heard, .. heard]).Sample(order =>
            order.Aggregate(Lot(EnteredInPublished), After) is { Status: LotStatus.Withdrawn, SoldMilli: 0, HammerMinor: 0 });
    }

    private static Exchange.Listing.Lots.Lot After(Exchange.Listing.Lots.Lot lot, LotCommand command) =>
        lot.When(command, Before).Events.Aggregate(lot, Exchange.Listing.Lots.Lot.Evolve);

    [Fact]
    public void A_lot_that_is_not_there_refuses_what_it_hears() =>
        Assert.Equal(LotRefusals.Unknown, Lot().When(new RecordClose(1, 5), Before).Refusal);

    public static TheoryData<LotDetails, string> Bad => new()
    {
        { Details with { Title = "" }, "lot.out-of-bounds" },
        { Details with { Title = "a\0b" }, "lot.out-of-bounds" },
        { Details with { Title = new string('x', 201) }, "lot.out-of-bounds" },
        { Details with { Category = "a b" }, "lot.out-of-bounds" },
        { Details with { QuantityMilli = 0 }, "lot.out-of-bounds" },
        { Details with { QuantityMilli = long.MaxValue }, "lot.out-of-bounds" },
        { Details with { Unit = "NOPE" }, "lot.unknown-unit" },
        { Details with { Format = "lottery" }, "lot.unknown-format" },
        { Details with { Terms = new(FallMinor: 1) }, "lot.term-unused" },
        { Details with { OpeningMinor = 0 }, "lot.out-of-bounds" },
        { Details with { ReserveMinor = -1 }, "lot.out-of-bounds" },
        { Details with { IncrementMinor = LotDetails.MaxMinor + 1 }, "lot.out-of-bounds" },
        { Details with { Format = LotDetails.FixedPrice }, "lot.not-at-a-fixed-price" },
        { Details with { Format = LotDetails.FixedPrice, ReserveMinor = 0, IncrementMinor = 0, OpeningMinor = LotDetails.MaxMinor }, "lot.out-of-bounds" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Details_out_of_bounds_are_refused(LotDetails details, string code) =>
        Assert.Equal(code, Fair(Created).When(new EnterLot(LotId, Consignor, details), Before).Refusal?.Code);

    [Fact]
    public void A_fixed_price_lot_gets_no_increment_from_the_fair()
    {
        var details = Details with { Format = LotDetails.FixedPrice, ReserveMinor = 0, IncrementMinor = 0 };
        Assert.Equal(0, details.With(Rules).IncrementMinor);
    }

    [Fact]
    public void Units_that_a_translation_gives_are_known() => Assert.All(Units.Targets, code => Assert.True(Units.IsKnown(code), code));
}
