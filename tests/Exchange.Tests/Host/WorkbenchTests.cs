using Exchange.Host.Cli;
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
