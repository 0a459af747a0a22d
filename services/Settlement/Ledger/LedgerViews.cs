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

/// <summary>How many postings some range of an account has, and what came in and went out with them, in minor units above zero.</summary>
public sealed record PeriodSums(long Postings, long InMinor, long OutMinor);

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

    // The number of an account is asked for by itself: then both databases know that a page, a time or a sum is a range of one key.
    private const string Number = "(select account_no from ledger_numbers where account = @account)";

    private const string Line =
        """
        p.number as Number, e.transfer as Transfer, e.step as Step, e.subject as Subject, e.memo as Memo, p.amount_minor as AmountMinor,
            p.currency as Currency, p.balance_minor as BalanceMinor, p.posted_at as PostedAt
        """;

    [Sql("settlement")]
    private const string ReadStatement =
        $"""
        select {Line}
        from ledger_lines p join ledger_transfers e on e.place = p.place
        where p.account_no = {Number} and p.number > @after and p.number <= @last
        order by p.number
        """;

    [Sql("settlement")]
    private const string ReadLast = $"select coalesce(max(number), 0) from ledger_lines where account_no = {Number}";

    [Sql("settlement")]
    private const string ReadTime = $"select posted_at from ledger_lines where account_no = {Number} and number = @number";

    [Sql("settlement")]
    private const string ReadBalance =
        $"""
        select balance_minor
        from ledger_lines
        where account_no = {Number} and number = (select max(number) from ledger_lines where account_no = {Number} and number <= @number and currency = @currency)
        """;

    [Sql("settlement")]
    private const string ReadSums =
        $"""
        select cast(count(*) as bigint) as Postings, coalesce(sum(case when amount_minor > 0 then amount_minor else 0 end), 0) as InMinor,
            coalesce(sum(case when amount_minor < 0 then -amount_minor else 0 end), 0) as OutMinor
        from ledger_lines
        where account_no = {Number} and number > @after and number <= @last and currency = @currency
        """;

    [Sql("settlement")]
    private const string ReadLines =
        $"""
        select {Line}
        from (
            select number, place, amount_minor, currency, balance_minor, posted_at, row_number() over (order by number) as line
            from ledger_lines
            where account_no = {Number} and number > @after and number <= @last and currency = @currency
        ) p join ledger_transfers e on e.place = p.place
        where p.line <= @limit
        order by p.number
        """;

    // A page of a long statement is a range of its key, however far it is from the beginning.
    [Sql("settlement")]
    private const string ReadRange =
        $"""
        select {Line}
        from ledger_lines p join ledger_transfers e on e.place = p.place
        where p.account_no = {Number} and p.number > @after and p.number <= @last and p.currency = @currency
        order by p.number
        """;

    [Sql("settlement")]
    private const string ReadTotalsBefore =
        """
        select p.currency as Currency, a.kind as Kind, cast(count(distinct p.account_no) as bigint) as Accounts, cast(count(*) as bigint) as Postings,
            sum(case when p.amount_minor > 0 then p.amount_minor else 0 end) as InMinor, sum(case when p.amount_minor < 0 then -p.amount_minor else 0 end) as OutMinor,
            sum(p.amount_minor) as BalanceMinor
        from ledger_lines p join ledger_numbers n on n.account_no = p.account_no join ledger_accounts a on a.account = n.account and a.currency = p.currency
        where p.posted_at < @time
        group by p.currency, a.kind
        order by p.currency, a.kind
        """;

    [Sql("settlement")]
    private const string ReadEntry =
        """
        select transfer as Transfer, place as Place, step as Step, subject as Subject, memo as Memo, posted_at as PostedAt
        from ledger_transfers where transfer = @transfer
        """;

    [Sql("settlement")]
    private const string ReadPostings =
        """
        select n.account as Account, p.amount_minor as AmountMinor, p.currency as Currency
        from ledger_transfers e join ledger_lines p on p.place = e.place join ledger_numbers n on n.account_no = p.account_no
        where e.transfer = @transfer
        order by p.amount_minor, n.account
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

    private static readonly string[] EntryColumns = ["place", "transfer", "step", "subject", "memo", "posted_at"];

    private static readonly string[] PostingColumns = ["account_no", "number", "place", "amount_minor", "currency", "balance_minor", "posted_at"];

    public override IReadOnlyList<string> Tables { get; } = ["ledger_transfers", "ledger_lines", "ledger_numbers", "ledger_accounts"];

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var entries = new List<(long Place, EntryPosted Entry)>();
        var postings = new List<(string Stream, long Number, long Place, AmountPosted Posted)>();
        var accounts = new Dictionary<(string Stream, string Currency), Totals>();
        foreach (var happened in batch)
            if (happened.Event is EntryPosted entry) entries.Add((Place.Of(happened), entry));
            else if (happened.Event is AmountPosted posted)
            {
                // The postings of an entry come with it, and before the next one.
                if (entries.Count == 0 || entries[^1].Entry.Transfer != posted.Transfer) throw new InvalidDataException($"A posting of {posted.Transfer} is not with its entry.");
                postings.Add((happened.Stream, happened.Version, entries[^1].Place, posted));
                if (!accounts.TryGetValue((happened.Stream, posted.Currency), out var totals)) accounts.Add((happened.Stream, posted.Currency), totals = new(happened.StreamId, posted.Currency));
                totals.Add(posted);
            }

        if (postings.Count == 0) return;
        var numbers = await AccountNumberViews.Of(session, batch);
        await session.BulkInsert("ledger_transfers", EntryColumns, entries.Select(at => Values(at.Place, at.Entry)));
        await session.BulkInsert("ledger_lines", PostingColumns, postings.Select(at => Values(numbers[at.Stream], at.Number, at.Place, at.Posted)));
        await session.Upsert(AddToAccount, InsertAccount, accounts.Values);
    }

    private static object?[] Values(long place, EntryPosted entry) => [place, entry.Transfer, entry.Step, entry.Subject, entry.Memo, entry.At];

    private static object?[] Values(long account, long number, long place, AmountPosted posted) =>
        [account, number, place, posted.AmountMinor, posted.Currency, posted.BalanceMinor, posted.At];

    // What a batch adds to an account.
    private sealed record Totals(string Account, string Currency)
    {
        public string Kind => AccountCode.KindOf(Account);

        public long Postings { get; private set; }

        public long InMinor { get; private set; }

        public long OutMinor { get; private set; }

        public long BalanceMinor { get; private set; }

        public void Add(AmountPosted posted)
        {
            Postings++;
            InMinor += Math.Max(0, posted.AmountMinor);
            OutMinor += Math.Max(0, -posted.AmountMinor);
            BalanceMinor = posted.BalanceMinor;
        }
    }

    /// <summary>The totals of an account, a row a currency; none when nothing was ever posted to it.</summary>
    public static Task<IReadOnlyList<AccountRow>> Find(ViewSession session, string account) => session.Query<AccountRow>(ReadAccount, new { account });

    /// <summary>The totals of all accounts after one in a currency, by code and currency.</summary>
    public static Task<IReadOnlyList<AccountRow>> Accounts(ViewSession session, string account, string currency, int limit) =>
        session.Query<AccountRow>(ReadAccounts, new { account, currency, limit });

    /// <summary>The lines of an account after a number.</summary>
    public static Task<IReadOnlyList<StatementLine>> Statement(ViewSession session, string account, long after, int limit) =>
        session.Query<StatementLine>(ReadStatement, new { account, after, last = after > long.MaxValue - limit ? long.MaxValue : after + limit });

    /// <summary>The number of the last posting of an account before a time in Unix milliseconds; 0 where nothing was posted before it. Times never fall along an
    /// account, so that it is found by halving its numbers, without an index that every posting would have to pay for.</summary>
    public static async Task<long> LastBefore(ViewSession session, string account, long time)
    {
        var (before, from) = (0L, await session.QuerySingle<long>(ReadLast, new { account }) + 1);
        for (var number = from - 1; from - before > 1; number = before + ((from - before) / 2)) // the whole of an account is what is asked for most
            if (await session.QuerySingle<long>(ReadTime, new { account, number }) < time) before = number;
            else from = number;
        return before;
    }

    /// <summary>The balance of an account in a currency after a posting; zero where nothing was posted in the currency until then.</summary>
    public static Task<long> BalanceAfter(ViewSession session, string account, string currency, long number) =>
        session.QuerySingle<long>(ReadBalance, new { account, currency, number });

    /// <summary>What came in and went out in a currency with the postings after a number, up to another.</summary>
    public static async Task<PeriodSums> Sums(ViewSession session, string account, string currency, long after, long last) =>
        (await session.QuerySingle<PeriodSums>(ReadSums, new { account, currency, after, last }))!;

    /// <summary>The first lines of an account in a currency after a number, up to another, in order.</summary>
    public static Task<IReadOnlyList<StatementLine>> Lines(ViewSession session, string account, string currency, long after, long last, int limit) =>
        session.Query<StatementLine>(ReadLines, new { account, currency, after, last, limit });

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
