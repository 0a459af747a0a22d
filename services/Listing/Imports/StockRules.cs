using System.Globalization;
using System.Text.RegularExpressions;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What holds for a whole import where its rows say nothing.</summary>
/// <param name="Currency">The fair's.</param>
/// <param name="Format"><see cref="LotDetails.English"/> or <see cref="LotDetails.FixedPrice"/>.</param>
/// <param name="Category">The category of rows without one; empty when each must have one.</param>
/// <param name="Region">The region of rows without one; empty for the fair's.</param>
/// <param name="OpeningShare">The opening price as a share of the stock's value, in basis points, where a row has none.</param>
/// <param name="ReserveShare">The reserve as a share of the stock's value, in basis points, where a row has none; 0 for no reserve.</param>
public sealed record ImportTerms(string Currency, string Format, string Category, string Region, long OpeningShare, long ReserveShare)
{
    public const long UsualOpeningShare = 3_000;
}

/// <summary>The rules of a stock file's rows: from a record to a lot's details, with every finding on the way.</summary>
/// <param name="map">Which column is which field.</param>
/// <param name="terms">What holds where a row says nothing.</param>
public sealed partial class StockRules(ColumnMap map, ImportTerms terms)
{
    public const string UnitTranslated = "unit-translated";
    private const decimal MostValue = 1_000_000_000_000_000m;
    private const int ValueDecimals = 6;

    /// <summary>The details of a row's lot; null when an error keeps it out.</summary>
    /// <param name="record">The row.</param>
    /// <param name="findings">Gets what the row's consignor should know.</param>
    public LotDetails? Read(CsvRecord record, ICollection<Finding> findings)
    {
        if (record.Problem is { } problem) return Refuse(record, problem, findings);
        if (record.Fields.Count != map.Headers.Count)
        {
            findings.Add(Finding.Error(record.Line, "", string.Join(' ', record.Fields), "column-count",
                $"The row has {record.Fields.Count} fields and the header {map.Headers.Count}. Put quotes around a field that holds the delimiter."));
            return null;
        }

        var row = new Row(map, record, findings);
        var title = row.Text(StockField.Title, required: true, LotDetails.IsTitle, $"A title has 1 to {LotDetails.LongestTitle} characters.");
        var category = row.Text(StockField.Category, terms.Category.Length == 0, LotDetails.IsCategory,
            $"A category is a code of 1 to {LotDetails.LongestCategory} letters, digits, dots and dashes.");
        var region = row.Text(StockField.Region, false, LotDetails.IsRegion, $"A region has at most {LotDetails.LongestRegion} characters.");
        var number = row.Text(StockField.ItemNumber, false, text => LotDetails.IsItemNumber(text), $"An item number has at most {LotDetails.LongestItemNumber} characters.");
        if (number.Any(char.IsAsciiLetter) && map.HasNationalNumbers)
            row.Warn(StockField.ItemNumber, number, "item-number-letters", "A national item number has nine digits; kept as it is, as a local number.");
        var unit = UnitOf(row);
        var quantity = row.Number(StockField.Quantity, true, 3, LotDetails.MaxMilli / 1000m);
        if (quantity is 0) row.Fail(StockField.Quantity, "0", "positive", "A quantity is more than 0.");
        var format = FormatOf(row);
        var prices = Prices(row, quantity ?? 0, format);
        if (row.Failed) return null;

        return new(
            title, category.Length == 0 ? terms.Category : category, region.Length == 0 ? terms.Region : region, (long)(quantity!.Value * 1000), unit, format,
            prices.Opening, prices.Reserve, prices.Increment, number.Length == 0 ? null : number);
    }

    private static LotDetails? Refuse(CsvRecord record, string problem, ICollection<Finding> findings)
    {
        var message = problem == "quote"
            ? "A quote is opened and not closed, or followed by more text. Double a quote that belongs to the text, and close the field."
            : "The line is longer than a row may be. Shorten it; a quote that is never closed may have swallowed the line ends.";
        findings.Add(Finding.Error(record.Line, "", string.Join(' ', record.Fields), problem, message));
        return null;
    }

    private string UnitOf(Row row)
    {
        var text = row.Text(StockField.Unit, false, static _ => true, "");
        if (text.Length == 0) return Units.Piece;
        var code = Units.Translate(text, map.HasUnitsOfIssue);
        if (code is null) row.Fail(StockField.Unit, text, "unit", "Use a UN/CEFACT Recommendation 20 code, such as C62 (piece), SET, KGM, TNE, MTR.");
        else if (code != text) row.Warn(StockField.Unit, text, UnitTranslated, $"Taken as {code} of UN/CEFACT Recommendation 20.");
        return code ?? "";
    }

    private string FormatOf(Row row)
    {
        var text = row.Text(StockField.Format, false, static _ => true, "");
        var format = text.ToLowerInvariant() switch
        {
            "" => terms.Format,
            "english" or "auction" or "竞价" or "拍卖" => LotDetails.English,
            "fixed-price" or "fixed" or "buy-now" or "一口价" or "挂牌" => LotDetails.FixedPrice,
            _ => "",
        };
        if (format.Length == 0) row.Fail(StockField.Format, text, "format", "A format is english or fixed-price.");
        return format;
    }

    private (long Opening, long Reserve, long Increment) Prices(Row row, decimal quantity, string format)
    {
        var english = format == LotDetails.English;
        var priced = row.Has(StockField.Opening) ? StockField.Opening : StockField.UnitValue;
        var value = Value(row, english ? quantity : 1);
        var opening = Minor(row, StockField.Opening) ?? Share(value, terms.OpeningShare);
        if (opening is null && !row.Has(StockField.Opening) && !row.Has(StockField.UnitValue))
            row.Fail(StockField.Opening, "", "required", "A row needs an opening price, or a unit value from which it is taken.");
        if (opening is 0)
        {
            row.Warn(priced, "0", "price-raised", "The opening price was less than one minor unit; raised to one.");
            opening = 1;
        }

        if (opening > LotDetails.MaxMinor || (!english && (opening ?? 0) * quantity > LotDetails.MaxMinor))
            row.Fail(priced, "", "too-large", "The price of the lot is higher than a lot's may be.");
        if (!english) return (opening ?? 0, 0, 0);

        var reserve = Minor(row, StockField.Reserve) ?? Share(value, terms.ReserveShare) ?? 0;
        return (opening ?? 0, Math.Min(reserve, LotDetails.MaxMinor), Minor(row, StockField.Increment) ?? 0);
    }

    /// <summary>The value of a quantity by the row's unit value, or null when it has none that is right.</summary>
    private Money? Value(Row row, decimal quantity)
    {
        if (row.Number(StockField.UnitValue, false, ValueDecimals, MostValue) is not { } unitValue) return null;
        var minor = decimal.Round(unitValue * quantity * Scale, MidpointRounding.AwayFromZero);
        if (minor <= long.MaxValue) return new((long)minor, terms.Currency);
        row.Fail(StockField.UnitValue, unitValue.ToString(CultureInfo.InvariantCulture), "too-large", "Unit value times quantity is more than any lot can be worth.");
        return null;
    }

    private long? Minor(Row row, StockField field) =>
        row.Number(field, false, Money.Decimals(terms.Currency), LotDetails.MaxMinor / Scale) is { } major ? (long)(major * Scale) : null;

    private decimal Scale => Money.Decimals(terms.Currency) == 0 ? 1 : 100;

    private static long? Share(Money? value, long basisPoints) => value?.Share(basisPoints).Minor;

    /// <summary>The fields of one row, each read by its shape.</summary>
    private sealed class Row(ColumnMap map, CsvRecord record, ICollection<Finding> findings)
    {
        public bool Failed { get; private set; }

        public bool Has(StockField field) => map.Places.TryGetValue(field, out var place) && record.Fields[place].Trim().Length > 0;

        public void Fail(StockField field, string value, string rule, string message)
        {
            Failed = true;
            findings.Add(Finding.Error(record.Line, Column(field), value, rule, message));
        }

        public void Warn(StockField field, string value, string rule, string message) =>
            findings.Add(Finding.Warning(record.Line, Column(field), value, rule, message));

        public string Text(StockField field, bool required, Func<string, bool> isRight, string mend)
        {
            if (!map.Places.TryGetValue(field, out var place)) return "";
            var text = record.Fields[place].Trim();
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
            if (!map.Places.TryGetValue(field, out var place)) return null;
            var raw = record.Fields[place].Trim();
            if (raw.Length == 0)
            {
                if (required) Fail(field, "", "required", "The field is empty. Write a number such as 12 or 12.5.");
                return null;
            }

            var text = raw.TrimStart('¥', '￥', '$', '€', '£').Trim();
            if (text.Length < raw.Length) Warn(field, raw, "currency-symbol", "The currency sign was left out; prices are in the fair's currency.");
            if (Grouped().IsMatch(text))
            {
                Warn(field, raw, "thousands-separator", "The commas were taken as thousands separators.");
                text = text.Replace(",", "", StringComparison.Ordinal);
            }

            var match = Digits().Match(text);
            if (text is ['-', ..] && Digits().IsMatch(text[1..])) Fail(field, raw, "positive", "The number is negative.");
            else if (!match.Success) Fail(field, raw, "number", "Write a number with digits and a decimal point, such as 1250 or 1250.50.");
            else if (match.Groups[2].Value.TrimEnd('0').Length > decimals) Fail(field, raw, "decimals", $"The number has at most {decimals} decimals here.");
            else if (match.Groups[1].Value.TrimStart('0').Length > 18 || decimal.Parse(text, CultureInfo.InvariantCulture) > most)
                Fail(field, raw, "too-large", $"The number is at most {most.ToString("0.##", CultureInfo.InvariantCulture)} here.");
            else return decimal.Parse(text, CultureInfo.InvariantCulture);
            return null;
        }

        private static string Name(StockField field) => field == StockField.ItemNumber ? "item-number" : ColumnMap.NameOf(field);

        private string Column(StockField field) => map.ColumnOf(field) ?? ColumnMap.NameOf(field);
    }

    [GeneratedRegex(@"^([0-9]{1,40})(?:\.([0-9]{1,40}))?$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")]
    private static partial Regex Grouped();

    [GeneratedRegex(@"[\r\n\t]+")]
    private static partial Regex Breaks();
}
