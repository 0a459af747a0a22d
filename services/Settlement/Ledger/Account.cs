using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

public abstract record AccountCommand;

/// <summary>One posting of a ledger entry lands on this account. Only a ledger entry sends it, together with its other postings.</summary>
/// <param name="Transfer">The entry's id.</param>
/// <param name="Account">The account's code.</param>
/// <param name="AmountMinor">Minor units; below zero takes money from the account.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record PostAmount(string Transfer, string Account, long AmountMinor, string Currency) : AccountCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AmountPosted), "amount-posted.v1")]
public abstract record AccountEvent;

/// <summary>A posting landed on the account.</summary>
/// <param name="Transfer">The entry's id.</param>
/// <param name="AmountMinor">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="BalanceMinor">The account's balance in the currency after it.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record AmountPosted(string Transfer, long AmountMinor, string Currency, long BalanceMinor, long At) : AccountEvent;

/// <summary>An account of the ledger: stream <c>account/{code}</c>. It guards its own balance; that entries balance is the entry's affair.</summary>
/// <param name="Balances">The balance in each currency that was ever posted, in the order of their first postings.</param>
public sealed record Account(ImmutableList<Money> Balances) : IDecider<Account, AccountCommand, AccountEvent>
{
    public static Account Initial { get; } = new(ImmutableList<Money>.Empty);

    public static string Stream(string code) => "account/" + code;

    /// <summary>The balance in a currency; zero when none was ever posted.</summary>
    public Money Balance(string currency) => Balances.Find(money => money.Currency == currency) is { Currency: not null } money ? money : Money.Zero(currency);

    public static Decision<AccountEvent> Decide(Account state, AccountCommand command, DateTimeOffset now)
    {
        if (command is not PostAmount post) throw new UnreachableException(command.GetType().Name);

        var balance = (Int128)state.Balance(post.Currency).Minor + post.AmountMinor;
        if (balance > long.MaxValue || balance < long.MinValue) return LedgerRefusals.Overflow(post.Account);
        if (balance < 0 && post.AmountMinor < 0 && !AccountCode.MayGoNegative(post.Account))
            return LedgerRefusals.Overdraft(post.Account, state.Balance(post.Currency), -(Int128)post.AmountMinor);
        return new AmountPosted(post.Transfer, post.AmountMinor, post.Currency, (long)balance, now.ToUnixTimeMilliseconds());
    }

    public static Account Evolve(Account state, AccountEvent @event)
    {
        if (@event is not AmountPosted posted) throw new InvalidDataException(@event.GetType().Name);

        var after = state.Balance(posted.Currency) + new Money(posted.AmountMinor, posted.Currency);
        if (after.Minor != posted.BalanceMinor) throw new InvalidDataException($"Transfer {posted.Transfer} says {posted.BalanceMinor} where the balance is {after.Minor}.");
        var index = state.Balances.FindIndex(money => money.Currency == posted.Currency);
        return new(index < 0 ? state.Balances.Add(after) : state.Balances.SetItem(index, after));
    }
}
