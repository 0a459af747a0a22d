using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Deals;

/// <summary>A deal as the view has it. Times are Unix milliseconds, 0 when it has not happened; <see cref="DueAt"/> is 0 when the deal has ended.</summary>
public sealed record DealRow(
    string Deal, long Place, long Version, string Lot, string Fair, long Number, string Title, string Category, string Consignor, string Buyer,
    long QuantityMilli, string Unit, long HammerMinor, string Currency, long CommissionBasisPoints, string Stage, long AwardedAt, long DueAt,
    long PaidMinor, long CreditMinor, long PaidAt, long EndedAt, long ReleasedMinor, long CommissionMinor, long ReturnedMinor, string Reason)
{
    /// <summary>The row of a deal that has just been opened.</summary>
    public static DealRow Of(DealOpened opened, long place)
    {
        var terms = opened.Terms;
        return new DealRow(
            terms.Deal, place, 0, terms.Lot, terms.Fair, terms.Number, terms.Title, terms.Category, terms.Consignor, terms.Buyer,
            terms.QuantityMilli, terms.Unit, terms.HammerMinor, terms.Currency, terms.CommissionBasisPoints, "", terms.AwardedAt, 0, 0, 0, 0, 0, 0, 0, 0, "")
            .At(Deals.Deal.Evolve(Deals.Deal.Initial, opened));
    }

    private DealRow At(Deal deal) => this with { Stage = DealStages.NameOf(deal.Stage), DueAt = deal.DueAt };

    /// <summary>The row after an event.</summary>
    public DealRow After(DealEvent @event) => @event switch
    {
        ContractConcluded concluded => this with
        {
            Stage = DealStages.AwaitingPayment,
            DueAt = Math.Min(concluded.FirstPartDueAt ?? concluded.PaymentDueAt, concluded.PaymentDueAt),
        },
        DepositApplied applied => this with { PaidMinor = applied.PaidMinor },
        ReceiptBooked booked => this with { PaidMinor = booked.PaidMinor, CreditMinor = CreditMinor + booked.CreditMinor },
        ReceiptReversed reversed => this with { PaidMinor = reversed.PaidMinor, CreditMinor = CreditMinor - reversed.CreditMinor, DueAt = reversed.DueAt },
        DealSetOff setOff => this with { PaidMinor = setOff.PaidMinor },
        DealSetOffUndone undone => this with { PaidMinor = undone.PaidMinor, DueAt = undone.DueAt },
        DealPaid paid => this with { Stage = DealStages.AwaitingRemoval, PaidAt = paid.At, DueAt = paid.RemovalDueAt },
        DealUnpaid unpaid => this with { Stage = DealStages.AwaitingPayment, PaidAt = 0, DueAt = unpaid.PaymentDueAt },
        DeliveryMissed missed => this with { Stage = DealStages.AwaitingDelivery, DueAt = missed.DueAt },
        GoodsHandedOver handed => this with { Stage = DealStages.AwaitingAcceptance, DueAt = handed.AcceptanceDueAt },
        DisputeOpened opened => this with { Stage = DealStages.Disputed, DueAt = opened.DecisionDueAt },
        DealSettled settled => (this with { ReleasedMinor = settled.ReleasedMinor, CommissionMinor = settled.CommissionMinor }).Ended(DealStages.Settled, settled.ReturnedMinor ?? 0, "", settled.At),
        DealDefaulted defaulted => Ended(DealStages.Defaulted, defaulted.ReturnedMinor, defaulted.Reason, defaulted.At),
        DealCancelled cancelled => Ended(DealStages.Cancelled, cancelled.ReturnedMinor, cancelled.Reason, cancelled.At),
        _ => this,
    };

    private DealRow Ended(string stage, long returnedMinor, string reason, long at) =>
        this with { Stage = stage, DueAt = 0, EndedAt = at, ReturnedMinor = returnedMinor, Reason = reason };
}

/// <summary>A deal with all that the view has of it.</summary>
public sealed record DealSeen(DealRow Row, DealProgress Progress)
{
    /// <summary>Both after an event. Once the first part is paid, the rest has its own deadline.</summary>
    public DealSeen After(DealEvent @event, long version)
    {
        var row = Row.After(@event) with { Version = version };
        var progress = Progress.After(@event, row);
        return new(row.Stage == DealStages.AwaitingPayment && row.PaidMinor >= progress.FirstPartMinor ? row with { DueAt = progress.PaymentDueAt } : row, progress);
    }
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

    public override IReadOnlyList<string> Tables { get; } = ["deals", "deal_parties", "deal_progress", "deal_steps", "deal_compensations"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var fresh = new Dictionary<string, DealSeen>(StringComparer.Ordinal);
        var changed = new Dictionary<string, DealSeen>(StringComparer.Ordinal);
        var (steps, compensations) = (new List<DealStep>(), new Dictionary<string, long>(StringComparer.Ordinal));
        foreach (var happened in batch)
        {
            if (happened.Event is not DealEvent @event) continue;
            var id = happened.StreamId;
            steps.Add(DealStep.Of(id, Place.Of(happened), @event));
            if (@event is DealOpened opened) fresh.Add(id, new(DealRow.Of(opened, Place.Of(happened)) with { Version = happened.Version }, DealProgress.Of(opened)));
            else if (fresh.TryGetValue(id, out var seen)) fresh[id] = seen.After(@event, happened.Version);
            else changed[id] = (changed.GetValueOrDefault(id) ?? await Read(session, id)).After(@event, happened.Version);
            if (@event is not DealDefaulted) continue;
            var seenAtEnd = fresh.GetValueOrDefault(id) ?? changed[id];
            if (Compensation(batch, happened, seenAtEnd.Row) is not (> 0 and var compensation)) continue;
            compensations.Add(id, compensation);
            var known = seenAtEnd with { Progress = seenAtEnd.Progress with { CompensationMinor = compensation } };
            if (fresh.ContainsKey(id)) fresh[id] = known;
            else changed[id] = known;
        }

        await session.BulkInsert("deals", DealColumns, [.. fresh.Values.Select(seen => Values(seen.Row))]);
        await session.BulkInsert("deal_parties", ["party", "place", "deal"], [.. fresh.Values.SelectMany(seen => Parties(seen.Row))]);
        await session.Execute(Update, changed.Values.Select(seen => seen.Row));
        await DealProgressViews.Store(session, fresh.Values.Select(seen => seen.Progress), changed.Values.Select(seen => seen.Progress));
        await DealStepViews.Store(session, steps);
        if (compensations.Count > 0) await DealProgressViews.StoreCompensations(session, compensations);
    }

    // The default, the end of the deposit and what is booked for both are one entry of the log; what of it went to the consignor is its share of the deposit.
    private static long Compensation(IReadOnlyList<Happened> batch, Happened fallen, DealRow deal) =>
        batch.Where(happened => happened.Position == fallen.Position && happened.EntryIndex == fallen.EntryIndex).Select(happened => happened.Event).OfType<EntryPosted>()
            .SelectMany(entry => entry.Postings).Where(posting => posting.Account == AccountCode.ConsignorPayable(deal.Consignor)).Sum(posting => posting.AmountMinor);

    /// <summary>A deal with its progress, or null.</summary>
    public static async Task<DealSeen?> FindSeen(ViewSession session, string deal) =>
        await Find(session, deal) is { } row ? new(row, await DealProgressViews.Find(session, row)) : null;

    private static async Task<DealSeen> Read(ViewSession session, string deal) =>
        await FindSeen(session, deal) ?? throw new InvalidDataException($"Deal {deal} is not in the view.");

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
