namespace Exchange.Settlement.Deals;

/// <summary>What happens next in a deal, and by when.</summary>
/// <param name="Step"><c>contract</c>, <c>first-part</c>, <c>payment</c>, <c>removal</c>, <c>delivery</c>, <c>acceptance</c> or <c>decision</c>.</param>
/// <param name="Who">Who has to take it: <c>buyer</c>, <c>consignor</c>, <c>both</c> or <c>organizer</c>.</param>
/// <param name="By">The first moment that is too late, in Unix milliseconds.</param>
/// <param name="Otherwise">What follows when it is not taken: the reason for which the deal defaults or is cancelled, or <c>concluded</c>, <c>accepted</c>, <c>released</c>.</param>
public sealed record NextStep(string Step, string Who, long By, string Otherwise)
{
    /// <summary>The next step of a deal; null when it has ended.</summary>
    public static NextStep? Of(DealSeen deal) => deal.Row.Stage switch
    {
        DealRow.AwaitingContract => Contract(deal),
        DealRow.AwaitingPayment when deal.Row.PaidMinor < deal.Progress.FirstPartMinor && deal.Row.DueAt < deal.Progress.PaymentDueAt =>
            new("first-part", DealProgress.Buyer, deal.Row.DueAt, Deal.NotPaid),
        DealRow.AwaitingPayment => new("payment", DealProgress.Buyer, deal.Row.DueAt, Deal.NotPaid),
        DealRow.AwaitingRemoval => new("removal", DealProgress.Buyer, deal.Row.DueAt, Deal.NotRemoved),
        DealRow.AwaitingDelivery => new("delivery", DealProgress.Consignor, deal.Row.DueAt, Deal.NotDelivered),
        DealRow.AwaitingAcceptance => new("acceptance", DealProgress.Buyer, deal.Row.DueAt, "accepted"),
        DealRow.Disputed => new("decision", "organizer", deal.Row.DueAt, "released"),
        _ => null,
    };

    private static NextStep Contract(DealSeen deal)
    {
        var (progress, dueAt) = (deal.Progress, deal.Row.DueAt);
        var who = progress.Confirmed switch { DealProgress.Buyer => DealProgress.Consignor, DealProgress.Consignor => DealProgress.Buyer, _ => DealProgress.Both };
        return new("contract", who, dueAt, progress.Silence.Length > 0 ? progress.Silence : who == DealProgress.Consignor ? Deal.ConsignorSilent : Deal.NotConfirmed);
    }
}

/// <summary>A deal as its parties see it. Amounts in minor units, quantities in thousandths of the unit, times in Unix milliseconds; what has not happened or is not so is left out.</summary>
public sealed record DealShown(
    string Deal, string Lot, string Fair, long Number, string Title, string Category, string Consignor, string Buyer, long QuantityMilli, string Unit,
    string Currency, long HammerMinor, long CommissionBasisPoints, string Stage, long PaidMinor, long OutstandingMinor, long CreditMinor,
    long AwardedAt, long? PaidAt, long? EndedAt, long? ReleasedMinor, long? CommissionMinor, long? ReturnedMinor, string? Reason, NextStep? Next,
    long TotalMinor, long? PremiumMinor, long? TaxMinor, long? FirstPartMinor, long? DepositMinor, string? Confirmed, long? ConcludedAt, RemovalSlot? Slot,
    long? HandedOverMilli, long? HandedOverAt, string? CancellationBy, long? DisputedAt, string? Outcome, long? ReductionMinor, long? ForfeitedMinor,
    long? UnpaidMinor, long? ShortfallMinor)
{
    public static DealShown Of(DealSeen seen)
    {
        var (row, progress) = (seen.Row, seen.Progress);
        return new(
            row.Deal, row.Lot, row.Fair, row.Number, row.Title, row.Category, row.Consignor, row.Buyer, row.QuantityMilli, row.Unit,
            row.Currency, row.HammerMinor, row.CommissionBasisPoints, row.Stage, row.PaidMinor, row.EndedAt > 0 ? 0 : Math.Max(0, progress.TotalMinor - row.PaidMinor),
            row.CreditMinor, row.AwardedAt, Known(row.PaidAt), Known(row.EndedAt),
            row.Stage == DealRow.Settled ? row.ReleasedMinor : null,
            row.Stage == DealRow.Settled ? row.CommissionMinor : null,
            row.Stage is DealRow.Defaulted or DealRow.Cancelled || row.ReturnedMinor > 0 ? row.ReturnedMinor : null,
            Known(row.Reason), NextStep.Of(seen),
            progress.TotalMinor, Known(progress.PremiumMinor), Known(progress.TaxMinor), Known(progress.FirstPartMinor), Known(progress.DepositMinor),
            Known(progress.Confirmed), Known(progress.ConcludedAt), progress.SlotThroughAt > 0 ? new(progress.SlotFromAt, progress.SlotThroughAt) : null,
            Known(progress.HandedOverMilli), Known(progress.HandedOverAt), Known(progress.CancellationBy), Known(progress.DisputedAt), Known(progress.Outcome),
            Known(progress.ReductionMinor), Known(progress.ForfeitedMinor), Known(progress.UnpaidMinor), Known(progress.ShortfallMinor));
    }

    private static long? Known(long value) => value > 0 ? value : null;

    private static string? Known(string value) => value.Length > 0 ? value : null;
}

/// <summary>One step in the history of a deal; what it has nothing of is left out. Amounts in minor units, quantities in thousandths of the unit, times in Unix milliseconds.</summary>
/// <param name="Place">Where it stands in the log; later is greater.</param>
/// <param name="Step">What happened: <c>opened</c>, <c>contract-confirmed</c>, <c>receipt-booked</c> …</param>
/// <param name="Who">The enterprise or person that took it; left out for the exchange itself.</param>
/// <param name="Text">Its reason, bank reference or words.</param>
/// <param name="Sha256">The hash of the document that it shows.</param>
/// <param name="AmountMinor">The money that it moves or settles.</param>
/// <param name="QuantityMilli">The quantity that it tells.</param>
/// <param name="DueAt">The deadline that it sets.</param>
/// <param name="At">When.</param>
public sealed record StepShown(long Place, string Step, string? Who, string? Text, string? Sha256, long? AmountMinor, long? QuantityMilli, long? DueAt, long At)
{
    public static StepShown Of(DealStep step) => new(
        step.Place, step.Step, Known(step.Who), Known(step.Text), Known(step.Sha256), Known(step.AmountMinor), Known(step.QuantityMilli), Known(step.DueAt), step.HappenedAt);

    private static long? Known(long value) => value > 0 ? value : null;

    private static string? Known(string value) => value.Length > 0 ? value : null;
}
