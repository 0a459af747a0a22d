using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Banking;

/// <summary>One payment that left at the bank to whom the exchange owed it: stream <c>payout/{id}</c>, whose id comes from the account and the bank's reference, so that
/// a payment told again is booked once. The account guards that no more leaves than it holds.</summary>
/// <param name="AmountMinor">What was booked; 0 before.</param>
/// <param name="Currency">Of it.</param>
public sealed record Payout(long AmountMinor, string Currency) : IDecider<Payout, PayoutCommand, PayoutEvent>
{
    /// <summary>The step in the ledger.</summary>
    public const string Step = "payout";

    public static Payout Initial { get; } = new(0, "");

    public static string Stream(string account, string reference) => "payout/" + IdOf(account, reference);

    /// <summary>The ledger entry that books a payment.</summary>
    public static string TransferOf(string account, string reference) => Id.From("entry", IdOf(account, reference));

    /// <summary>Whether what is on an account may leave: what the exchange owes somebody now. Escrow and held deposits go their own ways first.</summary>
    public static bool MayLeave(string account) => AccountCode.IsValid(account) && account.Split(':') is [_, _, "payable" or "available" or "commission" or "forfeited"];

    public static Decision<PayoutEvent> Decide(Payout payout, PayoutCommand command, DateTimeOffset now) => command switch
    {
        RecordPayout record when !MayLeave(record.Account) => PayoutRefusals.StaysHere,
        RecordPayout { AmountMinor: <= 0 or > DealTerms.MostMinor } => PayoutRefusals.AmountOutOfRange,
        RecordPayout record when payout.AmountMinor > 0 => (payout.AmountMinor, payout.Currency) == (record.AmountMinor, record.Currency)
            ? Decision<PayoutEvent>.Nothing
            : PayoutRefusals.ReferenceUsed(payout.AmountMinor, payout.Currency),
        RecordPayout record => Book(record, now.ToUnixTimeMilliseconds()),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Payout Evolve(Payout payout, PayoutEvent @event) => @event switch
    {
        PayoutBooked booked when payout.AmountMinor == 0 => new(booked.AmountMinor, booked.Currency),
        _ => throw new InvalidDataException($"{@event} cannot follow a payout of {payout.AmountMinor}."),
    };

    private static string IdOf(string account, string reference) => Id.From(Step, account, reference);

    private static Decision<PayoutEvent> Book(RecordPayout record, long at)
    {
        var transfer = TransferOf(record.Account, record.Reference);
        Decision<PayoutEvent> booked = new PayoutBooked(record.Account, record.Reference, record.AmountMinor, record.Currency, at);
        return booked.And(LedgerEntry.Stream(transfer), new PostEntry(
            transfer, Step, record.Account, record.Reference,
            [new(record.Account, -record.AmountMinor, record.Currency), new(AccountCode.Bank, record.AmountMinor, record.Currency)]));
    }
}

/// <summary>What may be asked of a payout.</summary>
public abstract record PayoutCommand;

/// <summary>The bank shows that money was paid to whom an account belongs.</summary>
/// <param name="Account">The account that it left: what the exchange owed.</param>
/// <param name="Reference">The bank's reference.</param>
/// <param name="AmountMinor">Minor units, above zero.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record RecordPayout(string Account, string Reference, long AmountMinor, string Currency) : PayoutCommand;

/// <summary>What has happened to a payout.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(PayoutBooked), "payout-booked.v1")]
public abstract record PayoutEvent;

/// <summary>The payment was booked: the money is no longer here.</summary>
public sealed record PayoutBooked(string Account, string Reference, long AmountMinor, string Currency, long At) : PayoutEvent;
