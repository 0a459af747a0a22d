using System.Text.RegularExpressions;
using Exchange.Tests.Architecture;
using Exchange.Tests.Contracts;
using Exchange.Tests.Deploy;
using Xunit;

namespace Exchange.Tests.Docs;

public sealed partial class OperationsTests
{
    private const string Operations = "docs/operations.md", Heading = "| setting | means |\n| --- | --- |\n";

    [Fact]
    public void Every_setting_is_documented_and_no_other()
    {
        var text = House.Read(Operations);
        if (Golden.Updates) File.WriteAllText(Path.Combine(House.Root, Operations), text = Updated(text));
        Assert.Equal(SettingNames.All.Order(StringComparer.Ordinal), Row().Matches(text).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_metric_is_documented() => House.IsClean(
        House.Files("services", ".cs").SelectMany(path => Metric().Matches(House.Read(path))).Select(match => match.Groups[1].Value).Distinct()
            .Where(metric => !House.Read(Operations).Contains($"| `{metric}` |", StringComparison.Ordinal)));

    [Fact]
    public void Links_between_documents_lead_somewhere() => House.IsClean(
        from path in House.Files("", ".md")
        from Match link in Link().Matches(House.Read(path))
        let target = Path.Combine(House.Root, Path.GetDirectoryName(path)!, link.Groups[1].Value)
        where !File.Exists(target) && !Directory.Exists(target)
        select $"{path} links to {link.Groups[1].Value}");

    [Fact]
    public void Every_decision_is_listed() => House.IsClean(House.Files("docs/decisions", ".md")
        .Select(path => Path.GetFileName(path)!)
        .Where(file => file != "README.md" && !House.Read("docs/decisions/README.md").Contains($"({file})", StringComparison.Ordinal)));

    [Fact]
    public void Decisions_have_numbers_of_their_own() => House.IsClean(House.Files("docs/decisions", ".md")
        .GroupBy(path => Path.GetFileName(path)[..4]).Where(group => group.Count() > 1).Select(group => group.Key));

    /// <summary>The document with a row for each setting: those that are there keep their words, new ones get the summary of the code.</summary>
    private static string Updated(string text)
    {
        var kept = Row().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value, StringComparer.OrdinalIgnoreCase);
        var rows = SettingNames.All.Order(StringComparer.Ordinal).Select(name => $"| `{name}` | {kept.GetValueOrDefault(name) ?? SettingNames.Summary(name)} |\n");
        return Row().Replace(text, "").Replace(Heading, Heading + string.Concat(rows), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\| `([A-Z][A-Za-z]*(?::[A-Za-z*]+)+)` \| (.*) \|\n", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("\"(exchange_[a-z_]+)\"")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
