using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Exchange.SystemTests.Browser;

/// <summary>The statements of a party's accounts in a real browser.</summary>
public sealed class StatementPageTests : IAsyncLifetime
{
    private Visit _visit = null!;

    public async ValueTask InitializeAsync() => _visit = await Visit.Start();

    public ValueTask DisposeAsync() => _visit is null ? ValueTask.CompletedTask : _visit.DisposeAsync();

    [Fact]
    public async Task A_bidder_sees_its_accounts_their_lines_and_takes_them_home_as_a_file()
    {
        var bidder = await _visit.Stage.Register("bidder");
        await _visit.Stage.TopUp(bidder, 1_234_567, "BOC-1");
        await _visit.Stage.TopUp(bidder, 100, "BOC-2");
        await _visit.Stage.MoveTo(1);
        var page = await _visit.Page();
        await page.GotoAsync("/statements");
        await Visit.SignIn(page, "/statements", bidder);
        await Expect(page.Locator("#accounts tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#accounts td[data-minor]")).ToHaveAttributeAsync("data-minor", "1234667");

        await page.ClickAsync("#accounts a");
        await Expect(page.Locator("#opening")).ToHaveAttributeAsync("data-minor", "0");
        await Expect(page.Locator("#closing")).ToHaveAttributeAsync("data-minor", "1234667");
        await Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("#lines tbody tr").First).ToContainTextAsync("BOC-1");
        await Expect(page.Locator("#lines tbody tr").First).ToContainTextAsync("¥12,345.67");

        foreach (var (button, name, begins) in new[] { ("#csv", $"bidder-{bidder.Enterprise}-available.csv", "number,"), ("#xlsx", $"bidder-{bidder.Enterprise}-available.xlsx", "PK") })
        {
            var file = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync(button));
            Assert.Equal(name, file.SuggestedFilename);
            Assert.StartsWith(begins, await File.ReadAllTextAsync(await file.PathAsync()), StringComparison.Ordinal);
        }

        Assert.Empty(_visit.Complaints);
    }

    [Fact]
    public async Task A_period_has_the_balance_before_it_and_the_page_speaks_chinese_too()
    {
        var bidder = await _visit.Stage.Register("bidder");
        await _visit.Stage.TopUp(bidder, 1_000, "BOC-1");
        await _visit.Stage.MoveTo(2 * 24 * 60);
        await _visit.Stage.TopUp(bidder, 200, "BOC-2");
        await _visit.Stage.MoveTo((2 * 24 * 60) + 1);
        var page = await _visit.Page();
        await page.GotoAsync("/statements");
        await Visit.SignIn(page, "/statements", bidder);
        await page.GotoAsync($"/statements/bidder:{bidder.Enterprise}:available?from=2026-05-02&through=2026-05-03&lang=zh");
        await Expect(page.Locator("h1")).ToHaveTextAsync("账户对账单");
        await Expect(page.Locator("#opening")).ToHaveAttributeAsync("data-minor", "1000");
        await Expect(page.Locator("#in")).ToHaveAttributeAsync("data-minor", "200");
        await Expect(page.Locator("#closing")).ToHaveAttributeAsync("data-minor", "1200");
        await Expect(page.Locator("#lines tbody tr")).ToHaveCountAsync(1);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Expect(page.Locator("#csv")).ToBeHiddenAsync();
        await Expect(page.Locator("#lines")).ToBeVisibleAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        await page.SetViewportSizeAsync(360, 780);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Nobody_sees_the_account_of_another()
    {
        var (bidder, other) = (await _visit.Stage.Register("bidder"), await _visit.Stage.Register("bidder"));
        await _visit.Stage.TopUp(other, 1_000, "BOC-1");
        await _visit.Stage.MoveTo(1);
        var page = await _visit.Page();
        await page.GotoAsync("/statements");
        await Visit.SignIn(page, "/statements", bidder);
        await Expect(page.Locator(".empty")).ToBeVisibleAsync();
        var answer = await page.GotoAsync($"/statements/bidder:{other.Enterprise}:available");
        Assert.Equal(403, answer!.Status);
        var file = await page.Context.APIRequest.GetAsync($"/statements/bidder:{other.Enterprise}:available/file?format=csv");
        Assert.Equal(404, file.Status);
        Assert.DoesNotContain("BOC-1", await file.TextAsync(), StringComparison.Ordinal);
    }
}
