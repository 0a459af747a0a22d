using Exchange.Kernel.Log;

namespace Exchange.Host.Proofs;

/// <summary>Sees every event of one service's log in its order, and says afterwards which promises are held by what it saw.</summary>
internal abstract class Witness(string service)
{
    private const int MostFaults = 1000;

    private readonly Dictionary<string, List<string>> _faults = new(StringComparer.Ordinal);

    /// <summary>Whose log it sees.</summary>
    public string Service => service;

    /// <summary>What was seen so far that breaks a promise.</summary>
    public IEnumerable<string> Faults => _faults.SelectMany(promise => promise.Value);

    /// <summary>Sees the next event.</summary>
    public abstract void See(Happened happened);

    /// <summary>The promises it can speak for.</summary>
    public abstract IEnumerable<Proof> Testify();

    protected void Fault(string promise, string fault)
    {
        if (!_faults.TryGetValue(promise, out var faults)) _faults[promise] = faults = [];
        if (faults.Count < MostFaults) faults.Add(fault);
    }

    protected Proof Verdict(string promise, string seen) => Proof.Of(promise, _faults.GetValueOrDefault(promise) ?? [], seen);
}
