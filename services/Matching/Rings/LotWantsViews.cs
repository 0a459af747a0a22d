using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>A lot for which something is wanted.</summary>
public sealed record LotWantsRow(
    string Lot, string Fair, long Number, string Title, string Consignor, string Category, string Region, long QuantityMilli, string Unit, string Currency, string Root,
    long ValueMinor, long MostPaidMinor, long MostReceivedMinor);

/// <summary>What is wanted for a lot, or who is linked with its consignor.</summary>
public sealed record LotWantMarkRow(string Lot, string Kind, string Mark);

/// <summary>The tables of what consignors would take for their lots.</summary>
public sealed class LotWantsViews : View
{
    private const string OfLot = "lot", OfClass = "class", Linked = "linked";

    // Which lots are free is asked as in RingHold.IsFree, which has the last word; one that is in a ring under way is in no second one.
    [Sql("matching")]
    private const string SelectFree =
        $"""
        select Lot, Fair, Number, Title, Consignor, Category, Region, QuantityMilli, Unit, Currency, Root, ValueMinor, MostPaidMinor, MostReceivedMinor
        from (
            select w.lot as Lot, w.fair as Fair, w.number as Number, w.title as Title, w.consignor as Consignor, w.category as Category, w.region as Region,
                w.quantity_milli as QuantityMilli, w.unit as Unit, w.currency as Currency, w.root as Root,
                w.value_minor as ValueMinor, w.most_paid_minor as MostPaidMinor, w.most_received_minor as MostReceivedMinor, row_number() over (order by w.lot) as n
            from lot_wants w
            join auctions a on a.lot = w.lot
            where w.fair = @fair and w.currency = @currency
                and a.awarded_milli = 0 and ((a.outcome = '' and a.bids = 0 and a.closes_at > @now) or a.outcome = '{AuctionStatus.PassedIn}')
                and not exists (select e.lot from ring_exclusions e where e.round = @round and e.lot = w.lot)
                and not exists (select l.lot from ring_lots l where l.lot = w.lot)
                and not exists (select h.lot from ring_holds h where h.lot = w.lot)
        ) page
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectMarks = "select lot as Lot, kind as Kind, mark as Mark from lot_want_marks where fair = @fair order by lot, kind, mark";

    [Sql("matching")]
    private const string DeleteWants = "delete from lot_wants where lot = @lot";

    [Sql("matching")]
    private const string DeleteMarks = "delete from lot_want_marks where lot = @lot";

    private static readonly string[] Columns =
        [
            "lot", "fair", "number", "title", "consignor", "category", "region", "quantity_milli", "unit", "currency", "root", "value_minor", "most_paid_minor", "most_received_minor",
        ],
        MarkColumns = ["lot", "kind", "mark", "fair"];

    public override IReadOnlyList<string> Tables { get; } = ["lot_wants", "lot_want_marks"];

    /// <summary>The free lots of a round's fair for which something is wanted, by id, so many at most, with what is wanted.</summary>
    public static async Task<IReadOnlyList<BarterWant>> Free(ViewSession session, RingRoundRow round, long now, int most)
    {
        var rows = await session.Query<LotWantsRow>(SelectFree, new { fair = round.Fair, currency = round.Currency, round = round.Round, now, most });
        var marks = (await session.Query<LotWantMarkRow>(SelectMarks, new { fair = round.Fair })).ToLookup(mark => (mark.Lot, mark.Kind), mark => mark.Mark);
        return [.. rows.Select(row => Wanted(row, marks))];
    }

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Event is not LotWantsEvent @event) continue;
            await session.Execute(DeleteWants, new { lot = batch[i].StreamId });
            await session.Execute(DeleteMarks, new { lot = batch[i].StreamId });
            if (@event is WantsStated stated) await Insert(session, stated);
        }
    }

    private static async Task Insert(ViewSession session, WantsStated stated)
    {
        var (lot, terms) = (stated.Lot.Lot, stated.Terms);
        await session.BulkInsert("lot_wants", Columns,
        [
            [
                lot.Id, lot.Fair, lot.Number, lot.Title, lot.Consignor, lot.Category, lot.Region, lot.QuantityMilli, lot.Unit, lot.Currency, stated.Lot.Root ?? "",
                terms.ValueMinor, terms.MostPaidMinor, terms.MostReceivedMinor,
            ],
        ]);
        await session.BulkInsert("lot_want_marks", MarkColumns,
        [
            .. Marks(OfLot, terms.Lots), .. Marks(OfClass, terms.Classes), .. Marks(Linked, stated.Lot.Linked),
        ]);

        IEnumerable<object?[]> Marks(string kind, IEnumerable<string> marks) => marks.Distinct(StringComparer.Ordinal).Select(mark => new object?[] { lot.Id, kind, mark, lot.Fair });
    }

    private static BarterWant Wanted(LotWantsRow row, ILookup<(string Lot, string Kind), string> marks) => new(
        new(
            new(row.Lot, row.Fair, row.Number, row.Title, row.Consignor, row.Category, row.Region, row.QuantityMilli, row.Unit, row.Currency),
            [.. marks[(row.Lot, Linked)]], row.Root.Length > 0 ? row.Root : null, IsForBarter: true),
        new([.. marks[(row.Lot, OfLot)]], [.. marks[(row.Lot, OfClass)]], row.ValueMinor, row.MostPaidMinor, row.MostReceivedMinor));
}
