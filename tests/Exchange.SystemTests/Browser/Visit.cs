using System.Text.RegularExpressions;
using Exchange.SystemTests.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Exchange.SystemTests.Browser;

/// <summary>A real browser before a real exchange.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private const float Patience = 30_000;

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly List<string> _complaints = [];
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Visit(FairStage stage, IPlaywright playwright, IBrowser browser) => (Stage, _playwright, _browser) = (stage, playwright, browser);

    /// <summary>The exchange.</summary>
    public FairStage Stage { get; }

    /// <summary>What the browser complained of, which includes all that the content security policy forbids.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>Starts both; skips the test where there is no browser.</summary>
    public static async Task<Visit> Start()
    {
        Require.Browser();
        SetDefaultExpectTimeout(Patience);
        var stage = await FairStage.Start();
        var playwright = await Playwright.CreateAsync();
        return new(stage, playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Require.BrowserProgram, Args = Flags, Timeout = 120_000 }));
    }

    /// <summary>A new page of nobody who is signed in.</summary>
    public async Task<IPage> Page(bool script = true)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = Stage.Address, JavaScriptEnabled = script, Locale = "en-GB" });
        context.SetDefaultTimeout(Patience);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type == "error") _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        return page;
    }

    /// <summary>Signs a person in, where a page of Identity asks for it, and comes back to a path.</summary>
    public static async Task SignIn(IPage page, string path, Party person)
    {
        await page.FillAsync("#userName", person.UserName);
        await page.FillAsync("#password", person.Password);
        await page.ClickAsync("button[type=submit]");
        await Expect(page).ToHaveURLAsync(new Regex($"{path}$"));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Stage.DisposeAsync();
    }
}
