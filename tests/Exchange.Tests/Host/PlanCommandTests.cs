using Exchange.Host.Cli;
using Exchange.Listing.Fairs;
using Exchange.Tests.Listing;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>exchange plan: the plan of a fair from a file.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-plan-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_plan_is_said_by_day_and_drawn()
    {
        var picture = Path.Combine(_directory, "plan.svg");
        var (exit, said) = await Run(Given.Rules.Json(), "--lots", "4000", "--picture", picture);
        Assert.Equal(0, exit);
        Assert.Equal(ClosingPlan.Of(Given.Rules, 4_000).Days.Select(day => day.Date), said.Split('\n').Take(5).Select(line => line[..10]));
        Assert.Equal(PlanPicture.Of(ClosingPlan.Of(Given.Rules, 4_000), Given.Rules.Name, chinese: false), await File.ReadAllTextAsync(picture, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_plan_that_does_not_fit_ends_with_1_and_names_the_rule_that_binds()
    {
        var (exit, said) = await Run((Given.Rules with { ClosingGapMs = 60_000 }).Json(), "--lots", "2101");
        Assert.Equal(1, exit);
        Assert.Contains("closingGapMs binds: 2100 lots at most.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name":"Fair"}""")]
    [InlineData("""{"name":"Fair","region":"Jilin","currency":"CNY","timeZone":"Asia/Shanghai","opensAt":1791766800000,"closesAt":1791766800000,"incrementMinor":1}""")]
    public async Task What_creates_no_fair_has_no_plan(string json) => Assert.Equal(2, (await Run(json, "--lots", "1")).Exit);

    private async Task<(int Exit, string Said)> Run(string json, params string[] options)
    {
        var file = Path.Combine(_directory, "fair.json");
        await File.WriteAllTextAsync(file, json);
        using var said = new StringWriter();
        return (await CommandTree.Run(["plan", file, .. options], said, TextWriter.Null), said.ToString());
    }
}
