using Exchange.Matching.Auctions;

namespace Exchange.Tests.Matching;

/// <summary>An English auction as a person with pencil and paper would hold it: every bid is kept, and everything is worked out from all of them each time.</summary>
internal sealed class NaiveAuctioneer(Offering offering)
{
    private readonly List<(string Bidder, long Amount, long At)> _bids = [];
    private bool _hammer, _withdrawn;

    public IEnumerable<(string Bidder, long Amount)> Bids => _bids.Select(bid => (bid.Bidder, bid.Amount));

    public long ClosesAt
    {
        get
        {
            var (close, left) = (offering.Terms.ClosesAt, offering.Terms.MostExtensions ?? long.MaxValue);
            foreach (var (_, _, at) in _bids)
            {
                var to = offering.Terms.SoftCloseRule == "add" ? close + offering.Terms.SoftCloseMs : at + offering.Terms.SoftCloseMs;
                var isLate = close - at < offering.Terms.SoftCloseMs;
                if (isLate && left-- > 0) close = Math.Min(to, offering.Terms.HardEndAt ?? long.MaxValue);
            }

            return close;
        }
    }

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
        if (command is PlaceBid bid && at >= offering.Terms.OpensAt && MayBid(bid.Bidder) && bid.AmountMinor >= Least && IsOnTheLadder(bid.AmountMinor)) _bids.Add((bid.Bidder, bid.AmountMinor, at));
    }

    private long Least => Highest is { } highest ? highest.Amount + Step : offering.Terms.OpeningMinor;

    private long Base => Highest is { } highest ? highest.Amount : offering.Terms.OpeningMinor;

    private long Step
    {
        get
        {
            if (offering.Terms.IncrementBasisPoints is { } part) return Math.Max(1, (long)Math.Ceiling(Base * (decimal)part / 10_000));
            var table = offering.Terms.Increments switch { "ebay-us" => Increments.EbayUs, "yuan" => Increments.Yuan, _ => offering.Terms.IncrementSteps };
            return table is null ? offering.Terms.IncrementMinor : table.First(line => line.BelowMinor is null || Base < line.BelowMinor).StepMinor;
        }
    }

    private bool IsOnTheLadder(long amount)
    {
        if (offering.Terms.WholeSteps is not true) return true;
        var rung = Base;
        while (rung < amount) rung += Step;
        return rung == amount;
    }

    private bool MayBid(string bidder) =>
        bidder != offering.Lot.Consignor && !offering.Linked.Contains(bidder) && !(ReserveIsMet && Highest!.Value.Bidder == bidder);
}
