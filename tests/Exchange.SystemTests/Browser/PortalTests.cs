using System.Text.RegularExpressions;
using Exchange.SystemTests.Http;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Exchange.SystemTests.Browser;

/// <summary>The pages in a real browser, on a real exchange.</summary>
public sealed class PortalTests : IAsyncLifetime
{
    private Visit _visit = null!;

    private FairStage Stage => _visit.Stage;

    private IReadOnlyList<string> Complaints => _visit.Complaints;

    public async ValueTask InitializeAsync() => _visit = await Visit.Start();

    public ValueTask DisposeAsync() => _visit is null ? ValueTask.CompletedTask : _visit.DisposeAsync(); // where there is no browser

    [Fact]
    public async Task The_board_moves_while_somebody_looks_at_it()
    {
        var (fair, _, fixedPrice) = await Stage.OpenFair();
        var page = await Page();
        await page.GotoAsync($"/fairs/{fair}");
        await Expect(page.Locator("#turnover")).ToHaveAttributeAsync("data-minor", "0");
        var bidder = await Stage.Register("bidder");

        await Stage.Purchase(fixedPrice, 2_000, bidder);
        await Expect(page.Locator("#turnover")).ToHaveAttributeAsync("data-minor", "50000");
        await Stage.Purchase(fixedPrice, 1_000, bidder);
        await Expect(page.Locator("#turnover")).ToHaveAttributeAsync("data-minor", "75000");
        await Expect(page.Locator(".awards a").First).ToContainTextAsync("Bearings 6308");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task A_bidder_signs_in_bids_is_outbid_and_sees_each_of_it()
    {
        var (_, auction, _) = await Stage.OpenFair();
        var (bidder, rival) = (await Stage.Register("bidder"), await Stage.Register("bidder"));
        var page = await Page();
        await SignIn(page, auction, bidder);
        await Expect(page.Locator("#amount")).ToHaveValueAsync("10000");

        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "leading");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("#1");
        await Expect(page.Locator("#leader")).ToHaveClassAsync("is-you");

        await Stage.Bid(auction, 1_100_000, rival);
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "1100000");
        await Expect(page.Locator("#leader")).ToContainTextAsync("Bidder 2");
        await Expect(page.Locator("#leader")).Not.ToHaveClassAsync(new Regex("is-you"));
        await Expect(page.Locator("#amount")).ToHaveValueAsync("11100");

        await page.FillAsync("#amount", "10500");
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "refused");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("¥11,100.00");
        Assert.Equal(2, await Stage.Bids(auction, rival));
        Assert.DoesNotContain(Complaints, complaint => !complaint.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bidder_sees_their_own_maximum_and_nobody_elses()
    {
        var (_, auction, _) = await Stage.OpenFair(proxy: true);
        var (bidder, rival) = (await Stage.Register("bidder"), await Stage.Register("bidder"));
        await Stage.Bid(auction, 7_654_321, rival);
        var page = await Page();
        await SignIn(page, auction, bidder);
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "1000000");

        await page.FillAsync("#amount", "20000");
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "outbid");
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "2010000");
        await Expect(page.Locator("#maximum")).ToContainTextAsync("20,000");
        Assert.DoesNotContain("76", await page.Locator(".lot").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_whose_answer_is_lost_is_asked_for_again_and_counts_once()
    {
        var (_, auction, _) = await Stage.OpenFair();
        var bidder = await Stage.Register("bidder");
        var page = await Page();
        await SignIn(page, auction, bidder);

        Stage.LoseAnswers(1);
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "checking");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "leading");
        Assert.Equal(1, await Stage.Bids(auction, bidder));
    }

    [Fact]
    public async Task A_clock_falls_on_the_page_and_a_bidder_takes_at_its_price()
    {
        var (whole, inParts) = await Stage.OpenClocks();
        var page = await Page();
        await SignIn(page, whole, await Stage.Register("bidder"));
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "90000");
        await Expect(page.Locator("#fall")).ToHaveTextAsync("00:01:00");
        await Stage.MoveTo(2);
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "80000");
        await Stage.MoveTo(3);
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "75000");
        await Expect(page.Locator("#fall")).ToHaveTextAsync("The price falls no further.");

        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "purchased");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("¥750.00");
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Sold");
        await Stage.MoveTo(4);
        await Expect(page.Locator("#audit")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^[0-9a-f]{64}$"));

        await page.GotoAsync($"/lots/{inParts}?lang=zh");
        await page.FillAsync("#amount", "2.5");
        Stage.LoseAnswers(1);
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "purchased");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("¥1,875.00");
        await Expect(page.Locator("body")).ToContainTextAsync("9.5 吨");
        await page.FillAsync("#amount", "10");
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("剩余数量不足");
        Assert.DoesNotContain(Complaints, complaint => !complaint.Contains("422", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_units_are_bid_for_by_price_and_quantity_and_one_sees_what_one_would_win()
    {
        var lot = await Stage.OpenManyUnits();
        var page = await Page();
        await SignIn(page, lot, await Stage.Register("bidder"));
        await Bid("1200", "8");
        await Expect(page.Locator("#own")).ToContainTextAsync("would win 8 t");
        await Bid("1100", "6");
        await Expect(page.Locator("#own")).ToContainTextAsync("would win 4 t");
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "110000");
        await Expect(page.Locator("[data-live]")).ToContainTextAsync("6 t × ¥1,100.00");
        await page.GotoAsync($"/lots/{lot}?lang=zh");
        await Expect(page.Locator("#own")).ToContainTextAsync("现可得 4 吨");
        Assert.Empty(Complaints);

        async Task Bid(string price, string tonnes)
        {
            await page.FillAsync("#amount", price);
            await page.FillAsync("#quantity", tonnes);
            await page.ClickAsync("form.bid button");
            await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "standing");
        }
    }

    [Fact]
    public async Task Orders_meet_at_the_call_and_each_sees_what_they_got()
    {
        var (fair, auction) = await Stage.OpenCallAuction();
        var (seller, buyer) = (await Stage.Register("consignor"), await Stage.Register("bidder"));
        await Stage.Sell(auction, 348_000, 20_000, seller);
        var page = await Page();
        await SignInAt(page, $"/call-auctions/{auction}", buyer);
        await Expect(page.Locator("#price")).ToHaveTextAsync("No trade");
        await Order("3500", "15", "buy");
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "348000");
        await Stage.Sell(auction, 347_000, 5_000, seller);
        await Expect(page.Locator("#orders")).ToHaveTextAsync("3");
        await Order("3500.01", "15", "refused");
        await Expect(page.Locator("#outcome")).ToContainTextAsync("multiple of the tick");

        await page.FillAsync("[data-order='2'] [name=quantity]", "10");
        Stage.LoseAnswers(1);
        await page.ClickAsync("[data-order='2'] [value=amend]");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "amend");
        await Expect(page.Locator("#volume")).ToHaveAttributeAsync("data-milli", "10000");

        await Stage.MoveTo(10);
        await Expect(page.Locator(".chip").First).ToHaveTextAsync("Called");
        await page.GotoAsync($"/call-auctions/{auction}?lang=zh");
        await Expect(page.Locator("[data-order='2']")).ToContainTextAsync("已成交：10 吨");
        await page.GotoAsync($"/fairs/{fair}");
        await Expect(page.Locator("#turnover")).ToHaveAttributeAsync("data-minor", "3480000");
        await Expect(page.Locator("#calls")).ToContainTextAsync("¥3,480.00");
        await page.ClickAsync(".board .awards a");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Wire rod Q195 6.5 mm");
        Assert.Equal((1, 1), (await Stage.Deals(buyer), await Stage.Deals(seller)));
        Assert.DoesNotContain(Complaints, complaint => !complaint.Contains("422", StringComparison.Ordinal));

        async Task Order(string price, string quantity, string state)
        {
            await page.FillAsync("#price-field", price);
            await page.FillAsync("#quantity-field", quantity);
            await page.ClickAsync("#order [value=buy]");
            await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", state);
        }
    }

    [Fact]
    public async Task Everything_works_without_script()
    {
        var (fair, auction, fixedPrice) = await Stage.OpenFair();
        var bidder = await Stage.Register("bidder");
        var page = await Page(script: false);
        await SignIn(page, auction, bidder);
        await page.FillAsync("#amount", "10,500.50");
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "leading");
        await Expect(page.Locator("#price")).ToHaveAttributeAsync("data-minor", "1050050");

        await page.GotoAsync($"/lots/{fixedPrice}");
        await page.FillAsync("#amount", "1.5");
        await page.ClickAsync("form.bid button");
        await Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-state", "purchased");

        await page.GotoAsync($"/fairs/{fair}/lots?q=plate");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GotoAsync($"/fairs/{fair}/lots?status=open");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);

        await page.ClickAsync(".bar form button");
        await page.GotoAsync($"/lots/{auction}");
        await Expect(page.Locator("form.bid")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_visitor_chooses_the_language_and_it_is_remembered()
    {
        var (fair, _, _) = await Stage.OpenFair();
        var page = await Page();
        await page.GotoAsync("/?lang=zh");
        await Expect(page.Locator("h1")).ToHaveTextAsync("交易会");
        await page.GotoAsync($"/fairs/{fair}");
        await Expect(page.Locator(".turnover h2")).ToContainTextAsync("成交额");
    }

    [Fact]
    public async Task No_page_is_wider_than_a_phone()
    {
        var (fair, auction, fixedPrice) = await Stage.OpenFair();
        var page = await Page();
        await page.SetViewportSizeAsync(360, 780);
        await SignIn(page, auction, await Stage.Register("bidder"));
        foreach (var path in new[] { "/", $"/fairs/{fair}", $"/fairs/{fair}/lots", $"/lots/{auction}", $"/lots/{fixedPrice}" })
        {
            await page.GotoAsync(path);
            Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
    }

    private Task<IPage> Page(bool script = true) => _visit.Page(script);

    private static Task SignIn(IPage page, string lot, Party person) => SignInAt(page, $"/lots/{lot}", person);

    private static async Task SignInAt(IPage page, string path, Party person)
    {
        await page.GotoAsync(path);
        await page.ClickAsync("#content a.button");
        await Visit.SignIn(page, path, person);
    }
}
