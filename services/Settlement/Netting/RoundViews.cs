using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Netting;

/// <summary>A round as the view has it. Amounts in minor units, times in Unix milliseconds, 0 where it has not happened.</summary>
public sealed record RoundRow(
    string Round, long Place, long Version, string Fair, string Currency, long ThresholdMinor, long ComputeAt, long CutOffMs, string Stage, long Run, long DueAt,
    long TotalMinor, long ClearedMinor, long Legs, long LeftCount, long ComputedAt, long FinishedAt)
{
    public const string Planned = "planned", Computed = "computed", Final = "final", Cancelled = "cancelled";

    /// <summary>Whether there is something to show of it.</summary>
    public bool IsComputed() => Stage is Computed or Final;

    /// <summary>Whether it is a ring of barter: its members have said yes before, and there is no cut-off.</summary>
    public bool IsRing() => CutOffMs == 0;

    /// <summary>What it is about.</summary>
    public RoundPlan Plan() => new(Round, Fair, Currency, ThresholdMinor, ComputeAt, CutOffMs);

    /// <summary>The row of a round that has just been planned.</summary>
    public static RoundRow Of(RoundPlan plan, long place) =>
        new(plan.Round, place, 1, plan.Fair, plan.Currency, plan.ThresholdMinor, plan.ComputeAt, plan.CutOffMs, Planned, 0, plan.ComputeAt, 0, 0, 0, 0, 0, 0);

    /// <summary>The row after an event.</summary>
    public RoundRow After(RoundEvent @event) => @event switch
    {
        RoundComputed computed => this with
        {
            Stage = Computed,
            Run = computed.Run,
            DueAt = computed.CutOffAt,
            TotalMinor = computed.Legs.Sum(leg => leg.OpenMinor),
            ClearedMinor = computed.Legs.Sum(leg => leg.SetOffMinor),
            Legs = computed.Legs.Count,
            LeftCount = computed.LeftCount,
            ComputedAt = computed.At,
        },
        RoundUnwound unwound => this with { Stage = Planned, DueAt = unwound.At, TotalMinor = 0, ClearedMinor = 0, Legs = 0, LeftCount = 0, ComputedAt = 0 },
        RoundCancelled => this with { Stage = Cancelled, DueAt = 0 },
        RingUnwound => this with { Stage = Stage == Planned ? Cancelled : Stage, DueAt = 0 },
        RoundFinished finished => this with { Stage = Final, DueAt = 0, FinishedAt = finished.At },
        _ => this,
    };
}

/// <summary>An obligation of a round, or with a reason one that stayed out of it. Minor units.</summary>
public sealed record RoundLegRow(string Round, string Leg, string Kind, string Debtor, string Creditor, long OpenMinor, long SetOffMinor, string Reason)
{
    /// <summary>The obligation.</summary>
    public RoundLeg Of() => new(Leg, Kind, Debtor, Creditor, OpenMinor, SetOffMinor);
}

/// <summary>What a party has taken out of a round, in which run and when.</summary>
public sealed record WithdrawalRow(string Round, string Leg, long Run, string WithdrawnBy, long WithdrawnAt);

/// <summary>A deal of a ring of barter. Its stage is empty where it is not opened yet.</summary>
public sealed record RingDealRow(string Deal, string Buyer, string Consignor, string Stage, long TotalMinor, long PaidMinor, long MostMinor, long SetOffMinor, string Round);

/// <summary>A deal of a fair that is to be paid.</summary>
public sealed record OpenDealRow(string Deal, string Buyer, string Consignor, string Currency, long DueAt, long TotalMinor, long PaidMinor, long MostMinor, long SetOffMinor, string Round);

/// <summary>An enterprise in a group of affiliated ones.</summary>
public sealed record AffiliateRow(string Affiliation, string Enterprise, string Name);

/// <summary>The tables of rounds of set-off, and what a round is computed from.</summary>
public sealed class RoundViews : View
{
    private const string Columns =
        """
        r.round as Round, r.place as Place, r.version as Version, r.fair as Fair, r.currency as Currency, r.threshold_minor as ThresholdMinor, r.compute_at as ComputeAt,
        r.cut_off_ms as CutOffMs, r.stage as Stage, r.run as Run, r.due_at as DueAt, r.total_minor as TotalMinor, r.cleared_minor as ClearedMinor, r.legs as Legs,
        r.left_count as LeftCount, r.computed_at as ComputedAt, r.finished_at as FinishedAt
        """;

    private const string LegColumns =
        "round as Round, leg as Leg, kind as Kind, debtor as Debtor, creditor as Creditor, open_minor as OpenMinor, set_off_minor as SetOffMinor, reason as Reason";

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from set_off_rounds r where r.round = @round";

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select r.*, row_number() over (order by r.place) as n from set_off_rounds r where r.place > @after) r
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadDue = $"select {Columns} from set_off_rounds r where r.due_at > 0 and r.due_at <= @now order by r.due_at, r.round";

    [Sql("settlement")]
    private const string ReadLegs = $"select {LegColumns} from round_legs where round = @round order by leg";

    [Sql("settlement")]
    private const string ReadWithdrawals =
        "select round as Round, leg as Leg, run as Run, withdrawn_by as WithdrawnBy, withdrawn_at as WithdrawnAt from round_withdrawals where round = @round order by run";

    [Sql("settlement")]
    private const string ReadDeals =
        """
        select d.deal as Deal, d.buyer as Buyer, d.consignor as Consignor, d.currency as Currency, d.due_at as DueAt, p.total_minor as TotalMinor, d.paid_minor as PaidMinor,
            s.most_minor as MostMinor, s.set_off_minor as SetOffMinor, s.round as Round
        from deals d join deal_progress p on p.deal = d.deal join deal_set_offs s on s.deal = d.deal
        where d.fair = @fair and d.stage = 'awaiting-payment' and s.ring = ''
        """;

    [Sql("settlement")]
    private const string ReadRing =
        """
        select r.deal as Deal, coalesce(d.buyer, '') as Buyer, coalesce(d.consignor, '') as Consignor, coalesce(d.stage, '') as Stage, coalesce(p.total_minor, 0) as TotalMinor,
            coalesce(d.paid_minor, 0) as PaidMinor, coalesce(s.most_minor, 0) as MostMinor, coalesce(s.set_off_minor, 0) as SetOffMinor, coalesce(s.round, '') as Round
        from ring_deals r left join deals d on d.deal = r.deal left join deal_progress p on p.deal = r.deal left join deal_set_offs s on s.deal = r.deal
        where r.round = @round
        order by r.deal
        """;

    [Sql("settlement")]
    private const string ReadAffiliates = "select affiliation as Affiliation, enterprise as Enterprise, name as Name from affiliates order by affiliation, enterprise";

    [Sql("settlement")]
    private const string Update =
        """
        update set_off_rounds
        set version = @Version, stage = @Stage, run = @Run, due_at = @DueAt, total_minor = @TotalMinor, cleared_minor = @ClearedMinor, legs = @Legs, left_count = @LeftCount,
            computed_at = @ComputedAt, finished_at = @FinishedAt
        where round = @Round
        """;

    [Sql("settlement")]
    private const string ClearLegs = "delete from round_legs where round = @round";

    private static readonly string[] RoundColumns =
    [
        "round", "place", "version", "fair", "currency", "threshold_minor", "compute_at", "cut_off_ms", "stage", "run", "due_at", "total_minor", "cleared_minor", "legs", "left_count",
        "computed_at", "finished_at",
    ];

    private static readonly string[] RoundLegColumns = ["round", "leg", "kind", "debtor", "creditor", "open_minor", "set_off_minor", "reason"];

    public override IReadOnlyList<string> Tables { get; } = ["set_off_rounds", "ring_deals", "round_legs", "round_withdrawals"];

    // Rounds are few, and each event of one is stored by itself.
    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        foreach (var happened in batch)
        {
            if (happened.Event is not RoundEvent @event) continue;
            var round = happened.StreamId;
            if (@event is RoundPlanned planned)
            {
                await session.BulkInsert("set_off_rounds", RoundColumns, [Values(RoundRow.Of(planned.Plan, Place.Of(happened)) with { Version = happened.Version })]);
                if (planned.Plan.Deals is { } deals) await session.BulkInsert("ring_deals", ["round", "deal"], deals.Select(deal => new object?[] { round, deal }));
                continue;
            }

            var row = await Find(session, round) ?? throw new InvalidDataException($"Round {round} is not in the view.");
            await session.ExecuteEach(Update, [row.After(@event) with { Version = happened.Version }]);
            if (@event is RoundUnwound unwound)
                await session.BulkInsert("round_withdrawals", ["round", "leg", "run", "withdrawn_by", "withdrawn_at"], [[round, unwound.Leg, unwound.Run, unwound.By, unwound.At]]);
            if (@event is RoundComputed or RoundUnwound) await session.Execute(ClearLegs, new { round });
            if (@event is RoundComputed computed) await session.BulkInsert("round_legs", RoundLegColumns, Legs(computed));
        }
    }

    /// <summary>A round, or null.</summary>
    public static Task<RoundRow?> Find(ViewSession session, string round) => session.QuerySingle<RoundRow>(ReadOne, new { round });

    /// <summary>Rounds after a place, in the order in which they were planned.</summary>
    public static Task<IReadOnlyList<RoundRow>> Page(ViewSession session, long after, int limit) => session.Query<RoundRow>(ReadPage, new { after, limit });

    /// <summary>The rounds of which a step is due, the most overdue first.</summary>
    public static Task<IReadOnlyList<RoundRow>> Due(ViewSession session, DateTimeOffset now) => session.Query<RoundRow>(ReadDue, new { now = now.ToUnixTimeMilliseconds() });

    /// <summary>The obligations of a round, and with a reason those that stayed out, by id.</summary>
    public static Task<IReadOnlyList<RoundLegRow>> Legs(ViewSession session, string round) => session.Query<RoundLegRow>(ReadLegs, new { round });

    /// <summary>What parties have taken out of a round.</summary>
    public static Task<IReadOnlyList<WithdrawalRow>> Withdrawals(ViewSession session, string round) => session.Query<WithdrawalRow>(ReadWithdrawals, new { round });

    /// <summary>The deals of a fair that are to be paid. What a ring of barter leaves is paid in money.</summary>
    public static Task<IReadOnlyList<OpenDealRow>> OpenDeals(ViewSession session, string fair) => session.Query<OpenDealRow>(ReadDeals, new { fair });

    /// <summary>The deals of a ring of barter, by id.</summary>
    public static Task<IReadOnlyList<RingDealRow>> Ring(ViewSession session, string round) => session.Query<RingDealRow>(ReadRing, new { round });

    /// <summary>Who belongs together.</summary>
    public static Task<IReadOnlyList<AffiliateRow>> Affiliates(ViewSession session) => session.Query<AffiliateRow>(ReadAffiliates);

    private static IEnumerable<object?[]> Legs(RoundComputed computed) =>
        computed.Legs.Select(leg => new object?[] { computed.Round, leg.Leg, leg.Kind, leg.Debtor, leg.Creditor, leg.OpenMinor, leg.SetOffMinor, "" })
            .Concat(computed.Left.Select(left => new object?[] { computed.Round, left.Leg, left.Kind, left.Debtor, left.Creditor, left.OpenMinor, 0L, left.Reason }));

    private static object?[] Values(RoundRow row) =>
    [
        row.Round, row.Place, row.Version, row.Fair, row.Currency, row.ThresholdMinor, row.ComputeAt, row.CutOffMs, row.Stage, row.Run, row.DueAt, row.TotalMinor, row.ClearedMinor, row.Legs,
        row.LeftCount, row.ComputedAt, row.FinishedAt,
    ];
}
