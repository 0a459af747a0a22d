using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Rings;
using Xunit;
using static Exchange.Tests.Matching.Barter;
using static Exchange.Tests.Matching.Sale;
using AwardFell = Exchange.Matching.Auctions.AwardFell;
using Ring = Exchange.Matching.Rings.Ring;
using RingTraded = Exchange.Matching.Rings.RingTraded;

namespace Exchange.Tests.Matching;

/// <summary>The rules of wants, of rings, and of the lots that are kept for them.</summary>
public sealed class RingRuleTests
{
    private static readonly DateTimeOffset TooLate = DateTimeOffset.FromUnixTimeMilliseconds(Proposed.AcceptBy);
    private static readonly long Until = During.ToUnixTimeMilliseconds() + RingRound.HoldMs;

    private static readonly WantTerms AnyPumps = new([Pumps], ["8413"], SteelMinor, 0, 5_000);

    private static Scenario<Ring, RingCommand, RingEvent> IsProposed => Scenario.Of<Ring, RingCommand, RingEvent>().Given(new RingProposed(Proposed));

    private static Scenario<Ring, RingCommand, RingEvent> IsAgreed => IsProposed
        .After(new AcceptRing(Mill), During).After(new AcceptRing(Works), During).After(new AcceptRing(Yard), During);

    private static Scenario<Auction, AuctionCommand, AuctionEvent> IsKept => With(CableLot).After(new HoldForRing(RingId, Yard, CableMinor, Until), During);

    private static Scenario<LotWants, LotWantsCommand, LotWantsEvent> NothingWanted => Scenario.Of<LotWants, LotWantsCommand, LotWantsEvent>();

    [Fact]
    public void A_consignor_says_what_it_would_take_changes_it_and_takes_it_back()
    {
        var stated = NothingWanted.When(new StateWants(Works, Seen(SteelLot), AnyPumps, []), During).Then(new WantsStated(Seen(SteelLot), AnyPumps));
        stated.When(new StateWants(Works, Seen(SteelLot), AnyPumps with { Lots = [.. AnyPumps.Lots] }, []), During).Then();
        var changed = stated.When(new StateWants(Works, Seen(SteelLot), AnyPumps with { ValueMinor = 1 }, []), During).Then(new WantsStated(Seen(SteelLot), AnyPumps with { ValueMinor = 1 }));
        var withdrawn = changed.When(new WithdrawWants(Works), During).Then(new WantsWithdrawn(Fair));
        withdrawn.When(new WithdrawWants(Works), During).Then();
        withdrawn.When(new StateWants(Works, Seen(SteelLot), AnyPumps, []), During).Then<WantsStated>();
    }

    [Fact]
    public void Wants_that_cannot_be_are_refused()
    {
        var state = new StateWants(Works, Seen(SteelLot), AnyPumps, []);
        NothingWanted.When(state with { Lot = null }, During).Refused("auction.unknown-lot");
        NothingWanted.When(state with { By = Mill }, During).Refused("auction.not-your-lot");
        NothingWanted.When(state with { Lot = Seen(SteelLot) with { IsForBarter = false } }, During).Refused("auction.not-for-barter");
        NothingWanted.When(state with { Terms = AnyPumps with { Lots = [Steel] } }, During).Refused("wants.own-lot");
        Assert.Equal((string[])[Pumps], NothingWanted.When(state with { Unknown = [Pumps] }, During).Refused("wants.unknown-lots").Facts["lots"]);
        foreach (var terms in new[] { AnyPumps with { Lots = [], Classes = [] }, AnyPumps with { ValueMinor = 0 }, AnyPumps with { MostPaidMinor = -1 }, AnyPumps with { Classes = [""] } })
            NothingWanted.When(state with { Terms = terms }, During).Refused("wants.unsound");
        NothingWanted.When(new WithdrawWants(Works), During).Refused("wants.none");
        NothingWanted.After(state, During).When(new WithdrawWants(Mill), During).Refused("auction.not-your-lot");
    }

    [Fact]
    public void When_all_have_accepted_the_lots_are_kept_and_when_all_are_kept_the_ring_is_traded()
    {
        IsProposed.When(new AcceptRing(Mill), During).Then(new RingAccepted(Mill)).When(new AcceptRing(Mill), During).Then();
        IsProposed.After(new AcceptRing(Mill), During).After(new AcceptRing(Works), During)
            .When(new AcceptRing(Yard), During).Then(new RingAccepted(Yard), new RingAgreed(Until));
        var kept = IsAgreed.When(new NoteHeld(Steel, "s"), During).Then(new RingLotHeld(Steel, "s")).After(new NoteHeld(Cable, "c"), During);
        kept.When(new NoteHeld(Cable, "c"), During).Then();
        var traded = kept.When(new NoteHeld(Pumps, "p"), During).Then(
            new RingLotHeld(Pumps, "p"),
            new RingTraded(RingId, Fair, "CNY", [new("c", CableLot.Lot, Yard, CableMinor), new("s", SteelLot.Lot, Mill, SteelMinor), new("p", PumpsLot.Lot, Works, PumpsMinor)]));
        foreach (var late in new RingCommand[] { new AcceptRing(Mill), new BreakRing(Cable), new LapseRing(), new ProposeRing(Proposed) }) traded.When(late, TooLate).Then();
        Assert.Equal([2_000L, -3_000, 1_000], new[] { Mill, Works, Yard }.Select(Proposed.DifferenceMinor));
    }

    [Fact]
    public void Who_declines_or_is_silent_ends_the_ring_and_its_lot_is_to_blame()
    {
        IsProposed.When(new LeaveRing(Works), During).Then(new RingDissolved(RingDissolved.Left, [Steel]))
            .When(new AcceptRing(Mill), During).Refused("ring.dissolved");
        IsProposed.After(new AcceptRing(Works), During).When(new LeaveRing(Works), During).Then(new RingDissolved(RingDissolved.Left, [Steel]));
        IsProposed.When(new LapseRing(), During).Refused("ring.not-due");
        IsProposed.When(new AcceptRing(Mill), TooLate).Refused("ring.too-late");
        IsProposed.After(new AcceptRing(Works), During).When(new LapseRing(), TooLate).Then(new RingDissolved(RingDissolved.Silent, [Cable, Pumps]));
        IsProposed.When(new AcceptRing(Port), During).Refused("ring.not-a-member");
        IsProposed.When(new LeaveRing(Port), During).Refused("ring.not-a-member");
        Scenario.Of<Ring, RingCommand, RingEvent>().When(new AcceptRing(Mill), During).Refused("ring.unknown");
    }

    [Fact]
    public void Nobody_leaves_once_all_have_accepted_but_a_lot_that_is_gone_ends_the_ring()
    {
        IsAgreed.When(new LeaveRing(Mill), During).Refused("ring.agreed");
        var ended = IsAgreed.After(new NoteHeld(Cable, "c"), During).When(new BreakRing(Steel), During).Then(new RingDissolved(RingDissolved.Broken, [Steel]));
        ended.When(new NoteHeld(Pumps, "p"), During).Then();
        IsAgreed.After(new NoteHeld(Cable, "c"), During).When(new BreakRing(Cable), During).Then();
        IsAgreed.After(new NoteHeld(Cable, "c"), During).When(new LapseRing(), DateTimeOffset.FromUnixTimeMilliseconds(Until)).Then(new RingDissolved(RingDissolved.NotHeld, [Steel, Pumps]));
    }

    [Fact]
    public void What_does_not_go_once_around_is_no_ring()
    {
        var propose = Scenario.Of<Ring, RingCommand, RingEvent>();
        foreach (var legs in new IReadOnlyList<ProposedLeg>[]
        {
            [], [Legs[0]], [Legs[0], Legs[1]], [Legs[0], Legs[2], Legs[1]], [.. Legs, .. Legs], [Legs[0] with { HammerMinor = 0 }, Legs[1], Legs[2]],
            [Legs[0] with { Lot = CableLot.Lot with { Currency = "USD" } }, Legs[1], Legs[2]],
        }) propose.When(new ProposeRing(Proposed with { Legs = legs }), During).Refused("ring.unsound");
        propose.When(new ProposeRing(Proposed), During).Then(new RingProposed(Proposed)).When(new ProposeRing(Proposed), During).Then();
    }

    [Fact]
    public void A_lot_that_is_kept_is_sold_to_nobody_else_and_goes_to_its_taker()
    {
        IsKept.When(new HoldForRing(RingId, Yard, CableMinor, Until), During).Then();
        Assert.Equal(Until, IsKept.When(new PlaceBid(Smelter, Reserve), During).Refused("auction.held-for-ring").Facts["until"]);
        IsKept.When(new CloseAuction(), Closes).Refused("auction.held-for-ring");
        IsKept.When(new HoldForRing(Id.From("other"), Yard, CableMinor, Until), During).Refused("auction.held-for-ring");
        var award = Id.From(Cable, "1");
        var awarded = IsKept.When(new AwardToRing(RingId, [award, "s", "p"]), During).Then(
            new QuantityAwarded(award, CableLot.Lot, Yard, 4_000, CableMinor, Settled, Ring: new(RingId, [award, "s", "p"])), new AuctionClosed(Fair, 4_000, 4_000, 0));
        Assert.Equal((AuctionStatus.Sold, null), (awarded.State.Outcome, awarded.State.Held));
        awarded.When(new AwardToRing(RingId, [award, "s", "p"]), During).Then();
        awarded.When(new ReleaseFromRing(RingId), During).Then();
    }

    [Fact]
    public void A_lot_that_passed_in_is_given_too_and_one_that_is_freed_is_sold_as_before()
    {
        var passed = With(CableLot).After(new CloseAuction(), Closes).After(new HoldForRing(RingId, Yard, CableMinor, Until), Closes);
        Assert.Equal(AuctionStatus.PassedIn, passed.State.Outcome);
        Assert.Equal(new AuctionClosed(Fair, 4_000, 4_000, 0, Closing: 2), passed.After(new AwardToRing(RingId, []), Closes).History[^1]);
        var freed = IsKept.When(new ReleaseFromRing(RingId), During).Then(new ReleasedFromRing(Fair, RingId));
        Assert.Equal(1, freed.After(new PlaceBid(Smelter, Reserve), During).State.Bids);
    }

    [Fact]
    public void A_withdrawal_waits_for_the_ring_and_holds_if_it_comes_to_nothing()
    {
        var noted = IsKept.When(new WithdrawLot("burnt"), During).Then(new WithdrawalNoted(Fair, "burnt"));
        noted.When(new WithdrawLot("burnt"), During).Then();
        noted.When(new ReleaseFromRing(RingId), During).Then(new ReleasedFromRing(Fair, RingId), new AuctionWithdrawn("burnt"));
        Assert.Equal(AuctionStatus.Sold, noted.After(new AwardToRing(RingId, []), During).State.Outcome);
    }

    [Fact]
    public void What_has_a_bid_a_door_or_a_link_is_kept_for_no_ring()
    {
        var hold = new HoldForRing(RingId, Yard, CableMinor, Until, "912201");
        With(CableLot).After(new PlaceBid(Smelter, Reserve), During).When(hold, During).Refused("auction.not-free");
        With(CableLot).When(hold, Closes).Refused("auction.not-free");
        With(CableLot).After(new WithdrawLot("gone"), During).When(hold, During).Refused("auction.withdrawn");
        With(CableLot).When(hold with { Winner = Mill }, During).Refused("auction.own-lot");
        With(CableLot with { Linked = [Yard] }).When(hold, During).Refused("auction.linked-enterprise");
        With(CableLot with { Root = "912201" }).When(hold, During).Refused("auction.linked-enterprise");
        With(CableLot with { Terms = CableLot.Terms with { DepositMinor = 1 } }).When(hold, During).Refused("auction.not-for-barter");
        With(Tender).When(hold, During).Refused("auction.not-for-barter");
        Nothing.When(hold, During).Refused("auction.unknown-lot");
    }

    [Fact]
    public void When_a_ring_is_unwound_a_lot_is_for_sale_again_and_who_was_to_take_it_is_not_to_blame()
    {
        var sold = IsKept.After(new AwardToRing(RingId, []), During);
        var award = Id.From(Cable, "1");
        var unwound = sold.When(new FallAward(award, PassedOver.Unwound), During).Then(new AwardFell(award, Fair, 4_000, CableMinor, PassedOver.Unwound, 1));
        Assert.Null(unwound.State.Outcome);
        Assert.False(unwound.State.Cascade.HasPassed(Yard));
        Assert.True(sold.After(new FallAward(award, "not-paid"), During).State.Cascade.HasDefaulted(Yard));
        unwound.When(new HoldForRing(Id.From("next"), Yard, CableMinor, Until), During).Then<HeldForRing>();
        Assert.Equal(AuctionStatus.PassedIn, sold.After(new FallAward(award, PassedOver.Unwound), Closes).State.Outcome);
    }

    [Fact]
    public void Others_hear_of_a_ring_with_all_that_its_settlement_needs()
    {
        var traded = (RingTraded)IsAgreed.After(new NoteHeld(Steel, "s"), During).After(new NoteHeld(Cable, "c"), During).After(new NoteHeld(Pumps, "p"), During).History[^1];
        var told = (Exchange.Contracts.Matching.V1.RingTraded)Assert.Single(RingAnnouncements.From(new(new(0, 1), 0, 0, new("", "", "", During, null, []), Ring.Stream(RingId), 1, traded)));
        Assert.Equal((RingId, Fair, "CNY", During.ToUnixTimeMilliseconds()), (told.Ring, told.Fair, told.Currency, told.At));
        Assert.Equal(new RingLeg("c", Cable, 1, "Cable, 2 t", "8544", "Jilin", Mill, Yard, 4_000, "NMB", CableMinor), told.Legs[0]);
        var award = IsKept.After(new AwardToRing(RingId, ["c", "s", "p"]), During).History[^2];
        var heard = (LotAwarded)Assert.Single(AuctionAnnouncements.From(new(new(0, 1), 0, 0, new("", "", "", During, null, []), "auction/" + Cable, 1, award)));
        Assert.Equal((RingId, "c s p", CableMinor, Yard), (heard.Ring!.Ring, string.Join(' ', heard.Ring.Awards), heard.HammerMinor, heard.Winner));
    }
}
