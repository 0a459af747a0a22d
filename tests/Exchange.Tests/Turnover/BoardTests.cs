using Exchange.Turnover.Board;
using Xunit;
using static Exchange.Tests.Turnover.Heard;

namespace Exchange.Tests.Turnover;

public sealed class BoardTests
{
    [Fact]
    public void A_lot_is_offered_when_it_is_entered()
    {
        var totals = Of(Entered("a"), Entered("b")).Board.Figures.Totals;
        Assert.Equal(new Tally { LotsEntered = 2 }, totals);
        Assert.Equal(2, totals.LotsOffered);
    }

    [Fact]
    public void A_lot_that_closes_with_an_award_is_sold() =>
        Assert.Equal(new() { LotsEntered = 1, LotsSold = 1, Bids = 7 }, Of(Entered("a"), Closed("a", awarded: 1, bids: 7)).Board.Figures.Totals);

    [Fact]
    public void A_lot_that_closes_without_an_award_has_passed_in() =>
        Assert.Equal(new() { LotsEntered = 1, LotsPassedIn = 1 }, Of(Entered("a"), Closed("a", awarded: 0)).Board.Figures.Totals);

    [Fact]
    public void A_lot_that_was_withdrawn_is_not_offered_and_does_not_pass_in()
    {
        var totals = Of(Entered("a"), new Exchange.Contracts.Listing.V1.LotWithdrawn("a", Fair, "damaged", Start), Closed("a", awarded: 0)).Board.Figures.Totals;
        Assert.Equal(new() { LotsEntered = 1, LotsWithdrawn = 1 }, totals);
        Assert.Equal(0, totals.LotsOffered);
    }

    [Fact]
    public void A_lot_that_is_not_known_adds_nothing_until_it_is()
    {
        var heard = Of(Bids("a", 3), Closed("a", awarded: 0, bids: 5));
        Assert.Equal(Tally.Zero, heard.Board.Figures.Totals);
        Assert.Equal(new() { LotsEntered = 1, LotsPassedIn = 1, Bids = 5 }, heard.Hear(Entered("a")).Board.Figures.Totals);
    }

    [Fact]
    public void Bids_are_the_most_that_was_heard() => Assert.Equal(5, Of(Entered("a"), Bids("a", 2), Bids("a", 5), Bids("a", 4)).Board.Figures.Totals.Bids);

    [Fact]
    public void A_lot_whose_award_fell_is_not_sold_until_it_ends_anew_and_then_in_the_hour_of_that_end()
    {
        var heard = Of(Entered("a"), Closed("a", awarded: 1, bids: 7), Fell("a"));
        Assert.Equal(new() { LotsEntered = 1, Bids = 7 }, heard.Board.Figures.Totals);
        Assert.Empty(heard.Board.Figures.Quarters);
        heard.Hear(Closed("a", awarded: 1, bids: 7, at: Start + 7_200_000, closing: 2)).Hear(Closed("a", awarded: 1, bids: 7)).Hear(Fell("a"));
        Assert.Equal(new() { LotsEntered = 1, LotsSold = 1, Bids = 7 }, heard.Board.Figures.Totals);
        Assert.Equal([Figures.QuarterOf(Start + 7_200_000)], heard.Board.Figures.Quarters.Keys);
    }

    [Fact]
    public void An_award_adds_its_hammer_value_to_the_turnover() =>
        Assert.Equal(new() { Awards = 2, TurnoverMinor = 1200 }, Of(Awarded("a", 500), Awarded("b", 700)).Board.Figures.Totals);

    [Fact]
    public void What_was_paid_is_split_into_money_set_off_and_goods()
    {
        var heard = Of(Awarded("a", 500), Awarded("b", 700), Paid("a", 500) with { SetOffMinor = 200, BarterMinor = 50 }, Paid("b", 700));
        var totals = heard.Board.Figures.Totals;
        Assert.Equal((1_200, 950, 200, 50), (totals.PaidMinor, totals.CashMinor, totals.SetOffMinor, totals.BarterMinor));
        Assert.Equal((0, 0, 0), heard.Hear(Defaulted("a")).Board.Figures.Totals is var fallen ? (fallen.SetOffMinor, fallen.BarterMinor, fallen.PaidMinor - fallen.CashMinor) : default);
    }

    [Fact]
    public void A_payment_that_was_recorded_wrongly_counts_no_more_and_the_right_one_once()
    {
        var heard = Of(Awarded("a", 500), Paid("a"), Unpaid("a"));
        Assert.Equal((0, 0), (heard.Board.Figures.Totals.DealsPaid, heard.Board.Figures.Totals.PaidMinor));
        heard.Hear(Paid("a")).Hear(PaidAgain("a", 2)).Hear(Unpaid("a")).Hear(PaidAgain("a", 2));
        Assert.Equal((1, 500), (heard.Board.Figures.Totals.DealsPaid, heard.Board.Figures.Totals.PaidMinor));
        Assert.Equal(0, Of(Awarded("a", 500), Unpaid("a"), Paid("a")).Board.Figures.Totals.DealsPaid);
    }

    [Fact]
    public void An_award_that_is_heard_twice_counts_once() =>
        Assert.Equal(new() { Awards = 1, TurnoverMinor = 500 }, Of(Awarded("a"), Awarded("a")).Board.Figures.Totals);

    [Fact]
    public void A_payment_that_comes_before_its_award_waits_for_it()
    {
        var heard = Of(Paid("a"));
        Assert.Equal(Tally.Zero, heard.Board.Figures.Totals);
        Assert.Equal(new() { Awards = 1, TurnoverMinor = 500, DealsPaid = 1, PaidMinor = 500 }, heard.Hear(Awarded("a")).Board.Figures.Totals);
    }

    [Fact]
    public void A_settled_award_shows_what_was_released_and_the_commission() =>
        Assert.Equal(
            new() { Awards = 1, TurnoverMinor = 500, DealsPaid = 1, PaidMinor = 500, DealsSettled = 1, SettledMinor = 500 },
            Of(Awarded("a"), Paid("a"), Settled("a")).Board.Figures.Totals);

    [Fact]
    public void A_default_takes_the_hammer_value_off_the_turnover() =>
        Assert.Equal(
            new() { Awards = 1, TurnoverMinor = 700, DealsDefaulted = 1, DefaultedMinor = 500 },
            Of(Awarded("a", 500), Awarded("b", 700), Defaulted("a")).Board.Figures.Totals);

    [Fact]
    public void An_award_whose_deal_was_cancelled_leaves_the_turnover_and_is_nobodys_default()
    {
        Assert.Equal(new() { Awards = 1, TurnoverMinor = 700 }, Of(Awarded("a", 500), Awarded("b", 700), Paid("a", 500), Cancelled("a")).Board.Figures.Totals);
        Assert.Equal(new() { Awards = 1, TurnoverMinor = 700 }, Of(Cancelled("a"), Paid("a", 500), Awarded("b", 700), Awarded("a", 500), Cancelled("a")).Board.Figures.Totals);
    }

    [Fact]
    public void An_award_belongs_to_its_category_region_consignor_and_quarter_of_an_hour()
    {
        var figures = Of(Awarded("a", 500, "cable", "CN-21", "mill", Start + Figures.QuarterMs + 1)).Board.Figures;
        var tally = new Tally { Awards = 1, TurnoverMinor = 500 };
        Assert.Equal([new("cable", tally)], figures.Categories);
        Assert.Equal([new("CN-21", tally)], figures.Regions);
        Assert.Equal([new("mill", tally)], figures.Consignors);
        Assert.Equal([new(Start + Figures.QuarterMs, tally)], figures.Quarters);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(899_999, 0)]
    [InlineData(900_000, 900_000)]
    [InlineData(-1, -900_000)]
    public void A_quarter_begins_at_or_before_its_moments(long at, long quarter) => Assert.Equal(quarter, Figures.QuarterOf(at));

    [Fact]
    public void The_latest_awards_stand_first_and_a_fallen_one_is_marked()
    {
        var messages = Enumerable.Range(0, Board.RecentAwards + 3).Select(i => (object)Awarded($"a{i:00}", at: Start + i));
        var recent = Of([.. messages, Defaulted("a14")]).Board.Recent;
        Assert.Equal(Board.RecentAwards, recent.Count);
        Assert.Equal(("a14", false), (recent[0].Award, recent[0].Stands));
        Assert.Equal(("a03", true), (recent[^1].Award, recent[^1].Stands));
    }

    [Fact]
    public void A_fair_is_published_then_open_then_closed()
    {
        var heard = new Heard();
        Assert.Equal("unknown", heard.Board.Status);
        Assert.Equal("published", heard.Hear(Published()).Board.Status);
        Assert.Equal("open", heard.Hear(new Exchange.Contracts.Listing.V1.FairOpened(Fair, Start)).Board.Status);
        Assert.Equal("closed", heard.Hear(new Exchange.Contracts.Listing.V1.FairClosed(Fair, Start + 1)).Board.Status);
    }

    [Fact]
    public void Money_of_another_currency_is_not_added()
    {
        var heard = Of(Published("CNY"), Awarded("a", currency: "USD"));
        Assert.Equal("board.other-currency", Assert.Single(heard.Refusals).Code);
        Assert.Equal(Tally.Zero, heard.Board.Figures.Totals);
        Assert.Empty(heard.Fold.Fairs);
    }
}
