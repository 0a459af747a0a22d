using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Settlement.Ledger;

/// <summary>Proves from a log that each reversal is the exact opposite of one entry that may be undone, that none is undone twice, and that two persons agreed on it.
/// Events must be given in the order of the log.</summary>
public sealed class ReversalProof
{
    private const int MostFaults = 100;

    // Only what may be undone is remembered, and of it a digest of its postings, so that a long ledger does not fill the memory.
    private readonly Dictionary<string, UInt128> _undoable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _proposers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _agreed = new(StringComparer.Ordinal), _undone = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>How many entries were undone.</summary>
    public long Reversals => _undone.Count;

    /// <summary>Takes the next entry.</summary>
    public void Add(EntryPosted entry)
    {
        if (Reversal.CanUndo(entry.Step)) _undoable[entry.Transfer] = DigestOf(entry.Postings, 1);
        if (entry is { Step: LedgerEntry.Reversal, Reverses: null }) Fault($"Entry {entry.Transfer} reverses nothing.");
        if (entry.Reverses is not { } transfer) return;
        if (!_undone.Add(transfer)) Fault($"Entry {transfer} is undone twice.");
        if (!_agreed.Contains(transfer)) Fault($"Nobody agreed to undo entry {transfer}.");
        if (entry.Step != LedgerEntry.Reversal || entry.Transfer != LedgerEntry.TransferOfReversal(transfer)) Fault($"Entry {entry.Transfer} is not what undoes {transfer}.");
        if (!_undoable.TryGetValue(transfer, out var undone)) Fault($"Entry {entry.Transfer} undoes {transfer}, which is none that may be.");
        else if (DigestOf(entry.Postings, -1) != undone) Fault($"Entry {entry.Transfer} is not the opposite of {transfer}.");
    }

    /// <summary>Takes what was said about undoing an entry.</summary>
    public void Add(ReversalEvent @event)
    {
        if (@event is ReversalProposed proposed) _proposers[proposed.Transfer] = proposed.Proposal.By;
        if (@event is not EntryReversed reversed) return;
        _agreed.Add(reversed.Transfer);
        if (!_proposers.TryGetValue(reversed.Transfer, out var by) || by == reversed.By) Fault($"Entry {reversed.Transfer} was undone by one person.");
    }

    /// <summary>Everything that does not hold, in words.</summary>
    public IReadOnlyList<string> Faults() =>
        [.. _faults.Concat(_agreed.Except(_undone, StringComparer.Ordinal).Select(transfer => $"Entry {transfer} was to be undone and is not.")).Take(MostFaults)];

    // Of the postings in an order of their own, each times a sign.
    private static UInt128 DigestOf(IReadOnlyList<Posting> postings, int sign) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', postings
        .Select(posting => string.Create(CultureInfo.InvariantCulture, $"{posting.Account} {(Int128)posting.AmountMinor * sign} {posting.Currency}")).Order(StringComparer.Ordinal)))));

    private void Fault(string fault)
    {
        if (_faults.Count < MostFaults) _faults.Add(fault);
    }
}
