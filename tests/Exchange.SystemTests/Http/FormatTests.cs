using System.Text.Json;
using Exchange.Listing.Lots;
using Xunit;

namespace Exchange.SystemTests.Http;

/// <summary>The examples of the API document, one of each format, through all services: entered, announced, bid on, closed, and made deals.</summary>
public sealed class FormatTests : IAsyncLifetime
{
    private OpenExchange _exchange = null!;
    private Party _organizer = null!, _consignor = null!, _first = null!, _second = null!;
    private Dictionary<string, string> _lots = [];

    private Clients Clients => _exchange.Clients;

    public async ValueTask InitializeAsync()
    {
        _exchange = await OpenExchange.Start();
        (_consignor, _first, _second) = (await Clients.Register("consignor"), await Clients.Register("bidder"), await Clients.Register("bidder"));
        _organizer = await Clients.Register("organizer");
        var fair = await Clients.CreateFair(_organizer, Clients.Opening, Clients.Opening.AddHours(6));
        foreach (var (format, lot) in LotExamples.All) _lots[format] = await Clients.Enter(fair, _consignor, lot);
        await Clients.Publish(fair, _organizer);
        await Clients.MoveTo(Clients.Opening.AddMinutes(1));
    }

    public ValueTask DisposeAsync() => _exchange.DisposeAsync();

    [Fact]
    public async Task A_lot_of_each_format_is_entered_by_its_example_bid_on_and_sold_by_its_rules()
    {
        Assert.All(await Task.WhenAll(_lots.Keys.Select(Lot)), lot => Assert.Equal("open", lot.GetProperty("status").GetString()));
        await Buy();
        await Clients.MoveTo(Clients.Opening.AddMinutes(12));
        await Bid("dutch-sealed", 82_000_000, _first);
        await Clients.MoveTo(Clients.Opening.AddHours(7));
        foreach (var format in _lots.Keys) Assert.Equal("sold", (await Lot(format)).GetProperty("status").GetString());

        var deals = await Deals();
        Assert.Equal(_lots.Count + 4, deals.Count);
        foreach (var (format, buyer, hammer) in Sales()) Assert.Contains((_lots[format], _consignor.Enterprise, buyer.Enterprise, hammer), deals);
        // Who asked for offers buys from the one whose offer was the lowest.
        Assert.Contains((_lots["reverse-sealed"], _second.Enterprise, _consignor.Enterprise, 10_000_000), deals);
        Assert.Contains((_lots["reverse-open"], _second.Enterprise, _consignor.Enterprise, 3_800_000), deals);
        Assert.Empty(await _exchange.Broken());
        Assert.Empty(_exchange.Alarms);
    }

    [Fact]
    public async Task The_page_of_each_lot_says_how_it_is_sold_before_a_bid_and_after_the_close()
    {
        var empty = await Pages();
        Assert.Contains("No offer yet", empty["reverse-open"], StringComparison.Ordinal);
        await Buy();
        var bidOn = await Pages();
        Assert.Contains("Sealed: 2 so far", bidOn["vickrey"], StringComparison.Ordinal);
        Assert.Contains("Lowest offer", bidOn["reverse-open"], StringComparison.Ordinal);
        await Clients.MoveTo(Clients.Opening.AddHours(7));
        var closed = await Pages();
        Assert.Contains("Hammer price", closed["vickrey"], StringComparison.Ordinal);
        foreach (var format in new[] { "reverse-sealed", "reverse-open" })
            Assert.All([empty, bidOn, closed], pages => Assert.Contains("The consignor wants to buy this", pages[format], StringComparison.Ordinal));
        Assert.Empty(_exchange.Alarms);
    }

    [Fact]
    public async Task Who_asked_for_offers_pays_for_the_goods_and_accepts_them()
    {
        await Seal("reverse-sealed", 12_000_000, _first);
        await Clients.MoveTo(Clients.Opening.AddHours(7));
        var deal = (await Clients.Get("/api/settlement/deals", _first.Token))[0];
        var address = "/api/settlement/deals/" + deal.GetProperty("deal").GetString();
        await Clients.Post(address + "/payments", new { amountMinor = 12_000_000, reference = "BANK-1" }, await Clients.Operator());
        await Clients.Post(address + "/removal", new { }, _consignor.Token);
        await Clients.MoveTo(Clients.Opening.AddHours(8));
        var payable = await Clients.Get($"/api/settlement/ledger/accounts/consignor:{_first.Enterprise}:payable", _first.Token);
        Assert.Equal(12_000_000, payable.GetProperty("balances")[0].GetProperty("balanceMinor").GetInt64());
        Assert.Empty(await _exchange.Broken());
    }

    [Fact]
    public async Task Lots_of_several_formats_in_one_group_extend_together()
    {
        var fair = await Clients.CreateFair(_organizer, Clients.Opening.AddHours(10), Clients.Opening.AddHours(16));
        await Clients.Publish(fair, _organizer);
        var lots = new List<string>();
        foreach (var format in new[] { "english", "vcg", "reverse-open" }) lots.Add(await Clients.Enter(fair, _consignor, LotExamples.All[format] with { Group = "yard 3" }));
        await Clients.MoveTo(Clients.Opening.AddHours(11));
        var closes = Assert.Single((await Closes(lots)).Distinct());
        await Clients.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(closes - 30_000));
        await Clients.Post($"/api/matching/lots/{lots[1]}/bids", new { amountMinor = 200_000, quantityMilli = 8_000 }, _first.Token);
        Assert.Equal(closes + 90_000, Assert.Single((await Closes(lots)).Distinct()));
        await Clients.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(closes + 60_000));
        await Clients.PlaceBid(lots[2], 3_900_000, _second);
        Assert.Equal(closes + 180_000, Assert.Single((await Closes(lots)).Distinct()));
        await Clients.MoveTo(Clients.Opening.AddHours(17));
        Assert.Empty(await _exchange.Broken());
    }

    private async Task<IEnumerable<long>> Closes(IEnumerable<string> lots) =>
        (await Task.WhenAll(lots.Select(lot => Clients.Get("/api/matching/lots/" + lot, _first.Token)))).Select(lot => lot.GetProperty("closesAt").GetInt64());

    private async Task Buy()
    {
        await Bid("english", 1_800_000, _first);
        await Clients.Purchase(_lots["fixed-price"], 50_000, _first);
        await Clients.Purchase(_lots["dutch"], 80_000, _first);
        await Seal("sealed-first-price", 9_500_000, _first);
        await Seal("sealed-first-price", 9_200_000, _second);
        await Seal("vickrey", 5_000_000, _first);
        await Seal("vickrey", 4_500_000, _second);
        await Bid("dutch-sealed", 80_000_000, _first);
        await Seal("dutch-sealed", 81_000_000, _second);
        foreach (var format in new[] { "pay-as-bid", "uniform-lowest-winning", "uniform-highest-losing", "vcg" })
        {
            await Demand(format, 200_000, 8_000, _first);
            await Demand(format, 180_000, 8_000, _second);
        }

        await Clients.Post($"/api/matching/lots/{_lots["best-offer"]}/offers", new { priceMinor = 2_300_000 }, _first.Token);
        await Seal("reverse-sealed", 12_000_000, _first);
        await Seal("reverse-sealed", 10_000_000, _second);
        await Bid("reverse-open", 3_900_000, _first);
        await Bid("reverse-open", 3_800_000, _second);
    }

    // What the rules of each format make of it, but for the tenders.
    private IEnumerable<(string Format, Party Buyer, long HammerMinor)> Sales() =>
    [
        ("english", _first, 1_800_000), ("fixed-price", _first, 35_000), ("dutch", _first, 14_400_000), ("best-offer", _first, 2_300_000),
        ("sealed-first-price", _first, 9_500_000), ("vickrey", _first, 4_500_000), ("dutch-sealed", _first, 82_000_000),
        ("pay-as-bid", _first, 1_600_000), ("pay-as-bid", _second, 1_440_000),
        ("uniform-lowest-winning", _first, 1_440_000), ("uniform-lowest-winning", _second, 1_440_000),
        ("uniform-highest-losing", _first, 1_360_000), ("uniform-highest-losing", _second, 1_360_000),
        ("vcg", _first, 1_360_000), ("vcg", _second, 1_360_000),
    ];

    private async Task<List<(string? Lot, string? Consignor, string? Buyer, long HammerMinor)>> Deals() =>
    [
        .. (await Clients.Get("/api/settlement/deals?limit=100", await Clients.Operator())).EnumerateArray().Select(deal => (
            deal.GetProperty("lot").GetString(), deal.GetProperty("consignor").GetString(), deal.GetProperty("buyer").GetString(), deal.GetProperty("hammerMinor").GetInt64())),
    ];

    // In English, without a text that is missing.
    private async Task<Dictionary<string, string>> Pages()
    {
        var pages = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (format, lot) in _lots)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/lots/" + lot) { Headers = { { "Accept-Language", "en" } } };
            using var answer = await Clients.Http.SendAsync(request);
            pages[format] = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, format + ": " + pages[format]);
            Assert.DoesNotContain("format." + format, pages[format], StringComparison.Ordinal);
        }

        return pages;
    }

    private Task<JsonElement> Lot(string format) => Clients.Get($"/api/matching/lots/{_lots[format]}", _first.Token);

    private Task<JsonElement> Bid(string format, long amountMinor, Party bidder) => Clients.PlaceBid(_lots[format], amountMinor, bidder);

    private Task<JsonElement> Seal(string format, long amountMinor, Party bidder) =>
        Clients.Post($"/api/matching/lots/{_lots[format]}/sealed-bids", new { amountMinor }, bidder.Token);

    private Task<JsonElement> Demand(string format, long amountMinor, long quantityMilli, Party bidder) =>
        Clients.Post($"/api/matching/lots/{_lots[format]}/bids", new { amountMinor, quantityMilli }, bidder.Token);
}
