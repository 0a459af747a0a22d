using System.Globalization;
using System.Text.RegularExpressions;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>The fields of one row, each read by its shape. Whatever is wrong with one is a finding with the line, the column, the value and the rule.</summary>
/// <param name="map">Which column is which field.</param>
/// <param name="record">The row.</param>
/// <param name="findings">Gets what the row's consignor should know.</param>
/// <param name="currency">The fair's.</param>
/// <param name="style">How the file writes numbers.</param>
public sealed partial class StockRow(ColumnMap map, CsvRecord record, ICollection<Finding> findings, string currency, NumberStyle style = NumberStyle.Point)
{
    private const string FormulaMend = "A formula is never calculated. Copy the cells and paste them as values.";

    private static readonly Dictionary<string, string> Said = new(StringComparer.Ordinal)
    {
        ["full-width"] = "Full-width characters were taken as the usual digits and points.",
        ["currency-symbol"] = "The currency sign was left out; prices are in the fair's currency.",
        ["thousands-separator"] = "What stands between the thousands was left out.",
        ["multiplier"] = "万 was taken as ten thousand, 亿 as a hundred million.",
    };

    private static readonly string[] SpreadsheetErrors = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];

    private static readonly string[] Yes = ["yes", "y", "true", "1", "是", "可"], No = ["no", "n", "false", "0", "否", "不可"];

    /// <summary>Whether an error keeps the row out.</summary>
    public bool Failed { get; private set; }

    /// <summary>How many minor units a major one has.</summary>
    public decimal Scale => Money.Decimals(currency) == 0 ? 1 : 100;

    public bool Has(StockField field) => Raw(field).Length > 0;

    public void Fail(StockField field, string value, string rule, string message)
    {
        Failed = true;
        findings.Add(Finding.Error(record.Line, Column(field), value, rule, message));
    }

    /// <summary>Fails a field with what stands in it.</summary>
    public void Fail(StockField field, string rule, string message) => Fail(field, Raw(field), rule, message);

    public void Warn(StockField field, string value, string rule, string message) =>
        findings.Add(Finding.Warning(record.Line, Column(field), value, rule, message));

    public string Text(StockField field, bool required, Func<string, bool> isRight, string mend)
    {
        if (!map.Places.ContainsKey(field)) return "";
        var text = Raw(field);
        if (text.AsSpan().IndexOfAny('\n', '\r', '\t') >= 0)
        {
            Warn(field, text, "line-break", "A line break or tab inside the field; taken as a space.");
            text = Breaks().Replace(text, " ");
        }

        if (text.Length == 0 && required) Fail(field, "", "required", "The field is empty. " + mend);
        else if (text.Contains('\uFFFD')) Fail(field, text, "encoding", "The field holds bytes that are no text in the file's encoding. Save the file as CSV UTF-8.");
        else if (LotDetails.HasControls(text)) Fail(field, text, "control-characters", "The field holds characters that cannot be seen, such as NUL. Remove them.");
        else if (IsFormula(text)) Fail(field, text, "formula", FormulaMend);
        else if (SpreadsheetErrors.Contains(text)) Fail(field, text, "spreadsheet-error", "The spreadsheet could not calculate the cell. Write what it should say.");
        else if (text.Length > 0 && !isRight(text)) Fail(field, text, Name(field), mend);
        else if (text.Length > 1 && text[0] is '+' or '@' or '-' && field == StockField.Title)
            Warn(field, text, "formula", "Looks like a formula; kept as text, and never calculated.");
        return text;
    }

    /// <summary>A number that is not negative; null when the field is empty or wrong.</summary>
    public decimal? Number(StockField field, bool required, int decimals, decimal most) => Number(field, required, decimals, most, out _);

    /// <summary>The same, with what stands behind the number where that may be a unit: <c>12 kg</c>.</summary>
    public decimal? Number(StockField field, bool required, int decimals, decimal most, out string rest)
    {
        rest = "";
        var raw = Raw(field);
        if (raw.Length == 0)
        {
            if (required && map.Places.ContainsKey(field)) Fail(field, "", "required", "The field is empty. Write a number such as 12 or 12.5.");
            return null;
        }

        var number = SheetNumbers.Read(raw, style);
        foreach (var quirk in number.Quirks) Warn(field, raw, quirk, Said[quirk]);
        if (field == StockField.Quantity) rest = number.Rest;
        else if (number.Rest.Length > 0) number = number with { Value = null };
        return Bounded(field, raw, number, map.FactorOf(field), decimals, most);
    }

    /// <summary>An amount of money in minor units; null when the field is empty or wrong.</summary>
    public long? Minor(StockField field) => Number(field, false, Money.Decimals(currency), LotDetails.MaxMinor / Scale) is { } major ? (long)(major * Scale) : null;

    /// <summary>A quantity in thousandths; null when the field is empty or wrong.</summary>
    public long? Milli(StockField field) => Number(field, false, 3, LotDetails.MaxMilli / 1000m) is { } units ? (long)(units * 1000) : null;

    /// <summary>A whole number; null when the field is empty or wrong.</summary>
    public long? Count(StockField field, long most) => (long?)Number(field, false, 0, most);

    /// <summary>A share in basis points, written in per cent; null when the field is empty or wrong.</summary>
    public long? Share(StockField field, long mostBasisPoints) =>
        Raw(field) is { Length: > 0 } raw && Bounded(field, raw, SheetNumbers.Read(raw.TrimEnd('%', '％').TrimEnd(), style), 1, 2, mostBasisPoints / 100m) is { } percent
            ? (long)(percent * 100)
            : null;

    /// <summary>A time in milliseconds, written in minutes or with a unit; null when the field is empty or wrong.</summary>
    public long? Time(StockField field)
    {
        var raw = Raw(field);
        if (raw.Length == 0) return null;
        if (Times().Match(raw.ToLowerInvariant()) is not { Success: true } match)
        {
            Fail(field, "time", "Write minutes, or a number with s, min, h or d, such as 10, 90s or 2h.");
            return null;
        }

        var time = decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * 1000 * match.Groups[2].Value switch
        {
            "s" or "sec" or "秒" => 1,
            "h" or "小时" or "时" => 3_600,
            "d" or "天" or "日" => 86_400,
            _ => 60,
        };
        if (time is >= 1_000 and <= FairRules.LongestMs) return (long)time;
        Fail(field, "time", "A time is between a second and 366 days.");
        return null;
    }

    /// <summary>1 for a yes and 0 for a no; null when the field is empty or wrong.</summary>
    public long? Choice(StockField field)
    {
        var text = Raw(field).ToLowerInvariant();
        if (Yes.Contains(text)) return 1;
        if (text.Length > 0 && !No.Contains(text)) Fail(field, "yes-no", "Write yes or no.");
        return text.Length == 0 ? null : 0;
    }

    private static string Name(StockField field) => field == StockField.ItemNumber ? "item-number" : ColumnMap.NameOf(field);

    private decimal? Bounded(StockField field, string raw, SheetNumber number, decimal factor, int decimals, decimal most)
    {
        if (IsFormula(raw)) Fail(field, raw, "formula", FormulaMend);
        else if (number.Value is null && raw is ['-' or '－' or '−', .. var behind] && SheetNumbers.Read(behind, style).Value is not null) Fail(field, raw, "positive", "The number is negative.");
        else if (number.Value is null) Fail(field, raw, "number", style == NumberStyle.Point ? "Write a number with digits and a decimal point, such as 1250 or 1250.50."
            : "Write a number with digits and a decimal comma, such as 1250 or 1250,50, as the file's numbers are read.");
        else if (number.Decimals > decimals + DecimalsOf(factor)) Fail(field, raw, "decimals", $"The number has at most {decimals} decimals here.");
        else if (number.Value > most / factor) Fail(field, raw, "too-large", $"The number is at most {most.ToString("0.##", CultureInfo.InvariantCulture)} here.");
        else return number.Value * factor;
        return null;
    }

    private static int DecimalsOf(decimal factor) => factor.ToString(CultureInfo.InvariantCulture).Length - 1;

    private static bool IsFormula(string text) => text is ['=', _, ..];

    private string Raw(StockField field) => map.Places.TryGetValue(field, out var place) ? record.Fields[place].Trim() : "";

    private string Column(StockField field) => map.ColumnOf(field) ?? ColumnMap.NameOf(field);

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(s|sec|m|min|h|d|秒|分|分钟|小时|时|天|日)?$")]
    private static partial Regex Times();

    [GeneratedRegex(@"[\r\n\t]+")]
    private static partial Regex Breaks();
}
