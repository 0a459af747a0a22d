using Exchange.Kernel.Log;
using Exchange.Settlement.Documents;

namespace Exchange.Host.Proofs;

/// <summary>The documents of all fairs: each kind counts from 1 without gaps, a document and its number come from one entry of the log, and its lines sum to its total.</summary>
internal sealed class DocumentNumbers
{
    private readonly Dictionary<(string Fair, string Kind), long> _last = [];
    private readonly Dictionary<string, (Position Row, int Entry)> _unnumbered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbered = new(StringComparer.Ordinal);

    /// <summary>How many documents have numbers.</summary>
    public int Count => _numbered.Count;

    /// <summary>The documents without a number.</summary>
    public IEnumerable<string> Unnumbered => _unnumbered.Keys;

    /// <summary>What is wrong with what happened, or null.</summary>
    public string? Fault(Happened happened)
    {
        switch (happened.Event)
        {
            case DocumentIssued issued when !issued.Paper.AddsUp():
                return $"Document {happened.StreamId} does not add up.";
            case DocumentIssued issued:
                return issued.Paper.Document() == happened.StreamId && _unnumbered.TryAdd(happened.StreamId, (happened.Position, happened.EntryIndex)) && !_numbered.Contains(happened.StreamId)
                    ? null
                    : $"Document {happened.StreamId} was issued twice or under another's name.";
            case NumberGiven given:
                var kind = (happened.StreamId, given.Kind);
                var expected = _last.GetValueOrDefault(kind) + 1;
                _last[kind] = given.Number;
                if (given.Number != expected) return $"After {given.Kind} {expected - 1} of fair {happened.StreamId} comes {given.Number}.";
                return _unnumbered.Remove(given.Document, out var at) && at == (happened.Position, happened.EntryIndex) && _numbered.Add(given.Document)
                    ? null
                    : $"{given.Kind} {given.Number} of fair {happened.StreamId} is of no document that was issued with it.";
            default:
                return null;
        }
    }
}
