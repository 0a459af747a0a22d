using Exchange.Contracts.Identity.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Netting;
using Xunit;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>Rounds of set-off on the real journal: the clock computes, the log holds, the views can be made again.</summary>
public sealed class NettingJournalTests : IAsyncLifetime
{
    private static readonly string RoundId = Id.From("round");

    private SettlementStore _store = null!;
    private int _key;

    public async ValueTask InitializeAsync() => _store = await SettlementStore.Started();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_clock_computes_a_round_of_many_obligations_makes_it_final_and_all_promises_hold()
    {
        var enterprises = Enumerable.Range(0, 40).Select(n => Id.From("works", $"{n}")).Append(Buyer).Append(Consignor).ToList();
        foreach (var enterprise in enterprises) await _store.HearAlso("identity", new EnterpriseNamed(enterprise, "Works", 1), enterprise);
        await _store.Hear(Award(), Award(hammerMinor: 5_000_000, award: Id.From("second")));
        var owed = 0L;
        foreach (var (n, debtor) in enterprises.Index())
            foreach (var step in new[] { 1, 5, 11 })
            {
                var minor = 10_000 + (n * 137 * step);
                owed += minor;
                await Owe(debtor, enterprises[(n + step) % enterprises.Count], minor);
            }

        Assert.Null(await Submit(Round.Stream(RoundId), new PlanRound(new(RoundId, Fair, "CNY", 1, After(Hour).ToUnixTimeMilliseconds(), Hour), [])));
        await _store.At(Hour);
        var row = await _store.Ask(session => RoundViews.Find(session, RoundId));
        Assert.Equal((RoundRow.Computed, 128L), (row!.Stage, row.Legs));
        var legs = (await _store.Ask(session => RoundViews.Legs(session, RoundId))).Select(leg => leg.Of()).ToList();
        Assert.Equal(owed + legs.Where(leg => leg.Kind == RoundLeg.Deal).Sum(leg => leg.OpenMinor), row.TotalMinor);
        Assert.Contains(legs, leg => leg is { Kind: RoundLeg.Deal, SetOffMinor: > 0 }); // Of two between the same parties perhaps only the first.
        Assert.Empty(RoundProof.Faults(legs)); // Whoever computes it: a set-off, and nothing left that could be cleared.
        Assert.Equal(legs.Sum(leg => leg.SetOffMinor), row.ClearedMinor);

        var leg = (await _store.Ask(session => RoundViews.Legs(session, RoundId))).First(leg => leg.SetOffMinor > 0);
        Assert.Null(await Submit(Round.Stream(RoundId), new UnwindRound(leg.Leg, leg.Debtor)));
        await _store.At(Hour);
        Assert.Equal((RoundRow.Computed, 2L, 127L), await Now());
        await _store.At(2 * Hour);
        Assert.Equal((RoundRow.Final, 2L, 127L), await Now());
        await _store.At(10 * Day); // Both deals default, and leave debts behind.
        Assert.All(await _store.Ask(session => DealViews.Page(session, Fair, 0, 9)), deal => Assert.Equal("defaulted", deal.Stage));
        Assert.Contains(await _store.Ask(DebtViews.Open), debt => debt is { Deal.Length: > 0, Stage: DebtRow.Confirmed });
        Assert.Empty(await _store.Broken());

        await _store.Journal.DisposeAsync();
        Assert.Empty(await Rebuild.Run(SettlementJournal.Definition, _store.Stores, new()));
        await _store.Start();
    }

    [Fact]
    public async Task Amounts_as_large_as_they_may_be_are_computed()
    {
        foreach (var enterprise in new[] { Buyer, Consignor }) await _store.HearAlso("identity", new EnterpriseNamed(enterprise, "Works", 1), enterprise);
        for (var n = 0; n < 40; n++)
        {
            await Owe(Buyer, Consignor, DebtTerms.MostMinor, $"{n}");
            await Owe(Consignor, Buyer, DebtTerms.MostMinor, $"{n}");
        }

        Assert.Null(await Submit(Round.Stream(RoundId), new PlanRound(new(RoundId, Fair, "CNY", 1, After(Hour).ToUnixTimeMilliseconds(), Hour), [])));
        await _store.At(Hour);
        var row = await _store.Ask(session => RoundViews.Find(session, RoundId));
        Assert.Equal((RoundRow.Computed, 80 * DebtTerms.MostMinor), (row!.Stage, row.ClearedMinor));
    }

    private async Task<(string Stage, long Run, long Legs)> Now() => (await _store.Ask(session => RoundViews.Find(session, RoundId))) is { } row ? (row.Stage, row.Run, row.Legs) : default;

    private async Task Owe(string debtor, string creditor, long minor, string invoice = "I")
    {
        var terms = new DebtTerms(DebtTerms.IdOf(debtor, creditor, invoice), invoice, debtor, creditor, "1989-01-02", "1989-02-02", minor, "CNY");
        Assert.Null(await Submit(Debt.Stream(terms.Debt), new RegisterDebt(terms, debtor)));
        Assert.Null(await Submit(Debt.Stream(terms.Debt), new ConfirmDebt(creditor)));
    }

    private async Task<Refusal?> Submit(string stream, object command) =>
        (await _store.Journal.Submit(stream, command, new("tester", $"netting-{_key++}")) as Answer.Refused)?.Refusal;
}
