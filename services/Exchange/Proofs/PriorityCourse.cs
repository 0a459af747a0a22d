using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Host.Proofs;

/// <summary>The priority window of a lot as its log tells it, in slow words: who took what when, for how much.</summary>
internal sealed class PriorityCourse(Offering offering)
{
    private PriorityTaken? _taking;

    /// <summary>Takes in a taking, and says what is wrong with it.</summary>
    /// <param name="taken">What was taken.</param>
    /// <param name="at">When, in Unix milliseconds.</param>
    /// <param name="bids">How many bids the lot had before.</param>
    /// <param name="isOver">Whether its sale had ended before.</param>
    public string? Take(PriorityTaken taken, long at, long bids, bool isOver)
    {
        _taking = taken;
        var terms = offering.Terms;
        var isByUnit = terms.Format is "fixed-price" or "pay-as-bid" or "uniform-lowest-winning" or "uniform-highest-losing" or "vcg"
            || (terms.Format is "dutch" or "best-offer" && terms.Divisible is true);
        var due = isByUnit ? new Money(terms.OpeningMinor, offering.Lot.Currency).Times(new(offering.Lot.QuantityMilli, offering.Lot.Unit)).Minor : terms.OpeningMinor;
        return !(at >= terms.PriorityFromAt && at < terms.OpensAt) ? $"at {at}, outside its priority window from {terms.PriorityFromAt} to {terms.OpensAt}"
            : isOver ? "when its sale had ended"
            : bids > 0 ? $"after {bids} bids"
            : (taken.PriceMinor, taken.HammerMinor) != (terms.OpeningMinor, due) ? $"for {taken.HammerMinor}, and costs {due} at its opening price"
            : taken.HammerMinor < terms.ReserveMinor && !isByUnit ? "below its reserve"
            : !taken.KeyEnterprises.Contains(taken.Enterprise) ? $"by {taken.Enterprise}, which is none of the key enterprises that it names"
            : null;
    }

    /// <summary>Whether an award is the whole lot for whoever has just taken it; each taking gives one award.</summary>
    public bool IsDue(QuantityAwarded award)
    {
        var taking = _taking;
        _taking = null;
        return taking is not null && (award.Award, award.Winner, award.QuantityMilli, award.HammerMinor, award.Priority)
            == (taking.Award, taking.Enterprise, offering.Lot.QuantityMilli, taking.HammerMinor, true);
    }
}
