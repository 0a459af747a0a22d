using System.Collections.Frozen;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What can be said of a sheet before its rows: where its header is, and what it lacks.</summary>
public static class ImportText
{
    /// <summary>The rule of a row from which on a workbook cannot be read.</summary>
    public const string Broken = "broken";

    /// <summary>How many lines a sheet may have above its header: titles, dates, who made it.</summary>
    public const int LinesAbove = 20;

    // Rows under which people draw a line.
    private static readonly FrozenSet<string> Totals = new[] { "合计", "总计", "小计", "共计", "total", "totals", "grandtotal", "subtotal", "sum" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Which of a file's first records is its header: the one with the most columns that are known or mapped, at least two; else the first.</summary>
    /// <param name="first">The first records.</param>
    /// <param name="mapped">Our field names with the file's columns.</param>
    public static CsvRecord HeaderOf(IReadOnlyList<CsvRecord> first, IReadOnlyDictionary<string, string> mapped)
    {
        var best = first.Take(LinesAbove).Where(record => record.Problem is null).MaxBy(record => Score(record, mapped));
        return best is not null && Score(best, mapped) >= 2 ? best : first[0];
    }

    /// <summary>Whether a row is the sum under the others, and no lot.</summary>
    public static bool IsTotal(CsvRecord record) =>
        record.Problem is null && record.Fields.FirstOrDefault(field => field.AsSpan().Trim().Length > 0) is { Length: <= 20 } said
        && Totals.Contains(string.Concat(said.Where(char.IsLetterOrDigit)).ToLowerInvariant());

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
        if (!map.Places.ContainsKey(StockField.Opening)) needed.Add(StockField.UnitValue);
        if (!map.Places.ContainsKey(StockField.Format)) needed.AddRange(StockTerms.NeededBy(LotFormat.Of(terms.Format)!));
        return [.. needed.Where(field => !map.Places.ContainsKey(field)).Select(ColumnMap.NameOf)];
    }

    /// <summary>A record with as many fields as the header: sheets leave out what is empty at the end of a row.</summary>
    public static CsvRecord Padded(CsvRecord record, int columns) =>
        record.Problem is not null || record.Fields.Count >= columns ? record : record with { Fields = [.. record.Fields, .. Enumerable.Repeat("", columns - record.Fields.Count)] };

    private static int Score(CsvRecord record, IReadOnlyDictionary<string, string> mapped) =>
        ColumnMap.KnownOf(record.Fields) + record.Fields.Count(field => mapped.Values.Contains(field.Trim()));

    /// <summary>Columns whose names say another currency than the fair's: their figures are taken as the fair's, and the consignor is told.</summary>
    public static IEnumerable<Finding> OfCurrencies(long line, ColumnMap map, string currency) =>
        from field in StockTerms.Prices.Concat([StockField.UnitValue, StockField.Opening, StockField.Reserve, StockField.Increment])
        let column = map.ColumnOf(field)
        where column is not null && ColumnMap.CurrencyOf(column) is { } said && said != currency
        select Finding.Warning(line, column, ColumnMap.CurrencyOf(column)!, "currency", $"The column's name says another currency; its figures were taken as {currency}.");
}
