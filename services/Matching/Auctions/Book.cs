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

/// <summary>A part of a bid that its bidder would win, and may decline.</summary>
/// <param name="Bid">The number of the bid.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="QuantityMilli">How much of it is won, in thousandths of the unit.</param>
public sealed record OfferedPart(long Bid, string Bidder, long QuantityMilli);

/// <summary>What is asked before the hammer falls.</summary>
/// <param name="Until">The first moment that is too late for an answer, in Unix milliseconds; who has said nothing by then takes the part.</param>
/// <param name="Parts">The parts whose bidders have not answered.</param>
public sealed record PartsAsked(long Until, ImmutableArray<OfferedPart> Parts);

/// <summary>The standing bids of a lot of many units. A value.</summary>
/// <param name="Bids">The bids, the highest price first, and at one price the earliest.</param>
/// <param name="Asked">What is asked since the close; null when nothing is.</param>
/// <param name="Kept">The numbers of the bids whose bidders take a part of them.</param>
public sealed record Book(ImmutableArray<StandingBid> Bids, PartsAsked? Asked = null, ImmutableArray<long>? Kept = null)
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
    public Book After(DemandPlaced placed)
    {
        var others = placed.Raises is { } raised ? Bids.RemoveAll(bid => bid.Bid == raised) : Bids;
        var place = 0;
        while (place < others.Length && others[place].PriceMinor >= placed.AmountMinor) place++;
        return this with { Bids = others.Insert(place, new(placed.Bid, placed.Bidder, placed.AmountMinor, placed.QuantityMilli)) };
    }

    /// <summary>This book after a question: those of the last one who have said nothing take their parts.</summary>
    public Book After(PartsOffered offered) => Unasked() with { Asked = new(offered.Until, [.. offered.Parts]) };

    /// <summary>This book after an answer. A bid that is declined stands no more.</summary>
    public Book After(PartAnswered answered)
    {
        var open = Asked!.Parts.RemoveAll(part => part.Bid == answered.Bid);
        var asked = open.Length > 0 ? Asked with { Parts = open } : null;
        return answered.Accepted
            ? this with { Asked = asked, Kept = (Kept ?? []).Add(answered.Bid) }
            : this with { Asked = asked, Bids = Bids.RemoveAll(bid => bid.Bid == answered.Bid) };
    }

    /// <summary>This book when the time for answers has run out.</summary>
    public Book Unasked() => Asked is null ? this : this with { Asked = null, Kept = (Kept ?? []).AddRange(Asked.Parts.Select(part => part.Bid)) };

    /// <summary>The part that a bidder is asked of, by the number of the bid, or null.</summary>
    public OfferedPart? AskedOf(string bidder, long bid) => Asked?.Parts.FirstOrDefault(part => part.Bid == bid && part.Bidder == bidder);

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
