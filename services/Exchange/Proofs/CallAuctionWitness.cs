using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.CallAuctions;

namespace Exchange.Host.Proofs;

/// <summary>Sees the call auctions in Matching's log, keeps their books by itself, and crosses each in its own, slow words: it tries every price at which
/// anything changes, and fills the orders one by one.</summary>
internal sealed class CallAuctionWitness() : Witness("matching")
{
    public const string Promise = "call auctions cross by their rules";

    private readonly Dictionary<string, (CallTerms Terms, List<OpenOrder> Book)> _auctions = new(StringComparer.Ordinal);
    private long _orders, _crossed, _awards;

    public override void See(Happened happened)
    {
        var id = happened.StreamId;
        if (happened.Event is CallAuctionOpened opened) _auctions[id] = (opened.Terms, []);
        if (happened.Event is not CallAuctionEvent || !_auctions.TryGetValue(id, out var auction)) return;
        var (book, at) = (auction.Book, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds());
        if (happened.Event is OrderPlaced or OrderAmended or OrderCancelled && (at < auction.Terms.OpensAt || at >= auction.Terms.CallsAt))
            Fault(Promise, $"An order of call auction {id} came when it was not open.");
        switch (happened.Event)
        {
            case OrderPlaced { Order: var order }:
                _orders++;
                book.Add(order);
                break;
            case OrderAmended { Order: var order, KeepsTime: var keeps } when book.FindIndex(other => other.Number == order.Number) is >= 0 and var place:
                if (keeps != (book[place].PriceMinor == order.PriceMinor && order.QuantityMilli < book[place].QuantityMilli))
                    Fault(Promise, $"Order {order.Number} of call auction {id} was amended and has not the time that it should have.");
                book.RemoveAt(place);
                book.Insert(keeps ? place : book.Count, order);
                break;
            case OrderCancelled cancelled:
                book.RemoveAll(order => order.Number == cancelled.Order.Number);
                break;
            case OrdersCrossed crossed:
                (_crossed, _awards) = (_crossed + 1, _awards + crossed.Awards.Count);
                SeeResult(id, auction.Terms, book, crossed.Result);
                SeeAwards(id, auction.Terms, book, crossed);
                _auctions.Remove(id);
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        yield return Verdict(Promise, string.Create(CultureInfo.InvariantCulture, $"{_orders:N0} orders, {_crossed:N0} calls with {_awards:N0} awards"));
    }

    private void SeeResult(string id, CallTerms terms, List<OpenOrder> book, CallResult result)
    {
        var due = PriceOf(terms, book);
        if (result.PriceMinor != due) Fault(Promise, $"Call auction {id} traded at {result.PriceMinor} where its orders give {due}.");
        if (due is not { } price) return;
        var left = Volume(book, price);
        if (result.VolumeMilli != left) Fault(Promise, $"Call auction {id} traded {result.VolumeMilli} where its orders give {left}.");
        foreach (var side in new[] { Side.Buy, Side.Sell })
        {
            var open = left;
            foreach (var order in book.Where(order => order.Side == side).OrderBy(order => side == Side.Buy ? -order.PriceMinor : order.PriceMinor))
            {
                var expected = Takes(order, price) ? Math.Min(open, order.QuantityMilli) : 0;
                open -= expected;
                var got = result.Fills.Where(fill => fill.Order == order.Number).Sum(fill => fill.QuantityMilli);
                if (got != expected) Fault(Promise, $"Order {order.Number} of call auction {id} got {got} where its place gives {expected}.");
            }
        }
    }

    private void SeeAwards(string id, CallTerms terms, List<OpenOrder> book, OrdersCrossed crossed)
    {
        foreach (var award in crossed.Awards)
        {
            var due = new Money(crossed.Result.PriceMinor ?? 0, terms.Grade.Currency).Times(new(award.QuantityMilli, terms.Grade.Unit)).Minor;
            if (award.HammerMinor != due) Fault(Promise, $"Award {award.Award} of call auction {id} costs {award.HammerMinor} where its price gives {due}.");
            if (AreOne(award.Buyer, award.Seller)) Fault(Promise, $"Award {award.Award} of call auction {id} is between enterprises that are one.");
        }

        foreach (var enterprise in book.Select(order => order.Enterprise).Concat(crossed.Awards.SelectMany(award => new[] { award.Buyer, award.Seller })).Distinct())
        {
            var (bought, sold) = (Filled(enterprise, Side.Buy), Filled(enterprise, Side.Sell));
            if (crossed.Awards.Where(award => award.Buyer == enterprise).Sum(award => award.QuantityMilli) != bought
                || crossed.Awards.Where(award => award.Seller == enterprise).Sum(award => award.QuantityMilli) != sold)
                Fault(Promise, $"The awards of {enterprise} in call auction {id} are not what its orders got.");
        }

        long Filled(string enterprise, Side side) => book.Where(order => order.Enterprise == enterprise && order.Side == side)
            .Sum(order => crossed.Result.Fills.Where(fill => fill.Order == order.Number).Sum(fill => fill.QuantityMilli));

        bool AreOne(string one, string other) => one == other || (Root(one) is { } root && root == Root(other)) || terms.Groups.Any(group => group.Contains(one) && group.Contains(other));

        string? Root(string enterprise) => book.Find(order => order.Enterprise == enterprise)?.Root;
    }

    // Volume and surplus change at limits only, so that every limit and what lies a tick beside it is every price that can matter, with the reference.
    private static long? PriceOf(CallTerms terms, List<OpenOrder> book)
    {
        if (book.Count == 0) return null;
        var (low, high) = (book.Min(order => order.PriceMinor), book.Max(order => order.PriceMinor));
        var best = book.SelectMany(order => new[] { order.PriceMinor - terms.TickMinor, order.PriceMinor, order.PriceMinor + terms.TickMinor })
            .Append(terms.ReferenceMinor ?? low).Where(price => price >= low && price <= high).Distinct().Order()
            .Select(price => (Price: price, Volume: Volume(book, price), Surplus: Surplus(book, price))).ToList();
        var most = best.Max(level => level.Volume);
        if (most == 0) return null;
        best.RemoveAll(level => level.Volume < most);
        var least = best.Min(level => Math.Abs(level.Surplus));
        best.RemoveAll(level => Math.Abs(level.Surplus) > least);
        if (best.TrueForAll(level => level.Surplus > 0)) return best[^1].Price;
        if (best.TrueForAll(level => level.Surplus < 0)) return best[0].Price;
        var (from, to) = (best.LastOrDefault(level => level.Surplus > 0, best[0]).Price, best.FirstOrDefault(level => level.Surplus < 0, best[^1]).Price);
        if (terms.ReferenceMinor is { } reference) return Math.Clamp(reference, from, to);
        var ticks = (to - from) / terms.TickMinor;
        return from + (ticks / 2 * terms.TickMinor);
    }

    private static long Volume(List<OpenOrder> book, long price) => Math.Min(Sum(book, Side.Buy, price), Sum(book, Side.Sell, price));

    private static long Surplus(List<OpenOrder> book, long price) => Sum(book, Side.Buy, price) - Sum(book, Side.Sell, price);

    private static long Sum(List<OpenOrder> book, Side side, long price) =>
        book.Where(order => order.Side == side && Takes(order, price)).Sum(order => order.QuantityMilli);

    private static bool Takes(OpenOrder order, long price) => order.Side == Side.Buy ? order.PriceMinor >= price : order.PriceMinor <= price;
}
