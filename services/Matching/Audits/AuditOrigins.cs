using Exchange.Matching.Auctions;

namespace Exchange.Matching.Audits;

/// <summary>Finds again the command that caused events. Refused commands left no trace, so that there is one for each entry.</summary>
public static class AuditOrigins
{
    /// <summary>A command that causes the same events if the rules give them, or null where events do not tell it; then it is only asked whether they can follow.</summary>
    /// <param name="auction">The state before.</param>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">What the command caused.</param>
    /// <param name="bids">The bids before that are not void.</param>
    public static AuctionCommand? CommandOf(Auction auction, long at, IReadOnlyList<AuctionEvent> events, IReadOnlyList<CountedBid> bids) =>
        CommandOf(auction, at, events) switch
        {
            // Whoever bought was let in, which another log tells.
            BuyerCommand buyer => buyer with { Pass = new(true, auction.Offered.Terms.Licence is { } licence ? [licence] : [], HasDeposit: true, long.MaxValue) },
            ConfirmProposal confirm => confirm with { Standing = bids },
            var command => command,
        };

    private static AuctionCommand? CommandOf(Auction auction, long at, IReadOnlyList<AuctionEvent> events) => events switch
    {
        [LotOffered offered] => new OfferLot(offered.Offering),
        [HeldForRing held] => new HoldForRing(held.Ring, held.Winner, held.HammerMinor, held.Until),
        [WithdrawalNoted noted] => new WithdrawLot(noted.Reason),
        [ReleasedFromRing released, ..] => new ReleaseFromRing(released.Ring),
        [QuantityAwarded { Ring: { } ring }, ..] => new AwardToRing(ring.Ring, ring.Awards),
        [AuctionWithdrawn { Proposal: { } proposal } withdrawn] => new ConfirmProposal(withdrawn.ConfirmedBy ?? "", "", AsOperator: true, proposal.Number),
        [AuctionWithdrawn withdrawn] => new WithdrawLot(withdrawn.Reason),
        [CloseMoved { Lot: { } other } moved] => new ExtendWith(other, moved.ClosesAt),
        // Before lots that wait for answers were left alone, a downtime moved them too.
        [CloseMoved { DownFrom: { } from, DownTo: { } to }] when auction.Standing.Asked is null => new ExtendForDowntime(from, to),
        [PartsOffered { DownFrom: { } from, DownTo: { } to }] => new ExtendForDowntime(from, to),
        [SecondChanceOffered { DownFrom: { } from, DownTo: { } to }] => new ExtendForDowntime(from, to),
        [RemedyProposed { Proposal: var proposal }] => new Propose(proposal.By, "", AsOperator: true, proposal.Bid, proposal.Reason),
        [BidVoided voided] => new ConfirmProposal(voided.ConfirmedBy, "", AsOperator: true, voided.Proposal.Number),

        // The amount is in the box until the opening, which is checked against the receipts; what can be decided again before is all the rest.
        [BidSealed bid] => new PlaceSealedBid(bid.Bidder, new(auction.Format.NextBidMinor(auction), "", bid.Box, bid.KeyCheck, "", bid.Receipt)),
        [SealedBidWithdrawn withdrawn] => new WithdrawSealedBid(withdrawn.Bidder),
        [BidsOpened opened, ..] => new CloseAuction(Published: opened.Bids),

        [PriorityTaken taken, ..] => new TakeByPriority(taken.Enterprise) { KeyEnterprises = taken.KeyEnterprises },
        [AwardFell { Cancelled: true } fell, ..] => new CancelAward(fell.Award, fell.Reason),
        [AwardFell fell, ..] => new FallAward(fell.Award, fell.Reason),
        [SecondChanceEnded { Why: PassedOver.Lapsed }, ..] => new LapseSecondChance(),
        [SecondChanceEnded ended, ..] => new AnswerSecondChance(ended.Bidder, ended.Why == SecondChanceEnded.Accepted),

        [PartAnswered answered, ..] => new AnswerPart(answered.Bidder, answered.Bid, answered.Accepted),
        [PartsOffered] => new CloseAuction(),
        [.., AuctionClosed or AttemptOpened] when at >= auction.ClosesAt => new CloseAuction(),

        // Whoever bid so much has confirmed it, or it would have been refused.
        [BidPlaced bid, ..] => new PlaceBid(bid.Bidder, bid.AmountMinor, Confirmed: true),
        [DemandPlaced bid] => new PlaceDemand(bid.Bidder, bid.AmountMinor, bid.QuantityMilli, bid.Raises),
        [QuantityAwarded award, ..] => new TakeQuantity(award.Winner, award.QuantityMilli),

        [OfferMade made, ..] => new MakeOffer(made.Bidder, made.PriceMinor, made.QuantityMilli),
        [OfferCountered countered] => new CounterOffer(auction.Offered.Lot.Consignor, countered.Offer, countered.PriceMinor, countered.QuantityMilli),
        [OfferEnded { Status: OfferStatus.Expired }, ..] => new Lapse(),
        [OfferEnded ended, ..] when auction.StandingOffers.Find(ended.Offer) is { } offer => Answer(auction, offer, ended.Status == OfferStatus.Accepted),

        _ => null,
    };

    // A counter is answered by the bidder, an offer by the consignor.
    private static AuctionCommand Answer(Auction auction, Offer offer, bool accepts) =>
        offer.Status == OfferStatus.Countered ? new AnswerCounter(offer.Bidder, offer.Number, accepts)
        : accepts ? new AcceptOffer(auction.Offered.Lot.Consignor, offer.Number)
        : new DeclineOffer(auction.Offered.Lot.Consignor, offer.Number);
}
