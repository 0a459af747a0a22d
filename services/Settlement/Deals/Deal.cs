using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Documents;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement.Deals;

/// <summary>Where a deal stands.</summary>
public enum DealStage
{
    /// <summary>There is no such deal yet.</summary>
    None,

    /// <summary>The contract stands and is invoiced; the buyer has to pay.</summary>
    AwaitingPayment,

    /// <summary>The total is in escrow; the buyer has to remove the goods.</summary>
    AwaitingRemoval,

    /// <summary>Done: the consignor has its money.</summary>
    Settled,

    /// <summary>The buyer let a deadline pass.</summary>
    Defaulted,

    /// <summary>Buyer and consignor have to confirm the contract.</summary>
    AwaitingContract,

    /// <summary>The buyer came in vain; the consignor has to hand over.</summary>
    AwaitingDelivery,

    /// <summary>The goods were handed over; the buyer may accept or dispute them.</summary>
    AwaitingAcceptance,

    /// <summary>The buyer disputes the goods; the organizer has to decide.</summary>
    Disputed,

    /// <summary>Ended without a sale and without the buyer's fault.</summary>
    Cancelled,
}

/// <summary>When the buyer fetches the goods, in Unix milliseconds; the second is the first moment after.</summary>
public sealed record RemovalSlot(long FromAt, long ThroughAt);

/// <summary>An award on its way to being settled: stream <c>deal/{award}</c>. Whatever happens or does not, it ends: every stage that is not an
/// end has a deadline, and what follows a deadline has a later one or none.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Terms">What it is about; null before it was opened.</param>
/// <param name="PaidMinor">What is in escrow, or was when the deal ended.</param>
/// <param name="DueAt">When the present stage ends by itself, in Unix milliseconds; 0 when the deal has ended.</param>
/// <param name="Receipts">The bank receipts, in the order in which they were booked.</param>
public sealed partial record Deal(DealStage Stage, DealTerms? Terms, long PaidMinor, long DueAt, ImmutableList<Receipt> Receipts) : IDecider<Deal, DealCommand, DealEvent>
{
    /// <summary>The reasons of the buyer's defaults.</summary>
    public const string NotConfirmed = "not-confirmed", NotPaid = "not-paid", NotRemoved = "not-removed";

    /// <summary>The reasons of cancellations.</summary>
    public const string Agreed = "agreed", ConsignorSilent = "consignor-silent", NotDelivered = "not-delivered", Refunded = "refunded", RingUnwound = "ring-unwound";

    /// <summary>How a dispute is decided.</summary>
    public const string Full = "full", Partial = "partial", Refund = "refund";

    public const int MostReceipts = 100, MostEvidence = 50, LongestText = 1_000, LongestNote = 100;

    /// <summary>The longest slot in which goods are fetched: a day.</summary>
    public const long LongestSlotMs = 86_400_000;

    public static Deal Initial { get; } = new(DealStage.None, null, 0, 0, []);

    /// <summary>Who has confirmed the contract.</summary>
    public ImmutableSortedSet<string> Confirmed { get; init; } = [];

    /// <summary>When the whole is due; 0 before there is a contract.</summary>
    public long PaymentDueAt { get; init; }

    /// <summary>When the first part is due; 0 where there is none.</summary>
    public long FirstPartDueAt { get; init; }

    /// <summary>How many times the total was whole in escrow: again after a payment that was recorded wrongly.</summary>
    public long Payments { get; init; }

    /// <summary>What of the payment was the buyer's deposit.</summary>
    public long DepositMinor { get; init; }

    /// <summary>What of the payment was set off against what others owe the buyer, with what a round sets off that is not final.</summary>
    public long SetOffMinor { get; init; }

    /// <summary>What of that was given in goods, in a ring of barter.</summary>
    public long BarterMinor { get; init; }

    /// <summary>What a round sets off that is not final; null where none does.</summary>
    public PendingSetOff? PendingSetOff { get; init; }

    /// <summary>When the buyer fetches the goods; null where it has not said.</summary>
    public RemovalSlot? Slot { get; init; }

    /// <summary>What was handed over, in thousandths of the unit; null before.</summary>
    public long? HandedOverMilli { get; init; }

    /// <summary>How many words and documents stand in the dispute.</summary>
    public int Evidence { get; init; }

    /// <summary>The fingerprints of these words and documents: what is brought again adds nothing.</summary>
    public ImmutableSortedSet<string> EvidenceKnown { get; init; } = [];

    /// <summary>Who wants to cancel; null where nobody does.</summary>
    public string? CancellationBy { get; init; }

    /// <summary>By how much the goods brought less after the default; null while it is not known.</summary>
    public long? ShortfallMinor { get; init; }

    public static string Stream(string deal) => "deal/" + deal;

    [JsonIgnore]
    public bool HasEnded => Stage is DealStage.Settled or DealStage.Defaulted or DealStage.Cancelled;

    /// <summary>What the deal costs as it stands: by the weighed quantity once there is one.</summary>
    [JsonIgnore]
    public Charges Charges => Charges.Of(Terms!, HandedOverMilli ?? Terms!.QuantityMilli);

    /// <summary>What the buyer has to have paid before the first part's deadline.</summary>
    public static long FirstPartMinor(DealTerms terms) =>
        terms.Settlement?.FirstPartBasisPoints is { } part ? new Kernel.Values.Money(Charges.Of(terms).TotalMinor, terms.Currency).Share(part).Minor : 0;

    public static Decision<DealEvent> Decide(Deal deal, DealCommand command, DateTimeOffset now) => Yard.With(deal, DealPapers.With(deal, DecideMoves(deal, command, now)));

    // What happens, before the documents that it leaves behind and what it asks of the place where the goods lie.
    private static Decision<DealEvent> DecideMoves(Deal deal, DealCommand command, DateTimeOffset now) => command switch
    {
        OpenDeal open when deal.Terms is { } known => known == open.Terms ? Decision<DealEvent>.Nothing : DealRefusals.AlreadyOpened,
        OpenDeal open when !open.Terms.AreSound() => DealRefusals.UnsoundTerms,
        OpenDeal open => Open(open.Terms),
        _ when deal.Terms is null => DealRefusals.NotFound,

        RecordReceipt receipt => deal.Book(deal.Terms, receipt, now),
        UndoReceipt undo => deal.Undo(deal.Terms, undo, now),
        PassDeadline pass when pass.DueAt != deal.DueAt || deal.HasEnded => Decision<DealEvent>.Nothing,
        PassDeadline when deal.PendingSetOff is not null => Decision<DealEvent>.Nothing, // The round's cut-off comes first.
        PassDeadline when !deal.IsOverdue(now) => DealRefusals.NotOverdue(deal.DueAt),
        PassDeadline => deal.Lapse(deal.Terms, now),
        NoteDeposit deposit => deal.Apply(deal.Terms, deposit, now),
        SetOffDeal setOff => deal.Clear(deal.Terms, setOff, now),
        KeepDealSetOff keep => deal.Keep(deal.Terms, keep, now),
        UndoDealSetOff undo => deal.Undo(deal.Terms, undo, now),
        // Goods that were handed over stay where they are.
        UnwindDeal when deal.Stage is not (DealStage.AwaitingPayment or DealStage.AwaitingRemoval or DealStage.AwaitingDelivery) => Decision<DealEvent>.Nothing,
        UnwindDeal => deal.Cancel(deal.Terms, [], RingUnwound, now),
        NoteShortfall when deal.Stage != DealStage.Defaulted || deal.ShortfallMinor is not null => Decision<DealEvent>.Nothing,
        NoteShortfall shortfall => new ShortfallRecorded(shortfall.ShortfallMinor, now.ToUnixTimeMilliseconds()),

        AcceptRemoval accept when accept.By != deal.Terms.Buyer => DealRefusals.NotTheBuyer,
        AcceptRemoval when deal.Stage == DealStage.Settled => Decision<DealEvent>.Nothing,
        DecideDispute decide => deal.Rule(deal.Terms, decide, now),
        _ => deal.DecideStep(deal.Terms, command, now),
    };

    // What a party does while the deal runs: in the order of the stages.
    private Decision<DealEvent> DecideStep(DealTerms terms, DealCommand command, DateTimeOffset now) => command switch
    {
        ConfirmContract confirm when !terms.IsParty(confirm.By) => DealRefusals.NotAParty,
        ConfirmContract confirm when Confirmed.Contains(confirm.By) => Decision<DealEvent>.Nothing,
        BookRemoval book when book.By != terms.Buyer => DealRefusals.NotTheBuyer,
        BookRemoval book when Slot == new RemovalSlot(book.FromAt, book.ThroughAt) => Decision<DealEvent>.Nothing,
        ReportMissedDelivery report when report.By != terms.Buyer => DealRefusals.NotTheBuyer,
        HandOver handover when handover.By != terms.Consignor => DealRefusals.NotTheConsignor,
        HandOver handover when HandedOverMilli is { } done => done == (handover.QuantityMilli ?? terms.QuantityMilli) ? Decision<DealEvent>.Nothing : DealRefusals.HandedOver(done),
        OpenDispute dispute when dispute.By != terms.Buyer => DealRefusals.NotTheBuyer,
        AddEvidence evidence when !terms.IsParty(evidence.By) => DealRefusals.NotAParty,
        AskCancellation ask when !terms.IsParty(ask.By) => DealRefusals.NotAParty,
        TakeBackCancellation back when !terms.IsParty(back.By) => DealRefusals.NotAParty,

        _ when HasEnded => DealRefusals.Ended(Stage),
        _ when IsOverdue(now) => DealRefusals.Overdue(DueAt),

        ConfirmContract when Stage != DealStage.AwaitingContract => DealRefusals.OutOfStep(Stage),
        ConfirmContract confirm => Confirm(terms, confirm.By, now),

        BookRemoval or ReportMissedDelivery or HandOver or AcceptRemoval when Stage is DealStage.AwaitingContract or DealStage.AwaitingPayment => DealRefusals.NotPaid(this),
        BookRemoval when Stage != DealStage.AwaitingRemoval => DealRefusals.OutOfStep(Stage),
        BookRemoval book => Book(terms, book, now),
        ReportMissedDelivery when Stage == DealStage.AwaitingDelivery => Decision<DealEvent>.Nothing,
        ReportMissedDelivery when Stage != DealStage.AwaitingRemoval => DealRefusals.OutOfStep(Stage),
        ReportMissedDelivery => Miss(terms, now),
        HandOver handover => Weigh(terms, handover, now),

        AcceptRemoval when Stage == DealStage.Disputed => DealRefusals.OutOfStep(Stage),
        AcceptRemoval when PaidMinor < Charges.TotalMinor => DealRefusals.NotPaid(this),
        AcceptRemoval accept => Settle(terms, [new RemovalAccepted(accept.By, now.ToUnixTimeMilliseconds())], 0, now),

        _ => DecideDoubt(terms, command, now),
    };

    // What a party does who is not content.
    private Decision<DealEvent> DecideDoubt(DealTerms terms, DealCommand command, DateTimeOffset now) => command switch
    {
        OpenDispute { Reason.Length: 0 or > LongestText } => DealRefusals.NoReason,
        OpenDispute when Stage == DealStage.Disputed => Decision<DealEvent>.Nothing,
        OpenDispute when Stage != DealStage.AwaitingAcceptance => DealRefusals.OutOfStep(Stage),
        OpenDispute dispute => Dispute(terms, dispute, now),
        AddEvidence { Text.Length: 0 or > LongestText } => DealRefusals.NoReason,
        AddEvidence when Stage != DealStage.Disputed => DealRefusals.OutOfStep(Stage),
        AddEvidence evidence when EvidenceKnown.Contains(FingerprintOf(evidence.By, evidence.Text, evidence.Sha256)) => Decision<DealEvent>.Nothing,
        AddEvidence when Evidence >= MostEvidence => DealRefusals.TooMuchEvidence,
        AddEvidence evidence => new EvidenceAdded(evidence.By, evidence.Text, evidence.Sha256, now.ToUnixTimeMilliseconds()),

        AskCancellation { Reason.Length: 0 or > LongestText } => DealRefusals.NoReason,
        AskCancellation ask when CancellationBy == ask.By => Decision<DealEvent>.Nothing,
        AskCancellation ask when CancellationBy is null => new CancellationAsked(ask.By, ask.Reason, now.ToUnixTimeMilliseconds()),
        AskCancellation when PendingSetOff is not null => DealRefusals.SetOffPending,
        AskCancellation ask => Cancel(terms, [new CancellationAsked(ask.By, ask.Reason, now.ToUnixTimeMilliseconds())], Agreed, now),
        TakeBackCancellation back when CancellationBy != back.By => Decision<DealEvent>.Nothing,
        TakeBackCancellation back => new CancellationTakenBack(back.By, now.ToUnixTimeMilliseconds()),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static string FingerprintOf(string by, string text, string? sha256) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{by}\n{sha256}\n{text}")));

    public static Deal Evolve(Deal deal, DealEvent @event) => (deal.Stage, @event) switch
    {
        (DealStage.None, DealOpened { ConfirmDueAt: { } dueAt } opened) => deal with { Stage = DealStage.AwaitingContract, Terms = opened.Terms, DueAt = dueAt },
        (DealStage.None, DealOpened opened) => (deal with { Terms = opened.Terms }).Due(opened.PaymentDueAt, opened.FirstPartDueAt),
        (DealStage.AwaitingContract, ContractConfirmed confirmed) => deal with { Confirmed = deal.Confirmed.Add(confirmed.By) },
        (DealStage.AwaitingContract, ContractConcluded concluded) => deal.Due(concluded.PaymentDueAt, concluded.FirstPartDueAt),
        (DealStage.AwaitingContract or DealStage.AwaitingPayment, DepositApplied applied) =>
            (deal with { DepositMinor = applied.AmountMinor }).Paid(applied.PaidMinor),
        ({ } stage, ReceiptBooked booked) when IsRunning(stage) => deal.With(booked),
        ({ } stage, ReceiptReversed reversed) when IsRunning(stage) && deal.Booked(reversed.Reference) is { IsReversed: not true } => deal.Without(reversed),
        (DealStage.AwaitingPayment, DealSetOff or DealSetOffKept or DealSetOffUndone) => deal.With(@event),
        (DealStage.AwaitingPayment, DealPaid paid) => deal with { Stage = DealStage.AwaitingRemoval, DueAt = paid.RemovalDueAt, Payments = deal.Payments + 1 },
        (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery, DealUnpaid unpaid) => deal.Unpaid(unpaid),
        (DealStage.AwaitingRemoval, RemovalBooked booked) => deal with { Slot = new(booked.FromAt, booked.ThroughAt) },
        (DealStage.AwaitingRemoval, DeliveryMissed missed) => deal with { Stage = DealStage.AwaitingDelivery, DueAt = missed.DueAt },
        (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery, GoodsHandedOver handed) =>
            deal with { Stage = DealStage.AwaitingAcceptance, HandedOverMilli = handed.QuantityMilli, DueAt = handed.AcceptanceDueAt },
        (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery or DealStage.AwaitingAcceptance, RemovalAccepted) => deal,
        (DealStage.AwaitingAcceptance, DisputeOpened opened) => deal with { Stage = DealStage.Disputed, DueAt = opened.DecisionDueAt },
        (DealStage.Disputed, EvidenceAdded added) =>
            deal with { Evidence = deal.Evidence + 1, EvidenceKnown = deal.EvidenceKnown.Add(FingerprintOf(added.By, added.Text, added.Sha256)) },
        (DealStage.Disputed, DisputeDecided) => deal,
        ({ } stage, CancellationAsked asked) when IsRunning(stage) => deal with { CancellationBy = asked.By },
        ({ } stage, CancellationTakenBack) when IsRunning(stage) => deal with { CancellationBy = null },
        (DealStage.AwaitingRemoval or DealStage.AwaitingDelivery or DealStage.AwaitingAcceptance or DealStage.Disputed, DealSettled) => deal with { Stage = DealStage.Settled, DueAt = 0 },
        ({ } stage, DealDefaulted) when IsRunning(stage) => deal with { Stage = DealStage.Defaulted, DueAt = 0 },
        ({ } stage, DealCancelled) when IsRunning(stage) => deal with { Stage = DealStage.Cancelled, DueAt = 0 },
        (DealStage.Defaulted, ShortfallRecorded shortfall) => deal with { ShortfallMinor = shortfall.ShortfallMinor },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in stage {deal.Stage}."),
    };

    private static bool IsRunning(DealStage stage) => stage is not (DealStage.None or DealStage.Settled or DealStage.Defaulted or DealStage.Cancelled);

    private bool IsOverdue(DateTimeOffset now) => now.ToUnixTimeMilliseconds() >= DueAt;

    // Payment is awaited: first its first part, where there is one and it is not there.
    private Deal Due(long paymentDueAt, long? firstPartDueAt) => this with
    {
        Stage = DealStage.AwaitingPayment,
        DueAt = PaidMinor < FirstPartMinor(Terms!) && firstPartDueAt is { } first && first < paymentDueAt ? first : paymentDueAt,
        PaymentDueAt = paymentDueAt,
        FirstPartDueAt = firstPartDueAt ?? 0,
    };

    private Deal Paid(long paidMinor) => Stage == DealStage.AwaitingPayment && PaymentDueAt > DueAt && paidMinor >= FirstPartMinor(Terms!)
        ? this with { PaidMinor = paidMinor, DueAt = PaymentDueAt }
        : this with { PaidMinor = paidMinor };
}
