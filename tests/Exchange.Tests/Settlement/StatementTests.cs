using System.Globalization;
using System.Text;
using Exchange.Kernel.Log;
using Exchange.Settlement.Ledger;
using MiniExcelLibs;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>Statements: of any period of any account, as sums and as files.</summary>
public sealed class StatementTests : IAsyncLifetime
{
    private static readonly string[] Accounts = [AccountCode.Bank, AccountCode.Available(Awards.Buyer), AccountCode.Commission(Awards.Fair)];

    private readonly Random _random = new(20261125);
    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Any_period_sums_to_what_was_posted_in_it()
    {
        var all = await Posted(120);
        var moments = all.Select(posted => posted.At).Distinct().SelectMany(at => new[] { at - 1, at, at + 1 }).Append(0).Order().ToList();
        for (var i = 0; i < 200; i++)
        {
            var (account, currency) = (Accounts[_random.Next(Accounts.Length)], _random.Next(4) == 0 ? "USD" : "CNY");
            var (one, two) = (moments[_random.Next(moments.Count)], moments[_random.Next(moments.Count)]);
            var (from, through) = (Math.Min(one, two), Math.Max(one, two));
            var before = all.Where(posted => posted.Account == account && posted.Currency == currency && posted.At < from).Sum(posted => posted.AmountMinor);
            var within = all.Where(posted => posted.Account == account && posted.Currency == currency && posted.At >= from && posted.At < through).ToList();
            var sums = await _store.Ask(session => new StatementPeriod(account, currency, from, through).Sum(session));
            Assert.Equal(
                new(account, currency, from, through, before, within.Where(posted => posted.AmountMinor > 0).Sum(posted => posted.AmountMinor),
                    -within.Where(posted => posted.AmountMinor < 0).Sum(posted => posted.AmountMinor), before + within.Sum(posted => posted.AmountMinor), within.Count),
                sums);
        }
    }

    [Fact]
    public async Task The_trial_balance_of_a_moment_is_that_of_what_was_posted_before_it()
    {
        var all = await Posted(60);
        var moment = all[all.Count / 2].At;
        var then = TrialBalance.Of(await _store.Ask(session => LedgerViews.TrialBalanceBefore(session, moment)));
        Assert.All(then, currency => Assert.True(currency.Balanced));
        Assert.Equal(
            from posted in all
            where posted.At < moment
            group posted by (posted.Currency, Kind: AccountCode.KindOf(posted.Account)) into kind
            orderby kind.Key.Currency, kind.Key.Kind
            select (kind.Key.Currency, kind.Key.Kind, kind.Sum(posted => posted.AmountMinor), (long)kind.Count()),
            then.SelectMany(currency => currency.Kinds).Select(kind => (kind.Currency, kind.Kind, kind.BalanceMinor, kind.Postings)));
        var ever = await _store.Ask(session => LedgerViews.TrialBalanceBefore(session, long.MaxValue));
        Assert.Equal(await _store.Ask(LedgerViews.TrialBalance), ever);
    }

    [Fact]
    public async Task A_file_has_every_line_of_the_period_in_order_and_its_amounts_add_up()
    {
        var all = await Posted(40);
        var period = new StatementPeriod(AccountCode.Bank, "CNY", all[20].At, long.MaxValue);
        var sums = await _store.Ask(period.Sum);
        var rows = (await Csv(period, "Asia/Shanghai")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("number,posted_at,step,subject,memo,in,out,balance,currency,transfer", rows[0]);
        Assert.Equal(sums.Postings, rows.Length - 1);
        var fields = rows.Skip(1).Select(row => row.Split(',')).ToList();
        Assert.Equal(sums.InMinor / 100m, fields.Sum(row => decimal.Parse(row[5], CultureInfo.InvariantCulture)));
        Assert.Equal(sums.OutMinor / 100m, fields.Sum(row => decimal.Parse(row[6], CultureInfo.InvariantCulture)));
        Assert.Equal(sums.ClosingMinor / 100m, decimal.Parse(fields[^1][7], CultureInfo.InvariantCulture));
        Assert.Equal(fields.Select(row => long.Parse(row[0], CultureInfo.InvariantCulture)).Order(), fields.Select(row => long.Parse(row[0], CultureInfo.InvariantCulture)));
        Assert.All(fields, row => Assert.EndsWith("+08:00", row[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_workbook_has_the_same_rows_as_the_csv_file()
    {
        await Posted(25);
        var period = new StatementPeriod(AccountCode.Available(Awards.Buyer), "CNY", 0, long.MaxValue);
        var csv = (await Csv(period, "UTC")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).ToList();
        using var file = new MemoryStream();
        await _store.Ask(async session =>
        {
            await period.WriteXlsx(session, file, TimeZoneInfo.Utc, CancellationToken.None);
            return true;
        });
        file.Position = 0;
        var sheet = file.Query(useHeaderRow: true).Cast<IDictionary<string, object>>().ToList();
        Assert.Equal(csv.Count, sheet.Count);
        Assert.All(csv.Zip(sheet), pair =>
        {
            Assert.Equal(pair.First[9], pair.Second["transfer"]);
            Assert.Equal(decimal.Parse(pair.First[7], CultureInfo.InvariantCulture), Convert.ToDecimal(pair.Second["balance"], CultureInfo.InvariantCulture));
        });
    }

    [Fact]
    public async Task A_memo_that_a_spreadsheet_would_run_is_led_by_an_apostrophe()
    {
        await Post(100, "CNY", "=HYPERLINK(\"http://x\")");
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\")\"", await Csv(new(AccountCode.Bank, "CNY", 0, long.MaxValue), "UTC"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_period_without_postings_is_a_file_with_a_header()
    {
        await Post(100, "CNY", "B1");
        var period = new StatementPeriod(AccountCode.Bank, "CNY", 1, 2);
        Assert.Single((await Csv(period, "UTC")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(new(AccountCode.Bank, "CNY", 1, 2, 0, 0, 0, 0, 0), await _store.Ask(period.Sum));
    }

    private sealed record Known(string Account, string Currency, long AmountMinor, long At);

    // Some entries, several of them in the same millisecond.
    private async Task<List<Known>> Posted(int entries)
    {
        var all = new List<Known>();
        for (var i = 0; i < entries; i++)
        {
            if (_random.Next(3) > 0) _store.Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 5_000_000)));
            all.AddRange(await Post(_random.Next(1, 1_000_000), _random.Next(4) == 0 ? "USD" : "CNY", "B" + i));
        }

        return all;
    }

    private async Task<Known[]> Post(long amountMinor, string currency, string reference)
    {
        var transfer = Exchange.Kernel.Values.Id.From("statement", reference);
        var part = amountMinor / 10;
        Posting[] postings =
        [
            new(AccountCode.Bank, -amountMinor, currency), new(AccountCode.Available(Awards.Buyer), amountMinor - part, currency),
            .. part > 0 ? [new Posting(AccountCode.Commission(Awards.Fair), part, currency)] : Array.Empty<Posting>(),
        ];
        var answer = await _store.Journal.Submit(LedgerEntry.Stream(transfer), new PostEntry(transfer, "receipt", "statement", reference, postings), new("tester", reference));
        var at = _store.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.IsType<Answer.Accepted>(answer);
        return [.. postings.Select(posting => new Known(posting.Account, currency, posting.AmountMinor, at))];
    }

    private async Task<string> Csv(StatementPeriod period, string zone)
    {
        using var file = new MemoryStream();
        await _store.Ask(async session =>
        {
            await period.WriteCsv(session, file, TimeZoneInfo.FindSystemTimeZoneById(zone), CancellationToken.None);
            return true;
        });
        return Encoding.UTF8.GetString(file.ToArray().AsSpan(Encoding.UTF8.Preamble.Length));
    }
}
