using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.CallAuctions;

/// <summary>A call auction as lists show it. The price is 0 where there is none; before the call there is none here, because what the waiting orders would
/// come to is asked of the state.</summary>
public sealed record CallAuctionRow(
    long CallNo, string Auction, string Fair, string Title, string Category, string Region, string Unit, string Currency,
    long TickMinor, long LotMilli, long OpensAt, long CallsAt, long Orders, long PriceMinor, long VolumeMilli, string Outcome);

/// <summary>A call auction whose call has come.</summary>
public sealed record DueCallRow(string Auction);

/// <summary>The table of call auctions. Orders have none: those that wait are in the state, and all that ever were in the log.</summary>
public sealed class CallAuctionViews : View
{
    private const string Columns =
        """
        call_no as CallNo, auction as Auction, fair as Fair, title as Title, category as Category, region as Region, unit as Unit, currency as Currency,
        tick_minor as TickMinor, lot_milli as LotMilli, opens_at as OpensAt, calls_at as CallsAt, orders as Orders,
        price_minor as PriceMinor, volume_milli as VolumeMilli, outcome as Outcome
        """;

    [Sql("matching")]
    private const string SelectFair =
        $"""
        select {Columns}
        from (
            select c.*, row_number() over (order by c.call_no) as n
            from call_auctions c
            where c.fair = @fair and c.call_no > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string SelectDue =
        """
        select Auction
        from (
            select auction as Auction, row_number() over (order by calls_at, call_no) as n
            from call_auctions
            where outcome = '' and calls_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string UpdateOrders = "update call_auctions set orders = @orders where auction = @auction";

    [Sql("matching")]
    private const string UpdateResult =
        "update call_auctions set price_minor = @priceMinor, volume_milli = @volumeMilli, outcome = @outcome where auction = @auction";

    private static readonly string[] Names =
    [
        "call_no", "auction", "fair", "title", "category", "region", "unit", "currency", "tick_minor", "lot_milli", "opens_at", "calls_at", "orders",
        "price_minor", "volume_milli", "outcome",
    ];

    public override IReadOnlyList<string> Tables { get; } = ["call_auctions"];

    /// <summary>Call auctions of a fair after one, in the order in which they were opened.</summary>
    public static Task<IReadOnlyList<CallAuctionRow>> OfFair(ViewSession session, string fair, long after, int limit) =>
        session.Query<CallAuctionRow>(SelectFair, new { fair, after, limit });

    /// <summary>Call auctions whose call has come, the most overdue first.</summary>
    public static Task<IReadOnlyList<DueCallRow>> Due(ViewSession session, long now, int most) => session.Query<DueCallRow>(SelectDue, new { now, most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var (opened, orders) = (new List<object?[]>(), new Dictionary<string, long>(StringComparer.Ordinal));
        var results = new Dictionary<string, CallResult>(StringComparer.Ordinal);
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case CallAuctionOpened { Terms: var terms }:
                    opened.Add(Values(happened, terms));
                    break;
                case OrderPlaced placed:
                    orders[happened.StreamId] = placed.Order.Number;
                    break;
                case OrdersCrossed crossed:
                    results[happened.StreamId] = crossed.Result;
                    break;
            }

        if (opened.Count > 0) await session.BulkInsert("call_auctions", Names, opened);
        if (orders.Count > 0) await session.Execute(UpdateOrders, orders.Select(pair => new { auction = pair.Key, orders = pair.Value }));
        if (results.Count > 0)
            await session.Execute(UpdateResult, results.Select(pair => new
            {
                auction = pair.Key,
                priceMinor = pair.Value.PriceMinor ?? 0,
                volumeMilli = pair.Value.VolumeMilli,
                outcome = CallAuctionStatus.Called,
            }));
    }

    private static object?[] Values(Happened happened, CallTerms terms)
    {
        var grade = terms.Grade;
        return
        [
            Auctions.AuctionViews.NumberOf(happened), grade.Auction, grade.Fair, grade.Title, grade.Category, grade.Region, grade.Unit, grade.Currency, terms.TickMinor, terms.LotMilli,
            terms.OpensAt, terms.CallsAt, 0L, 0L, 0L, "",
        ];
    }
}
