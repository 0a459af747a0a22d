using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Values;
using Microsoft.AspNetCore.WebUtilities;

namespace Exchange.Portal.Api;

/// <summary>A page of a list, and the key of the next one.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="After">What to ask for after them, or null when there is no more.</param>
public sealed record Paged<TRow>(IReadOnlyList<TRow> Rows, string? After);

/// <summary>A server-sent event.</summary>
/// <param name="Id">Its id, which is a position of the service's log.</param>
/// <param name="Data">Its data.</param>
public readonly record struct Event(string Id, string Data);

/// <summary>The services as the portal sees them: over HTTP like any client, with the signed-in person's token or the portal's own.</summary>
public sealed class ExchangeApi(IHttpClientFactory clients, Addresses addresses, OwnToken own)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "services";

    /// <summary>The name of the HTTP client that stays on the line.</summary>
    public const string StreamClient = "service-streams";

    /// <summary>Asks for a value.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="path">The path and query.</param>
    /// <param name="token">A person's token, or null for the portal's own.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<Said<T>> Get<T>(string service, string path, string? token, CancellationToken cancellation)
    {
        var (said, _) = await Send<T>(new(HttpMethod.Get, addresses.Of(service) + path), token, cancellation);
        return said;
    }

    /// <summary>Asks for a page of a list; with a person's token, or with the portal's own.</summary>
    public async Task<Paged<TRow>?> List<TRow>(string service, string path, CancellationToken cancellation, string? token = null)
    {
        var (said, next) = await Send<IReadOnlyList<TRow>>(new(HttpMethod.Get, addresses.Of(service) + path), token, cancellation);
        return said.OrNull is { } rows ? new(rows, next) : null;
    }

    /// <summary>Asks for a file, whose content the caller passes on and disposes of.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public Task<HttpResponseMessage> Open(string service, string path, string token, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, addresses.Of(service) + path);
        request.Headers.Authorization = new("Bearer", token);
        return clients.CreateClient(StreamClient).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    /// <summary>Sends a command under a key; the same key again is the same command.</summary>
    public async Task<Said<T>> Post<T>(string service, string path, object body, string key, string token, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, addresses.Of(service) + path) { Content = JsonContent.Create(body, options: StoredJson.Options) };
        request.Headers.Add(Commands.IdempotencyKey, key);
        var (said, _) = await Send<T>(request, token, cancellation);
        return said;
    }

    /// <summary>A service's server-sent events, until the line breaks.</summary>
    /// <exception cref="HttpRequestException">The service cannot be reached, or says no.</exception>
    public async IAsyncEnumerable<Event> Follow(string service, string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, addresses.Of(service) + path);
        request.Headers.Authorization = new("Bearer", await own.Get(cancellation));
        request.Headers.Accept.Add(new("text/event-stream"));
        using var answer = await clients.CreateClient(StreamClient).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(body).EnumerateAsync(cancellation)) yield return new(item.EventId ?? "", item.Data);
    }

    private async Task<(Said<T> Said, string? Next)> Send<T>(HttpRequestMessage request, string? token, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                request.Headers.Authorization = new("Bearer", token ?? await own.Get(cancellation));
                using var answer = await clients.CreateClient(Client).SendAsync(request, cancellation);
                if (answer.IsSuccessStatusCode)
                    return (new Said<T>.Value((await answer.Content.ReadFromJsonAsync<T>(StoredJson.Options, cancellation))!), NextOf(answer.Headers));
                return ((int)answer.StatusCode < 500 && (int)answer.StatusCode is not (408 or 429) ? await Refusal<T>(answer, cancellation) : new Said<T>.Unknown(), null);
            }
            catch (Exception fault) when (fault is HttpRequestException or JsonException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                return (new Said<T>.Unknown(), null);
            }
        }
    }

    private static async Task<Said<T>> Refusal<T>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        var facts = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (text.StartsWith('{')) facts = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text, StoredJson.Options) ?? facts;
        return new Said<T>.Refused((int)answer.StatusCode, Text("code"), Text("detail"), facts);

        string Text(string name) => facts.TryGetValue(name, out var value) ? value.ToString() : "";
    }

    /// <summary>The key of the next page, from the <c>Link</c> header (RFC 8288).</summary>
    private static string? NextOf(HttpResponseHeaders headers)
    {
        if (!headers.TryGetValues("Link", out var links)) return null;
        var next = links.SelectMany(link => link.Split(", ")).FirstOrDefault(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
        var query = next?[(next.IndexOf('<', StringComparison.Ordinal) + 1)..next.IndexOf('>', StringComparison.Ordinal)].Split('?', 2);
        return query is [_, var text] && QueryHelpers.ParseQuery(text).TryGetValue("after", out var after) ? after.ToString() : null;
    }
}
