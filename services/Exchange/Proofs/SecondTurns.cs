using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>Whose turn it is after a default, in slow words: of all who bid, and have neither an award nor had their turn, the one with the highest amount that
/// meets the reserve, the earlier of two; and of many units, whose best bid has most of all been left without.</summary>
/// <param name="terms">The terms of the attempt.</param>
/// <param name="lot">What is sold in it.</param>
/// <param name="book">The standing bids, where they are of price and quantity.</param>
internal sealed class SecondTurns(SaleTerms terms, Lot lot, OpenBook? book)
{
    private readonly Dictionary<string, (long AmountMinor, long Bid)> _best = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Winner, long QuantityMilli)> _standing = new(StringComparer.Ordinal), _before = new(StringComparer.Ordinal);
    private readonly HashSet<string> _out = new(StringComparer.Ordinal), _defaulted = new(StringComparer.Ordinal);

    /// <summary>Who is asked now.</summary>
    public SecondChanceOffered? Asked { get; private set; }

    /// <summary>Who took what they were asked to take, until it is awarded.</summary>
    public SecondChanceOffered? Taking { get; private set; }

    public void See(BidPlaced bid) => See(bid.Bidder, bid.Bid, bid.AmountMinor);

    public void See(string bidder, long bid, long amountMinor)
    {
        if (!_best.TryGetValue(bidder, out var best) || amountMinor > best.AmountMinor) _best[bidder] = (amountMinor, bid);
    }

    /// <summary>The turns of a next attempt: awards stand, who defaulted is out, and all others begin anew.</summary>
    public SecondTurns Anew(SaleTerms next, Lot left, OpenBook? bids)
    {
        var turns = new SecondTurns(next, left, bids);
        foreach (var (award, standing) in _before.Concat(_standing)) turns._before.Add(award, standing);
        turns._out.UnionWith(_defaulted);
        turns._defaulted.UnionWith(_defaulted);
        return turns;
    }

    /// <summary>A bid was made void, and all others are told anew.</summary>
    public void ForgetBids() => _best.Clear();

    public void See(QuantityAwarded award)
    {
        _standing[award.Award] = (award.Winner, award.QuantityMilli);
        Taking = null;
    }

    /// <summary>An award falls. Returns what it held, or null when no such award stands.</summary>
    public long? See(AwardFell fell)
    {
        if (!_standing.Remove(fell.Award, out var award) && !_before.Remove(fell.Award, out award)) return null;
        if (fell.Reason == PassedOver.Unwound) return award.QuantityMilli; // another member of its ring failed
        _out.Add(award.Winner);
        _defaulted.Add(award.Winner);
        return award.QuantityMilli;
    }

    /// <summary>Somebody is asked. Returns what is wrong with it, or null.</summary>
    /// <param name="offered">Who, and for what.</param>
    /// <param name="freeMilli">How much is free.</param>
    public string? See(SecondChanceOffered offered, long freeMilli)
    {
        var (due, before) = (Next(freeMilli), Asked);
        Asked = offered;
        if (offered.DownTo is { } back)
            return before is not null && before with { Until = offered.Until, DownFrom = offered.DownFrom, DownTo = back } == offered
                && before.Until > offered.DownFrom && before.Until < offered.Until && offered.Until == back + terms.GraceMs
                ? null
                : $"gives {offered.Bidder} until {offered.Until} for a downtime to {back}";
        return due == (offered.Bidder, offered.QuantityMilli, offered.HammerMinor) ? null
            : $"asks {offered.Bidder} for {offered.HammerMinor} for {offered.QuantityMilli} where its bids say {due}";
    }

    /// <summary>They answered, or the time passed. Returns what is wrong with it, or null.</summary>
    public string? See(SecondChanceEnded ended, long at)
    {
        var asked = Asked;
        Asked = null;
        if (ended.Why == SecondChanceEnded.Accepted) Taking = asked;
        else _out.Add(ended.Bidder);
        return asked?.Bidder != ended.Bidder ? $"ends a second chance of {ended.Bidder}, who was not asked"
            : ended.Why == PassedOver.Lapsed != at >= asked.Until ? $"has a second chance until {asked.Until} that was {ended.Why} at {at}"
            : null;
    }

    /// <summary>Who would be asked next, for how much and at which price; nobody where the terms ask nobody.</summary>
    /// <param name="freeMilli">How much is free.</param>
    public (string Bidder, long QuantityMilli, long HammerMinor)? Next(long freeMilli) =>
        terms.SecondChanceMs == 0 ? null : book is not null ? NextOfMany(book, freeMilli) : freeMilli == lot.QuantityMilli ? NextOfOne(freeMilli) : null;

    private (string, long, long)? NextOfOne(long freeMilli) => _best
        .Where(bidder => bidder.Value.AmountMinor >= terms.ReserveMinor && !_out.Contains(bidder.Key))
        .Where(bidder => _standing.Values.All(award => award.Winner != bidder.Key))
        .OrderByDescending(bidder => bidder.Value.AmountMinor).ThenBy(bidder => bidder.Value.Bid)
        .Select(bidder => ((string, long, long)?)(bidder.Key, freeMilli, bidder.Value.AmountMinor)).FirstOrDefault();

    // A unit that costs next to nothing is nobody's.
    private (string, long, long)? NextOfMany(OpenBook bids, long freeMilli) =>
        bids.Lost(bidder => _standing.Values.Where(award => award.Winner == bidder).Sum(award => award.QuantityMilli))
            .Where(bid => !_out.Contains(bid.Bidder))
            .Select(bid => (bid.Bidder, Quantity: Math.Min(bid.QuantityMilli, freeMilli), bid.PriceMinor))
            .Select(bid => ((string, long, long)?)(bid.Bidder, bid.Quantity, (long)((((Int128)bid.PriceMinor * bid.Quantity) + 500) / 1000)))
            .FirstOrDefault(bid => bid!.Value.Item3 > 0);
}
