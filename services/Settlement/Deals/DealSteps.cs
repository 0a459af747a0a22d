using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deposits;

namespace Exchange.Settlement.Deals;

// What each step of a deal does, once it is allowed.
public sealed partial record Deal
{
    private static Decision<DealEvent> Open(DealTerms terms)
    {
        if (terms.ConfirmDueAt() is { } confirmDueAt) return new DealOpened(terms, 0, confirmDueAt);
        var first = terms.FirstPartDueAt(terms.AwardedAt);
        return new DealOpened(terms, terms.PaymentDueAt(terms.AwardedAt), null, first > 0 ? first : null);
    }

    private Decision<DealEvent> Confirm(DealTerms terms, string by, DateTimeOffset now)
    {
        var confirmed = new ContractConfirmed(by, now.ToUnixTimeMilliseconds());
        return Confirmed.Contains(by == terms.Buyer ? terms.Consignor : terms.Buyer) ? Conclude(terms, [confirmed], "confirmed", now) : confirmed;
    }

    // Who paid before the contract stood has paid.
    private Decision<DealEvent> Conclude(DealTerms terms, DealEvent[] before, string how, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var first = terms.FirstPartDueAt(at);
        var concluded = new ContractConcluded(how, terms.PaymentDueAt(at), first > 0 ? first : null, at);
        return (DealEvent[])[.. before, concluded, .. PaidIfWhole(terms, PaidMinor, now)];
    }

    private Decision<DealEvent> Apply(DealTerms terms, NoteDeposit deposit, DateTimeOffset now)
    {
        if (Stage is not (DealStage.AwaitingContract or DealStage.AwaitingPayment) || DepositMinor > 0) return DealRefusals.OutOfStep(Stage);
        var amount = Math.Min(deposit.AmountMinor, Charges.TotalMinor - PaidMinor);
        var applied = new DepositApplied(amount, deposit.AmountMinor - amount, PaidMinor + amount, now.ToUnixTimeMilliseconds());
        Decision<DealEvent> decision = Stage == DealStage.AwaitingContract ? applied : (DealEvent[])[applied, .. PaidIfWhole(terms, applied.PaidMinor, now)];
        return decision.And([DealPostings.DepositApplied(terms, applied.AmountMinor, applied.ReturnedMinor, deposit.Hold)]);
    }

    private IEnumerable<DealEvent> PaidIfWhole(DealTerms terms, long paidMinor, DateTimeOffset now)
    {
        // What a round has set off and may unwind is no payment yet: goods would be gone for it.
        var (total, at) = (Charges.Of(terms).TotalMinor, now.ToUnixTimeMilliseconds());
        if (paidMinor == total && PendingSetOff is null)
            yield return new DealPaid(
                terms.Deal, terms.Fair, total, terms.Currency, terms.RemovalDueAt(at), at, Payments == 0 ? null : Payments + 1, Known(SetOffMinor - BarterMinor), Known(BarterMinor));
    }

    private Decision<DealEvent> Book(DealTerms terms, BookRemoval book, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (book.FromAt < at || book.ThroughAt <= book.FromAt || book.ThroughAt > DueAt || book.ThroughAt - book.FromAt > LongestSlotMs) return DealRefusals.SlotOutOfRange(at, DueAt);
        if (!terms.IsBusinessTime(book.FromAt) || !terms.IsBusinessTime(book.ThroughAt - 1)) return DealRefusals.SlotOnRestDay;
        return new RemovalBooked(book.FromAt, book.ThroughAt, at);
    }

    private Decision<DealEvent> Miss(DealTerms terms, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        if (terms.DeliveryDueAt(at) is not { } dueAt) return DealRefusals.NoDeliveryTime;
        if (Slot is null || at < Slot.ThroughAt) return DealRefusals.SlotNotOver(Slot?.ThroughAt);
        return new DeliveryMissed(dueAt, at);
    }

    // Where the fair gives no time to accept, what is left of the time for removal is it.
    private Decision<DealEvent> Weigh(DealTerms terms, HandOver handover, DateTimeOffset now)
    {
        if (Stage is not (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery)) return DealRefusals.OutOfStep(Stage);
        if (handover.Note.Length > LongestNote) return DealRefusals.NoteTooLong;
        var quantity = handover.QuantityMilli ?? terms.QuantityMilli;
        var (least, most) = terms.QuantityBounds();
        if (quantity < least || quantity > most) return DealRefusals.QuantityOutOfTolerance(least, most);
        var (charges, at) = (Charges.Of(terms, quantity), now.ToUnixTimeMilliseconds());
        return new GoodsHandedOver(quantity, charges.HammerMinor, charges.TotalMinor, handover.Note, terms.AcceptanceDueAt(at) ?? DueAt, at);
    }

    private static Decision<DealEvent> Dispute(DealTerms terms, OpenDispute dispute, DateTimeOffset now) =>
        terms.DecisionDueAt(now.ToUnixTimeMilliseconds()) is { } dueAt ? new DisputeOpened(dispute.Reason, dueAt, now.ToUnixTimeMilliseconds()) : DealRefusals.NoDisputes;

    private Decision<DealEvent> Rule(DealTerms terms, DecideDispute decide, DateTimeOffset now)
    {
        if (HasEnded) return DealRefusals.Ended(Stage);
        if (Stage != DealStage.Disputed) return DealRefusals.OutOfStep(Stage);
        if (IsOverdue(now)) return DealRefusals.Overdue(DueAt);
        if (decide.Reason.Length is 0 or > LongestText) return DealRefusals.NoReason;
        if (decide.Outcome is not (Full or Partial or Refund)) return DealRefusals.UnknownOutcome;
        var hammer = Charges.HammerMinor;
        if (decide.Outcome == Partial ? decide.ReductionMinor <= 0 || decide.ReductionMinor >= hammer : decide.ReductionMinor != 0) return DealRefusals.ReductionOutOfRange(hammer);
        var decided = new DisputeDecided(decide.Outcome, decide.ReductionMinor, decide.Reason, decide.By, now.ToUnixTimeMilliseconds());
        return decide.Outcome == Refund ? Cancel(terms, [decided], Refunded, now) : Settle(terms, [decided], decide.ReductionMinor, now);
    }

    // A deadline that nobody met is answered by the deal itself. An undecided dispute is not proved: who claims has to prove (Civil Procedure Law of the PRC, article 67).
    private Decision<DealEvent> Lapse(DealTerms terms, DateTimeOffset now) => Stage switch
    {
        DealStage.AwaitingContract when terms.Settlement?.ConfirmedBySilence is true => Conclude(terms, [], "silence", now),
        DealStage.AwaitingContract when !Confirmed.Contains(terms.Buyer) => Fall(terms, NotConfirmed, now),
        DealStage.AwaitingContract => Cancel(terms, [], ConsignorSilent, now),
        DealStage.AwaitingPayment => Fall(terms, NotPaid, now),
        DealStage.AwaitingRemoval => Fall(terms, NotRemoved, now),
        DealStage.AwaitingDelivery => Cancel(terms, [], NotDelivered, now),
        DealStage.AwaitingAcceptance => Settle(terms, [new RemovalAccepted(terms.Buyer, now.ToUnixTimeMilliseconds(), true)], 0, now),
        _ => Settle(terms, [new DisputeDecided(Full, 0, "The time to decide has passed.", "", now.ToUnixTimeMilliseconds())], 0, now),
    };

    // What was weighed above the awarded quantity and is not paid is no part of the deal: the consignor may claim it.
    private Decision<DealEvent> Settle(DealTerms terms, DealEvent[] before, long reductionMinor, DateTimeOffset now)
    {
        var weighed = Charges;
        var whole = PaidMinor >= weighed.TotalMinor ? weighed : Charges.Of(terms);
        var charges = reductionMinor == 0 ? whole : Charges.Of(terms, new Money(whole.HammerMinor - reductionMinor, terms.Currency));
        // What was set off cannot come back as money: where the consignor has got more by it than the goods came to, it owes the buyer the difference.
        var owedBack = Math.Max(0, SetOffMinor - charges.ReleasedMinor);
        var returned = PaidMinor - charges.TotalMinor - owedBack;
        var settled = new DealSettled(
            terms.Deal, terms.Fair, charges.ReleasedMinor, charges.CommissionMinor, terms.Currency, now.ToUnixTimeMilliseconds(),
            Known(charges.PremiumMinor), Known(charges.TaxMinor), Known(returned), Known(weighed.TotalMinor - whole.TotalMinor), Known(owedBack));
        Decision<DealEvent> decision = (DealEvent[])[.. before, settled];
        return WithDeposit(
            decision.And([DealPostings.Released(terms, charges, returned, SetOffMinor), .. OwedBack(terms, owedBack, now)]), terms, hasDefaulted: false);
    }

    private Decision<DealEvent> Fall(DealTerms terms, string reason, DateTimeOffset now)
    {
        var returned = PaidMinor - DepositMinor - SetOffMinor;
        Decision<DealEvent> decision = new DealDefaulted(
            terms.Deal, terms.Lot, terms.Fair, reason, returned, terms.Currency, now.ToUnixTimeMilliseconds(), Known(DepositMinor), Known(SetOffMinor));
        return WithDeposit(
            PaidMinor == 0 ? decision : decision.And([DealPostings.Returned(terms, returned, DepositMinor, SetOffMinor), .. OwedBack(terms, SetOffMinor, now)]), terms, hasDefaulted: true)
            .And(WithRing(terms));
    }

    private Decision<DealEvent> Cancel(DealTerms terms, DealEvent[] before, string reason, DateTimeOffset now)
    {
        var returned = PaidMinor - SetOffMinor;
        Decision<DealEvent> decision = (DealEvent[])
            [.. before, new DealCancelled(terms.Deal, terms.Lot, terms.Fair, reason, returned, terms.Currency, now.ToUnixTimeMilliseconds(), Known(SetOffMinor))];
        return WithDeposit(
            PaidMinor == 0 ? decision : decision.And([DealPostings.Returned(terms, returned, 0, SetOffMinor), .. OwedBack(terms, SetOffMinor, now)]), terms, hasDefaulted: false)
            .And(reason == RingUnwound ? [] : WithRing(terms));
    }

    private static IEnumerable<Also> WithRing(DealTerms terms) => terms.Ring is { } ring ? [new(Netting.Round.Stream(ring), new Netting.UnwindRing(terms.Deal))] : [];

    // A deposit that is held still ends with the deal. Only a buyer can default, so that who won a tender gets it back whatever the deal's end.
    private static Decision<DealEvent> WithDeposit(Decision<DealEvent> decision, DealTerms terms, bool hasDefaulted) => terms.DepositMinor is null
        ? decision
        : decision.And(LotDeposits.Stream(terms.Lot), new NoteDealEnd(terms.Deal, terms.Bidder(), hasDefaulted && terms.Bidder() == terms.Buyer));

    private static long? Known(long minor) => minor == 0 ? null : minor;
}
