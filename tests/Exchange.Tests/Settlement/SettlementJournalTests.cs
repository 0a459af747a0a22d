using Exchange.Kernel.Followers;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Settlement on its real journal: the log, the views and the clock, in SQLite files.</summary>
public sealed class SettlementJournalTests : IAsyncLifetime
{
    private static readonly string[] Ids = [.. Enumerable.Range(0, 8).Select(i => Id.From("deal", $"{i}"))];

    private SettlementStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_deal_goes_from_the_award_to_the_consignors_account()
    {
        await _store.Hear(Award());
        await _store.Tell(DealId, new RecordReceipt(120_100, "B1"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));

        var row = await _store.Ask(session => DealViews.Find(session, DealId));
        Assert.Equal(("settled", 0L, 120_001L, 99L, 117_001L, 3_000L), (row!.Stage, row.DueAt, row.PaidMinor, row.CreditMinor, row.ReleasedMinor, row.CommissionMinor));
        Assert.Equal(117_001, (await _store.Ask(session => LedgerViews.Find(session, AccountCode.ConsignorPayable(Consignor)))).Single().BalanceMinor);
        Assert.Equal(["settlement.deal-paid.v1", "settlement.deal-settled.v1"], _store.Said.Select(message => message.Type));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task Deadlines_end_deals_by_the_clock()
    {
        await _store.Hear(Award(award: Ids[0]), Award(award: Ids[1]), Award(award: Ids[2]));
        await _store.Tell(Ids[1], new RecordReceipt(500, "B1"));
        await _store.Tell(Ids[2], new RecordReceipt(120_001, "B1"));

        await _store.At((2 * Day) - 1);
        Assert.Equal(["awaiting-payment", "awaiting-payment", "awaiting-removal"], await Stages(3));
        await _store.At(2 * Day);
        Assert.Equal(["defaulted", "defaulted", "awaiting-removal"], await Stages(3));
        await _store.At(3 * Day);
        Assert.Equal(["defaulted", "defaulted", "defaulted"], await Stages(3));
        Assert.Equal(120_501, (await _store.Ask(session => LedgerViews.Find(session, AccountCode.BuyerPayable(Buyer)))).Single().BalanceMinor);
        Assert.Equal(3, _store.Said.Count(message => message.Type == "settlement.deal-defaulted.v1"));
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task A_refused_posting_leaves_nothing_half_booked()
    {
        await _store.Hear(Award());
        const long much = long.MaxValue - 10;
        var transfer = Id.From("much");
        var postings = new Posting[] { new(AccountCode.Bank, -much, "CNY"), new(AccountCode.Commission(Fair), much, "CNY") };
        await _store.Journal.Submit(LedgerEntry.Stream(transfer), new PostEntry(transfer, "test", DealId, "", postings), new("tester", "much"));
        var head = _store.Journal.Head();
        Assert.Equal("account.overflow", (await _store.Tell(DealId, new RecordReceipt(12, "B1")))?.Code);
        Assert.Equal(head, _store.Journal.Head());
        Assert.Empty((await _store.Journal.Peek<Deal>(Deal.Stream(DealId))).Receipts);
        Assert.Empty(await _store.Broken());
    }

    [Fact]
    public async Task What_is_told_twice_is_booked_once()
    {
        await _store.Hear(Award());
        await _store.Hear(Award());
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _store.Tell(DealId, new RecordReceipt(1_000, "B1"), i % 2 == 0 ? "same" : $"other-{i}")));
        Assert.Equal(1_000, (await _store.Journal.Peek<Deal>(Deal.Stream(DealId))).PaidMinor);
        Assert.Single(await _store.Ask(session => LedgerViews.Statement(session, AccountCode.Bank, 0, 10)));
    }

    [Fact]
    public async Task A_statement_is_paged_with_the_balance_after_each_posting()
    {
        await _store.Hear(Award());
        for (var i = 1; i <= 5; i++) await _store.Tell(DealId, new RecordReceipt(i, $"B{i}"));

        var escrow = AccountCode.Escrow(DealId);
        var first = await _store.Ask(session => LedgerViews.Statement(session, escrow, 0, 3));
        var second = await _store.Ask(session => LedgerViews.Statement(session, escrow, first[^1].Number, 3));
        Assert.Equal([(1L, 1L, 1L, "B1"), (2, 2, 3, "B2"), (3, 3, 6, "B3")], first.Select(line => (line.Number, line.AmountMinor, line.BalanceMinor, line.Memo)));
        Assert.Equal([(4L, 4L, 10L, "B4"), (5, 5, 15, "B5")], second.Select(line => (line.Number, line.AmountMinor, line.BalanceMinor, line.Memo)));
    }

    [Fact]
    public async Task Lists_are_paged_in_the_order_of_the_awards()
    {
        await _store.Hear([.. Ids.Select(id => Award(award: id))]);
        var first = await _store.Ask(session => DealViews.Page(session, Fair, 0, 5));
        var second = await _store.Ask(session => DealViews.Page(session, Fair, first[^1].Place, 5));
        Assert.Equal(Ids, first.Concat(second).Select(row => row.Deal));
        Assert.Equal(Ids[..5], (await _store.Ask(session => DealViews.PageOfParty(session, Consignor, "", 0, 5))).Select(row => row.Deal));
        Assert.Empty(await _store.Ask(session => DealViews.PageOfParty(session, Id.From("stranger"), "", 0, 5)));
        Assert.Empty(await _store.Ask(session => DealViews.Page(session, Id.From("other fair"), 0, 5)));
    }

    [Fact]
    public async Task The_trial_balance_is_the_sum_of_the_postings_by_kind()
    {
        await _store.Hear(Award());
        await _store.Tell(DealId, new RecordReceipt(120_100, "B1"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));

        var trial = TrialBalance.Of(await _store.Ask(LedgerViews.TrialBalance)).Single();
        Assert.Equal(("CNY", true, 0L, 240_101L, 240_101L), (trial.Currency, trial.Balanced, trial.BalanceMinor, trial.InMinor, trial.OutMinor));
        Assert.Equal(
            [("buyer", 99L), ("consignor", 117_001), ("escrow", 0), ("organizer", 3_000), ("world", -120_100)],
            trial.Kinds.Select(kind => (kind.Kind, kind.BalanceMinor)));
    }

    [Fact]
    public async Task After_a_restart_all_is_as_it_was_and_a_rebuild_changes_nothing()
    {
        await _store.Hear([.. Ids.Select(id => Award(award: id))]);
        foreach (var id in Ids[..5]) await _store.Tell(id, new RecordReceipt(120_100, "B1"));
        foreach (var id in Ids[..3]) await _store.Tell(id, new AcceptRemoval(Buyer));
        await _store.At(2 * Day);
        var before = await _store.Journal.Peek<Account>(Account.Stream(AccountCode.Bank));

        await _store.Restart();
        Assert.Equal(before.Balances, (await _store.Journal.Peek<Account>(Account.Stream(AccountCode.Bank))).Balances);
        Assert.Null(await _store.Tell(Ids[3], new AcceptRemoval(Buyer)));
        Assert.Empty(await _store.Broken());

        await _store.Journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(SettlementJournal.Definition, _store.Stores, new()));
        await _store.Start();
        Assert.Empty(await _store.Broken());
    }

    [Theory]
    [InlineData("update ledger_lines set amount_minor = amount_minor + 1 where number = 1 and account_no = 1", "ledger_lines had")]
    [InlineData("update ledger_accounts set balance_minor = 7 where kind = 'consignor'", "ledger_accounts had")]
    [InlineData("delete from ledger_accounts where kind = 'escrow'", "ledger_accounts had")]
    [InlineData("update deals set released_minor = released_minor + 1", "deals had")]
    public async Task A_forged_view_is_found(string forgery, string words)
    {
        await _store.Hear(Award());
        await _store.Tell(DealId, new RecordReceipt(120_001, "B1"));
        await _store.Tell(DealId, new AcceptRemoval(Buyer));
        Assert.Empty(await _store.Broken());

        await using (var session = await _store.Stores.Views.Read()) Assert.True(await session.Execute(forgery) > 0);
        Assert.Contains(words, Assert.Single(await _store.Broken()).Detail, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> Stages(int count)
    {
        var rows = (await _store.Ask(session => DealViews.Page(session, "", 0, 100))).ToDictionary(row => row.Deal, row => row.Stage);
        return Ids.Take(count).Select(id => rows[id]);
    }
}
