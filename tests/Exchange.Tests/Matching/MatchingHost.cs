using System.Globalization;
using System.Text;
using System.Text.Json;
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
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private EdgeHost _host = null!;
    private int _keys;

    private MatchingHost()
    {
    }

    public FakeTimeProvider Clock { get; } = new(Sale.During);

    public MatchingJournal Journal => _host.App.Services.GetRequiredService<MatchingJournal>();

    public static async Task<MatchingHost> Started()
    {
        var host = new MatchingHost();
        host._host = await EdgeHost.Start(
            app => app.MapMatching(),
            new() { ["Store:Data"] = host._directory },
            builder =>
            {
                builder.AddMatching();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(host.Clock));
            });
        return host;
    }

    /// <summary>Puts a lot up for sale, as Listing does.</summary>
    public Task Enter(Offering offering) => Journal.Hear(
        new("listing", 0, 1, [new("m-" + offering.Lot.Id, "listing.lot-entered.v1", 0, null, JsonSerializer.SerializeToElement(Sale.Entered(offering), StoredJson.Options))]),
        CancellationToken.None);

    /// <summary>Lets all happen that is due now.</summary>
    public Task Settle() => Journal.Settle(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public Task<HttpResponseMessage> Post(string path, string enterprise, string body, string role = Roles.Bidder, string? key = null) => Send(HttpMethod.Post, path, enterprise, body, role, key);

    public Task<HttpResponseMessage> Get(string path, string enterprise, string role = Roles.Bidder) => Send(HttpMethod.Get, path, enterprise, null, role, null);

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

    /// <summary>The events of a lot's stream as they come, until the reader is disposed.</summary>
    public async Task<StreamReader> Stream(string path, string enterprise)
    {
        using var request = Request(HttpMethod.Get, path, enterprise, Roles.Bidder);
        var response = await _host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new(await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, string enterprise, string? body, string role, string? key)
    {
        using var request = Request(method, path, enterprise, role);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", key ?? string.Create(CultureInfo.InvariantCulture, $"k{Interlocked.Increment(ref _keys)}"));
        return await _host.Client.SendAsync(request);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string enterprise, string role)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "person of " + enterprise, ["enterprise"] = enterprise, ["role"] = new[] { role } };
        return new(method, "/api/matching/" + path) { Headers = { Authorization = new("Bearer", _host.Issuer.Token(new SecurityTokenDescriptor { Claims = claims })) } };
    }
}
