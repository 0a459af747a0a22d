using System.Diagnostics;
using Exchange.Kernel.Database;

namespace Exchange.Settlement.Deals;

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
        ReceiptReversed reversed => this with { Step = "receipt-reversed", Text = reversed.Reference, AmountMinor = reversed.AmountMinor, DueAt = reversed.DueAt, HappenedAt = reversed.At },
        DealUnpaid unpaid => this with { Step = "unpaid", DueAt = unpaid.PaymentDueAt, HappenedAt = unpaid.At },
        DealSetOff setOff => this with { Step = "set-off", Text = setOff.Round, AmountMinor = setOff.AmountMinor, DueAt = setOff.CutOffAt, HappenedAt = setOff.At },
        DealSetOffKept kept => this with { Step = "set-off-kept", Text = kept.Round, AmountMinor = kept.AmountMinor, HappenedAt = kept.At },
        DealSetOffUndone undone => this with { Step = "set-off-undone", Text = undone.Round, AmountMinor = undone.AmountMinor, DueAt = undone.DueAt, HappenedAt = undone.At },
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
        _ => throw new UnreachableException(@event.GetType().Name),
    };
}

/// <summary>The table of the steps of deals, which <see cref="DealViews"/> fills.</summary>
public static class DealStepViews
{
    [Sql("settlement")]
    private const string ReadSteps =
        """
        select deal as Deal, place as Place, step as Step, who as Who, text as Text, sha256 as Sha256, amount_minor as AmountMinor,
            quantity_milli as QuantityMilli, due_at as DueAt, happened_at as HappenedAt
        from (select s.*, row_number() over (order by s.place) as n from deal_steps s where s.deal = @deal and s.place > @after) page
        where n <= @limit
        order by n
        """;

    private static readonly string[] StepColumns =
        ["deal", "place", "step", "who", "text", "sha256", "amount_minor", "quantity_milli", "due_at", "happened_at"];

    /// <summary>Stores steps.</summary>
    public static Task Store(ViewSession session, IEnumerable<DealStep> steps) => session.BulkInsert("deal_steps", StepColumns, [.. steps.Select(Values)]);

    /// <summary>The steps of a deal after a place, in their order.</summary>
    public static Task<IReadOnlyList<DealStep>> Steps(ViewSession session, string deal, long after, int limit) =>
        session.Query<DealStep>(ReadSteps, new { deal, after, limit });

    private static object?[] Values(DealStep step) =>
        [step.Deal, step.Place, step.Step, step.Who, step.Text, step.Sha256, step.AmountMinor, step.QuantityMilli, step.DueAt, step.HappenedAt];
}
