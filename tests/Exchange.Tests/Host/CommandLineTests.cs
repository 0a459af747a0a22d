using Exchange.Host.Cli;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Host;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("demo")]
    [InlineData("rehearse")]
    [InlineData("check")]
    [InlineData("rebuild")]
    [InlineData("openapi")]
    [InlineData("import")]
    [InlineData("allocate")]
    [InlineData("cross")]
    [InlineData("replay")]
    [InlineData("audit")]
    [InlineData("verify")]
    public async Task Every_command_explains_itself(string command)
    {
        var (exit, output, _) = await Run($"{command} --help");
        Assert.Equal(0, exit);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.Contains("Options:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rehearse --days 0", "--days must be 1 or more.")]
    [InlineData("rehearse --lots many", "Cannot parse argument 'many'")]
    [InlineData("check", "Option '--data' is required.")]
    [InlineData("verify FILE.json --head 12", "--head must be 64 lower-case hexadecimal digits.")]
    [InlineData("import stock.csv", "Say --dry-run, or the --server")]
    [InlineData("import stock.csv --server http://localhost:1", "--server needs --fair, --client and --secret-file.")]
    [InlineData("bid", "Unrecognized command")]
    public async Task What_cannot_be_is_said_and_nothing_is_done(string line, string error)
    {
        var (exit, _, errors) = await Run(line);
        Assert.NotEqual(0, exit);
        Assert.Contains(error, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_interface_documents_that_are_written_are_those_that_are_committed()
    {
        var directory = Directory.CreateTempSubdirectory("exchange-tests-");
        try
        {
            var (exit, _, errors) = await Run($"openapi --out {directory.FullName}");
            Assert.True(exit == 0, errors);
            foreach (var committed in Directory.EnumerateFiles(Path.Combine(House.Root, "docs", "openapi"), "*.json"))
                Assert.Equal(await File.ReadAllTextAsync(committed), await File.ReadAllTextAsync(Path.Combine(directory.FullName, Path.GetFileName(committed))));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_stock_file_is_looked_at_without_an_exchange_and_comes_back_with_what_was_found()
    {
        var directory = Directory.CreateTempSubdirectory("exchange-tests-");
        try
        {
            var (stock, back) = (Path.Combine(directory.FullName, "stock.csv"), Path.Combine(directory.FullName, "back.csv"));
            await File.WriteAllTextAsync(stock, "品名,类别,数量,单价（元）\n角钢 50x5,角钢,12吨,3850\n螺纹钢,螺纹钢,-1,3900\n");
            var (exit, output, _) = await Run($"import {stock} --dry-run --sheet-out {back}");
            Assert.Equal(1, exit);
            Assert.Contains("2 rows: 1 would be entered, 0 unchanged, 0 merged, 1 bad", output, StringComparison.Ordinal);
            Assert.Contains("line 3 数量 '-1' positive", output, StringComparison.Ordinal);
            Assert.EndsWith("螺纹钢,螺纹钢,-1,3900,数量: The number is negative.,类别: Taken as FE0301 Rebar 螺纹钢.", (await File.ReadAllTextAsync(back)).TrimEnd(), StringComparison.Ordinal);
            Assert.Equal(0, (await Run($"import {stock} --dry-run --column quantity=单价（元） --column unitValue=单价（元）")).Exit);
            using var errors = new StringWriter();
            Assert.Equal(2, await CommandTree.Run(["import", stock, "--dry-run", "--encoding", "windows-1252"], TextWriter.Null, errors));
            Assert.Contains("import.columns-missing", errors.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task<(int Exit, string Output, string Errors)> Run(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CommandTree.Root().Parse(line).InvokeAsync(new() { Output = output, Error = errors });
        return (exit, output.ToString(), errors.ToString());
    }
}
