using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Exchange.Host.Rehearsal;

/// <summary>An answer of the exchange.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The bytes of the body.</param>
/// <param name="Position">The log position, or empty.</param>
/// <param name="Next">The address of the next page, or null.</param>
public readonly record struct Reply(HttpStatusCode Status, byte[] Body, string Position, string? Next)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The code of the problem, or the status when there is no code.</summary>
    public string Code => Text("code") ?? ((int)Status).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A number in the body, or null. Looks at the outermost members only, and builds no document: a rehearsal reads hundreds of thousands.</summary>
    public long? Number(string name) => Find(name, out var reader) && reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : null;

    /// <summary>A text in the body, or null.</summary>
    public string? Text(string name) => Find(name, out var reader) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    /// <summary>Whether the body says that something is so.</summary>
    public bool Says(string name) => Find(name, out var reader) && reader.TokenType == JsonTokenType.True;

    /// <summary>The body as a document.</summary>
    public JsonElement Json() => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>This answer, which must be a good one.</summary>
    /// <exception cref="RehearsalException">It is a problem.</exception>
    public Reply OrThrow(string what) => IsSuccess ? this : throw new RehearsalException($"{what}: {(int)Status} {System.Text.Encoding.UTF8.GetString(Body)}");

    private bool Find(string name, out Utf8JsonReader reader)
    {
        reader = new(Body);
        if (Body.Length == 0 || Body[0] != '{') return false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1) continue;
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found) return true;
            reader.Skip();
        }

        return false;
    }
}

/// <summary>The rehearsal cannot go on.</summary>
public sealed class RehearsalException(string message) : Exception(message);

/// <summary>The way to the exchange that real clients take: HTTP, with a token and an idempotency key, and the same request again with the same key
/// when the connection breaks or the exchange is busy.</summary>
public sealed class Wire : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(2);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http;
    private long _retries;

    public Wire(int connections) => _http = new(new SocketsHttpHandler
    {
        MaxConnectionsPerServer = connections,
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>How many requests were sent again.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    public Task<Reply> Get(Uri address, string? token = null, CancellationToken cancellation = default) =>
        Send(HttpMethod.Get, address, null, null, token, null, cancellation);

    public Task<Reply> Post(Uri address, ReadOnlyMemory<byte> json, string? token, string? key, CancellationToken cancellation = default) =>
        Send(HttpMethod.Post, address, json, Json, token, key, cancellation);

    /// <summary>Sends a request until it is answered.</summary>
    /// <exception cref="RehearsalException">Nothing answered for two minutes.</exception>
    public async Task<Reply> Send(
        HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, MediaTypeHeaderValue? type, string? token, string? key, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            if (await Try(method, address, body, type, token, key, cancellation) is { } reply) return reply;
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new RehearsalException($"{method} {address} was not answered.");
            Interlocked.Increment(ref _retries);
            await Task.Delay(pause, TimeProvider.System, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    // Null: nobody knows whether it was done, or the exchange asks to come again.
    private async Task<Reply?> Try(
        HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, MediaTypeHeaderValue? type, string? token, string? key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body is { } bytes ? new ReadOnlyMemoryContent(bytes) : null };
        if (request.Content is { } content) content.Headers.ContentType = type;
        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout) return null;
            return new(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation), Header(response, "Log-Position") ?? "", NextOf(response));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static string? NextOf(HttpResponseMessage response) =>
        Header(response, "Link") is { } link && link.Contains("rel=\"next\"", StringComparison.Ordinal)
            ? link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)]
            : null;
}
