using System.IO.Compression;
using System.Xml;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Imports;

/// <summary>The bounds of a workbook.</summary>
/// <param name="MostBytes">The most bytes of all its parts together, unpacked.</param>
/// <param name="MostColumns">The most columns of a sheet.</param>
/// <param name="MostCharacters">The most characters of a row.</param>
public sealed record WorkbookBounds(long MostBytes, int MostColumns, int MostCharacters);

/// <summary>What an inspection of a workbook found.</summary>
/// <param name="Formulas">The cells that a formula computes: the row from 1 times 2^16 plus the column from 0.</param>
public sealed record InspectedSheet(IReadOnlySet<long> Formulas);

/// <summary>Looks at an XLSX file before a library reads it: all of it is unpacked once, and counted, so that what lies about its size, holds a document type, or would
/// fill the memory is refused before a row is read. (ECMA-376, parts 1 and 2.)</summary>
public static class Workbooks
{
    /// <summary>The most rows of a sheet, by Excel's own limit.</summary>
    public const int MostRows = 1_048_576;

    private const int MostParts = 2_000, MostFormulas = 2_000_000;

    // A sheet of one value repeated packs about 200 to 1; a bomb of deflate up to 1,032 to 1.
    private const long MostRatio = 400, RatioFrom = 16 * 1024 * 1024;

    /// <summary>Whether a file is a ZIP, by its first bytes.</summary>
    public static bool IsZip(ReadOnlySpan<byte> start) => start is [0x50, 0x4B, 0x03, 0x04, ..];

    /// <summary>Whether a file is a compound document, as Excel 97 to 2003 wrote them, and as encrypted workbooks still are.</summary>
    public static bool IsCompound(ReadOnlySpan<byte> start) => start is [0xD0, 0xCF, 0x11, 0xE0, ..];

    /// <summary>What makes a workbook unfit to be read, or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bounds">The bounds.</param>
    /// <param name="sheets">What was found, by the path of the sheet's part.</param>
    public static Refusal? Inspect(Stream file, WorkbookBounds bounds, out IReadOnlyDictionary<string, InspectedSheet> sheets)
    {
        var found = new Dictionary<string, InspectedSheet>(StringComparer.OrdinalIgnoreCase);
        sheets = found;
        try
        {
            file.Position = 0;
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Count > MostParts) return Bad("too-many-parts");
            if (zip.GetEntry("xl/workbook.xml") is null) return ImportRefusals.UnknownFile;
            if (zip.Entries.GroupBy(entry => entry.FullName, StringComparer.OrdinalIgnoreCase).Any(group => group.Count() > 1)) return Bad("part-twice");
            var total = 0L;
            foreach (var entry in zip.Entries)
            {
                using var counted = new CountedPart(entry.Open(), bounds.MostBytes - total, Math.Max(RatioFrom, MostRatio * entry.CompressedLength));
                if (IsXml(entry.FullName) && Read(entry.FullName, counted, bounds, found) is { } rule) return Bad(rule, entry.FullName);
                counted.Exhaust();
                if (counted.Length != entry.Length) return Bad("lying-size", entry.FullName);
                total += counted.Length;
            }

            return null;
        }
        catch (Exception exception) when (exception is TooLargeException or InvalidDataException or XmlException or EndOfStreamException or NotSupportedException or OverflowException)
        {
            return exception is TooLargeException tooLarge ? Bad(tooLarge.Message) : Bad("broken");
        }
    }

    /// <summary>The path of the part that holds a sheet, or null.</summary>
    /// <param name="file">A workbook that was inspected.</param>
    /// <param name="place">The place of the sheet in the workbook, from 0.</param>
    public static string? PartOf(Stream file, int place)
    {
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        file.Position = 0;
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        var ids = Elements(zip, "xl/workbook.xml", "sheet", xml => xml.GetAttribute("id", relations) ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships") ?? "");
        if (place >= ids.Count) return null;
        var target = Elements(zip, "xl/_rels/workbook.xml.rels", "Relationship", xml => xml.GetAttribute("Id") == ids[place] ? xml.GetAttribute("Target") ?? "" : "").Find(path => path.Length > 0);
        return target is null ? null : target.StartsWith('/') ? target[1..] : "xl/" + target;
    }

    private static List<string> Elements(ZipArchive zip, string part, string name, Func<XmlReader, string> read)
    {
        var found = new List<string>();
        if (zip.GetEntry(part) is not { } entry) return found;
        using var content = entry.Open();
        using var xml = XmlReader.Create(content, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (xml.Read())
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == name) found.Add(read(xml));
        return found;
    }

    private static Refusal Bad(string rule, string? part = null) =>
        part is null ? ImportRefusals.WorkbookUnfit.With("rule", rule) : ImportRefusals.WorkbookUnfit.With("rule", rule).With("part", part.Length > 100 ? part[..100] : part);

    private static bool IsXml(string part) => part.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || part.EndsWith(".rels", StringComparison.OrdinalIgnoreCase);

    private static string? Read(string part, Stream content, WorkbookBounds bounds, Dictionary<string, InspectedSheet> found)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 0, CloseInput = false };
        using var xml = XmlReader.Create(content, settings);
        if (!part.StartsWith("xl/worksheets/", StringComparison.OrdinalIgnoreCase) || part.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
        {
            while (xml.Read())
                if (xml is { NodeType: XmlNodeType.Text or XmlNodeType.CDATA } && !Fits(xml, bounds)) return "cell-too-long";
            return null;
        }

        var formulas = new HashSet<long>();
        found[part] = new(formulas);
        return Sheet(xml, bounds, formulas);
    }

    private static string? Sheet(XmlReader xml, WorkbookBounds bounds, HashSet<long> formulas)
    {
        var (row, column) = (0, -1);
        var characters = 0L;
        while (xml.Read())
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && (!Fits(xml, bounds) || (characters += xml.Value.Length) > bounds.MostCharacters)) return "row-too-long";
            if (xml.NodeType != XmlNodeType.Element) continue;
            switch (xml.LocalName)
            {
                case "dimension" when xml.GetAttribute("ref") is { } area && LastColumn(area) >= bounds.MostColumns:
                    return "too-many-columns";
                case "row":
                    row = int.TryParse(xml.GetAttribute("r"), out var number) ? number : row + 1;
                    (column, characters) = (-1, 0);
                    if (row is < 1 or > MostRows) return "too-many-rows";
                    break;
                case "c":
                    column = xml.GetAttribute("r") is { Length: > 0 } place ? ColumnOf(place) : column + 1;
                    if (column < 0 || column >= bounds.MostColumns) return "too-many-columns";
                    break;
                case "f" when column >= 0:
                    formulas.Add(((long)row << 16) + column);
                    if (formulas.Count > MostFormulas) return "too-many-formulas";
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    private static bool Fits(XmlReader xml, WorkbookBounds bounds) => xml.Value.Length <= bounds.MostCharacters;

    private static int LastColumn(string area) => ColumnOf(area[(area.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    /// <summary>The column of a place such as <c>AB12</c>, from 0; -1 where it has no letters, and the most there can be where it has too many.</summary>
    private static int ColumnOf(string place)
    {
        var column = 0;
        foreach (var letter in place)
        {
            if (!char.IsAsciiLetter(letter)) break;
            column = column * 26 + (char.ToUpperInvariant(letter) - 'A' + 1);
            if (column > MostRows) break;
        }

        return column - 1;
    }

    private sealed class TooLargeException(string rule) : IOException(rule);

    /// <summary>A part that is counted while it is unpacked, and stops at its bounds, whatever the directory says of its size.</summary>
    private sealed class CountedPart(Stream inner, long left, long mostByRatio) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => Position;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var length = inner.Read(buffer);
            Position += length;
            if (Position > left) throw new TooLargeException("too-large");
            if (Position > mostByRatio) throw new TooLargeException("packed-too-tightly");
            return length;
        }

        /// <summary>Reads what remains, so that all of it is counted.</summary>
        public void Exhaust()
        {
            Span<byte> rest = stackalloc byte[8_192];
            while (Read(rest) > 0)
            {
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
