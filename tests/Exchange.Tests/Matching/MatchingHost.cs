using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Matching over HTTP with signed tokens, on files and a clock of its own.</summary>
internal sealed class MatchingHost : IAsyncDisposable
{
    private int _keys, _told;

    private MatchingHost(DateTimeOffset now) => Clock = new(now);

    public FakeTimeProvider Clock { get; }

    /// <summary>The process: its client, its log, its issuer of tokens.</summary>
    public EdgeHost Edge { get; private set; } = null!;

    /// <summary>The directory of its files.</summary>
    public string Data { get; } = Directory.CreateTempSubdirectory("exchange-tests-").FullName;

    public MatchingJournal Journal => Edge.App.Services.GetRequiredService<MatchingJournal>();

    /// <summary>Starts it while the tests' lot is for sale.</summary>
    /// <param name="messages">What it hears first, in this order.</param>
    public static Task<MatchingHost> Started(params IReadOnlyList<object> messages) => Started(Sale.During, [], messages);

    /// <summary>Starts it.</summary>
    /// <param name="now">The time at the start.</param>
    /// <param name="settings">What is to be otherwise than usual.</param>
    /// <param name="messages">What it hears first, in this order.</param>
    public static async Task<MatchingHost> Started(DateTimeOffset now, Dictionary<string, string?> settings, params IReadOnlyList<object> messages)
    {
        var host = new MatchingHost(now);
        host.Edge = await EdgeHost.Start(
            app => app.MapMatching(),
            new(settings) { ["Store:Data"] = host.Data },
            builder =>
            {
                builder.AddMatching();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(host.Clock));
            });
        foreach (var message in messages) await host.Tell(message);
        return host;
    }

    /// <summary>Puts a lot up for sale, as Listing does.</summary>
    public Task Enter(Offering offering) => Tell(Sale.Entered(offering));

    /// <summary>Tells a message of another service, under an id of its own or the one that is given.</summary>
    public Task Tell(object message, string? id = null)
    {
        var (type, name) = (message.GetType(), ContractName.Of(message.GetType()));
        id ??= string.Create(CultureInfo.InvariantCulture, $"told {Interlocked.Increment(ref _told)}");
        return Journal.Hear(new(name.Split('.')[0], 0, 1, [new(id, name, 0, null, JsonSerializer.SerializeToElement(message, type, StoredJson.Options))]), CancellationToken.None);
    }

    /// <summary>Lets all happen that is due now.</summary>
    public Task Settle() => Journal.Settle(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public Task<HttpResponseMessage> Post(string path, string enterprise, string body, string role = Roles.Bidder, string? key = null) => Send(HttpMethod.Post, path, enterprise, body, role, key);

    public Task<HttpResponseMessage> Get(string path, string enterprise, string role = Roles.Bidder, string? ifNoneMatch = null) =>
        Send(HttpMethod.Get, path, enterprise, role: role, ifNoneMatch: ifNoneMatch);

    /// <summary>Sends a request with a token, under a key of its own or the one that is given.</summary>
    public async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, string enterprise, string? body = null, string role = Roles.Bidder, string? key = null, string? root = null, string? ifNoneMatch = null,
        string? person = null)
    {
        using var request = Request(method, path, enterprise, role, root, person);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key ?? string.Create(CultureInfo.InvariantCulture, $"k{Interlocked.Increment(ref _keys)}"));
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await Edge.Client.SendAsync(request);
    }

    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<JsonElement> Json(Task<HttpResponseMessage> sent)
    {
        using var response = await sent;
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>A problem that must leave the log as it was.</summary>
    public async Task Refused(Task<HttpResponseMessage> sent, int status, string code)
    {
        var before = Journal.Head();
        await (await sent).Problem(status, code);
        Assert.Equal(before, Journal.Head());
    }

    /// <summary>The events of a stream as they come, until the reader is disposed.</summary>
    public async Task<StreamReader> Stream(string path, string enterprise)
    {
        using var request = Request(HttpMethod.Get, path, enterprise, Roles.Bidder);
        var response = await Edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Edge.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Data, recursive: true);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string enterprise, string role, string? root = null, string? person = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = person ?? "person of " + enterprise, ["enterprise"] = enterprise, ["role"] = new[] { role } };
        if (root is not null) claims["root"] = root;
        return new(method, "/api/matching/" + path) { Headers = { Authorization = new("Bearer", Edge.Issuer.Token(new SecurityTokenDescriptor { Claims = claims })) } };
    }
}
