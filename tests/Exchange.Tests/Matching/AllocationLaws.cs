using CsCheck;
using Exchange.Matching.Auctions;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Sales of many units: worked examples, and laws against an oracle that handles each unit by itself.</summary>
public sealed class AllocationLaws
{
    private static readonly Gen<(Demand[] Demands, long Units, long Floor)> AnySale = Gen.Select(
        Gen.Select(Gen.Int[0, 4], Gen.Long[0, 12], Gen.Long[1, 6], (bidder, price, units) => new Demand("b" + bidder, price, units * 1000)).Array[0, 9],
        Gen.Long[1, 15],
        Gen.Long[0, 4]);

    // Krishna, Auction Theory, chapter 12: six units, three bidders with the marginal values below.
    private static readonly Demand[] Krishna =
    [
        .. Steps("1", 50, 47, 40, 32, 15, 5), .. Steps("2", 42, 28, 20, 12, 7, 3), .. Steps("3", 45, 35, 24, 14, 9, 6),
    ];

    public static TheoryData<Pricing, string> Worked => new()
    {
        { Pricing.PayAsBid, "1:3:137 3:2:80 2:1:42" },
        { Pricing.UniformHighestLosing, "1:3:96 3:2:64 2:1:32" },
        { Pricing.UniformLowestWinning, "1:3:105 3:2:70 2:1:35" },
        { Pricing.Vickrey, "1:3:72 3:2:60 2:1:32" },
    };

    [Theory]
    [MemberData(nameof(Worked))]
    public void Six_units_among_three_bidders_are_priced_as_in_the_textbook(Pricing pricing, string expected) => Assert.Equal(
        expected,
        string.Join(' ', Allocation.Resolve(Krishna, 6000, new(pricing)).Awards.Select(award => $"{award.Winner}:{award.QuantityMilli / 1000}:{award.HammerMinor}")));

    [Fact]
    public void The_earlier_demand_wins_a_tie() =>
        Assert.Equal([new("a", 1000, 5)], Allocation.Resolve([new("a", 5, 1000), new("b", 5, 1000)], 1000, new(Pricing.PayAsBid)).Awards);

    [Fact]
    public void A_tie_is_shared_in_proportion_where_the_rules_say_so() => Assert.Equal(
        [new("a", 3000, 15), new("b", 2000, 10), new("c", 1000, 6)],
        Allocation.Resolve([new("a", 5, 5000), new("b", 5, 3000), new("c", 6, 1000)], 6000, new(Pricing.PayAsBid, Ties.ProRata, StepMilli: 1000)).Awards.OrderBy(award => award.Winner));

    [Fact]
    public void Each_demand_knows_what_it_wins_in_the_order_in_which_it_was_given()
    {
        var allotment = Allocation.Resolve([new("a", 4, 2000), new("b", 5, 1000), new("c", 3, 1000), new("a", 2, 500)], 2500, new(Pricing.PayAsBid, FloorMinor: 3));
        Assert.Equal([1500, 1000, 0, 0], allotment.Filled);
        Assert.Equal(4, allotment.PriceMinor);
    }

    [Theory]
    [InlineData(Pricing.PayAsBid, 35)]
    [InlineData(Pricing.UniformLowestWinning, 35)]
    [InlineData(Pricing.UniformHighestLosing, 32)]
    [InlineData(Pricing.Vickrey, 35)]
    public void The_price_at_the_margin_is_the_lowest_that_wins_or_the_highest_that_loses(Pricing pricing, long price) =>
        Assert.Equal(price, Allocation.Resolve(Krishna, 6000, new(pricing)).PriceMinor);

    [Fact]
    public void A_part_of_a_minor_unit_is_rounded_once_a_winner() =>
        Assert.Equal([new("a", 1500, 2)], Allocation.Resolve([new("a", 1, 500), new("a", 1, 1000)], 2000, new(Pricing.PayAsBid)).Awards);

    [Fact]
    public void Awarded_is_never_more_than_offered_and_nobody_gets_more_than_they_asked() => Holds((sale, rules, awards) =>
        awards.Sum(award => award.QuantityMilli) <= sale.Units * 1000
        && awards.All(award => award.QuantityMilli > 0 && award.QuantityMilli <= sale.Demands.Where(demand => demand.Bidder == award.Winner).Sum(demand => demand.QuantityMilli)));

    [Fact]
    public void Everything_is_awarded_that_is_asked_for_at_the_floor() => Holds((sale, rules, awards) =>
        awards.Sum(award => award.QuantityMilli) == Math.Min(sale.Units * 1000, sale.Demands.Where(demand => demand.PriceMinor >= sale.Floor).Sum(demand => demand.QuantityMilli)));

    [Fact]
    public void Nobody_pays_more_than_they_bid_or_less_than_the_floor() => Holds((sale, rules, awards) => awards.All(award =>
        award.HammerMinor <= Best(sale.Demands.Where(demand => demand.Bidder == award.Winner), award.QuantityMilli / 1000) && award.HammerMinor >= sale.Floor * award.QuantityMilli / 1000));

    [Fact]
    public void Prices_are_those_of_an_oracle_that_handles_each_unit_by_itself() => AnySale.Sample(sale =>
    {
        foreach (var pricing in Enum.GetValues<Pricing>())
        {
            var awards = Allocation.Resolve(sale.Demands, sale.Units * 1000, new(pricing, FloorMinor: sale.Floor)).Awards;
            Assert.Equal(Naive(sale.Demands, sale.Units, sale.Floor, pricing), awards.ToDictionary(award => award.Winner, award => (award.QuantityMilli / 1000, award.HammerMinor)));
        }
    });

    [Fact]
    public void Demands_that_are_sorted_already_come_to_the_same() => Holds((sale, rules, awards) =>
        awards.SequenceEqual(Allocation.Resolve([.. sale.Demands.OrderByDescending(demand => demand.PriceMinor)], sale.Units * 1000, rules).Awards));

    [Fact]
    public void The_order_of_those_who_lose_is_irrelevant() => AnySale.Sample(sale =>
    {
        var rules = new AllocationRules(Pricing.Vickrey, FloorMinor: sale.Floor);
        var awards = Allocation.Resolve(sale.Demands, sale.Units * 1000, rules).Awards;
        var winners = awards.Select(award => award.Winner).ToHashSet();
        var moved = sale.Demands.Where(demand => winners.Contains(demand.Bidder)).Concat(sale.Demands.Where(demand => !winners.Contains(demand.Bidder)).Reverse());
        return awards.SequenceEqual(Allocation.Resolve([.. moved], sale.Units * 1000, rules).Awards);
    });

    private static void Holds(Func<(Demand[] Demands, long Units, long Floor), AllocationRules, IReadOnlyList<Award>, bool> law) =>
        Gen.Select(AnySale, Gen.Enum<Pricing>(), Gen.Enum<Ties>()).Sample((sale, pricing, ties) =>
        {
            var rules = new AllocationRules(pricing, ties, sale.Floor, StepMilli: 1000);
            return law(sale, rules, Allocation.Resolve(sale.Demands, sale.Units * 1000, rules).Awards);
        });

    private static IEnumerable<Demand> Steps(string bidder, params long[] values) => values.Select(value => new Demand(bidder, value, 1000));

    private static long Best(IEnumerable<Demand> demands, long units) => Each(demands).OrderByDescending(unit => unit.PriceMinor).Take((int)units).Sum(unit => unit.PriceMinor);

    private static IEnumerable<Demand> Each(IEnumerable<Demand> demands) => demands.SelectMany(demand => Enumerable.Repeat(demand, (int)(demand.QuantityMilli / 1000)));

    /// <summary>What each winner gets and pays, each unit by itself. The seller is a bidder who would keep every unit at the floor; a payment of Vickrey is the
    /// welfare of all others without the winner less with.</summary>
    internal static Dictionary<string, (long Units, long Payment)> Naive(Demand[] demands, long units, long floor, Pricing pricing)
    {
        var ranked = Each(demands).Where(unit => unit.PriceMinor >= floor).OrderByDescending(unit => unit.PriceMinor).ToList();
        var (won, lost) = (ranked.Take((int)units).ToList(), ranked.Skip((int)units).ToList());
        return won.GroupBy(unit => unit.Bidder).ToDictionary(mine => mine.Key, mine => ((long)mine.Count(), pricing switch
        {
            Pricing.PayAsBid => mine.Sum(unit => unit.PriceMinor),
            Pricing.UniformLowestWinning => mine.Count() * won.Min(unit => unit.PriceMinor),
            Pricing.UniformHighestLosing => mine.Count() * (lost.Count == 0 ? floor : lost.Max(unit => unit.PriceMinor)),
            _ => Welfare(ranked.Where(unit => unit.Bidder != mine.Key), units)
                - won.Where(unit => unit.Bidder != mine.Key).Sum(unit => unit.PriceMinor) - ((units - won.Count) * floor),
        }));

        long Welfare(IEnumerable<Demand> all, long among)
        {
            var best = all.Take((int)among).ToList();
            return best.Sum(unit => unit.PriceMinor) + ((among - best.Count) * floor);
        }
    }
}
