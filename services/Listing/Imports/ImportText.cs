using System.Buffers;
using System.Text.Unicode;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What can be said of a file before its rows: its encoding and its header.</summary>
public static class ImportText
{
    /// <summary>The length of the byte order mark of UTF-8.</summary>
    public const int MarkLength = 3;

    public static bool HasMark(ReadOnlySpan<byte> start) => start is [0xEF, 0xBB, 0xBF, ..];

    /// <summary>The place of the first byte of a file's beginning that is not UTF-8 text, or -1. NUL is not text: UTF-16 is full of it.</summary>
    /// <param name="start">The beginning.</param>
    /// <param name="isWhole">Whether it is the whole file, so that no character may break off at its end.</param>
    public static long FirstWrongByte(ReadOnlySpan<byte> start, bool isWhole)
    {
        var header = start.IndexOf((byte)'\n');
        var zero = start[..(header < 0 ? start.Length : header)].IndexOf((byte)0);
        if (zero >= 0) return zero;
        var characters = ArrayPool<char>.Shared.Rent(start.Length);
        var status = Utf8.ToUtf16(start, characters, out var read, out _, replaceInvalidSequences: false, isFinalBlock: isWhole);
        ArrayPool<char>.Shared.Return(characters);
        return status == OperationStatus.InvalidData ? read : -1;
    }

    /// <summary>What is wrong with a header, or null.</summary>
    public static Refusal? HeaderRefusal(CsvRecord header, int maxColumns)
    {
        if (header.Problem is { } problem) return ImportRefusals.HeaderUnclear.With("rule", problem);
        if (header.Fields.Count > maxColumns) return ImportRefusals.HeaderUnclear.With("rule", "too-many-columns");
        var doubled = header.Fields.Where(field => field.Trim().Length > 0).GroupBy(field => field.Trim()).FirstOrDefault(group => group.Count() > 1);
        return doubled is null ? null : ImportRefusals.HeaderUnclear.With("rule", "column-twice").With("column", doubled.Key);
    }

    /// <summary>Our names of the fields that a file lacks.</summary>
    public static IReadOnlyList<string> Missing(ColumnMap map, ImportTerms terms)
    {
        var needed = new List<StockField> { StockField.Title, StockField.Quantity };
        if (terms.Category.Length == 0) needed.Add(StockField.Category);
        if (!map.Places.ContainsKey(StockField.Opening)) needed.Add(StockField.UnitValue);
        if (!map.Places.ContainsKey(StockField.Format)) needed.AddRange(StockTerms.NeededBy(LotFormat.Of(terms.Format)!));
        return [.. needed.Where(field => !map.Places.ContainsKey(field)).Select(ColumnMap.NameOf)];
    }

    /// <summary>Columns whose names say another currency than the fair's: their figures are taken as the fair's, and the consignor is told.</summary>
    public static IEnumerable<Finding> OfCurrencies(long line, ColumnMap map, string currency) =>
        from field in StockTerms.Prices.Concat([StockField.UnitValue, StockField.Opening, StockField.Reserve, StockField.Increment])
        let column = map.ColumnOf(field)
        where column is not null && ColumnMap.CurrencyOf(column) is { } said && said != currency
        select Finding.Warning(line, column, ColumnMap.CurrencyOf(column)!, "currency", $"The column's name says another currency; its figures were taken as {currency}.");
}
