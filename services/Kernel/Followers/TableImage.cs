using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Exchange.Kernel.Followers;

/// <summary>What a table holds, in no order. Of each row 16 bytes of its SHA-256 are kept, and its text only while the table is small: the texts of a ledger of millions of rows
/// would not fit in memory.</summary>
internal sealed class TableImage
{
    private const int MostTexts = 100_000;

    private readonly List<UInt128> _digests = [];
    private readonly Dictionary<UInt128, string> _texts = [];
    private bool _isSorted = true;

    /// <summary>Takes the next row.</summary>
    public void Add(string row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(row.AsSpan()), hash);
        var digest = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _digests.Add(digest);
        _isSorted = false;
        if (_digests.Count <= MostTexts) _texts.TryAdd(digest, row);
        else _texts.Clear();
    }

    /// <summary>Whether another table holds the same rows, each as many times.</summary>
    public bool IsSameAs(TableImage other) => CollectionsMarshal.AsSpan(Sorted()).SequenceEqual(CollectionsMarshal.AsSpan(other.Sorted()));

    /// <summary>A row that this table has more often than another: its text, or its digest where the table is large; empty when there is none.</summary>
    public string Beyond(TableImage other)
    {
        var (mine, theirs, j) = (Sorted(), other.Sorted(), 0);
        foreach (var digest in mine)
        {
            while (j < theirs.Count && theirs[j] < digest) j++;
            if (j < theirs.Count && theirs[j] == digest) j++;
            else return _texts.GetValueOrDefault(digest) ?? string.Create(CultureInfo.InvariantCulture, $"one of {mine.Count:N0} rows, with the digest {digest:x32}");
        }

        return "";
    }

    private List<UInt128> Sorted()
    {
        if (!_isSorted) _digests.Sort();
        _isSorted = true;
        return _digests;
    }
}
