using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Deciders;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Auctions;

/// <summary>What other services' messages cause in auctions.</summary>
public static class AuctionConsumers
{
    /// <summary>A lot that was entered is put up for sale.</summary>
    public static IEnumerable<Also> On(LotEntered entered) =>
    [
        new(Auction.Stream(entered.Lot), new OfferLot(new(
            new(
                entered.Lot, entered.Fair, entered.Number, entered.Title, entered.Consignor, entered.Category, entered.Region,
                entered.QuantityMilli, entered.Unit, entered.Currency),
            entered.Terms,
            entered.Settlement,
            entered.Linked ?? []) { Organizer = entered.Organizer, Root = entered.ConsignorRoot })),
    ];

    /// <summary>What is known of a bidder's admission.</summary>
    public static IEnumerable<Also> On(BidderAdmission admission) =>
    [
        new(
            Admission.Stream(admission.Fair, admission.Bidder),
            new NoteAdmission(admission.Fair, admission.Bidder, admission.IsAdmitted, admission.Licences, admission.Version)),
    ];

    /// <summary>A bidder whose deposit is held may bid.</summary>
    public static IEnumerable<Also> On(DepositHeld held) => [new(Auction.Stream(held.Lot), new NoteDeposit(held.Bidder, held.Hold ?? 1))];

    /// <summary>How much a bidder may bid in a fair.</summary>
    public static IEnumerable<Also> On(BiddingLimit limit) =>
        [new(BidLimit.Stream(limit.Fair, limit.Bidder), new NoteLimit(limit.Fair, limit.Bidder, limit.IsHeld ? limit.LeftMinor : null, limit.Version))];

    /// <summary>A lot that was withdrawn is no longer for sale.</summary>
    public static IEnumerable<Also> On(LotWithdrawn withdrawn) => [new(Auction.Stream(withdrawn.Lot), new WithdrawLot(withdrawn.Reason))];

    /// <summary>Whether a lot has met a bid is known here.</summary>
    public static IEnumerable<Also> On(LotAmendmentAsked asked) => [new(Auction.Stream(asked.Lot), new AllowAmendment(asked.Fair, asked.Version))];

    /// <summary>An award whose deal defaulted falls. Of the two, a lot and a call auction, one is not there, and does nothing.</summary>
    public static IEnumerable<Also> On(DealDefaulted defaulted) =>
    [
        new(Auction.Stream(defaulted.Lot), new FallAward(defaulted.Deal, defaulted.Reason)),
        new(CallAuction.Stream(defaulted.Lot), new DropTrade(defaulted.Deal, defaulted.Reason)),
    ];

    /// <summary>An award whose deal was cancelled falls, and its goods are for sale no more; but where another deal of its ring of barter fell they are, as after any default.</summary>
    public static IEnumerable<Also> On(DealCancelled cancelled) =>
    [
        new(
            Auction.Stream(cancelled.Lot),
            cancelled.Reason == PassedOver.Unwound ? new FallAward(cancelled.Deal, cancelled.Reason) : (CascadeCommand)new CancelAward(cancelled.Deal, cancelled.Reason)),
        new(CallAuction.Stream(cancelled.Lot), new DropTrade(cancelled.Deal, cancelled.Reason)),
    ];
}
