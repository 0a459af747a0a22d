namespace Exchange.Listing.Categories;

/// <summary>A grade of condition.</summary>
/// <param name="Code">How it is written: <c>unused</c>.</param>
/// <param name="Chinese">Its Chinese name.</param>
/// <param name="English">Its English name.</param>
/// <param name="ChineseDefinition">What a buyer may expect, in Chinese.</param>
/// <param name="EnglishDefinition">The same in English.</param>
/// <param name="Rank">0 for the best; a higher one is worse.</param>
public sealed record Condition(string Code, string Chinese, string English, string ChineseDefinition, string EnglishDefinition, int Rank);

/// <summary>The grades of condition, from the best to the worst. What a lot is described as its buyer may insist on, so that each is defined by what can be tried.</summary>
public static class Conditions
{
    public const string New = "new", Unused = "unused", Refurbished = "refurbished", Good = "good", Fair = "fair", ForParts = "for-parts", Scrap = "scrap";

    private static readonly (string Code, string Chinese, string English, string ChineseDefinition, string EnglishDefinition)[] Grades =
    [
        (New, "全新", "New",
            "未使用，原厂包装完好，在保质期和有效期内，随附合格证或质保书；可按新品使用。",
            "Not used, in the maker's unbroken packing, within its shelf life, with its certificate; fit for use as bought from the maker."),
        (Unused, "未使用", "Unused",
            "从未使用，但库存较久或包装不全；可能有轻微锈迹或灰尘，不影响使用，可能没有证书。",
            "Never used, but long in store or no longer in its full packing; light rust or dust that does not matter in use; papers may lack."),
        (Refurbished, "翻新", "Refurbished",
            "曾使用，经检修并更换磨损件，检修后试运行合格，有检修记录。",
            "Used, then overhauled with worn parts replaced, tested after it with success; there is a record of the work."),
        (Good, "良好", "Good",
            "曾使用，功能完整，可立即投入使用；有正常使用痕迹。",
            "Used, does all that it is made for, and can be put to work at once; shows normal wear."),
        (Fair, "一般", "Fair",
            "可以使用，但磨损明显，或需小修、补件、除锈后方可正常使用。",
            "Works, but is clearly worn, or needs a small repair, a missing part or cleaning of rust before it does all that it is made for."),
        (ForParts, "待修或拆件", "For repair or parts",
            "不能正常使用，或未经试机；只宜修理或拆取零件。",
            "Does not work, or was not tried; for repair, or for the parts in it."),
        (Scrap, "报废", "Scrap",
            "只有材料价值；不得按原用途使用。",
            "Worth its material alone; not to be used for what it was made for."),
    ];

    private static readonly Dictionary<string, Condition> ByCode;

    static Conditions()
    {
        All = [.. Grades.Select((grade, rank) => new Condition(grade.Code, grade.Chinese, grade.English, grade.ChineseDefinition, grade.EnglishDefinition, rank))];
        ByCode = All.ToDictionary(condition => condition.Code, StringComparer.Ordinal);
    }

    /// <summary>All grades, the best first.</summary>
    public static IReadOnlyList<Condition> All { get; }

    /// <summary>The grade of a code, or null.</summary>
    public static Condition? Of(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The worst of some grades: what is sold as one is as good as its worst part. Null where there are none.</summary>
    /// <exception cref="ArgumentException">A code is none of the grades.</exception>
    public static string? Worst(IEnumerable<string> codes) => codes
        .Select(code => Of(code) ?? throw new ArgumentException($"There is no condition {code}.", nameof(codes)))
        .MaxBy(condition => condition.Rank)?.Code;
}
