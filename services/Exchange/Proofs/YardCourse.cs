using Exchange.Settlement.Deals;

namespace Exchange.Host.Proofs;

/// <summary>The removals that deals have booked at each place, told by the deals themselves: nowhere more at once than the fair lets.</summary>
internal sealed class YardCourse
{
    private readonly Dictionary<string, Dictionary<string, RemovalSlot>> _yards = new(StringComparer.Ordinal);

    /// <summary>How many slots were booked at places of which the fair says how many it takes.</summary>
    public long Booked { get; private set; }

    /// <summary>What is wrong with what happened in a deal, or null.</summary>
    /// <param name="deal">The deal before.</param>
    /// <param name="event">What happened.</param>
    public string? Fault(Deal deal, DealEvent @event)
    {
        if (deal.Terms is not { Settlement.RemovalsAtOnce: { } most } terms) return null;
        if (!_yards.TryGetValue(Yard.Stream(terms), out var slots)) _yards[Yard.Stream(terms)] = slots = new(StringComparer.Ordinal);
        if (@event is DealUnpaid or DealSettled or DealDefaulted or DealCancelled) slots.Remove(terms.Deal);
        if (@event is not RemovalBooked booked) return null;
        Booked++;
        slots[terms.Deal] = new(booked.FromAt, booked.ThroughAt);
        var moments = slots.Values.Select(slot => slot.FromAt).Where(at => at > booked.FromAt && at < booked.ThroughAt).Append(booked.FromAt);
        return moments.Any(at => slots.Values.Count(slot => slot.FromAt <= at && at < slot.ThroughAt) > most) ? $"Deal {terms.Deal} fetches its goods where {most} others do." : null;
    }
}
