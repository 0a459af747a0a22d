using CsCheck;
using Exchange.Host.Rehearsal;
using Xunit;

namespace Exchange.Tests.Host;

public sealed class StockLaws
{
    private static readonly Gen<(long Seed, int Consignors, int Lots, long Worth)> Fairs =
        Gen.Select(Gen.Long, Gen.Int[1, 60], Gen.Int[1, 600], Gen.Long[1_000_000_00, 10_000_000_000_00]);

    [Fact]
    public void The_same_seed_gives_the_same_stock() => Fairs.Sample(
        fair => Csv(Stock.Generate(fair.Seed, fair.Consignors, fair.Lots, fair.Worth)) == Csv(Stock.Generate(fair.Seed, fair.Consignors, fair.Lots, fair.Worth)),
        iter: 30);

    [Fact]
    public void Another_seed_gives_another_stock() =>
        Assert.NotEqual(Csv(Stock.Generate(1, 10, 100, 1_000_000_00)), Csv(Stock.Generate(2, 10, 100, 1_000_000_00)));

    [Fact]
    public void There_are_as_many_lines_as_asked_and_each_is_worth_something() => Fairs.Sample(
        fair =>
        {
            var lines = Stock.Generate(fair.Seed, fair.Consignors, fair.Lots, fair.Worth).SelectMany(consignor => consignor.Lines).ToList();
            return lines.Count == fair.Lots && lines.All(line => line is { Quantity: >= 1, UnitValueMinor: >= 1 });
        },
        iter: 30);

    [Fact]
    public void Every_consignor_brings_something_when_there_are_lots_enough() => Assert.Equal(40, Stock.Generate(3, 40, 400, 1_000_000_00).Count);

    [Fact]
    public void A_consignors_references_are_unique() => Assert.All(
        Stock.Generate(5, 7, 300, 1_000_000_00),
        consignor => Assert.Equal(consignor.Lines.Count, consignor.Lines.Select(line => line.Reference).Distinct().Count()));

    [Fact]
    public void The_stock_is_worth_what_is_asked_within_a_hundredth() => Gen.Select(Gen.Long, Gen.Long[10_000_000_00, 5_000_000_000_00]).Sample(
        (seed, worth) =>
        {
            var sum = Stock.Generate(seed, 50, 2000, worth).SelectMany(consignor => consignor.Lines).Sum(line => line.ValueMinor);
            return Math.Abs(sum - worth) <= worth / 100;
        },
        iter: 20);

    [Fact]
    public void A_few_lots_are_worth_much_and_none_makes_the_fair()
    {
        var values = Stock.Generate(1, 400, 20_000, 2_500_000_000_00).SelectMany(consignor => consignor.Lines).Select(line => line.ValueMinor).Order().ToList();
        var total = values.Sum();
        Assert.InRange(values.TakeLast(200).Sum(), total / 20, total / 4);
        Assert.True(values[^1] < total / 500, "The dearest lot makes the fair.");
    }

    [Fact]
    public void Who_does_not_pay_and_who_takes_what_is_left_follow_from_the_seed_and_are_about_as_many_as_asked()
    {
        var (conduct, pairs) = (new Conduct(7, 100, 0.03), Enumerable.Range(0, 20_000).Select(n => ((long)n / 4, n % 100)).ToList());
        Assert.InRange(pairs.Count(pair => !conduct.Pays(pair.Item1, pair.Item2)), 450, 750);
        Assert.InRange(pairs.Count(pair => conduct.Reacts(pair.Item1, pair.Item2) == Reaction.Accepts), 11_500, 12_500);
        Assert.All(pairs.Take(500), pair => Assert.Equal(new Conduct(7, 100, 0.03).Reacts(pair.Item1, pair.Item2), conduct.Reacts(pair.Item1, pair.Item2)));
        Assert.All(pairs, pair => Assert.True(Conduct.Honest.Pays(pair.Item1, pair.Item2)));
        Assert.All(Enumerable.Range(0, 1000), lot => Assert.NotEqual(3, conduct.TakerOf(lot, bidder => bidder == 3)));
        Assert.Null(new Conduct(7, 2, 0.03).TakerOf(1, _ => true));
        Assert.InRange(Enumerable.Range(0, 1000).Count(lot => conduct.TakerOf(lot, _ => false) is not null), 620, 780);
    }

    [Fact]
    public void What_is_not_paid_for_leaves_the_forecast_and_what_the_next_bidder_or_the_ladder_gives_comes_back()
    {
        var settings = new RehearsalSettings { Seed = 5, Consignors = 8, Bidders = 100, Lots = 400, Bids = 4_000, TurnoverMinor = 15_000_000_00, Defaults = 0, Ladders = 0.5 };
        var lots = Forecast.Lots(Forecast.StockFor(settings), FairTimes.Of(settings));
        var crowd = new Crowd(5, 100, 10);
        var (honest, some, all) = (Forecast.Of([.. lots.Select(lot => lot with { HasLadder = false })], crowd), With(0.1), With(1));
        Assert.True(honest.Bids == some.Bids && some.Bids == all.Bids);
        Assert.True(With(0).TurnoverMinor > honest.TurnoverMinor && some.TurnoverMinor < With(0).TurnoverMinor && all.TurnoverMinor < some.TurnoverMinor);
        Assert.InRange(all.TurnoverMinor, honest.TurnoverMinor / 2, honest.TurnoverMinor);

        Forecast With(double defaults) => Forecast.Of(lots, crowd with { Conduct = new(5, 100, defaults) });
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(77, false)]
    [InlineData(1, true)]
    [InlineData(77, true)]
    public void The_stock_of_a_rehearsal_reaches_the_asked_turnover_and_number_of_bids(long seed, bool proxy)
    {
        var settings = new RehearsalSettings { Seed = seed, Consignors = 8, Bidders = 100, Lots = 150, Bids = 2_400, TurnoverMinor = 15_000_000_00, Proxy = proxy };
        var lots = Forecast.Lots(Forecast.StockFor(settings), FairTimes.Of(settings));
        var forecast = Forecast.Of(lots, Forecast.Keen(lots, new(seed, settings.Bidders, 16, proxy), settings.Bids));
        Assert.InRange(forecast.TurnoverMinor, settings.TurnoverMinor, settings.TurnoverMinor * 3 / 2);
        Assert.InRange(forecast.Bids, settings.Bids, settings.Bids * 3 / 2);
    }

    private static string Csv(IEnumerable<ConsignorStock> stock) => string.Concat(stock.Select(consignor => Stock.ToCsv(consignor.Lines)));
}
