using Exchange.Kernel.Database;

namespace Exchange.Settlement.Deals;

/// <summary>The tables of what deals have come to and of their steps, which <see cref="DealViews"/> fills.</summary>
internal static class DealProgressViews
{
    private const string Columns =
        """
        deal as Deal, total_minor as TotalMinor, premium_minor as PremiumMinor, tax_minor as TaxMinor, first_part_minor as FirstPartMinor,
        payment_due_at as PaymentDueAt, deposit_minor as DepositMinor, silence as Silence, confirmed as Confirmed, concluded_at as ConcludedAt,
        slot_from_at as SlotFromAt, slot_through_at as SlotThroughAt, handed_over_milli as HandedOverMilli, handed_over_at as HandedOverAt,
        cancellation_by as CancellationBy, disputed_at as DisputedAt, outcome as Outcome, reduction_minor as ReductionMinor,
        forfeited_minor as ForfeitedMinor, unpaid_minor as UnpaidMinor, shortfall_minor as ShortfallMinor
        """;

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from deal_progress where deal = @key";

    [Sql("settlement")]
    private const string ReadSteps =
        """
        select deal as Deal, place as Place, step as Step, who as Who, text as Text, sha256 as Sha256, amount_minor as AmountMinor,
            quantity_milli as QuantityMilli, due_at as DueAt, happened_at as HappenedAt
        from (select s.*, row_number() over (order by s.place) as n from deal_steps s where s.deal = @deal and s.place > @after) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string Update =
        """
        update deal_progress
        set total_minor = @TotalMinor, premium_minor = @PremiumMinor, tax_minor = @TaxMinor, first_part_minor = @FirstPartMinor,
            payment_due_at = @PaymentDueAt, deposit_minor = @DepositMinor, silence = @Silence, confirmed = @Confirmed, concluded_at = @ConcludedAt,
            slot_from_at = @SlotFromAt, slot_through_at = @SlotThroughAt, handed_over_milli = @HandedOverMilli, handed_over_at = @HandedOverAt,
            cancellation_by = @CancellationBy, disputed_at = @DisputedAt, outcome = @Outcome, reduction_minor = @ReductionMinor,
            forfeited_minor = @ForfeitedMinor, unpaid_minor = @UnpaidMinor, shortfall_minor = @ShortfallMinor
        where deal = @Deal
        """;

    [Sql("settlement")]
    private const string Insert =
        """
        insert into deal_progress (
            deal, total_minor, premium_minor, tax_minor, first_part_minor, payment_due_at, deposit_minor, silence, confirmed, concluded_at, slot_from_at, slot_through_at,
            handed_over_milli, handed_over_at, cancellation_by, disputed_at, outcome, reduction_minor, forfeited_minor, unpaid_minor, shortfall_minor)
        values (
            @Deal, @TotalMinor, @PremiumMinor, @TaxMinor, @FirstPartMinor, @PaymentDueAt, @DepositMinor, @Silence, @Confirmed, @ConcludedAt, @SlotFromAt, @SlotThroughAt,
            @HandedOverMilli, @HandedOverAt, @CancellationBy, @DisputedAt, @Outcome, @ReductionMinor, @ForfeitedMinor, @UnpaidMinor, @ShortfallMinor)
        """;

    private static readonly string[] StepColumns =
        ["deal", "place", "step", "who", "text", "sha256", "amount_minor", "quantity_milli", "due_at", "happened_at"];

    /// <summary>Stores the progress of deals that are new and of such as have changed, and the steps of both.</summary>
    public static async Task Store(ViewSession session, IEnumerable<DealProgress> fresh, IEnumerable<DealProgress> changed, IReadOnlyList<DealStep> steps)
    {
        await session.Execute(Insert, fresh);
        await session.Upsert(Update, Insert, changed);
        await session.BulkInsert("deal_steps", StepColumns, [.. steps.Select(Values)]);
    }

    /// <summary>What a deal has come to.</summary>
    public static async Task<DealProgress> Find(ViewSession session, DealRow row) =>
        await session.QuerySingle<DealProgress>(ReadOne, new { key = row.Deal }) ?? DealProgress.Of(row);

    /// <summary>The same of many deals, by their ids.</summary>
    public static async Task<IReadOnlyList<DealSeen>> Find(ViewSession session, IReadOnlyList<DealRow> rows)
    {
        var found = await session.QueryEach<DealProgress>(ReadOne, rows.Select(row => row.Deal));
        return [.. rows.Select(row => new DealSeen(row, found.GetValueOrDefault(row.Deal) ?? DealProgress.Of(row)))];
    }

    /// <summary>The steps of a deal after a place, in their order.</summary>
    public static Task<IReadOnlyList<DealStep>> Steps(ViewSession session, string deal, long after, int limit) =>
        session.Query<DealStep>(ReadSteps, new { deal, after, limit });

    private static object?[] Values(DealStep step) =>
        [step.Deal, step.Place, step.Step, step.Who, step.Text, step.Sha256, step.AmountMinor, step.QuantityMilli, step.DueAt, step.HappenedAt];
}
