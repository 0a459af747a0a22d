using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Deals;

/// <summary>The removals at one place: stream <c>yard/{id}</c>, whose id comes from the fair, from who hands over, and from the region where the goods lie. Where the fair says how many may be
/// fetched there at once, a deal books its slot here together with itself, or not at all, and leaves it when it ends.</summary>
/// <param name="Slots">The slots of the deals that run, by their ids.</param>
public sealed record Yard(ImmutableSortedDictionary<string, RemovalSlot> Slots) : IDecider<Yard, YardCommand, YardEvent>
{
    /// <summary>How many free slots a refusal names.</summary>
    public const int MostFree = 5;

    public static Yard Initial { get; } = new(ImmutableSortedDictionary.Create<string, RemovalSlot>(StringComparer.Ordinal));

    /// <summary>The place where the goods of a deal are fetched.</summary>
    public static string Stream(DealTerms terms) => "yard/" + Id.From("yard", terms.Fair, terms.Consignor, terms.Region);

    /// <summary>A deal's decision with what it asks of its yard, where the fair says how many removals there may be at once.</summary>
    /// <param name="deal">The deal before.</param>
    /// <param name="decision">What it decided.</param>
    public static Decision<DealEvent> With(Deal deal, Decision<DealEvent> decision) =>
        decision.Refusal is null && deal.Terms is { Settlement.RemovalsAtOnce: not null } terms ? decision.And([.. decision.Events.SelectMany(happened => Asked(deal, terms, happened))]) : decision;

    public static Decision<YardEvent> Decide(Yard yard, YardCommand command, DateTimeOffset now) => command switch
    {
        TakeSlot take when !yard.Takes(take, take.Slot) => DealRefusals.SlotFull(take.AtOnce, yard.Free(take, now.ToUnixTimeMilliseconds())),
        TakeSlot take => new SlotTaken(take.Terms.Deal, take.Slot.FromAt, take.Slot.ThroughAt),
        LeaveSlot leave when !yard.Slots.ContainsKey(leave.Deal) => Decision<YardEvent>.Nothing,
        LeaveSlot leave => new SlotLeft(leave.Deal),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Yard Evolve(Yard yard, YardEvent @event) => @event switch
    {
        SlotTaken taken => new(yard.Slots.SetItem(taken.Deal, new(taken.FromAt, taken.ThroughAt))),
        SlotLeft left when yard.Slots.ContainsKey(left.Deal) => new(yard.Slots.Remove(left.Deal)),
        _ => throw new InvalidDataException($"{@event} cannot follow {yard.Slots.Count} slots."),
    };

    private static IEnumerable<Also> Asked(Deal deal, DealTerms terms, DealEvent happened) => happened switch
    {
        RemovalBooked booked => [new(Stream(terms), new TakeSlot(terms, new(booked.FromAt, booked.ThroughAt), deal.DueAt))],
        DealUnpaid or DealSettled or DealDefaulted or DealCancelled when deal.Slot is not null => [new(Stream(terms), new LeaveSlot(terms.Deal))],
        _ => [],
    };

    // The most that are there at once within a slot are there at its beginning, or when one of the others begins.
    private bool Takes(TakeSlot take, RemovalSlot slot)
    {
        var others = Slots.Where(other => other.Key != take.Terms.Deal && other.Value.FromAt < slot.ThroughAt && other.Value.ThroughAt > slot.FromAt).Select(other => other.Value).ToList();
        return others.Select(other => Math.Max(other.FromAt, slot.FromAt)).All(at => others.Count(other => other.FromAt <= at && at < other.ThroughAt) < take.AtOnce);
    }

    // Slots of the same length beside those that are booked, the nearest to the one that was asked for, in their order.
    private ImmutableArray<RemovalSlot> Free(TakeSlot take, long now)
    {
        var length = take.Slot.ThroughAt - take.Slot.FromAt;
        return
        [
            .. Slots.Values.SelectMany(other => new[] { other.ThroughAt, other.FromAt - length }).Distinct()
                .Select(from => new RemovalSlot(from, from + length))
                .Where(slot => slot.FromAt >= now && slot.ThroughAt <= take.DueAt && take.Terms.IsBusinessTime(slot.FromAt) && take.Terms.IsBusinessTime(slot.ThroughAt - 1) && Takes(take, slot))
                .OrderBy(slot => Math.Abs(slot.FromAt - take.Slot.FromAt)).ThenBy(slot => slot.FromAt).Take(MostFree).OrderBy(slot => slot.FromAt),
        ];
    }
}

public abstract record YardCommand;

/// <summary>A deal books its slot, in place of the one that it had; only the deal sends it.</summary>
/// <param name="Terms">Of the deal.</param>
/// <param name="Slot">When its goods are fetched.</param>
/// <param name="DueAt">By when they must be, in Unix milliseconds.</param>
public sealed record TakeSlot(DealTerms Terms, RemovalSlot Slot, long DueAt) : YardCommand
{
    /// <summary>How many removals there may be at once.</summary>
    public long AtOnce => Terms.Settlement?.RemovalsAtOnce ?? long.MaxValue;
}

/// <summary>A deal needs no slot any more; only the deal sends it.</summary>
public sealed record LeaveSlot(string Deal) : YardCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SlotTaken), "slot-taken.v1")]
[JsonDerivedType(typeof(SlotLeft), "slot-left.v1")]
public abstract record YardEvent;

/// <summary>A deal has a slot, in Unix milliseconds; the second is the first moment after it.</summary>
public sealed record SlotTaken(string Deal, long FromAt, long ThroughAt) : YardEvent;

/// <summary>A deal has none any more.</summary>
public sealed record SlotLeft(string Deal) : YardEvent;
