using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>Decides commands one after the other on top of the committed states, and keeps what they cause until it is committed or dropped.</summary>
internal sealed class Batch(Partition partition)
{
    private const int MaxDepth = 16;

    private readonly Dictionary<string, StateCache.Held> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Actor, string Key), int> _keys = [];
    private readonly List<Entry> _entries = [];
    private readonly List<(Pending Pending, int Entry, bool Repeated)> _waiting = [];
    private readonly List<(Pending Pending, Answer? Answer)> _answered = [];

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The states after the batch.</summary>
    public IReadOnlyDictionary<string, StateCache.Held> States => _states;

    /// <summary>Decides one command. What is refused, or changes nothing, leaves no trace in the batch.</summary>
    public async Task Decide(Pending pending)
    {
        var sender = pending.Sender;
        if (partition.Keys.TryGet(sender.Actor, sender.Key, out var known))
        {
            _answered.Add((pending, known.Fingerprint == pending.Fingerprint ? await FromLog(known) : new Answer.Refused(KeyReused)));
            return;
        }

        if (_keys.TryGetValue((sender.Actor, sender.Key), out var earlier))
        {
            if (_entries[earlier].Fingerprint == pending.Fingerprint) _waiting.Add((pending, earlier, true));
            else _answered.Add((pending, new Answer.Refused(KeyReused)));
            return;
        }

        var now = pending.ReceivedAt > partition.LastReceivedAt ? pending.ReceivedAt : partition.LastReceivedAt;
        if (_entries.Count > 0 && _entries[^1].ReceivedAt > now) now = _entries[^1].ReceivedAt;
        var changed = new Dictionary<string, StateCache.Held>(StringComparer.Ordinal);
        var parts = new List<Part>();
        if (await Decide(pending.Stream, pending.Command, now, changed, parts, 0) is { } refusal) _answered.Add((pending, new Answer.Refused(refusal)));
        else if (parts.Count == 0) _answered.Add((pending, null));
        else
        {
            foreach (var (stream, held) in changed) _states[stream] = held;
            _keys.Add((sender.Actor, sender.Key), _entries.Count);
            _waiting.Add((pending, _entries.Count, false));
            _entries.Add(new(sender.Key, pending.Fingerprint, sender.Actor, now, sender.Trace, parts));
        }
    }

    /// <summary>Answers every caller, after the commit of the row (or with the head, when the batch changed nothing).</summary>
    public void Answer(Position position)
    {
        foreach (var (pending, answer) in _answered) pending.TrySetResult(answer ?? new Answer.Accepted(position, [], false));
        foreach (var (pending, entry, repeated) in _waiting) pending.TrySetResult(new Answer.Accepted(position, _entries[entry].Parts, repeated));
    }

    internal static Refusal KeyReused { get; } =
        new("request.key-reused", "This Idempotency-Key was used for another command within the last day.");

    private async ValueTask<Refusal?> Decide(
        string stream, object command, DateTimeOffset now, Dictionary<string, StateCache.Held> changed, List<Part> parts, int depth)
    {
        if (depth > MaxDepth) throw new InvalidOperationException($"The companions of a command reach deeper than {MaxDepth}; '{stream}' is the last.");
        var kind = partition.Definition.KindOf(stream);
        var held = changed.GetValueOrDefault(stream) ?? _states.GetValueOrDefault(stream) ?? await partition.Load(stream);
        var decision = kind.Decide(held.State, command, now);
        if (decision.Refusal is not null) return decision.Refusal;
        if (decision.Events.Count > 0)
        {
            var part = new Part(stream, held.Version + decision.Events.Count, decision.Events);
            parts.Add(part);
            changed[stream] = partition.Evolve(held, part, partition.Head + 1);
        }

        if (decision.Companions.Count > 0 && partition.Definition.MayPartition)
            throw new InvalidOperationException($"'{stream}' has companions, but the log of {partition.Definition.Service} may have several partitions.");
        foreach (var also in decision.Companions)
            if (await Decide(also.Stream, also.Command, now, changed, parts, depth + 1) is { } refusal) return refusal;
        return null;
    }

    private async Task<Answer> FromLog(KeyMemory.Known known)
    {
        var rows = await partition.ReadAfter(known.Sequence - 1, 1);
        return new Answer.Accepted(rows[0].Position, rows[0].Entries[known.EntryIndex].Parts, true);
    }
}
