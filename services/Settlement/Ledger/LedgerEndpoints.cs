using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Ledger;

/// <summary>What an account holds in one currency, in minor units.</summary>
public sealed record BalanceShown(string Currency, long BalanceMinor, long InMinor, long OutMinor, long Postings);

/// <summary>An account.</summary>
/// <param name="Account">Its code.</param>
/// <param name="Kind">The first part of its code.</param>
/// <param name="Balances">A balance for each currency.</param>
public sealed record AccountShown(string Account, string Kind, IReadOnlyList<BalanceShown> Balances);

/// <summary>What an account holds in one currency, in a list of accounts.</summary>
/// <param name="Account">Its code.</param>
/// <param name="Kind">The first part of its code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="BalanceMinor">What it holds.</param>
/// <param name="Postings">How many postings landed on it.</param>
public sealed record ListedAccount(string Account, string Kind, string Currency, long BalanceMinor, long Postings);

/// <summary>A ledger entry.</summary>
/// <param name="Transfer">Its id.</param>
/// <param name="Step">What kind of business event it books.</param>
/// <param name="Subject">What it belongs to: the deal.</param>
/// <param name="Memo">The bank's reference, or empty.</param>
/// <param name="PostedAt">Unix milliseconds.</param>
/// <param name="Postings">Its legs, which sum to zero in each currency.</param>
/// <param name="Reverses">The entry that it undoes; left out where it is no reversal.</param>
/// <param name="ReversedBy">The entry by which it was undone; left out where it stands.</param>
public sealed record EntryShown(
    string Transfer, string Step, string Subject, string Memo, long PostedAt, IReadOnlyList<Posting> Postings, string? Reverses = null, string? ReversedBy = null);

/// <summary>The trial balance in one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="InMinor">What all postings gave.</param>
/// <param name="OutMinor">What all postings took: the same.</param>
/// <param name="BalanceMinor">The sum of all balances: zero.</param>
/// <param name="Balanced">Whether it is so.</param>
/// <param name="Kinds">A line for each kind of account.</param>
public sealed record TrialBalance(string Currency, long InMinor, long OutMinor, long BalanceMinor, bool Balanced, IReadOnlyList<TrialRow> Kinds)
{
    public static IReadOnlyList<TrialBalance> Of(IEnumerable<TrialRow> rows) =>
    [
        .. rows.GroupBy(row => row.Currency, StringComparer.Ordinal).Select(currency =>
        {
            var (inflow, outflow, balance) = (currency.Sum(row => row.InMinor), currency.Sum(row => row.OutMinor), currency.Sum(row => row.BalanceMinor));
            return new TrialBalance(currency.Key, inflow, outflow, balance, inflow == outflow && balance == 0, [.. currency]);
        }),
    ];
}

/// <summary>The ledger over HTTP.</summary>
public static class LedgerEndpoints
{
    private const string Csv = "text/csv";

    private static readonly long LastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static RouteGroupBuilder MapLedger(this RouteGroupBuilder settlement)
    {
        var ledger = settlement.MapGroup("/ledger").WithTags("Ledger").RequireAuthorization();
        ledger.MapGet("/accounts", List).WithSummary("The accounts of the caller's enterprise; all of them for organizers and the operator.")
            .WithDescription("By code and currency; an account begins with its first posting. Paged; the next page's address is in the Link header.")
            .Produces<ListedAccount[]>().ProducesProblem(401);
        ledger.MapGet("/accounts/{account}", GetAccount).WithSummary("An account's balances, now or at a moment.")
            .WithDescription(
                "An enterprise sees its own accounts and the escrow of its own deals; organizers and the operator see all. at is a moment in Unix milliseconds: what was posted before it counts.")
            .Produces<AccountShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/accounts/{account}/postings", GetStatement).WithSummary("An account's statement, posting by posting.")
            .WithDescription(
                "Numbered from 1 without gaps, with the balance after each. Paged by number; the next page's address is in the Link header. "
                + "With currency, only the postings in it, and with from and through those of a period in Unix milliseconds.")
            .Produces<StatementLine[]>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/accounts/{account}/statement", GetFile).WithSummary("An account's statement for a period, as sums or as a file.")
            .WithDescription(
                "from and through are Unix milliseconds, the whole of the account where they are left out; through is the first moment after the period. "
                + "currency may be left out where the account has one. format is json for the sums, csv or xlsx for a file with all lines; "
                + "zone is the IANA time zone of the times in it, UTC where left out.")
            .Produces<StatementShown>().Produces(200, contentType: Csv).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        ledger.MapGet("/entries/{transfer}", GetEntry).RequireAuthorization(Roles.Organizer).WithSummary("A ledger entry with its postings.")
            .Produces<EntryShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/trial-balance", GetTrialBalance).RequireAuthorization(Roles.Organizer).WithSummary("The sums of all accounts by currency and kind, now or at a moment.")
            .WithDescription("at is a moment in Unix milliseconds: what was posted before it counts. It is added up from all postings until then.")
            .Produces<TrialBalance[]>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403);
        return settlement;
    }

    private static async Task<IResult> GetAccount(HttpContext http, SettlementJournal journal, string account)
    {
        await http.WaitForViews(journal);
        if (Moment(http, out var at) is { } wrong) return wrong;
        await using var session = await journal.Read();
        if (!await MaySee(http.Caller(), session, account)) return Problem.Of(LedgerRefusals.NotYours);
        var rows = await LedgerViews.Find(session, account);
        if (rows.Count == 0) return Problem.Of(LedgerRefusals.NoAccount);
        var balances = new List<BalanceShown>(rows.Count);
        if (at is null) balances.AddRange(rows.Select(row => new BalanceShown(row.Currency, row.BalanceMinor, row.InMinor, row.OutMinor, row.Postings)));
        else
            foreach (var row in rows)
            {
                var until = await new StatementPeriod(account, row.Currency, 0, at.Value).Sum(session);
                balances.Add(new(row.Currency, until.ClosingMinor, until.InMinor, until.OutMinor, until.Postings));
            }

        return http.Tagged(new AccountShown(account, rows[0].Kind, balances));
    }

    private static async Task<IResult> GetFile(HttpContext http, SettlementJournal journal, string account)
    {
        await http.WaitForViews(journal);
        var query = http.Request.Query;
        var (format, zone) = (query["format"].ToString(), query["zone"].ToString());
        var isFrom = TryMoment(query["from"], 0, out var from);
        var isThrough = TryMoment(query["through"], LastMoment, out var through);
        var errors = new FieldErrors()
            .Require(isFrom, "from", "time", "A time in Unix milliseconds.")
            .Require(isThrough, "through", "time", "A time in Unix milliseconds.")
            .Require(from <= through, "through", "order", "Not before from.")
            .Require(format is "" or "json" or "csv" or "xlsx", "format", "one-of", "json, csv or xlsx.")
            .Require(TimeZoneInfo.TryFindSystemTimeZoneById(zone.Length == 0 ? "UTC" : zone, out var where), "zone", "time-zone", "An IANA time zone, like Asia/Shanghai.");
        if (errors.Any) return Problem.Of(errors.All);

        StatementPeriod period;
        StatementShown sums;
        await using (var session = await journal.Read())
        {
            if (!await MaySee(http.Caller(), session, account)) return Problem.Of(LedgerRefusals.NotYours);
            var rows = await LedgerViews.Find(session, account);
            var currency = query["currency"].ToString() is { Length: > 0 } asked ? asked : rows.Count == 1 ? rows[0].Currency : "";
            if (rows.Count > 1 && currency.Length == 0) return Problem.Of([new("currency", "required", "The account has several currencies.")]);
            if (rows.All(row => row.Currency != currency)) return Problem.Of(LedgerRefusals.NoAccount);
            period = new(account, currency, from, through);
            sums = await period.Sum(session);
        }

        if (format is "" or "json") return http.Tagged(sums);
        if (format is "xlsx" && sums.Postings > StatementPeriod.MostSheetRows) return Problem.Of(LedgerRefusals.StatementTooLong(StatementPeriod.MostSheetRows));
        var name = account.Replace(':', '-') + "." + format;
        return TypedResults.Stream(
            async to =>
            {
                await using var session = await journal.Read();
                await (format is "csv" ? period.WriteCsv(session, to, where!, http.RequestAborted) : period.WriteXlsx(session, to, where!, http.RequestAborted));
            },
            format is "csv" ? Csv : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            name);
    }

    // The moment that a query asks about, null for now; or what is wrong with it.
    private static IResult? Moment(HttpContext http, out long? at)
    {
        var text = http.Request.Query["at"].ToString();
        at = TryMoment(text, 0, out var moment) && text.Length > 0 ? moment : null;
        return at is null && text.Length > 0 ? Problem.Of([new("at", "time", "A time in Unix milliseconds.")]) : null;
    }

    private static bool TryMoment(string? text, long missing, out long moment)
    {
        moment = missing;
        return string.IsNullOrEmpty(text) || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out moment) && moment <= LastMoment);
    }

    private static async Task<IResult> GetStatement(HttpContext http, SettlementJournal journal, string account)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        if (!await MaySee(http.Caller(), session, account)) return Problem.Of(LedgerRefusals.NotYours);
        var after = long.TryParse(page.After, out var number) ? Math.Max(0, number) : 0;
        var query = http.Request.Query;
        if (!TryMoment(query["from"], 0, out var from) || !TryMoment(query["through"], LastMoment, out var through))
            return Problem.Of([new("from", "time", "from and through are times in Unix milliseconds.")]);
        var lines = query["currency"].ToString() is { Length: > 0 } currency
            ? await new StatementPeriod(account, currency, from, through).Page(session, after, page.Limit + 1)
            : await LedgerViews.Statement(session, account, after, page.Limit + 1);
        return lines.Count == 0 && after == 0 && (await LedgerViews.Find(session, account)).Count == 0
            ? Problem.Of(LedgerRefusals.NoAccount)
            : page.Answer(http, lines, line => $"{line.Number}");
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        var (page, caller) = (PageRequest.Of(http), http.Caller());
        var after = page.After.Split(' ', 2);
        await using var session = await journal.Read();
        var rows = new List<AccountRow>();
        if (caller.Is(Roles.Operator) || caller.Is(Roles.Organizer)) rows.AddRange(await LedgerViews.Accounts(session, after[0], after.Length > 1 ? after[1] : "", page.Limit + 1));
        else
            foreach (var account in AccountCode.Of(caller.Enterprise)) rows.AddRange(await LedgerViews.Find(session, account));
        return page.Answer(
            http, [.. rows.Select(row => new ListedAccount(row.Account, row.Kind, row.Currency, row.BalanceMinor, row.Postings))], row => $"{row.Account} {row.Currency}");
    }

    private static async Task<IResult> GetEntry(HttpContext http, SettlementJournal journal, string transfer)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (!Id.IsValid(transfer) || await LedgerViews.FindEntry(session, transfer) is not { } entry) return Problem.Of(LedgerRefusals.NoEntry);
        var reversal = await ReversalViews.Of(session, transfer);
        return http.Tagged(new EntryShown(
            entry.Transfer, entry.Step, entry.Subject, entry.Memo, entry.PostedAt, await LedgerViews.PostingsOf(session, transfer),
            reversal?.Reversal == transfer ? reversal.Transfer : null, reversal?.Transfer == transfer ? reversal.Reversal : null));
    }

    private static async Task<IResult> GetTrialBalance(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        if (Moment(http, out var at) is { } wrong) return wrong;
        await using var session = await journal.Read();
        return TypedResults.Ok(TrialBalance.Of(at is { } time ? await LedgerViews.TrialBalanceBefore(session, time) : await LedgerViews.TrialBalance(session)));
    }

    private static async Task<bool> MaySee(Caller caller, ViewSession session, string account) =>
        caller.Is(Roles.Operator) || caller.Is(Roles.Organizer)
        || (caller.Enterprise.Length > 0 && account.Split(':') switch
        {
            ["buyer" or "consignor" or "bidder" or "netting", var enterprise, _] => enterprise == caller.Enterprise,
            ["escrow", "deal", var deal] => await DealViews.Find(session, deal) is { } row && DealEndpoints.MaySee(caller, row),
            _ => false,
        });
}
