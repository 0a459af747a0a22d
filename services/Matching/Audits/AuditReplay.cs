using System.Text.Json;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Audits;

/// <summary>Decides again, entry by entry, what an audit file comes to, and says where the rules say something else.</summary>
public abstract class AuditReplay
{
    private long _lastAt = long.MinValue;

    /// <summary>The id of what the entries are about; null before the first.</summary>
    public abstract string? Id { get; }

    /// <summary>What is sold or traded.</summary>
    public abstract string? Title { get; }

    /// <summary>ISO 4217.</summary>
    public abstract string? Currency { get; }

    /// <summary>Whether the entries so far come to an end.</summary>
    public abstract bool HasEnded { get; }

    /// <summary>What they come to, an <see cref="AuditResult"/> or an <see cref="AuditedCall"/>. Only once they have ended.</summary>
    /// <param name="names">The names of the file, or null when the entries have them already.</param>
    public abstract object Result(AuditNames? names = null);

    /// <summary>Takes the next entry without deciding it again.</summary>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">What the command caused.</param>
    public abstract void Follow(long at, IReadOnlyList<object> events);

    /// <summary>Takes the next entry, and returns what is wrong with it, or null. What is wrong is still taken, if it can follow at all.</summary>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">What the command caused.</param>
    public string? Take(long at, IReadOnlyList<object> events)
    {
        var fault = at < _lastAt ? $"at is {at}, before the entry before it" : null;
        _lastAt = at;
        fault ??= FaultOf(at, events);
        Follow(at, events);
        return fault;
    }

    /// <summary>What is wrong with the next entry by the rules, or null.</summary>
    protected abstract string? FaultOf(long at, IReadOnlyList<object> events);

    /// <summary>Where what was decided again differs from what an entry says, or null.</summary>
    protected static string? Difference<TEvent>(AuditKind kind, Decision<TEvent> decision, IReadOnlyList<object> events)
        where TEvent : class
    {
        if (decision.Refusal is { } refusal) return $"by the rules it is refused: {refusal.Code}, {refusal.Detail}";
        for (var i = 0; i < Math.Max(decision.Count, events.Count); i++)
        {
            if (i >= events.Count) return $"events[{i}] is missing, and by the rules it is {decision[i].GetType().Name}";
            if (i >= decision.Count) return $"events[{i}] is {events[i].GetType().Name}, and by the rules there is none";
            if (!decision[i].Equals(events[i]) && Difference($"events[{i}]", kind.Json(events[i]), kind.Json(decision[i])) is { } difference) return difference;
        }

        return null;
    }

    /// <summary>Where two values differ first, for a person to read; null when they do not.</summary>
    /// <param name="place">What they are.</param>
    /// <param name="said">What the file says.</param>
    /// <param name="due">What the rules say.</param>
    public static string? Difference(string place, JsonElement said, JsonElement due)
    {
        if (said.ValueKind == JsonValueKind.Object && due.ValueKind == JsonValueKind.Object)
            return said.EnumerateObject().Select(member => member.Name).Union(due.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal)
                .Select(name => Difference($"{place}.{name}", Member(said, name), Member(due, name))).FirstOrDefault(difference => difference is not null);
        if (said.ValueKind == JsonValueKind.Array && due.ValueKind == JsonValueKind.Array && said.GetArrayLength() == due.GetArrayLength())
            return Enumerable.Range(0, said.GetArrayLength()).Select(i => Difference($"{place}[{i}]", said[i], due[i])).FirstOrDefault(difference => difference is not null);
        return IsSame(said, due) ? null : $"{place} is {Text(said)}, and by the rules {Text(due)}";
    }

    // Numbers are compared as they are written: all of ours are integers, and a forger's may have an exponent beyond all reckoning.
    private static bool IsSame(JsonElement said, JsonElement due) => said.ValueKind == due.ValueKind && said.ValueKind switch
    {
        JsonValueKind.Array => false, // of different lengths, or its elements had been compared
        JsonValueKind.Number => said.GetRawText() == due.GetRawText(),
        _ => JsonElement.DeepEquals(said, due),
    };

    private static JsonElement Member(JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? "missing" : json.GetRawText();
}
