using System.Globalization;
using System.Security.Cryptography;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using MiniExcelLibs;
using MiniExcelLibs.OpenXml;

namespace Exchange.Listing.Imports;

/// <summary>A stock file that lies on disk and whose records may be read as often as needed, whatever it is: CSV in any usual encoding, or a workbook.</summary>
public sealed class SheetStreams : IAsyncDisposable
{
    private const int PieceBytes = 65_536, SampleCharacters = 16_384;

    // Strings that cells share are kept in memory up to this size, and on disk beyond.
    private const long SharedStringBytes = 32 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly ImportSettings _settings;
    private readonly TextReading? _reading;
    private readonly char _delimiter;
    private readonly int _headLength;
    private readonly InspectedSheet? _inspected;

    private SheetStreams(FileStream file, ImportSettings settings, TextReading reading, char delimiter, int headLength) =>
        (_file, _settings, _reading, _delimiter, _headLength) = (file, settings, reading, delimiter, headLength);

    private SheetStreams(FileStream file, ImportSettings settings, string sheet, InspectedSheet? inspected) =>
        (_file, _settings, Sheet, _inspected) = (file, settings, sheet, inspected);

    /// <summary>The name of the sheet of a workbook; null for a CSV file.</summary>
    public string? Sheet { get; }

    /// <summary>How much of the file was read, from 0 to 1.</summary>
    public double Done => _file.Length == 0 ? 1 : Math.Min(1, (double)_file.Position / _file.Length);

    /// <summary>Writes what is sent to a file, no more of it than an import may have.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="file">Where it goes.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <returns>The digest, or null where it is too large.</returns>
    public static async Task<IncrementalHash?> Receive(Stream body, FileStream file, long most, CancellationToken cancellation)
    {
        var (digest, bytes) = (IncrementalHash.CreateHash(HashAlgorithmName.SHA256), new byte[PieceBytes]);
        for (int length; (length = await body.ReadAsync(bytes, cancellation)) > 0;)
        {
            if (file.Length + length > most)
            {
                digest.Dispose();
                return null;
            }

            digest.AppendData(bytes.AsSpan(0, length));
            await file.WriteAsync(bytes.AsMemory(0, length), cancellation);
        }

        await file.FlushAsync(cancellation);
        return digest;
    }

    /// <summary>Opens a file that lies on disk; it is closed with this.</summary>
    /// <param name="file">The file.</param>
    /// <param name="settings">The bounds.</param>
    /// <param name="asked">What its sender says about it.</param>
    /// <param name="sheet">The file's records, when there is no refusal.</param>
    public static Refusal? Open(FileStream file, ImportSettings settings, SheetTerms asked, out SheetStreams? sheet)
    {
        sheet = null;
        var start = new byte[8];
        file.Position = 0;
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (Workbooks.IsCompound(start)) return ImportRefusals.OldWorkbook;
        return Workbooks.IsZip(start.AsSpan(0, length)) ? OpenWorkbook(file, settings, asked, out sheet) : OpenText(file, settings, asked, out sheet);
    }

    /// <summary>How the file was read.</summary>
    public FileRead Read(long headerLine, NumberStyle numbers) => new(
        _reading is null ? "xlsx" : "csv", _reading?.Name, _reading is null ? null : _delimiter.ToString(), Sheet, headerLine, numbers == NumberStyle.Comma ? "comma" : "point");

    /// <summary>The records of the file, from its beginning. One reader at a time.</summary>
    public IEnumerable<CsvRecord> Records() => _reading is null ? Rows() : Lines();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static Refusal? OpenText(FileStream file, ImportSettings settings, SheetTerms asked, out SheetStreams? sheet)
    {
        sheet = null;
        if (SheetText.Tell(file, asked.Encoding, out var reading) is { } refusal) return refusal;
        file.Position = reading.MarkLength;
        var (bytes, chars) = (new byte[SampleCharacters], new char[SampleCharacters + 8]);
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var sample = new string(chars, 0, reading.Encoding.GetDecoder().GetChars(bytes, 0, length, chars, 0, flush: false));
        var delimiter = SheetText.DelimiterOf(sample, out var headLength);
        sheet = new(file, settings, reading, asked.Delimiter.Length > 0 ? asked.Delimiter[0] : delimiter, headLength);
        return null;
    }

    private static Refusal? OpenWorkbook(FileStream file, ImportSettings settings, SheetTerms asked, out SheetStreams? sheet)
    {
        sheet = null;
        if (Workbooks.Inspect(file, new(settings.MaxUnpackedBytes, settings.MaxColumns, settings.MaxRowLength), out var found) is { } refusal) return refusal;
        try
        {
            file.Position = 0;
            var names = file.GetSheetNames(Configuration());
            var name = asked.Sheet.Length == 0 ? names.FirstOrDefault() : names.Find(known => known == asked.Sheet);
            if (name is null) return ImportRefusals.NoSuchSheet.With("sheets", names.Take(50).ToArray());
            sheet = new(file, settings, name, Workbooks.PartOf(file, names.IndexOf(name)) is { } part ? found.GetValueOrDefault(part) : null);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or System.Xml.XmlException or InvalidOperationException or FormatException or KeyNotFoundException
            or NullReferenceException or ArgumentException)
        {
            return ImportRefusals.WorkbookUnfit.With("rule", ImportText.Broken);
        }
    }

    private static OpenXmlConfiguration Configuration() => new() { EnableSharedStringCache = true, SharedStringCacheSize = SharedStringBytes, SharedStringCachePath = Path.GetTempPath() };

    private IEnumerable<CsvRecord> Lines()
    {
        var (csv, bytes) = (new CsvRecords(_settings.MaxRowLength, _delimiter), new byte[PieceBytes]);
        var (chars, decoder) = (new char[PieceBytes + 8], _reading!.Encoding.GetDecoder());
        _file.Position = _reading.MarkLength;
        var skip = _headLength;
        for (var atEnd = false; !atEnd;)
        {
            var length = _file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            atEnd = length < bytes.Length;
            var count = decoder.GetChars(bytes, 0, length, chars, 0, flush: atEnd);
            csv.Feed(chars.AsSpan(skip, count - skip));
            skip = 0;
            if (atEnd) csv.End();
            while (csv.TryTake(out var record)) yield return _headLength > 0 ? record with { Line = record.Line + 1 } : record;
        }
    }

    private IEnumerable<CsvRecord> Rows()
    {
        _file.Position = 0;
        var line = 0L;
        using var rows = _file.Query(false, Sheet, ExcelType.XLSX, "A1", Configuration()).GetEnumerator();
        while (Next(rows) is { } row)
        {
            line++;
            if (row.Unreadable)
            {
                yield return new(line, [], ImportText.Broken);
                yield break;
            }

            if (row.Cells is { } cells) yield return new(line, Fields(line, cells));
        }
    }

    /// <summary>The next row; null at the end. What a library cannot read of a workbook that was inspected ends it, and is told.</summary>
    private static (IDictionary<string, object?>? Cells, bool Unreadable)? Next(IEnumerator<dynamic> rows)
    {
        try
        {
            if (!rows.MoveNext()) return null;
            var cells = (IDictionary<string, object?>)rows.Current;
            return (cells.Values.Any(value => value is not null and not "") ? cells : null, false);
        }
        catch (Exception exception) when (exception is InvalidDataException or System.Xml.XmlException or InvalidOperationException or FormatException or OverflowException
            or IndexOutOfRangeException or ArgumentException or NullReferenceException or KeyNotFoundException)
        {
            return (null, true);
        }
    }

    private List<string> Fields(long line, IDictionary<string, object?> cells)
    {
        var (fields, column) = (new List<string>(cells.Count), 0);
        foreach (var value in cells.Values)
        {
            var text = TextOf(value);
            fields.Add(_inspected?.Formulas.Contains((line << 16) + column) == true ? "=" + text : text);
            column++;
        }

        while (fields.Count > 0 && fields[^1].Length == 0) fields.RemoveAt(fields.Count - 1);
        return fields;
    }

    // A sheet's numbers are doubles, of which people see fifteen digits.
    private static string TextOf(object? value) => value switch
    {
        null => "",
        string text => text,
        double number when Math.Abs(number) < 1e27 => ((decimal)number).ToString("0.############################", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        DateTime date => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
