using System.Text.Json.Serialization;

namespace Exchange.Matching.Auctions;

/// <summary>What one organizer has proposed about a lot whose sale runs, and another may confirm. A lot has one at a time; a newer one takes its place.</summary>
/// <param name="Number">Its number in the lot, from 1.</param>
/// <param name="Bid">The bid that shall be void; null where the lot shall be withdrawn.</param>
/// <param name="Reason">Why, for those who watch the lot.</param>
/// <param name="By">Who proposed it: the subject of the token.</param>
public sealed record Proposal(long Number, long? Bid, string Reason, string By)
{
    public const int LongestReason = 200;
}

/// <summary>A bid that counts.</summary>
/// <param name="Bid">Its number.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">What was bid.</param>
/// <param name="At">When it was received, in Unix milliseconds.</param>
public sealed record CountedBid(long Bid, string Bidder, long AmountMinor, long At)
{
    /// <summary>Takes an event of the lot into the bids that count so far: a bid is one more, one that is void is none, and a new attempt begins without any.</summary>
    /// <param name="bids">The bids, in the order of their numbers.</param>
    /// <param name="event">The next event.</param>
    /// <param name="at">When its command was received, in Unix milliseconds.</param>
    public static void Count(List<CountedBid> bids, object @event, long at)
    {
        if (@event is BidPlaced bid) bids.Add(new(bid.Bid, bid.Bidder, bid.AmountMinor, at));
        else if (@event is BidVoided voided) bids.RemoveAll(known => known.Bid == voided.Bid);
        else if (@event is AttemptOpened) bids.Clear();
    }
}

/// <summary>Asked by somebody who runs the lot's fair, or the exchange.</summary>
/// <param name="By">The subject of the token: two organizers are two subjects.</param>
/// <param name="Enterprise">The enterprise for which it acts.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
public abstract record OrganizerCommand(string By, string Enterprise, bool AsOperator) : AuctionCommand;

/// <summary>Proposes that a bid be void, or that the lot be withdrawn.</summary>
/// <param name="By">The subject of the token.</param>
/// <param name="Enterprise">The enterprise for which it acts.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Bid">The bid; null where the lot shall be withdrawn.</param>
/// <param name="Reason">Why, for those who watch the lot.</param>
public sealed record Propose(string By, string Enterprise, bool AsOperator, long? Bid, string Reason) : OrganizerCommand(By, Enterprise, AsOperator);

/// <summary>Confirms what another organizer has proposed; it happens at once.</summary>
/// <param name="By">The subject of the token.</param>
/// <param name="Enterprise">The enterprise for which it acts.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Proposal">The proposal's number, so that nobody confirms what they have not seen.</param>
public sealed record ConfirmProposal(string By, string Enterprise, bool AsOperator, long Proposal) : OrganizerCommand(By, Enterprise, AsOperator)
{
    /// <summary>Every bid of the attempt that runs and is not void, read from the log where the auction has asked for them: its state has them no more. No part of what was sent.</summary>
    [JsonIgnore]
    public IReadOnlyList<CountedBid>? Standing { get; init; }
}

/// <summary>An organizer proposed something that another may confirm.</summary>
public sealed record RemedyProposed(Proposal Proposal) : AuctionEvent;

/// <summary>A bid is void: price and leader are what the rules give for the other bids in their order. It keeps its number, and the close stays where it is.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bid">The bid's number.</param>
/// <param name="Proposal">What was confirmed.</param>
/// <param name="ConfirmedBy">The second organizer.</param>
/// <param name="PriceMinor">The price since.</param>
/// <param name="NextBidMinor">The least next bid since.</param>
/// <param name="Bids">The number of accepted bids, void ones included; it has not changed.</param>
/// <param name="ClosesAt">The close, which has not changed.</param>
/// <param name="Leader">Who leads since; null where no bid is left.</param>
/// <param name="LeaderNumber">That one's number.</param>
/// <param name="BestMinor">The highest amount of each bidder that counts since, in the order of their numbers; 0 where none does.</param>
/// <param name="BestBids">The number of the bid with that amount, in the same order; null in events from before there were second chances.</param>
public sealed record BidVoided(
    string Fair, long Bid, Proposal Proposal, string ConfirmedBy, long PriceMinor, long NextBidMinor, long Bids, long ClosesAt,
    string? Leader, int? LeaderNumber, IReadOnlyList<long> BestMinor, IReadOnlyList<long>? BestBids = null) : AuctionEvent;
