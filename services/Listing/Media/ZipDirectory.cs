using System.Buffers.Binary;

namespace Exchange.Listing.Media;

/// <summary>Counts the entries of a ZIP archive before anything makes an object of each: an archive of nothing but empty entries has millions (PKWARE APPNOTE 4.3.12 and 4.3.16).</summary>
public static class ZipDirectory
{
    private const int EndLength = 22, LongestComment = 65_535, HeaderLength = 46;

    private const uint HeaderMark = 0x02014b50;

    /// <summary>How many entries the directory has; null where there is no directory, or one of ZIP64, which no archive needs that we take. Counts no further than one past the bound.</summary>
    public static int? Count(Stream archive, int most)
    {
        if (End(archive) is not { } directory) return null;
        Span<byte> header = stackalloc byte[HeaderLength];
        archive.Position = directory;
        for (var count = 0; ; count++)
        {
            if (count > most || archive.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderMark)
            {
                archive.Position = 0;
                return count;
            }

            var further = BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
            archive.Position += further;
        }
    }

    /// <summary>Where the directory begins.</summary>
    private static long? End(Stream archive)
    {
        var length = (int)Math.Min(archive.Length, EndLength + LongestComment);
        var tail = new byte[length];
        archive.Position = archive.Length - length;
        archive.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || length - end < EndLength) return null;
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        return offset == uint.MaxValue || offset >= archive.Length ? null : offset;
    }
}
