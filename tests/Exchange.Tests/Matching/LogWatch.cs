using System.Security.Cryptography;
using System.Text;
using Exchange.Host.Proofs;
using Exchange.Kernel.Log;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Looks at a log as it grows, row by row: whether it is whole, what the witnesses of <c>check</c> say, and whether what is in memory is what the rows say. What was
/// seen once is not read again.</summary>
internal sealed class LogWatch(LogTable log, JournalDefinition definition)
{
    private readonly Witness[] _witnesses = [new MatchingWitness(Evidence.None), new CallAuctionWitness()];
    private readonly Dictionary<string, object> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Position> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _seen;
    private string? _hash;

    /// <summary>How many events of each kind there were.</summary>
    public Dictionary<string, int> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>How many rows were seen.</summary>
    public long Rows => _seen;

    /// <summary>Where each key of a sender stands.</summary>
    public IReadOnlyDictionary<string, Position> Keys => _keys;

    /// <summary>Each stream with its state, by the rows.</summary>
    public IEnumerable<(string Stream, string State)> States => _states.Select(state => (state.Key, definition.KindOf(state.Key).WriteState(state.Value)));

    /// <summary>How many entries a sender has caused.</summary>
    public int EntriesOf(string actor) => _entries.GetValueOrDefault(actor);

    /// <summary>A digest of all entries, however they share rows.</summary>
    public string Digest() => Convert.ToHexStringLower(_digest.GetHashAndReset());

    /// <summary>Looks at all rows that are new. The events are returned, for those who go on from them.</summary>
    /// <param name="memory">The state of a stream in memory, as it is written.</param>
    public async Task<IReadOnlyList<Happened>> Look(Func<string, ValueTask<string>> memory)
    {
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<Happened>();
        await foreach (var row in log.ReadVerified(_seen, _hash))
        {
            (_seen, _hash) = (row.Position.Sequence, row.Hash);
            _digest.AppendData(Encoding.UTF8.GetBytes(LogCodec.Write(definition, row.Entries).Replace("{\"entries\":[", "", StringComparison.Ordinal)[..^2] + ","));
            foreach (var entry in row.Entries)
            {
                Assert.True(_keys.TryAdd($"{entry.Actor} {entry.Key}", row.Position), $"{entry.Key} of {entry.Actor} is in the log twice.");
                _entries[entry.Actor] = EntriesOf(entry.Actor) + 1;
            }

            foreach (var happened in row.Happenings())
            {
                See(happened);
                moved.Add(happened.Stream);
                all.Add(happened);
            }
        }

        foreach (var stream in moved) Assert.Equal(await memory(stream), definition.KindOf(stream).WriteState(_states[stream]));
        var faults = _witnesses.SelectMany(witness => witness.Faults).ToList();
        Assert.True(faults.Count == 0, string.Join(" ", faults));
        return all;
    }

    private void See(Happened happened)
    {
        var kind = definition.KindOf(happened.Stream);
        _states[happened.Stream] = kind.Evolve(_states.GetValueOrDefault(happened.Stream) ?? kind.Initial, happened.Event);
        var name = happened.Event.GetType().Name;
        Events[name] = Events.GetValueOrDefault(name) + 1;
        foreach (var witness in _witnesses) witness.See(happened);
    }
}
