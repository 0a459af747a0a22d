using System.Net.Http.Headers;
using System.Text.Json;
using Exchange.Benchmarks.Load;
using Exchange.Benchmarks.Machine;
using Exchange.Benchmarks.Scene;
using Exchange.Host.Cli;
using Exchange.Host.Rehearsal;
using Exchange.Host.Serving;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;

namespace Exchange.Benchmarks.Catalogue;

/// <summary>How <c>catalogue</c> loads.</summary>
/// <param name="Lots">How many lots there are to search.</param>
/// <param name="QueriesPerSecond">The pace of the searches.</param>
/// <param name="BidsPerSecond">The pace of the bids beside them.</param>
/// <param name="Time">How long.</param>
/// <param name="Directory">Where the data lie.</param>
/// <param name="Settings">Settings of the exchange.</param>
public sealed record CatalogueSettings(int Lots, double QueriesPerSecond, double BidsPerSecond, TimeSpan Time, string Directory, IReadOnlyDictionary<string, string?> Settings);

/// <summary>What it came to.</summary>
/// <param name="Filling">How long the log was filled.</param>
/// <param name="Building">From the start of the process until its index, made anew from the log, answered.</param>
/// <param name="Opening">The same of a process whose index was there.</param>
/// <param name="IndexBytes">The index on the disk.</param>
/// <param name="Resident">The memory of the server after the load, in bytes.</param>
/// <param name="Alone">Searches without bids.</param>
/// <param name="BesideBids">Searches beside bids.</param>
/// <param name="Bids">The bids.</param>
/// <param name="Findable">From the answer to an entered lot until a search found it.</param>
public sealed record CatalogueReport(
    TimeSpan Filling, TimeSpan Building, TimeSpan Opening, long IndexBytes, long Resident, SearchTally Alone, SearchTally BesideBids, PacedTally Bids, Histogram Findable);

/// <summary>Searches of a catalogue that is full, while bids flow and lots are entered.</summary>
public sealed class CatalogueBenchmark(CatalogueSettings settings, Screen screen, CancellationToken cancellation)
{
    private const int BiddenLots = 1000, Bidders = 256, MostTries = 2_000;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10), BetweenLots = TimeSpan.FromSeconds(2), BetweenTries = TimeSpan.FromMilliseconds(250);

    public async Task<CatalogueReport> Run()
    {
        var directory = Directory.CreateDirectory(Path.Combine(settings.Directory, $"exchange-catalogue-{Environment.ProcessId}")).FullName;
        try
        {
            return await Run(Path.Combine(directory, "data"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<CatalogueReport> Run(string data)
    {
        Directory.CreateDirectory(data);
        screen.Say($"Filling the log with {settings.Lots:N0} lots …");
        var began = TimeProvider.System.GetTimestamp();
        await StockOfLots.Fill(data, settings.Lots);
        var filling = TimeProvider.System.GetElapsedTime(began);

        screen.Say("Making the index from the log …");
        began = TimeProvider.System.GetTimestamp();
        await using var exchange = await ServedExchange.Start(data, settings.Settings);
        var fair = await LoadFair.Make(exchange, BiddenLots, Bidders, cancellation);
        await Answers(exchange, fair.Tokens[0]);
        var building = TimeProvider.System.GetElapsedTime(began);
        var searches = new PacedSearches(exchange.Address, fair.Tokens[0], settings.QueriesPerSecond);
        await searches.Run(TimeSpan.FromSeconds(Math.Min(10, settings.Time.TotalSeconds)), cancellation);

        screen.Say("Searching without bids …");
        var alone = await searches.Run(settings.Time, cancellation);
        screen.Say($"Searching beside {settings.BidsPerSecond:N0} bids a second …");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var bidding = new PacedLoad(exchange.EndPoint, fair.Tokens, Bidders, settings.BidsPerSecond).Bid(fair.Market(BiddenLots), settings.Time);
        var entering = EnterAndFind(exchange, fair.Tokens[0], over.Token);
        var beside = await searches.Run(settings.Time, cancellation);
        var bids = await bidding;
        await over.CancelAsync();
        var findable = await entering;
        var resident = CpuTime.ResidentBytes(exchange.ProcessId);
        var size = Directory.EnumerateFiles(Path.Combine(data, "catalogue")).Sum(file => new FileInfo(file).Length);

        screen.Say("Starting again …");
        await exchange.Settle();
        await exchange.Stop();
        began = TimeProvider.System.GetTimestamp();
        await exchange.Restart();
        await Answers(exchange, fair.Tokens[0]);
        return new(filling, building, TimeProvider.System.GetElapsedTime(began), size, resident, alone, beside, bids, findable);
    }

    private async Task Answers(ServedExchange exchange, string token)
    {
        using var http = Client(exchange, token);
        for (var tries = 0; ; tries++)
        {
            using var answer = await http.GetAsync(new Uri("/api/listing/catalogue?limit=1&facets=false", UriKind.Relative), cancellation);
            if (answer.IsSuccessStatusCode)
            {
                var total = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsByteArrayAsync(cancellation)).GetProperty("total").GetInt32();
                if (total >= settings.Lots) return;
            }

            if (tries == MostTries) throw new TimeoutException("The index does not answer.");
            await Task.Delay(BetweenTries, cancellation);
        }
    }

    // A lot is entered now and then, and looked for until it is found.
    private async Task<Histogram> EnterAndFind(ServedExchange exchange, string bidder, CancellationToken over)
    {
        var times = new Histogram();
        using var wire = new Wire(4);
        var tokens = new Tokens(exchange.Address, wire, new("", "the operator", Secrets.OperatorClient, (await exchange.OperatorSecret()).Trim()));
        var registrar = new Registrar(exchange.Address, wire, tokens);
        var organizer = await registrar.Register(CreditCode.Complete("91220000900000000"), "Second organizer", "CN-JL", Roles.Organizer, cancellation);
        var consignor = await registrar.Register(CreditCode.Complete("91220000900000001"), "Second consignor", "CN-JL", Roles.Consignor, cancellation);
        var fair = (await Post(organizer, "/api/listing/fairs", Rules(TimeProvider.System.GetUtcNow().AddDays(2)), "fair")).Text("fair")!;
        await Post(organizer, $"/api/listing/fairs/{fair}/publish", "{}"u8.ToArray(), "publish");
        using var http = Client(exchange, bidder);
        try
        {
            for (var number = 0; ; number++)
            {
                var title = $"Findable W{number:00000}X";
                await Post(consignor, $"/api/listing/fairs/{fair}/lots", LotOf(title), $"lot{number}");
                var entered = TimeProvider.System.GetTimestamp();
                var path = new Uri($"/api/listing/catalogue?facets=false&q=W{number:00000}X", UriKind.Relative);
                while (!(await http.GetStringAsync(path, over)).Contains(title, StringComparison.Ordinal)) await Task.Delay(BetweenLooks, over);
                times.Add(TimeProvider.System.GetElapsedTime(entered));
                await Task.Delay(BetweenLots, over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return times;
        }

        async Task<Reply> Post(Actor actor, string path, byte[] body, string key) =>
            (await tokens.As(actor, (token, stop) => wire.Post(new(exchange.Address, path), body, token, key, stop), cancellation)).OrThrow(path);
    }

    private static byte[] LotOf(string title) => JsonSerializer.SerializeToUtf8Bytes(new { title, category = "3110", quantityMilli = 1000, openingMinor = 100 });

    private static byte[] Rules(DateTimeOffset opens) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        name = "Later",
        region = "CN-JL",
        currency = "CNY",
        timeZone = "Etc/UTC",
        opensAt = opens.ToUnixTimeMilliseconds(),
        closesAt = opens.AddDays(3).ToUnixTimeMilliseconds(),
        incrementMinor = 1,
    });

    private static HttpClient Client(ServedExchange exchange, string token)
    {
        var http = new HttpClient { BaseAddress = exchange.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
