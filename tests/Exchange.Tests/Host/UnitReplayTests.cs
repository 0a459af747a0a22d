using Exchange.Host.Cli;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>Sales of many units held again from files, as a person does it. The examples are those of <c>docs/workbench.md</c>.</summary>
public sealed class UnitReplayTests : IDisposable
{
    // Six units and three bidders: Krishna, Auction Theory, chapter 12.
    private static readonly string Krishna = "auction,bidder,amount,seconds,opening,quantity\n" + string.Concat(
        Steps("1", 50, 47, 40, 32, 15, 5), Steps("2", 42, 28, 20, 12, 7, 3), Steps("3", 45, 35, 24, 14, 9, 6));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("pay-as-bid", "1,50.00,1 1,47.00,1 3,45.00,1 2,42.00,1 1,40.00,1 3,35.00,1")]
    [InlineData("uniform-lowest-winning", "1,35.00,3 3,35.00,2 2,35.00,1")]
    [InlineData("uniform-highest-losing", "1,32.00,3 3,32.00,2 2,32.00,1")]
    [InlineData("vcg", "1,24.00,3 3,30.00,2 2,32.00,1")]
    public async Task Units_are_sold_as_in_the_textbook(string format, string rows)
    {
        var result = await Replay($$"""{"format":"{{format}}","units":6}""", Krishna);
        Assert.Equal("", result.Errors);
        Assert.Equal(string.Concat(rows.Split(' ').Select(row => $"k,{row},18,0\n")), result.Rows);
    }

    [Fact]
    public async Task Ties_reserves_and_refusals_are_those_of_the_rules()
    {
        const string file = """
            auction,bidder,amount,seconds,opening,quantity,reserve,units
            coil,a,5,1,3,5,4,6
            coil,b,5,2,3,4,4,6
            coil,c,2.99,3,3,9,4,6
            coil,d,3.5,4,3,9,4,6
            rod,a,3.99,1,3,5,4,6
            """;
        Assert.Equal("coil,a,5.00,5,3,1\ncoil,b,5.00,1,3,1\nrod,,,0,1,0\n", (await Replay("""{"format":"uniform-lowest-winning"}""", file)).Rows);
        Assert.Equal("coil,a,5.00,3,3,1\ncoil,b,5.00,3,3,1\nrod,,,0,1,0\n", (await Replay("""{"format":"uniform-lowest-winning","ties":"pro-rata"}""", file)).Rows);
        Assert.Contains("""{"auction.bid-too-low":1}""", (await Replay("""{"format":"pay-as-bid"}""", file)).Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_and_caps_are_those_of_the_rules()
    {
        var result = await Replay("""{"format":"pay-as-bid","units":10,"priceStep":0.5,"quantityStep":2,"mostQuantity":6}""", """
            auction,bidder,amount,seconds,opening,quantity
            coil,a,3.25,1,3,2
            coil,a,3.5,2,3,3
            coil,a,3.5,3,3,4
            coil,a,4,4,3,4
            coil,b,3,5,3,8
            """);
        Assert.Equal("coil,a,3.50,4,1,4\n", result.Rows);
        Assert.Contains("""{"auction.not-whole-quantities":1,"auction.not-whole-steps":1,"auction.over-cap":2}""", result.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_that_units_do_not_divide_is_said_to_six_decimals()
    {
        var result = await Replay("""{"format":"vcg","units":3}""", """
            auction,bidder,amount,seconds,opening,quantity
            x,a,9,1,1,3
            x,b,4,2,1,1
            """);
        Assert.Equal("x,a,2.00,3,2,0\n", result.Rows);
        result = await Replay("""{"format":"vcg","units":3}""", "auction,bidder,amount,seconds,opening,quantity\nx,a,9,1,1,3\nx,b,3,2,1,1\n");
        Assert.Equal("x,a,1.666667,3,2,0\n", result.Rows);
    }

    [Fact]
    public async Task A_minimum_take_binds_all_but_who_takes_the_rest()
    {
        var result = await Replay("""{"format":"fixed-price","units":10,"minimumTake":4}""", """
            auction,bidder,amount,seconds,opening,quantity
            coil,a,3,1,2.50,3
            coil,b,3,2,2.50,7
            coil,c,3,3,2.50,2
            coil,d,3,4,2.50,3
            """);
        Assert.Equal("coil,b,2.50,7,2,2\ncoil,d,2.50,3,2,2\n", result.Rows);
        Assert.Contains("""{"auction.below-minimum-take":2}""", result.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offers_are_taken_from_a_price_that_the_rules_say()
    {
        var result = await Replay("""{"format":"best-offer","acceptFrom":80,"declineBelow":50}""", """
            auction,bidder,amount,seconds,opening
            press,a,45,1,100
            press,b,79.99,2,100
            press,c,80,3,100
            press,d,100,4,100
            lathe,a,79,1,100
            mill,e,120,1,100
            """);
        Assert.Equal("press,c,80.00,1,3,1\nlathe,,,0,1,0\nmill,e,100.00,1,1,0\n", result.Rows);
        result = await Replay("""{"format":"best-offer","units":10,"acceptFrom":2,"minimumTake":3}""", """
            auction,bidder,amount,seconds,opening,quantity
            coil,a,2,1,2.50,4
            coil,b,2.25,2,2.50,2
            coil,c,9,3,2.50,
            """);
        Assert.Equal("coil,a,2.00,4,2,1\ncoil,c,2.50,6,2,1\n", result.Rows);
    }

    [Theory]
    [InlineData("""{"format":"vcg"}""", "Say how much is offered")]
    [InlineData("""{"format":"vcg","units":6,"quantityStep":0}""", "minimumTake, quantityStep and mostQuantity are above zero")]
    [InlineData("""{"format":"vcg","units":6,"mostQuantity":0.0001}""", "minimumTake, quantityStep and mostQuantity are above zero")]
    [InlineData("""{"format":"vcg","units":6,"priceStep":-1}""", "Amounts are from zero")]
    [InlineData("""{"format":"vcg","units":6,"ties":"by-lot"}""", "auction 'k': Ties are decided neither by time nor pro-rata")]
    [InlineData("""{"format":"vcg","units":6,"increment":1}""", "The format vcg has no setting 'increment'")]
    public async Task Rules_that_cannot_be_end_the_run(string rules, string error)
    {
        var result = await Replay(rules, Krishna);
        Assert.Equal((2, ""), (result.Exit, result.Rows));
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }

    private static string Steps(string bidder, params int[] values) => string.Concat(values.Select(value => $"k,{bidder},{value},1,1,1\n"));

    private async Task<(int Exit, string Said, string Errors, string Rows)> Replay(string rules, string file)
    {
        var (input, path, output) = (Path.Combine(_directory.FullName, "in.csv"), Path.Combine(_directory.FullName, "rules.json"), Path.Combine(_directory.FullName, "out.csv"));
        await File.WriteAllTextAsync(input, file);
        await File.WriteAllTextAsync(path, rules);
        using var said = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CommandTree.Run(["replay", input, "--rules", path, "--out", output], said, errors);
        const string header = "auction,winner,price,quantity,accepted,rejected\n";
        var written = File.Exists(output) ? await File.ReadAllTextAsync(output) : header;
        Assert.StartsWith(header, written, StringComparison.Ordinal);
        return (exit, said.ToString(), errors.ToString(), written[header.Length..]);
    }
}
