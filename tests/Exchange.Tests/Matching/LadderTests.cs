using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What becomes of a lot that is not sold, rule by rule: opening 100.00, reserve 150.00, and a ladder of three rungs.</summary>
public sealed class LadderTests
{
    private const long Hour = 3_600_000;

    private static readonly long Close = Closes.ToUnixTimeMilliseconds();

    /// <summary>English at 85 % an hour after the close, then a clock from 85 % to 50 %, then offers.</summary>
    internal static IReadOnlyList<LadderRung> Rungs { get; } =
    [
        new("english", 8_500, 4 * Hour, PauseMs: Hour),
        new("dutch", 8_500, 2 * Hour, FallBasisPoints: 1_000, FallEveryMs: Hour / 4, FloorBasisPoints: 5_000),
        new("best-offer", 8_000, 10 * Hour, OfferMs: 2 * Hour),
    ];

    internal static Offering OnALadder { get; } = Of(ByBids.Terms with { Ladder = Rungs, LadderEndsAt = Close + (24 * Hour) });

    private static readonly FallAward FirstFalls = new(Id.From(LotId, "1"), "not-paid");

    private static Scenario<Auction, AuctionCommand, AuctionEvent> PassedOnce => With(OnALadder).After(new PlaceBid(Smelter, Opening), During).After(new CloseAuction(), Closes);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> OnTheClock => PassedOnce.After(new CloseAuction(), Closes.AddHours(5));

    private static Scenario<Auction, AuctionCommand, AuctionEvent> ByOffer => OnTheClock.After(new CloseAuction(), Closes.AddHours(7));

    [Fact]
    public void A_lot_that_would_pass_in_opens_again_on_the_next_rung_at_its_part_of_the_opening_and_the_reserve()
    {
        var terms = OnALadder.Terms with
        {
            OpeningMinor = 8_500,
            ReserveMinor = 12_750,
            OpensAt = Close + Hour,
            ClosesAt = Close + (5 * Hour),
            Ladder = null,
            LadderEndsAt = null,
        };
        var again = With(OnALadder).After(new PlaceBid(Smelter, Opening), During).When(new CloseAuction(), Closes)
            .Then(new AttemptOpened(Fair, 2, 1, terms, Offered, 1, 0, 8_500, Attempt.PassedIn));
        Assert.Equal((null, null, 0L, terms.ClosesAt), (again.State.Outcome, again.State.Leader, again.State.PriceMinor, again.State.ClosesAt));
        Assert.Equal(AuctionStatus.Scheduled, again.State.StatusAt(Close));
    }

    [Fact]
    public void Bids_of_an_earlier_attempt_count_no_more_and_bidders_and_bids_are_numbered_on()
    {
        var again = PassedOnce.When(new PlaceBid(Foundry, 8_500), Closes.AddHours(1)).Then(
            new BidPlaced(Fair, 2, Foundry, 2, 8_500, 8_500, 9_000, Close + (5 * Hour)));
        again.When(new PlaceBid(Smelter, 13_000), Closes.AddHours(2)).Then(new BidPlaced(Fair, 3, Smelter, 1, 13_000, 13_000, 13_500, Close + (5 * Hour)));
        Assert.Equal(0, again.State.Bidders[Smelter].BestMinor);
    }

    [Fact]
    public void The_lot_is_sold_on_a_rung_whose_reserve_is_met_and_passes_in_at_last_when_none_is()
    {
        var sold = PassedOnce.After(new PlaceBid(Foundry, 12_750), Closes.AddHours(2)).When(new CloseAuction(), Closes.AddHours(5)).Then(
            new QuantityAwarded(Id.From(LotId, "1"), ByBids.Lot, Foundry, Offered, 12_750, Settled), new AuctionClosed(Fair, Offered, Offered, 2));
        Assert.Equal(AuctionStatus.Sold, sold.State.Outcome);
        ByOffer.When(new CloseAuction(), Closes.AddHours(17)).Then(new AuctionClosed(Fair, Offered, 0, 1));
    }

    [Fact]
    public void A_rung_at_an_asked_price_asks_for_parts_of_the_reserve_where_that_is_above_the_opening()
    {
        var clock = OnTheClock.State.Offered.Terms;
        Assert.Equal(("dutch", 12_750L, 7_500L, 1_275L, 0L), (clock.Format, clock.OpeningMinor, clock.FloorMinor, clock.FallMinor, clock.ReserveMinor));
        var offers = ByOffer.State.Offered.Terms;
        Assert.Equal(("best-offer", 12_000L, 2 * Hour), (offers.Format, offers.OpeningMinor, offers.OfferMs));
        var without = Ladder.TermsOf(OnALadder.Terms with { ReserveMinor = 0 }, 2, 0, 1);
        Assert.Equal((8_500L, 850L, 5_000L), (without.OpeningMinor, without.FallMinor, without.FloorMinor));
        var hybrid = new LadderRung("dutch-sealed", 9_000, 1, FallBasisPoints: 100, FallEveryMs: 1, Falls: 80, SealedMs: 1, BestBidMs: 1);
        var terms = Ladder.TermsOf(ByBids.Terms with { Ladder = [hybrid] }, 1, 0, 1);
        Assert.Equal((13_500L, 2_700L), (terms.OpeningMinor, Exchange.Matching.Auctions.Formats.DutchSealed.PriceAt(terms, 1_000)));
        terms = Ladder.TermsOf(ByBids.Terms with { OpeningMinor = 1, ReserveMinor = 0, Ladder = [hybrid] }, 1, 0, 1);
        Assert.Equal((5L, 1L), (terms.OpeningMinor, Exchange.Matching.Auctions.Formats.DutchSealed.PriceAt(terms, 1_000)));
    }

    [Fact]
    public void What_is_sent_for_another_attempt_gets_the_refusal_of_the_one_that_runs()
    {
        Assert.Equal(Close + Hour, PassedOnce.When(new PlaceBid(Foundry, 20_000), Closes).Refused("auction.not-open-yet").Facts["opensAt"]);
        OnTheClock.When(new PlaceBid(Foundry, 20_000), Closes.AddHours(5)).Refused("auction.takes-no-bids");
        ByOffer.When(new PlaceBid(Foundry, 20_000), Closes.AddHours(7)).Refused("auction.takes-offers");
        ByOffer.When(new TakeQuantity(Foundry, Offered), Closes.AddHours(7)).Refused("auction.takes-offers");
        PassedOnce.When(new CloseAuction(), Closes).Refused("auction.not-due");
    }

    [Fact]
    public void What_names_its_attempt_counts_in_no_other_though_it_be_of_the_same_format()
    {
        var late = PassedOnce.When(new PlaceBid(Foundry, 11_000) { Attempt = 1 }, Closes.AddHours(2)).Refused("auction.other-attempt");
        Assert.Equal(2L, late.Facts["attempt"]);
        PassedOnce.When(new PlaceBid(Foundry, 11_000) { Attempt = 1 }, Closes).Refused("auction.other-attempt");
        Assert.Equal(2, PassedOnce.After(new PlaceBid(Foundry, 11_000) { Attempt = 2 }, Closes.AddHours(2)).State.Bids);
        ByOffer.When(new MakeOffer(Foundry, 9_000, null) { Attempt = 3 }, Closes.AddHours(8)).Refused("auction.other-attempt");
        With(ByBids).When(new PlaceBid(Foundry, Opening) { Attempt = 2 }, During).Refused("auction.other-attempt");
        Assert.Equal(1, With(ByBids).After(new PlaceBid(Foundry, Opening) { Attempt = 1 }, During).State.Bids);
    }

    [Fact]
    public void An_offer_on_the_last_rung_is_taken_by_the_consignor_and_sells_the_lot()
    {
        var made = ByOffer.After(new MakeOffer(Foundry, 9_000, null), Closes.AddHours(8));
        Assert.Equal((2, 1L), (made.State.Bidders[Foundry].Number, made.State.Bids));
        var sold = made.After(new AcceptOffer(Mill, 1), Closes.AddHours(9)).State;
        Assert.Equal((AuctionStatus.Sold, 9_000L), (sold.Outcome, sold.PriceMinor));
    }

    [Fact]
    public void A_late_close_cuts_the_last_rungs_and_those_that_keep_less_than_half_of_their_time_are_passed_over()
    {
        var late = Of(OnALadder.Terms with { LadderEndsAt = Close + (17 * Hour) });
        var cut = With(late).After(new CloseAuction(), Closes.AddHours(4)).State;
        Assert.Equal((1, Close + (4 * Hour), Close + (8 * Hour)), (cut.Attempts!.Rung, cut.Offered.Terms.OpensAt, cut.ClosesAt));
        cut = With(late).After(new CloseAuction(), Closes.AddHours(4)).After(new CloseAuction(), Closes.AddHours(8)).After(new CloseAuction(), Closes.AddHours(10)).State;
        Assert.Equal((3, Close + (10 * Hour), Close + (17 * Hour)), (cut.Attempts!.Rung, cut.Offered.Terms.OpensAt, cut.ClosesAt));
        cut = With(late).After(new CloseAuction(), Closes.AddHours(11)).State;
        Assert.Equal((1, Close + (15 * Hour)), (cut.Attempts!.Rung, cut.ClosesAt));
        cut = With(late).After(new CloseAuction(), Closes.AddHours(16)).State;
        Assert.Equal((2, Close + (17 * Hour)), (cut.Attempts!.Rung, cut.ClosesAt));
        Assert.Equal(AuctionStatus.PassedIn, With(late).After(new CloseAuction(), Closes.AddHours(17)).State.Outcome);
    }

    [Fact]
    public void After_a_default_with_nobody_left_the_lot_goes_down_its_ladder_without_whoever_defaulted_and_without_deposits()
    {
        var sold = With(OnALadder with { Terms = OnALadder.Terms with { DepositMinor = 500, SecondChanceMs = 2 * Hour } })
            .After(new NoteDeposit(Smelter), During).After(new NoteDeposit(Foundry), During)
            .After(new PlaceBid(Smelter, 15_000), During).After(new PlaceBid(Foundry, 16_000), During).After(new CloseAuction(), Closes);
        var asked = sold.After(FirstFalls, Closes.AddHours(1));
        var again = asked.After(new LapseSecondChance(), Closes.AddHours(3)).State;
        Assert.Equal((null, 1, Close + (4 * Hour), (long?)null), (again.Outcome, again.Attempts!.Rung, again.Offered.Terms.OpensAt, again.Offered.Terms.DepositMinor));
        Assert.Equal(Attempt.Defaulted, Assert.Single(again.Attempts.Past).Came);
        var open = asked.After(new LapseSecondChance(), Closes.AddHours(3));
        open.When(new PlaceBid(Foundry, 13_000), Closes.AddHours(5)).Refused("auction.has-defaulted");
        var taken = open.After(new PlaceBid(Id.From("new"), 13_000), Closes.AddHours(5)).After(new PlaceBid(Smelter, 14_000), Closes.AddHours(5)).After(new CloseAuction(), Closes.AddHours(8));
        Assert.Equal((AuctionStatus.Sold, 14_000L, 2L), (taken.State.Outcome, taken.State.PriceMinor, taken.State.Cascade.Closings));
        var second = taken.After(new FallAward(Id.From(LotId, "2"), "not-paid"), Closes.AddHours(9));
        Assert.Equal(Id.From("new"), second.State.Cascade.Chance!.Bidder);
        Assert.Equal((AuctionStatus.Scheduled, "dutch"), (
            With(OnALadder with { Terms = OnALadder.Terms with { SecondChanceMs = 0, Ladder = [.. Rungs.Skip(1).Select(rung => rung with { PauseMs = 1 })] } })
                .After(new PlaceBid(Smelter, 15_000), During).After(new CloseAuction(), Closes).After(FirstFalls, Closes.AddHours(1)).State is var last ? last.StatusAt(Close + Hour) : "",
            last.Offered.Terms.Format));
    }

    [Fact]
    public void Of_a_lot_that_is_sold_in_part_the_rest_goes_down_the_ladder()
    {
        var offering = Of(AtPrice.Terms with { Ladder = [new("pay-as-bid", 8_000, Hour), new("fixed-price", 6_000, Hour)], LadderEndsAt = Close + (2 * Hour) });
        var rest = With(offering).After(new TakeQuantity(Smelter, 500_000), During).After(new CloseAuction(), Closes);
        Assert.Equal((1_500_000L, 1_500_000L, Attempt.SoldInPart), (rest.State.RemainingMilli, rest.State.Attempts!.OfferedMilli, rest.State.Attempts.Past[0].Came));
        var bids = rest.After(new PlaceDemand(Foundry, 2_100, 2_000_000), Closes.AddMinutes(1));
        Assert.Equal([new Award(Foundry, 1_500_000, 3_150_000)], bids.State.Resolve());
        var low = rest.After(new PlaceDemand(Foundry, 2_000, 1_000_000), Closes.AddMinutes(1)).After(new CloseAuction(), Closes.AddHours(1));
        Assert.Equal(("fixed-price", 1_500L, 500_000L), (low.State.Format.Name, low.State.Offered.Terms.OpeningMinor, low.State.RemainingMilli));
        var all = low.After(new TakeQuantity(Smelter, 500_000), Closes.AddMinutes(90));
        Assert.Equal((AuctionStatus.Sold, Offered), (all.State.Outcome, all.State.AwardedMilli));
    }

    [Fact]
    public void A_lot_leaves_its_group_when_it_goes_down_its_ladder()
    {
        var decision = Auction.Decide(With(Of(OnALadder.Terms with { Group = "g" })).State, new CloseAuction(), Closes);
        Assert.IsType<AttemptOpened>(decision[0]);
        Assert.Equal([new("group/g", new LeaveGroup(LotId))], decision.Companions);
    }

    [Fact]
    public void On_a_rung_only_its_own_bids_are_made_void_and_a_withdrawal_that_was_proposed_before_can_still_be_confirmed()
    {
        var organized = OnALadder with { Organizer = "province" };
        var again = With(organized).After(new PlaceBid(Smelter, Opening), During).After(new Propose("wang", "province", false, null, "stolen"), During).After(new CloseAuction(), Closes);
        again.When(new Propose("wang", "province", false, 1, "a slip"), Closes.AddHours(2)).Refused("auction.no-bid-to-void");
        Assert.Equal(AuctionStatus.Withdrawn, again.After(new ConfirmProposal("li", "province", false, 1), Closes.AddHours(2)).State.Outcome);
        var bid = again.After(new PlaceBid(Foundry, 9_000), Closes.AddHours(2)).After(new PlaceBid(Smelter, 13_000), Closes.AddHours(2))
            .After(new Propose("wang", "province", false, 3, "a slip"), Closes.AddHours(2));
        var at = Closes.AddHours(2).ToUnixTimeMilliseconds();
        bid.When(new ConfirmProposal("li", "province", false, 2) { Standing = [new(1, Smelter, Opening, at), new(2, Foundry, 9_000, at), new(3, Smelter, 13_000, at)] }, Closes.AddHours(2))
            .Refused("auction.bids-moved");
        var left = bid.After(new ConfirmProposal("li", "province", false, 2) { Standing = [new(2, Foundry, 9_000, at), new(3, Smelter, 13_000, at)] }, Closes.AddHours(2)).State;
        Assert.Equal((Foundry, 9_000L, 0L), (left.Leader, left.PriceMinor, left.Bidders[Smelter].BestMinor));
    }

    [Fact]
    public void A_clock_on_a_rung_is_stopped_by_whoever_comes_first_though_others_bid_before()
    {
        var hybrid = Of(ByBids.Terms with
        {
            ReserveMinor = 20_000,
            Ladder = [new("dutch-sealed", 5_000, 8 * Hour, FallBasisPoints: 100, FallEveryMs: 300_000, Falls: 80, SealedMs: 600_000, BestBidMs: 300_000)],
            LadderEndsAt = Close + (8 * Hour),
        });
        var stopped = With(hybrid).After(new PlaceBid(Smelter, Opening), During).After(new CloseAuction(), Closes).After(new PlaceBid(Foundry, 10_000), Closes);
        Assert.Equal((2L, 10_000L), (stopped.State.Bids, stopped.State.PriceMinor));
        var opened = stopped.After(Sealed(Smelter, 60_000), Closes.AddMinutes(1)).After(new CloseAuction(Key), Closes.AddMinutes(10));
        opened.When(new PlaceBid(Smelter, 70_000), Closes.AddMinutes(11)).Refused("auction.last-bid-is-anothers");
        Assert.Equal((AuctionStatus.Sold, 70_000L), (opened.After(new PlaceBid(Foundry, 70_000), Closes.AddMinutes(11)).State is var sold ? sold.Outcome : "", sold.PriceMinor));
    }

    [Fact]
    public void The_plan_tells_when_each_rung_comes_and_what_is_left_shrinks_with_it()
    {
        Assert.Equal(
            [(1, Close + Hour, Close + (5 * Hour)), (2, Close + (5 * Hour), Close + (7 * Hour)), (3, Close + (7 * Hour), Close + (17 * Hour))],
            Ladder.Plan(OnALadder.Terms).Select(rung => (rung.Rung, rung.Terms.OpensAt, rung.Terms.ClosesAt)));
        Assert.Equal([2, 3], Ladder.Ahead(PassedOnce.State, Close).Select(rung => rung.Rung));
        Assert.Empty(Ladder.Ahead(ByOffer.State, Close));
    }

    [Theory]
    [InlineData("a rung is missing")]
    [InlineData("the end is missing")]
    [InlineData("the end is too early")]
    [InlineData("a tender")]
    [InlineData("a rung is sold by the unit")]
    [InlineData("a clock without a floor")]
    [InlineData("a floor without a clock")]
    [InlineData("a floor above its opening")]
    [InlineData("an opening of nothing")]
    [InlineData("a rung without time")]
    [InlineData("an unknown format")]
    [InlineData("a fall to nothing")]
    [InlineData("no increment")]
    [InlineData("eleven rungs")]
    public void Terms_with_a_ladder_that_is_not_sound_are_refused(string because)
    {
        Nothing.When(new OfferLot(Of(Wrong(because, OnALadder.Terms))), During).Refused("auction.unsound-terms");
        Nothing.When(new OfferLot(OnALadder), During).Then(new LotOffered(OnALadder));
    }

    private static SaleTerms Wrong(string because, SaleTerms terms) => because switch
    {
        "a rung is missing" => terms with { Ladder = [] },
        "the end is missing" => terms with { LadderEndsAt = null },
        "the end is too early" => terms with { LadderEndsAt = Close + (17 * Hour) - 1 },
        "a tender" => Tender.Terms with { Ladder = Rungs, LadderEndsAt = terms.LadderEndsAt },
        "no increment" => OnClock.Terms with { Ladder = Rungs, LadderEndsAt = terms.LadderEndsAt },
        "eleven rungs" => terms with { Ladder = [.. Enumerable.Repeat(new LadderRung("english", 1, 1), 11)] },
        _ => terms with
        {
            Ladder =
            [
                because switch
                {
                    "a rung is sold by the unit" => new("fixed-price", 8_000, 1),
                    "a clock without a floor" => Rungs[1] with { FloorBasisPoints = null },
                    "a floor without a clock" => Rungs[0] with { FloorBasisPoints = 1 },
                    "a floor above its opening" => Rungs[1] with { FloorBasisPoints = 8_501 },
                    "an opening of nothing" => Rungs[0] with { OpeningBasisPoints = 0 },
                    "a rung without time" => Rungs[0] with { LastsMs = 0 },
                    "an unknown format" => Rungs[0] with { Format = "raffle" },
                    _ => new LadderRung("dutch-sealed", 8_000, 1, FallBasisPoints: 100, FallEveryMs: 1, Falls: 100, SealedMs: 1, BestBidMs: 1),
                },
            ],
        },
    };
}
