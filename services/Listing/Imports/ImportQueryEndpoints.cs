using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>What the query of an import asks for.</summary>
internal static class ImportQuery
{
    private const string Column = "column.";
    private const int MostMerged = 1_000;

    private static readonly string[] Known =
    [
        "dryRun", "report", "format", "category", "region", "openingShare", "reserveShare", "linked", "position", "encoding", "delimiter", "sheet", "numbers", "mode", "merge", "remember",
    ];

    private static readonly Dictionary<string, string> Delimiters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["comma"] = ",",
        ["semicolon"] = ";",
        ["tab"] = "\t",
        ["pipe"] = "|",
    };

    /// <summary>How to say it, for the API's documentation.</summary>
    public static string Description { get; } =
        "Query: dryRun=true only looks, and shows the first lots; report=full answers every finding as a line of JSON, the summary last; report=sheet answers the same sheet with "
        + "an error column; mode=all enters all rows or none; merge=all or merge=LINE,LINE makes one lot of rows that are the same material; column.FIELD=NAME maps a column, and is remembered unless "
        + $"remember=false (fields: {string.Join(", ", Enum.GetValues<StockField>().Select(ColumnMap.NameOf))}); category, region and format hold for rows that name none; openingShare and "
        + "reserveShare are shares of unit value times quantity in basis points (3000 and 0 if left out); linked=ID,ID names enterprises that are linked with the consignor and may not buy; "
        + "numbers=point or comma says what stands before decimals; encoding, delimiter and sheet are told by the file if left out. "
        + "With the header Prefer: respond-async the answer is 202 at once, and the import goes on while nobody waits.";

    /// <summary>The order of an import, or all that is wrong with the query.</summary>
    public static Parsed<ImportOrder> Read(HttpContext http, string? id, string fair, string currency)
    {
        var (query, caller) = (http.Request.Query, http.Caller());
        var errors = new FieldErrors();
        foreach (var name in query.Keys.Where(name => !Known.Contains(name) && !name.StartsWith(Column, StringComparison.Ordinal)))
            errors.Require(false, name, "unknown", "There is no such parameter.");
        var mapped = query.Where(pair => pair.Key.StartsWith(Column, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[Column.Length..], pair => pair.Value.ToString(), StringComparer.Ordinal);
        var linked = Listed(query, "linked");
        var terms = Terms(query, currency, errors);
        var (mode, merge, sheet) = (query["mode"].ToString(), Listed(query, "merge"), Sheet(query, errors));
        errors.Require(Offer.AreLinked(linked), "linked", "ids", Offer.LinkedRule)
            .Require(mode is "" or "all" or "good-rows", "mode", "one-of", "all or good-rows.")
            .Require(query["report"].ToString() is "" or "full" or "sheet", "report", "one-of", "full or sheet.")
            .Require(merge.Length <= MostMerged && merge.All(IsLine), "merge", "lines", $"all, or {MostMerged} lines at most.");
        return errors.Any ? errors : new ImportOrder(
            id, fair, caller.Enterprise, caller.Subject, terms, mapped, Offer.LinkedOf(linked), caller.Root, sheet == new SheetTerms() ? null : sheet, mode == "all" ? true : null,
            merge.Length > 0 ? merge : null);
    }

    private static bool IsLine(string text) => text == "all" || long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static SheetTerms Sheet(IQueryCollection query, FieldErrors errors)
    {
        var (encoding, delimiter, sheet) = (query["encoding"].ToString(), query["delimiter"].ToString(), query["sheet"].ToString());
        if (Delimiters.TryGetValue(delimiter, out var named)) delimiter = named;
        errors.Require(encoding.Length == 0 || SheetText.Encodings.ContainsKey(encoding), "encoding", "one-of", string.Join(", ", SheetText.Encodings.Keys.Order(StringComparer.Ordinal)) + ".")
            .Require(delimiter.Length == 0 || (delimiter.Length == 1 && delimiter[0] is not ('"' or '\r' or '\n')), "delimiter", "character", "One character, or comma, semicolon, tab or pipe.")
            .Require(sheet.Length <= 31, "sheet", "text", "At most 31 characters.");
        return new(encoding, delimiter, sheet);
    }

    private static ImportTerms Terms(IQueryCollection query, string currency, FieldErrors errors)
    {
        var numbers = query["numbers"].ToString();
        var terms = new ImportTerms(
            currency, Text("format", LotDetails.English), Text("category", ""), Text("region", ""),
            Share("openingShare", ImportTerms.UsualOpeningShare), Share("reserveShare", 0), numbers switch { "point" => NumberStyle.Point, "comma" => NumberStyle.Comma, _ => null });
        errors.Require(StockRules.Takes(terms.Format), "format", "one-of", StockRules.Formats + ".")
            .Require(terms.Category.Length == 0 || LotDetails.IsCategory(terms.Category), "category", "code", "A code of letters, digits, dots and dashes.")
            .Require(LotDetails.IsRegion(terms.Region), "region", "text", $"At most {LotDetails.LongestRegion} characters.")
            .Require(terms.OpeningShare is >= 1 and <= 10_000, "openingShare", "range", "1 to 10000 basis points.")
            .Require(terms.ReserveShare is >= 0 and <= 10_000, "reserveShare", "range", "0 to 10000 basis points.")
            .Require(numbers is "" or "point" or "comma", "numbers", "one-of", "point or comma.");
        return terms;

        string Text(string name, string usual) => query[name].ToString() is { Length: > 0 } text ? text : usual;

        long Share(string name, long usual) => query[name].ToString() is not { Length: > 0 } text ? usual
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var share) ? share : -1;
    }

    private static string[] Listed(IQueryCollection query, string name) => query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
