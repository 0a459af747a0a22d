using Exchange.Host.Cli;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary><c>exchange rings</c>, as a person runs it. The examples are those of <c>docs/workbench.md</c>.</summary>
public sealed class RingTradesTests : IDisposable
{
    private const string Wants = "item,wants\na,b\nb,a c\nc,d\nd,a\n";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("--max-length 3", "a b\n{\"items\":4,\"traded\":2,\"rings\":1,\"longest\":2,\"bound\":2,\"gap\":0,\"unknownWants\":0}\n")]
    [InlineData("", "a b\n{\"items\":4,\"traded\":2,\"rings\":1,\"longest\":2,\"bound\":2,\"gap\":0,\"unknownWants\":0}\n")]
    [InlineData("--max-length 0", "a b c d\n{\"items\":4,\"traded\":4,\"rings\":1,\"longest\":4,\"bound\":4,\"gap\":0,\"unknownWants\":0}\n")]
    public async Task Rings_are_said_a_line_each_and_then_the_totals(string options, string said) =>
        Assert.Equal((0, said, ""), await Run(options, Wants));

    [Fact]
    public async Task Wants_for_what_nobody_gives_are_counted() =>
        Assert.Equal((0, "{\"items\":1,\"traded\":0,\"rings\":0,\"longest\":0,\"bound\":0,\"gap\":0,\"unknownWants\":2}\n", ""), await Run("", "item,wants\na,x a y\n"));

    [Theory]
    [InlineData("item,wants\na,b\na,c\n", "line 3, column item: a stands in line 2 already")]
    [InlineData("item,wants\na b,c\n", "line 2, column item: 'a b' has a space, which separates wants")]
    [InlineData("item,wants\n,c\n", "line 2, column item: it is empty")]
    [InlineData("item\na\n", "line 1, column wants: the header lacks it")]
    public async Task What_is_no_want_ends_the_run_with_line_column_and_reason(string file, string reason) => Assert.Equal((2, "", reason + "\n"), await Run("", file));

    private async Task<(int Exit, string Said, string Errors)> Run(string options, string file)
    {
        var input = Path.Combine(_directory.FullName, "in.csv");
        await File.WriteAllTextAsync(input, file);
        using StringWriter said = new(), errors = new();
        var exit = await CommandTree.Run(["rings", input, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)], said, errors);
        return (exit, said.ToString().ReplaceLineEndings("\n"), errors.ToString().ReplaceLineEndings("\n"));
    }
}
