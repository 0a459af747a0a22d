using Exchange.Host.Cli;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>Sealed bids and tenders held again from files. The examples are those of <c>docs/workbench.md</c>.</summary>
public sealed class SealedReplayTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("""{"format":"vickrey"}""", "painting,a,80.00,1,4,0")]
    [InlineData("""{"format":"vickrey","reserve":90}""", "painting,a,90.00,1,4,0")]
    [InlineData("""{"format":"vickrey","floor":100.01}""", "painting,,,0,4,0")]
    [InlineData("""{"format":"vickrey","duration":15}""", "painting,a,10.00,1,1,3")]
    [InlineData("""{"format":"sealed-first-price"}""", "painting,a,100.00,1,4,0")]
    [InlineData("""{"format":"reverse-sealed","ceiling":90}""", "painting,c,75.00,1,3,1")]
    [InlineData("""{"format":"reverse-sealed","ceiling":90,"floor":80}""", "painting,b,80.00,1,3,1")]
    [InlineData("""{"format":"reverse-open","ceiling":90,"increment":5}""", "painting,c,70.00,1,2,2")]
    [InlineData("""{"format":"reverse-open","ceiling":90,"increment":11}""", "painting,b,80.00,1,1,3")]
    [InlineData("""{"format":"reverse-open","ceiling":90,"floor":75}""", "painting,c,75.00,1,2,2")]
    public async Task Sealed_bids_and_tenders_are_held_again(string rules, string row)
    {
        var result = await Replay(rules, """
            auction,bidder,amount,seconds,opening,reserve
            painting,c,75,40,10,
            painting,a,100,10,10,
            painting,b,80,20,10,
            painting,c,70,30,10,
            """);
        Assert.Equal(("", $"auction,winner,price,quantity,accepted,rejected\n{row}\n"), (result.Errors, result.Written));
    }

    [Theory]
    [InlineData("""{"format":"dutch-sealed"}""", "land,a,96.00,1,4,2")]
    [InlineData("""{"format":"dutch-sealed","bestBidWindow":60}""", "land,b,95.00,1,3,3")]
    [InlineData("""{"format":"dutch-sealed","sealedWindow":50}""", "land,a,80.00,1,1,5")]
    [InlineData("""{"format":"dutch-sealed","steps":19}""", "land,a,99.00,1,3,3")]
    [InlineData("""{"format":"dutch-sealed","steps":10,"percent":2.5,"interval":600}""", "land,a,99.00,1,4,2")]
    [InlineData("""{"format":"dutch-sealed","percent":0.01}""", "land,,,0,0,6")]
    public async Task A_clock_that_is_stopped_is_followed_by_sealed_bids_and_a_last_one(string rules, string row)
    {
        var result = await Replay(rules, """
            auction,bidder,amount,seconds,opening
            land,b,79,5900,100
            land,a,80,6000,100
            land,b,95,6100,100
            land,c,85,6200,100
            land,a,99,6300,100
            land,a,96,6700,100
            """);
        Assert.Equal(("", $"auction,winner,price,quantity,accepted,rejected\n{row}\n"), (result.Errors, result.Written));
    }

    [Fact]
    public async Task A_file_may_say_the_floor_and_the_ceiling_of_each_auction()
    {
        var sealedBids = await Replay("""{"format":"vickrey"}""", """
            auction,bidder,amount,seconds,opening,reserve,floor
            x,a,9,1,5,,8
            y,a,9,1,5,9.5,8
            z,a,4.99,1,5,,
            """);
        Assert.Equal("auction,winner,price,quantity,accepted,rejected\nx,a,8.00,1,1,0\ny,,,0,1,0\nz,,,0,0,1\n", sealedBids.Written);
        var tender = await Replay("""{"format":"reverse-sealed"}""", """
            auction,bidder,amount,seconds,opening,ceiling
            x,a,9,1,5,
            y,a,9,1,5,10
            """);
        Assert.Equal("auction,winner,price,quantity,accepted,rejected\nx,,,0,0,1\ny,a,9.00,1,1,0\n", tender.Written);
    }

    [Theory]
    [InlineData("""{"format":"dutch-sealed","percent":0}""", "percent is above 0")]
    [InlineData("""{"format":"dutch-sealed","percent":2}""", "auction 'x': The clock would fall to nothing")]
    [InlineData("""{"format":"dutch-sealed","sealedWindow":0}""", "a window, a duration and an interval at least 0.001")]
    [InlineData("""{"format":"vickrey","increment":1}""", "The format vickrey has no setting 'increment'")]
    [InlineData("""{"format":"reverse-open","ceiling":0}""", "ceiling is above zero")]
    [InlineData("""{"format":"reverse-sealed","floor":2}""", "auction 'x': The floor is above the most that may be asked")]
    public async Task Rules_that_cannot_be_end_the_run(string rules, string error)
    {
        var result = await Replay(rules, "auction,bidder,amount,seconds,opening\nx,a,1,1,1\n");
        Assert.Equal("", result.Written);
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }

    private async Task<(string Errors, string Written)> Replay(string rules, string file)
    {
        string At(string name) => Path.Combine(_directory.FullName, name);
        await File.WriteAllTextAsync(At("rules.json"), rules);
        await File.WriteAllTextAsync(At("in.csv"), file);
        using var errors = new StringWriter();
        await CommandTree.Run(["replay", At("in.csv"), "--rules", At("rules.json"), "--out", At("out.csv")], TextWriter.Null, errors);
        return (errors.ToString(), File.Exists(At("out.csv")) ? await File.ReadAllTextAsync(At("out.csv")) : "");
    }
}
