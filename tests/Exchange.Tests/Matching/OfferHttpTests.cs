using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Offers over HTTP, and who learns of them.</summary>
public sealed class OfferHttpTests : IAsyncLifetime
{
    private static readonly string Offers = $"lots/{LotId}/offers";

    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await MatchingHost.Started();
        await _host.Enter(ByOffers);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_offer_is_made_countered_and_the_counter_taken()
    {
        var made = await MatchingHost.Json(_host.Post(Offers, Smelter, """{"priceMinor":8000}""", key: "one"));
        Assert.Equal($$"""{"lot":"{{LotId}}","offer":1,"status":"open","expiresAt":{{During.AddHours(2).ToUnixTimeMilliseconds()}}}""", made.GetRawText());
        Assert.Equal(made.GetRawText(), (await MatchingHost.Json(_host.Post(Offers, Smelter, """{"priceMinor":8000}""", key: "one"))).GetRawText());
        Assert.Equal("countered", (await MatchingHost.Json(_host.Post($"{Offers}/1/counter", Mill, """{"priceMinor":9000}""", Roles.Consignor))).Text("status"));
        var shown = (await MatchingHost.Json(_host.Get(Offers, Smelter))).EnumerateArray().Single();
        Assert.Equal(("Bidder 1", true, 8_000L, 9_000L), (shown.Text("bidder"), shown.Flag("you"), shown.Number("priceMinor"), shown.Number("counterMinor")));
        var sold = await MatchingHost.Json(_host.Post($"{Offers}/1/counter/accept", Smelter, "{}"));
        Assert.Equal($$"""{"lot":"{{LotId}}","offer":1,"status":"accepted","award":"{{Id.From(LotId, "1")}}","quantityMilli":2000000,"hammerMinor":9000}""", sold.GetRawText());
        Assert.Equal("sold", (await MatchingHost.Json(_host.Get($"lots/{LotId}", Foundry))).Text("status"));
    }

    [Fact]
    public async Task The_consignor_takes_and_declines()
    {
        await MatchingHost.Json(_host.Post(Offers, Smelter, """{"priceMinor":8000}"""));
        await MatchingHost.Json(_host.Post(Offers, Foundry, """{"priceMinor":7000}"""));
        Assert.Equal("declined", (await MatchingHost.Json(_host.Post($"{Offers}/1/decline", Mill, "{}", Roles.Consignor))).Text("status"));
        var all = await MatchingHost.Json(_host.Get(Offers, Mill, Roles.Consignor));
        Assert.Equal([("Bidder 1", "declined"), ("Bidder 2", "open")], all.EnumerateArray().Select(offer => (offer.Text("bidder"), offer.Text("status"))));
        var sold = await MatchingHost.Json(_host.Post($"{Offers}/2/accept", Mill, "{}", Roles.Consignor));
        Assert.Equal(("accepted", 7_000L), (sold.Text("status"), sold.Number("hammerMinor")));
    }

    [Fact]
    public async Task What_cannot_be_is_a_problem_and_leaves_nothing()
    {
        await MatchingHost.Json(_host.Post(Offers, Smelter, """{"priceMinor":8000}"""));
        await _host.Refused(_host.Post(Offers, Mill, """{"priceMinor":8000}"""), 403, "auction.own-lot");
        await _host.Refused(_host.Post(Offers, Wire, """{"priceMinor":8000}"""), 403, "auction.linked-enterprise");
        await _host.Refused(_host.Post(Offers, Foundry, """{"priceMinor":8000}""", Roles.Consignor), 403, "auth.role-missing");
        await _host.Refused(_host.Post(Offers, Foundry, """{"priceMinor":0}"""), 400, "request.invalid");
        await _host.Refused(_host.Post(Offers, Foundry, """{"priceMinor":8000,"quantityMilli":0}"""), 400, "request.invalid");
        await _host.Refused(_host.Post(Offers, Foundry, """{"priceMinor":8000,"quantityMilli":5}"""), 409, "auction.taken-whole");
        await _host.Refused(_host.Post(Offers, Foundry, """{"priceMinor":8000,"currency":"USD"}"""), 422, "auction.other-currency");
        await _host.Refused(_host.Post($"{Offers}/1/counter", Mill, """{"priceMinor":9000,"currency":"USD"}""", Roles.Consignor), 422, "auction.other-currency");
        await _host.Refused(_host.Post(Offers, Smelter, """{"priceMinor":7000}"""), 409, "offer.not-raised");
        await _host.Refused(_host.Post($"{Offers}/1/accept", Smelter, "{}"), 403, "auth.role-missing");
        await _host.Refused(_host.Post($"{Offers}/1/accept", Foundry, "{}", Roles.Consignor), 403, "auction.not-your-lot");
        await _host.Refused(_host.Post($"{Offers}/1/counter", Mill, """{"priceMinor":7000}""", Roles.Consignor), 409, "offer.counter-out-of-bounds");
        await _host.Refused(_host.Post($"{Offers}/1/counter", Mill, "{}", Roles.Consignor), 400, "request.invalid");
        await _host.Refused(_host.Post($"{Offers}/2/decline", Mill, "{}", Roles.Consignor), 404, "offer.unknown");
        await _host.Refused(_host.Post($"{Offers}/x/decline", Mill, "{}", Roles.Consignor), 404, "offer.unknown");
        await _host.Refused(_host.Post($"{Offers}/1/counter/accept", Smelter, "{}"), 409, "offer.not-countered");
        await _host.Refused(_host.Post($"{Offers}/1/counter/decline", Foundry, "{}"), 404, "offer.unknown");
        var nowhere = $"lots/{Id.From("none")}/offers";
        await _host.Refused(_host.Post(nowhere, Smelter, """{"priceMinor":1}"""), 404, "auction.unknown-lot");
        await _host.Refused(_host.Post(nowhere + "/1/accept", Mill, "{}", Roles.Consignor), 404, "auction.unknown-lot");
        await _host.Refused(_host.Post(nowhere + "/1/counter/accept", Smelter, "{}"), 404, "auction.unknown-lot");
        await (await _host.Get(nowhere, Smelter)).Problem(404, "auction.unknown-lot");
    }

    [Fact]
    public async Task An_offer_is_between_its_bidder_and_the_consignor()
    {
        const string canary = "7654";
        using var stream = await _host.Stream($"lots/{LotId}/stream", Foundry);
        var first = await Data(stream);
        var made = await _host.Post(Offers, Smelter, $$"""{"priceMinor":{{canary}}}""");
        var position = made.Headers.GetValues("Log-Position").Single();
        await MatchingHost.Json(_host.Post($"{Offers}/1/counter", Mill, """{"priceMinor":8765}""", Roles.Consignor));
        var seen = new List<string> { first };
        foreach (var path in new[] { $"lots/{LotId}", $"lots/{LotId}/bids?position={position}", $"fairs/{Fair}/lots?position={position}", Offers })
            seen.Add(await (await _host.Get(path, Foundry)).Content.ReadAsStringAsync());
        Assert.Equal("[]", seen[^1]);
        Assert.All(seen, text => Assert.DoesNotContain(canary, text, StringComparison.Ordinal));
        Assert.All(seen, text => Assert.DoesNotContain("8765", text, StringComparison.Ordinal));
        Assert.Contains(canary, await (await _host.Get($"lots/{LotId}", Smelter)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"offersOpen\":0", await (await _host.Get($"lots/{LotId}", Mill)).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The next thing that the stream tells a stranger is the sale itself: of the offer and the counter it says nothing.
        await MatchingHost.Json(_host.Post($"{Offers}/1/counter/accept", Smelter, "{}"));
        Assert.Equal("sold", JsonElement.Parse(await Data(stream)).Text("status"));
    }

    [Fact]
    public async Task No_message_and_no_table_tells_of_an_offer_before_it_is_an_award()
    {
        await using var store = await MatchingStore.Started();
        await store.Tell(Entered(ByOffers with { Terms = ByOffers.Terms with { OfferMs = 60_000 } }), "m1");
        await store.Submit(new MakeOffer(Smelter, 8_000, null));
        await store.Submit(new MakeOffer(Foundry, 7_000, null));
        await store.Settle();
        Assert.Empty(store.Sent);
        store.Clock.SetUtcNow(During.AddMinutes(1));
        await store.Settle();
        Assert.All((await State(store)).StandingOffers.Last, offer => Assert.Equal(OfferStatus.Expired, offer.Status));
        await store.Submit(new MakeOffer(Smelter, 8_500, null));
        await store.Submit(new AcceptOffer(Mill, 3));
        await store.Settle();
        Assert.Equal(["matching.lot-awarded.v1", "matching.lot-closed.v1", "matching.lot-audited.v1"], store.Sent.Select(item => item.Type));
        await using (var session = await store.Journal.Read()) Assert.Empty(await LapseViews.Due(session, Closes.AddYears(1).ToUnixTimeMilliseconds(), 10));
        Assert.Empty(await store.RebuildDifferences());
    }

    private static async Task<Auction> State(MatchingStore store) => await store.Journal.Peek<Auction>(Auction.Stream(LotId));

    private static async Task<string> Data(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return line[6..];
        throw new InvalidOperationException("The stream ended.");
    }
}
