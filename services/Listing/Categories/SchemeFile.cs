using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Categories;

/// <summary>What a file of a scheme says.</summary>
/// <param name="Codes">Its codes, in the order of the file; empty where there are findings.</param>
/// <param name="Digest">SHA-256 of what it says, so that other line ends or columns for people make no other file.</param>
/// <param name="Columns">Our names of the columns with the file's.</param>
/// <param name="FindingsTotal">How many errors there are.</param>
/// <param name="Findings">The first of them.</param>
/// <param name="Refusal">Why nothing of it could be read, or null.</param>
public sealed record SchemeText(
    IReadOnlyList<SchemeCode> Codes, string Digest, IReadOnlyDictionary<string, string> Columns, long FindingsTotal, IReadOnlyList<Finding> Findings, Refusal? Refusal = null)
{
    /// <summary>How many codes name a category of ours.</summary>
    public long Mapped => Codes.Count(code => code.Category is not null);
}

/// <summary>A scheme as a CSV file (RFC 4180, UTF-8): columns for the code, the code above, names in Chinese or English and our category, recognised by many names; others are for people. Every row
/// is read and everything that is wrong is found, and one wrong row keeps the whole file out: a scheme with holes sorts goods wrongly, and silently.</summary>
public static class SchemeFile
{
    /// <summary>The longest row in characters, the most rows of a file, the most levels of a scheme and the most findings that are listed.</summary>
    public const int LongestRow = 10_000, MostRows = 200_000, MostLevels = 32, MostListed = ImportReport.Listed;

    private const string Code = "code", Parent = "parent", Chinese = "chinese", English = "english", Category = "category";

    private static readonly FrozenDictionary<string, string> Meanings = new (string Field, string[] Names)[]
    {
        (Code, ["code", "hscode", "commodity", "cpv", "unspsc", "key", "class", "id", "编码", "代码", "税号", "商品编码"]),
        (Parent, ["parent", "parentcode", "parentkey", "above", "上级", "上级编码", "父级", "父编码"]),
        (Chinese, ["chinese", "zh", "namezh", "cn", "中文", "中文名称", "名称", "商品名称"]),
        (English, ["english", "en", "nameen", "description", "name", "title", "preferredname", "英文", "英文名称"]),
        (Category, ["category", "ourcategory", "mapping", "material", "分类", "物资分类", "对应分类"]),
    }.SelectMany(meaning => meaning.Names.Select(name => (name, meaning.Field))).ToFrozenDictionary(pair => pair.name, pair => pair.Field, StringComparer.Ordinal);

    public static SchemeText Read(string text)
    {
        var records = new CsvRecords(LongestRow);
        records.Feed(text.StartsWith('\uFEFF') ? text.AsSpan(1) : text);
        records.End();
        if (!records.TryTake(out var header) || header.Problem is not null || Places(header.Fields) is not { } places)
            return new([], "", new Dictionary<string, string>(), 0, [], SchemeRefusals.HeaderUnclear);

        var findings = new Findings();
        var rows = new List<(CsvRecord Row, SchemeCode Code)>();
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        while (rows.Count <= MostRows && records.TryTake(out var row))
            if (row.Problem is { } problem) findings.Add(Finding.Error(row.Line, "", string.Join(' ', row.Fields), problem, "The row cannot be read: a quote is not closed, or it is too long."));
            else if (row.Fields.Count != header.Fields.Count)
                findings.Add(Finding.Error(row.Line, "", string.Join(' ', row.Fields), "column-count", $"The row has {row.Fields.Count} fields and the header {header.Fields.Count}."));
            else rows.Add((row, Take(row, places, header.Fields, lines, findings)));

        if (rows.Count > MostRows) findings.Add(Finding.Error(rows[^1].Row.Line, "", "", "too-many-rows", $"A scheme has at most {MostRows} codes."));
        if (rows.Count == 0 && findings.ErrorsTotal == 0) findings.Add(Finding.Error(header.Line, "", "", "empty", "There is no row after the header."));
        Above(rows, places, header.Fields, lines, findings);
        var columns = places.ToDictionary(place => place.Key, place => header.Fields[place.Value]);
        IReadOnlyList<SchemeCode> codes = findings.ErrorsTotal > 0 ? [] : [.. rows.Select(row => row.Code)];
        return new(codes, Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(codes, StoredJson.Options))), columns, findings.ErrorsTotal, findings.Errors);
    }

    private static Dictionary<string, int>? Places(IReadOnlyList<string> names)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, name) in names.Index())
            if (Meanings.TryGetValue(new([.. name.ToLowerInvariant().Where(char.IsLetterOrDigit)]), out var field) && !places.TryAdd(field, place)) return null;
        return places.ContainsKey(Code) && (places.ContainsKey(Chinese) || places.ContainsKey(English)) ? places : null;
    }

    private static SchemeCode Take(CsvRecord row, Dictionary<string, int> places, IReadOnlyList<string> names, Dictionary<string, long> lines, Findings findings)
    {
        var (code, chinese, english, category) = (Field(Code), Field(Chinese), Field(English), Field(Category));
        Require(IsCode(code), Code, code, "code", $"A code has 1 to {Scheme.LongestCode} letters, digits, dots and dashes.");
        Require(lines.TryAdd(code, row.Line), Code, code, "duplicate-code", $"Line {lines.GetValueOrDefault(code)} has the same code.");
        Require(chinese.Length + english.Length > 0, places.ContainsKey(English) ? English : Chinese, "", "required", "A code needs a name.");
        foreach (var (field, name) in new[] { (Chinese, chinese), (English, english) })
            Require(!name.Any(char.IsControl) && !name.Contains('\uFFFD'), field, name, "text", "A name holds characters that cannot be seen, or bytes that are not UTF-8.");
        Require(category.Length == 0 || Materials.Of(category) is not null, Category, category, "category", "Our tree has no such code; see GET /api/listing/categories.");
        var parent = Field(Parent);
        return new(code, parent.Length == 0 || parent == code ? null : parent, Cut(chinese), Cut(english), category.Length == 0 ? null : Materials.Of(category)?.Code);

        string Field(string field) => places.TryGetValue(field, out var place) ? row.Fields[place].Trim() : "";

        void Require(bool holds, string field, string value, string rule, string message)
        {
            if (!holds) findings.Add(Finding.Error(row.Line, places.TryGetValue(field, out var place) ? names[place] : "", value, rule, message));
        }
    }

    // A name longer than is shown anywhere is cut: descriptions of the Harmonized System are paragraphs.
    private static string Cut(string name) => name.Length <= Scheme.LongestText ? name : string.Concat(name.AsSpan(0, Scheme.LongestText - 1), "…");

    private static bool IsCode(string code) => code.Length <= Scheme.LongestCode && LotDetails.IsCategory(code);

    private static void Above(
        List<(CsvRecord Row, SchemeCode Code)> rows, Dictionary<string, int> places, IReadOnlyList<string> names, Dictionary<string, long> lines, Findings findings)
    {
        var parents = rows.DistinctBy(row => row.Code.Code).ToDictionary(row => row.Code.Code, row => row.Code.Parent, StringComparer.Ordinal);
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (row, code) in rows)
            if (code.Parent is { } parent && !lines.ContainsKey(parent)) findings.Add(Finding.Error(row.Line, names[places[Parent]], parent, "unknown-parent", "No row has this code."));
            else if (LevelOf(code.Code, parents, levels) > MostLevels)
                findings.Add(Finding.Error(row.Line, names[places[Parent]], code.Parent!, "too-deep", $"There are more than {MostLevels} codes above this one, or going up never ends."));
    }

    // How many codes stand above, itself included; more than there may be where the way up is a circle.
    private static int LevelOf(string code, Dictionary<string, string?> parents, Dictionary<string, int> levels)
    {
        var passed = new List<string>();
        string? step = code;
        for (; step is not null && !levels.ContainsKey(step) && passed.Count <= MostLevels; step = parents.GetValueOrDefault(step)) passed.Add(step);
        var level = step is null ? 0 : levels.GetValueOrDefault(step, MostLevels);
        for (var place = passed.Count - 1; place >= 0; place--) levels[passed[place]] = ++level;
        return levels[code];
    }
}
