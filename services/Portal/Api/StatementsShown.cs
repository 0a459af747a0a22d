namespace Exchange.Portal.Api;

/// <summary>An account in a list, as Settlement shows it. Money in minor units, times in Unix milliseconds.</summary>
public sealed record AccountListed(string Account, string Kind, string Currency, long BalanceMinor, long Postings);

/// <summary>What happened on an account within a period, as Settlement shows it.</summary>
public sealed record StatementSums(
    string Account, string Currency, long From, long Through, long OpeningMinor, long InMinor, long OutMinor, long ClosingMinor, long Postings);

/// <summary>A line of it, with the balance after it.</summary>
public sealed record StatementRow(
    long Number, string Transfer, string Step, string Subject, string Memo, long AmountMinor, string Currency, long BalanceMinor, long PostedAt);
