using System.Globalization;
using CsCheck;
using Exchange.Matching.Rings;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Which items change hands in rings.</summary>
public sealed class RingTests
{
    private static readonly Gen<Want[]> AnyWants = Gen.Select(Gen.Int[0, 8].Array[0, 4].Array[1, 8], wants => wants
        .Select((each, n) => new Want(Name(n), [.. each.Select(Name)])).ToArray());

    [Fact]
    public void Two_who_want_each_others_goods_trade_and_a_third_does_not()
    {
        Want[] wants = [new("cable", ["steel"]), new("steel", ["cable"]), new("pumps", ["steel"])];
        Assert.Equal([["cable", "steel"]], RingSolver.Most(new(wants), 3).Rings);
    }

    [Fact]
    public void A_longer_ring_moves_more_where_it_is_allowed()
    {
        Want[] wants = [new("a", ["b"]), new("b", ["a", "c"]), new("c", ["d"]), new("d", ["a"])];
        Assert.Equal([["a", "b", "c", "d"]], RingSolver.Most(new(wants), 0).Rings);
        Assert.Equal([["a", "b"]], RingSolver.Most(new(wants), 3).Rings);
        Assert.Equal(2, RingSolver.Most(new(wants), 3).Bound);
    }

    [Fact]
    public void Of_choices_that_move_as_many_the_one_of_more_rings_is_taken()
    {
        Want[] wants = [new("a", ["b"]), new("b", ["a", "c"]), new("c", ["d"]), new("d", ["a", "c"]), new("e", ["a"])];
        Assert.Equal([["a", "b"], ["c", "d"]], RingSolver.Most(new([.. wants, new("f", ["g"]), new("g", ["h"]), new("h", ["i"]), new("i", ["j"]), new("j", ["f"])]), 4).Rings);
    }

    [Fact]
    public void What_nobody_gives_and_ones_own_count_for_nothing()
    {
        var list = new WantList([new("a", ["a", "nothing", "b"]), new("b", ["a", "a"])]);
        Assert.Equal(1, list.UnknownWants);
        Assert.Equal([["a", "b"]], RingSolver.Most(list, 3).Rings);
        Assert.Empty(RingSolver.Most(new([]), 3).Rings);
        Assert.Throws<ArgumentException>(() => new WantList([new("a", []), new("a", [])]));
    }

    [Fact]
    public void No_choice_of_rings_moves_more_and_the_order_of_the_wants_changes_nothing() => Gen.Select(AnyWants, Gen.Int[0, 3].Select(n => new[] { 0, 2, 3, 5 }[n])).Sample((wants, maxLength) =>
    {
        var trade = RingSolver.Most(new(wants), maxLength);
        Assert.Empty(trade.Faults(wants, maxLength));
        Assert.Equal((Tried(wants, maxLength), trade.Bound), (trade.Traded, trade.Traded));
        Assert.Equal(trade.Rings, RingSolver.Most(new([.. wants.Reverse()]), maxLength).Rings);
    });

    [Fact]
    public void Rings_that_are_not_wanted_too_long_or_not_apart_are_found()
    {
        Want[] wants = [new("a", ["b"]), new("b", ["a", "c"]), new("c", ["a"])];
        Assert.Empty(new RingTrade([["a", "b", "c"]], 3).Faults(wants, 3));
        Assert.NotEmpty(new RingTrade([["a", "b", "c"]], 3).Faults(wants, 2));
        Assert.NotEmpty(new RingTrade([["a", "c"]], 3).Faults(wants, 0));
        Assert.NotEmpty(new RingTrade([["a", "b"], ["b", "c", "a"]], 5).Faults(wants, 0));
        Assert.NotEmpty(new RingTrade([["a", "b"]], 1).Faults(wants, 0));
    }

    private static string Name(int n) => ((char)('a' + n)).ToString(CultureInfo.InvariantCulture);

    // Every way to give each item to one who wants it, or to nobody.
    private static int Tried(Want[] wants, int maxLength)
    {
        var best = 0;
        Try(0, new int[wants.Length], new bool[wants.Length]);
        return best;

        void Try(int giver, int[] next, bool[] given)
        {
            if (giver == wants.Length)
            {
                if (maxLength == 0 || Lengths(next).All(length => length <= maxLength)) best = Math.Max(best, next.Index().Count(each => each.Item != each.Index));
                return;
            }

            for (var item = 0; item < wants.Length; item++)
            {
                if (given[item] || (item != giver && !wants[giver].Wants.Contains(wants[item].Item))) continue;
                (given[item], next[giver]) = (true, item);
                Try(giver + 1, next, given);
                given[item] = false;
            }
        }
    }

    private static IEnumerable<int> Lengths(int[] next)
    {
        foreach (var (first, _) in next.Index())
        {
            var length = 1;
            for (var at = next[first]; at != first; at = next[at]) length++;
            yield return length;
        }
    }
}
