using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Ledger;

/// <summary>The codes with which the ledger says no.</summary>
public static class LedgerRefusals
{
    public static Refusal TransferExists { get; } = new("entry.exists", "An entry with this transfer id is booked; an id is used once, forever.");

    public static Refusal TransferId { get; } = new("entry.id", "A transfer id is 32 lower-case hexadecimal digits.", RefusalKind.Unacceptable);

    public static Refusal PostingCount { get; } =
        new Refusal("entry.postings", "An entry has at least two postings, and not more than it may.", RefusalKind.Unacceptable).With("most", LedgerEntry.MostPostings);

    public static Refusal UnknownCurrency { get; } = new("entry.currency", "A currency is three capital letters of ISO 4217.", RefusalKind.Unacceptable);

    public static Refusal EmptyPosting { get; } = new("entry.empty-posting", "A posting moves at least one minor unit.", RefusalKind.Unacceptable);

    public static Refusal AccountTwice { get; } = new("entry.account-twice", "An account has one posting a currency in an entry.", RefusalKind.Unacceptable);

    public static Refusal Unbalanced { get; } = new("entry.unbalanced", "The postings of an entry sum to zero in each currency.", RefusalKind.Unacceptable);

    public static Refusal NoAccount { get; } = new("account.not-found", "Nothing was ever posted to an account of this code.", RefusalKind.NotFound);

    public static Refusal NoEntry { get; } = new("entry.not-found", "There is no ledger entry with this transfer id.", RefusalKind.NotFound);

    public static Refusal NotYours { get; } = new("account.not-yours", "An enterprise sees its own accounts, an organizer and the operator all.", RefusalKind.Forbidden);

    public static Refusal StatementTooLong(long most) =>
        new Refusal("account.statement-too-long", "The period has more postings than a sheet may have rows.", RefusalKind.Unacceptable).With("most", most);

    public static Refusal UnknownAccount(string account) =>
        new Refusal("entry.account", "The ledger has no account of such a code.", RefusalKind.Unacceptable).With("account", account);

    public static Refusal Overdraft(string account, Money balance, Int128 wantedMinor) =>
        new Refusal("account.overdraft", "The account does not hold that much and may not go below zero.")
            .With("account", account).With("balanceMinor", balance.Minor).With("currency", balance.Currency).With("wantedMinor", (decimal)wantedMinor);

    public static Refusal Overflow(string account) =>
        new Refusal("account.overflow", "The balance would not fit into 64 bits.", RefusalKind.Unacceptable).With("account", account);
}
