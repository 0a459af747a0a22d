using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Exchange.Host.Cli;
using Exchange.Kernel.Values;
using Exchange.Listing;
using Exchange.Listing.Imports;

namespace Exchange.Host.Workbench;

/// <summary>How a stock file is to be imported from the command line.</summary>
/// <param name="Terms">What holds where a row says nothing.</param>
/// <param name="Sheet">How the file is to be read.</param>
/// <param name="Mapped">Our field names with the file's columns.</param>
/// <param name="Merge">Which rows become one lot; null for none.</param>
/// <param name="AllOrNothing">Whether no row is entered unless all can be.</param>
/// <param name="Back">Where the sheet goes with what was found in it; null for nowhere.</param>
public sealed record StockAsked(
    ImportTerms Terms, SheetTerms Sheet, IReadOnlyDictionary<string, string> Mapped, IReadOnlyList<string>? Merge, bool AllOrNothing, FileInfo? Back);

/// <summary>An exchange to which a stock file is sent.</summary>
/// <param name="Server">Its address.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Client">The id of the consignor's client.</param>
/// <param name="Secret">The file with its secret.</param>
public sealed record StockServer(Uri Server, string Fair, string Client, FileInfo Secret);

/// <summary>Stock files from the command line.</summary>
internal static class StockImports
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks at a file alone.</summary>
    /// <exception cref="SheetException">It is no stock file.</exception>
    public static async Task<ImportReport> Look(FileInfo file, StockAsked asked, CancellationToken cancellation)
    {
        var settings = new ImportSettings();
        if (SheetStreams.Open(file.Open(FileMode.Open, FileAccess.Read, FileShare.Read), settings, asked.Sheet, out var sheet) is { } unfit) throw Refused(unfit.Code, unfit.Detail, unfit.Facts);
        await using var opened = sheet!;
        await using var findings = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536, FileOptions.DeleteOnClose);
        var order = new ImportOrder(null, "", "", "", asked.Terms, asked.Mapped, Sheet: asked.Sheet, AllOrNothing: asked.AllOrNothing, Merge: asked.Merge);
        var (report, refusal) = await new StockStreams(null, settings, order, opened, findings).Run(cancellation);
        if (refusal is not null) throw Refused(refusal.Code, refusal.Detail, refusal.Facts);
        if (asked.Back is null) return report!;
        await using var back = asked.Back.Create();
        new SheetBackStreams(opened, findings, report!.File!).Write(back);
        return report;
    }

    /// <summary>Sends a file to an exchange and waits until it is worked on. The key is the file's own, so that the same file sent again is the same import.</summary>
    /// <exception cref="SheetException">It is no stock file, or the exchange refuses it.</exception>
    public static async Task<ImportReport> Send(FileInfo file, StockAsked asked, StockServer to, Screen screen, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = to.Server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await Token(client, to, cancellation));
        await using var content = file.Open(FileMode.Open, FileAccess.Read, FileShare.Read);
        var query = QueryOf(asked);
        var key = Convert.ToHexStringLower(SHA256.HashData([.. await SHA256.HashDataAsync(content, cancellation), .. System.Text.Encoding.UTF8.GetBytes(query)]));
        content.Position = 0;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/listing/fairs/{to.Fair}/imports?{query}") { Content = new StreamContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("Idempotency-Key", key);
        request.Headers.Add("Prefer", "respond-async");
        request.Headers.ExpectContinue = true;
        using var begun = await client.SendAsync(request, cancellation);
        var report = begun.StatusCode == HttpStatusCode.Accepted ? await Wait(client, begun.Headers.Location!, screen, cancellation) : await Read<ImportReport>(begun, cancellation);
        if (asked.Back is null || report.File is null) return report;
        await using var back = asked.Back.Create();
        using var sheet = await client.GetAsync($"/api/listing/fairs/{to.Fair}/imports/{report.Import}/sheet", cancellation);
        await Good(sheet, cancellation);
        await sheet.Content.CopyToAsync(back, cancellation);
        return report;
    }

    private static async Task<ImportReport> Wait(HttpClient client, Uri import, Screen screen, CancellationToken cancellation)
    {
        ImportReport? report = null;
        await screen.Work("Importing", 1_000, async told =>
        {
            while (report is null)
            {
                using var answer = await client.GetAsync(import, cancellation);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                {
                    told((long)((await Read<ImportProgress>(answer, cancellation)).Done * 1_000));
                    await Task.Delay(Between, TimeProvider.System, cancellation);
                }
                else report = await Read<ImportReport>(answer, cancellation);
            }
        });
        return report!;
    }

    private static async Task<string> Token(HttpClient client, StockServer to, CancellationToken cancellation)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = to.Client,
            ["client_secret"] = (await File.ReadAllTextAsync(to.Secret.FullName, cancellation)).Trim(),
        });
        using var answer = await client.PostAsync(new Uri("/connect/token", UriKind.Relative), form, cancellation);
        return (await Read<JsonElement>(answer, cancellation)).GetProperty("access_token").GetString()!;
    }

    private static string QueryOf(StockAsked asked)
    {
        var query = new List<(string Name, string Value)>
        {
            ("format", asked.Terms.Format), ("category", asked.Terms.Category), ("region", asked.Terms.Region), ("encoding", asked.Sheet.Encoding), ("delimiter", asked.Sheet.Delimiter),
            ("sheet", asked.Sheet.Sheet), ("numbers", asked.Terms.Numbers?.ToString().ToLowerInvariant() ?? ""), ("mode", asked.AllOrNothing ? "all" : ""),
            ("merge", string.Join(',', asked.Merge ?? [])),
        };
        query.AddRange(asked.Mapped.Select(pair => ("column." + pair.Key, pair.Value)));
        return string.Join('&', query.Where(pair => pair.Value.Length > 0).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
    }

    private static async Task<T> Read<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await Good(answer, cancellation);
        return JsonSerializer.Deserialize<T>(await answer.Content.ReadAsByteArrayAsync(cancellation), StoredJson.Options)!;
    }

    private static async Task Good(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode) throw new SheetException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellation)}");
    }

    private static SheetException Refused(string code, string detail, IReadOnlyDictionary<string, object> facts) =>
        new($"{code}: {detail}{(facts.Count > 0 ? " " + JsonSerializer.Serialize(facts, StoredJson.Options) : "")}");
}
