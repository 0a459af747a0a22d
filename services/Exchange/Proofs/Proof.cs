using Exchange.Host.Cli;

namespace Exchange.Host.Proofs;

/// <summary>A promise of the exchange, held or broken by stored data.</summary>
/// <param name="Promise">Its name.</param>
/// <param name="Held">Whether it holds.</param>
/// <param name="Detail">What was looked at, or the first faults.</param>
public sealed record Proof(string Promise, bool Held, string Detail)
{
    private const int MostFaults = 3;

    /// <summary>Held when there are no faults.</summary>
    public static Proof Of(string promise, IReadOnlyCollection<string> faults, string seen) => faults.Count == 0
        ? new(promise, true, seen)
        : new(promise, false, string.Join(" ", faults.Take(MostFaults)) + (faults.Count > MostFaults ? $" And {faults.Count - MostFaults} more." : ""));
}

/// <summary>Proofs as a person reads them.</summary>
public static class ProofReport
{
    /// <summary>Prints them; true when all are held.</summary>
    public static bool Show(IReadOnlyList<Proof> proofs, Screen screen)
    {
        foreach (var proof in proofs) screen.Say($"  {(proof.Held ? "held  " : "BROKEN")}  {proof.Promise}: {proof.Detail}");
        var broken = proofs.Count(proof => !proof.Held);
        screen.Say(broken == 0 ? $"All {proofs.Count} promises are held." : $"{broken} of {proofs.Count} promises are BROKEN.");
        return broken == 0;
    }
}
