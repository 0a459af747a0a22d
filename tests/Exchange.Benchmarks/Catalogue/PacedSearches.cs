using System.Net.Http.Headers;
using Exchange.Benchmarks.Load;

namespace Exchange.Benchmarks.Catalogue;

/// <summary>What searches at a fixed pace came to.</summary>
public sealed class SearchTally
{
    /// <summary>From the time at which a search was due to the end of its answer.</summary>
    public Histogram Latency { get; } = new();

    /// <summary>The same by the kind of search.</summary>
    public SortedDictionary<string, Histogram> ByKind { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers that were none.</summary>
    public int Failed { get; set; }
}

/// <summary>Searches that come at a fixed pace, whether the exchange keeps up or not: words with facets, words with filters and orders, and the whole catalogue.</summary>
/// <param name="address">The exchange.</param>
/// <param name="token">The token of who searches.</param>
/// <param name="perSecond">The pace.</param>
public sealed class PacedSearches(Uri address, string token, double perSecond)
{
    /// <summary>Searches for a time.</summary>
    public async Task<SearchTally> Run(TimeSpan time, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (tally, began, under) = (new SearchTally(), TimeProvider.System.GetTimestamp(), new List<Task>());
        for (var number = 0; ; number++)
        {
            var due = TimeSpan.FromSeconds(number / perSecond);
            if (due >= time) break;
            if (due - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } early) await Task.Delay(early, TimeProvider.System, cancellation);
            under.Add(One(http, number, began, due, tally, cancellation));
        }

        await Task.WhenAll(under);
        return tally;
    }

    private static async Task One(HttpClient http, int number, long began, TimeSpan due, SearchTally tally, CancellationToken cancellation)
    {
        var (kind, path) = Search(number);
        using var answer = await http.GetAsync(new Uri("/api/listing/catalogue?" + path, UriKind.Relative), cancellation);
        await answer.Content.ReadAsByteArrayAsync(cancellation);
        var took = TimeProvider.System.GetElapsedTime(began) - due;
        lock (tally)
        {
            if (!answer.IsSuccessStatusCode) tally.Failed++;
            tally.Latency.Add(took);
            if (!tally.ByKind.TryGetValue(kind, out var histogram)) tally.ByKind[kind] = histogram = new();
            histogram.Add(took);
        }
    }

    private static (string Kind, string Path) Search(int number)
    {
        var text = "q=" + Uri.EscapeDataString(StockOfLots.Questions[number * 7 % StockOfLots.Questions.Count]);
        return (number % 10) switch
        {
            0 => ("the whole catalogue", "limit=20"),
            1 => ("words and a region, by price", text + "&region=Jilin&region=Changchun&sort=price&limit=20"),
            2 => ("words and a price, by close", text + "&price=100000-1000000&sort=closing&limit=20"),
            3 => ("words, without counts", text + "&facets=false&limit=20"),
            _ => ("words, with counts", text + "&limit=20"),
        };
    }
}
