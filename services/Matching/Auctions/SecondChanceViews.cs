using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>A lot of which a bidder is asked now.</summary>
public sealed record SecondChanceRow(
    string Lot, string Fair, long Number, string Title, string Bidder, long QuantityMilli, string Unit, long HammerMinor, string Currency, long Until);

/// <summary>A second chance whose time has passed.</summary>
public sealed record LapsedRow(string Lot, long Until);

/// <summary>The table of second chances: what is asked now, and of whom.</summary>
public sealed class SecondChanceViews : View
{
    [Sql("matching")]
    private const string SelectOfBidder =
        """
        select Lot, Fair, Number, Title, Bidder, QuantityMilli, Unit, HammerMinor, Currency, Until
        from (
            select lot as Lot, fair as Fair, number as Number, title as Title, bidder as Bidder, quantity_milli as QuantityMilli, unit as Unit,
                hammer_minor as HammerMinor, currency as Currency, until_at as Until, row_number() over (order by lot) as n
            from second_chances
            where bidder = @bidder and lot > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string SelectLapsed =
        """
        select Lot, Until
        from (
            select lot as Lot, until_at as Until, row_number() over (order by until_at, lot) as n
            from second_chances
            where until_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectTitle = "select lot as Lot, number as Number, title as Title, unit as Unit, currency as Currency from auctions where lot = @lot";

    [Sql("matching")]
    private const string Delete = "delete from second_chances where lot = @lot";

    private static readonly string[] Columns =
        ["lot", "fair", "number", "title", "bidder", "quantity_milli", "unit", "hammer_minor", "currency", "until_at"];

    public override IReadOnlyList<string> Tables { get; } = ["second_chances"];

    /// <summary>What an enterprise is asked now, after a lot, in the order of the lots' ids.</summary>
    public static Task<IReadOnlyList<SecondChanceRow>> OfBidder(ViewSession session, string bidder, string after, int limit) =>
        session.Query<SecondChanceRow>(SelectOfBidder, new { bidder, after, limit });

    /// <summary>Second chances whose time has passed, the most overdue first.</summary>
    public static Task<IReadOnlyList<LapsedRow>> Lapsed(ViewSession session, long now, int most) => session.Query<LapsedRow>(SelectLapsed, new { now, most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, SecondChanceOffered?>(StringComparer.Ordinal);
        for (var i = 0; i < batch.Count; i++)
            if (batch[i].Event is SecondChanceOffered or SecondChanceEnded) last[batch[i].StreamId] = batch[i].Event as SecondChanceOffered;

        foreach (var (lot, offered) in last)
        {
            await session.Execute(Delete, new { lot });
            if (offered is null) continue;
            // The view of auctions stands before this one, so that its row is there.
            var title = await session.QuerySingle<TitleRow>(SelectTitle, new { lot }) ?? throw new InvalidDataException($"Lot {lot} is not in the view.");
            await session.BulkInsert("second_chances", Columns,
            [
                [
                    lot, offered.Fair, title.Number, title.Title, offered.Bidder, offered.QuantityMilli, title.Unit, offered.HammerMinor, title.Currency, offered.Until,
                ],
            ]);
        }
    }

    private sealed record TitleRow(string Lot, long Number, string Title, string Unit, string Currency);
}
