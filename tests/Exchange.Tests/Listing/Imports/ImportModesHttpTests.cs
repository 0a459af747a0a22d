using System.Text;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing;
using Exchange.Listing.Imports;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing.Imports;

public sealed class ImportModesHttpTests : IAsyncLifetime
{
    private static readonly byte[] Good = Encoding.UTF8.GetBytes("title,class,quantity,opening\nA,1,1,5\nB,1,2,6\n");

    private ListingHost _host = null!;
    private string _fair = "";

    public async ValueTask InitializeAsync()
    {
        _host = await Start();
        _fair = await _host.NewFair(published: true);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task All_or_nothing_enters_nothing_where_one_row_is_bad_and_all_where_none_is()
    {
        var head = _host.Journal.Head();
        var report = await Json(await _host.Import(_fair, SheetFaultsTests.Sheet(), "mode=all"), 200);
        Assert.Equal((0, SheetFaultsTests.Faults.Length, "nothing-entered"), (Number(report, "entered"), Number(report, "bad"), report.GetProperty("ended").GetString()));
        Assert.Equal((0, head.Sequence + 1), (await Lots(), _host.Journal.Head().Sequence));
        var whole = await Json(await _host.Import(_fair, Good, "mode=all"), 200);
        Assert.Equal((2, 0), (Number(whole, "entered"), Number(whole, "bad")));
        Assert.Equal(2, await Lots());
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task The_same_sheet_comes_back_with_an_error_column_and_is_taken_as_it_is(string kind)
    {
        object?[][] rows = [["清单", null, null, null], ["title", "class", "quantity", "opening"], ["A", "0031", 1, 5.5], ["B", "1", -1, 6], ["C", "1", 2, "¥7"]];
        var file = kind == "xlsx" ? Sheets.Workbook(rows) : Encoding.UTF8.GetBytes(string.Join("\r\n", rows.Select(row => string.Join(';', row))));
        var response = await _host.Import(_fair, file, "report=sheet&numbers=point", type: "application/octet-stream");
        var back = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(kind == "xlsx" ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv", response.Content.Headers.ContentType!.MediaType);

        using var stream = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 4_096, FileOptions.DeleteOnClose);
        await stream.WriteAsync(back, TestContext.Current.CancellationToken);
        Assert.Null(SheetStreams.Open(stream, new(), new(), out var sheet));
        var records = sheet!.Records().ToList();
        Assert.Equal(["title", "class", "quantity", "opening", SheetBackStreams.Errors, SheetBackStreams.Notes], records[1].Fields);
        Assert.Equal(["A", "0031", "1", "5.5"], records[2].Fields.Take(4));
        Assert.Equal("quantity: The number is negative.", records[3].Fields[4]);
        Assert.Contains("currency sign", records[4].Fields[5], StringComparison.Ordinal);

        var again = await Json(await _host.Import(_fair, back, "numbers=point", type: "application/octet-stream"), 200);
        Assert.Equal([SheetBackStreams.Errors, SheetBackStreams.Notes], again.GetProperty("ignored").EnumerateArray().Select(column => column.GetString()));
        Assert.Equal((3, 1), (Number(again, "rows"), Number(again, "bad")));
    }

    [Fact]
    public async Task What_was_mapped_once_is_remembered_until_it_is_forgotten()
    {
        var file = "Bezeichnung;Menge;class;opening\nA;1;1;5\n"u8.ToArray();
        await (await _host.Import(_fair, file)).Problem(422, "import.columns-missing");
        await Json(await _host.Import(_fair, file, "column.title=Bezeichnung&column.quantity=Menge&remember=false"), 200);
        await (await _host.Import(_fair, file)).Problem(422, "import.columns-missing");
        await Json(await _host.Import(_fair, file, "column.title=Bezeichnung&column.quantity=Menge"), 200);
        Assert.Equal(1, Number(await Json(await _host.Import(_fair, file), 200), "unchanged"));
        var columns = await Json(await _host.Get("/api/listing/columns", Given.Consignor, Roles.Consignor), 200);
        Assert.Equal(("title", "quantity"), (columns.GetProperty("Bezeichnung").GetString(), columns.GetProperty("Menge").GetString()));
        Assert.Equal("{}", (await Json(await _host.Get("/api/listing/columns", "other", Roles.Consignor), 200)).GetRawText());
        await Json(await _host.Post("/api/listing/columns/forget", new { }, Given.Consignor, Roles.Consignor), 200);
        await (await _host.Import(_fair, file)).Problem(422, "import.columns-missing");
    }

    [Fact]
    public async Task An_import_that_nobody_waits_for_says_how_far_it_is_and_then_what_it_came_to()
    {
        var text = "title,class,quantity,opening\n" + string.Concat(Enumerable.Range(0, 3_000).Select(n => $"A{n},1,{(n == 7 ? 0 : 1)},5\n"));
        var begun = await _host.Import(_fair, Encoding.UTF8.GetBytes(text), key: "k-async", prefer: "respond-async");
        var import = (await Json(begun, 202)).GetProperty("import").GetString()!;
        Assert.Equal($"/api/listing/fairs/{_fair}/imports/{import}", begun.Headers.Location!.ToString());
        var report = await Done(begun.Headers.Location.ToString());
        Assert.Equal((3_000, 2_999, 1), (Number(report, "rows"), Number(report, "entered"), Number(report, "bad")));
        Assert.Equal(report.GetRawText(), (await Json(await _host.Import(_fair, Encoding.UTF8.GetBytes(text), key: "k-async"), 200)).GetRawText());

        var sheet = await (await _host.Get($"{begun.Headers.Location}/sheet", Given.Consignor, Roles.Consignor)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3_001, sheet.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var findings = await (await _host.Get($"{begun.Headers.Location}/findings", Given.Consignor, Roles.Consignor)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(9, JsonSerializer.Deserialize<Finding>(findings.Split('\n')[0], StoredJson.Options)!.Line);
        await (await _host.Get(begun.Headers.Location.ToString(), "other", Roles.Consignor)).Problem(404, "import.unknown");
        await (await _host.Get($"{begun.Headers.Location}/sheet", "other", Roles.Consignor)).Problem(404, "import.unknown");
        await (await _host.Import(_fair, "title\nA\n"u8.ToArray(), prefer: "respond-async")).Problem(422, "import.columns-missing");
    }

    [Fact]
    public async Task An_import_that_was_begun_before_a_restart_is_gone_on_with()
    {
        var folder = Directory.CreateTempSubdirectory("exchange-imports-").FullName;
        try
        {
            var settings = new ImportSettings { Folder = folder };
            var id = Id.From("import", _fair, "sub-" + Given.Consignor, "before");
            var order = new ImportOrder(id, _fair, Given.Consignor, "sub-" + Given.Consignor, Sheets.Terms, new Dictionary<string, string>());
            using (var before = new ImportRuns(_host.Journal, settings, NullLogger<ImportRuns>.Instance))
            {
                await using var upload = await before.Receive(new MemoryStream(Good), CancellationToken.None);
                await before.Begin(order, upload!.DigestWith(order), upload.File);
            }

            Assert.Equal(0, await Lots());
            using var after = new ImportRuns(_host.Journal, settings, NullLogger<ImportRuns>.Instance);
            await after.StartAsync(CancellationToken.None);
            while (Directory.EnumerateFiles(folder, "*.order").Any()) await Task.Delay(20, TestContext.Current.CancellationToken);
            var report = await Json(await _host.Get($"/api/listing/fairs/{_fair}/imports/{id}", Given.Consignor, Roles.Consignor), 200);
            Assert.Equal((2, 2), (Number(report, "entered"), await Lots()));
            await (await _host.Get($"/api/listing/fairs/{_fair}/imports/{id}/sheet", Given.Consignor, Roles.Consignor)).Problem(404, "import.sheet-gone");
            await after.StopAsync(CancellationToken.None);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Merging_is_offered_by_a_dry_run_and_done_when_asked()
    {
        var file = Encoding.UTF8.GetBytes("title,class,quantity,opening\nBearing 6204,1,1,5\n6204 bearing,1,2,6\nNut,1,1,1\n");
        var dry = await Json(await _host.Import(_fair, file, "dryRun=true"), 200);
        Assert.Equal([2L, 3], dry.GetProperty("same")[0].GetProperty("lines").EnumerateArray().Select(line => line.GetInt64()));
        var wet = await Json(await _host.Import(_fair, file, "merge=2"), 200);
        Assert.Equal((2, 1, 2), (Number(wet, "entered"), Number(wet, "merged"), await Lots()));
        Assert.Equal(2, Number(await Json(await _host.Import(_fair, file, "merge=2"), 200), "unchanged"));
    }

    private async Task<JsonElement> Done(string import)
    {
        while (true)
        {
            var answer = await _host.Get(import, Given.Consignor, Roles.Consignor);
            if ((int)answer.StatusCode != 202) return await Json(answer, 200);
            Assert.InRange((await Json(answer, 202)).GetProperty("done").GetDouble(), 0, 1);
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task<long> Lots() => (await Json(await _host.Get($"/api/listing/fairs/{_fair}"), 200)).GetProperty("lots").GetInt64();

    private static long Number(JsonElement report, string name) => report.GetProperty(name).GetInt64();
}
