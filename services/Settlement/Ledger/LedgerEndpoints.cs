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

/// <summary>A ledger entry.</summary>
/// <param name="Transfer">Its id.</param>
/// <param name="Step">What kind of business event it books.</param>
/// <param name="Subject">What it belongs to: the deal.</param>
/// <param name="Memo">The bank's reference, or empty.</param>
/// <param name="PostedAt">Unix milliseconds.</param>
/// <param name="Postings">Its legs, which sum to zero in each currency.</param>
public sealed record EntryShown(string Transfer, string Step, string Subject, string Memo, long PostedAt, IReadOnlyList<Posting> Postings);

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
    public static RouteGroupBuilder MapLedger(this RouteGroupBuilder settlement)
    {
        var ledger = settlement.MapGroup("/ledger").WithTags("Ledger").RequireAuthorization();
        ledger.MapGet("/accounts/{account}", GetAccount).WithSummary("An account's balances.")
            .WithDescription("An enterprise sees its own accounts and the escrow of its own deals; organizers and the operator see all.")
            .Produces<AccountShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/accounts/{account}/postings", GetStatement).WithSummary("An account's statement, posting by posting.")
            .WithDescription("Numbered from 1 without gaps, with the balance after each. Paged by number; the next page's address is in the Link header.")
            .Produces<StatementLine[]>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/entries/{transfer}", GetEntry).RequireAuthorization(Roles.Organizer).WithSummary("A ledger entry with its postings.")
            .Produces<EntryShown>().Produces(StatusCodes.Status304NotModified).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        ledger.MapGet("/trial-balance", GetTrialBalance).RequireAuthorization(Roles.Organizer).WithSummary("The sums of all accounts by currency and kind.")
            .Produces<TrialBalance[]>().ProducesProblem(401).ProducesProblem(403);
        return settlement;
    }

    private static async Task<IResult> GetAccount(HttpContext http, SettlementJournal journal, string account)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (!await MaySee(http.Caller(), session, account)) return Problem.Of(LedgerRefusals.NotYours);
        var rows = await LedgerViews.Find(session, account);
        return rows.Count == 0
            ? Problem.Of(LedgerRefusals.NoAccount)
            : http.Tagged(new AccountShown(
                account, rows[0].Kind, [.. rows.Select(row => new BalanceShown(row.Currency, row.BalanceMinor, row.InMinor, row.OutMinor, row.Postings))]));
    }

    private static async Task<IResult> GetStatement(HttpContext http, SettlementJournal journal, string account)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        if (!await MaySee(http.Caller(), session, account)) return Problem.Of(LedgerRefusals.NotYours);
        var after = long.TryParse(page.After, out var number) ? Math.Max(0, number) : 0;
        var lines = await LedgerViews.Statement(session, account, after, page.Limit + 1);
        return lines.Count == 0 && after == 0
            ? Problem.Of(LedgerRefusals.NoAccount)
            : page.Answer(http, lines, line => $"{line.Number}");
    }

    private static async Task<IResult> GetEntry(HttpContext http, SettlementJournal journal, string transfer)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return Id.IsValid(transfer) && await LedgerViews.FindEntry(session, transfer) is { } entry
            ? http.Tagged(new EntryShown(
                entry.Transfer, entry.Step, entry.Subject, entry.Memo, entry.PostedAt, await LedgerViews.PostingsOf(session, transfer)))
            : Problem.Of(LedgerRefusals.NoEntry);
    }

    private static async Task<IResult> GetTrialBalance(HttpContext http, SettlementJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return TypedResults.Ok(TrialBalance.Of(await LedgerViews.TrialBalance(session)));
    }

    private static async Task<bool> MaySee(Caller caller, ViewSession session, string account) =>
        caller.Is(Roles.Operator) || caller.Is(Roles.Organizer)
        || (caller.Enterprise.Length > 0 && account.Split(':') switch
        {
            ["buyer" or "consignor" or "bidder", var enterprise, _] => enterprise == caller.Enterprise,
            ["escrow", "deal", var deal] => await DealViews.Find(session, deal) is { } row && DealEndpoints.MaySee(caller, row),
            _ => false,
        });
}
