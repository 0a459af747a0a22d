using System.Text.Json;
using Exchange.Host.Proofs;
using Xunit;

namespace Exchange.SystemTests.Rehearsals;

public sealed class RehearsalTests
{
    [Fact]
    public async Task A_fair_runs_from_stock_file_to_turnover_and_every_promise_is_held()
    {
        var report = await SmallFair.Rehearse(SmallFair.Settings);
        SmallFair.AssertHeld(report);
        Assert.Contains(report.Proofs, proof => proof.Promise == "board = awards = ledger");
        Assert.Contains(report.Proofs, proof => proof.Promise == "no lost bid");
        Assert.Equal(60, report.Fair.LotsOffered);
        Assert.Equal(60, report.Fair.LotsSold + report.Fair.LotsPassedIn + report.Fair.LotsWithdrawn);
        Assert.InRange(report.Fair.LotsSold, 30, 59);
        Assert.True(report.Fair.Bids >= 600, $"{report.Fair.Bids} bids");
        Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
        Assert.Equal(report.Fair.Deals, report.Fair.DealsSettled + report.Fair.DealsDefaulted + report.Fair.Settled.Cancelled);
        Assert.InRange(report.Fair.ByDay.Count, 2, 6);
        Assert.True(report.Fair.Means.SetOffMinor >= report.Fair.TurnoverMinor / 5, $"{report.Fair.Means} of {report.Fair.TurnoverMinor}");
        Assert.True(report.Fair.Barter is { Rings: > 0, Declined: > 0, Lots: >= 2 } && report.Fair.Means.BarterMinor > 0, $"{report.Fair.Barter} {report.Fair.Means}");
        Assert.True(report.Fair.Chains is { Debts: > 5, Rounds: > 0 }, $"{report.Fair.Chains}");
        Assert.Equal(report.Fair.TurnoverMinor, report.Fair.ByDay.Sum(day => day.TurnoverMinor));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fair_in_which_many_do_not_pay_and_lots_go_down_ladders_holds_every_promise_too(bool proxy)
    {
        var report = await SmallFair.Rehearse(SmallFair.Settings with { Proxy = proxy, Defaults = 0.3, Ladders = 0.6 });
        SmallFair.AssertHeld(report);
        Assert.True(report.Fair is { DealsDefaulted: > 5, SecondChances: > 3, SoldOnLadder: > 2 }, $"{report.Fair}");
        Assert.Equal(report.Fair.Deals, report.Fair.DealsSettled + report.Fair.DealsDefaulted + report.Fair.Settled.Cancelled);
        Assert.Equal(60, report.Fair.LotsSold + report.Fair.LotsPassedIn + report.Fair.LotsWithdrawn);
        Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(4, 0.05)]
    public async Task A_fair_with_quarrels_of_all_kinds_holds_every_promise_and_conserves_money_by_the_banks_own_book(long seed, double deposits)
    {
        var file = new FileInfo(Path.Combine(Path.GetTempPath(), $"exchange-tests-{Guid.NewGuid():N}.csv"));
        var report = await SmallFair.Rehearse(SmallFair.Settings with
        {
            Seed = seed,
            Deposits = deposits,
            Defaults = 0.15,
            Parts = 0.3,
            Weighed = 0.5,
            Disputes = 0.35,
            Cancellations = 0.15,
            Ladders = 0.5,
            Bank = file,
        });
        SmallFair.AssertHeld(report);
        Assert.Superset(new HashSet<string> { "money conserved", "deals as agreed", "everybody paid out", "every hold ends once" }, report.Proofs.Select(proof => proof.Promise).ToHashSet());
        var (deals, bank) = (report.Fair.Settled, report.Fair.Bank);
        Assert.True(deals is { Confirmed: > 5, BySilence: > 5, InParts: > 3, Weighed: > 3, Disputed: > 5, Released: > 0, Reduced: > 0, Refunded: > 0, GivenUp: > 0, Slots: > 3 }, $"{deals}");
        Assert.Equal(deals.Disputed, deals.Released + deals.Reduced + deals.Refunded);
        Assert.Equal(deals.Cancelled, deals.Refunded + deals.GivenUp + deals.Undelivered);
        Assert.True(bank is { InMinor: > 0, Payouts: > 5, BalanceMinor: > 0 }, $"{bank}");
        Assert.Equal(bank.BalanceMinor, BankBook.Read(file).Sum(line => line.AmountMinor));
        file.Delete();
    }

    [Fact]
    public async Task A_fair_with_proxy_bids_holds_every_promise_too()
    {
        var report = await SmallFair.Rehearse(SmallFair.Settings with { Proxy = true });
        SmallFair.AssertHeld(report);
        Assert.InRange(report.Fair.LotsSold, 30, 59);
        Assert.True(report.Fair.Bids >= 600, $"{report.Fair.Bids} bids");
        Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_fair_and_another_seed_another()
    {
        var first = await SmallFair.Rehearse(SmallFair.Settings);
        var again = await SmallFair.Rehearse(SmallFair.Settings with { Connections = 3 });
        var other = await SmallFair.Rehearse(SmallFair.Settings with { Seed = 2 });
        Assert.Equal(JsonSerializer.Serialize(first.Fair), JsonSerializer.Serialize(again.Fair));
        Assert.NotEqual(first.Fair.Trades, other.Fair.Trades);
    }

    [Fact]
    public async Task A_stock_file_with_columns_of_its_own_is_sold()
    {
        var file = new FileInfo(Path.Combine(AppContext.BaseDirectory, "Rehearsals", "surplus-sample.csv"));
        var report = await SmallFair.Rehearse(SmallFair.Settings with { Stock = file, Currency = "USD", TurnoverMinor = 0, Bids = 300 });
        SmallFair.AssertHeld(report);
        Assert.Equal(24, report.Fair.LotsOffered);
        Assert.Equal(2, report.Fair.RowsRefused);
        Assert.True(report.Fair.TurnoverMinor > 0);
    }

    [Fact]
    public async Task A_turnover_that_cannot_be_reached_is_said_to_be_missed()
    {
        var report = await SmallFair.Rehearse(SmallFair.Settings with { Bidders = 1, Lots = 6, Bids = 6 });
        Assert.Contains(report.Proofs, proof => proof is { Promise: "turnover reached", Held: false });
    }
}
