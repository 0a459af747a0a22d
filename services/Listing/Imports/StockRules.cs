using System.Collections.Frozen;
using System.Globalization;
using Exchange.Kernel.Values;
using Exchange.Listing.Categories;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What holds for a whole import where its rows say nothing.</summary>
/// <param name="Currency">The fair's.</param>
/// <param name="Format">The name of a format that a row may have.</param>
/// <param name="Category">The category of rows without one; empty when each must have one.</param>
/// <param name="Region">The region of rows without one; empty for the fair's.</param>
/// <param name="OpeningShare">The opening price as a share of the stock's value, in basis points, where a row has none.</param>
/// <param name="ReserveShare">The reserve as a share of the stock's value, in basis points, where a row has none; 0 for no reserve.</param>
/// <param name="Numbers">How the file writes numbers; told by the file, or asked, when null.</param>
public sealed record ImportTerms(string Currency, string Format, string Category, string Region, long OpeningShare, long ReserveShare, NumberStyle? Numbers = null)
{
    public const long UsualOpeningShare = 3_000;
}

/// <summary>The rules of a stock file's rows: from a record to a lot's details, with every finding on the way.</summary>
/// <param name="map">Which column is which field.</param>
/// <param name="terms">What holds where a row says nothing.</param>
public sealed class StockRules(ColumnMap map, ImportTerms terms)
{
    public const string UnitTranslated = "unit-translated", CategorySuggested = "category-suggested";
    private const double LikelyCategory = 0.5;
    private const decimal MostValue = 1_000_000_000_000_000m;
    private const int ValueDecimals = 6;

    // A stock file says what there is; what is wanted is entered lot by lot.
    private static readonly IReadOnlyList<LotFormat> Taken = [.. LotFormat.All.Where(format => !format.IsReverse)];

    private static readonly FrozenDictionary<string, LotFormat> ByWord = Taken.Select(format => (Word: format.Name, Format: format))
        .Concat(Words("english", "auction", "竞价", "拍卖", "增价拍卖"))
        .Concat(Words("fixed-price", "fixed", "buy-now", "一口价", "挂牌"))
        .Concat(Words("dutch", "clock", "降价", "降价拍卖", "降价钟"))
        .Concat(Words("sealed-first-price", "sealed", "sealed-bids", "密封", "密封报价"))
        .Concat(Words("vickrey", "second-price", "次高价"))
        .Concat(Words("best-offer", "offers", "议价"))
        .ToFrozenDictionary(pair => pair.Word, pair => pair.Format, StringComparer.Ordinal);

    // How Chinese lists of stock say how worn a thing is, in tenths of new.
    private static readonly FrozenDictionary<string, string> Worn = new Dictionary<string, string>
    {
        ["未用"] = Conditions.Unused,
        ["九成新"] = Conditions.Good,
        ["9成新"] = Conditions.Good,
        ["八成新"] = Conditions.Good,
        ["8成新"] = Conditions.Good,
        ["七成新"] = Conditions.Fair,
        ["7成新"] = Conditions.Fair,
        ["六成新"] = Conditions.Fair,
        ["6成新"] = Conditions.Fair,
        ["五成新"] = Conditions.Fair,
        ["待修"] = Conditions.ForParts,
        ["废旧"] = Conditions.Scrap,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // What only a row's whole can break, with the column that people would change.
    private static readonly FrozenDictionary<string, StockField> Broken = new Dictionary<string, StockField>
    {
        [LotRefusals.FloorAboveOpening.Code] = StockField.Floor,
        [LotRefusals.FallsToNothing.Code] = StockField.Falls,
        [LotRefusals.NotWholeSteps.Code] = StockField.QuantityStep,
        [LotRefusals.OfferPricesCross.Code] = StockField.DeclineBelow,
        [LotRefusals.NotInAGroup.Code] = StockField.Group,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all formats that a row may have, for people.</summary>
    public static string Formats { get; } = string.Join(", ", Taken.Select(format => format.Name));

    /// <summary>Whether a format of the name is one that a row may have.</summary>
    public static bool Takes(string format) => Taken.Any(taken => taken.Name == format);

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

        var row = new StockRow(map, record, findings, terms.Currency, terms.Numbers ?? NumberStyle.Point);
        var title = TitleOf(row);
        var category = CategoryOf(row, title);
        var region = row.Text(StockField.Region, false, LotDetails.IsRegion, $"A region has at most {LotDetails.LongestRegion} characters.");
        var number = row.Text(StockField.ItemNumber, false, text => LotDetails.IsItemNumber(text), $"An item number has at most {LotDetails.LongestItemNumber} characters.");
        if (number.Any(char.IsAsciiLetter) && map.HasNationalNumbers)
            row.Warn(StockField.ItemNumber, number, "item-number-letters", "A national item number has nine digits; kept as it is, as a local number.");
        var group = row.Text(StockField.Group, false, text => LotDetails.IsGroup(text), $"A group has at most {LotDetails.LongestGroup} characters.");
        var quantity = row.Number(StockField.Quantity, true, 3, LotDetails.MaxMilli / 1000m, out var behind);
        var unit = UnitOf(row, behind);
        var (key, condition) = (row.Text(StockField.Key, false, static _ => true, ""), ConditionOf(row));
        var note = row.Text(StockField.Note, false, text => LotDescription.IsText(text, LotDescription.LongestText), $"A note has at most {LotDescription.LongestText} characters.");
        if (quantity is 0) row.Fail(StockField.Quantity, "0", "positive", "A quantity is more than 0.");
        var format = FormatOf(row);
        var settings = format is null ? new() : StockTerms.Read(row, format);
        var ladder = row.Choice(StockField.Ladder) == 0 ? new OwnLadder([]) : null; // a yes, like nothing, is the fair's
        var prices = Prices(row, quantity ?? 0, format ?? LotFormat.Of(LotDetails.English)!, settings);
        return row.Failed ? null : Whole(row, new(
            title, category, region.Length == 0 ? terms.Region : region, (long)(quantity!.Value * 1000), unit, format!.Name,
            prices.Opening, prices.Reserve, prices.Increment, number.Length == 0 ? null : number, settings.OrNothing(), group.Length == 0 ? null : group, ladder,
            key is { Length: > 0 and <= LotDetails.LongestRowKey } ? key : null, new LotDescription(note.Length == 0 ? null : note, condition).OrNothing()));
    }

    private static LotDetails? Refuse(CsvRecord record, string problem, ICollection<Finding> findings)
    {
        var message = problem == ImportText.Broken ? "The workbook cannot be read from here on. Open it, and save it again." : problem == "quote"
            ? "A quote is opened and not closed, or followed by more text. Double a quote that belongs to the text, and close the field."
            : "The line is longer than a row may be. Shorten it; a quote that is never closed may have swallowed the line ends.";
        findings.Add(Finding.Error(record.Line, "", string.Join(' ', record.Fields), problem, message));
        return null;
    }

    // Of the bounds only that of the reserve for the whole quantity is not known before.
    private static LotDetails? Whole(StockRow row, LotDetails details)
    {
        if (details.Check() is not { } refusal) return details;
        var field = Broken.GetValueOrDefault(refusal.Code, StockField.Reserve);
        row.Fail(field == StockField.DeclineBelow && !row.Has(field) ? StockField.AcceptFrom : field, refusal.Code, refusal.Detail);
        return null;
    }

    private static IEnumerable<(string Word, LotFormat Format)> Words(string format, params string[] words) => words.Select(word => (word, LotFormat.Of(format)!));

    /// <summary>What it is: its name with its specification and its grade, as far as the name does not say them.</summary>
    private static string TitleOf(StockRow row)
    {
        var title = row.Text(StockField.Title, required: true, LotDetails.IsTitle, $"A title has 1 to {LotDetails.LongestTitle} characters.");
        foreach (var field in new[] { StockField.Specification, StockField.Grade })
        {
            var more = row.Text(field, false, LotDetails.IsTitle, $"It has at most {LotDetails.LongestTitle} characters.");
            if (more.Length == 0 || title.Contains(more, StringComparison.OrdinalIgnoreCase)) continue;
            if (title.Length + more.Length >= LotDetails.LongestTitle) row.Fail(field, more, "title", $"Name and specification together have at most {LotDetails.LongestTitle} characters.");
            title += " " + more;
        }

        return title;
    }

    /// <summary>The code of the row's category: its own code, that of the name it gives, the import's, or the one that its title speaks for.</summary>
    private string CategoryOf(StockRow row, string title)
    {
        var text = row.Text(StockField.Category, false, static _ => true, "");
        if (text.Length == 0 && terms.Category.Length > 0) return terms.Category;
        if (text.Length == 0 && Materials.Suggest(title, null, 1) is [{ Score: >= LikelyCategory } likely])
        {
            row.Warn(StockField.Category, title, CategorySuggested, $"Taken as {likely.Category.Code} {likely.Category.English} {likely.Category.Chinese} by its title.");
            return likely.Category.Code;
        }

        if (text.Length == 0)
        {
            var guesses = string.Join(", ", Materials.Suggest(title).Select(guess => $"{guess.Category.Code} {guess.Category.English} {guess.Category.Chinese}"));
            row.Fail(StockField.Category, "", "required", "The row has no category." + (guesses.Length > 0 ? $" It may be {guesses}." : " Write the code or the name of one."));
        }
        else if (Materials.Of(text) is null && Materials.Named(text) is { } named)
        {
            row.Warn(StockField.Category, text, "category-translated", $"Taken as {named.Code} {named.English} {named.Chinese}.");
            return named.Code;
        }
        else if (!LotDetails.IsCategory(text))
            row.Fail(StockField.Category, text, "category", $"A category is a code of 1 to {LotDetails.LongestCategory} letters, digits, dots and dashes, or the name of one of ours.");
        return text;
    }

    private string UnitOf(StockRow row, string behind)
    {
        var text = row.Text(StockField.Unit, false, static _ => true, "");
        var field = text.Length > 0 ? StockField.Unit : StockField.Quantity;
        if (text.Length == 0) text = behind.Length > 0 ? behind : map.UnitOfQuantities ?? "";
        if (text.Length == 0) return Units.Piece;
        var code = Units.Translate(text, field == StockField.Unit && map.HasUnitsOfIssue);
        if (code is null) row.Fail(field, text, "unit", "Use a UN/CEFACT Recommendation 20 code, such as C62 (piece), SET, KGM, TNE, MTR.");
        else if (field == StockField.Unit && behind.Length > 0 && Units.Translate(behind, false) != code)
            row.Fail(StockField.Quantity, behind, "unit", $"The quantity says another unit than the column of units, {text}.");
        else if (code != text) row.Warn(field, text, UnitTranslated, $"Taken as {code} of UN/CEFACT Recommendation 20.");
        return code ?? "";
    }

    /// <summary>The code of the grade of condition that a row says, or null.</summary>
    private static string? ConditionOf(StockRow row)
    {
        var text = row.Text(StockField.Condition, false, static _ => true, "");
        if (text.Length == 0 || Conditions.Of(text.ToLowerInvariant()) is not null) return text.Length == 0 ? null : text.ToLowerInvariant();
        var code = Conditions.All.FirstOrDefault(grade => grade.Chinese == text || grade.English.Equals(text, StringComparison.OrdinalIgnoreCase))?.Code
            ?? Worn.GetValueOrDefault(text.Replace(" ", "", StringComparison.Ordinal));
        if (code is not null) row.Warn(StockField.Condition, text, "condition-translated", $"Taken as {code}.");
        else row.Fail(StockField.Condition, text, "condition", $"A condition is one of {string.Join(", ", Conditions.All.Select(grade => $"{grade.Code} {grade.Chinese}"))}.");
        return code;
    }

    private LotFormat? FormatOf(StockRow row)
    {
        var text = row.Text(StockField.Format, false, static _ => true, "");
        if (text.Length == 0) return LotFormat.Of(terms.Format);
        var format = ByWord.GetValueOrDefault(text.ToLowerInvariant().Replace(' ', '-').Replace('_', '-'));
        if (format is null) row.Fail(StockField.Format, text, "format", $"A format is one of {Formats}. What is wanted is entered lot by lot, not in a sheet of stock.");
        return format;
    }

    private (long Opening, long Reserve, long Increment) Prices(StockRow row, decimal quantity, LotFormat format, FormatTerms settings)
    {
        var byUnit = format.IsPricedByUnit(settings);
        var priced = row.Has(StockField.Opening) ? StockField.Opening : StockField.UnitValue;
        var value = Value(row, byUnit ? 1 : quantity);
        var opening = row.Minor(StockField.Opening) ?? Share(value, terms.OpeningShare);
        if (opening is null && !row.Has(StockField.Opening) && !row.Has(StockField.UnitValue))
            row.Fail(StockField.Opening, "", "required", "A row needs an opening price, or a unit value from which it is taken.");
        if (opening is 0 && !row.Failed)
        {
            row.Warn(priced, "0", "price-raised", "The opening price was less than one minor unit; raised to one.");
            opening = 1;
        }

        if (opening > LotDetails.MaxMinor || (byUnit && (opening ?? 0) * quantity > LotDetails.MaxMinor))
            row.Fail(priced, "", "too-large", "The price of the lot is higher than a lot's may be.");
        var (reserve, increment) = (row.Minor(StockField.Reserve), row.Minor(StockField.Increment));
        if (!format.HasReserve && reserve > 0) StockTerms.Unused(row, StockField.Reserve, format);
        if (!format.HasIncrement && increment > 0) StockTerms.Unused(row, StockField.Increment, format);
        return (opening ?? 0, format.HasReserve ? Math.Min(reserve ?? Share(value, terms.ReserveShare) ?? 0, LotDetails.MaxMinor) : 0, increment ?? 0);
    }

    /// <summary>The value of a quantity by the row's unit value, or null when it has none that is right.</summary>
    private Money? Value(StockRow row, decimal quantity)
    {
        if (row.Number(StockField.UnitValue, false, ValueDecimals, MostValue) is not { } unitValue) return null;
        var minor = decimal.Round(unitValue * quantity * row.Scale, MidpointRounding.AwayFromZero);
        if (minor <= long.MaxValue) return new((long)minor, terms.Currency);
        row.Fail(StockField.UnitValue, unitValue.ToString(CultureInfo.InvariantCulture), "too-large", "Unit value times quantity is more than any lot can be worth.");
        return null;
    }

    private static long? Share(Money? value, long basisPoints) => value?.Share(basisPoints).Minor;
}
