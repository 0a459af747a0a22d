using Exchange.Host.Proofs;
using static Exchange.Tests.Settlement.Awards;

namespace Exchange.Tests.Settlement;

/// <summary>What a check of the log says of a history in memory.</summary>
internal static class NettingProofs
{
    /// <summary>The promises of money that the history breaks, and how.</summary>
    public static IEnumerable<string> Broken(Books books) => Broken(books.Log);

    /// <summary>The same of a history as it is told.</summary>
    public static IEnumerable<string> Broken(IEnumerable<(string Stream, object Event)> log)
    {
        var witness = new SettlementWitness();
        foreach (var (place, (stream, @event)) in log.Index())
            witness.See(new(new(0, 1), 0, place, new("k", "f", "a", Awarded, null, []), stream, place, @event));
        return witness.Testify().Where(proof => proof is { Held: false, Promise: SettlementWitness.Balanced or SettlementWitness.Agree or SettlementWitness.Neutral })
            .Select(proof => $"{proof.Promise}: {proof.Detail}");
    }
}
