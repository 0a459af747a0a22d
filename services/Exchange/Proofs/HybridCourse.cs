using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>A clock that a bid stops, and the last bid of whoever stopped it, as a lot's log tells them.</summary>
internal sealed class HybridCourse(Offering offering)
{
    private BidPlaced? _stop, _last;

    /// <summary>Takes in an open bid, and says what is wrong with it.</summary>
    /// <param name="bid">The bid.</param>
    /// <param name="at">When it was received, in Unix milliseconds.</param>
    public string? Take(BidPlaced bid, long at)
    {
        if (_stop is not null)
        {
            var isSound = _last is null && bid.Bidder == _stop.Bidder && bid.AmountMinor > _stop.AmountMinor;
            _last = bid;
            return isSound ? null : "is no last bid of whoever stopped the clock";
        }

        _stop = bid;
        var terms = offering.Terms;
        var falls = 0;
        while (falls < terms.Falls && terms.OpensAt + ((falls + 1) * terms.FallEveryMs!.Value) <= at) falls++;
        var price = decimal.Round(terms.OpeningMinor * (1 - (falls * terms.FallBasisPoints!.Value / 10_000m)), MidpointRounding.AwayFromZero);
        return bid.AmountMinor == price ? null : $"stopped the clock at {bid.AmountMinor} where it stood at {price}";
    }

    /// <summary>Who should win at what price, with the best sealed bid; null while nobody has stopped the clock.</summary>
    public (string Bidder, long PriceMinor)? Due((string Bidder, long PriceMinor)? best)
    {
        if (_stop is null) return null;
        var won = best ?? (_stop.Bidder, _stop.AmountMinor);
        return _last?.AmountMinor > won.PriceMinor ? (_last.Bidder, _last.AmountMinor) : won;
    }
}
