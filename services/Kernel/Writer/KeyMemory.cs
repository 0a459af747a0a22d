using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>The idempotency keys of the last day, known from the log itself. Used by the writer alone.</summary>
/// <remarks>Ten million bids a day must fit: a key is held as a digest, and nothing in here is for the garbage collector to look at.</remarks>
internal sealed class KeyMemory
{
    /// <summary>How long a key is remembered, by the clock of the exchange.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(1);

    private readonly Dictionary<UInt128, Known> _known = [];
    private readonly Queue<(long At, UInt128 Digest)> _byAge = new();

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

    public bool TryGet(UInt128 digest, out Known known) => _known.TryGetValue(digest, out known);

    /// <summary>Remembers the keys of a committed row, and forgets those that are too old.</summary>
    /// <param name="row">The row.</param>
    /// <param name="digests">The digests of its entries' keys, where they are known already.</param>
    public void Remember(LogRow row, IReadOnlyList<UInt128>? digests)
    {
        for (var i = 0; i < row.Entries.Count; i++)
        {
            var entry = row.Entries[i];
            var digest = digests is null ? DigestOf(entry.Actor, entry.Key) : digests[i];
            if (_known.TryAdd(digest, new(row.Position.Sequence, i))) _byAge.Enqueue((entry.ReceivedAt.ToUnixTimeMilliseconds(), digest));
        }

        var horizon = (row.WrittenAt - Memory).ToUnixTimeMilliseconds();
        while (_byAge.TryPeek(out var oldest) && oldest.At < horizon) _known.Remove(_byAge.Dequeue().Digest);
    }
}
