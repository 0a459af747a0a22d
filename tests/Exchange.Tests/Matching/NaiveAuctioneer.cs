using Exchange.Matching.Auctions;

namespace Exchange.Tests.Matching;

/// <summary>An English auction as a person with pencil and paper would hold it: every bid is kept, and everything is worked out from all of them each time.</summary>
internal sealed class NaiveAuctioneer(Offering offering)
{
    private readonly List<(string Bidder, long Amount, long At)> _bids = [];
    private bool _hammer, _withdrawn;

    public IEnumerable<(string Bidder, long Amount)> Bids => _bids.Select(bid => (bid.Bidder, bid.Amount));

    public long ClosesAt => _bids.Select(bid => bid.At + offering.Terms.SoftCloseMs).Append(offering.Terms.ClosesAt).Max();

    /// <summary>Who won and what they pay, once the hammer has fallen.</summary>
    public (string? Winner, long HammerMinor) Winner => _hammer && !_withdrawn && ReserveIsMet ? (Highest!.Value.Bidder, Highest.Value.Amount) : default;

    private (string Bidder, long Amount, long At)? Highest => _bids.Count == 0 ? null : _bids.OrderByDescending(bid => bid.Amount).First();

    private bool ReserveIsMet => Highest is { } highest && highest.Amount >= offering.Terms.ReserveMinor;

    public void Hear(AuctionCommand command, long at)
    {
        if (_hammer || _withdrawn) return;
        if (command is CloseAuction) _hammer = at >= ClosesAt;
        if (at >= ClosesAt) return;
        if (command is WithdrawLot) _withdrawn = true;
        if (command is PlaceBid bid && at >= offering.Terms.OpensAt && MayBid(bid.Bidder) && bid.AmountMinor >= Least) _bids.Add((bid.Bidder, bid.AmountMinor, at));
    }

    private long Least => Highest is { } highest ? highest.Amount + offering.Terms.IncrementMinor : offering.Terms.OpeningMinor;

    private bool MayBid(string bidder) =>
        bidder != offering.Lot.Consignor && !offering.Linked.Contains(bidder) && !(ReserveIsMet && Highest!.Value.Bidder == bidder);
}
