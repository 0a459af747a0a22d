using Exchange.Kernel.Database;

namespace Exchange.Settlement.Deals;

/// <summary>What a deal has come to, as the view has it. Amounts in minor units, times in Unix milliseconds; 0 or empty where it has not happened or is not so.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="TotalMinor">What the buyer pays, by the weighed quantity once there is one, and by the decision of a dispute.</param>
/// <param name="PremiumMinor">The buyer's premium in it.</param>
/// <param name="TaxMinor">The tax in it.</param>
/// <param name="FirstPartMinor">What is due before the rest.</param>
/// <param name="PaymentDueAt">When the whole is due.</param>
/// <param name="DepositMinor">What of the payment was the buyer's deposit.</param>
/// <param name="Silence">What follows when nobody confirms: <see cref="Concluded"/>, or empty for a default.</param>
/// <param name="Confirmed">Who has confirmed the contract: <c>buyer</c>, <c>consignor</c>, <c>both</c>.</param>
/// <param name="ConcludedAt">Since when the contract stands.</param>
/// <param name="SlotFromAt">When the buyer fetches the goods.</param>
/// <param name="SlotThroughAt">Until when.</param>
/// <param name="HandedOverMilli">What was weighed.</param>
/// <param name="HandedOverAt">When it was handed over.</param>
/// <param name="CancellationBy">Who wants to cancel.</param>
/// <param name="DisputedAt">When the buyer disputed the goods.</param>
/// <param name="Outcome">How the dispute was decided.</param>
/// <param name="ReductionMinor">By how much the price fell with it.</param>
/// <param name="ForfeitedMinor">What of the payment the buyer lost as its deposit.</param>
/// <param name="UnpaidMinor">What was weighed above the awarded quantity and not paid.</param>
/// <param name="ShortfallMinor">By how much the goods brought less after the buyer's default.</param>
/// <param name="ShortfallAt">Since when that is known.</param>
/// <param name="CompensationMinor">What the consignor got of the buyer's deposit with the default.</param>
public sealed record DealProgress(
    string Deal, long TotalMinor, long PremiumMinor, long TaxMinor, long FirstPartMinor, long PaymentDueAt, long DepositMinor, string Silence, string Confirmed,
    long ConcludedAt, long SlotFromAt, long SlotThroughAt, long HandedOverMilli, long HandedOverAt, string CancellationBy, long DisputedAt, string Outcome,
    long ReductionMinor, long ForfeitedMinor, long UnpaidMinor, long ShortfallMinor, long ShortfallAt, long CompensationMinor)
{
    public const string Concluded = "concluded", Buyer = "buyer", Consignor = "consignor", Both = "both";

    /// <summary>The progress of a deal that has just been opened.</summary>
    public static DealProgress Of(DealOpened opened)
    {
        var (terms, charges) = (opened.Terms, Charges.Of(opened.Terms));
        return new(
            terms.Deal, charges.TotalMinor, charges.PremiumMinor, charges.TaxMinor, Deals.Deal.FirstPartMinor(terms), opened.PaymentDueAt, 0,
            terms.Settlement?.ConfirmedBySilence is true ? Concluded : "", "", opened.ConfirmDueAt is null ? terms.AwardedAt : 0, 0, 0, 0, 0, "", 0, "", 0, 0, 0, 0, 0, 0);
    }

    /// <summary>The progress of a deal of the time before there was any: it is paid and removed, and nothing else.</summary>
    public static DealProgress Of(DealRow row) => new(row.Deal, row.HammerMinor, 0, 0, 0, row.DueAt, 0, "", "", row.AwardedAt, 0, 0, 0, 0, "", 0, "", 0, 0, 0, 0, 0, 0);

    /// <summary>What the consignor may claim of the defaulting buyer beside what it has got: the shortfall less its share of the deposit, at least 0.</summary>
    public long ClaimMinor => Math.Max(0, ShortfallMinor - CompensationMinor);

    /// <summary>The progress after an event.</summary>
    public DealProgress After(DealEvent @event, DealRow row) => @event switch
    {
        ContractConfirmed confirmed => this with { Confirmed = Confirmed.Length > 0 ? Both : confirmed.By == row.Buyer ? Buyer : Consignor },
        ContractConcluded concluded => this with { ConcludedAt = concluded.At, PaymentDueAt = concluded.PaymentDueAt },
        DepositApplied applied => this with { DepositMinor = applied.AmountMinor },
        DealUnpaid unpaid => this with { PaymentDueAt = unpaid.PaymentDueAt, SlotFromAt = 0, SlotThroughAt = 0 },
        RemovalBooked booked => this with { SlotFromAt = booked.FromAt, SlotThroughAt = booked.ThroughAt },
        GoodsHandedOver handed => this with { HandedOverMilli = handed.QuantityMilli, HandedOverAt = handed.At, TotalMinor = handed.TotalMinor },
        DisputeOpened opened => this with { DisputedAt = opened.At },
        DisputeDecided decided => this with { Outcome = decided.Outcome, ReductionMinor = decided.ReductionMinor },
        CancellationAsked asked => this with { CancellationBy = asked.By },
        CancellationTakenBack => this with { CancellationBy = "" },
        DealSettled settled => this with
        {
            PremiumMinor = settled.PremiumMinor ?? 0,
            TaxMinor = settled.TaxMinor ?? 0,
            TotalMinor = row.PaidMinor - (settled.ReturnedMinor ?? 0) - (settled.OwedBackMinor ?? 0),
            UnpaidMinor = settled.UnpaidMinor ?? 0,
        },
        DealDefaulted defaulted => this with { ForfeitedMinor = defaulted.ForfeitedMinor ?? 0 },
        ShortfallRecorded shortfall => this with { ShortfallMinor = shortfall.ShortfallMinor, ShortfallAt = shortfall.At },
        _ => this,
    };
}

/// <summary>The table of what deals have come to, which <see cref="DealViews"/> fills.</summary>
internal static class DealProgressViews
{
    private const string Columns =
        """
        p.deal as Deal, total_minor as TotalMinor, premium_minor as PremiumMinor, tax_minor as TaxMinor, first_part_minor as FirstPartMinor,
        payment_due_at as PaymentDueAt, deposit_minor as DepositMinor, silence as Silence, confirmed as Confirmed, concluded_at as ConcludedAt,
        slot_from_at as SlotFromAt, slot_through_at as SlotThroughAt, handed_over_milli as HandedOverMilli, handed_over_at as HandedOverAt,
        cancellation_by as CancellationBy, disputed_at as DisputedAt, outcome as Outcome, reduction_minor as ReductionMinor,
        forfeited_minor as ForfeitedMinor, unpaid_minor as UnpaidMinor, shortfall_minor as ShortfallMinor, shortfall_at as ShortfallAt,
        coalesce(c.consignor_minor, 0) as CompensationMinor
        """;

    [Sql("settlement")]
    private const string ReadOne = $"select {Columns} from deal_progress p left join deal_compensations c on c.deal = p.deal where p.deal = @key";

    [Sql("settlement")]
    private const string Update =
        """
        update deal_progress
        set total_minor = @TotalMinor, premium_minor = @PremiumMinor, tax_minor = @TaxMinor, first_part_minor = @FirstPartMinor,
            payment_due_at = @PaymentDueAt, deposit_minor = @DepositMinor, silence = @Silence, confirmed = @Confirmed, concluded_at = @ConcludedAt,
            slot_from_at = @SlotFromAt, slot_through_at = @SlotThroughAt, handed_over_milli = @HandedOverMilli, handed_over_at = @HandedOverAt,
            cancellation_by = @CancellationBy, disputed_at = @DisputedAt, outcome = @Outcome, reduction_minor = @ReductionMinor,
            forfeited_minor = @ForfeitedMinor, unpaid_minor = @UnpaidMinor, shortfall_minor = @ShortfallMinor, shortfall_at = @ShortfallAt
        where deal = @Deal
        """;

    [Sql("settlement")]
    private const string Insert =
        """
        insert into deal_progress (
            deal, total_minor, premium_minor, tax_minor, first_part_minor, payment_due_at, deposit_minor, silence, confirmed, concluded_at, slot_from_at, slot_through_at,
            handed_over_milli, handed_over_at, cancellation_by, disputed_at, outcome, reduction_minor, forfeited_minor, unpaid_minor, shortfall_minor,
            shortfall_at)
        values (
            @Deal, @TotalMinor, @PremiumMinor, @TaxMinor, @FirstPartMinor, @PaymentDueAt, @DepositMinor, @Silence, @Confirmed, @ConcludedAt, @SlotFromAt, @SlotThroughAt,
            @HandedOverMilli, @HandedOverAt, @CancellationBy, @DisputedAt, @Outcome, @ReductionMinor, @ForfeitedMinor, @UnpaidMinor, @ShortfallMinor,
            @ShortfallAt)
        """;

    /// <summary>Stores the progress of deals that are new and of such as have changed.</summary>
    public static async Task Store(ViewSession session, IEnumerable<DealProgress> fresh, IEnumerable<DealProgress> changed)
    {
        await session.Execute(Insert, fresh);
        await session.Upsert(Update, Insert, changed);
    }

    /// <summary>Stores what consignors got of the deposits of buyers who defaulted, by their deals.</summary>
    public static Task StoreCompensations(ViewSession session, IReadOnlyDictionary<string, long> compensations) =>
        session.BulkInsert("deal_compensations", ["deal", "consignor_minor"], [.. compensations.Select(paid => (object?[])[paid.Key, paid.Value])]);

    /// <summary>What a deal has come to.</summary>
    public static async Task<DealProgress> Find(ViewSession session, DealRow row) =>
        await session.QuerySingle<DealProgress>(ReadOne, new { key = row.Deal }) ?? DealProgress.Of(row);

    /// <summary>The same of many deals, by their ids.</summary>
    public static async Task<IReadOnlyList<DealSeen>> Find(ViewSession session, IReadOnlyList<DealRow> rows)
    {
        var found = await session.QueryEach<DealProgress>(ReadOne, rows.Select(row => row.Deal));
        return [.. rows.Select(row => new DealSeen(row, found.GetValueOrDefault(row.Deal) ?? DealProgress.Of(row)))];
    }
}
