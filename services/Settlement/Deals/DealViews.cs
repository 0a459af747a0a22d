using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Deals;

/// <summary>A deal as the view has it. Times are Unix milliseconds, 0 when it has not happened; <see cref="DueAt"/> is 0 when the deal has ended.</summary>
public sealed record DealRow(
    string Deal, long Place, long Version, string Lot, string Fair, long Number, string Title, string Category, string Consignor, string Buyer,
    long QuantityMilli, string Unit, long HammerMinor, string Currency, long CommissionBasisPoints, string Stage, long AwardedAt, long DueAt,
    long PaidMinor, long CreditMinor, long PaidAt, long EndedAt, long ReleasedMinor, long CommissionMinor, long ReturnedMinor, string Reason)
{
    public const string AwaitingPayment = "awaiting-payment", AwaitingRemoval = "awaiting-removal", Settled = "settled", Defaulted = "defaulted";

    /// <summary>The row of a deal that has just been opened.</summary>
    public static DealRow Of(DealOpened opened, long place)
    {
        var terms = opened.Terms;
        return new(
            terms.Deal, place, 0, terms.Lot, terms.Fair, terms.Number, terms.Title, terms.Category, terms.Consignor, terms.Buyer,
            terms.QuantityMilli, terms.Unit, terms.HammerMinor, terms.Currency, terms.CommissionBasisPoints, AwaitingPayment, terms.AwardedAt, opened.PaymentDueAt,
            0, 0, 0, 0, 0, 0, 0, "");
    }

    /// <summary>The row after an event.</summary>
    public DealRow After(object @event) => @event switch
    {
        ReceiptBooked booked => this with { PaidMinor = booked.PaidMinor, CreditMinor = CreditMinor + booked.CreditMinor },
        DealPaid paid => this with { Stage = AwaitingRemoval, PaidAt = paid.At, DueAt = paid.RemovalDueAt },
        DealSettled settled => this with
        {
            Stage = Settled,
            DueAt = 0,
            EndedAt = settled.At,
            ReleasedMinor = settled.ReleasedMinor,
            CommissionMinor = settled.CommissionMinor,
        },
        DealDefaulted defaulted => this with { Stage = Defaulted, DueAt = 0, EndedAt = defaulted.At, ReturnedMinor = defaulted.ReturnedMinor, Reason = defaulted.Reason },
        _ => this,
    };
}

/// <summary>The tables of deals, and the queries on them.</summary>
public sealed class DealViews : View
{
    private const string Columns =
        """
        deal as Deal, place as Place, version as Version, lot as Lot, fair as Fair, number as Number, title as Title, category as Category,
        consignor as Consignor, buyer as Buyer, quantity_milli as QuantityMilli, unit as Unit, hammer_minor as HammerMinor, currency as Currency,
        commission_basis_points as CommissionBasisPoints, stage as Stage, awarded_at as AwardedAt, due_at as DueAt, paid_minor as PaidMinor,
        credit_minor as CreditMinor, paid_at as PaidAt, ended_at as EndedAt, released_minor as ReleasedMinor, commission_minor as CommissionMinor,
        returned_minor as ReturnedMinor, reason as Reason
        """;

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from deals where deal = @deal";

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.place) as n from deals d where d.place > @after and (@fair = '' or d.fair = @fair)) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadPageOfParty =
        $"""
        select {Columns}
        from (
            select d.*, row_number() over (order by p.place) as n
            from deal_parties p join deals d on d.deal = p.deal
            where p.party = @party and p.place > @after and (@fair = '' or d.fair = @fair)) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadOverdue =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.due_at, d.deal) as n from deals d where d.due_at > 0 and d.due_at <= @now) page
        where n <= 500
        order by n
        """;

    [Sql("settlement")]
    private const string Update =
        """
        update deals
        set version = @Version, stage = @Stage, due_at = @DueAt, paid_minor = @PaidMinor, credit_minor = @CreditMinor, paid_at = @PaidAt,
            ended_at = @EndedAt, released_minor = @ReleasedMinor, commission_minor = @CommissionMinor, returned_minor = @ReturnedMinor, reason = @Reason
        where deal = @Deal
        """;

    private static readonly string[] DealColumns =
    [
        "deal", "place", "version", "lot", "fair", "number", "title", "category", "consignor", "buyer", "quantity_milli", "unit", "hammer_minor", "currency",
        "commission_basis_points", "stage", "awarded_at", "due_at", "paid_minor", "credit_minor", "paid_at", "ended_at", "released_minor", "commission_minor",
        "returned_minor", "reason",
    ];

    public override IReadOnlyList<string> Tables { get; } = ["deals", "deal_parties"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var fresh = new Dictionary<string, DealRow>(StringComparer.Ordinal);
        var changed = new Dictionary<string, DealRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
        {
            if (happened.Event is not DealEvent) continue;
            var id = happened.StreamId;
            if (happened.Event is DealOpened opened) fresh.Add(id, DealRow.Of(opened, Place.Of(happened)) with { Version = happened.Version });
            else if (fresh.TryGetValue(id, out var row)) fresh[id] = row.After(happened.Event) with { Version = happened.Version };
            else
                changed[id] = (changed.GetValueOrDefault(id) ?? await Find(session, id) ?? throw new InvalidDataException($"Deal {id} is not in the view."))
                    .After(happened.Event) with
                { Version = happened.Version };
        }

        await session.BulkInsert("deals", DealColumns, [.. fresh.Values.Select(Values)]);
        await session.BulkInsert("deal_parties", ["party", "place", "deal"], [.. fresh.Values.SelectMany(Parties)]);
        await session.Execute(Update, changed.Values);
    }

    /// <summary>A deal, or null.</summary>
    public static Task<DealRow?> Find(ViewSession session, string deal) => session.QuerySingle<DealRow>(ReadOne, new { deal });

    /// <summary>Deals after a place, in the order in which they were opened; of one fair, or of all when it is empty.</summary>
    public static Task<IReadOnlyList<DealRow>> Page(ViewSession session, string fair, long after, int limit) =>
        session.Query<DealRow>(ReadPage, new { fair, after, limit });

    /// <summary>The same, of the deals in which an enterprise is the buyer or the consignor.</summary>
    public static Task<IReadOnlyList<DealRow>> PageOfParty(ViewSession session, string party, string fair, long after, int limit) =>
        session.Query<DealRow>(ReadPageOfParty, new { party, fair, after, limit });

    /// <summary>The deals whose deadline has passed, most overdue first, a few hundred at most.</summary>
    public static Task<IReadOnlyList<DealRow>> Overdue(ViewSession session, DateTimeOffset now) =>
        session.Query<DealRow>(ReadOverdue, new { now = now.ToUnixTimeMilliseconds() });

    private static object?[] Values(DealRow row) =>
    [
        row.Deal, row.Place, row.Version, row.Lot, row.Fair, row.Number, row.Title, row.Category, row.Consignor, row.Buyer, row.QuantityMilli, row.Unit,
        row.HammerMinor, row.Currency, row.CommissionBasisPoints, row.Stage, row.AwardedAt, row.DueAt, row.PaidMinor, row.CreditMinor, row.PaidAt,
        row.EndedAt, row.ReleasedMinor, row.CommissionMinor, row.ReturnedMinor, row.Reason,
    ];

    private static IEnumerable<object?[]> Parties(DealRow row) =>
        new[] { row.Buyer, row.Consignor }.Distinct(StringComparer.Ordinal).Select(party => new object?[] { party, row.Place, row.Deal });
}
