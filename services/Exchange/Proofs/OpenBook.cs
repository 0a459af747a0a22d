using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>The standing bids of a lot of many units, and what they come to: the rules of those formats in words of its own, each bid by itself.</summary>
internal sealed class OpenBook(Offering offering)
{
    private readonly List<DemandPlaced> _standing = [];

    private long Floor => Math.Max(offering.Terms.OpeningMinor, offering.Terms.ReserveMinor);

    /// <summary>Remembers a bid; a raised one goes to the end.</summary>
    public void Take(DemandPlaced bid)
    {
        _standing.RemoveAll(standing => standing.Bid == bid.Raises);
        _standing.Add(bid);
    }

    /// <summary>Remembers an answer: a declined bid counts no more.</summary>
    public void Take(PartAnswered answered)
    {
        if (!answered.Accepted) _standing.RemoveAll(standing => standing.Bid == answered.Bid);
    }

    /// <summary>What each winner is due: how much, and for what.</summary>
    public Dictionary<string, (long QuantityMilli, long HammerMinor)> Due()
    {
        var counted = _standing.Where(bid => bid.AmountMinor >= Floor).ToList();
        var lines = counted.ConvertAll(bid => (Bid: bid, Won: offering.Terms.Ties == "pro-rata" ? Share(counted, bid) : Turn(counted, bid)));
        return lines.Where(line => line.Won > 0).GroupBy(line => line.Bid.Bidder)
            .Select(mine => (Winner: mine.Key, Quantity: mine.Sum(line => line.Won), Hammer: (long)((Price(lines, mine.Key) + 500) / 1000)))
            .Where(due => due.Hammer > 0)
            .ToDictionary(due => due.Winner, due => (due.Quantity, due.Hammer));
    }

    /// <summary>What of each bid was left without, the best bid first and of equals the earlier; what its bidder has got fills its best bids.</summary>
    /// <param name="got">How much a bidder has got.</param>
    public IEnumerable<(string Bidder, long QuantityMilli, long PriceMinor)> Lost(Func<string, long> got) =>
        from bid in _standing
        where bid.AmountMinor >= Floor
        orderby bid.AmountMinor descending, bid.Bid
        let better = _standing.Where(own => own.Bidder == bid.Bidder && (own.AmountMinor > bid.AmountMinor || (own.AmountMinor == bid.AmountMinor && own.Bid < bid.Bid)))
        let left = bid.QuantityMilli - Math.Clamp(got(bid.Bidder) - better.Sum(own => own.QuantityMilli), 0, bid.QuantityMilli)
        where left > 0
        select (bid.Bidder, left, bid.AmountMinor);

    // Who bids more comes first, and of equals who bid earlier.
    private long Turn(List<DemandPlaced> counted, DemandPlaced bid)
    {
        var ahead = counted.Where(other => other.AmountMinor > bid.AmountMinor || (other.AmountMinor == bid.AmountMinor && other.Bid < bid.Bid)).Sum(other => other.QuantityMilli);
        return Math.Clamp(offering.Lot.QuantityMilli - ahead, 0, bid.QuantityMilli);
    }

    // Who bids more comes first, and equals share what is left in whole steps, the largest remainders first; what makes no step goes to the earliest.
    private long Share(List<DemandPlaced> counted, DemandPlaced bid)
    {
        var (step, equals) = (offering.Terms.QuantityStepMilli ?? 1, counted.Where(other => other.AmountMinor == bid.AmountMinor).ToList());
        var left = Math.Max(0, offering.Lot.QuantityMilli - counted.Where(other => other.AmountMinor > bid.AmountMinor).Sum(other => other.QuantityMilli));
        var asked = equals.Sum(other => other.QuantityMilli);
        if (asked <= left) return bid.QuantityMilli;
        Int128 steps = left / step;
        var over = (long)(steps - equals.Aggregate(Int128.Zero, (sum, other) => sum + (steps * other.QuantityMilli / asked)));
        var odd = left - equals.Sum(Whole) - equals.Where(other => other.Bid < bid.Bid).Sum(other => other.QuantityMilli - Whole(other));
        return Whole(bid) + Math.Clamp(odd, 0, bid.QuantityMilli - Whole(bid));

        long Whole(DemandPlaced of)
        {
            var ahead = equals.Count(other => Remainder(other) > Remainder(of) || (Remainder(other) == Remainder(of) && other.Bid < of.Bid));
            return Math.Min(of.QuantityMilli, (long)((steps * of.QuantityMilli / asked) + (ahead < over ? 1 : 0)) * step);
        }

        Int128 Remainder(DemandPlaced of) => steps * of.QuantityMilli % asked;
    }

    // In thousandths of a minor unit.
    private Int128 Price(List<(DemandPlaced Bid, long Won)> lines, string winner)
    {
        var mine = lines.Where(line => line.Bid.Bidder == winner && line.Won > 0).ToList();
        var lost = lines.Where(line => line.Won < line.Bid.QuantityMilli).ToList();
        Int128 quantity = mine.Sum(line => line.Won);
        return offering.Terms.Format switch
        {
            "pay-as-bid" => mine.Aggregate(Int128.Zero, (sum, line) => sum + ((Int128)line.Bid.AmountMinor * line.Won)),
            "uniform-lowest-winning" => quantity * lines.Where(line => line.Won > 0).Min(line => line.Bid.AmountMinor),
            "uniform-highest-losing" => quantity * lost.Select(line => line.Bid.AmountMinor).DefaultIfEmpty(Floor).Max(),
            _ => Displaced([.. lost.Where(line => line.Bid.Bidder != winner).OrderByDescending(line => line.Bid.AmountMinor)], quantity),
        };
    }

    // What the others would pay for it: their best losing bids, and the floor for the rest.
    private Int128 Displaced(List<(DemandPlaced Bid, long Won)> lost, Int128 quantity)
    {
        Int128 sum = 0, left = quantity;
        foreach (var (bid, won) in lost)
        {
            var taken = Int128.Min(left, bid.QuantityMilli - won);
            (sum, left) = (sum + (taken * bid.AmountMinor), left - taken);
        }

        return sum + (left * Floor);
    }
}
