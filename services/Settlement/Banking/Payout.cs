using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Banking;

/// <summary>One payment that left at the bank to whom the exchange owed it: stream <c>payout/{id}</c>, whose id comes from the account and the bank's reference, so that
/// a payment told again is booked once. The account guards that no more leaves than it holds. A wrong recording is reversed, and the right one then says what it corrects.</summary>
/// <param name="AmountMinor">What was booked last; 0 before.</param>
/// <param name="Currency">Of it.</param>
/// <param name="Corrects">The reversed entry that it corrects; null for the first recording.</param>
/// <param name="IsReversed">True when it was reversed since.</param>
public sealed record Payout(long AmountMinor, string Currency, string? Corrects = null, bool? IsReversed = null) : IDecider<Payout, PayoutCommand, PayoutEvent>
{
    /// <summary>The step in the ledger.</summary>
    public const string Step = "payout";

    public static Payout Initial { get; } = new(0, "");

    public static string Stream(string account, string reference) => "payout/" + IdOf(account, reference);

    /// <summary>The ledger entry that books a payment; with the reversed entry that it corrects, if it does.</summary>
    public static string TransferOf(string account, string reference, string? corrects = null) =>
        corrects is null ? Id.From("entry", IdOf(account, reference)) : Id.From("entry", IdOf(account, reference), corrects);

    /// <summary>Whether what is on an account may leave: what the exchange owes somebody now. Escrow and held deposits go their own ways first.</summary>
    public static bool MayLeave(string account) => AccountCode.IsValid(account) && account.Split(':') is [_, _, "payable" or "available" or "commission" or "premium" or "tax" or "forfeited"];

    public static Decision<PayoutEvent> Decide(Payout payout, PayoutCommand command, DateTimeOffset now) => command switch
    {
        RecordPayout record when !MayLeave(record.Account) => PayoutRefusals.StaysHere,
        RecordPayout { AmountMinor: <= 0 or > DealTerms.MostMinor } => PayoutRefusals.AmountOutOfRange,
        RecordPayout record when payout.Stands => (payout.AmountMinor, payout.Currency) == (record.AmountMinor, record.Currency)
            ? Decision<PayoutEvent>.Nothing
            : PayoutRefusals.ReferenceUsed(payout.AmountMinor, payout.Currency),
        RecordPayout { Corrects: not null } when payout.AmountMinor == 0 => PayoutRefusals.NothingToCorrect,
        RecordPayout record when payout.AmountMinor > 0 && record.Corrects != TransferOf(record.Account, record.Reference, payout.Corrects) =>
            PayoutRefusals.Reversed(TransferOf(record.Account, record.Reference, payout.Corrects)),
        RecordPayout record => ((Decision<PayoutEvent>)new PayoutBooked(
            record.Account, record.Reference, record.AmountMinor, record.Currency, now.ToUnixTimeMilliseconds(), record.Corrects)).And([Posted(Entry(record))]),

        ReversePayout reverse when !payout.Stands || reverse.Transfer != TransferOf(reverse.Account, reverse.Reference, payout.Corrects) => ReversalRefusals.Reversed,
        ReversePayout reverse => ((Decision<PayoutEvent>)new PayoutReversed(
                reverse.Account, reverse.Reference, reverse.Transfer, payout.AmountMinor, payout.Currency, now.ToUnixTimeMilliseconds()))
            .And([Posted(Entry(new(reverse.Account, reverse.Reference, payout.AmountMinor, payout.Currency, payout.Corrects)).Reversed())]),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Payout Evolve(Payout payout, PayoutEvent @event) => @event switch
    {
        PayoutBooked booked when !payout.Stands => new(booked.AmountMinor, booked.Currency, booked.Corrects),
        PayoutReversed when payout.Stands => payout with { IsReversed = true },
        _ => throw new InvalidDataException($"{@event} cannot follow a payout of {payout.AmountMinor}."),
    };

    private bool Stands => AmountMinor > 0 && IsReversed is not true;

    private static string IdOf(string account, string reference) => Id.From(Step, account, reference);

    private static Also Posted(PostEntry entry) => new(LedgerEntry.Stream(entry.Transfer), entry);

    private static PostEntry Entry(RecordPayout record) => new(
        TransferOf(record.Account, record.Reference, record.Corrects), Step, record.Account, record.Reference,
        [new(record.Account, -record.AmountMinor, record.Currency), new(AccountCode.Bank, record.AmountMinor, record.Currency)]);
}

/// <summary>What may be asked of a payout.</summary>
public abstract record PayoutCommand;

/// <summary>The bank shows that money was paid to whom an account belongs.</summary>
/// <param name="Account">The account that it left: what the exchange owed.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">Minor units, above zero.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Corrects">The reversed entry in whose place it stands; null where it is the first of its reference.</param>
public sealed record RecordPayout(string Account, string Reference, long AmountMinor, string Currency, string? Corrects = null) : PayoutCommand;

/// <summary>The payment was recorded wrongly and is undone. Only its reversal sends it, once two persons have agreed.</summary>
/// <param name="Account">The account that it left.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="Transfer">The entry to undo.</param>
public sealed record ReversePayout(string Account, string Reference, string Transfer) : PayoutCommand;

/// <summary>What has happened to a payout.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PayoutBooked), "payout-booked.v1")]
[JsonDerivedType(typeof(PayoutReversed), "payout-reversed.v1")]
public abstract record PayoutEvent;

/// <summary>The payment was booked: the money is no longer here.</summary>
public sealed record PayoutBooked(string Account, string Reference, long AmountMinor, string Currency, long At, string? Corrects = null) : PayoutEvent;

/// <summary>The payment was recorded wrongly; its entry is undone, and the money is owed again.</summary>
public sealed record PayoutReversed(string Account, string Reference, string Transfer, long AmountMinor, string Currency, long At) : PayoutEvent;
