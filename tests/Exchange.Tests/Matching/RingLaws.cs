using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Matching.Rings;
using Xunit;
using static Exchange.Tests.Matching.Barter;
using static Exchange.Tests.Matching.Sale;
using Ring = Exchange.Matching.Rings.Ring;
using RingTraded = Exchange.Matching.Rings.RingTraded;

namespace Exchange.Tests.Matching;

/// <summary>What holds of any pool of lots, and of any ring, whatever is asked of it in whatever order.</summary>
public sealed class RingLaws
{
    private static readonly string[] Members = [Mill, Works, Yard, Port], Lots = [Cable, Steel, Pumps];

    private static readonly Gen<BarterWant> AnyWant = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 6].Array[0, 4], Gen.Int[1, 4].Array[0, 2], Gen.Long[1, 9], Gen.Long[0, 4], Gen.Long[0, 4], (consignor, lots, classes, value, paid, received) => new BarterWant(
            Seen(Of("", Id.From($"enterprise {consignor}"), 1, "Stock", $"{consignor % 3}")) with { Root = consignor < 2 ? "one body" : null },
            new([.. lots.Select(LotOf)], [.. classes.Select(code => $"{code}")], value, paid, received)));

    private static readonly Gen<BarterWant[]> AnyPool = AnyWant.Array[0, 7].Select(wants => wants
        .Select((want, n) => new BarterWant(want.Lot with { Lot = want.Lot.Lot with { Id = LotOf(n) } }, want.Terms)).ToArray());

    private static readonly Gen<RingCommand> AnyCommand = Gen.OneOf(
        Gen.Int[0, 3].Select(n => (RingCommand)new AcceptRing(Members[n])),
        Gen.Frequency((6, Gen.Int[0, 2].Select(n => (RingCommand)new NoteHeld(Lots[n], "award of " + Lots[n]))), (1, Gen.Int[0, 3].Select(n => (RingCommand)new LeaveRing(Members[n])))),
        Gen.Frequency(
            (6, Gen.Int[0, 2].Select(n => (RingCommand)new AcceptRing(Members[n]))), (1, Gen.Int[0, 2].Select(n => (RingCommand)new BreakRing(Lots[n]))),
            (1, Gen.Const((RingCommand)new LapseRing()))));

    [Fact]
    public void Rings_move_as_many_lots_as_any_choice_could_within_everyones_wants_and_cash() => Gen.Select(AnyPool, Gen.Int[2, 5]).Sample((pool, maxLength) =>
    {
        var propose = RingPoolSolver.Propose(1, maxLength, pool, 0, RingEffort.Beside);
        var byId = pool.ToDictionary(want => want.Lot.Lot.Id);
        Assert.Equal(MostMoved(pool, maxLength), propose.Rings.Sum(ring => ring.Count));
        Assert.Equal(propose.Search.Bound, propose.Rings.Sum(ring => ring.Count));
        foreach (var ring in propose.Rings)
        {
            Assert.True(Ring.IsSound(ring) && ring.Count <= maxLength);
            for (var n = 0; n < ring.Count; n++) Assert.True(MayTake(byId[ring[(n + ring.Count - 1) % ring.Count].Lot.Id], byId[ring[n].Lot.Id]));
            var terms = Proposed with { Legs = ring };
            Assert.Equal(0, terms.Members.Sum(terms.DifferenceMinor));
        }
    });

    [Fact]
    public void The_order_of_the_lots_changes_nothing() => Gen.Select(AnyPool, Gen.Int[2, 5]).Sample((pool, maxLength) => Assert.Equal(
        RingPoolSolver.Propose(1, maxLength, pool, 0, RingEffort.Beside).Rings, RingPoolSolver.Propose(1, maxLength, [.. pool.Reverse()], 0, RingEffort.Beside).Rings));

    [Fact]
    public void A_ring_ends_once_and_is_traded_only_when_all_have_accepted_and_all_lots_are_kept() => Gen.Select(AnyCommand, Gen.Int[0, 70]).Array[0, 40].Sample(steps =>
    {
        var (ring, told) = (Ring.Evolve(Ring.Initial, new RingProposed(Proposed)), new List<NoteRing>());
        var (accepted, held) = (new HashSet<string>(), new HashSet<string>());
        foreach (var (command, minutes) in steps)
        {
            var decision = Ring.Decide(ring, command, During.AddMinutes(minutes));
            foreach (var @event in decision.Events)
            {
                if (@event is RingAccepted one) accepted.Add(one.Enterprise);
                if (@event is RingLotHeld lot) held.Add(lot.Lot);
                if (@event is RingTraded) Assert.Equal((3, 3), (accepted.Count, held.Count));
                if (@event is RingLotHeld) Assert.Equal(3, accepted.Count);
                ring = Ring.Evolve(ring, @event);
            }

            told.AddRange(decision.Companions.Select(also => Assert.IsType<NoteRing>(also.Command)));
        }

        Assert.Equal(ring.Stage is RingStage.Traded or RingStage.Dissolved ? 1 : 0, told.Count);
        Assert.All(told, note => Assert.Equal(ring.Stage == RingStage.Traded, note.IsTraded));
    });

    // In slow words: it is wanted, the two are different bodies, and the cash is within both bounds.
    private static bool MayTake(BarterWant taker, BarterWant given)
    {
        var cash = given.Terms.ValueMinor - taker.Terms.ValueMinor;
        return (taker.Terms.Lots.Contains(given.Lot.Lot.Id) || taker.Terms.Classes.Any(code => given.Lot.Lot.Category.StartsWith(code, StringComparison.Ordinal)))
            && taker.Lot.Lot.Consignor != given.Lot.Lot.Consignor && (taker.Lot.Root is null || taker.Lot.Root != given.Lot.Root)
            && cash <= taker.Terms.MostPaidMinor && -cash <= taker.Terms.MostReceivedMinor;
    }

    // Every way to give each lot to one who may take it, or to nobody.
    private static int MostMoved(BarterWant[] pool, int maxLength)
    {
        var (best, next) = (0, new int[pool.Length]);
        Try(0, new bool[pool.Length]);
        return best;

        void Try(int taker, bool[] given)
        {
            if (taker == pool.Length)
            {
                if (next.Index().All(each => LengthFrom(each.Index) <= maxLength)) best = Math.Max(best, next.Index().Count(each => each.Item != each.Index));
                return;
            }

            for (var lot = 0; lot < pool.Length; lot++)
            {
                if (given[lot] || (lot != taker && !MayTake(pool[taker], pool[lot]))) continue;
                (given[lot], next[taker]) = (true, lot);
                Try(taker + 1, given);
                given[lot] = false;
            }
        }

        int LengthFrom(int first)
        {
            var length = 1;
            for (var at = next[first]; at != first; at = next[at]) length++;
            return length;
        }
    }

    private static string LotOf(int n) => Id.From($"lot {n}");
}
