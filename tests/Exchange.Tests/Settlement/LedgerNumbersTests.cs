using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Ledger;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>The numbers by which the ledger's tables know accounts and entries.</summary>
public sealed class LedgerNumbersTests : IAsyncLifetime
{
    private const string Numbered = "0011-ledger-numbers.sql";

    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-ledger-").FullName;
    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Accounts_are_numbered_in_the_order_in_which_they_began_and_within_an_entry_by_code()
    {
        await Book();
        Assert.Equal(
            [AccountCode.Available(Awards.Buyer), AccountCode.Commission(Awards.Fair), AccountCode.Bank, AccountCode.Held(Awards.Buyer), AccountCode.BuyerPayable(Awards.Buyer)],
            (await Tables(_store.Stores.Views)).Numbers.Select(row => row.Account));
    }

    [Fact]
    public async Task What_was_booked_before_there_were_numbers_gets_those_that_a_rebuild_would_give()
    {
        await Book();
        var tables = await Tables(_store.Stores.Views);
        var earlier = Database.SqliteFile(Path.Combine(_directory, "earlier.db"), durable: false);
        var steps = Migrations.Embedded(typeof(SettlementJournal).Assembly);
        await Migrations.Apply(earlier, [.. steps.TakeWhile(step => !step.Name.EndsWith(Numbered, StringComparison.Ordinal))]);
        await Fill(earlier, tables);
        await Migrations.Apply(earlier, steps);
        var moved = await Tables(earlier);
        Assert.Equal(tables.Numbers, moved.Numbers);
        Assert.Equal(tables.Entries, moved.Entries);
        Assert.Equal(tables.Lines, moved.Lines);
        Assert.NotEmpty(moved.Lines);

        await _store.Journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(SettlementJournal.Definition, _store.Stores, new()));
    }

    private sealed record NumberRow(string Account, long AccountNo);

    private sealed record LineRow(long AccountNo, long Number, long Place, long AmountMinor, string Currency, long BalanceMinor, long PostedAt);

    private sealed record Ledger(IReadOnlyList<NumberRow> Numbers, IReadOnlyList<EntryRow> Entries, IReadOnlyList<LineRow> Lines);

    // Several accounts begin with one entry, not in the order of their codes; and one has two currencies.
    private async Task Book()
    {
        var (bank, available, commission) = (AccountCode.Bank, AccountCode.Available(Awards.Buyer), AccountCode.Commission(Awards.Fair));
        await Post("1", new(bank, -100, "CNY"), new(commission, 10, "CNY"), new(available, 90, "CNY"));
        await Post("2", new(bank, -7, "USD"), new(available, 7, "USD"));
        await Post("3", new(available, -5, "CNY"), new(AccountCode.Held(Awards.Buyer), 3, "CNY"), new(AccountCode.BuyerPayable(Awards.Buyer), 2, "CNY"));
    }

    private async Task Post(string reference, params Posting[] postings)
    {
        var transfer = Id.From("numbers", reference);
        Assert.IsType<Answer.Accepted>(await _store.Journal.Submit(
            LedgerEntry.Stream(transfer), new PostEntry(transfer, "receipt", "numbers", reference, postings), new("tester", reference)));
        Assert.True(await _store.Journal.WaitForViews(_store.Journal.Head()));
    }

    private static async Task<Ledger> Tables(Database database)
    {
        await using var session = await database.Read();
        return new(
            await session.Query<NumberRow>("select account as Account, account_no as AccountNo from ledger_numbers order by account_no"),
            await session.Query<EntryRow>(
                "select transfer as Transfer, place as Place, step as Step, subject as Subject, memo as Memo, posted_at as PostedAt from ledger_transfers order by place"),
            await session.Query<LineRow>(
                """
                select account_no as AccountNo, number as Number, place as Place, amount_minor as AmountMinor, currency as Currency, balance_minor as BalanceMinor, posted_at as PostedAt
                from ledger_lines order by account_no, number
                """));
    }

    // As the tables were before, with texts for keys.
    private static async Task Fill(Database earlier, Ledger ledger)
    {
        var accounts = ledger.Numbers.ToDictionary(row => row.AccountNo, row => row.Account);
        var transfers = ledger.Entries.ToDictionary(entry => entry.Place, entry => entry.Transfer);
        await using var session = await earlier.Write();
        await session.BulkInsert(
            "ledger_entries", ["transfer", "place", "step", "subject", "memo", "posted_at"],
            ledger.Entries.Select(entry => new object?[] { entry.Transfer, entry.Place, entry.Step, entry.Subject, entry.Memo, entry.PostedAt }));
        await session.BulkInsert(
            "ledger_postings", ["account", "number", "transfer", "amount_minor", "currency", "balance_minor", "posted_at"],
            ledger.Lines.Select(line => new object?[]
                { accounts[line.AccountNo], line.Number, transfers[line.Place], line.AmountMinor, line.Currency, line.BalanceMinor, line.PostedAt }));
        await session.Commit();
    }
}
