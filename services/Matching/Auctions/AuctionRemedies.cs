using System.Diagnostics;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>What two organizers may do to a lot whose sale runs: make a bid void, or withdraw the lot. One proposes with a reason, another one confirms; nothing of it after the
/// close. Price and leader are then what the rules give for the bids that remain, taken in their order at their times as if the void one had never been: one of them that the
/// rules would have refused then (a leader's raise over a bid that is gone, say) counts for nothing.</summary>
public static class AuctionRemedies
{
    /// <summary>Decides what an organizer asks of an auction that is offered.</summary>
    public static Decision<AuctionEvent> Decide(Auction auction, OrganizerCommand command, long at) => command switch
    {
        { AsOperator: false } when command.Enterprise.Length == 0 || command.Enterprise != auction.Offered.Organizer => AuctionRefusals.NotTheOrganizer,
        _ when auction.Outcome is not null || at >= auction.ClosesAt => AuctionRefusals.Closed,

        Propose { Reason.Length: 0 or > Proposal.LongestReason } => AuctionRefusals.ReasonUnclear,
        Propose propose when propose.Reason.Any(char.IsControl) => AuctionRefusals.ReasonUnclear,
        Propose { Bid: not null } when !auction.Format.CanVoid => AuctionRefusals.CannotVoid,
        Propose { Bid: { } bid } when bid <= (auction.Attempts?.BidsBefore ?? 0) || bid > auction.Bids || auction.Voided.Contains(bid) => AuctionRefusals.NoBidToVoid,
        Propose propose => new RemedyProposed(new(auction.Proposals + 1, propose.Bid, propose.Reason, propose.By)),

        ConfirmProposal confirm when auction.Proposal?.Number != confirm.Proposal => AuctionRefusals.NoSuchProposal,
        ConfirmProposal confirm when auction.Proposal!.By == confirm.By => AuctionRefusals.SameOrganizer,
        ConfirmProposal confirm when auction.Proposal!.Bid is null => auction.Withdraw(auction.Proposal, confirm.By),
        ConfirmProposal confirm when !IsWhole(auction, confirm.Standing) => AuctionRefusals.BidsMoved,
        ConfirmProposal confirm => Void(auction, auction.Proposal!, confirm),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>The auction after what organizers did; null where that cannot follow.</summary>
    public static Auction? After(Auction auction, AuctionEvent @event) => @event switch
    {
        RemedyProposed proposed when proposed.Proposal.Number == auction.Proposals + 1 =>
            auction with { Proposal = proposed.Proposal, Proposals = proposed.Proposal.Number },
        BidVoided voided when voided.Bids == auction.Bids && !auction.Voided.Contains(voided.Bid) && voided.BestMinor.Count == auction.Bidders.Count => auction with
        {
            PriceMinor = voided.PriceMinor,
            Leader = voided.Leader,
            Bidders = auction.Bidders.With(voided.BestMinor, voided.BestBids),
            Voided = auction.Voided.Add(voided.Bid),
            Proposal = null,
        },
        _ => null,
    };

    // All bids of the attempt that runs, but for those that are void.
    private static bool IsWhole(Auction auction, IReadOnlyList<CountedBid>? standing)
    {
        var before = auction.Attempts?.BidsBefore ?? 0;
        return standing?.Count + auction.Voided.Count(bid => bid > before) == auction.Bids - before;
    }

    private static BidVoided Void(Auction auction, Proposal proposal, ConfirmProposal confirm)
    {
        var replay = Auction.Evolve(Auction.Initial, new LotOffered(auction.Offered));
        List<long> counted = [0]; // what number each bid of the replay has in the lot
        foreach (var bid in confirm.Standing!.Where(bid => bid.Bid != proposal.Bid))
        {
            replay = auction.Format.Accept(replay, new PlaceBid(bid.Bidder, bid.AmountMinor, Confirmed: true), bid.At).Events.Aggregate(replay, Auction.Evolve);
            if (replay.Bids == counted.Count) counted.Add(bid.Bid);
        }

        return new(
            auction.Offered.Lot.Fair, proposal.Bid!.Value, proposal, confirm.By, replay.PriceMinor, replay.Format.NextBidMinor(replay), auction.Bids, auction.ClosesAt,
            replay.Leader, replay.Leader is { } leader ? auction.Bidders[leader].Number : null,
            [.. auction.Bidders.InOrder.Select(bidder => replay.Bidders[bidder].BestMinor)], [.. auction.Bidders.InOrder.Select(bidder => counted[(int)replay.Bidders[bidder].BestBid])]);
    }
}
