using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>Decides commands one after the other on top of the committed states, and keeps what they cause until it is committed or dropped.</summary>
internal sealed class Batch(Partition partition)
{
    private const int MaxDepth = 16;

    private readonly Dictionary<string, StateCache.Held> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _keys = [];
    private readonly List<UInt128> _digests = [];
    private readonly Dictionary<string, StateCache.Held> _changed = new(StringComparer.Ordinal); // by the command that is being decided
    private IReadOnlyDictionary<string, StateTable.StateRow?>? _rows; // of the streams that were not in memory
    private readonly List<Entry> _entries = [];
    private readonly List<(Pending Pending, int Entry, bool Repeated)> _waiting = [];
    private readonly List<(Pending Pending, Answer? Answer)> _answered = [];

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The digest of each entry's key.</summary>
    public IReadOnlyList<UInt128> Digests => _digests;

    /// <summary>The states after the batch.</summary>
    public IReadOnlyDictionary<string, StateCache.Held> States => _states;

    /// <summary>Reads what the commands need and is not in memory, at once: one by one, most of the time would go into locking the tables for each.</summary>
    public async Task Fetch(IEnumerable<Pending> commands) => _rows = await partition.LoadRows(commands.Select(pending => pending.Stream));

    /// <summary>Decides one command. What is refused, or changes nothing, leaves no trace in the batch.</summary>
    public async Task Decide(Pending pending)
    {
        if (partition.Keys.TryGet(pending.Digest, out var known))
        {
            _answered.Add((pending, await FromLog(known, pending)));
            return;
        }

        if (_keys.TryGetValue(pending.Digest, out var earlier))
        {
            if (_entries[earlier].Fingerprint == pending.Fingerprint) _waiting.Add((pending, earlier, true));
            else _answered.Add((pending, new Answer.Refused(KeyReused)));
            return;
        }

        var now = pending.ReceivedAt > partition.LastReceivedAt ? pending.ReceivedAt : partition.LastReceivedAt;
        if (_entries.Count > 0 && _entries[^1].ReceivedAt > now) now = _entries[^1].ReceivedAt;
        _changed.Clear();
        var parts = new List<Part>(1);
        if (await Decide(pending.Stream, pending.Command, now, parts, 0) is { } refusal) _answered.Add((pending, new Answer.Refused(refusal)));
        else if (parts.Count == 0) _answered.Add((pending, null));
        else
        {
            var sender = pending.Sender;
            foreach (var (stream, held) in _changed) _states[stream] = held;
            _keys.Add(pending.Digest, _entries.Count);
            _digests.Add(pending.Digest);
            _waiting.Add((pending, _entries.Count, false));
            _entries.Add(new(sender.Key, pending.Fingerprint, sender.Actor, now, sender.Trace, parts));
        }
    }

    /// <summary>Answers every caller, after the commit of the row (or with the head, when the batch changed nothing).</summary>
    /// <param name="position">The row.</param>
    /// <param name="here">Whether this thread may give the answers itself.</param>
    public void Answer(Position position, bool here)
    {
        var hand = new Answers(here);
        foreach (var (pending, answer) in _answered) hand = hand.Add(pending, answer ?? new Answer.Accepted(position, [], false));
        foreach (var (pending, entry, repeated) in _waiting) hand = hand.Add(pending, new Answer.Accepted(position, _entries[entry].Parts, repeated));
        hand.Give();
    }

    internal static Refusal KeyReused { get; } =
        new("request.key-reused", "This Idempotency-Key was used for another command within the last day.");

    private async ValueTask<Refusal?> Decide(string stream, object command, DateTimeOffset now, List<Part> parts, int depth)
    {
        if (depth > MaxDepth) throw new InvalidOperationException($"The companions of a command reach deeper than {MaxDepth}; '{stream}' is the last.");
        var kind = partition.Definition.KindOf(stream);
        var held = _changed.GetValueOrDefault(stream) ?? _states.GetValueOrDefault(stream) ?? await Load(stream);
        var decision = kind.Decide(held.State, command, now);
        if (decision.Refusal is not null) return decision.Refusal;
        if (decision.Events.Count > 0)
        {
            stream = held.Stream;
            var part = new Part(stream, held.Version + decision.Events.Count, decision.Events);
            parts.Add(part);
            _changed[stream] = partition.Evolve(held, part, partition.Head + 1);
        }

        foreach (var also in decision.Companions)
            if (!partition.Holds(also.Stream))
                throw new InvalidOperationException($"'{also.Stream}' is a companion of '{stream}', and another partition of {partition.Definition.Service} has it.");
            else if (await Decide(also.Stream, also.Command, now, parts, depth + 1) is { } refusal) return refusal;
        return null;
    }

    private ValueTask<StateCache.Held> Load(string stream) =>
        _rows is not null && _rows.TryGetValue(stream, out var row) ? new(partition.Resting.From(stream, row)) : partition.Load(stream);

    private async Task<Answer> FromLog(KeyMemory.Known known, Pending pending)
    {
        var row = (await partition.ReadAfter(known.Sequence - 1, 1))[0];
        var entry = row.Entries[known.EntryIndex];
        return entry.Fingerprint == pending.Fingerprint ? new Answer.Accepted(row.Position, entry.Parts, true) : new Answer.Refused(KeyReused);
    }
}
