
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
public sealed record DealProgress(
    string Deal, long TotalMinor, long PremiumMinor, long TaxMinor, long FirstPartMinor, long PaymentDueAt, long DepositMinor, string Silence, string Confirmed,
    long ConcludedAt, long SlotFromAt, long SlotThroughAt, long HandedOverMilli, long HandedOverAt, string CancellationBy, long DisputedAt, string Outcome,
    long ReductionMinor, long ForfeitedMinor, long UnpaidMinor, long ShortfallMinor)
{
    public const string Concluded = "concluded", Buyer = "buyer", Consignor = "consignor", Both = "both";

    /// <summary>The progress of a deal that has just been opened.</summary>
    public static DealProgress Of(DealOpened opened)
    {
        var (terms, charges) = (opened.Terms, Charges.Of(opened.Terms));
        return new(
            terms.Deal, charges.TotalMinor, charges.PremiumMinor, charges.TaxMinor, Deals.Deal.FirstPartMinor(terms), opened.PaymentDueAt, 0,
            terms.Settlement?.ConfirmedBySilence is true ? Concluded : "", "", opened.ConfirmDueAt is null ? terms.AwardedAt : 0, 0, 0, 0, 0, "", 0, "", 0, 0, 0, 0);
    }

    /// <summary>The progress of a deal of the time before there was any: it is paid and removed, and nothing else.</summary>
    public static DealProgress Of(DealRow row) => new(row.Deal, row.HammerMinor, 0, 0, 0, row.DueAt, 0, "", "", row.AwardedAt, 0, 0, 0, 0, "", 0, "", 0, 0, 0, 0);

    /// <summary>The progress after an event.</summary>
    public DealProgress After(DealEvent @event, DealRow row) => @event switch
    {
        ContractConfirmed confirmed => this with { Confirmed = Confirmed.Length > 0 ? Both : confirmed.By == row.Buyer ? Buyer : Consignor },
        ContractConcluded concluded => this with { ConcludedAt = concluded.At, PaymentDueAt = concluded.PaymentDueAt },
        DepositApplied applied => this with { DepositMinor = applied.AmountMinor },
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
            TotalMinor = row.PaidMinor - (settled.ReturnedMinor ?? 0),
            UnpaidMinor = settled.UnpaidMinor ?? 0,
        },
        DealDefaulted defaulted => this with { ForfeitedMinor = defaulted.ForfeitedMinor ?? 0 },
        ShortfallRecorded shortfall => this with { ShortfallMinor = shortfall.ShortfallMinor },
        _ => this,
    };
}

/// <summary>One step of a deal as its history shows it; what a step has nothing of is 0 or empty.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Place">Where it stands in the log; later is greater.</param>
/// <param name="Step">The name of the event.</param>
/// <param name="Who">The enterprise or person that took it; empty for the exchange itself.</param>
/// <param name="Text">Its reason, reference or words.</param>
/// <param name="Sha256">The hash of the document that it shows.</param>
/// <param name="AmountMinor">The money that it moves or settles.</param>
/// <param name="QuantityMilli">The quantity that it tells.</param>
/// <param name="DueAt">The deadline that it sets.</param>
/// <param name="HappenedAt">Unix milliseconds.</param>
public sealed record DealStep(string Deal, long Place, string Step, string Who, string Text, string Sha256, long AmountMinor, long QuantityMilli, long DueAt, long HappenedAt)
{
    /// <summary>The step that an event is.</summary>
    public static DealStep Of(string deal, long place, DealEvent @event) => new DealStep(deal, place, "", "", "", "", 0, 0, 0, 0).With(@event);

    private DealStep With(DealEvent @event) => @event switch
    {
        DealOpened opened => this with
        {
            Step = "opened",
            AmountMinor = opened.Terms.HammerMinor,
            QuantityMilli = opened.Terms.QuantityMilli,
            DueAt = opened.ConfirmDueAt ?? opened.PaymentDueAt,
            HappenedAt = opened.Terms.AwardedAt,
        },
        ContractConfirmed confirmed => this with { Step = "contract-confirmed", Who = confirmed.By, HappenedAt = confirmed.At },
        ContractConcluded concluded => this with { Step = "contract-concluded", Text = concluded.How, DueAt = concluded.PaymentDueAt, HappenedAt = concluded.At },
        DepositApplied applied => this with { Step = "deposit-applied", AmountMinor = applied.AmountMinor, HappenedAt = applied.At },
        ReceiptBooked booked => this with { Step = "receipt-booked", Text = booked.Reference, AmountMinor = booked.AmountMinor, HappenedAt = booked.At },
        DealPaid paid => this with { Step = "paid", AmountMinor = paid.AmountMinor, DueAt = paid.RemovalDueAt, HappenedAt = paid.At },
        RemovalBooked booked => this with { Step = "removal-booked", Text = $"{booked.FromAt}/{booked.ThroughAt}", HappenedAt = booked.At },
        DeliveryMissed missed => this with { Step = "delivery-missed", DueAt = missed.DueAt, HappenedAt = missed.At },
        GoodsHandedOver handed => this with
        {
            Step = "goods-handed-over",
            Text = handed.Note,
            AmountMinor = handed.TotalMinor,
            QuantityMilli = handed.QuantityMilli,
            DueAt = handed.AcceptanceDueAt,
            HappenedAt = handed.At,
        },
        RemovalAccepted accepted => this with { Step = "removal-accepted", Who = accepted.BySilence is true ? "" : accepted.By, HappenedAt = accepted.At },
        DisputeOpened opened => this with { Step = "dispute-opened", Text = opened.Reason, DueAt = opened.DecisionDueAt, HappenedAt = opened.At },
        EvidenceAdded evidence => this with { Step = "evidence-added", Who = evidence.By, Text = evidence.Text, Sha256 = evidence.Sha256 ?? "", HappenedAt = evidence.At },
        DisputeDecided decided => this with { Step = "dispute-decided", Who = decided.By, Text = decided.Reason, AmountMinor = decided.ReductionMinor, HappenedAt = decided.At },
        CancellationAsked asked => this with { Step = "cancellation-asked", Who = asked.By, Text = asked.Reason, HappenedAt = asked.At },
        CancellationTakenBack back => this with { Step = "cancellation-taken-back", Who = back.By, HappenedAt = back.At },
        DealSettled settled => this with { Step = "settled", AmountMinor = settled.ReleasedMinor, HappenedAt = settled.At },
        DealDefaulted defaulted => this with { Step = "defaulted", Text = defaulted.Reason, AmountMinor = defaulted.ReturnedMinor, HappenedAt = defaulted.At },
        DealCancelled cancelled => this with { Step = "cancelled", Text = cancelled.Reason, AmountMinor = cancelled.ReturnedMinor, HappenedAt = cancelled.At },
        ShortfallRecorded shortfall => this with { Step = "shortfall-recorded", AmountMinor = shortfall.ShortfallMinor, HappenedAt = shortfall.At },
        _ => throw new System.Diagnostics.UnreachableException(@event.GetType().Name),
    };
}
