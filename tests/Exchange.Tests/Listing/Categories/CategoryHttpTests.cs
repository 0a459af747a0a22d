using System.Text;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Listing.Categories;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing.Categories;

public sealed class CategoryHttpTests : IAsyncLifetime
{
    private ListingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_tree_and_its_nodes_are_told_in_both_languages()
    {
        var tree = await Json(await _host.Get("/api/listing/categories"), 200);
        Assert.Equal(Materials.All.Count, tree.GetArrayLength());
        Assert.Equal(("FE", "黑色金属", "Ferrous metals"), Name(tree[0]));
        var node = await Json(await _host.Get("/api/listing/categories/FE0301"), 200);
        Assert.Equal(["FE", "FE03", "FE0301"], node.GetProperty("path").EnumerateArray().Select(step => step.GetProperty("code").GetString()));
        Assert.Equal(("diameter", "number", "MMT"), Field(node.GetProperty("attributes")[2]));
        Assert.Equal("english", node.GetProperty("format").GetString());
        await (await _host.Get("/api/listing/categories/XX")).Problem(404, "category.unknown");
    }

    [Fact]
    public async Task A_title_gets_suggestions_with_what_it_says_of_attributes()
    {
        var guesses = await Json(await _host.Get("/api/listing/categories/suggestions?text=" + Uri.EscapeDataString("Q235B 角钢 50×50×5 6m")), 200);
        Assert.Equal("FE0305", guesses[0].GetProperty("category").GetProperty("code").GetString());
        Assert.InRange(guesses[0].GetProperty("score").GetDouble(), 0.5, 1);
        Assert.Equal(("grade", "Q235B"), (guesses[0].GetProperty("attributes")[0].GetProperty("attribute").GetString(), guesses[0].GetProperty("attributes")[0].GetProperty("text").GetString()));
        var coded = await Json(await _host.Get("/api/listing/categories/suggestions?text=6204&code=hs:8482.10&most=1"), 200);
        Assert.Equal("BT0101", Assert.Single(coded.EnumerateArray()).GetProperty("category").GetProperty("code").GetString());
        await (await _host.Get("/api/listing/categories/suggestions")).Problem(400, "request.invalid");
    }

    [Fact]
    public async Task Units_convert_by_code_or_word()
    {
        Assert.Equal(50.8m, (await Convert("2", "inch", "mm")).GetProperty("result").GetDecimal());
        Assert.Equal("1.6 MPa", (await Convert("16", "bar", "MPA")).GetProperty("text").GetString());
        Assert.Equal("KWT", (await Convert("10", "马力", "kW")).GetProperty("to").GetString());
        foreach (var query in new[] { "value=x&from=mm&to=m", "value=1&from=mm&to=kg", "value=1&from=wing&to=m", "value=1&from=m", "" })
            await (await _host.Get("/api/listing/units/convert?" + query)).Problem(400, "request.invalid");
        Assert.Equal(Measures.All.Count, (await Json(await _host.Get("/api/listing/units"), 200)).GetProperty("measures").GetArrayLength());
        Assert.Equal("new", (await Json(await _host.Get("/api/listing/conditions"), 200))[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_harmonized_system_is_imported_as_it_is_and_its_goods_have_our_categories()
    {
        var file = File.ReadAllText(SharedData.Path("hs-2022.csv"));
        Assert.Equal(6_940, (await Json(await Send("hs", file), 200)).GetProperty("codes").GetInt64());
        var head = _host.Journal.Head();
        await Json(await Send("hs", file), 200);
        Assert.Equal(head, _host.Journal.Head());
        await _host.Settle();

        var code = await Json(await _host.Get("/api/listing/schemes/hs/codes/848210"), 200);
        Assert.Equal(["TOTAL", "84", "8482", "848210"], code.GetProperty("path").EnumerateArray().Select(step => step.GetProperty("code").GetString()));
        Assert.Equal("BT0101", code.GetProperty("category").GetString());
        var below = await Json(await _host.Get("/api/listing/schemes/hs/codes?parent=8482&limit=3"), 200);
        Assert.Equal(["848210", "848220", "848230"], below.EnumerateArray().Select(row => row.GetProperty("code").GetString()));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task A_file_of_which_one_row_is_wrong_keeps_nothing_and_a_dry_run_tells_the_same()
    {
        const string wrong = "code,parent,name,category\n1,,Metals,FE\n1,,Again,FE\n2,9,Wire,XX\n";
        var head = _host.Journal.Head();
        var problem = await (await Send("own", wrong)).Problem(422, "scheme.rows-unclear");
        var dry = await Json(await Send("own", wrong, "?dryRun=true"), 200);
        Assert.Equal(3, problem.GetProperty("findingsTotal").GetInt64());
        Assert.Equal(problem.GetProperty("findings").GetRawText(), dry.GetProperty("findings").GetRawText());
        Assert.Equal(head, _host.Journal.Head());
        await (await _host.Get("/api/listing/schemes/own/codes")).Problem(404, "scheme.unknown");
    }

    [Fact]
    public async Task A_later_file_takes_the_place_of_the_one_before()
    {
        await Json(await Send("own", "code,parent,name,category\n1,,Metals,FE\n11,1,Rod,\n12,1,Bearing,BT01\n"), 200);
        await _host.Settle();
        Assert.Equal("FE", await CategoryOf("11"));
        Assert.Equal("BT01", await CategoryOf("12"));
        await Json(await Send("own", "code,parent,name,category\n1,,Metals,\n11,1,Rod,\n"), 200);
        await _host.Settle();
        Assert.Null(await CategoryOf("11"));
        await (await _host.Get("/api/listing/schemes/own/codes/12")).Problem(404, "scheme.unknown-code");
        var scheme = Assert.Single((await Json(await _host.Get("/api/listing/schemes"), 200)).EnumerateArray());
        Assert.Equal((2L, 2L), (scheme.GetProperty("edition").GetInt64(), scheme.GetProperty("codes").GetInt64()));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task Only_who_runs_fairs_imports_schemes_under_a_plain_name()
    {
        await (await Send("hs", "code,name\n1,A\n", role: Roles.Consignor)).Problem(403, "auth.role-missing");
        await Json(await Send("hs", "code,name\n1,A\n", role: Roles.Operator), 200);
        await (await Send("HS 2022", "code,name\n1,A\n")).Problem(400, "request.invalid");
        await (await Send("hs", "name\nA\n")).Problem(422, "scheme.header-unclear");
    }

    private Task<HttpResponseMessage> Send(string scheme, string csv, string query = "", string role = Roles.Organizer) =>
        _host.PostCsv($"/api/listing/schemes/{Uri.EscapeDataString(scheme)}{query}", Encoding.UTF8.GetBytes(csv), Given.Organizer, role);

    private async Task<string?> CategoryOf(string code)
    {
        var found = await Json(await _host.Get("/api/listing/schemes/own/codes/" + code), 200);
        return found.TryGetProperty("category", out var category) ? category.GetString() : null;
    }

    private async Task<JsonElement> Convert(string value, string from, string to) =>
        await Json(await _host.Get($"/api/listing/units/convert?value={value}&from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}"), 200);

    private static (string?, string?, string?) Name(JsonElement node) => (node.GetProperty("code").GetString(), node.GetProperty("chinese").GetString(), node.GetProperty("english").GetString());

    private static (string?, string?, string?) Field(JsonElement field) => (field.GetProperty("code").GetString(), field.GetProperty("kind").GetString(), field.GetProperty("unit").GetString());
}
