using System.Text;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

public sealed class ImportHttpTests : IAsyncLifetime
{
    private const string Header = "class,title,region,quantity,unit,opening price\n";
    private static readonly byte[] Stock = Encoding.UTF8.GetBytes(Header + "1,A,Jilin,12,EA,500\n1,B,Jilin,-1,EA,500\n2,C,,30.5,m,900\n");

    private ListingHost _host = null!;
    private string _fair = "";

    public async ValueTask InitializeAsync()
    {
        _host = await Start(new() { ["Import:MaxBodyBytes"] = "4000000", ["Import:MaxRows"] = "40000" });
        _fair = await _host.NewFair(published: true);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Good_rows_are_kept_and_the_same_file_again_changes_nothing()
    {
        var first = await Json(await _host.Import(_fair, Stock), 200);
        Assert.Equal((3, 2, 0, 1), Counts(first));
        Assert.Equal((3L, "quantity", "positive"), Place(first.GetProperty("errors")[0]));
        var head = _host.Journal.Head();
        var again = await Json(await _host.Import(_fair, Stock), 200);
        Assert.Equal((3, 0, 2, 1), Counts(again));
        Assert.Equal(2, await Lots());
        Assert.Equal(head.Sequence + 1, _host.Journal.Head().Sequence);
    }

    [Fact]
    public async Task A_mended_file_adds_the_mended_rows_alone()
    {
        await Json(await _host.Import(_fair, Stock), 200);
        var mended = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Stock).Replace(",-1,", ",1,", StringComparison.Ordinal));
        Assert.Equal((3, 1, 2, 0), Counts(await Json(await _host.Import(_fair, mended), 200)));
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_and_writes_nothing()
    {
        var head = _host.Journal.Head();
        var dry = await Json(await _host.Import(_fair, Stock, "dryRun=true"), 200);
        Assert.Equal(head, _host.Journal.Head());
        var wet = await Json(await _host.Import(_fair, Stock), 200);
        Assert.Equal(Counts(dry), Counts(wet));
        Assert.Equal(dry.GetProperty("errors").GetRawText(), wet.GetProperty("errors").GetRawText());
        Assert.Equal((3, 0, 2, 1), Counts(await Json(await _host.Import(_fair, Stock, "dryRun=true"), 200)));
    }

    [Fact]
    public async Task The_same_key_gets_the_same_answer_and_another_file_under_it_is_refused()
    {
        var first = await Json(await _host.Import(_fair, Stock, key: "one"), 200);
        var again = await Json(await _host.Import(_fair, Stock, key: "one"), 200);
        Assert.Equal(first.GetRawText(), again.GetRawText());
        await (await _host.Import(_fair, [.. Stock, .. "3,D,,1,EA,1\n"u8], key: "one")).Problem(409, "import.key-reused");
        Assert.Equal(2, await Lots());
        var stored = await _host.Get($"/api/listing/fairs/{_fair}/imports/{first.GetProperty("import").GetString()}", Given.Consignor, Roles.Consignor);
        Assert.Equal(first.GetRawText(), (await Json(stored, 200)).GetRawText());
        await (await _host.Get($"/api/listing/fairs/{_fair}/imports/{first.GetProperty("import").GetString()}", "other", Roles.Consignor)).Problem(404, "import.unknown");
    }

    [Fact]
    public async Task A_row_whose_key_is_known_with_other_details_is_reported()
    {
        await Json(await _host.Import(_fair, Encoding.UTF8.GetBytes("key,class,title,quantity,opening price\nk1,1,A,1,5\n")), 200);
        var changed = await Json(await _host.Import(_fair, Encoding.UTF8.GetBytes("key,class,title,quantity,opening price\nk1,1,A,2,5\n")), 200);
        Assert.Equal((2L, "", "lot.exists"), Place(changed.GetProperty("errors")[0]));
    }

    [Fact]
    public async Task Rows_of_a_group_close_together_and_the_one_too_many_is_named_in_a_dry_run_too()
    {
        var file = Encoding.UTF8.GetBytes("class,title,quantity,opening price,format,group\n" + string.Concat(Enumerable.Range(0, 101).Select(n => $"1,A{n},1,5,{(n % 2 == 0 ? "vcg" : "")},yard\n")));
        foreach (var query in new[] { "dryRun=true", "" })
        {
            var report = await Json(await _host.Import(_fair, file, query), 200);
            Assert.Equal((101, 100, 0, 1), Counts(report));
            Assert.Equal((102L, "group", "lot.group-full"), Place(report.GetProperty("errors")[0]));
            Assert.Equal("yard", report.GetProperty("errors")[0].GetProperty("value").GetString());
        }

        await _host.Settle();
        var heard = _host.Heard<Exchange.Contracts.Listing.V1.LotEntered>();
        Assert.Equal(100, heard.Count);
        Assert.Single(heard.Select(lot => (lot.Terms.Group, lot.Terms.ClosesAt)).Distinct());
        Assert.All(heard, lot => Assert.Equal(lot.Terms.Group![^8..], lot.Lot[^8..]));
        Assert.Equal((101, 0, 100, 1), Counts(await Json(await _host.Import(_fair, file), 200)));
    }

    [Fact]
    public async Task A_format_for_all_rows_asks_for_its_columns_at_once()
    {
        var missing = await (await _host.Import(_fair, Stock, "format=dutch")).Problem(422, "import.columns-missing");
        Assert.Equal("""["fall","fallEvery","floor"]""", missing.GetProperty("missing").GetRawText());
        await (await _host.Import(_fair, Stock, "format=reverse-open")).Problem(400, "request.invalid");
        Assert.Equal((3, 2, 0, 1), Counts(await Json(await _host.Import(_fair, Stock, "format=vickrey"), 200)));
    }

    [Fact]
    public async Task Files_that_are_no_stock_are_refused_whole()
    {
        var head = _host.Journal.Head();
        await (await _host.Import(_fair, [])).Problem(422, "import.empty");
        await (await _host.Import(_fair, Encoding.Unicode.GetBytes(Header))).Problem(422, "import.not-text");
        var wrong = await (await _host.Import(_fair, [.. Stock, 0xFF, 0xFF])).Problem(422, "import.wrong-encoding");
        Assert.Equal(Stock.Length, wrong.GetProperty("byte").GetInt64());
        var missing = await (await _host.Import(_fair, "title,colour\nA,red\n"u8.ToArray())).Problem(422, "import.columns-missing");
        Assert.Equal("""["quantity","unitValue"]""", missing.GetProperty("missing").GetRawText());
        await (await _host.Import(_fair, "title,title\nA,red\n"u8.ToArray())).Problem(422, "import.header-unclear");
        await (await _host.Import(_fair, Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 201))))).Problem(422, "import.header-unclear");
        await (await _host.Import(_fair, Stock, "column.title=Bezeichnung")).Problem(422, "import.mapping-unclear");
        await (await _host.Import(_fair, new byte[4_000_001])).Problem(413, "import.too-large");
        Assert.Equal(head, _host.Journal.Head());
        Assert.Empty(_host.Log.Errors);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_first_column() =>
        Assert.Equal((3, 2, 0, 1), Counts(await Json(await _host.Import(_fair, [0xEF, 0xBB, 0xBF, .. Stock]), 200)));

    [Fact]
    public async Task Rows_beyond_the_most_are_not_read_and_the_report_says_so()
    {
        var file = Header + string.Concat(Enumerable.Range(0, 40_001).Select(n => $"1,A{n},,1,EA,\n"));
        var report = await Json(await _host.Import(_fair, Encoding.UTF8.GetBytes(file)), 200);
        Assert.Equal((40_000, 0, 0, 40_000), Counts(report));
        Assert.Equal("too-many-rows", report.GetProperty("ended").GetString());
        Assert.Equal((1_000, 40_000), (report.GetProperty("errors").GetArrayLength(), report.GetProperty("errorsTotal").GetInt64()));
    }

    [Fact]
    public async Task The_full_report_has_a_line_for_every_finding()
    {
        var file = Header + string.Concat(Enumerable.Range(0, 3_000).Select(n => $"1,A{n},,0,EA,5\n"));
        var lines = (await (await _host.Import(_fair, Encoding.UTF8.GetBytes(file), "report=full")).Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');
        Assert.Equal(6_001, lines.Length);
        Assert.Equal(3_000, lines.SkipLast(1).Count(line => JsonElement.Parse(line).GetProperty("isError").GetBoolean()));
        Assert.Equal((3_000, 0, 0, 3_000), Counts(JsonElement.Parse(lines[^1])));
    }

    [Fact]
    public async Task The_real_stock_file_is_entered_whole()
    {
        var file = await File.ReadAllBytesAsync(SharedData.Path("surplus-stock.csv"));
        Assert.Equal((15_366, 15_366, 0, 0), Counts(await Json(await _host.Import(_fair, file), 200)));
        Assert.Equal((15_366, 0, 15_366, 0), Counts(await Json(await _host.Import(_fair, file), 200)));
        await _host.Settle();
        Assert.Equal(Enumerable.Range(1, 15_366).Select(n => (long)n), _host.Heard<Exchange.Contracts.Listing.V1.LotEntered>().Select(lot => lot.Number));
    }

    private async Task<long> Lots() => (await Json(await _host.Get($"/api/listing/fairs/{_fair}"), 200)).GetProperty("lots").GetInt64();

    private static (long Rows, long Entered, long Unchanged, long Bad) Counts(JsonElement report) =>
        (report.GetProperty("rows").GetInt64(), report.GetProperty("entered").GetInt64(), report.GetProperty("unchanged").GetInt64(), report.GetProperty("bad").GetInt64());

    private static (long Line, string? Column, string? Rule) Place(JsonElement error) =>
        (error.GetProperty("line").GetInt64(), error.GetProperty("column").GetString(), error.GetProperty("rule").GetString());
}
