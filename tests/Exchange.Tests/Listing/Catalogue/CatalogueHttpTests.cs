using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing.Catalogue;

public sealed class CatalogueHttpTests : IAsyncLifetime
{
    private ListingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_lot_is_found_by_two_characters_by_its_designation_and_with_a_letter_wrong()
    {
        var fair = await _host.NewFair(published: true);
        var bearing = await Enter(fair, "深沟球轴承 6204-2RS SKF");
        var cable = await Enter(fair, "交联聚乙烯电力电缆 YJV 3×120");
        var steel = await Enter(fair, "Hot rolled steel plates Q235B");
        foreach (var (text, lot) in new[]
        {
            ("轴承", bearing), ("軸承", bearing), ("6204 2rs", bearing), ("62042RS", bearing), ("电缆", cable), ("yjv3*120", cable), ("ＹＪＶ", cable), ("steel plate", steel), ("steal", steel), ("缆", cable),
        })
            Assert.Equal([lot], Lots(await Search("q=" + Uri.EscapeDataString(text))));
        Assert.Empty(Lots(await Search("q=zzzz")));
        Assert.Equal("hot rolled steel", (await Search("q=hot%20rolled%20stele")).GetProperty("didYouMean").GetString());
        var found = (await Search("q=" + Uri.EscapeDataString("轴承 skf"))).GetProperty("lots")[0];
        Assert.Equal("[3,2,15,3]", found.GetProperty("highlights").GetRawText());
    }

    [Fact]
    public async Task Facets_count_as_if_nothing_were_chosen_in_them()
    {
        var fair = await _host.NewFair(published: true);
        await Enter(fair, "轴承 1", region: "Jilin", openingMinor: 50_000);
        await Enter(fair, "轴承 2", region: "Jilin", openingMinor: 5_000_000);
        await Enter(fair, "轴承 3", region: "Dalian", openingMinor: 50_000);
        var found = await Search("q=%E8%BD%B4%E6%89%BF&region=Jilin&price=0-99999");
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        var facets = found.GetProperty("facets");
        Assert.Equal("""[{"value":"Dalian","lots":1},{"value":"Jilin","lots":1}]""", facets.GetProperty("region").GetRawText());
        Assert.Equal("""{"value":"0-99999","lots":1}""", facets.GetProperty("price")[0].GetRawText());
        Assert.Equal("""{"value":"1000000-9999999","lots":1}""", facets.GetProperty("price")[2].GetRawText());
        Assert.Equal(2, (await Search("region=Jilin&region=Dalian&price=-99999")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Lots_of_a_draft_are_found_by_those_who_prepare_it_alone_and_no_answer_has_a_reserve()
    {
        var fair = await _host.NewFair(published: false);
        await Enter(fair, "轴承");
        Assert.Equal(0, await Count("", Roles.Bidder));
        Assert.Equal(0, await Count("bidder", Roles.Bidder));
        Assert.Equal(1, await Count(Given.Consignor, Roles.Consignor));
        Assert.Equal(1, await Count(Given.Organizer, Roles.Organizer));
        Assert.Equal(1, await Count("", Roles.Operator));
        await Json(await _host.Post($"/api/listing/fairs/{fair}/publish", new { }, Given.Organizer, Roles.Organizer), 200);
        await _host.Settle();
        var found = await Search("status=any", "bidder", Roles.Bidder);
        Assert.Equal(1, found.GetProperty("total").GetInt32());
        Assert.DoesNotContain("reserve", found.GetRawText(), StringComparison.OrdinalIgnoreCase);

        async Task<int> Count(string enterprise, string role) => (await Search("status=any", enterprise, role)).GetProperty("total").GetInt32();
    }

    [Fact]
    public async Task What_bids_make_of_a_price_is_found_and_what_matching_ends_is_not()
    {
        var fair = await _host.NewFair(published: true);
        var (one, two) = (await Enter(fair, "轴承 一"), await Enter(fair, "轴承 二"));
        await Hear(new LotsMoved([new(one, fair, 7_000_000, 3, Given.Rules.ClosesAt + 5), new(two, fair, 0, 1, Given.Rules.ClosesAt)]));
        var dear = (await Search("sort=price-down")).GetProperty("lots");
        Assert.Equal((one, 7_000_000L, Given.Rules.ClosesAt + 5), (dear[0].GetProperty("lot").GetString(), dear[0].GetProperty("priceMinor").GetInt64(), dear[0].GetProperty("closesAt").GetInt64()));
        Assert.Equal(50_000, dear[1].GetProperty("priceMinor").GetInt64());
        Assert.Equal([one], Lots(await Search("price=7000000-7000000")));
        await Hear(new LotClosed(one, fair, 12_000, 12_000, 3, 6));
        Assert.Equal([two], Lots(await Search("")));
        Assert.Equal([one], Lots(await Search("status=sold&q=" + Uri.EscapeDataString("轴承"))));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task Pages_follow_each_other_and_similar_lots_share_words()
    {
        var fair = await _host.NewFair(published: true);
        for (var i = 0; i < 7; i++) await Enter(fair, "Steel plate " + (i % 2 == 0 ? "Q235B" : "Q345"));
        var copper = await Enter(fair, "Copper strip");
        var (seen, next) = (new List<string>(), (string?)"/api/listing/catalogue?q=steel&limit=2&sort=price&position=" + _host.Journal.Head());
        for (; next is not null; next = next is null ? null : next.Split('<', '>')[1])
        {
            var page = await _host.Get(next, "b", Roles.Bidder);
            seen.AddRange(Lots(await Json(page, 200)));
            next = page.Headers.TryGetValues("Link", out var link) ? link.Single() : null;
        }

        Assert.Equal(7, seen.Distinct().Count());
        Assert.Equal(7, seen.Count);
        var similar = await Json(await _host.Get($"/api/listing/lots/{seen[0]}/similar"), 200);
        Assert.Equal(6, similar.GetArrayLength());
        Assert.DoesNotContain(seen[0], similar.EnumerateArray().Select(lot => lot.GetProperty("lot").GetString()));
        Assert.DoesNotContain(copper, (await Json(await _host.Get($"/api/listing/lots/{copper}/similar"), 200)).EnumerateArray().Select(lot => lot.GetProperty("lot").GetString()));
        await (await _host.Get($"/api/listing/lots/{Given.FairId}/similar")).Problem(404, "lot.unknown");
    }

    [Theory]
    [InlineData("sort=best")]
    [InlineData("price=7")]
    [InlineData("sort=distance")]
    [InlineData("near=91,0")]
    [InlineData("near=here")]
    [InlineData("after=7")]
    public async Task A_search_that_cannot_be_is_answered_with_its_fields(string query) => await (await _host.Get("/api/listing/catalogue?" + query)).Problem(400, "request.invalid");

    private async Task<string> Enter(string fair, string title, string region = "Changchun", long openingMinor = 50_000) =>
        (await Json(await _host.Post($"/api/listing/fairs/{fair}/lots", new { title, category = "3110", region, quantityMilli = 12_000, openingMinor }, Given.Consignor, Roles.Consignor), 201))
        .GetProperty("lot").GetString()!;

    private async Task<JsonElement> Search(string query, string enterprise = "bidder", string role = Roles.Bidder) =>
        await Json(await _host.Get($"/api/listing/catalogue?{query}&position={_host.Journal.Head()}", enterprise, role), 200);

    private async Task Hear(object message) => await _host.Journal.Hear(
        new("matching", 0, ++_packs, [new($"m{_packs}", ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]),
        CancellationToken.None);

    private int _packs;

    private static List<string> Lots(JsonElement found) => [.. found.GetProperty("lots").EnumerateArray().Select(lot => lot.GetProperty("lot").GetString()!)];
}
