using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;

namespace Exchange.Tests.Matching;

/// <summary>An English auction as a person with pencil and paper would hold it: every bid is kept, everything is worked out from all of them each time, and
/// two maxima are played against each other one minor unit after the other.</summary>
internal sealed class NaiveAuctioneer(Offering offering)
{
    private readonly List<(string Bidder, long Amount, long At, string Leader, long Price)> _bids = [];
    private bool _hammer, _withdrawn;

    public IEnumerable<(string Bidder, long Amount, string Leader, long Price)> Bids => _bids.Select(bid => (bid.Bidder, bid.Amount, bid.Leader, bid.Price));

    public long ClosesAt
    {
        get
        {
            var (close, left, before) = (offering.Terms.ClosesAt, offering.Terms.MostExtensions ?? long.MaxValue, ("", 0L));
            foreach (var (_, _, at, leader, price) in _bids)
            {
                var to = offering.Terms.SoftCloseRule == "add" ? close + offering.Terms.SoftCloseMs : at + offering.Terms.SoftCloseMs;
                var isLate = close - at < offering.Terms.SoftCloseMs;
                if (before != (leader, price) && isLate && left-- > 0) close = Math.Min(to, offering.Terms.HardEndAt ?? long.MaxValue);
                before = (leader, price);
            }

            return close;
        }
    }

    /// <summary>Who won and what they pay, once the hammer has fallen.</summary>
    public (string? Winner, long HammerMinor) Winner => _hammer && !_withdrawn && ReserveIsMet ? (_bids[^1].Leader, Price) : default;

    private bool IsProxy => offering.Terms.Proxy is true;

    private long Price => _bids.Count == 0 ? 0 : _bids[^1].Price;

    private string? Leader => _bids.Count == 0 ? null : _bids[^1].Leader;

    private long Maximum => _bids.Where(bid => bid.Bidder == Leader).Max(bid => bid.Amount);

    private bool ReserveIsMet => _bids.Count > 0 && Price >= offering.Terms.ReserveMinor;

    public void Hear(AuctionCommand command, long at)
    {
        if (_hammer || _withdrawn) return;
        if (command is CloseAuction) _hammer = at >= ClosesAt;
        if (at >= ClosesAt) return;
        if (command is WithdrawLot) _withdrawn = true;
        if (command is not PlaceBid bid || at < offering.Terms.OpensAt || !MayBid(bid.Bidder) || bid.AmountMinor < Least(bid.Bidder) || !IsOnTheLadder(bid) || IsSlip(bid)) return;
        var (leader, price) = IsProxy ? Duel(bid) : (bid.Bidder, bid.AmountMinor);
        _bids.Add((bid.Bidder, bid.AmountMinor, at, leader, price));
    }

    private (string Leader, long Price) Duel(PlaceBid bid)
    {
        var (leader, high, price) = (bid.Bidder, bid.AmountMinor, offering.Terms.OpeningMinor);
        if (Leader == bid.Bidder) price = Price;
        else if (Leader is { } other)
        {
            (leader, high, var low) = bid.AmountMinor > Maximum ? (bid.Bidder, bid.AmountMinor, Maximum) : (other, Maximum, bid.AmountMinor);
            for (price = low; price < high && price < low + StepAt(low);) price++;
        }

        while (price < offering.Terms.ReserveMinor && high >= offering.Terms.ReserveMinor) price++;
        return (leader, price);
    }

    private long Least(string bidder) => Leader is null ? offering.Terms.OpeningMinor
        : Leader != bidder ? Price + StepAt(Price)
        : offering.Terms.OwnIncrementMinor is { } own ? Maximum + own
        : IsProxy ? Maximum + 1 : Price + StepAt(Price);

    private bool IsSlip(PlaceBid bid) => bid.Confirmed is not true && bid.AmountMinor >= 10 * Least(bid.Bidder);

    private long Base => Leader is null ? offering.Terms.OpeningMinor : Price;

    private long StepAt(long price)
    {
        if (offering.Terms.IncrementBasisPoints is { } part) return Math.Max(1, (long)Math.Ceiling(price * (decimal)part / 10_000));
        var table = offering.Terms.Increments switch { "ebay-us" => IncrementTables.EbayUs, "yuan" => IncrementTables.Yuan, _ => offering.Terms.IncrementSteps };
        return table is null ? offering.Terms.IncrementMinor : table.First(line => line.BelowMinor is null || price < line.BelowMinor).StepMinor;
    }

    private bool IsOnTheLadder(PlaceBid bid)
    {
        if (offering.Terms.WholeSteps is not true) return true;
        var (rung, step) = Leader == bid.Bidder && offering.Terms.OwnIncrementMinor is { } own ? (Maximum, own) : (Base, StepAt(Base));
        while (rung < bid.AmountMinor) rung += step;
        return rung == bid.AmountMinor;
    }

    private bool MayBid(string bidder) =>
        bidder != offering.Lot.Consignor && !offering.Linked.Contains(bidder) && (IsProxy || !(ReserveIsMet && Leader == bidder));
}
