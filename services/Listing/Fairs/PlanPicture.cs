using System.Globalization;
using System.Text;

namespace Exchange.Listing.Fairs;

/// <summary>A closing plan as a picture (SVG 1.1): days by hours, the darker the more lots close, with the number in each field and the sum of each day. It has a title and a description for
/// those who do not see it, and follows the light or dark of the page.</summary>
public static class PlanPicture
{
    private const int Left = 104, Top = 62, Field = 46, Row = 26, Sum = 150, Least = 540, Shades = 5, LongestName = 30;

    private const string Style = """
        <style>
          svg { font: 12px system-ui, sans-serif; }
          text { fill: #1a2330; } .on { fill: #fff; } .dim { fill: #5a6675; } .head { font-size: 15px; font-weight: 600; }
          .s0 { fill: #eef1f5; } .s1 { fill: #cfe0f3; } .s2 { fill: #9dc3e8; } .s3 { fill: #5f9bd1; } .s4 { fill: #2f6fae; } .s5 { fill: #174a7c; } .bar { fill: #5f9bd1; }
          @media (prefers-color-scheme: dark) {
            text { fill: #e6ebf2; } .on { fill: #fff; } .dim { fill: #9aa6b5; }
            .s0 { fill: #232b36; } .s1 { fill: #1f3a55; } .s2 { fill: #245179; } .s3 { fill: #235685; } .s4 { fill: #2b68a3; } .s5 { fill: #3377b8; } .bar { fill: #2b68a3; }
          }
        </style>
        """;

    /// <summary>Draws a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="name">The name of the fair.</param>
    /// <param name="chinese">Whether its words are Chinese; English otherwise.</param>
    public static string Of(ClosingPlan plan, string name, bool chinese)
    {
        var hours = plan.Days.SelectMany(day => day.Hours).Select(hour => hour.Hour).DefaultIfEmpty(0).ToList();
        var (from, to) = (hours.Min(), hours.Max());
        var (width, height) = (Math.Max(Least, Left + ((to - from + 1) * Field) + Sum), Top + (plan.Days.Count * Row) + 50);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{Escaped(Title(plan, name, chinese))}</title>\n<desc id=\"desc\">{Escaped(Description(plan, chinese))}</desc>\n{Style}\n");
        Text(svg, 8, 22, "head", Title(plan, name.Length <= LongestName ? name : name[..LongestName] + "…", chinese));
        for (var hour = from; hour <= to; hour++) Text(svg, Left + ((hour - from) * Field) + (Field / 2), Top - 8, "dim", hour.ToString("00", CultureInfo.InvariantCulture), "middle");
        Text(svg, Left + ((to - from + 1) * Field) + 8, Top - 8, "dim", chinese ? "全天" : "day");
        var (most, mostOfDay) = (Math.Max(1, plan.Days.SelectMany(day => day.Hours).Max(hour => (long?)hour.Lots) ?? 1), Math.Max(1, plan.Days.Max(day => (long?)day.Lots) ?? 1));
        foreach (var (index, day) in plan.Days.Index()) Draw(svg, day, Top + (index * Row), from, to, most, mostOfDay);
        foreach (var (index, line) in Lines(plan, chinese).Index()) Text(svg, 8, Top + (plan.Days.Count * Row) + 20 + (index * 18), "dim", line);
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>What the picture shows, in a sentence or two. Of a close its minute is said.</summary>
    public static string Description(ClosingPlan plan, bool chinese) => string.Join(chinese ? "" : " ", Lines(plan, chinese));

    private static IEnumerable<string> Lines(ClosingPlan plan, bool chinese)
    {
        if (plan.FirstAt is null)
        {
            yield return chinese ? "没有标的截止。" : "No lot closes.";
            yield break;
        }

        var (first, last) = (Minute(plan.FirstAt.Value, plan.TimeZone), Minute(plan.LastAt!.Value, plan.TimeZone));
        yield return chinese ? $"首个截止 {first}，末个截止 {last}。" : $"First close {first}, last close {last}.";
        yield return chinese
            ? string.Create(CultureInfo.InvariantCulture, $"一分钟内最多 {plan.MostInAMinute} 个。{(plan.Fits ? "" : "排不下。")}")
            : string.Create(CultureInfo.InvariantCulture, $"At most {plan.MostInAMinute} in a minute.{(plan.Fits ? "" : " It does not fit.")}");
    }

    private static string Minute(long at, string timeZone) => RuleWords.At(at - (at % MinuteOfCloses.LengthMs), timeZone);

    private static string Title(ClosingPlan plan, string name, bool chinese) => chinese
        ? string.Create(CultureInfo.InvariantCulture, $"{name}：{plan.Lots} 个标的，{plan.Days.Count} 天")
        : string.Create(CultureInfo.InvariantCulture, $"{name}: {plan.Lots} lots in {plan.Days.Count} days");

    private static void Draw(StringBuilder svg, PlannedDay day, int y, int from, int to, long most, long mostOfDay)
    {
        Text(svg, 8, y + 17, "", day.Date);
        foreach (var hour in day.Hours)
        {
            var (x, shade) = (Left + ((hour.Hour - from) * Field), hour.Lots == 0 ? 0 : (int)(((hour.Lots * Shades) + most - 1) / most));
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"s{shade}\" x=\"{x + 1}\" y=\"{y + 1}\" width=\"{Field - 2}\" height=\"{Row - 2}\" rx=\"3\"/>\n");
            if (hour.Lots > 0) Text(svg, x + (Field / 2), y + 17, shade > 3 ? "on" : "", hour.Lots.ToString(CultureInfo.InvariantCulture), "middle");
        }

        var right = Left + ((to - from + 1) * Field) + 8;
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"bar\" x=\"{right}\" y=\"{y + 5}\" width=\"{day.Lots * 80 / mostOfDay}\" height=\"{Row - 10}\" rx=\"2\"/>\n");
        Text(svg, right + 86, y + 17, "", day.Lots.ToString(CultureInfo.InvariantCulture));
    }

    private static void Text(StringBuilder svg, int x, int y, string style, string text, string anchor = "start")
    {
        var (look, place) = (style.Length > 0 ? $" class=\"{style}\"" : "", anchor == "start" ? "" : $" text-anchor=\"{anchor}\"");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y}\"{look}{place}>{Escaped(text)}</text>\n");
    }

    private static string Escaped(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
