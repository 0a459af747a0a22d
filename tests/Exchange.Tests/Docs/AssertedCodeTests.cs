using Exchange.Kernel.Problems;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Docs;

/// <summary>What the exchange says no with is said no with in a test: a code that none asserts may have become one that nobody can meet.</summary>
public sealed class AssertedCodeTests
{
    [Fact]
    public void Every_problem_is_asserted_by_a_test()
    {
        var members = House.Files("services", ".cs").SelectMany(path => AssertedCodes.Declared(House.Read(path))).ToLookup(declared => declared.Code, declared => declared.Member);
        var asserted = House.Files("tests", "Tests.cs", "Laws.cs").SelectMany(path => AssertedCodes.In(House.Read(path))).ToHashSet(StringComparer.Ordinal);
        House.IsClean(
            from code in ProblemList.All.Select(row => row.Problem.Code).Distinct(StringComparer.Ordinal)
            where !asserted.Contains(code) && !members[code].Any(asserted.Contains)
            select $"{code} is asserted by no test");
    }

    [Theory]
    [InlineData("""story.When(bid, During).Refused("lot.gone");""", "lot.gone")]
    [InlineData("""[InlineData(1, "409 lot.gone")] void A() { }""", "lot.gone")]
    [InlineData("""Bad = new() { { "early", "lot.gone" }, { "late", "lot.low" } };""", "lot.low")]
    [InlineData("""Assert.Equal(LotRefusals.Gone, refusal);""", "LotRefusals.Gone")]
    [InlineData("""Assert.Equal(Exchange.Listing.Lots.LotRefusals.Low(1), refusal);""", "LotRefusals.Low")]
    public void What_a_test_says_alone_is_asserted(string source, string said) => Assert.Contains(said, In(source));

    [Theory]
    [InlineData("""string[] allowed = ["lot.gone", "lot.low"];""")]
    [InlineData("""string[] allowed = { "lot.gone", "lot.low" };""")]
    [InlineData("""var isAllowed = code is "lot.gone" or "lot.low";""")]
    [InlineData("""Refusal[] all = [LotRefusals.Gone, LotRefusals.Low(1).With("next", 2)];""")]
    [InlineData("""Console.WriteLine("lot.gone happens");""")]
    public void A_code_in_a_list_or_a_pattern_or_a_sentence_is_not(string source) =>
        Assert.DoesNotContain(In(source), said => said is "lot.gone" or "lot.low" or "LotRefusals.Gone" or "LotRefusals.Low");

    [Theory]
    [InlineData("""static Refusal Gone { get; } = new("lot.gone", "It is gone.");""")]
    [InlineData("""static readonly Refusal Gone = new("lot.gone", "It is gone.");""")]
    [InlineData("""static Refusal Gone(long n) => new Refusal("lot.gone", "It is gone.").With("n", n);""")]
    public void A_refusal_is_known_by_its_member(string source) =>
        Assert.Equal(("LotRefusals.Gone", "lot.gone"), Assert.Single(AssertedCodes.Declared($"class LotRefusals {{ {source} }}")));

    private static List<string> In(string source) => [.. AssertedCodes.In($"class X {{ void Y() {{ {source} }} }}")];
}
