using System.Globalization;

namespace Exchange.Kernel.Log;

/// <summary>A place in a service's log. Written <c>partition-sequence</c>; callers treat the text as opaque.</summary>
/// <param name="Partition">The partition, from 0.</param>
/// <param name="Sequence">The dense number of the log row, from 1; 0 is before the first.</param>
public readonly record struct Position(int Partition, long Sequence)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Partition}-{Sequence}");

    public static bool TryParse(string? text, out Position position)
    {
        position = default;
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 1
            || !int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || !long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        position = new(partition, sequence);
        return true;
    }
}

/// <summary>One row of the log, which is one commit: all that a batch of accepted commands caused.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="WrittenAt">When the batch was written, by the clock of the exchange.</param>
/// <param name="Entries">An entry for each accepted command that changed something, in the order of their decisions.</param>
/// <param name="Hash">SHA-256 over the hash of the row before and this row, lower-case hexadecimal.</param>
public sealed record LogRow(Position Position, DateTimeOffset WrittenAt, IReadOnlyList<Entry> Entries, string Hash)
{
    /// <summary>Every event of the row in its order, with what caused it. Made anew each time: rows wait for their followers, and should be small while they do.</summary>
    public IReadOnlyList<Happened> Happenings()
    {
        var happened = new List<Happened>();
        Unfold(happened);
        return happened;
    }

    /// <summary>Adds the <see cref="Happenings"/> to a list.</summary>
    public void Unfold(List<Happened> into)
    {
        for (var entry = 0; entry < Entries.Count; entry++)
        {
            var (cause, ordinal) = (Entries[entry], 0);
            for (var i = 0; i < cause.Parts.Count; i++)
            {
                var part = cause.Parts[i];
                var version = part.Version - part.Events.Count;
                for (var k = 0; k < part.Events.Count; k++) into.Add(new(Position, entry, ordinal++, cause, part.Stream, ++version, part.Events[k]));
            }
        }
    }
}

/// <summary>What one accepted command caused.</summary>
/// <param name="Key">The idempotency key, unique for its actor within a day.</param>
/// <param name="Fingerprint">A digest of the stream and the command, by which another command under the same key is told.</param>
/// <param name="Actor">Who sent it: the subject of the token, <c>clock</c>, or <c>bus</c>.</param>
/// <param name="ReceivedAt">The receipt time, by the clock of the exchange.</param>
/// <param name="Trace">The W3C trace context of the request, or null.</param>
/// <param name="Parts">The events of each stream that the command changed; the first is the stream that was addressed.</param>
public sealed record Entry(string Key, string Fingerprint, string Actor, DateTimeOffset ReceivedAt, string? Trace, IReadOnlyList<Part> Parts);

/// <summary>Events of one stream.</summary>
/// <param name="Stream"><c>kind/id</c>.</param>
/// <param name="Version">The number of events that the stream has had after these.</param>
/// <param name="Events">The events, in order.</param>
public sealed record Part(string Stream, long Version, IReadOnlyList<object> Events);

/// <summary>One event, with its place and its cause.</summary>
/// <param name="Position">The log row.</param>
/// <param name="EntryIndex">The entry within the row, from 0.</param>
/// <param name="Ordinal">The event within the entry, from 0.</param>
/// <param name="Cause">The entry.</param>
/// <param name="Stream">The stream, <c>kind/id</c>.</param>
/// <param name="Version">The event's number in its stream, from 1.</param>
/// <param name="Event">The event.</param>
public readonly record struct Happened(Position Position, int EntryIndex, int Ordinal, Entry Cause, string Stream, long Version, object Event)
{
    /// <summary>The part of the stream's name after its kind.</summary>
    public string StreamId => Stream[(Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
