using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lists;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

/// <summary>Lists that an organizer keeps and uses in several fairs.</summary>
public sealed class KeptListTests
{
    private const string ListId = "e0000000000000000000000000000001";

    private static readonly string[] Key = ["a0000000000000000000000000000001", "b0000000000000000000000000000001"];

    private static readonly ListContent Enterprises = new("Key enterprises", Key), Commodities = new("Essential", Commodities: [new("72", "钢铁", "Iron and steel")]);

    private static readonly KeptList Kept = KeptList.Evolve(KeptList.Initial, KeptList.Decide(KeptList.Initial, Keep(Enterprises, isNew: true), Before)[0]);

    [Fact]
    public void A_list_is_written_anew_by_who_keeps_it()
    {
        Assert.Equal(0, KeptList.Decide(Kept, Keep(Enterprises), Before).Count);
        Assert.Equal(2, KeptList.Evolve(Kept, KeptList.Decide(Kept, Keep(Enterprises with { Enterprises = Key[..1] }), Before)[0]).Stored().Version);
        Assert.Equal(ListRefusals.NotYours, KeptList.Decide(Kept, Keep(Enterprises) with { By = Consignor }, Before).Refusal);
        Assert.Equal(ListRefusals.OtherKind, KeptList.Decide(Kept, Keep(Commodities), Before).Refusal);
        Assert.Equal(ListRefusals.Exists, KeptList.Decide(Kept, Keep(Commodities, isNew: true), Before).Refusal);
        Assert.Equal(ListRefusals.Unknown, KeptList.Decide(KeptList.Initial, Keep(Enterprises), Before).Refusal);
        Assert.Equal(FairRefusals.NoEnterprise, KeptList.Decide(KeptList.Initial, Keep(Enterprises, isNew: true) with { By = "" }, Before).Refusal);
    }

    [Fact]
    public void The_exchange_may_write_a_list_and_it_stays_its_organizers()
    {
        var kept = Assert.IsType<ListKept>(KeptList.Decide(Kept, Keep(Enterprises with { Name = "Others" }) with { By = "", AsOperator = true } with { By = Consignor }, Before)[0]);
        Assert.Equal((Organizer, 2), (kept.Organizer, kept.Version));
    }

    [Theory]
    [InlineData("", true, true, "name")]
    [InlineData("x", false, false, "enterprises")]
    [InlineData("x", true, true, "enterprises")]
    public void A_list_out_of_bounds_is_refused(string name, bool enterprises, bool commodities, string field)
    {
        var content = new ListContent(name, enterprises ? Key : null, commodities ? [new("72")] : null);
        var refusal = KeptList.Decide(KeptList.Initial, Keep(content, isNew: true), Before).Refusal;
        Assert.Equal((ListRefusals.OutOfBounds.Code, field), (refusal?.Code, refusal?.Facts["field"]));
    }

    [Fact]
    public async Task Lists_are_used_by_several_fairs_which_keep_what_they_took()
    {
        await using var host = await Start();
        var enterprises = await Keep(new { name = "Key enterprises", enterprises = Key.Reverse() });
        var commodities = await Keep(new { name = "Essential", commodities = new[] { new { category = "31", chinese = "轴承" } } });
        var body = new
        {
            Rules.Name,
            Rules.Region,
            Rules.Currency,
            Rules.TimeZone,
            Rules.OpensAt,
            Rules.ClosesAt,
            Rules.IncrementMinor,
            priority = new { categories = new[] { "74" }, windowMs = 60_000 },
            essentialList = commodities,
        };
        var fair = "/api/listing/fairs/" + (await Json(await host.Post("/api/listing/fairs", body, Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString();
        await Json(await host.Post($"{fair}/key-enterprises", new { list = enterprises }, Organizer, Roles.Organizer), 200);
        await Json(await host.Post($"/api/listing/lists/{enterprises}", new { name = "Key enterprises", enterprises = Key[..1] }, Organizer, Roles.Organizer), 200);
        var seen = await Json(await host.Get(fair), 200);
        Assert.Equal(Key, seen.GetProperty("keyEnterprises").EnumerateArray().Select(id => id.GetString()));
        Assert.Equal("31", seen.GetProperty("rules").GetProperty("essentials").GetProperty("commodities")[0].GetProperty("category").GetString());

        await (await host.Post($"{fair}/key-enterprises", new { list = commodities }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await host.Post("/api/listing/fairs", body with { essentialList = enterprises }, Organizer, Roles.Organizer)).Problem(400, "request.invalid");
        await (await host.Post($"/api/listing/lists/{enterprises}", new { name = "x", enterprises = Key }, Consignor, Roles.Organizer)).Problem(403, "list.not-yours");
        await (await host.Get($"/api/listing/lists/{enterprises}", Consignor, Roles.Organizer)).Problem(404, "list.unknown");
        await host.Settle();
        var rows = await Json(await host.Get("/api/listing/lists", Organizer, Roles.Organizer), 200);
        Assert.Equal([1, 1], rows.EnumerateArray().Select(row => row.GetProperty("entries").GetInt64()));
        Assert.Equal(2, (await Json(await host.Get($"/api/listing/lists/{enterprises}", Organizer, Roles.Organizer), 200)).GetProperty("version").GetInt64());
        Assert.Equal(0, (await Json(await host.Get("/api/listing/lists", Consignor, Roles.Organizer), 200)).GetArrayLength());
        Assert.Empty(await host.Rebuilt());

        async Task<string> Keep(object list) => (await Json(await host.Post("/api/listing/lists", list, Organizer, Roles.Organizer), 201)).GetProperty("list").GetString()!;
    }

    private static KeepList Keep(ListContent content, bool isNew = false) => new(ListId, Organizer, false, content, isNew);
}
