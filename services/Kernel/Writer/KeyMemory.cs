using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The idempotency keys of the last day, known from the log itself. Used by the writer alone.</summary>
/// <remarks>Ten million bids a day must fit: a key is held as a digest and a place, 32 to 64 bytes with its index, and nothing in here is for the garbage
/// collector to look at. The keys stand in many small tables, so that a table that grows never keeps the bidders waiting.</remarks>
internal sealed class KeyMemory
{
    /// <summary>How long a key is remembered, by the clock of the exchange.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Shard[] _shards = [.. Enumerable.Range(0, 256).Select(_ => new Shard())];
    private readonly Queue<(long At, long Sequence)> _rows = new();
    private long _forgotten; // keys up to this row are too old

    /// <summary>Where the log holds what a key caused.</summary>
    /// <param name="Sequence">The row.</param>
    /// <param name="EntryIndex">The entry in the row, from 0.</param>
    public readonly record struct Known(long Sequence, int EntryIndex);

    /// <summary>What a key is known by: 128 bits of SHA-256 over the actor and the key, so that nobody can make two that are taken for one.</summary>
    public static UInt128 DigestOf(string actor, string key)
    {
        var text = actor.Length + key.Length + 1 is var length && length <= 512 ? stackalloc char[length] : new char[length];
        actor.CopyTo(text);
        text[actor.Length] = '\n';
        key.CopyTo(text[(actor.Length + 1)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    /// <summary>The digests of the keys of a row's entries.</summary>
    public static IReadOnlyList<UInt128> DigestsOf(LogRow row) => [.. row.Entries.Select(entry => DigestOf(entry.Actor, entry.Key))];

    /// <summary>How many keys are held, those included that are too old and in nobody's way yet.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    public bool TryGet(UInt128 digest, out Known known) => ShardOf(digest).TryGet(digest, out known) && known.Sequence > _forgotten;

    /// <summary>Remembers the keys of a committed row, and forgets those that are too old.</summary>
    /// <param name="row">The row.</param>
    /// <param name="digests">The digests of its entries' keys.</param>
    public void Remember(LogRow row, IReadOnlyList<UInt128> digests)
    {
        for (var i = 0; i < digests.Count; i++) Put(digests[i], new(row.Position.Sequence, i));
        Close(row.WrittenAt.ToUnixTimeMilliseconds(), row.Position.Sequence);
    }

    /// <summary>Remembers a key. The rows' keys come in the order of the rows.</summary>
    public void Put(UInt128 digest, Known known) => ShardOf(digest).Put(digest, known, _forgotten);

    /// <summary>Adds a key that is found only once <see cref="Index"/> has run: for millions of them at once.</summary>
    public void Append(UInt128 digest, Known known) => ShardOf(digest).Append(digest, known);

    /// <summary>Makes the keys that were appended known. Table after table, so that each is in the processor's cache while it is made.</summary>
    public void Index() => Parallel.ForEach(_shards, shard => shard.Index());

    /// <summary>Says that all keys up to a row are in, and forgets those that are too old by then.</summary>
    /// <param name="at">When the row was written, in Unix milliseconds.</param>
    /// <param name="sequence">The row.</param>
    public void Close(long at, long sequence)
    {
        _rows.Enqueue((at, sequence));
        var horizon = at - (long)Memory.TotalMilliseconds;
        while (_rows.TryPeek(out var oldest) && oldest.At < horizon) _forgotten = _rows.Dequeue().Sequence;
    }

    private Shard ShardOf(UInt128 digest) => _shards[(byte)digest];

    /// <summary>Keys in the order of their age, in a ring, and an index with linear probing over it.</summary>
    private sealed class Shard
    {
        private UInt128[] _digests = new UInt128[4];
        private long[] _places = new long[4]; // 48 bits of row, 16 of entry
        private int[] _index = new int[8]; // a slot of the ring and one, or 0
        private int _first;

        public int Count { get; private set; }

        public bool TryGet(UInt128 digest, out Known known)
        {
            var slot = _index[Find(digest)] - 1;
            known = slot < 0 ? default : new(_places[slot] >> 16, (int)(_places[slot] & 0xffff));
            return slot >= 0;
        }

        public void Put(UInt128 digest, Known known, long forgotten)
        {
            while (Count > 0 && _places[_first] >> 16 <= forgotten) RemoveFirst();
            if (_index[Find(digest)] != 0) return;
            var full = Count == _places.Length;
            Append(digest, known);
            if (full) Index();
            else _index[Find(digest)] = ((_first + Count - 1) & (_places.Length - 1)) + 1;
        }

        public void Append(UInt128 digest, Known known)
        {
            if (Count == _places.Length) Grow();
            var slot = (_first + Count++) & (_places.Length - 1);
            (_digests[slot], _places[slot]) = (digest, (known.Sequence << 16) | checked((ushort)known.EntryIndex));
        }

        /// <summary>Makes the index anew. A key that stands here twice was too old when it came again: the later one counts.</summary>
        public void Index()
        {
            _index = new int[2 * _places.Length];
            for (var i = 0; i < Count; i++)
            {
                var slot = (_first + i) & (_places.Length - 1);
                _index[Find(_digests[slot])] = slot + 1;
            }
        }

        // Where the index holds the digest, or where it would.
        private int Find(UInt128 digest)
        {
            var place = Home(digest);
            while (_index[place] is not 0 and var slot && _digests[slot - 1] != digest) place = (place + 1) & (_index.Length - 1);
            return place;
        }

        // The low byte has chosen the shard.
        private int Home(UInt128 digest) => (int)((uint)(digest >> 8) & (uint)(_index.Length - 1));

        private void RemoveFirst()
        {
            var place = Find(_digests[_first]);
            if (_index[place] == _first + 1) Unindex(place);
            _first = (_first + 1) & (_places.Length - 1);
            Count--;
        }

        // Those that were pushed along by the one that goes move back (Knuth, The Art of Computer Programming, 6.4, algorithm R).
        private void Unindex(int gap)
        {
            for (var next = (gap + 1) & (_index.Length - 1); _index[next] is not 0 and var slot; next = (next + 1) & (_index.Length - 1))
            {
                var home = Home(_digests[slot - 1]);
                if (((next - home) & (_index.Length - 1)) < ((next - gap) & (_index.Length - 1))) continue;
                (_index[gap], gap) = (slot, next);
            }

            _index[gap] = 0;
        }

        private void Grow()
        {
            var (digests, places) = (new UInt128[2 * Count], new long[2 * Count]);
            for (var i = 0; i < Count; i++)
                (digests[i], places[i]) = (_digests[(_first + i) & (Count - 1)], _places[(_first + i) & (Count - 1)]);
            (_digests, _places, _first) = (digests, places, 0);
        }
    }
}
