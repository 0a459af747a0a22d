using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Documents;
using Xunit;

namespace Exchange.SystemTests.Browser;

/// <summary>Documents as a browser prints them.</summary>
public sealed partial class PrintTests
{
    private static readonly DealTerms Terms = new(
        Id.From("deal"), Id.From("lot"), Id.From("fair"), 17,
        "镀锌钢丝 Galvanized wire, 2.5 mm, GB/T 343, in coils of 50 kg, from the winding-up of a rope works", "9505", "吉林市 Jilin", Id.From("consignor"),
        Id.From("buyer"), 3_000, "TNE", 1_234_567_890, "CNY", 1_791_000_000_000, 250, 1, 1);

    public static TheoryData<string> Kinds => [.. DocumentKind.All];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_document_of_any_kind_fills_one_sheet_of_A4(string kind)
    {
        Require.Browser();
        var pdf = await Print(kind, ["hammer", "adjustment", "premium", "tax", "deposit"], 5);
        Assert.Single(Pages().Matches(pdf));
        var box = Box().Match(pdf);
        Assert.Equal((595, 842), (Points(box.Groups[1]), Points(box.Groups[2])));
    }

    [Fact]
    public async Task A_document_with_all_that_it_may_say_goes_on_on_a_second_sheet()
    {
        Require.Browser();
        Assert.Equal(2, Pages().Count(await Print(DocumentKind.Contract, Enumerable.Repeat("premium", Paper.MostLines), Paper.MostLines)));
    }

    private static async Task<string> Print(string kind, IEnumerable<string> amounts, int moments)
    {
        var directory = Directory.CreateTempSubdirectory("exchange-print-");
        try
        {
            var issue = (IssueDocument)Register.Issue(
                kind, Terms, Terms.HammerMinor, [.. amounts.Select(label => new PaperAmount(label, Terms.HammerMinor))],
                [.. Enumerable.Repeat(new PaperMoment("payment-due", Terms.AwardedAt), moments)], 2_998, "Asia/Shanghai").Command;
            var shown = DocumentShown.Of(new(1, Terms.AwardedAt, new(0, 1)), issue.Paper, new(42, new('a', 64), Terms.AwardedAt), new('b', 64));
            var (page, pdf) = (Path.Combine(directory.FullName, "page.html"), Path.Combine(directory.FullName, "page.pdf"));
            await File.WriteAllTextAsync(page, DocumentSheet.Of(shown), TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo(Require.BrowserProgram!)
            {
                ArgumentList =
                {
                    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--user-data-dir=" + Path.Combine(directory.FullName, "profile"),
                    "--no-pdf-header-footer", "--print-to-pdf=" + pdf, new Uri(page).AbsoluteUri,
                },
                RedirectStandardError = true,
            };
            using var browser = Process.Start(start)!;
            var said = await browser.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await browser.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(pdf), said);
            return Encoding.Latin1.GetString(await File.ReadAllBytesAsync(pdf, TestContext.Current.CancellationToken));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static double Points(Group found) => Math.Round(double.Parse(found.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex Pages();

    [GeneratedRegex(@"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]")]
    private static partial Regex Box();
}
