using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Exchange.Benchmarks.Scene;
using Exchange.Host.Rehearsal;
using Exchange.Host.Serving;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Imports;
using MiniExcelLibs;

namespace Exchange.Benchmarks.Imports;

/// <summary>What an import cost.</summary>
/// <param name="What">The kind of file and how it was imported.</param>
/// <param name="Bytes">The size of the file.</param>
/// <param name="Report">What it came to.</param>
/// <param name="Took">From the first byte that was sent to the report.</param>
/// <param name="Settled">How long the followers took after it.</param>
/// <param name="PeakBytes">The most memory that the exchange's process had resident since it started.</param>
public sealed record ImportCost(string What, long Bytes, ImportReport Report, TimeSpan Took, TimeSpan Settled, long PeakBytes);

/// <summary>A stock file of many rows into a fair of a fresh exchange, over HTTP.</summary>
public static class ImportBenchmark
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    // Rows as an ERP system exports them: titles of two languages, units in words, prices with decimals, and categories by name or not at all.
    private static readonly (string Title, string Category, string Unit)[] Kinds =
    [
        ("深沟球轴承 6{0:0000}-2RS", "", "套"), ("热轧卷板 Q235B {0}×1500", "热轧板卷", "吨"), ("Hex bolt M{0}×60 8.8", "", "PCS"), ("电力电缆 YJV 3*{0}+1*70", "", "米"),
        ("Ball valve DN{0} PN16", "ball valves", "EA"), ("包装纸箱 {0}×400×300", "", "只"), ("不锈钢板 304 {0}mm", "FE0501", "kg"), ("三相异步电动机 YE3-{0}M-4", "", "台"),
    ];

    /// <summary>Imports a file and says what that cost.</summary>
    /// <param name="rows">How many rows it has.</param>
    /// <param name="workbook">Whether it is a workbook.</param>
    /// <param name="query">How it is imported.</param>
    /// <param name="directory">Where the data go.</param>
    /// <param name="cancellation">Breaks it off.</param>
    public static async Task<ImportCost> Measure(long rows, bool workbook, string query, string directory, CancellationToken cancellation)
    {
        var path = Path.Combine(directory, workbook ? "stock.xlsx" : "stock.csv");
        if (workbook) Book(path, rows);
        else await Sheet(path, rows);
        await using var exchange = await ServedExchange.Start(Path.Combine(directory, Path.GetRandomFileName()), new Dictionary<string, string?>());
        using var wire = new Wire(4);
        var tokens = new Tokens(exchange.Address, wire, new("", "the operator", Secrets.OperatorClient, (await exchange.OperatorSecret()).Trim()));
        var registrar = new Registrar(exchange.Address, wire, tokens);
        var organizer = await registrar.Register(CreditCode.Complete("91220000000000000"), "Organizer", "CN-JL", Roles.Organizer, cancellation);
        var consignor = await registrar.Register(CreditCode.Complete("91220000000000001"), "Consignor", "CN-JL", Roles.Consignor, cancellation);
        var fair = (await tokens.Post(organizer, new(exchange.Address, "/api/listing/fairs"), Rules(), "fair", cancellation)).OrThrow("The fair").Text("fair")!;

        using var client = new HttpClient { BaseAddress = exchange.Address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await tokens.Of(consignor, cancellation));
        var began = TimeProvider.System.GetTimestamp();
        var report = await Import(client, $"/api/listing/fairs/{fair}/imports?{query}", path, cancellation);
        var took = TimeProvider.System.GetElapsedTime(began);
        var settled = await exchange.Settle();
        return new($"{(workbook ? "XLSX" : "CSV")} {query}".Trim(), new FileInfo(path).Length, report, took, settled, Peak(exchange.ProcessId));
    }

    private static async Task<ImportReport> Import(HttpClient client, string address, string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(file) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("Idempotency-Key", "stock");
        request.Headers.Add("Prefer", "respond-async");
        using var begun = await client.SendAsync(request, cancellation);
        var text = await begun.Content.ReadAsStringAsync(cancellation);
        if (begun.StatusCode == HttpStatusCode.OK) return JsonSerializer.Deserialize<ImportReport>(text, StoredJson.Options)!;
        if (begun.StatusCode != HttpStatusCode.Accepted) throw new InvalidOperationException(text);
        while (true)
        {
            using var answer = await client.GetAsync(begun.Headers.Location, cancellation);
            if (answer.StatusCode == HttpStatusCode.OK) return JsonSerializer.Deserialize<ImportReport>(await answer.Content.ReadAsByteArrayAsync(cancellation), StoredJson.Options)!;
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellation);
        }
    }

    private static object Rules()
    {
        var opens = TimeProvider.System.GetUtcNow().AddDays(30);
        return new
        {
            name = "Import",
            region = "CN-JL",
            currency = "CNY",
            timeZone = "Etc/UTC",
            opensAt = opens.ToUnixTimeMilliseconds(),
            closesAt = opens.AddDays(5).ToUnixTimeMilliseconds(),
            incrementMinor = 100,
        };
    }

    private static IEnumerable<object[]> Rows(long rows)
    {
        for (var row = 0L; row < rows; row++)
        {
            var (title, category, unit) = Kinds[row % Kinds.Length];
            yield return [$"M-{row:0000000}", string.Format(CultureInfo.InvariantCulture, title, row / Kinds.Length), category, unit, 1 + (row % 977), 3.25m + (row % 8_191), "吉林省长春市", "2024-06-30"];
        }
    }

    private static readonly string[] Header = ["物料编码", "物料名称", "物料类别", "计量单位", "库存数量", "单价（元）", "所在地", "入库日期"];

    private static async Task Sheet(string path, long rows)
    {
        await using var text = new StreamWriter(path, false, SheetText.Encodings[SheetText.Gb18030], 1 << 20);
        await text.WriteLineAsync(string.Join(',', Header));
        foreach (var row in Rows(rows)) await text.WriteLineAsync(string.Join(',', row.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture))));
    }

    private static void Book(string path, long rows) =>
        MiniExcel.SaveAs(path, Rows(rows).Select(row => Header.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second)), overwriteFile: true);

    private static long Peak(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1_024;
    }
}
