using Exchange.Kernel.Deciders;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement.Deals;

// What is paid by set-off: what others owe the buyer pays for what it has bought, as a round of set-off has computed.
public sealed partial record Deal
{
    /// <summary>What may be set off of a deal: what is to be paid still, and no more than its consignor will get, so that the organizer's charges and the tax are paid in money.</summary>
    /// <param name="totalMinor">What the deal costs.</param>
    /// <param name="releasedMinor">What of it the consignor gets.</param>
    /// <param name="paidMinor">What is in escrow, by whatever means.</param>
    /// <param name="setOffMinor">What of that was set off.</param>
    public static long OpenToSetOffMinor(long totalMinor, long releasedMinor, long paidMinor, long setOffMinor) =>
        Math.Max(0, Math.Min(totalMinor - paidMinor, releasedMinor - setOffMinor));

    private Decision<DealEvent> Clear(DealTerms terms, SetOffDeal setOff, DateTimeOffset now)
    {
        var charges = Charges.Of(terms);
        if (Stage != DealStage.AwaitingPayment || PendingSetOff is not null || DueAt <= setOff.CutOffAt
            || setOff.OpenMinor != OpenToSetOffMinor(charges.TotalMinor, charges.ReleasedMinor, PaidMinor, SetOffMinor) || setOff.SetOffMinor > setOff.OpenMinor)
            return RoundRefusals.Changed(terms.Deal);
        return setOff.SetOffMinor == 0
            ? Decision<DealEvent>.Nothing
            : new DealSetOff(setOff.Round, setOff.SetOffMinor, PaidMinor + setOff.SetOffMinor, setOff.CutOffAt, now.ToUnixTimeMilliseconds(), setOff.InGoods ? true : null);
    }

    private Decision<DealEvent> Keep(DealTerms terms, KeepDealSetOff keep, DateTimeOffset now)
    {
        if (PendingSetOff?.Round != keep.Round) return Decision<DealEvent>.Nothing;
        var kept = new DealSetOffKept(keep.Round, PendingSetOff.AmountMinor, now.ToUnixTimeMilliseconds());
        return (DealEvent[])[kept, .. With(kept).PaidIfWhole(terms, PaidMinor, now)];
    }

    private Decision<DealEvent> Undo(DealTerms terms, UndoDealSetOff undo, DateTimeOffset now)
    {
        if (PendingSetOff?.Round != undo.Round) return Decision<DealEvent>.Nothing;
        var (paid, at) = (PaidMinor - PendingSetOff.AmountMinor, now.ToUnixTimeMilliseconds());
        return new DealSetOffUndone(undo.Round, PendingSetOff.AmountMinor, paid, DueWith(terms, paid, at), at);
    }

    private Deal With(DealEvent @event) => @event switch
    {
        DealSetOff setOff when PendingSetOff is null =>
            (this with
            {
                SetOffMinor = SetOffMinor + setOff.AmountMinor,
                BarterMinor = BarterMinor + (setOff.InGoods is true ? setOff.AmountMinor : 0),
                PendingSetOff = new(setOff.Round, setOff.AmountMinor),
            }).Paid(setOff.PaidMinor),
        DealSetOffKept kept when PendingSetOff == new PendingSetOff(kept.Round, kept.AmountMinor) => this with { PendingSetOff = null },
        DealSetOffUndone undone when PendingSetOff == new PendingSetOff(undone.Round, undone.AmountMinor) =>
            this with { SetOffMinor = SetOffMinor - undone.AmountMinor, PendingSetOff = null, PaidMinor = undone.PaidMinor, DueAt = undone.DueAt },
        _ => throw new InvalidDataException($"{@event} cannot follow where round '{PendingSetOff?.Round}' has set off."),
    };

    // The buyer has paid with what others owed it, and the consignor's debts were cleared with that. What of it is not for goods is owed by the consignor from now on, and no money comes back.
    private static IEnumerable<Also> OwedBack(DealTerms terms, long amountMinor, DateTimeOffset now)
    {
        if (amountMinor == 0) yield break;
        var (invoice, day) = ($"deal {terms.Deal}", now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var owed = new DebtTerms(DebtTerms.IdOf(terms.Consignor, terms.Buyer, invoice), invoice, terms.Consignor, terms.Buyer, day, day, amountMinor, terms.Currency);
        yield return new(Debt.Stream(owed.Debt), new LeaveDebt(owed, terms.Deal));
    }
}
