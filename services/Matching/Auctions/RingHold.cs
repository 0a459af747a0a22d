using System.Diagnostics;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>A lot that is kept for a ring of barter: between the moment at which all members have accepted and the moment at which the ring is traded or dissolved. Money goes before barter: a lot
/// with an accepted bid is not kept. While it is kept nobody buys it, the hammer waits, and nothing but the ring ends that; the ring's own stream bounds the time. So an award to a ring is
/// never refused once the ring has counted the lot as held, which is what makes a ring over several partitions all or nothing.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Winner">The enterprise that takes the lot if the ring is traded.</param>
/// <param name="HammerMinor">The lot's barter value.</param>
/// <param name="Until">When the ring gives up waiting for its other lots, in Unix milliseconds.</param>
/// <param name="Withdrawal">Why the consignor withdrew the lot meanwhile; null where it has not.</param>
public sealed record RingHold(string Ring, string Winner, long HammerMinor, long Until, string? Withdrawal = null)
{
    /// <summary>Decides what a ring asks of a lot that is offered.</summary>
    internal static Decision<AuctionEvent> Decide(Auction auction, RingHoldCommand command, long at) => (command, auction.Held) switch
    {
        (HoldForRing hold, { } held) when held.Ring == hold.Ring => Decision<AuctionEvent>.Nothing,
        (HoldForRing, { } held) => AuctionRefusals.HeldForRing(held.Until),
        (HoldForRing hold, _) when ObjectionTo(auction, hold, at) is { } objection => objection,
        (HoldForRing hold, _) => new HeldForRing(auction.Offered.Lot.Fair, hold.Ring, auction.AwardId(auction.Awards + 1), hold.Winner, hold.HammerMinor, hold.Until),

        (AwardToRing award, { } held) when held.Ring == award.Ring => Awarded(auction, held, award.Awards),
        (ReleaseFromRing release, { } held) when held.Ring == release.Ring => Released(auction, held),
        (AwardToRing or ReleaseFromRing, _) => Decision<AuctionEvent>.Nothing,

        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Keeps in mind that the consignor of a lot that is kept has withdrawn it.</summary>
    internal static Decision<AuctionEvent> Note(Auction auction, RingHold held, WithdrawLot withdraw) =>
        held.Withdrawal is null ? new WithdrawalNoted(auction.Offered.Lot.Fair, withdraw.Reason) : Decision<AuctionEvent>.Nothing;

    /// <summary>Why a lot that is kept does not do what is asked, or null where it does.</summary>
    internal static Refusal? Bars(RingHold held, AuctionCommand command) => command is BuyerCommand or ConsignorCommand or OrganizerCommand or CloseAuction or Lapse or AnswerPart
        ? AuctionRefusals.HeldForRing(held.Until)
        : null;

    /// <summary>The state after an event, or null when it cannot follow.</summary>
    internal static Auction? Evolve(Auction auction, RingHoldEvent @event) => (@event, auction.Held) switch
    {
        (HeldForRing hold, null) when IsFree(auction) => auction with { Held = new(hold.Ring, hold.Winner, hold.HammerMinor, hold.Until) },
        (WithdrawalNoted noted, { } held) => auction with { Held = held with { Withdrawal = noted.Reason } },
        (ReleasedFromRing released, { } held) when released.Ring == held.Ring => auction with { Held = null },
        _ => null,
    };

    /// <summary>The state after the award to the ring for which the lot is kept, or null when it cannot follow.</summary>
    internal static Auction? Evolve(Auction auction, QuantityAwarded award) =>
        auction.Held?.Ring == award.Ring?.Ring && award.QuantityMilli == auction.UnawardedMilli ? SecondChances.Awarded(auction with { Held = null, Outcome = null }, award) : null;

    /// <summary>Whether nobody has bid on the lot and all of it can be had: its sale runs or is to come, or it passed in.</summary>
    internal static bool IsFree(Auction auction) => auction.UnawardedMilli == auction.Offered.Lot.QuantityMilli && auction.Outcome switch
    {
        null => auction is { Bids: 0, Offers: null },
        AuctionStatus.PassedIn => true,
        _ => false,
    };

    /// <summary>Whether a lot may be given in a ring at all. Who takes a lot in a ring has not come through the door of its fair.</summary>
    internal static bool IsForBarter(Auction auction) => !auction.Format.IsReverse && auction.Offered.Terms is { Admission: null, Licence: null, DepositMinor: null };

    private static Refusal? ObjectionTo(Auction auction, HoldForRing hold, long at)
    {
        var lot = auction.Offered.Lot;
        return auction.Outcome is AuctionStatus.Withdrawn ? AuctionRefusals.Withdrawn
            : hold.Winner == lot.Consignor ? AuctionRefusals.OwnLot
            : auction.Offered.Linked.Contains(hold.Winner) || (auction.Offered.Root is { } root && root == hold.Root) ? AuctionRefusals.LinkedEnterprise
            : !IsForBarter(auction) ? AuctionRefusals.NotForBarter
            : !IsFree(auction) || (auction.Outcome is null && at >= auction.ClosesAt) ? AuctionRefusals.NotFree
            : null;
    }

    private static AuctionEvent[] Awarded(Auction auction, RingHold held, IReadOnlyList<string> awards)
    {
        var free = auction with { Outcome = null };
        var award = (QuantityAwarded)Hammer.Award(free, [new(held.Winner, free.UnawardedMilli, held.HammerMinor)])[0] with { Ring = new(held.Ring, awards) };
        return [award, Hammer.End(Auction.Evolve(auction, award), 0)];
    }

    private static AuctionEvent[] Released(Auction auction, RingHold held)
    {
        var released = new ReleasedFromRing(auction.Offered.Lot.Fair, held.Ring);
        return held.Withdrawal is { } reason && auction.Outcome is null ? [released, new AuctionWithdrawn(reason)] : [released];
    }
}
