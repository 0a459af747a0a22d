using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.Fairs;

namespace Exchange.Host.Proofs;

/// <content>What key enterprises take before the market opens.</content>
internal sealed partial class MatchingWitness
{
    public const string Preferred = "priority by its rule";

    private readonly Dictionary<string, IReadOnlyList<string>> _keyEnterprises = new(StringComparer.Ordinal);
    private readonly List<(string Lot, PriorityTaken Taken)> _taken = [];

    private void SeeKeyEnterprises(KeyEnterprisesHeard heard)
    {
        if (!_keyEnterprises.TryAdd(heard.Fair, heard.Enterprises)) Fault(Preferred, $"The key enterprises of fair {heard.Fair} changed while it stood.");
    }

    private void SeePriority(string lot, Course course, Happened happened)
    {
        if (happened.Event is AuctionWithdrawn) course.IsWithdrawn = true;
        if (happened.Event is not PriorityTaken taken) return;
        _taken.Add((lot, taken));
        if (course.Priority.Take(taken, happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), course.Bids, course.IsClosed || course.IsWithdrawn) is { } wrong)
            Fault(Preferred, $"Lot {lot} was taken by priority {wrong}.");
    }

    // An award says by its flag that it is by priority, and before the opening there is no other.
    private bool SeePreferred(string lot, Course course, QuantityAwarded award, long at)
    {
        if (award.Priority is not true && at >= course.OpensAt) return false;
        if (!course.Priority.IsDue(award)) Fault(Preferred, $"Award {award.Award} of lot {lot} at {at} is none by priority, and the lot had not opened, or it is not what was taken.");
        return true;
    }

    // The fair may stand in another partition than its lots, so that its list is compared at the end.
    private void CompareKeyEnterprises()
    {
        foreach (var (lot, taken) in _taken)
            if (!_keyEnterprises.TryGetValue(taken.Lot.Fair, out var known) || !known.SequenceEqual(taken.KeyEnterprises))
                Fault(Preferred, $"Lot {lot} was taken by priority by one of {taken.KeyEnterprises.Count} key enterprises, and its fair named {known?.Count ?? 0}, or others.");
    }
}
