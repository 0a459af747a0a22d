using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.Rings;

namespace Exchange.Host.Proofs;

/// <summary>Sees the rings of barter in Matching's log, and what became of their lots. A ring and its lots may stand in different partitions, so that they are compared at the end.</summary>
internal sealed class RingWitness() : Witness("matching")
{
    public const string Promise = "rings are all or nothing";

    private readonly Dictionary<string, RingCourse> _rings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoundCourse> _rounds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _held = new(StringComparer.Ordinal);
    private readonly List<QuantityAwarded> _awards = [];

    public override void See(Happened happened)
    {
        var id = happened.StreamId;
        switch (happened.Event)
        {
            case RingRoundEvent round:
                SeeRound(id, round);
                break;
            case RingEvent ring:
                SeeRing(id, ring);
                break;
            case HeldForRing held when !_held.TryAdd(id, held.Ring):
                Fault(Promise, $"Lot {id} is kept for ring {held.Ring} and for ring {_held[id]}.");
                break;
            case QuantityAwarded { Ring: { } ring } award:
                _awards.Add(award);
                if (!_held.Remove(id, out var kept) || kept != ring.Ring) Fault(Promise, $"Lot {id} was awarded in ring {ring.Ring} and was not kept for it.");
                break;
            case ReleasedFromRing released:
                if (!_held.Remove(id, out var freed) || freed != released.Ring) Fault(Promise, $"Lot {id} was freed by ring {released.Ring} and was not kept for it.");
                break;
            case BidPlaced or DemandPlaced or BidSealed or OfferMade or QuantityAwarded or AuctionClosed or AuctionWithdrawn when _held.TryGetValue(id, out var holder):
                Fault(Promise, $"{happened.Event.GetType().Name} happened to lot {id} while it was kept for ring {holder}.");
                break;
        }
    }

    public override IEnumerable<Proof> Testify()
    {
        var given = _awards.ToLookup(award => award.Ring!.Ring, StringComparer.Ordinal);
        foreach (var (id, ring) in _rings)
            if (ring.Faults(given[id]) is { } fault) Fault(Promise, $"Ring {id} {fault}.");
        foreach (var award in _awards)
            if (!_rings.ContainsKey(award.Ring!.Ring)) Fault(Promise, $"Award {award.Award} of lot {award.Lot.Id} names ring {award.Ring.Ring}, which was never proposed.");
        foreach (var (lot, ring) in _held)
            if (_rings.GetValueOrDefault(ring) is not { IsOver: false }) Fault(Promise, $"Lot {lot} is still kept for ring {ring}, which has ended.");
        yield return Verdict(Promise, string.Create(
            CultureInfo.InvariantCulture, $"{_rings.Count:N0} rings of {_rounds.Count:N0} rounds: {_rings.Values.Count(ring => ring.Traded is not null):N0} traded with {_awards.Count:N0} lots"));
    }

    private void SeeRing(string id, RingEvent @event)
    {
        if (@event is RingProposed proposed) _rings[id] = new(proposed.Terms);
        else if (!_rings.TryGetValue(id, out var ring)) Fault(Promise, $"{@event.GetType().Name} happened to ring {id}, which was never proposed.");
        else if (ring.Take(@event) is { } fault) Fault(Promise, $"Ring {id} {fault}.");
    }

    private void SeeRound(string id, RingRoundEvent @event)
    {
        if (@event is RingRoundPlanned planned) _rounds[id] = new(planned.Terms.MaxLength);
        else if (!_rounds.TryGetValue(id, out var round)) Fault(Promise, $"{@event.GetType().Name} happened to round {id}, which was never planned.");
        else if (round.Take(@event) is { } fault) Fault(Promise, $"Round {id} {fault}.");
    }

    /// <summary>A ring as its log tells it, in slow words.</summary>
    private sealed class RingCourse(RingTerms terms)
    {
        private readonly HashSet<string> _accepted = new(StringComparer.Ordinal);

        public RingTraded? Traded { get; private set; }

        public bool IsOver { get; private set; }

        public string? Take(RingEvent @event)
        {
            if (IsOver) return $"had ended before {@event.GetType().Name}";
            if (@event is RingAccepted accepted) return _accepted.Add(accepted.Enterprise) ? null : $"was accepted twice by {accepted.Enterprise}";
            IsOver = @event is RingTraded or RingDissolved;
            Traded = @event as RingTraded;
            return Traded is { } traded && terms.Legs.FirstOrDefault(leg => !_accepted.Contains(leg.Lot.Consignor)) is { } silent ? $"was traded without {silent.Lot.Consignor}"
                : Traded is not null && !Traded.Legs.Select(leg => (leg.Lot.Id, leg.Winner, leg.HammerMinor)).SequenceEqual(terms.Legs.Select(leg => (leg.Lot.Id, leg.Winner, leg.HammerMinor)))
                    ? "was traded with other legs than were proposed"
                : null;
        }

        /// <summary>What is wrong with the awards that name the ring: of a ring that was traded all its lots are awarded as it says, of another one none.</summary>
        public string? Faults(IEnumerable<QuantityAwarded> awards)
        {
            var given = awards.Select(award => (award.Award, award.Lot.Id, award.Winner, award.QuantityMilli, award.HammerMinor)).Order().ToList();
            var due = (Traded?.Legs ?? []).Select(leg => (leg.Award, leg.Lot.Id, leg.Winner, leg.Lot.QuantityMilli, leg.HammerMinor)).Order().ToList();
            if (!given.SequenceEqual(due)) return $"gave {given.Count} lots where its log says {due.Count}, or others";
            return awards.Any(award => !award.Ring!.Awards.SequenceEqual(Traded!.Legs.Select(leg => leg.Award))) ? "has an award that does not name all of its awards" : null;
        }
    }

    /// <summary>A round as its log tells it, in slow words.</summary>
    private sealed class RoundCourse(int maxLength)
    {
        private readonly HashSet<string> _out = new(StringComparer.Ordinal);

        public string? Take(RingRoundEvent @event)
        {
            if (@event is RingEnded ended) _out.UnionWith(ended.Lots);
            if (@event is not RingsProposed proposed) return null;
            var lots = proposed.Rings.SelectMany(ring => ring.Lots).ToList();
            return proposed.Rings.FirstOrDefault(ring => ring.Lots.Count < 2 || ring.Lots.Count > maxLength) is { } wrong ? $"has a ring of {wrong.Lots.Count} lots"
                : lots.Distinct(StringComparer.Ordinal).Count() < lots.Count ? "has a lot in two rings at once"
                : lots.Find(_out.Contains) is { } spent ? $"proposes lot {spent} again, which was given or is out"
                : null;
        }
    }
}
