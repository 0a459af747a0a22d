using System.Buffers;
using System.IO.Compression;

namespace Exchange.Listing.Media;

/// <summary>Which documents we take, by what their bytes show and not by what somebody says.</summary>
public static class Documents
{
    public const string Pdf = "application/pdf", Text = "text/plain; charset=utf-8";

    public const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Letter = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    // What an office program would unpack.
    private const long MostUnpacked = 512L * 1024 * 1024, MostRatio = 200, UsualUnpacked = 16L * 1024 * 1024;

    private const int MostParts = 10_000;

    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    /// <summary>The media type of a document, or null for what we do not take: other formats, macros, archives, and office documents that would not fit into memory.</summary>
    public static string? TypeOf(ReadOnlyMemory<byte> bytes) =>
        bytes.Span.StartsWith("%PDF-"u8) ? Pdf
        : bytes.Span.StartsWith("PK"u8) ? OfficeType(bytes)
        : bytes.Length > 0 && !bytes.Span.ContainsAny(Controls) && IsUtf8(bytes.Span) ? Text
        : null;

    /// <summary>How the names of files of a type end.</summary>
    public static string EndingOf(string type) => type switch
    {
        Pdf => ".pdf",
        Sheet => ".xlsx",
        Letter => ".docx",
        _ => ".txt",
    };

    private static string? OfficeType(ReadOnlyMemory<byte> bytes)
    {
        using var file = new MemoryStream(bytes.ToArray(), writable: false);
        if (ZipDirectory.Count(file, MostParts) is not { } parts || parts > MostParts) return null;
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            var unpacked = archive.Entries.Aggregate((Int128)0, (sum, entry) => sum + entry.Length);
            if (unpacked > MostUnpacked || (unpacked > UsualUnpacked && unpacked > (Int128)bytes.Length * MostRatio)) return null;
            if (archive.Entries.Any(entry => entry.IsEncrypted || entry.FullName.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase))) return null;
            return archive.GetEntry("[Content_Types].xml") is null ? null
                : archive.GetEntry("xl/workbook.xml") is not null ? Sheet
                : archive.GetEntry("word/document.xml") is not null ? Letter
                : null;
        }
        catch (InvalidDataException)
        {
            return null; // it only begins as one
        }
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
