using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Matching.CallAuctions;

/// <summary>Who buys from whom after a call. Price and quantities are fixed, so that nobody gains or loses by it; it must only be the same for everyone
/// who computes it. The filled buyers in the order in which they were filled (the better price first, then the earlier) take from the filled sellers
/// in theirs, each as much as is left of the other. What one buyer so gets from one seller is one award, whatever number of orders it came from.
/// With n buyers and m sellers that are n + m − 1 awards at most.</summary>
public static class Pairing
{
    /// <summary>The awards, in the order in which the pairs first meet.</summary>
    /// <param name="grade">What was traded.</param>
    /// <param name="priceMinor">The price of a unit.</param>
    /// <param name="book">The orders, in the order of their times.</param>
    /// <param name="fills">What each of them got that got anything; as much bought as sold.</param>
    public static IReadOnlyList<CallAward> Of(Grade grade, long priceMinor, IReadOnlyList<OpenOrder> book, IReadOnlyList<OrderFill> fills)
    {
        var got = fills.ToDictionary(fill => fill.Order, fill => fill.QuantityMilli);
        var filled = book.Where(order => got.ContainsKey(order.Number)).ToList();
        var sellers = new Queue<OpenOrder>(filled.Where(order => order.Side == Side.Sell).OrderBy(order => order.PriceMinor));
        var pairs = new OrderedDictionary<(string Buyer, string Seller), long>();
        foreach (var buyer in filled.Where(order => order.Side == Side.Buy).OrderByDescending(order => order.PriceMinor))
            while (got[buyer.Number] > 0)
            {
                var seller = sellers.Peek();
                var taken = Math.Min(got[buyer.Number], got[seller.Number]);
                var pair = (buyer.Enterprise, seller.Enterprise);
                pairs[pair] = pairs.GetValueOrDefault(pair) + taken;
                got[buyer.Number] -= taken;
                got[seller.Number] -= taken;
                if (got[seller.Number] == 0) sellers.Dequeue();
            }

        return
        [
            .. pairs.Select((pair, n) => new CallAward(
                Id.From(grade.Auction, (n + 1).ToString(CultureInfo.InvariantCulture)), pair.Key.Buyer, pair.Key.Seller, pair.Value,
                new Money(priceMinor, grade.Currency).Times(new(pair.Value, grade.Unit)).Minor)),
        ];
    }
}
