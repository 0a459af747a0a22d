using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Settlement.Ledger;

/// <summary>The kept totals of an account in one currency.</summary>
/// <param name="Account">Its code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Kind">The first part of its code.</param>
/// <param name="Postings">How many postings landed on it.</param>
/// <param name="InMinor">What they gave to it.</param>
/// <param name="OutMinor">What they took from it, above zero.</param>
/// <param name="BalanceMinor">The difference.</param>
public sealed record AccountRow(string Account, string Currency, string Kind, long Postings, long InMinor, long OutMinor, long BalanceMinor);

/// <summary>A ledger entry without its postings.</summary>
public sealed record EntryRow(string Transfer, long Place, string Step, string Subject, string Memo, long PostedAt);

/// <summary>A line of an account's statement.</summary>
/// <param name="Number">The number of the posting on its account, from 1, without gaps.</param>
/// <param name="Transfer">The entry's id.</param>
/// <param name="Step">What kind of business event it books.</param>
/// <param name="Subject">What it belongs to: the deal.</param>
/// <param name="Memo">The bank's reference, or empty.</param>
/// <param name="AmountMinor">Minor units; below zero takes from the account.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="BalanceMinor">The balance in the currency after it.</param>
/// <param name="PostedAt">Unix milliseconds.</param>
public sealed record StatementLine(
    long Number, string Transfer, string Step, string Subject, string Memo, long AmountMinor, string Currency, long BalanceMinor, long PostedAt);

/// <summary>What came in and went out in a period, in minor units above zero, and the numbers of its first and last posting, 0 where it has none.</summary>
public sealed record PeriodSums(long Postings, long InMinor, long OutMinor, long First, long Last);

/// <summary>A line of the trial balance: all accounts of a kind in one currency.</summary>
public sealed record TrialRow(string Currency, string Kind, long Accounts, long Postings, long InMinor, long OutMinor, long BalanceMinor);

/// <summary>The tables of the ledger, and the queries on them.</summary>
public sealed class LedgerViews : View
{
    [Sql("settlement")]
    private const string AddToAccount =
        """
        update ledger_accounts
        set postings = postings + @Postings, in_minor = in_minor + @InMinor, out_minor = out_minor + @OutMinor, balance_minor = @BalanceMinor
        where account = @Account and currency = @Currency
        """;

    [Sql("settlement")]
    private const string InsertAccount =
        """
        insert into ledger_accounts (account, currency, kind, postings, in_minor, out_minor, balance_minor)
        values (@Account, @Currency, @Kind, @Postings, @InMinor, @OutMinor, @BalanceMinor)
        """;

    [Sql("settlement")]
    private const string ReadAccount =
        """
        select account as Account, currency as Currency, kind as Kind, postings as Postings, in_minor as InMinor, out_minor as OutMinor,
            balance_minor as BalanceMinor
        from ledger_accounts
        where account = @account
        order by currency
        """;

    [Sql("settlement")]
    private const string ReadAccounts =
        """
        select account as Account, currency as Currency, kind as Kind, postings as Postings, in_minor as InMinor, out_minor as OutMinor, balance_minor as BalanceMinor
        from (
            select a.*, row_number() over (order by a.account, a.currency) as n
            from ledger_accounts a
            where a.account > @account or (a.account = @account and a.currency > @currency)) page
        where n <= @limit
        order by n
        """;

    [Sql("settlement")]
    private const string ReadStatement =
        """
        select p.number as Number, p.transfer as Transfer, e.step as Step, e.subject as Subject, e.memo as Memo, p.amount_minor as AmountMinor,
            p.currency as Currency, p.balance_minor as BalanceMinor, p.posted_at as PostedAt
        from ledger_postings p join ledger_entries e on e.transfer = p.transfer
        where p.account = @account and p.number > @after and p.number <= @last
        order by p.number
        """;

    // Both times are found at an end of the index, however long the account is.
    [Sql("settlement")]
    private const string ReadBalanceBefore =
        """
        select balance_minor
        from ledger_postings
        where account = @account and number = (
            select max(number) from ledger_postings
            where account = @account and currency = @currency and posted_at = (
                select max(posted_at) from ledger_postings where account = @account and currency = @currency and posted_at < @time))
        """;

    [Sql("settlement")]
    private const string ReadSums =
        """
        select cast(count(*) as bigint) as Postings, coalesce(sum(case when amount_minor > 0 then amount_minor else 0 end), 0) as InMinor,
            coalesce(sum(case when amount_minor < 0 then -amount_minor else 0 end), 0) as OutMinor, coalesce(min(number), 0) as First, coalesce(max(number), 0) as Last
        from ledger_postings
        where account = @Account and currency = @Currency and posted_at >= @From and posted_at < @Through
        """;

    [Sql("settlement")]
    private const string ReadLines =
        """
        select p.number as Number, p.transfer as Transfer, e.step as Step, e.subject as Subject, e.memo as Memo, p.amount_minor as AmountMinor,
            p.currency as Currency, p.balance_minor as BalanceMinor, p.posted_at as PostedAt
        from (
            select number, transfer, amount_minor, currency, balance_minor, posted_at, row_number() over (order by number) as place
            from ledger_postings
            where account = @account and currency = @currency and posted_at >= @from and posted_at < @through and number > @after
        ) p join ledger_entries e on e.transfer = p.transfer
        where p.place <= @limit
        order by p.number
        """;

    // A page of a long statement is a range of its key, however far it is from the beginning.
    [Sql("settlement")]
    private const string ReadRange =
        """
        select p.number as Number, p.transfer as Transfer, e.step as Step, e.subject as Subject, e.memo as Memo, p.amount_minor as AmountMinor,
            p.currency as Currency, p.balance_minor as BalanceMinor, p.posted_at as PostedAt
        from ledger_postings p join ledger_entries e on e.transfer = p.transfer
        where p.account = @account and p.number > @after and p.number <= @last and p.currency = @currency
        order by p.number
        """;

    [Sql("settlement")]
    private const string ReadTotalsBefore =
        """
        select p.currency as Currency, a.kind as Kind, cast(count(distinct p.account) as bigint) as Accounts, cast(count(*) as bigint) as Postings,
            sum(case when p.amount_minor > 0 then p.amount_minor else 0 end) as InMinor, sum(case when p.amount_minor < 0 then -p.amount_minor else 0 end) as OutMinor,
            sum(p.amount_minor) as BalanceMinor
        from ledger_postings p join ledger_accounts a on a.account = p.account and a.currency = p.currency
        where p.posted_at < @time
        group by p.currency, a.kind
        order by p.currency, a.kind
        """;

    [Sql("settlement")]
    private const string ReadEntry =
        """
        select transfer as Transfer, place as Place, step as Step, subject as Subject, memo as Memo, posted_at as PostedAt
        from ledger_entries where transfer = @transfer
        """;

    [Sql("settlement")]
    private const string ReadPostings =
        """
        select account as Account, amount_minor as AmountMinor, currency as Currency
        from ledger_postings where transfer = @transfer order by amount_minor, account
        """;

    [Sql("settlement")]
    private const string ReadTrialBalance =
        """
        select currency as Currency, kind as Kind, cast(count(*) as bigint) as Accounts, sum(postings) as Postings, sum(in_minor) as InMinor,
            sum(out_minor) as OutMinor, sum(balance_minor) as BalanceMinor
        from ledger_accounts
        group by currency, kind
        order by currency, kind
        """;

    private static readonly string[] EntryColumns = ["transfer", "place", "step", "subject", "memo", "posted_at"];

    private static readonly string[] PostingColumns = ["account", "number", "transfer", "amount_minor", "currency", "balance_minor", "posted_at"];

    public override IReadOnlyList<string> Tables { get; } = ["ledger_entries", "ledger_postings", "ledger_accounts"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var entries = new List<object?[]>();
        var postings = new List<object?[]>();
        var accounts = new Dictionary<(string, string), AccountRow>();
        foreach (var happened in batch)
            if (happened.Event is EntryPosted entry)
                entries.Add([entry.Transfer, Place.Of(happened), entry.Step, entry.Subject, entry.Memo, entry.At]);
            else if (happened.Event is AmountPosted posted)
            {
                var account = happened.StreamId;
                postings.Add([account, happened.Version, posted.Transfer, posted.AmountMinor, posted.Currency, posted.BalanceMinor, posted.At]);
                var row = accounts.GetValueOrDefault((account, posted.Currency)) ?? new(account, posted.Currency, AccountCode.KindOf(account), 0, 0, 0, 0);
                accounts[(account, posted.Currency)] = row with
                {
                    Postings = row.Postings + 1,
                    InMinor = row.InMinor + Math.Max(0, posted.AmountMinor),
                    OutMinor = row.OutMinor + Math.Max(0, -posted.AmountMinor),
                    BalanceMinor = posted.BalanceMinor,
                };
            }

        await session.BulkInsert("ledger_entries", EntryColumns, entries);
        await session.BulkInsert("ledger_postings", PostingColumns, postings);
        await session.Upsert(AddToAccount, InsertAccount, accounts.Values);
    }

    /// <summary>The totals of an account, a row a currency; none when nothing was ever posted to it.</summary>
    public static Task<IReadOnlyList<AccountRow>> Find(ViewSession session, string account) => session.Query<AccountRow>(ReadAccount, new { account });

    /// <summary>The totals of all accounts after one in a currency, by code and currency.</summary>
    public static Task<IReadOnlyList<AccountRow>> Accounts(ViewSession session, string account, string currency, int limit) =>
        session.Query<AccountRow>(ReadAccounts, new { account, currency, limit });

    /// <summary>The lines of an account after a number.</summary>
    public static Task<IReadOnlyList<StatementLine>> Statement(ViewSession session, string account, long after, int limit) =>
        session.Query<StatementLine>(ReadStatement, new { account, after, last = after > long.MaxValue - limit ? long.MaxValue : after + limit });

    /// <summary>The balance of an account in a currency just before a time in Unix milliseconds; zero where nothing was posted before it.</summary>
    public static Task<long> BalanceBefore(ViewSession session, string account, string currency, long time) =>
        session.QuerySingle<long>(ReadBalanceBefore, new { account, currency, time });

    /// <summary>What came in and went out in a period.</summary>
    public static async Task<PeriodSums> Sums(ViewSession session, StatementPeriod period) => (await session.QuerySingle<PeriodSums>(ReadSums, period))!;

    /// <summary>The lines of a period after a number, in order.</summary>
    public static Task<IReadOnlyList<StatementLine>> Lines(ViewSession session, StatementPeriod period, long after, int limit) =>
        session.Query<StatementLine>(
            ReadLines, new { account = period.Account, currency = period.Currency, from = period.From, through = period.Through, after, limit });

    /// <summary>The lines of an account in a currency with numbers after one and up to another, in order.</summary>
    public static Task<IReadOnlyList<StatementLine>> Range(ViewSession session, string account, string currency, long after, long last) =>
        session.Query<StatementLine>(ReadRange, new { account, currency, after, last });

    /// <summary>An entry, or null.</summary>
    public static Task<EntryRow?> FindEntry(ViewSession session, string transfer) => session.QuerySingle<EntryRow>(ReadEntry, new { transfer });

    /// <summary>The postings of an entry.</summary>
    public static Task<IReadOnlyList<Posting>> PostingsOf(ViewSession session, string transfer) => session.Query<Posting>(ReadPostings, new { transfer });

    /// <summary>A line for each kind of account and currency.</summary>
    public static Task<IReadOnlyList<TrialRow>> TrialBalance(ViewSession session) => session.Query<TrialRow>(ReadTrialBalance);

    /// <summary>The same just before a time in Unix milliseconds, added up from the postings.</summary>
    public static Task<IReadOnlyList<TrialRow>> TrialBalanceBefore(ViewSession session, long time) => session.Query<TrialRow>(ReadTotalsBefore, new { time });
}
