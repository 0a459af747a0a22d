using System.Globalization;
using System.Text.RegularExpressions;

namespace Exchange.Kernel.Problems;

/// <summary>A problem as <c>docs/problems.md</c> lists it.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Meaning">What it means and how to mend it.</param>
public sealed record ListedProblem(string Code, int Status, string Meaning);

/// <summary>The list of all problems, read from <c>docs/problems.md</c>, which the build embeds and a test compares with the code.</summary>
public static partial class ProblemList
{
    /// <summary>The section of the problems that any service may answer.</summary>
    public const string Everywhere = "everywhere";

    private static readonly ILookup<string, ListedProblem> BySection = Embedded().ToLookup(row => row.Section, row => row.Problem);

    /// <summary>All problems, with the section in which each stands.</summary>
    public static IEnumerable<(string Section, ListedProblem Problem)> All => BySection.SelectMany(section => section.Select(problem => (section.Key, problem)));

    /// <summary>The problems that a service may answer: those of every service, and its own.</summary>
    public static IEnumerable<ListedProblem> Of(string service) => BySection[Everywhere].Concat(BySection[service]);

    /// <summary>The rows of a document, with the lower-case heading above each.</summary>
    public static IEnumerable<(string Section, ListedProblem Problem)> Read(TextReader document)
    {
        var section = "";
        while (document.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..].Trim().ToLowerInvariant();
            if (Row().Match(line) is { Success: true } row)
                yield return (section, new(row.Groups[1].Value, int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), row.Groups[3].Value));
        }
    }

    private static List<(string Section, ListedProblem Problem)> Embedded()
    {
        using var reader = new StreamReader(typeof(ProblemList).Assembly.GetManifestResourceStream("problems.md")!);
        return [.. Read(reader)];
    }

    [GeneratedRegex(@"^\| `([a-z.-]+)` \| ([0-9]{3}) \| (.*) \|$")]
    private static partial Regex Row();
}
