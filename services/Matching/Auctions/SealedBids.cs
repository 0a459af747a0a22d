using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>A bid that stands in a sealed sale.</summary>
/// <param name="Bid">The bid's number in the lot.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Box">The encrypted amount, until the opening; empty after it.</param>
/// <param name="Receipt">What the opening is checked against.</param>
/// <param name="AmountMinor">What was bid; null until the opening.</param>
public sealed record SealedBid(long Bid, string Bidder, string Box, string Receipt, long? AmountMinor = null);

/// <summary>The sealed bids of one lot that stand, the earliest first: one a bidder.</summary>
/// <param name="Standing">The bids.</param>
/// <param name="KeyCheck">Which key sealed them.</param>
public sealed record SealedBids(ImmutableArray<SealedBid> Standing, string KeyCheck)
{
    public static SealedBids None { get; } = new([], "");

    /// <summary>Whether the amounts are known.</summary>
    [JsonIgnore]
    public bool AreOpen => Standing.Length > 0 && Standing[0].AmountMinor is not null;

    /// <summary>The standing bid of an enterprise, or null.</summary>
    public SealedBid? Of(string bidder)
    {
        foreach (var bid in Standing)
            if (bid.Bidder == bidder) return bid;
        return null;
    }

    /// <summary>These bids after an accepted one, which takes the place of its bidder's before.</summary>
    public SealedBids After(BidSealed bid) => new([.. Standing.Where(other => other.Bidder != bid.Bidder), new(bid.Bid, bid.Bidder, bid.Box, bid.Receipt)], bid.KeyCheck);

    /// <summary>These bids without one.</summary>
    public SealedBids Without(long bid) => this with { Standing = [.. Standing.Where(other => other.Bid != bid)] };

    /// <summary>These bids with their amounts.</summary>
    /// <param name="lot">The lot's id.</param>
    /// <param name="opened">The bids that were opened, the earliest first.</param>
    /// <exception cref="InvalidDataException">Others were opened than stand, or an amount is not the one that its receipt was given for.</exception>
    public SealedBids Opened(string lot, IReadOnlyList<OpenedBid> opened)
    {
        if (!opened.Select(bid => bid.Bid).SequenceEqual(Standing.Select(bid => bid.Bid))) throw new InvalidDataException("The bids that were opened are not those that stood.");
        return this with
        {
            Standing = [.. Standing.Select((bid, i) => LotKey.Receipt(lot, opened[i].BidderNumber, opened[i].AmountMinor, opened[i].Salt) == bid.Receipt
                ? bid with { Box = "", AmountMinor = opened[i].AmountMinor }
                : throw new InvalidDataException($"Bid {bid.Bid} was opened as {opened[i].AmountMinor}, and its receipt says otherwise."))],
        };
    }

    /// <summary>A sale after an event of its sealed bids; null where it cannot follow.</summary>
    public static Auction? Evolve(Auction auction, AuctionEvent @event) => @event switch
    {
        BidSealed bid when bid.Bid == auction.Bids + 1 => auction with
        {
            Bids = bid.Bid,
            Sealed = (auction.Sealed ?? None).After(bid),
            Bidders = auction.Bidders.After(bid.Bidder, 0, bid.Bid),
        },
        SealedBidWithdrawn withdrawn when auction.Sealed?.Of(withdrawn.Bidder)?.Bid == withdrawn.Bid => auction with { Sealed = auction.Sealed.Without(withdrawn.Bid) },
        BidsOpened opened when auction.Sealed is { AreOpen: false } bids => auction with
        {
            Sealed = bids.Opened(auction.Offered.Lot.Id, opened.Bids),
            PriceMinor = opened.PriceMinor,
            Leader = opened.Leader,
            ClosesAt = opened.ClosesAt,
        },
        _ => null,
    };

    /// <summary>Why what is asked comes after the end of bids.</summary>
    public static Refusal TooLate(Auction auction, BuyerCommand command) => command switch
    {
        WithdrawSealedBid => SealedRefusals.WithdrawnAfterEnd,
        PlaceSealedBid when auction.Sealed?.Of(command.Bidder) is not null => SealedRefusals.AmendedAfterEnd,
        _ => AuctionRefusals.Closed,
    };
}
