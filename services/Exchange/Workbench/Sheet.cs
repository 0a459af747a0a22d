using System.Buffers;
using System.Globalization;
using System.Text;
using Exchange.Kernel.Values;

namespace Exchange.Host.Workbench;

/// <summary>A file of the workbench cannot be worked on: where, and why.</summary>
public sealed class SheetException : Exception
{
    public SheetException(string message)
        : base(message)
    {
    }

    public SheetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SheetException()
    {
    }

    /// <summary>Does a part of the work whose sums may be beyond 64 bits.</summary>
    internal static TResult Within<TResult>(string part, Func<TResult> work)
    {
        try
        {
            return work();
        }
        catch (OverflowException tooMuch)
        {
            throw new SheetException($"{part}: a payment or a sum of quantities is too large", tooMuch);
        }
    }

    internal static SheetException At(long line, string column, string reason) => new($"line {line}, column {column}: {reason}");
}

/// <summary>One row of a sheet. A field that is not what its column asks for ends the run with its line, column and reason.</summary>
internal sealed class SheetRow(Sheet sheet, long line, IReadOnlyList<string> fields)
{
    /// <summary>The line on which the row begins, from 1.</summary>
    public long Line => line;

    /// <summary>A text; empty where the sheet has no such column.</summary>
    public string Text(string column) => sheet.IndexOf(column) is { } index ? fields[index].Trim() : "";

    /// <summary>A text that must not be empty.</summary>
    public string Name(string column) => Text(column) is { Length: > 0 } text ? text : throw At(column, "it is empty");

    /// <summary>A number with a decimal point, zero or more, of at most six decimals.</summary>
    public decimal Number(string column)
    {
        var text = Text(column);
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw At(column, $"'{text}' is not a number");
        if (number < 0) throw At(column, $"{text} is below zero");
        if (number > Sheet.Most) throw At(column, $"{text} is above {Sheet.Most}");
        return Sheet.DecimalsOf(number) <= Sheet.MostDecimals ? number : throw At(column, $"{text} has more than {Sheet.MostDecimals} decimals");
    }

    /// <summary>A number above zero.</summary>
    public decimal Positive(string column) => Number(column) is > 0 and var number ? number : throw At(column, "it is zero");

    /// <summary>A quantity above zero in thousandths.</summary>
    public long Milli(string column) => Positive(column) * 1000 is var milli && milli == decimal.Truncate(milli)
        ? (long)milli
        : throw At(column, $"{Text(column)} has more than 3 decimals");

    public SheetException At(string column, string reason) => SheetException.At(line, column, reason);
}

/// <summary>A CSV file (RFC 4180, UTF-8) with a header. Unknown columns are passed over.</summary>
internal sealed class Sheet
{
    public const int MostDecimals = 6;

    /// <summary>The greatest number in a sheet; with six decimals it still fits into 64 bits.</summary>
    public const decimal Most = 1_000_000_000_000m;

    private const int LongestLine = 100_000;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private int _width;

    private Sheet()
    {
    }

    public IReadOnlyList<SheetRow> Rows { get; private set; } = [];

    /// <summary>Where a column stands, or null.</summary>
    public int? IndexOf(string column) => _columns.TryGetValue(column, out var index) ? index : null;

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>Reads a file.</summary>
    /// <exception cref="SheetException">A column is missing or doubled, or a row is broken.</exception>
    public static Sheet Read(FileInfo file, params IReadOnlyList<string> needed)
    {
        var sheet = new Sheet();
        var rows = new List<SheetRow>();
        foreach (var record in Records(file))
        {
            if (record.Problem is { } problem)
                throw new SheetException($"line {record.Line}: {(problem == "quote" ? "a quote is not closed, or text follows it" : "the line is too long")}");
            if (sheet._width == 0) sheet.TakeHeader(record, needed);
            else if (record.Fields.Count == sheet._width) rows.Add(new(sheet, record.Line, record.Fields));
            else throw new SheetException($"line {record.Line}: {record.Fields.Count} fields stand where the header has {sheet._width}");
        }

        if (sheet._width == 0) throw new SheetException("line 1: the file is empty");
        sheet.Rows = rows;
        return sheet;
    }

    /// <summary>How many decimals a number has.</summary>
    public static int DecimalsOf(decimal number) => (number / 1.0000000000000000000000000000m).Scale;

    private void TakeHeader(CsvRecord header, IReadOnlyList<string> needed)
    {
        _width = header.Fields.Count;
        foreach (var (index, name) in header.Fields.Index())
            if (!_columns.TryAdd(name.Trim(), index)) throw SheetException.At(header.Line, name, "the header has it twice");
        foreach (var column in needed)
            if (!Has(column)) throw SheetException.At(header.Line, column, "the header lacks it");
    }

    private static IEnumerable<CsvRecord> Records(FileInfo file)
    {
        using var reader = new StreamReader(file.FullName, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var (records, buffer) = (new CsvRecords(LongestLine), new char[64 * 1024]);
        for (int read; (read = Read(reader, buffer)) > 0;)
        {
            records.Feed(buffer.AsSpan(0, read));
            while (records.TryTake(out var record)) yield return record;
        }

        records.End();
        while (records.TryTake(out var last)) yield return last;
    }

    private static int Read(StreamReader reader, char[] buffer)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (DecoderFallbackException broken)
        {
            throw new SheetException("the file is not UTF-8", broken);
        }
    }
}

/// <summary>Amounts of a file as whole minor units: of a hundredth, or of as small a part as the file has.</summary>
internal sealed class Scale
{
    private readonly decimal _minor = 100;

    public Scale(IEnumerable<decimal> amounts)
    {
        for (var decimals = amounts.Select(Sheet.DecimalsOf).Append(2).Max(); decimals > 2; decimals--) _minor *= 10;
    }

    public long Minor(decimal amount) => (long)(amount * _minor);

    /// <summary>Major units, at least two decimals.</summary>
    public string Text(long minor) => Text(Major(minor));

    /// <summary>The same of an amount in major units.</summary>
    public static string Text(decimal major) => major.ToString("0.00####", CultureInfo.InvariantCulture);

    public decimal Major(long minor) => minor / _minor;
}

/// <summary>Writes a result.</summary>
internal static class Results
{
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t\"\r\n");

    /// <summary>A quantity with as many decimals as it needs.</summary>
    public static string Units(long milli) => (milli / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Writes a header and rows as CSV.</summary>
    public static void Write(FileInfo file, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var writer = new StreamWriter(file.FullName, false, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var row in rows.Prepend(header)) writer.WriteLine(string.Join(',', row.Select(Quoted)));
    }

    /// <summary>A field as it stands in a CSV file, quoted where it must be.</summary>
    public static string Quoted(string field) =>
        field.AsSpan().IndexOfAny(Special) < 0 ? field : '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
