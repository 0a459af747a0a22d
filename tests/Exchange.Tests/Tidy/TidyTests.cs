using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Tidy;

public sealed class TidyTests
{
    private static readonly string[] TextEndings =
    [
        ".cs", ".razor", ".css", ".js", ".html", ".sql", ".md", ".json", ".yml", ".yaml", ".csproj", ".props", ".targets", ".sh", ".conf", ".txt",
        "/run", "/Dockerfile", ".editorconfig",
    ];

    [Fact]
    public void Every_file_is_tidy() => House.IsClean(House.Files("", TextEndings).SelectMany(path => Tidiness.Text(path, House.Read(path))));

    [Fact]
    public void Every_source_file_is_tidy() => House.IsClean(House.Files("", ".cs").SelectMany(path => Tidiness.CSharp(path, House.Read(path))));

    [Fact]
    public void Pages_and_scripts_are_short() =>
        Assert.DoesNotContain(House.Files("services", ".razor", ".js"), path => House.Read(path).Split('\n').Length > 320);

    [Fact]
    public void The_walk_sees_every_kind_of_file()
    {
        var files = House.Files("", TextEndings);
        Assert.All([".cs", ".sql", ".md", ".csproj", "/run", ".editorconfig"], ending => Assert.Contains(files, file => file.EndsWith(ending, StringComparison.Ordinal)));
        Assert.DoesNotContain(files, file => file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a \nb\n", "space at its end")]
    [InlineData("a\tb\n", "tab")]
    [InlineData("a", "new line")]
    [InlineData("a\n\n", "empty line")]
    [InlineData("a\r\n", "carriage")]
    [InlineData("// TO" + "DO later\n", "says")]
    [InlineData("throw new NotImplemented" + "Exception();\n", "says")]
    [InlineData("cd /wo" + "rk/main\n", "machine")]
    public void An_untidy_text_is_found(string text, string what) => Assert.Contains(Tidiness.Text("a.cs", text), found => found.What.Contains(what, StringComparison.Ordinal));

    [Theory]
    [InlineData("class BidManager { }", "Manager")]
    [InlineData("record LotDto(long A);", "Dto")]
    [InlineData("enum KindBase { A }", "Base")]
    [InlineData("namespace A.Common; class B { }", "Common")]
    [InlineData("class A { void B() { try { } catch { } } }", "every exception")]
    [InlineData("class A { void B() { try { } catch (Exception) { /* why */ } } }", "every exception")]
    [InlineData("class A { void B() { try { } catch (IOException) { } } }", "without saying why")]
    [InlineData("namespace A; public class B { }", "no summary")]
    public void An_untidy_source_is_found(string source, string what) =>
        Assert.Contains(Tidiness.CSharp("services/A/B.cs", source + "\n"), found => found.What.Contains(what, StringComparison.Ordinal));

    [Fact]
    public void What_is_too_long_is_found()
    {
        var body = string.Concat(Enumerable.Repeat("        x++;\n", 45));
        var method = $"class A\n{{\n    void B()\n    {{\n{body}    }}\n}}\n";
        Assert.Contains(Tidiness.CSharp("a.cs", method), found => found is { Line: 3, What: "the method has 48 lines" });
        Assert.Contains(Tidiness.CSharp("a.cs", string.Concat(Enumerable.Repeat("// x\n", 321))), found => found.What.EndsWith("lines", StringComparison.Ordinal));
        Assert.Contains(Tidiness.CSharp("a.cs", "// " + new string('x', 220)), found => found.What.EndsWith("characters long", StringComparison.Ordinal));
    }

    [Fact]
    public void Tidy_sources_pass() => Assert.Empty(Tidiness.CSharp("services/A/B.cs", """
        namespace A;

        /// <summary>Says what it is.</summary>
        public sealed class Clock : BackgroundService
        {
            public void Stop()
            {
                try { Wait(); }
                catch (OperationCanceledException)
                {
                    // The host stops, which is what was asked for.
                }
            }
        }

        """));
}
