using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Exchange.Matching.Audits;

/// <summary>Names places in an audit file, for those who look for what was changed.</summary>
internal static class AuditPlaces
{
    /// <summary>A byte, and the entry in which it stands.</summary>
    public static string Of(ReadOnlySpan<byte> file, int offset)
    {
        // Behind the hash of an entry the next one begins with a brace, and no string can hold these bytes, because a quotation mark in it is escaped.
        var before = file[..Math.Min(offset + 1, file.Length)];
        var hash = "\"hash\":\""u8;
        var entry = before.Count(hash) + (before[Math.Max(0, before.LastIndexOf(hash))..].Contains((byte)'{') ? 1 : 0);
        return string.Create(CultureInfo.InvariantCulture, $"byte {offset} (in or after entry {entry})");
    }

    /// <summary>A byte as one reads it; the end where there is none.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes, int offset) =>
        offset >= bytes.Length ? "the end"
        : bytes[offset] is > (byte)' ' and < 0x7f and var letter ? $"'{(char)letter}'"
        : string.Create(CultureInfo.InvariantCulture, $"0x{bytes[offset]:x2}");

    /// <summary>The first byte that cannot stand in UTF-8.</summary>
    public static int FirstNotUtf8(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }

    /// <summary>Where a reader could not go on; -1 when it does not say.</summary>
    public static int OffsetOf(ReadOnlySpan<byte> bytes, JsonException broken)
    {
        if (broken is not { LineNumber: { } line, BytePositionInLine: { } inLine }) return -1;
        var at = 0;
        for (; line > 0; line--) at += bytes[at..].IndexOf((byte)'\n') + 1;
        return at + (int)inLine;
    }
}
