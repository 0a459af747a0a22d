using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>The sealed bids of one lot as its log tells them, and who should win by them, in slow words of its own.</summary>
internal sealed class SealedCourse(Offering offering)
{
    private readonly Dictionary<string, BidSealed> _standing = new(StringComparer.Ordinal);
    private List<(string Bidder, long Bid, long AmountMinor)> _opened = [];

    /// <summary>Whether any bid was ever sealed in the lot.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The bids that were opened, the earliest first.</summary>
    public IReadOnlyList<(string Bidder, long Bid, long AmountMinor)> Opened => _opened;

    /// <summary>Takes in a bid, and says what is wrong with it.</summary>
    public string? Take(BidSealed bid)
    {
        IsUsed = true;
        var before = _standing.TryGetValue(bid.Bidder, out var other) ? other.Bid : (long?)null;
        _standing[bid.Bidder] = bid;
        return bid.Replaces == before ? null : $"Bid {bid.Bid} takes the place of bid {bid.Replaces} where bid {before} stood.";
    }

    /// <summary>Takes in a withdrawal, and says what is wrong with it.</summary>
    public string? Take(SealedBidWithdrawn withdrawn) =>
        _standing.Remove(withdrawn.Bidder, out var bid) && bid.Bid == withdrawn.Bid ? null : $"Bid {withdrawn.Bid} was withdrawn and did not stand.";

    /// <summary>Takes in the opening, and says which receipts it breaks, or what it left out or added.</summary>
    public IEnumerable<string> Take(BidsOpened opening)
    {
        var standing = _standing.Values.OrderBy(bid => bid.Bid).ToList();
        if (!standing.Select(bid => bid.Bid).SequenceEqual(opening.Bids.Select(bid => bid.Bid))) yield return "The bids that were opened are not those that stood.";
        foreach (var bid in opening.Bids)
        {
            var sealedBid = standing.Find(other => other.Bid == bid.Bid);
            var text = string.Create(CultureInfo.InvariantCulture, $"sealed-bid.v1\n{offering.Lot.Id}\n{bid.BidderNumber}\n{bid.AmountMinor}\n{bid.Salt}");
            if (sealedBid?.Receipt != Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))))
                yield return $"Bid {bid.Bid} was opened as {bid.AmountMinor} and its receipt says otherwise.";
            if (sealedBid is not null) _opened.Add((sealedBid.Bidder, bid.Bid, bid.AmountMinor));
        }

        _opened = [.. _opened.OrderBy(bid => bid.Bid)];
    }

    /// <summary>Who should win at what price; null where nobody should.</summary>
    public (string Winner, long PriceMinor)? Due()
    {
        var (terms, isReverse) = (offering.Terms, offering.Terms.Format == "reverse-sealed");
        var least = isReverse ? Math.Max(1, terms.FloorMinor ?? 0) : terms.ReserveMinor;
        (string Bidder, long Bid, long AmountMinor)? best = null;
        foreach (var bid in _opened.Where(bid => bid.AmountMinor >= least))
            if (best is null || (isReverse ? bid.AmountMinor < best.Value.AmountMinor : bid.AmountMinor > best.Value.AmountMinor)) best = bid;
        if (best is not { } won) return null;
        if (terms.Format != "vickrey") return (won.Bidder, won.AmountMinor);
        var second = terms.OpeningMinor;
        foreach (var bid in _opened.Where(bid => bid.Bid != won.Bid)) second = Math.Max(second, bid.AmountMinor);
        return (won.Bidder, Math.Max(second, terms.ReserveMinor));
    }
}
