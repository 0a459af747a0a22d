using Exchange.Kernel.Problems;
using Exchange.Tests.Architecture;
using Exchange.Tests.Contracts;
using Xunit;

namespace Exchange.Tests.Docs;

public sealed class ProblemTests
{
    private const string Listed = "docs/problems.md";

    private static readonly IReadOnlyList<(string Section, ListedProblem Problem)> Coded =
    [
        .. House.Files("services", ".cs")
            .SelectMany(path => ProblemCodes.In(House.Read(path)).Select(problem => (Section: Section(path), Problem: problem)))
            .GroupBy(coded => (coded.Section, coded.Problem.Code))
            .Select(group => group.MaxBy(coded => coded.Problem.Status))
            .GroupBy(coded => coded.Problem.Code)
            .SelectMany(group => group.Where(coded => coded.Section == ProblemList.Everywhere || group.All(other => other.Section != ProblemList.Everywhere))),
    ];

    [Fact]
    public void Every_problem_of_the_code_is_documented_and_no_other()
    {
        if (Golden.Updates) File.WriteAllText(Path.Combine(House.Root, Listed), Updated(House.Read(Listed)));
        var listed = Rows(House.Read(Listed)).ToDictionary(row => (row.Section, row.Problem.Code), row => row.Problem);
        var coded = Coded.ToDictionary(row => (row.Section, row.Problem.Code), row => row.Problem);
        House.IsClean(
            coded.Keys.Except(listed.Keys).Select(missing => $"{missing.Section}: {missing.Code} is not documented")
                .Concat(listed.Keys.Except(coded.Keys).Select(stale => $"{stale.Section}: {stale.Code} is documented and does not exist"))
                .Concat(coded.Where(row => row.Value.Status > 0 && listed.TryGetValue(row.Key, out var there) && there.Status != row.Value.Status)
                    .Select(row => $"{row.Key.Code} is {row.Value.Status} and documented as another")));
    }

    [Fact]
    public void The_list_that_the_build_embeds_is_read_whole() =>
        Assert.Equal(Rows(House.Read(Listed)).Count(), ProblemList.All.Count());

    [Theory]
    [InlineData("""static Refusal A => new("lot.gone", "It is gone.", RefusalKind.NotFound);""", "lot.gone", 404)]
    [InlineData("""static Refusal A(long n) => new Refusal("lot.low", $"Under {n}.").With("next", n);""", "lot.low", 409)]
    [InlineData("""IResult A() => Problem.Of(StatusCodes.Status413PayloadTooLarge, "request.too-large", "Too large.");""", "request.too-large", 413)]
    public void A_code_in_a_source_is_found(string source, string code, int status) =>
        Assert.Equal((code, status), Assert.Single(ProblemCodes.In($"class X {{ {source} }}").Select(problem => (problem.Code, problem.Status))));

    [Fact]
    public void Codes_belong_to_one_service() => House.IsClean(
        Coded.GroupBy(coded => coded.Problem.Code).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(coded => coded.Section))}"));

    private static string Section(string path) => path.Split('/')[1] switch
    {
        "Kernel" => ProblemList.Everywhere,
        var service => service.ToLowerInvariant(),
    };

    private static IEnumerable<(string Section, ListedProblem Problem)> Rows(string text) => ProblemList.Read(new StringReader(text));

    /// <summary>The document with what the code says: rows that are there keep their words, new ones get the code's.</summary>
    private static string Updated(string text)
    {
        var kept = Rows(text).ToDictionary(row => (row.Section, row.Problem.Code), row => row.Problem);
        var sections = Coded.GroupBy(coded => coded.Section).OrderBy(group => group.Key == ProblemList.Everywhere ? "" : group.Key).Select(section =>
            $"## {char.ToUpperInvariant(section.Key[0])}{section.Key[1..]}\n\n| code | status | means |\n| --- | --- | --- |\n" + string.Concat(section
                .OrderBy(coded => coded.Problem.Code, StringComparer.Ordinal)
                .Select(coded => Row(coded.Problem, kept.GetValueOrDefault((coded.Section, coded.Problem.Code))))));
        return text[..text.IndexOf("## ", StringComparison.Ordinal)] + string.Join('\n', sections);
    }

    private static string Row(ListedProblem coded, ListedProblem? kept) =>
        $"| `{coded.Code}` | {(coded.Status > 0 ? coded.Status : kept?.Status ?? 500)} | {kept?.Meaning ?? coded.Meaning.Replace("|", "/", StringComparison.Ordinal)} |\n";
}
