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
public sealed partial class StockRow(ColumnMap map, CsvRecord record, ICollection<Finding> findings, string currency)
{
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
        else if (text.Contains('\uFFFD')) Fail(field, text, "encoding", "The field holds bytes that are not UTF-8. Save the file as CSV UTF-8.");
        else if (LotDetails.HasControls(text)) Fail(field, text, "control-characters", "The field holds characters that cannot be seen, such as NUL. Remove them.");
        else if (text.Length > 0 && !isRight(text)) Fail(field, text, Name(field), mend);
        else if (text.Length > 1 && text[0] is '=' or '+' or '@' or '-' && field == StockField.Title)
            Warn(field, text, "formula", "Looks like a formula; kept as text, and never calculated.");
        return text;
    }

    /// <summary>A number that is not negative; null when the field is empty or wrong.</summary>
    public decimal? Number(StockField field, bool required, int decimals, decimal most)
    {
        var raw = Raw(field);
        if (raw.Length == 0)
        {
            if (required && map.Places.ContainsKey(field)) Fail(field, "", "required", "The field is empty. Write a number such as 12 or 12.5.");
            return null;
        }

        var text = raw.TrimStart('¥', '￥', '$', '€', '£').Trim();
        if (text.Length < raw.Length) Warn(field, raw, "currency-symbol", "The currency sign was left out; prices are in the fair's currency.");
        if (Grouped().IsMatch(text))
        {
            Warn(field, raw, "thousands-separator", "The commas were taken as thousands separators.");
            text = text.Replace(",", "", StringComparison.Ordinal);
        }

        return Number(field, raw, text, decimals, most);
    }

    /// <summary>An amount of money in minor units; null when the field is empty or wrong.</summary>
    public long? Minor(StockField field) => Number(field, false, Money.Decimals(currency), LotDetails.MaxMinor / Scale) is { } major ? (long)(major * Scale) : null;

    /// <summary>A quantity in thousandths; null when the field is empty or wrong.</summary>
    public long? Milli(StockField field) => Number(field, false, 3, LotDetails.MaxMilli / 1000m) is { } units ? (long)(units * 1000) : null;

    /// <summary>A whole number; null when the field is empty or wrong.</summary>
    public long? Count(StockField field, long most) => (long?)Number(field, false, 0, most);

    /// <summary>A share in basis points, written in per cent; null when the field is empty or wrong.</summary>
    public long? Share(StockField field, long mostBasisPoints) =>
        Raw(field) is { Length: > 0 } raw && Number(field, raw, raw.TrimEnd('%', '％').TrimEnd(), 2, mostBasisPoints / 100m) is { } percent ? (long)(percent * 100) : null;

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

    private decimal? Number(StockField field, string raw, string text, int decimals, decimal most)
    {
        var match = Digits().Match(text);
        if (text is ['-', ..] && Digits().IsMatch(text[1..])) Fail(field, raw, "positive", "The number is negative.");
        else if (!match.Success) Fail(field, raw, "number", "Write a number with digits and a decimal point, such as 1250 or 1250.50.");
        else if (match.Groups[2].Value.TrimEnd('0').Length > decimals) Fail(field, raw, "decimals", $"The number has at most {decimals} decimals here.");
        else if (match.Groups[1].Value.TrimStart('0').Length > 18 || decimal.Parse(text, CultureInfo.InvariantCulture) > most)
            Fail(field, raw, "too-large", $"The number is at most {most.ToString("0.##", CultureInfo.InvariantCulture)} here.");
        else return decimal.Parse(text, CultureInfo.InvariantCulture);
        return null;
    }

    private string Raw(StockField field) => map.Places.TryGetValue(field, out var place) ? record.Fields[place].Trim() : "";

    private string Column(StockField field) => map.ColumnOf(field) ?? ColumnMap.NameOf(field);

    [GeneratedRegex(@"^([0-9]{1,40})(?:\.([0-9]{1,40}))?$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(s|sec|m|min|h|d|秒|分|分钟|小时|时|天|日)?$")]
    private static partial Regex Times();

    [GeneratedRegex(@"[\r\n\t]+")]
    private static partial Regex Breaks();
}
