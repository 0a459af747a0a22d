using System.Collections.Immutable;

namespace Exchange.Matching.Auctions;

/// <summary>A bid of price and quantity that stands: it was accepted, and not raised since.</summary>
/// <param name="Bid">Its number in the lot.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="PriceMinor">The most it pays for a unit.</param>
/// <param name="QuantityMilli">The most it takes at that price, in thousandths of the unit.</param>
public readonly record struct StandingBid(long Bid, string Bidder, long PriceMinor, long QuantityMilli);

/// <summary>How much is asked for at a price or better.</summary>
/// <param name="PriceMinor">The price of a unit.</param>
/// <param name="QuantityMilli">All that standing bids at this price or above ask for, in thousandths of the unit.</param>
public sealed record DemandLevel(long PriceMinor, long QuantityMilli);

/// <summary>The standing bids of a lot of many units, the earliest first. A value.</summary>
public sealed record Book(ImmutableArray<StandingBid> Bids)
{
    public static Book Empty { get; } = new([]);

    /// <summary>The standing bid of a number, or null.</summary>
    public StandingBid? Find(long bid)
    {
        foreach (var standing in Bids)
            if (standing.Bid == bid) return standing;
        return null;
    }

    /// <summary>This book with one more bid, which takes the place of the one that it raises and counts from now.</summary>
    public Book After(DemandPlaced placed) => new([.. Bids.Where(bid => bid.Bid != placed.Raises), new(placed.Bid, placed.Bidder, placed.AmountMinor, placed.QuantityMilli)]);

    /// <summary>The standing bids of a bidder, without one that is about to be raised.</summary>
    public IEnumerable<StandingBid> Of(string bidder, long? raised = null) => Bids.Where(bid => bid.Bidder == bidder && bid.Bid != raised);

    /// <summary>The demand cumulated by price, the highest first: the best levels, so many at most.</summary>
    public IReadOnlyList<DemandLevel> Levels(int most)
    {
        var (levels, sum) = (new List<DemandLevel>(), 0L);
        foreach (var level in Bids.GroupBy(bid => bid.PriceMinor).OrderByDescending(level => level.Key).Take(most))
            levels.Add(new(level.Key, sum += level.Sum(bid => bid.QuantityMilli)));
        return levels;
    }
}
