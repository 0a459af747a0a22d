using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Rings;

/// <summary>Where a ring is.</summary>
public static class RingStage
{
    /// <summary>Its members may accept or leave.</summary>
    public const string Proposed = "proposed";

    /// <summary>All have accepted, and its lots are to be kept.</summary>
    public const string Agreed = "agreed";

    /// <summary>All its lots are kept, and each goes to its taker.</summary>
    public const string Traded = "traded";

    /// <summary>It came to nothing.</summary>
    public const string Dissolved = "dissolved";
}

/// <summary>A ring of barter, from its proposal to its trade: stream <c>ring/{ring}</c>. Its lots may be in other partitions, so that it goes in two steps: when all members have accepted, each lot is
/// asked to be kept (<see cref="Auctions.HoldForRing"/>), and only when every lot has said that it is kept is the ring traded. What the ring says then is the one truth: each lot that is kept
/// goes to its taker or is free again, and none of them can say no. What is asked of lots is asked again until it is done, so that a crash between any two steps costs time and nothing else.
/// Its round stands beside it, and hears how it ends in the same entry of the log.</summary>
/// <param name="Terms">The ring as it was proposed; null before.</param>
/// <param name="Stage">One of <see cref="RingStage"/>; empty before.</param>
/// <param name="Until">When its time to accept, or to have its lots kept, is over, in Unix milliseconds.</param>
/// <param name="Accepted">Who has accepted.</param>
/// <param name="Held">The ids that the awards of the lots that are kept will have, by lot.</param>
/// <param name="Why">Why it was dissolved, one of <see cref="RingDissolved"/>'s; null where it was not.</param>
public sealed record Ring(
    RingTerms? Terms, string Stage, long Until, ImmutableSortedSet<string> Accepted, ImmutableSortedDictionary<string, string> Held, string? Why = null)
    : IDecider<Ring, RingCommand, RingEvent>
{
    /// <summary>No ring has more lots; longer ones fail too often, because all have to agree.</summary>
    public const int MostLots = 5;

    public static Ring Initial { get; } = new(
        null, "", 0, ImmutableSortedSet.Create<string>(StringComparer.Ordinal), ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The ring as it was proposed. Only once it is.</summary>
    [JsonIgnore]
    public RingTerms Proposed => Terms ?? throw new InvalidOperationException("The ring is not proposed yet.");

    /// <summary>The stream of a ring.</summary>
    public static string Stream(string ring) => "ring/" + ring;

    public static Decision<RingEvent> Decide(Ring ring, RingCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return (command, ring.Stage) switch
        {
            (ProposeRing, not "") => Decision<RingEvent>.Nothing,
            (ProposeRing propose, _) => IsSound(propose.Terms.Legs) ? new RingProposed(propose.Terms) : RingRefusals.Unsound,
            (_, "") => RingRefusals.Unknown,

            (AcceptRing accept, _) when !ring.HasMember(accept.Enterprise) => RingRefusals.NotAMember,
            (AcceptRing accept, RingStage.Proposed) => ring.Accept(accept.Enterprise, at),
            (AcceptRing, RingStage.Dissolved) => RingRefusals.Dissolved,
            (AcceptRing, _) => Decision<RingEvent>.Nothing,

            (LeaveRing leave, _) when !ring.HasMember(leave.Enterprise) => RingRefusals.NotAMember,
            (LeaveRing leave, RingStage.Proposed) => ring.Dissolve(RingDissolved.Left, ring.LotsWhere(leg => leg.Lot.Consignor == leave.Enterprise)),
            (LeaveRing, RingStage.Dissolved) => Decision<RingEvent>.Nothing,
            (LeaveRing, _) => RingRefusals.Agreed,

            // A lot that is kept cannot be lost, so that this speaks of an earlier time.
            (BreakRing broken, RingStage.Proposed or RingStage.Agreed) when ring.Needs(broken.Lot) => ring.Dissolve(RingDissolved.Broken, [broken.Lot]),
            (NoteHeld held, RingStage.Agreed) when ring.Needs(held.Lot) => ring.Hold(held),
            (BreakRing or NoteHeld, _) => Decision<RingEvent>.Nothing,

            (LapseRing, RingStage.Proposed or RingStage.Agreed) when at < ring.Until => RingRefusals.NotDue(ring.Until),
            (LapseRing, RingStage.Proposed) => ring.Dissolve(RingDissolved.Silent, ring.LotsWhere(leg => !ring.Accepted.Contains(leg.Lot.Consignor))),
            (LapseRing, RingStage.Agreed) => ring.Dissolve(RingDissolved.NotHeld, ring.LotsWhere(leg => !ring.Held.ContainsKey(leg.Lot.Id))),
            (LapseRing, _) => Decision<RingEvent>.Nothing,

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static Ring Evolve(Ring ring, RingEvent @event) => (@event, ring.Stage) switch
    {
        (RingProposed proposed, "") => ring with { Terms = proposed.Terms, Stage = RingStage.Proposed, Until = proposed.Terms.AcceptBy },
        (RingAccepted accepted, RingStage.Proposed) when !ring.Accepted.Contains(accepted.Enterprise) => ring with { Accepted = ring.Accepted.Add(accepted.Enterprise) },
        (RingAgreed agreed, RingStage.Proposed) when ring.Proposed.Members.All(ring.Accepted.Contains) => ring with { Stage = RingStage.Agreed, Until = agreed.Until },
        (RingLotHeld held, RingStage.Agreed) when ring.Needs(held.Lot) => ring with { Held = ring.Held.Add(held.Lot, held.Award) },
        (RingTraded, RingStage.Agreed) when ring.Held.Count == ring.Proposed.Legs.Count => ring with { Stage = RingStage.Traded },
        (RingDissolved dissolved, RingStage.Proposed or RingStage.Agreed) => ring with { Stage = RingStage.Dissolved, Why = dissolved.Why },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in a ring that is '{ring.Stage}'."),
    };

    /// <summary>Whether an enterprise gives one of the lots.</summary>
    public bool HasMember(string enterprise) => Proposed.Legs.Any(leg => leg.Lot.Consignor == enterprise);

    /// <summary>Whether legs are a ring: two to five lots of one fair and currency, each once, that go once around, and nobody takes what is its own.</summary>
    public static bool IsSound(IReadOnlyList<ProposedLeg> legs) =>
        legs.Count is >= 2 and <= MostLots
        && legs.DistinctBy(leg => leg.Lot.Id).Count() == legs.Count
        && legs.DistinctBy(leg => (leg.Lot.Fair, leg.Lot.Currency)).Count() == 1
        && legs.All(leg => leg.HammerMinor > 0 && leg.Winner != leg.Lot.Consignor)
        && legs.Index().All(leg => leg.Item.Winner == legs[(leg.Index + legs.Count - 1) % legs.Count].Lot.Consignor);

    private bool Needs(string lot) => !Held.ContainsKey(lot) && Proposed.Legs.Any(leg => leg.Lot.Id == lot);

    private List<string> LotsWhere(Func<ProposedLeg, bool> isMeant) => [.. Proposed.Legs.Where(isMeant).Select(leg => leg.Lot.Id)];

    private Decision<RingEvent> Accept(string enterprise, long at)
    {
        if (Accepted.Contains(enterprise)) return Decision<RingEvent>.Nothing;
        if (at >= Until) return RingRefusals.TooLate(Until);
        var accepted = new RingAccepted(enterprise);
        var after = Evolve(this, accepted);
        return Proposed.Members.All(after.Accepted.Contains) ? new RingEvent[] { accepted, new RingAgreed(at + Proposed.HoldMs) } : accepted;
    }

    private Decision<RingEvent> Dissolve(string why, IReadOnlyList<string> lots) =>
        ((Decision<RingEvent>)new RingDissolved(why, lots)).And(RingRound.Stream(Proposed.Round), new NoteRing(Proposed.Ring, IsTraded: false, lots));

    private Decision<RingEvent> Hold(NoteHeld note)
    {
        var held = new RingLotHeld(note.Lot, note.Award);
        var after = Evolve(this, held);
        if (after.Held.Count < Proposed.Legs.Count) return held;
        var legs = Proposed.Legs.Select(leg => new TradedLeg(after.Held[leg.Lot.Id], leg.Lot, leg.Winner, leg.HammerMinor));
        Decision<RingEvent> traded = new RingEvent[] { held, new RingTraded(Proposed.Ring, Proposed.Fair, Proposed.Currency, [.. legs]) };
        return traded.And(RingRound.Stream(Proposed.Round), new NoteRing(Proposed.Ring, IsTraded: true, LotsWhere(_ => true)));
    }
}
