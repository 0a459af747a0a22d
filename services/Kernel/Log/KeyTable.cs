using System.Buffers.Binary;
using Exchange.Kernel.Database;
using Exchange.Kernel.Writer;

namespace Exchange.Kernel.Log;

/// <summary>The idempotency keys of the last day in segments of many rows, written with the state rows: a restart reads them instead of the rows.</summary>
internal static class KeyTable
{
    // So few that neither the bytes of a segment nor its text is a large object, of which the garbage collector takes care only with all the others.
    private const int KeysInSegment = 600;

    private const int KeyBytes = 16 + sizeof(int) + sizeof(int);

    // Rows are written a little after they are received; segments are kept longer than their keys, so that those of a day are always whole.
    private static readonly TimeSpan Kept = KeyMemory.Memory + TimeSpan.FromHours(1);

    [Sql("kernel")]
    private const string Insert = """
        insert into key_segments (partition_no, first_sequence, last_sequence, last_at, data)
        values (@partition, @first, @last, @at, @data)
        """;

    [Sql("kernel")]
    private const string DeleteOthers = "delete from key_segments where partition_no = @partition and (last_at < @horizon or last_sequence >= @first)";

    [Sql("kernel")]
    private const string SelectSegments = """
        select first_sequence, last_sequence, last_at
        from key_segments
        where partition_no = @partition and last_sequence > @after
        order by first_sequence
        """;

    [Sql("kernel")]
    private const string SelectData = "select data from key_segments where partition_no = @partition and first_sequence = @first";

    /// <summary>A key and where the log holds what it caused.</summary>
    public readonly record struct Key(UInt128 Digest, KeyMemory.Known Known);

    private sealed record Segment(long FirstSequence, long LastSequence, long LastAt);

    /// <summary>Stores the keys of the rows after one and through another, and drops what is too old, or ahead of the cursor (somebody put that back).</summary>
    /// <param name="session">The session; the cursor that says what is stored moves in it too.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="after">The row that the last segment ended with.</param>
    /// <param name="through">The last row.</param>
    /// <param name="at">When that was received.</param>
    /// <param name="keys">The keys in the order of their rows. Those of earlier rows are stored already.</param>
    public static async Task Append(ViewSession session, int partition, long after, long through, DateTimeOffset at, IReadOnlyList<Key> keys)
    {
        var first = after + 1;
        await session.Execute(DeleteOthers, new { partition, first, horizon = (at - Kept).ToUnixTimeMilliseconds() });
        var from = 0;
        while (from < keys.Count && keys[from].Known.Sequence < first) from++;
        for (var more = true; more;)
        {
            // A row's keys stay together.
            var to = Math.Min(from + KeysInSegment, keys.Count);
            while (to < keys.Count && keys[to].Known.Sequence == keys[to - 1].Known.Sequence) to++;
            more = to < keys.Count;
            var last = more ? keys[to - 1].Known.Sequence : through;
            await session.Execute(Insert, new { partition, first, last, at = at.ToUnixTimeMilliseconds(), data = Encode(first, keys, from, to) });
            (first, from) = (last + 1, to);
        }
    }

    /// <summary>Reads the keys of the rows after one and through another. False, and nothing is read, when they are not all stored.</summary>
    public static async Task<bool> TryLoad(ViewSession session, int partition, long after, long through, KeyMemory into)
    {
        if (through <= after) return false;
        var segments = await session.Query<Segment>(SelectSegments, new { partition, after });
        var reached = after;
        foreach (var segment in segments)
        {
            if (segment.FirstSequence > reached + 1) return false;
            reached = segment.LastSequence;
        }

        if (reached != through) return false;
        foreach (var segment in segments)
        {
            Decode(segment.FirstSequence, (await session.QuerySingle<string>(SelectData, new { partition, first = segment.FirstSequence }))!, into);
            into.Close(segment.LastAt, segment.LastSequence);
        }

        into.Index();
        return true;
    }

    // A digest, and the distance from the first row, and the entry, little end first.
    private static string Encode(long first, IReadOnlyList<Key> keys, int from, int to)
    {
        var bytes = new byte[(to - from) * KeyBytes];
        for (var i = from; i < to; i++)
        {
            var part = bytes.AsSpan((i - from) * KeyBytes, KeyBytes);
            BinaryPrimitives.WriteUInt128LittleEndian(part, keys[i].Digest);
            BinaryPrimitives.WriteInt32LittleEndian(part[16..], checked((int)(keys[i].Known.Sequence - first)));
            BinaryPrimitives.WriteInt32LittleEndian(part[20..], keys[i].Known.EntryIndex);
        }

        return Convert.ToBase64String(bytes);
    }

    private static void Decode(long first, string data, KeyMemory into)
    {
        var bytes = Convert.FromBase64String(data);
        for (var part = bytes.AsSpan(); part.Length > 0; part = part[KeyBytes..])
            into.Append(
                BinaryPrimitives.ReadUInt128LittleEndian(part),
                new(first + BinaryPrimitives.ReadInt32LittleEndian(part[16..]), BinaryPrimitives.ReadInt32LittleEndian(part[20..])));
    }
}
