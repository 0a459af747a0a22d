using System.Security.Cryptography;
using System.Text;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;

namespace Exchange.Listing.Imports;

/// <summary>By what a row is known again when its file is sent again: its key column, else a digest of what it says and how often the file has said it before.
/// So a file of which one row was mended changes that row alone, and rows may move.</summary>
/// <param name="map">Which column is which field.</param>
/// <param name="consignor">The enterprise that offers.</param>
/// <param name="fair">The fair's id.</param>
public sealed class RowKeys(ColumnMap map, string consignor, string fair)
{
    public const int LongestKey = 100;

    private const int ExactDigits = 15;

    private readonly Dictionary<UInt128, (long FirstLine, int Times)> _seen = [];

    /// <summary>The id of a row's lot; null when its key is wrong or used before in the file.</summary>
    /// <param name="record">The row.</param>
    /// <param name="group">The name of the lots that it extends with, beside which it stands; null for none.</param>
    /// <param name="findings">Gets what the row's consignor should know.</param>
    public string? LotOf(CsvRecord record, string? group, ICollection<Finding> findings)
    {
        var key = map.Places.TryGetValue(StockField.Key, out var place) ? record.Fields[place].Trim() : "";
        if (key.Length > LongestKey)
        {
            findings.Add(Finding.Error(record.Line, map.ColumnOf(StockField.Key)!, key, "key", $"A key has at most {LongestKey} characters."));
            return null;
        }

        var text = key.Length > 0 ? "key\u001f" + key : string.Join('\u001f', record.Fields.Select(Said));
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        var known = BitConverter.ToUInt128(digest);
        var (firstLine, times) = _seen.TryGetValue(known, out var before) ? before : (record.Line, 0);
        _seen[known] = (firstLine, times + 1);
        if (times > 0 && key.Length > 0)
        {
            findings.Add(Finding.Error(record.Line, map.ColumnOf(StockField.Key)!, key, "duplicate-key", $"Line {firstLine} has the same key. Give each row its own."));
            return null;
        }

        if (times > 0) findings.Add(Finding.Warning(record.Line, "", "", "duplicate-row", $"Says the same as line {firstLine}; entered as a lot of its own."));
        return Fair.LotOf(Id.From(consignor, fair, key.Length > 0 ? text : Convert.ToHexStringLower(digest), key.Length > 0 ? "" : times.ToString("D", null)), fair, group);
    }

    // A workbook has 670 where a CSV file may have 670.00: both are the same row.
    private static string Said(string field)
    {
        var point = field.IndexOf('.', StringComparison.Ordinal);
        if (point < 1 || field.Length > ExactDigits || field[^1] != '0' || (field[0] == '0' && point > 1)) return field;
        for (var place = 0; place < field.Length; place++)
            if (place != point && !char.IsAsciiDigit(field[place])) return field;
        return field.TrimEnd('0').TrimEnd('.');
    }
}
