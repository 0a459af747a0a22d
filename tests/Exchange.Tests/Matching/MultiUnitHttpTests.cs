using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Bids of price and quantity over HTTP, and in tables and messages.</summary>
public sealed class MultiUnitHttpTests : IAsyncLifetime
{
    private static readonly string Bids = $"lots/{LotId}/bids";

    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await MatchingHost.Started();
        var offering = InUnits("uniform-highest-losing");
        await _host.Enter(offering with { Terms = offering.Terms with { IncrementMinor = 10, QuantityStepMilli = 1000, MostQuantityMilli = 1_500_000 } });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_bid_is_answered_and_raised_by_its_number()
    {
        var first = await MatchingHost.Json(_host.Post(Bids, Smelter, """{"amountMinor":2600,"quantityMilli":1200000}""", key: "same"));
        Assert.Equal(
            $$"""{"lot":"{{LotId}}","bid":1,"amountMinor":2600,"priceMinor":2500,"nextBidMinor":2500,"closesAt":{{Closes.ToUnixTimeMilliseconds()}},"quantityMilli":1200000}""",
            first.GetRawText());
        Assert.Equal(first.GetRawText(), (await MatchingHost.Json(_host.Post(Bids, Smelter, """{"amountMinor":2600,"quantityMilli":1200000}""", key: "same"))).GetRawText());
        var raised = await MatchingHost.Json(_host.Post(Bids, Smelter, """{"amountMinor":2700,"quantityMilli":1200000,"raises":1}"""));
        Assert.Equal(2, raised.Number("bid"));

        var history = await MatchingHost.Json(_host.Get($"{Bids}?position=0-3", Foundry));
        Assert.Equal(
            [("Bidder 1", 2_700L, 1_200_000L, 1L), ("Bidder 1", 2_600L, 1_200_000L, 0L)],
            history.EnumerateArray().Select(bid => (bid.Text("bidder"), bid.Number("amountMinor"), bid.Number("quantityMilli"), bid.TryGetProperty("raises", out var raises) ? raises.GetInt64() : 0)));
    }

    [Fact]
    public async Task Everybody_sees_the_demand_and_nobody_a_name()
    {
        await MatchingHost.Json(_host.Post(Bids, Smelter, """{"amountMinor":2600,"quantityMilli":1500000}"""));
        await MatchingHost.Json(_host.Post(Bids, Foundry, """{"amountMinor":2800,"quantityMilli":1000000}"""));
        var theirs = await MatchingHost.Json(_host.Get($"lots/{LotId}", Id.From("onlooker")));
        Assert.Equal(2_600, theirs.Number("priceMinor"));
        Assert.Equal(
            """{"demand":[{"priceMinor":2800,"quantityMilli":1000000},{"priceMinor":2600,"quantityMilli":2500000}],"yourBids":[],"yourMilli":0,"priceStepMinor":10,"mostQuantityMilli":1500000}""",
            theirs.GetProperty("book").GetRawText());
        Assert.DoesNotContain(Smelter, theirs.GetRawText(), StringComparison.Ordinal);
        var mine = (await MatchingHost.Json(_host.Get($"lots/{LotId}", Smelter))).GetProperty("book");
        Assert.Equal((1_000_000L, """[{"bid":1,"amountMinor":2600,"quantityMilli":1500000,"winsMilli":1000000}]"""), (mine.Number("yourMilli"), mine.GetProperty("yourBids").GetRawText()));
    }

    [Theory]
    [InlineData("""{"amountMinor":2490,"quantityMilli":1000}""", 409, "auction.bid-too-low")]
    [InlineData("""{"amountMinor":2605,"quantityMilli":1000}""", 409, "auction.not-whole-steps")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":1500}""", 409, "auction.not-whole-quantities")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":1501000}""", 409, "auction.over-cap")]
    [InlineData("""{"amountMinor":1000000000000000,"quantityMilli":1000}""", 422, "auction.price-too-high")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":1000,"raises":1}""", 409, "auction.no-such-bid")]
    [InlineData("""{"amountMinor":2600}""", 409, "auction.quantity-missing")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":0}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":0,"quantityMilli":1000}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":500000000000001}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":2600,"raises":1}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":1000,"raises":0}""", 400, "request.invalid")]
    [InlineData("""{"amountMinor":2600,"quantityMilli":1000,"currency":"USD"}""", 422, "auction.other-currency")]
    public Task A_bid_that_cannot_be_is_a_problem_and_leaves_nothing(string body, int status, string code) => _host.Refused(_host.Post(Bids, Smelter, body), status, code);

    [Fact]
    public async Task A_bid_of_ones_own_lot_or_too_late_leaves_nothing()
    {
        const string body = """{"amountMinor":2600,"quantityMilli":1000}""";
        await _host.Refused(_host.Post(Bids, Mill, body), 403, "auction.own-lot");
        await _host.Refused(_host.Post(Bids, Wire, body), 403, "auction.linked-enterprise");
        await MatchingHost.Json(_host.Post(Bids, Smelter, body, key: "used"));
        await _host.Refused(_host.Post(Bids, Smelter, """{"amountMinor":2700,"quantityMilli":1000}""", key: "used"), 409, "request.key-reused");
        await _host.Refused(_host.Post($"lots/{LotId}/purchases", Smelter, """{"quantityMilli":1000}"""), 409, "auction.takes-no-purchases");
        await _host.Refused(_host.Post($"lots/{LotId}/purchases", Smelter, """{"quantityMilli":1000,"currency":"USD"}"""), 422, "auction.other-currency");
        await MatchingHost.Json(_host.Post(Bids, Smelter, """{"amountMinor":2700,"quantityMilli":1000,"currency":"CNY"}"""));
        _host.Clock.SetUtcNow(Closes);
        await (await _host.Post(Bids, Smelter, body)).Problem(409, "auction.closed");
    }

    [Fact]
    public async Task Tables_and_messages_show_the_lot_as_its_last_bid_left_it()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(InUnits("vcg")), "m1");
        foreach (var n in Enumerable.Range(0, 50)) await store.Submit(new PlaceDemand(n % 2 == 0 ? Smelter : Foundry, 2_600 + n, 100_000));
        await store.Submit(new PlaceDemand(Smelter, 3_000, 150_000, Raises: 1));
        await store.Settle();
        var moved = store.Sent.Where(item => item.Type == "matching.lots-moved.v1").Select(item => item.Data.Deserialize<LotsMoved>(StoredJson.Options)!).ToList();
        Assert.Equal(new(LotId, Fair, 2_631, 51, Closes.ToUnixTimeMilliseconds()), moved[^1].Lots.Single());

        store.Clock.SetUtcNow(Closes);
        await store.Settle();
        var awarded = store.Sent.Where(item => item.Type == "matching.lot-awarded.v1").Select(item => item.Data.Deserialize<LotAwarded>(StoredJson.Options)!).ToList();
        Assert.Equal([(Smelter, 1_050_000L), (Foundry, 950_000L)], awarded.Select(award => (award.Winner, award.QuantityMilli)));
        await using (var session = await store.Journal.Read())
        {
            var row = Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "", Closes.ToUnixTimeMilliseconds(), 10));
            Assert.Equal((51L, 2_631L, 2_500L, 0L, Offered, "sold"), (row.Bids, row.PriceMinor, row.NextBidMinor, row.LeaderNumber, row.AwardedMilli, row.Outcome));
            Assert.Equal(new(51, 1, 3_000, 2_631, During.ToUnixTimeMilliseconds(), 150_000, 1), (await AuctionViews.BidsOf(session, LotId, 50, 51))[0]);
        }

        Assert.Empty(await store.RebuildDifferences());
    }
}
