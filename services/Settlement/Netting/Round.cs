using System.Collections.Immutable;
using System.Diagnostics;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Netting;

/// <summary>Where a round of set-off stands.</summary>
public enum RoundStage
{
    /// <summary>There is no such round.</summary>
    None,

    /// <summary>It will be computed when it is due.</summary>
    Planned,

    /// <summary>It is computed and booked, the notices are out, and until the cut-off a party may withdraw.</summary>
    Computed,

    /// <summary>Nothing changes it any more.</summary>
    Final,

    /// <summary>It was called off before it was computed.</summary>
    Cancelled,
}

/// <summary>What a round is about. It never changes.</summary>
/// <param name="Round">The round's id.</param>
/// <param name="Fair">The fair whose deals take part, beside all debts outside it.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="ThresholdMinor">Obligations under it stay out, in minor units.</param>
/// <param name="ComputeAt">When it is computed, in Unix milliseconds.</param>
/// <param name="CutOffMs">How long after the notices a party may withdraw; 0 in a ring of barter, to which all have said yes.</param>
/// <param name="Deals">The deals of a ring of barter, which pay each other; null where all that is owed takes part.</param>
public sealed record RoundPlan(string Round, string Fair, string Currency, long ThresholdMinor, long ComputeAt, long CutOffMs, IReadOnlyList<string>? Deals = null);

/// <summary>An obligation in a round: a debt outside the fair, or a deal of the fair that is to be paid.</summary>
/// <param name="Leg">The id of the debt or the deal.</param>
/// <param name="Kind"><see cref="Debt"/> or <see cref="Deal"/>.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="OpenMinor">What of it may be set off.</param>
/// <param name="SetOffMinor">What of it is set off.</param>
public sealed record RoundLeg(string Leg, string Kind, string Debtor, string Creditor, long OpenMinor, long SetOffMinor)
{
    public const string Debt = "debt", Deal = "deal";
}

/// <summary>An obligation that is no part of a round.</summary>
/// <param name="Leg">The id of the debt or the deal.</param>
/// <param name="Kind"><c>debt</c> or <c>deal</c>.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="OpenMinor">What is owed.</param>
/// <param name="Reason">Why, one of <see cref="RoundSelection"/>'s.</param>
public sealed record RoundLeft(string Leg, string Kind, string Debtor, string Creditor, long OpenMinor, string Reason);

/// <summary>A round of set-off: stream <c>round/{id}</c>. It is planned, computed and booked when it is due, and final at its cut-off; when a party withdraws an obligation before that, the
/// whole round is unwound and computed again without it.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Plan">What it is about; null before it was planned.</param>
/// <param name="Run">How many times it was computed.</param>
/// <param name="DueAt">When the next step is due, in Unix milliseconds: to be computed, or to become final; 0 when neither is to come.</param>
/// <param name="Legs">The obligations as they were computed last; empty where it is not computed.</param>
public sealed record Round(RoundStage Stage, RoundPlan? Plan, long Run, long DueAt, ImmutableList<RoundLeg> Legs) : IDecider<Round, RoundCommand, RoundEvent>
{
    /// <summary>The most obligations in a round, so that its row of the log stays about a megabyte. The file command has no bound.</summary>
    public const int MostLegs = 2_000;

    /// <summary>The most obligations whose reason to stay out is kept with a round; their number is told whatever it is.</summary>
    public const int MostLeft = 2_000;

    /// <summary>The most rounds that are planned at once.</summary>
    public const int MostRounds = 60;

    /// <summary>The shortest and the longest time from the notices to the cut-off: a minute and thirty days.</summary>
    public const long ShortestCutOffMs = 60_000, LongestCutOffMs = 30L * 86_400_000;

    public static Round Initial { get; } = new(RoundStage.None, null, 0, 0, []);

    /// <summary>Whether it is a ring of barter of which a deal came to nothing.</summary>
    public bool IsUnwound { get; init; }

    /// <summary>Obligations that a party has taken out of this round.</summary>
    public ImmutableSortedSet<string> Withdrawn { get; init; } = [];

    public static string Stream(string round) => "round/" + round;

    public static Decision<RoundEvent> Decide(Round round, RoundCommand command, DateTimeOffset now) => command switch
    {
        PlanRound plan when round.Plan is { } known => known == plan.Plan ? Decision<RoundEvent>.Nothing : RoundRefusals.Exists,
        PlanRound plan when plan.Plan.ComputeAt < now.ToUnixTimeMilliseconds() => RoundRefusals.InThePast,
        PlanRound { Plan.CutOffMs: < ShortestCutOffMs or > LongestCutOffMs } => RoundRefusals.CutOffOutOfRange,
        PlanRound { Further.Count: >= MostRounds } => RoundRefusals.TooMany,
        PlanRound plan => ((Decision<RoundEvent>)new RoundPlanned(plan.Plan, now.ToUnixTimeMilliseconds())).And(plan.Further.Select(next => new Also(Stream(next.Round), new PlanRound(next, [])))),
        PlanRing when round.Plan is not null => Decision<RoundEvent>.Nothing,
        PlanRing ring => new RoundPlanned(ring.Plan, now.ToUnixTimeMilliseconds()),
        UnwindRing when round.Plan is null || round.IsUnwound => Decision<RoundEvent>.Nothing,
        UnwindRing unwind => Unwind(round.Plan, unwind, now),
        _ when round.Plan is null => RoundRefusals.NotFound,

        BookRound book when round.Stage != RoundStage.Planned || book.Run != round.Run + 1 => Decision<RoundEvent>.Nothing,
        BookRound when now.ToUnixTimeMilliseconds() < round.DueAt => RoundRefusals.TooEarly(round.DueAt),
        BookRound book => round.Book(round.Plan, book, now),

        CancelRound when round.Stage == RoundStage.Cancelled => Decision<RoundEvent>.Nothing,
        CancelRound when round.Stage != RoundStage.Planned => RoundRefusals.Computed,
        CancelRound cancel => new RoundCancelled(round.Plan.Round, cancel.By, now.ToUnixTimeMilliseconds()),

        UnwindRound when round.Stage is RoundStage.Planned or RoundStage.Cancelled => RoundRefusals.NotComputed,
        UnwindRound unwind when round.Legs.Find(leg => leg.Leg == unwind.Leg) is not { } leg => RoundRefusals.NoSuchLeg,
        UnwindRound unwind when round.Legs.Find(leg => leg.Leg == unwind.Leg) is { } leg && unwind.By != leg.Debtor && unwind.By != leg.Creditor => RoundRefusals.NotAParty,
        UnwindRound when round.Stage == RoundStage.Final || now.ToUnixTimeMilliseconds() >= round.DueAt => RoundRefusals.PastCutOff,
        UnwindRound unwind => round.Unwind(round.Plan, unwind, now),

        FinishRound finish when round.Stage != RoundStage.Computed || finish.Run != round.Run => Decision<RoundEvent>.Nothing,
        FinishRound when now.ToUnixTimeMilliseconds() < round.DueAt => RoundRefusals.TooEarly(round.DueAt),
        FinishRound => round.Finish(round.Plan, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Round Evolve(Round round, RoundEvent @event) => (round.Stage, @event) switch
    {
        (RoundStage.None, RoundPlanned planned) => new(RoundStage.Planned, planned.Plan, 0, planned.Plan.ComputeAt, []),
        (RoundStage.Planned, RoundComputed computed) when computed.Run == round.Run + 1 =>
            round with { Stage = RoundStage.Computed, Run = computed.Run, DueAt = computed.CutOffAt, Legs = [.. computed.Legs] },
        (RoundStage.Computed, RoundUnwound unwound) when unwound.Run == round.Run =>
            round with { Stage = RoundStage.Planned, DueAt = unwound.At, Legs = [], Withdrawn = round.Withdrawn.Add(unwound.Leg) },
        (RoundStage.Planned or RoundStage.Final or RoundStage.Cancelled, RingUnwound) when !round.IsUnwound =>
            round with { IsUnwound = true, Stage = round.Stage == RoundStage.Planned ? RoundStage.Cancelled : round.Stage, DueAt = 0 },
        (RoundStage.Planned, RoundCancelled) => round with { Stage = RoundStage.Cancelled, DueAt = 0 },
        (RoundStage.Computed, RoundFinished finished) when finished.Run == round.Run => round with { Stage = RoundStage.Final, DueAt = 0 },
        _ => throw new InvalidDataException($"{@event.GetType().Name} cannot follow in stage {round.Stage} of run {round.Run}."),
    };

    // What is owed at this moment decides: each obligation checks what was computed against what it is, and the proof is made again here, whoever has computed.
    private Decision<RoundEvent> Book(RoundPlan plan, BookRound book, DateTimeOffset now)
    {
        if (book.Legs.Count > MostLegs || book.Left.Count > MostLeft) return RoundRefusals.TooLarge;
        if (book.Legs.FirstOrDefault(leg => Withdrawn.Contains(leg.Leg)) is { } withdrawn) return RoundRefusals.Changed(withdrawn.Leg);
        if (plan.Deals is { } deals && !book.Legs.Select(leg => leg.Leg).ToHashSet(StringComparer.Ordinal).SetEquals(deals)) return RoundRefusals.Changed(plan.Round);
        if (RoundProof.Faults(book.Legs) is [var fault, ..]) return RoundRefusals.Unproved(fault);
        var at = now.ToUnixTimeMilliseconds();
        var cutOffAt = at + plan.CutOffMs;
        var computed = new RoundComputed(plan.Round, book.Run, plan.Fair, plan.Currency, book.Legs, book.Left, book.LeftCount, cutOffAt, at);
        Also[] booked = [.. book.Legs.Select(leg => SetOff(plan, leg, cutOffAt)), .. NettingPostings.SetOff(plan, book.Run, book.Legs)];
        return plan.Deals is null
            ? ((Decision<RoundEvent>)computed).And(booked)
            : ((Decision<RoundEvent>)(RoundEvent[])[computed, new RoundFinished(plan.Round, book.Run, at)]).And([.. booked, .. Kept(plan.Round, book.Legs)]);
    }

    private Decision<RoundEvent> Unwind(RoundPlan plan, UnwindRound unwind, DateTimeOffset now)
    {
        Decision<RoundEvent> unwound = new RoundUnwound(plan.Round, Run, unwind.Leg, unwind.By, now.ToUnixTimeMilliseconds());
        return unwound.And([
            .. Cleared(Legs).Select(leg => Leg(leg, new UndoDebtSetOff(plan.Round), new Deals.UndoDealSetOff(plan.Round))), .. NettingPostings.Unwound(plan, Run, Legs)]);
    }

    // All members have said yes to all of it: where one fails, nobody is held to the rest. What was given in goods that do not go around any more is owed, in a circle, and the next round clears it.
    private static Decision<RoundEvent> Unwind(RoundPlan plan, UnwindRing unwind, DateTimeOffset now) =>
        ((Decision<RoundEvent>)new RingUnwound(plan.Round, unwind.Deal, now.ToUnixTimeMilliseconds())).And(
            (plan.Deals ?? []).Where(deal => deal != unwind.Deal).Select(deal => new Also(Deals.Deal.Stream(deal), new Deals.UnwindDeal(plan.Round))));

    private Decision<RoundEvent> Finish(RoundPlan plan, DateTimeOffset now)
    {
        Decision<RoundEvent> finished = new RoundFinished(plan.Round, Run, now.ToUnixTimeMilliseconds());
        return finished.And(Kept(plan.Round, Legs));
    }

    private static IEnumerable<Also> Kept(string round, IEnumerable<RoundLeg> legs) => Cleared(legs).Select(leg => Leg(leg, new KeepDebtSetOff(round), new Deals.KeepDealSetOff(round)));

    private static IEnumerable<RoundLeg> Cleared(IEnumerable<RoundLeg> legs) => legs.Where(leg => leg.SetOffMinor > 0);

    private static Also SetOff(RoundPlan plan, RoundLeg leg, long cutOffAt) => Leg(
        leg, new SetOffDebt(plan.Round, leg.OpenMinor, leg.SetOffMinor),
        new Deals.SetOffDeal(plan.Round, leg.OpenMinor, leg.SetOffMinor, cutOffAt, plan.Deals is not null));

    private static Also Leg(RoundLeg leg, DebtCommand debt, Deals.DealCommand deal) =>
        leg.Kind == RoundLeg.Deal ? new(Deals.Deal.Stream(leg.Leg), deal) : new(Netting.Debt.Stream(leg.Leg), debt);
}
