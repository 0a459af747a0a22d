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

    private static async Task<(int Exit, string Output, string Errors)> Run(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await CommandTree.Root().Parse(line).InvokeAsync(new() { Output = output, Error = errors });
        return (exit, output.ToString(), errors.ToString());
    }
}
