using System.Text.Json;
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
        Assert.Equal(60, report.Fair.LotsSold + report.Fair.LotsPassedIn);
        Assert.InRange(report.Fair.LotsSold, 30, 59);
        Assert.True(report.Fair.Bids >= 600, $"{report.Fair.Bids} bids");
        Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
        Assert.Equal(report.Fair.Deals, report.Fair.DealsSettled + report.Fair.DealsDefaulted);
        Assert.InRange(report.Fair.ByDay.Count, 2, 6);
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
        Assert.Equal(report.Fair.Deals, report.Fair.DealsSettled + report.Fair.DealsDefaulted);
        Assert.Equal(60, report.Fair.LotsSold + report.Fair.LotsPassedIn);
        Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
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
