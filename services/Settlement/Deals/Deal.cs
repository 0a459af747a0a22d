using System.Collections.Immutable;
using System.Diagnostics;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Banking;
using Exchange.Settlement.Deposits;

namespace Exchange.Settlement.Deals;

/// <summary>Where a deal stands.</summary>
public enum DealStage
{
    /// <summary>There is no such deal yet.</summary>
    None,

    /// <summary>The buyer has to pay.</summary>
    AwaitingPayment,

    /// <summary>The price is in escrow; the buyer has to remove the goods and accept them.</summary>
    AwaitingRemoval,

    /// <summary>Done: the consignor has its money.</summary>
    Settled,

    /// <summary>The buyer did not pay or remove in time.</summary>
    Defaulted,
}

/// <summary>A bank receipt that the deal has booked.</summary>
public sealed record Receipt(string Reference, long AmountMinor);

/// <summary>An award on its way to being settled: stream <c>deal/{award}</c>. Whatever happens or does not, it ends: every stage that is not an
/// end has a deadline, and the deadline ends it.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Terms">What it is about; null before it was opened.</param>
/// <param name="PaidMinor">What is in escrow, or was when the deal ended.</param>
/// <param name="DueAt">When the present stage ends by itself, in Unix milliseconds; 0 when the deal has ended.</param>
/// <param name="Receipts">The bank receipts, in the order in which they were booked.</param>
public sealed record Deal(DealStage Stage, DealTerms? Terms, long PaidMinor, long DueAt, ImmutableList<Receipt> Receipts) : IDecider<Deal, DealCommand, DealEvent>
{
    /// <summary>The reasons of defaults.</summary>
    public const string NotPaid = "not-paid", NotRemoved = "not-removed";

    public const int MostReceipts = 100;

    public static Deal Initial { get; } = new(DealStage.None, null, 0, 0, []);

    public static string Stream(string deal) => "deal/" + deal;

    public bool HasEnded => Stage is DealStage.Settled or DealStage.Defaulted;

    public static Decision<DealEvent> Decide(Deal deal, DealCommand command, DateTimeOffset now) => command switch
    {
        OpenDeal open when deal.Terms is { } known => known == open.Terms ? Decision<DealEvent>.Nothing : DealRefusals.AlreadyOpened,
        OpenDeal open when !open.Terms.AreSound() => DealRefusals.UnsoundTerms,
        OpenDeal open => new DealOpened(open.Terms, open.Terms.PaymentDueAt()),
        _ when deal.Terms is null => DealRefusals.NotFound,

        RecordReceipt { AmountMinor: <= 0 or > DealTerms.MostMinor } => DealRefusals.AmountOutOfRange,
        RecordReceipt { Reference.Length: 0 or > BankReference.Longest } => DealRefusals.NoReference,
        RecordReceipt { Currency: { } currency } when currency != deal.Terms.Currency => DealRefusals.WrongCurrency(deal.Terms.Currency),
        RecordReceipt receipt when deal.Booked(receipt.Reference) is { } booked =>
            booked.AmountMinor == receipt.AmountMinor ? Decision<DealEvent>.Nothing : DealRefusals.ReferenceUsed(booked.AmountMinor),
        RecordReceipt when deal.HasEnded => DealRefusals.Ended(deal.Stage),
        RecordReceipt when deal.IsOverdue(now) => DealRefusals.Overdue(deal.DueAt),
        RecordReceipt when deal.Receipts.Count >= MostReceipts => DealRefusals.TooManyReceipts,
        RecordReceipt receipt => deal.Book(deal.Terms, receipt, now),

        AcceptRemoval accept when accept.By != deal.Terms.Buyer => DealRefusals.NotTheBuyer,
        AcceptRemoval when deal.Stage == DealStage.Settled => Decision<DealEvent>.Nothing,
        AcceptRemoval when deal.HasEnded => DealRefusals.Ended(deal.Stage),
        AcceptRemoval when deal.IsOverdue(now) => DealRefusals.Overdue(deal.DueAt),
        AcceptRemoval when deal.Stage == DealStage.AwaitingPayment => DealRefusals.NotPaid(deal.Terms.HammerMinor - deal.PaidMinor, deal.Terms.Currency),
        AcceptRemoval accept => deal.Settle(deal.Terms, accept, now),

        DefaultDeal lapse when lapse.Reason != deal.NextDefault => Decision<DealEvent>.Nothing,
        DefaultDeal when !deal.IsOverdue(now) => DealRefusals.NotOverdue(deal.DueAt),
        DefaultDeal lapse => deal.Fall(deal.Terms, lapse, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Deal Evolve(Deal deal, DealEvent @event) => (deal.Stage, @event) switch
    {
        (DealStage.None, DealOpened opened) => deal with { Stage = DealStage.AwaitingPayment, Terms = opened.Terms, DueAt = opened.PaymentDueAt },
        (DealStage.AwaitingPayment or DealStage.AwaitingRemoval, ReceiptBooked booked) =>
            deal with { PaidMinor = booked.PaidMinor, Receipts = deal.Receipts.Add(new(booked.Reference, booked.AmountMinor)) },
        (DealStage.AwaitingPayment, DealPaid paid) => deal with { Stage = DealStage.AwaitingRemoval, DueAt = paid.RemovalDueAt },
        (DealStage.AwaitingRemoval, RemovalAccepted) => deal,
        (DealStage.AwaitingRemoval, DealSettled) => deal with { Stage = DealStage.Settled, DueAt = 0 },
        (DealStage.AwaitingPayment or DealStage.AwaitingRemoval, DealDefaulted) => deal with { Stage = DealStage.Defaulted, DueAt = 0 },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in stage {deal.Stage}."),
    };

    /// <summary>The reason for which the deal defaults when nothing happens until its deadline; null when it has ended.</summary>
    public string? NextDefault => Stage switch
    {
        DealStage.AwaitingPayment => NotPaid,
        DealStage.AwaitingRemoval => NotRemoved,
        _ => null,
    };

    private bool IsOverdue(DateTimeOffset now) => now.ToUnixTimeMilliseconds() >= DueAt;

    private Receipt? Booked(string reference) => Receipts.Find(receipt => receipt.Reference == reference);

    /// <summary>A receipt is a fact at the bank, so nothing of it is refused: what is over the price is booked as the buyer's credit.</summary>
    private Decision<DealEvent> Book(DealTerms terms, RecordReceipt receipt, DateTimeOffset now)
    {
        var escrow = Math.Min(receipt.AmountMinor, terms.HammerMinor - PaidMinor);
        var at = now.ToUnixTimeMilliseconds();
        var booked = new ReceiptBooked(receipt.Reference, receipt.AmountMinor, escrow, receipt.AmountMinor - escrow, PaidMinor + escrow, at);
        Decision<DealEvent> decision = Stage == DealStage.AwaitingPayment && booked.PaidMinor == terms.HammerMinor
            ? new DealEvent[] { booked, new DealPaid(terms.Deal, terms.Fair, terms.HammerMinor, terms.Currency, at + terms.RemovalDueMs, at) }
            : booked;
        return decision.And([DealPostings.ReceiptBooked(terms, receipt.Reference, booked.EscrowMinor, booked.CreditMinor)]);
    }

    private Decision<DealEvent> Settle(DealTerms terms, AcceptRemoval accept, DateTimeOffset now)
    {
        var escrow = new Money(PaidMinor, terms.Currency);
        var commission = escrow.Share(terms.CommissionBasisPoints);
        var released = escrow - commission;
        var at = now.ToUnixTimeMilliseconds();
        Decision<DealEvent> decision = new DealEvent[]
        {
            new RemovalAccepted(accept.By, at),
            new DealSettled(terms.Deal, terms.Fair, released.Minor, commission.Minor, terms.Currency, at),
        };
        return WithDeposit(decision.And([DealPostings.Released(terms, released.Minor, commission.Minor)]), terms, hasDefaulted: false);
    }

    private Decision<DealEvent> Fall(DealTerms terms, DefaultDeal lapse, DateTimeOffset now)
    {
        Decision<DealEvent> decision = new DealDefaulted(terms.Deal, terms.Lot, terms.Fair, lapse.Reason, PaidMinor, terms.Currency, now.ToUnixTimeMilliseconds());
        return WithDeposit(PaidMinor == 0 ? decision : decision.And([DealPostings.Returned(terms, PaidMinor)]), terms, hasDefaulted: true);
    }

    // The winner's deposit for the lot ends with the deal. Only a buyer can default, so that who won a tender gets it back whatever the deal's end.
    private static Decision<DealEvent> WithDeposit(Decision<DealEvent> decision, DealTerms terms, bool hasDefaulted) => terms.DepositMinor is null
        ? decision
        : decision.And(LotDeposits.Stream(terms.Lot), new NoteDealEnd(terms.Deal, terms.Bidder(), hasDefaulted && terms.Bidder() == terms.Buyer));
}
