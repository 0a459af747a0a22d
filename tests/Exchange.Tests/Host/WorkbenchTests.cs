using Exchange.Host.Cli;
using Exchange.Matching.Auctions.Formats;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The commands that work on files, as a person runs them. The examples are those of <c>docs/workbench.md</c>.</summary>
public sealed class WorkbenchTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Many_auctions_are_allocated_from_one_file()
    {
        var result = await Run("allocate", "--pricing vickrey", """
            auction,units,bidder,price,quantity,seconds,remark
            steel,2,late,10.50,1,9,
            steel,2,early,10.50,1,1,"a, b"
            steel,2,low,9.25,2,0,
            wire,1.5,one,3.333,2,0,
            """);
        Assert.Equal(
            """
            auction,bidder,quantity,payment
            steel,early,1,9.25
            steel,late,1,9.25
            wire,one,1.5,0.00

            """,
            result.Written);
    }

    [Fact]
    public async Task Units_and_floor_come_from_the_command_line()
    {
        var result = await Run("allocate", "--units 3 --pricing uniform-lowest-winning --floor 2", "bidder,price,quantity\na,3,2\nb,2.5,1\nc,1.99,5\n");
        Assert.Equal("auction,bidder,quantity,payment\n,a,2,5.00\n,b,1,2.50\n", result.Written);
    }

    [Fact]
    public async Task Books_are_crossed_and_said_as_json()
    {
        var result = await Run("cross", "--reference 10 --tick 0.5", """
            book,side,order,price,quantity
            coil,buy,b1,12,100
            coil,sell,s1,8,100
            rod,buy,b2,1,5
            rod,sell,s2,1.5,5
            """);
        Assert.Equal("book,order,quantity,price\ncoil,b1,100,10.00\ncoil,s1,100,10.00\n", result.Written);
        Assert.Equal(
            "{\"book\":\"coil\",\"price\":10,\"volume\":100,\"surplus\":0}\n{\"book\":\"rod\",\"price\":null,\"volume\":0,\"surplus\":0}\n",
            result.Said.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("""{"format":"english","increments":"ebay-us"}""", "lamp,A,20.50,1,6,0")]
    [InlineData("""{"format":"english","increments":[{"step":0.5,"below":20},{"step":7}]}""", "lamp,A,27.00,1,6,0")]
    [InlineData("""{"format":"english","increments":"ebay-us","proxy":false}""", "lamp,A,30.00,1,3,3")]
    [InlineData("""{"format":"english","increment":20,"reserve":30}""", "lamp,A,30.00,1,2,4")]
    [InlineData("""{"format":"english","incrementPercent":10,"reserve":30.01}""", "lamp,,,0,5,1")]
    [InlineData("""{"format":"english","duration":45}""", "lamp,B,10.01,1,4,2")]
    [InlineData("""{"format":"english","duration":45,"softClose":11}""", "lamp,B,10.01,1,5,1")]
    [InlineData("""{"format":"english","duration":45,"softClose":21}""", "lamp,A,20.01,1,6,0")]
    [InlineData("""{"format":"english","duration":45,"softClose":21,"mostExtensions":1}""", "lamp,B,10.01,1,5,1")]
    public async Task An_auction_is_held_again_by_other_rules(string rules, string row)
    {
        var result = await Replay(rules, """
            auction,bidder,amount,seconds,opening,remark
            lamp,A,30.00,60,1.00,
            lamp,A,10.00,10,1.00,
            lamp,B,6.00,20,1,
            lamp,C,9.80,30,1.00,
            lamp,B,10.50,40,1.00,
            lamp,B,20.00,50,1.00,
            """);
        Assert.Equal("", result.Errors);
        Assert.Equal($"auction,winner,price,quantity,accepted,rejected\n{row}\n", result.Written);
    }

    [Fact]
    public async Task Many_auctions_are_held_again_and_what_was_refused_is_said()
    {
        var result = await Replay("""{"format":"english","increment":1}""", """
            auction,bidder,amount,seconds,opening,reserve
            b,late,5,1,3,
            a,x,9.999,1,2,8.50
            b,early,5,0.5,3,
            a,y,1.99,2,2,8.50
            """);
        Assert.Equal("auction,winner,price,quantity,accepted,rejected\nb,early,5.00,1,2,0\na,x,8.50,1,1,1\n", result.Written);
        Assert.Equal("""{"auctions":2,"sold":2,"accepted":3,"rejected":1,"refusals":{"auction.bid-too-low":1}}""" + "\n", result.Said.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_sale_at_a_fixed_price_is_held_again()
    {
        var result = await Replay("""{"format":"fixed-price","units":10}""", """
            auction,bidder,amount,seconds,opening,quantity
            coil,a,3,1,2.50,4
            coil,b,2.49,2,2.50,1
            coil,c,2.5,3,2.50,7
            coil,a,2.5,4,2.50,1.5
            coil,c,2.5,5,2.50,4.5
            """);
        Assert.Equal("auction,winner,price,quantity,accepted,rejected\ncoil,a,2.50,5.5,3,2\ncoil,c,2.50,4.5,3,2\n", result.Written);
        Assert.Contains("""{"auction.not-enough-left":1,"below-the-price":1}""", result.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":"dutch","step":5,"interval":10}""", "tulips,c,85.00,1,1,4")]
    [InlineData("""{"format":"dutch","step":10,"interval":10}""", "tulips,b,80.00,1,1,4")]
    [InlineData("""{"format":"dutch","step":60,"interval":10,"floor":70}""", "tulips,a,70.00,1,1,4")]
    [InlineData("""{"format":"dutch","step":1,"interval":10}""", "tulips,,,0,0,5")]
    [InlineData("""{"format":"dutch","step":10,"interval":10,"duration":20}""", "tulips,,,0,0,5")]
    public async Task The_first_who_takes_the_price_of_a_falling_clock_wins(string rules, string row)
    {
        var result = await Replay(rules, """
            auction,bidder,amount,seconds,opening
            tulips,c,85,30,100
            tulips,a,75,10,100
            tulips,b,80,20,100
            tulips,d,80,39.999,100
            tulips,e,90,35,100
            """);
        Assert.Equal(("", $"auction,winner,price,quantity,accepted,rejected\n{row}\n"), (result.Errors, result.Written));
    }

    [Fact]
    public async Task Parts_are_sold_by_a_clock_that_falls_to_the_floor_of_the_file()
    {
        var result = await Replay("""{"format":"dutch","step":0.5,"interval":10,"units":10}""", """
            auction,bidder,amount,seconds,opening,floor,quantity
            coil,a,3,1,3,2.25,4
            coil,b,2.49,10,3,2.25,1
            coil,a,3,12,3,2.25,1.5
            coil,c,2.25,3600,3,2.25,
            coil,d,2.25,3600,3,2.25,1
            """);
        Assert.Equal("auction,winner,price,quantity,accepted,rejected\ncoil,a,3.00,4,3,2\ncoil,a,2.50,1.5,3,2\ncoil,c,2.25,4.5,3,2\n", result.Written);
        Assert.Contains("""{"auction.closed":1,"auction.wrong-price":1}""", result.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format":"raffle"}""", "There is no format 'raffle' to replay; there are english, fixed-price, dutch, sealed-first-price,")]
    [InlineData("""{"increment":1}""", "The rules are a JSON object with a format")]
    [InlineData("""[]""", "The rules are a JSON object with a format")]
    [InlineData("""{"format":"english","units":1}""", "The format english has no setting 'units'")]
    [InlineData("""{"format":"english","increment":1,"increments":"yuan"}""", "Give the increments in one way")]
    [InlineData("""{"format":"english","increment":"1"}""", "rules.json: $.increment is not what this setting asks for")]
    [InlineData("""{"format":"english","increment":0}""", "increment is above zero")]
    [InlineData("""{"format":"english","incrementPercent":0.001}""", "incrementPercent is above 0")]
    [InlineData("""{"format":"english","increments":"ebay-uk"}""", "increments is \"ebay-uk\", and neither a table")]
    [InlineData("""{"format":"english","increments":[{"step":0}]}""", "auction 'x': The table of increments is not")]
    [InlineData("""{"format":"english","softClose":5}""", "A soft close and a hard end need a duration")]
    [InlineData("""{"format":"english","duration":-1}""", "Times are from zero")]
    [InlineData("""{"format":"english","reserve":-1}""", "Amounts are from zero")]
    [InlineData("""{"format":"english",""", "rules.json:")]
    [InlineData("""{"format":"dutch","interval":1}""", "A Dutch clock needs a step above zero and an interval")]
    [InlineData("""{"format":"dutch","step":1}""", "A Dutch clock needs a step above zero and an interval")]
    [InlineData("""{"format":"dutch","step":0,"interval":1}""", "A Dutch clock needs a step above zero and an interval")]
    [InlineData("""{"format":"dutch","step":1,"interval":0}""", "an interval at least 0.001")]
    [InlineData("""{"format":"dutch","step":1,"interval":1,"floor":2}""", "auction 'x': The clock's floor is above its opening")]
    [InlineData("""{"format":"dutch","step":1,"interval":1,"reserve":1}""", "The format dutch has no setting 'reserve'")]
    [InlineData("""{"format":"fixed-price"}""", "line 1, column quantity: the header lacks it")]
    public async Task Rules_that_cannot_be_end_the_run(string rules, string error)
    {
        var result = await Replay(rules, "auction,bidder,amount,seconds,opening\nx,a,1,1,1\n");
        Assert.Equal((2, ""), (result.Exit, result.Written));
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auction,bidder,amount,seconds,opening\nx,a,1,1,1\nx,b,2,2,2\n", "line 3, column opening: '2' where line 2 says '1'")]
    [InlineData("auction,bidder,amount,seconds,opening\nx,a,1,1,0\n", "line 2, column opening: it is zero")]
    [InlineData("auction,bidder,amount,seconds,opening\nx,,1,1,1\n", "line 2, column bidder: it is empty")]
    [InlineData("auction,bidder,amount,seconds,opening\n,a,1,1,1\n", "line 2, column auction: it is empty")]
    [InlineData("auction,bidder,amount,seconds,opening\nx,a,1,soon,1\n", "line 2, column seconds: 'soon' is not a number")]
    [InlineData("auction,bidder,amount,seconds,opening\nx,a,1,100000000001,1\n", "line 2, column seconds: 100000000001 is above")]
    [InlineData("auction,bidder,amount,seconds,opening,reserve\nx,a,1,1,1,\nx,a,1,1,1,5\n", "line 3, column reserve: '5' where line 2 says ''")]
    public async Task A_bad_bid_ends_the_replay_with_its_place_and_reason(string file, string error)
    {
        var result = await Replay("""{"format":"english"}""", file);
        Assert.Equal((2, ""), (result.Exit, result.Written));
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_format_that_there_is_can_be_held_again()
    {
        using var said = new StringWriter();
        Assert.Equal(0, await CommandTree.Run(["replay", "--help"], said, TextWriter.Null));
        Assert.All(Format.All, format => Assert.Contains($"{format.Name} with", said.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\na,1,1\nb,x,1\n", "line 3, column price: 'x' is not a number")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\na,-1,1\n", "line 2, column price: -1 is below zero")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\na,1,0\n", "line 2, column quantity: it is zero")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\na,1,0.0001\n", "line 2, column quantity: 0.0001 has more than 3 decimals")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\n,1,1\n", "line 2, column bidder: it is empty")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price\na,1\n", "line 1, column quantity: the header lacks it")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity,price\na,1,1,1\n", "line 1, column price: the header has it twice")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "bidder,price,quantity\na,1\n", "line 2: 2 fields stand where the header has 3")]
    [InlineData("allocate", "--units 1 --pricing pay-as-bid", "", "line 1: the file is empty")]
    [InlineData("allocate", "--pricing pay-as-bid", "bidder,price,quantity\na,1,1\n", "Say with --units")]
    [InlineData("allocate", "--pricing vickrey", "auction,units,bidder,price,quantity\nx,1,a,1,1\nx,2,b,1,1\n", "line 3, column units: 2 where line 2 says 1")]
    [InlineData("cross", "", "side,order,price,quantity\nhold,o,1,1\n", "line 2, column side: 'hold' is neither buy nor sell")]
    [InlineData("cross", "--tick 0.5", "side,order,price,quantity\nbuy,o,1.25,1\n", "line 2, column price: 1.25 is not a multiple of the tick 0.5")]
    [InlineData("cross", "", "side,order,price,quantity\nbuy,o,0,1\n", "line 2, column price: it is zero")]
    public async Task A_bad_row_ends_the_run_with_its_place_and_reason(string command, string options, string file, string error)
    {
        var result = await Run(command, options, file);
        Assert.Equal(2, result.Exit);
        Assert.Contains(error, result.Errors, StringComparison.Ordinal);
        Assert.Equal("", result.Written);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said()
    {
        using var errors = new StringWriter();
        Assert.Equal(2, await CommandTree.Run(["cross", "/no/such/file.csv", "--out", Path.Combine(_directory.FullName, "x")], TextWriter.Null, errors));
        Assert.Contains("/no/such/file.csv", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Debts_are_cleared_and_the_order_of_the_rows_changes_nothing()
    {
        var result = await Run("setoff", "", "debtor,creditor,amount\nMill,Smelter,100\nSmelter,Foundry,80\nFoundry,Mill,90\n");
        Assert.Equal("{\"totalDebt\":270,\"netInternalDebt\":20,\"cleared\":240,\"remaining\":30}\n", result.Said.ReplaceLineEndings("\n"));
        Assert.Equal(
            """
            id,debtor,creditor,amount,setoff,remainder
            1,Foundry,Mill,90.00,80.00,10.00
            2,Mill,Smelter,100.00,80.00,20.00
            3,Smelter,Foundry,80.00,80.00,0.00

            """,
            result.Written);
        Assert.Equal(result, await Run("setoff", "", "amount,creditor,debtor\n80,Foundry,Smelter\n90,Mill,Foundry\n100,Smelter,Mill\n"));
    }

    [Fact]
    public async Task Many_networks_of_debts_are_cleared_each_by_itself_and_with_what_is_lent()
    {
        var result = await Run("setoff", "--liquidity 5", "network,id,debtor,creditor,amount\ntwo,x,A,B,10\none,x,A,B,2.5\none,y,B,A,1\n");
        Assert.Equal(
            """
            {"network":"one","totalDebt":3.5,"netInternalDebt":1.5,"cleared":2,"remaining":1.5,"liquidity":5,"clearedWithLiquidity":3.5}
            {"network":"two","totalDebt":10,"netInternalDebt":10,"cleared":0,"remaining":10,"liquidity":5,"clearedWithLiquidity":5}

            """,
            result.Said.ReplaceLineEndings("\n"));
        Assert.Equal("network,id,debtor,creditor,amount,setoff,remainder\none,x,A,B,2.50,1.00,1.50\none,y,B,A,1.00,1.00,0.00\ntwo,x,A,B,10.00,0.00,10.00\n", result.Written);
    }

    [Theory]
    [InlineData("1,A,A,5", "line 3, column creditor: A owes itself")]
    [InlineData("1,A,B,0", "line 3, column amount: it is zero")]
    [InlineData("1,A,B,-5", "line 3, column amount: -5 is below zero")]
    [InlineData("0,A,B,5", "line 3, column id: 0 stands in line 2 already")]
    [InlineData("1,A,,5", "line 3, column creditor: it is empty")]
    public async Task What_is_no_debt_ends_the_run_with_line_column_and_reason(string row, string reason)
    {
        var result = await Run("setoff", "", $"id,debtor,creditor,amount\n0,A,B,1\n{row}\n");
        Assert.Equal((2, reason, ""), (result.Exit, result.Errors.Trim(), result.Written));
    }

    private async Task<(int Exit, string Said, string Errors, string Written)> Replay(string rules, string file)
    {
        var path = Path.Combine(_directory.FullName, "rules.json");
        await File.WriteAllTextAsync(path, rules);
        return await Run("replay", "--rules " + path, file);
    }

    private async Task<(int Exit, string Said, string Errors, string Written)> Run(string command, string options, string file)
    {
        var (input, output) = (Path.Combine(_directory.FullName, "in.csv"), Path.Combine(_directory.FullName, "out.csv"));
        await File.WriteAllTextAsync(input, file);
        using var said = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CommandTree.Run([command, input, "--out", output, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], said, errors);
        return (exit, said.ToString(), errors.ToString(), File.Exists(output) ? await File.ReadAllTextAsync(output) : "");
    }
}
