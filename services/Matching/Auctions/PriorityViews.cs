using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Matching.Fairs;

namespace Exchange.Matching.Auctions;

/// <summary>A lot that a key enterprise took in its priority window. The number is that of its place in the log; the last is 0 while the award stands.</summary>
public sealed record PriorityPurchaseRow(
    string Fair, long PurchaseNo, string Lot, long Number, string Title, string Category, string Award, string Enterprise, long QuantityMilli, string Unit,
    long PriceMinor, long HammerMinor, string Currency, long TakenAt, long FellAt);

/// <summary>An enterprise that has priority.</summary>
public sealed record KeyEnterpriseRow(string Enterprise);

/// <summary>The tables of key enterprises, which every node reads, whichever partitions it writes, of windows, and of what was taken in them.</summary>
public sealed class PriorityViews : View
{
    [Sql("matching")]
    private const string SelectEnterprises = "select enterprise as Enterprise from key_enterprises where fair = @fair order by enterprise";

    [Sql("matching")]
    private const string SelectPage =
        """
        select Fair, PurchaseNo, Lot, Number, Title, Category, Award, Enterprise, QuantityMilli, Unit, PriceMinor, HammerMinor, Currency, TakenAt, FellAt
        from (
            select fair as Fair, purchase_no as PurchaseNo, lot as Lot, number as Number, title as Title, category as Category, award as Award,
                enterprise as Enterprise, quantity_milli as QuantityMilli, unit as Unit, price_minor as PriceMinor, hammer_minor as HammerMinor,
                currency as Currency, taken_at as TakenAt, fell_at as FellAt, row_number() over (order by purchase_no) as n
            from priority_purchases
            where fair = @fair and purchase_no > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string UpdateFallen = "update priority_purchases set fell_at = @fellAt where award = @award";

    [Sql("matching")]
    private const string DeleteWindow = "delete from priority_windows where lot = @lot";

    private static readonly string[] EnterpriseColumns = ["fair", "enterprise"];

    private static readonly string[] Columns =
    [
        "fair", "purchase_no", "lot", "number", "title", "category", "award", "enterprise", "quantity_milli", "unit", "price_minor", "hammer_minor", "currency",
        "taken_at", "fell_at",
    ];

    private static readonly string[] WindowColumns = ["lot", "from_at"];

    public override IReadOnlyList<string> Tables { get; } = ["key_enterprises", "priority_windows", "priority_purchases"];

    /// <summary>The key enterprises of a fair, in order; none where nothing was heard of them.</summary>
    public static async Task<IReadOnlyList<string>> KeyEnterprises(ViewSession session, string fair) =>
        [.. (await session.Query<KeyEnterpriseRow>(SelectEnterprises, new { fair })).Select(row => row.Enterprise)];

    /// <summary>What was taken in a fair after a purchase, the earliest first.</summary>
    public static Task<IReadOnlyList<PriorityPurchaseRow>> Page(ViewSession session, string fair, long after, int limit) =>
        session.Query<PriorityPurchaseRow>(SelectPage, new { fair, after, limit });

    /// <summary>Takes the next events; a lot that went down its ladder has no window any more.</summary>
    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var windows = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
            switch (batch[i].Event)
            {
                case KeyEnterprisesHeard heard:
                    await session.BulkInsert("key_enterprises", EnterpriseColumns, heard.Enterprises.Select(enterprise => new object?[] { heard.Fair, enterprise }));
                    break;
                case LotOffered { Offering: { Lot.Id: var lot, Terms.PriorityFromAt: { } from } }:
                    windows.Add(lot, from);
                    break;
                case AttemptOpened when !windows.Remove(batch[i].StreamId):
                    await session.Execute(DeleteWindow, new { lot = batch[i].StreamId });
                    break;
                case PriorityTaken taken:
                    await session.BulkInsert("priority_purchases", Columns, [Values(batch[i], taken)]);
                    break;
                case AwardFell { PriceMinor: not null } fell:
                    await session.Execute(UpdateFallen, new { award = fell.Award, fellAt = batch[i].Cause.ReceivedAt.ToUnixTimeMilliseconds() });
                    break;
            }

        if (windows.Count > 0) await session.BulkInsert("priority_windows", WindowColumns, windows.Select(window => new object?[] { window.Key, window.Value }));
    }

    private static object?[] Values(Happened happened, PriorityTaken taken)
    {
        var lot = taken.Lot;
        return
        [
            lot.Fair, AuctionViews.NumberOf(happened), lot.Id, lot.Number, lot.Title, lot.Category, taken.Award, taken.Enterprise, lot.QuantityMilli, lot.Unit,
            taken.PriceMinor, taken.HammerMinor, lot.Currency, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), 0L,
        ];
    }
}
