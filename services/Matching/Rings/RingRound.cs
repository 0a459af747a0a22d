using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Rings;

/// <summary>Where a round of rings is.</summary>
public static class RingRoundStage
{
    /// <summary>Rings are looked for when it is due.</summary>
    public const string Planned = "planned";

    /// <summary>Its rings are with their members.</summary>
    public const string Proposed = "proposed";

    /// <summary>It is over.</summary>
    public const string Finished = "finished";
}

/// <summary>A round in which a fair's lots are bartered: stream <c>ring-round/{round}</c>. When it is due, rings are looked for among the lots for which something is wanted, and proposed. When all of
/// them have been traded or have come to nothing, it is over; but where one has come to nothing, rings are looked for again without the lots of those who declined, were silent or sold for money,
/// <see cref="MostRuns"/> times at most. The rings stand beside it, so that what it says and what they say is said together.</summary>
/// <param name="Terms">What it is about; null before it was planned.</param>
/// <param name="Stage">One of <see cref="RingRoundStage"/>; empty before.</param>
/// <param name="Run">How many times rings were looked for.</param>
/// <param name="DueAt">When rings are looked for next, in Unix milliseconds; 0 while nothing is due.</param>
/// <param name="Open">The rings that have not ended.</param>
/// <param name="Excluded">The lots that are out of the round.</param>
public sealed record RingRound(
    RingRoundTerms? Terms, string Stage, long Run, long DueAt, ImmutableSortedSet<string> Open, ImmutableSortedSet<string> Excluded)
    : IDecider<RingRound, RingRoundCommand, RingRoundEvent>
{
    /// <summary>How many times a round looks for rings at most.</summary>
    public const int MostRuns = 5;

    /// <summary>How many lots a round looks at, at most.</summary>
    public const int MostLots = 500;

    /// <summary>The shortest and the longest time to accept a ring: a minute and thirty days.</summary>
    public const long ShortestAcceptMs = 60_000, LongestAcceptMs = 30L * 86_400_000;

    /// <summary>For how long the lots of a ring that all have accepted are kept at most: ten minutes, where seconds are enough.</summary>
    public const long HoldMs = 600_000;

    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public static RingRound Initial { get; } = new(null, "", 0, 0, None, None);

    /// <summary>What was looked at last; null before.</summary>
    public RingSearch? Search { get; init; }

    /// <summary>How many rings were proposed, were traded and came to nothing, and how many lots changed hands.</summary>
    public long RingsProposed { get; init; }

    /// <inheritdoc cref="RingsProposed"/>
    public long RingsTraded { get; init; }

    /// <inheritdoc cref="RingsProposed"/>
    public long LotsTraded { get; init; }

    /// <summary>Whether a ring of the run that is under way came to nothing.</summary>
    public bool HasLost { get; init; }

    /// <summary>What it is about. Only once it is planned.</summary>
    [JsonIgnore]
    public RingRoundTerms Planned => Terms ?? throw new InvalidOperationException("The round is not planned yet.");

    /// <summary>The stream of a round.</summary>
    public static string Stream(string round) => "ring-round/" + round;

    /// <summary>The id of a round, from what names it. All rounds and rings of a fair stand beside it.</summary>
    public static string IdOf(string fair, string subject, string key) => Id.Beside(Id.From("ring-round", fair, subject, key), fair);

    public static Decision<RingRoundEvent> Decide(RingRound round, RingRoundCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            PlanRingRound { Fair: not { Organizer: not null } } => RingRoundRefusals.UnknownFair,
            PlanRingRound plan when plan.By != plan.Fair!.Organizer && !plan.AsOperator => RingRoundRefusals.NotYours,
            PlanRingRound plan when round.Terms is { } known => IsSame(plan.Terms, known) ? Decision<RingRoundEvent>.Nothing : RingRoundRefusals.Exists,
            PlanRingRound { Terms: not { MaxLength: >= 2 and <= Ring.MostLots, AcceptMs: >= ShortestAcceptMs and <= LongestAcceptMs } } => RingRoundRefusals.UnsoundTerms,
            PlanRingRound { Terms.StartsAt: 0 } plan => new RingRoundPlanned(plan.Terms with { StartsAt = at }),
            PlanRingRound plan when plan.Terms.StartsAt < at => RingRoundRefusals.InThePast,
            PlanRingRound plan => new RingRoundPlanned(plan.Terms),

            _ when round.Terms is null => RingRoundRefusals.Unknown,

            ProposeRings propose when round.Stage != RingRoundStage.Planned || propose.Run != round.Run + 1 => Decision<RingRoundEvent>.Nothing,
            ProposeRings when at < round.DueAt => RingRoundRefusals.NotDue(round.DueAt),
            ProposeRings propose when !round.MayPropose(propose.Rings) => RingRoundRefusals.UnsoundRings,
            ProposeRings propose => round.Propose(round.Terms, propose, at),

            NoteRing note when !round.Open.Contains(note.Ring) => Decision<RingRoundEvent>.Nothing,
            NoteRing note => round.Note(note, at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static RingRound Evolve(RingRound round, RingRoundEvent @event) => (@event, round.Stage) switch
    {
        (RingRoundPlanned planned, "") => round with { Terms = planned.Terms, Stage = RingRoundStage.Planned, DueAt = planned.Terms.StartsAt },
        (RingsProposed proposed, RingRoundStage.Planned) when proposed.Run == round.Run + 1 => round with
        {
            Stage = RingRoundStage.Proposed,
            Run = proposed.Run,
            DueAt = 0,
            Open = None.Union(proposed.Rings.Select(ring => ring.Ring)),
            Search = proposed.Search,
            RingsProposed = round.RingsProposed + proposed.Rings.Count,
            HasLost = false,
        },
        (RingEnded { IsTraded: true } ended, RingRoundStage.Proposed) when round.Open.Contains(ended.Ring) =>
            round with { Open = round.Open.Remove(ended.Ring), RingsTraded = round.RingsTraded + 1, LotsTraded = round.LotsTraded + ended.Lots.Count },
        (RingEnded ended, RingRoundStage.Proposed) when round.Open.Contains(ended.Ring) =>
            round with { Open = round.Open.Remove(ended.Ring), Excluded = round.Excluded.Union(ended.Lots), HasLost = true },
        (RingRoundResumed resumed, RingRoundStage.Proposed) when round is { Open.IsEmpty: true, HasLost: true } => round with { Stage = RingRoundStage.Planned, DueAt = resumed.At },
        (RingRoundFinished finished, RingRoundStage.Proposed) when round.Open.IsEmpty && finished.Traded == round.LotsTraded => round with { Stage = RingRoundStage.Finished },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in a round of rings that is '{round.Stage}' in run {round.Run}."),
    };

    // One that starts at once gets its time here, and is the same when it is sent again.
    private static bool IsSame(RingRoundTerms asked, RingRoundTerms known) => (asked.StartsAt == 0 ? asked with { StartsAt = known.StartsAt } : asked) == known;

    private bool MayPropose(IReadOnlyList<IReadOnlyList<ProposedLeg>> rings)
    {
        var lots = rings.SelectMany(ring => ring.Select(leg => leg.Lot.Id)).ToList();
        return rings.All(ring => Ring.IsSound(ring) && ring.Count <= Planned.MaxLength && ring[0].Lot.Fair == Planned.Fair && ring[0].Lot.Currency == Planned.Currency)
            && lots.Distinct(StringComparer.Ordinal).Count() == lots.Count && !lots.Exists(Excluded.Contains);
    }

    private Decision<RingRoundEvent> Propose(RingRoundTerms terms, ProposeRings propose, long at)
    {
        var rings = propose.Rings.Select((legs, n) => new RingTerms(IdOfRing(propose.Run, n), terms.Round, terms.Fair, terms.Currency, legs, at + terms.AcceptMs, HoldMs)).ToList();
        var proposed = new RingsProposed(propose.Run, [.. rings.Select(ring => new RoundRing(ring.Ring, [.. ring.Legs.Select(leg => leg.Lot.Id)]))], propose.Search);
        Decision<RingRoundEvent> decision = rings.Count == 0 ? new RingRoundEvent[] { proposed, new RingRoundFinished(LotsTraded) } : proposed;
        return decision.And(rings.Select(ring => new Also(Ring.Stream(ring.Ring), new ProposeRing(ring))));
    }

    private string IdOfRing(long run, int n) =>
        Id.Beside(Id.From("ring", Planned.Round, run.ToString(CultureInfo.InvariantCulture), n.ToString(CultureInfo.InvariantCulture)), Planned.Fair);

    private RingRoundEvent[] Note(NoteRing note, long at)
    {
        var ended = new RingEnded(note.Ring, note.IsTraded, note.Lots);
        var after = Evolve(this, ended);
        return !after.Open.IsEmpty ? [ended]
            : after.HasLost && Run < MostRuns ? [ended, new RingRoundResumed(at)]
            : [ended, new RingRoundFinished(after.LotsTraded)];
    }
}
