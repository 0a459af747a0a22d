using System.Globalization;
using System.Text.RegularExpressions;

namespace Exchange.Listing.Categories;

/// <summary>Reads attributes out of titles: Q235B 角钢 50×50×5 6m has a grade, a width, a thickness and a length. Suggestions for a person to confirm; what is not sure is left out.</summary>
public static partial class TitleAttributes
{
    private const int Longest = 256;

    // The grades of GB, ASTM, JIS and EN that stand in titles by themselves, and those that need the metal beside them, because 304 alone may be a model.
    private const string Steels = @"Q\d{3}[A-E]?|[HC]PB\d{3}|HRB\d{3}E?|SP[CH]C|DC0\d|DX5\dD(?:\+Z)?|\d{2}(?:CrNiMo|CrMnTi|CrMo|Mn2|Cr|Mn|Si)[A-Za-z\d]*|Cr12MoV|GCr15|SUS\d{3}L?|S\d{3}J[R\d]\w*"
        + @"|B\d{2}A\d{3,4}|(?:201|202|304L?|310S|316L?|321|430)(?=\s*(?:不锈|stainless))|(?<=(?:不锈钢|stainless steel(?: sheet| plate| pipe| bar)?)\s*)(?:201|304L?|316L?|321|430)|\d{2}#";

    private const string OtherGrades = @"[THL]\d{1,2}(?=\s*(?:紫铜|黄铜|铜))|[1-8]\d{3}(?=\s*铝)|T30S|PA66|PA6|TC4|TA\d|P\.[OIC]\s?\d{2}\.5";

    private const string UnitWords = @"kVA|MVA|kW|MW|W|kV|V|kA|A|Ah|mAh|MPa|kPa|bar|psi|m³/h|m3/h|L/min|m³/min|kHz|MHz|GHz|Hz|r/min|rpm|mm²|mm2|mm|cm|km|m|kg|g|t|吨|千克|公斤|kN|L|mL|升|米"
        + "|GB|TB|hp|马力|匹|gsm|g/m²|%|N·m|小时|公里|inch|英寸|寸|″";

    // Words before a number that say which attribute it is, because a metre alone may be a head, a span or a length.
    private static readonly (string Attribute, string Words)[] Said =
    [
        ("head", "扬程|head"), ("span", "跨度|span"), ("thickness", "厚度|厚|thickness|thk"), ("width", "宽度|宽|width"), ("height", "高度|起升高度|高|height"),
        ("length", "长度|长|length"), ("diameter", "直径|[ΦφøØ⌀]|dia\\.?|diameter"), ("outer-diameter", "外径|OD"), ("bore", "内径|孔径|ID|bore"), ("wall", "壁厚|wall"),
        ("depth", "深度|深|depth"), ("module", "模数"), ("swing", "回转直径|swing"), ("purity", "纯度|含量|purity"), ("concentration", "浓度|concentration"),
        ("load", "载重|起重量|额定载荷|load|capacity"), ("mileage", "里程|mileage"), ("hours-run", "运行时间|工作小时|hours"), ("nominal-diameter", "DN|公称直径|口径"),
    ];

    private static readonly (string Attribute, Regex Pattern)[] Sayings =
        [.. Said.Select(said => (said.Attribute, new Regex($@"(?<![\p{{L}}\d])(?:{said.Words})\s*[:：=]?\s*(?<n>\d+(?:\.\d+)?)\s*(?<u>\p{{L}}{{1,4}}|°|″)?", RegexOptions.IgnoreCase)))];

    /// <summary>What a title says of the attributes of its category, each once, in the category's order; nothing where the category is not of our tree.</summary>
    public static IReadOnlyList<AttributeValue> Read(string category, string title)
    {
        if (Materials.Of(category) is not { } node) return [];
        Span<char> folded = stackalloc char[Longest];
        title = title.Length <= Longest ? title : title[..Longest];
        var text = Width(title, folded).ToString();
        var found = new Dictionary<string, AttributeValue>(StringComparer.Ordinal);
        foreach (var value in Words(node, text).Concat(Designations(node, text)).Concat(Named(text)).Concat(Sizes(node, text)).Concat(Measured(node, text)))
            if (node.Attributes.Contains(value.Attribute)) found.TryAdd(value.Attribute, value);
        return [.. node.Attributes.Where(found.ContainsKey).Select(code => found[code])];
    }

    private static IEnumerable<AttributeValue> Words(Category node, string text)
    {
        if (Grade().Match(text) is { Success: true } grade) yield return new("grade", grade.Value);
        if (Standard().Match(text) is { Success: true } standard) yield return new("standard", standard.Value);
        if (Strength().Match(text) is { Success: true } strength) yield return new("strength-class", strength.Groups["n"].Value);
        if (Phases().Match(text) is { Success: true } phases) yield return new("phases", phases.Value[0] is '三' or '3' ? "3" : "1");
        if (Made().Match(text) is { Success: true } made && Value("year", made.Groups["n"].Value) is { } year) yield return year;
        if (!node.Code.StartsWith("CB", StringComparison.Ordinal)) yield break;
        if (CableType().Match(text) is { Success: true } type)
        {
            yield return new("model", type.Value);
            yield return new("conductor", type.Value.Contains("LV", StringComparison.Ordinal) || type.Value.Contains("LY", StringComparison.Ordinal) ? "aluminium" : "copper");
            yield return new("armoured", Armour().IsMatch(type.Value) ? "yes" : "no");
        }
    }

    // The designations of trades: cores×section and U0/U of cables (IEC 60183), ISO 15 bearings, M threads, PN of valves in bar.
    private static IEnumerable<AttributeValue> Designations(Category node, string text)
    {
        if (node.Code.StartsWith("CB", StringComparison.Ordinal))
        {
            if (RatedVoltage().Match(text) is { Success: true } rated && Value("voltage", rated.Groups["u"].Value + " kV") is { } voltage) yield return voltage;
            if (Cores().Match(text) is not { Success: true } cores) yield break;
            var earth = cores.Groups["e"].Success ? int.Parse(cores.Groups["e"].Value, CultureInfo.InvariantCulture) : 0;
            yield return Number("cores", int.Parse(cores.Groups["n"].Value, CultureInfo.InvariantCulture) + earth);
            if (Value("conductor-section", cores.Groups["s"].Value + " mm²") is { } section) yield return section;
        }
        else if (node.Code.StartsWith("BT01", StringComparison.Ordinal) && Bearing().Match(text) is { Success: true } bearing)
        {
            yield return new("model", bearing.Value);
            if (BoreOf(int.Parse(bearing.Groups["b"].Value, CultureInfo.InvariantCulture)) is { } bore && Value("bore", $"{bore} mm") is { } value) yield return value;
        }

        if (Thread().Match(text) is { Success: true } thread)
        {
            yield return new("thread", thread.Groups["t"].Value.ToUpperInvariant());
            if (thread.Groups["l"].Success && node.Attributes.Contains("thread") && Value("length", thread.Groups["l"].Value + " mm") is { } length) yield return length;
        }

        if (Nominal().Match(text) is { Success: true } nominal && Value("pressure", nominal.Groups["n"].Value + " bar") is { } pressure) yield return pressure;
    }

    // 00 to 03 are 10, 12, 15 and 17 mm; from 04 on the code is a fifth of the bore.
    private static int? BoreOf(int code) => code switch { 0 => 10, 1 => 12, 2 => 15, 3 => 17, <= 96 => code * 5, _ => null };

    private static IEnumerable<AttributeValue> Named(string text)
    {
        foreach (var (attribute, pattern) in Sayings)
            if (pattern.Match(text) is { Success: true } match && Attributes.Of(attribute) is { Unit: not null } field)
            {
                var measure = match.Groups["u"].Success ? Measures.Named(match.Groups["u"].Value, field.Dimension!) : null;
                var usual = field.Dimension == "length" && attribute is not ("head" or "span" or "mileage") ? Measures.Of("MMT") : null;
                if (Attributes.Measured(field, Decimal(match.Groups["n"].Value), measure ?? usual) is { } value) yield return value;
            }
    }

    // 50×50×5 in the order of the category. A number with a unit after it is of that unit, others are millimetres.
    private static IEnumerable<AttributeValue> Sizes(Category node, string text)
    {
        if (node.Size.Count == 0 || Size().Match(text) is not { Success: true } size) yield break;
        var parts = size.Groups["n"].Captures;
        var unit = size.Groups["u"].Success ? Measures.Named(size.Groups["u"].Value, "length") : null;
        for (var place = 0; place < Math.Min(parts.Count, node.Size.Count); place++)
        {
            // Where a size has as many sides as the shape has, but not more, its last is the last of the shape: 50×5 is an angle of equal sides.
            var attribute = node.Size is [var first, var second, ..] && first == second && parts.Count == 2 && place == 1 ? node.Size[2] : node.Size[place];
            var isLast = place == parts.Count - 1;
            var measure = (isLast || unit?.Code == "INH" ? unit : null) ?? Measures.Of("MMT");
            if (Attributes.Of(attribute) is { Unit: not null } field && Attributes.Measured(field, Decimal(parts[place].Value), measure) is { } value) yield return value;
        }
    }

    // A number with a unit is the value of the one attribute of the category that measures so; where two do, of none, but that metres alone are a length, and a share is what the
    // category has of its own: an acid's is its concentration.
    private static IEnumerable<AttributeValue> Measured(Category node, string text)
    {
        foreach (Match match in NumberAndUnit().Matches(text))
        {
            var fitting = node.Attributes.Select(Attributes.Of).OfType<AttributeField>()
                .Where(field => field.Dimension is { } dimension && Measures.Named(match.Groups["u"].Value, dimension) is not null).ToList();
            var chosen = fitting.Count == 1 || fitting is [{ Dimension: "share" }, ..] ? fitting[^1]
                : match.Groups["u"].Value is "m" or "米" ? fitting.Find(field => field.Code == "length") : null;
            if (chosen is not null && (chosen.Dimension != "length" || chosen.Code == "length" || chosen.Code == "screen")
                && Attributes.Measured(chosen, Decimal(match.Groups["n"].Value), Measures.Named(match.Groups["u"].Value, chosen.Dimension!)) is { } value)
                yield return value;
        }
    }

    private static ReadOnlySpan<char> Width(string title, Span<char> wide)
    {
        for (var place = 0; place < title.Length; place++)
            wide[place] = title[place] switch { >= '\uFF01' and <= '\uFF5E' and var full => (char)(full - 0xFEE0), '\u3000' => ' ', var other => other };
        return wide[..title.Length];
    }

    private static AttributeValue? Value(string attribute, string text) => Attributes.Of(attribute) is { } field ? Attributes.Parse(field, text, out _) : null;

    private static AttributeValue Number(string attribute, int number) => new(attribute, number.ToString(CultureInfo.InvariantCulture), number);

    private static decimal Decimal(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![A-Za-z\d])(?:" + Steels + "|" + OtherGrades + @")(?![A-Za-z\d])", RegexOptions.IgnoreCase)]
    private static partial Regex Grade();

    [GeneratedRegex(@"(?<![A-Za-z])(?:GB/?T?|ASTM|DIN|ISO|JIS|EN|API|YB/?T?|JB/?T?|HG/?T?)\s?[A-Z]?\d{1,5}(?:[-.]\d{1,4})*(?!\d)")]
    private static partial Regex Standard();

    [GeneratedRegex(@"(?<![\d.])(?<n>4\.8|5\.6|5\.8|6\.8|8\.8|9\.8|10\.9|12\.9)\s*(?:级|S\b|grade)?")]
    private static partial Regex Strength();

    [GeneratedRegex(@"三相|单相|3[- ]?phase|single[- ]phase|1[- ]?phase|three[- ]phase", RegexOptions.IgnoreCase)]
    private static partial Regex Phases();

    [GeneratedRegex(@"(?<!\d)(?<n>(?:19|20)\d{2})\s*年|(?:year|built|made|model year)\s*(?:in\s*)?(?<n>(?:19|20)\d{2})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Made();

    [GeneratedRegex(@"(?<![A-Za-z])(?:[ZWN][A-Z]{0,3}-)?(?:YJL?VP?|K?VL?VR?P?|KYJVR?P?|BL?VR?|RV+P?|YC[W]?|YZ[W]?|JKLYJ|GYT[AS]\d*|HYA|DJYP?VP?)(?:[2-6][2-3])?(?![A-Za-z])")]
    private static partial Regex CableType();

    [GeneratedRegex(@"[2-6][23]$")]
    private static partial Regex Armour();

    [GeneratedRegex(@"(?<![\d.])\d+(?:\.\d+)?\s*/\s*(?<u>\d+(?:\.\d+)?)\s*kV", RegexOptions.IgnoreCase)]
    private static partial Regex RatedVoltage();

    [GeneratedRegex(@"(?<![\d.])(?<n>\d{1,2})\s*[*×xX]\s*(?<s>\d{1,3}(?:\.\d+)?)(?!\d)(?:\s*\+\s*(?<e>\d)\s*[*×xX]\s*\d)?")]
    private static partial Regex Cores();

    [GeneratedRegex(@"(?<![A-Za-z\d])(?:NU|NJ|NUP|N|NN|QJ)?\d{1,3}(?<b>\d{2})(?:[A-Z]{0,3})(?:-?(?:2RS1?|2Z|ZZ|RS|Z|C3|P[0-6]|CC|CA|MB|E))*(?![\d*×.])", RegexOptions.IgnoreCase)]
    private static partial Regex Bearing();

    [GeneratedRegex(@"(?<![A-Za-z\d])(?<t>M\d{1,3}(?:\.\d)?)(?:\s*[*×xX]\s*(?<l>\d{1,4}))?(?![\d.])")]
    private static partial Regex Thread();

    [GeneratedRegex(@"(?<![A-Za-z])PN\s?(?<n>\d{1,3}(?:\.\d)?)(?!\d)")]
    private static partial Regex Nominal();

    [GeneratedRegex(@"(?<![\d.A-Za-z])[ΦφøØ]?(?<n>\d+(?:\.\d+)?)(?:\s*[*×xX]\s*(?<n>\d+(?:\.\d+)?)){1,4}\s*(?<u>mm|cm|m|米|毫米|厘米|in|inch|″)?(?![\d.A-Za-z])")]
    private static partial Regex Size();

    [GeneratedRegex(@"(?<![\d.*×xX/A-Za-z-])(?<n>\d{1,9}(?:\.\d+)?)\s*(?<u>" + UnitWords + ")(?![A-Za-z])", RegexOptions.IgnoreCase)]
    private static partial Regex NumberAndUnit();
}
