using Exchange.Matching.Rings;
using Xunit;
using static Exchange.Tests.Matching.Barter;
using static Exchange.Tests.Matching.Sale;
using Ring = Exchange.Matching.Rings.Ring;

namespace Exchange.Tests.Matching;

/// <summary>The rules of a round of rings, and of the pool that it looks at.</summary>
public sealed class RingRoundTests
{
    private static readonly long Now = During.ToUnixTimeMilliseconds();
    private static readonly RingRoundTerms Terms = new(RoundId, Fair, "CNY", 3, Now, 3_600_000);
    private static readonly RingSearch Search = new(3, 0, 0, 3);
    private static readonly PlanRingRound Plan = new(Published, Organizer, AsOperator: false, Terms);

    private static Scenario<RingRound, RingRoundCommand, RingRoundEvent> Nothing => Scenario.Of<RingRound, RingRoundCommand, RingRoundEvent>();

    private static Scenario<RingRound, RingRoundCommand, RingRoundEvent> Planned => Nothing.Given(new RingRoundPlanned(Terms));

    [Fact]
    public void The_organizer_plans_a_round_for_now_or_later()
    {
        Nothing.When(Plan, During).Then(new RingRoundPlanned(Terms)).When(Plan, During.AddHours(1)).Then();
        var atOnce = Plan with { Terms = Terms with { StartsAt = 0 } };
        Nothing.When(atOnce, During).Then(new RingRoundPlanned(Terms)).When(atOnce, During.AddHours(1)).Then();
        Nothing.When(Plan with { By = Id("operator"), AsOperator = true }, During).Then<RingRoundPlanned>();
        Planned.When(Plan with { Terms = Terms with { MaxLength = 4 } }, During).Refused("ring-round.exists");
        Nothing.When(Plan with { Fair = null }, During).Refused("ring-round.unknown-fair");
        Nothing.When(Plan with { By = Mill }, During).Refused("ring-round.not-yours");
        Nothing.When(Plan, During.AddSeconds(1)).Refused("ring-round.in-the-past");
        foreach (var terms in new[] { Terms with { MaxLength = 1 }, Terms with { MaxLength = 6 }, Terms with { AcceptMs = 59_999 }, Terms with { AcceptMs = RingRound.LongestAcceptMs + 1 } })
            Nothing.When(Plan with { Terms = terms }, During).Refused("ring-round.unsound-terms");
    }

    [Fact]
    public void Rings_that_are_found_are_proposed_in_the_same_entry()
    {
        var decision = RingRound.Decide(Planned.State, new ProposeRings(1, [Legs], Search), During);
        var proposed = Assert.IsType<RingsProposed>(Assert.Single(decision.Events));
        var also = Assert.Single(decision.Companions);
        var terms = ((ProposeRing)also.Command).Terms;
        Assert.Equal((Ring.Stream(proposed.Rings[0].Ring), Now + 3_600_000), (also.Stream, terms.AcceptBy));
        Assert.Equal([Cable, Steel, Pumps], proposed.Rings[0].Lots);
        Assert.Equal(terms.Ring[^8..], RingRound.IdOf(Fair, "somebody", "key")[^8..]); // beside the fair, as the round is
    }

    [Fact]
    public void Rings_that_the_round_may_not_propose_are_refused()
    {
        Planned.When(new ProposeRings(1, [Legs, Legs], Search), During).Refused("ring-round.unsound-rings");
        Nothing.Given(new RingRoundPlanned(Terms with { MaxLength = 2 })).When(new ProposeRings(1, [Legs], Search), During).Refused("ring-round.unsound-rings");
        Nothing.Given(new RingRoundPlanned(Terms with { Currency = "USD" })).When(new ProposeRings(1, [Legs], Search), During).Refused("ring-round.unsound-rings");
        Planned.When(new ProposeRings(1, [[Legs[0], Legs[1]]], Search), During).Refused("ring-round.unsound-rings");
        Planned.When(new ProposeRings(1, [Legs], Search), During.AddSeconds(-1)).Refused("ring-round.not-due");
        Planned.When(new ProposeRings(2, [Legs], Search), During).Then();
        Nothing.When(new ProposeRings(1, [Legs], Search), During).Refused("ring-round.unknown");
    }

    [Fact]
    public void Where_there_is_no_ring_the_round_is_over() =>
        Planned.When(new ProposeRings(1, [], Search), During).Then(new RingsProposed(1, [], Search), new RingRoundFinished(0));

    [Fact]
    public void A_round_whose_rings_are_all_traded_is_over()
    {
        var (run, ring) = Proposed();
        var over = run.When(new NoteRing(ring, IsTraded: true, [Cable, Steel, Pumps]), During).Then(new RingEnded(ring, true, [Cable, Steel, Pumps]), new RingRoundFinished(3));
        over.When(new NoteRing(ring, IsTraded: true, [Cable, Steel, Pumps]), During).Then();
        Assert.Equal((1L, 3L, RingRoundStage.Finished), (over.State.RingsTraded, over.State.LotsTraded, over.State.Stage));
    }

    [Fact]
    public void Where_a_ring_came_to_nothing_others_are_looked_for_without_whom_is_to_blame_five_times_at_most()
    {
        var (run, ring) = Proposed();
        var resumed = run.When(new NoteRing(ring, IsTraded: false, [Steel]), During).Then(new RingEnded(ring, false, [Steel]), new RingRoundResumed(Now));
        resumed.When(new ProposeRings(2, [Legs], Search), During).Refused("ring-round.unsound-rings");
        IReadOnlyList<ProposedLeg> two = [Legs[0] with { Winner = Yard }, new(PumpsLot.Lot, Mill, PumpsMinor)];
        for (var n = 2; n < RingRound.MostRuns; n++)
        {
            var next = resumed.After(new ProposeRings(n, [two], Search), During);
            resumed = next.After(new NoteRing(next.State.Open[0], IsTraded: false, []), During);
            Assert.Equal(RingRoundStage.Planned, resumed.State.Stage);
        }

        var last = resumed.After(new ProposeRings(RingRound.MostRuns, [two], Search), During);
        Assert.Equal(RingRoundStage.Finished, last.After(new NoteRing(last.State.Open[0], IsTraded: false, []), During).State.Stage);
    }

    [Fact]
    public void A_ring_is_balanced_by_no_more_cash_than_each_would_pay_or_receive()
    {
        Assert.Equal([3], Lengths(Pool));
        Assert.Equal([3], Lengths([Again(Pool[0], Pool[0].Terms with { MostPaidMinor = 2_000 }), Pool[1], Pool[2]]));
        Assert.Empty(Lengths([Again(Pool[0], Pool[0].Terms with { MostPaidMinor = 1_999 }), Pool[1], Pool[2]]));
        Assert.Equal([3], Lengths([Pool[0], Again(Pool[1], Pool[1].Terms with { MostReceivedMinor = 3_000 }), Pool[2]]));
        Assert.Empty(Lengths([Pool[0], Again(Pool[1], Pool[1].Terms with { MostReceivedMinor = 2_999 }), Pool[2]]));
    }

    [Fact]
    public void Enterprises_that_are_one_take_nothing_from_each_other()
    {
        Assert.Empty(Lengths([new(Pool[0].Lot with { Root = "a" }, Pool[0].Terms), new(Pool[1].Lot with { Root = "a" }, Pool[1].Terms), Pool[2]]));
        Assert.Equal([3], Lengths([new(Pool[0].Lot with { Root = "a" }, Pool[0].Terms), new(Pool[1].Lot with { Root = "b" }, Pool[1].Terms), Pool[2]]));
        Assert.Empty(Lengths([new(Pool[0].Lot with { Linked = [Works] }, Pool[0].Terms), Pool[1], Pool[2]]));
        Assert.Empty(Lengths([Pool[0], new(Pool[1].Lot with { Linked = [Mill] }, Pool[1].Terms), Pool[2]]));
    }

    [Fact]
    public void A_class_is_wanted_by_the_beginning_of_its_code_and_what_nobody_gives_is_counted()
    {
        var propose = RingPoolSolver.Propose(1, 3, [Again(Pool[0], Pool[0].Terms with { Lots = [Paint], Classes = ["72"] }), Pool[1], Pool[2]], 7, RingEffort.Beside);
        Assert.Equal(Legs.OrderBy(leg => leg.Lot.Number), Assert.Single(propose.Rings).OrderBy(leg => leg.Lot.Number));
        Assert.Equal(new RingSearch(3, 7, 1, 3), propose.Search);
    }

    private static BarterWant Again(BarterWant want, WantTerms terms) => new(want.Lot, terms);

    private static IEnumerable<int> Lengths(IReadOnlyList<BarterWant> pool) => RingPoolSolver.Propose(1, 3, pool, 0, RingEffort.Beside).Rings.Select(ring => ring.Count);

    private static (Scenario<RingRound, RingRoundCommand, RingRoundEvent> Run, string Ring) Proposed()
    {
        var run = Planned.After(new ProposeRings(1, [Legs], Search), During);
        return (run, run.State.Open[0]);
    }

    private static string Id(string name) => Exchange.Kernel.Values.Id.From(name);
}
