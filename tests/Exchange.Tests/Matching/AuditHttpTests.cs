using System.Net;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Audit files over HTTP.</summary>
public sealed class AuditHttpTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-tests-").FullName;
    private readonly FakeTimeProvider _clock = new(During);
    private EdgeHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await EdgeHost.Start(
            app => app.MapMatching(),
            new() { ["Store:Data"] = _directory },
            builder =>
            {
                builder.AddMatching();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
            });
        var entered = JsonSerializer.SerializeToElement(Entered(ByBids), StoredJson.Options);
        await Journal.Hear(new("listing", 0, 1, [new("m1", "listing.lot-entered.v1", 0, null, entered)]), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_audit_file_is_there_for_everyone_when_its_head_is_published()
    {
        await Journal.Submit(Auction.Stream(LotId), new PlaceBid(Smelter, Reserve), new("tester", "k1"));
        await (await Get("/audit")).Problem(409, "audit.not-published");
        await (await Get("/audit", Id.From("none"))).Problem(404, "auction.unknown-lot");
        Assert.False((await Lot()).TryGetProperty("auditHead", out _));
        _clock.SetUtcNow(Closes);
        await Journal.Settle(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

        var head = (await Lot()).Text("auditHead");
        var response = await Get("/audit");
        var file = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal($"\"{head}\"", response.Headers.ETag?.Tag);
        var verdict = AuditVerifier.Verify(file, head);
        Assert.Empty(verdict.Faults);
        Assert.Equal("Bidder 1", Assert.Single(verdict.Result!.Awards).Winner);
        Assert.All([Smelter, Mill, Wire], enterprise => Assert.DoesNotContain(enterprise, Encoding.UTF8.GetString(file), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotModified, (await Get("/audit", ifNoneMatch: $"\"{head}\"")).StatusCode);
    }

    private MatchingJournal Journal => _host.App.Services.GetRequiredService<MatchingJournal>();

    private async Task<JsonElement> Lot() => JsonElement.Parse(await (await Get("")).Content.ReadAsStringAsync());

    private async Task<HttpResponseMessage> Get(string path, string? lot = null, string? ifNoneMatch = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "a person", ["enterprise"] = Foundry, ["role"] = new[] { Roles.Bidder } };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/matching/lots/{lot ?? LotId}{path}");
        request.Headers.Authorization = new("Bearer", _host.Issuer.Token(new SecurityTokenDescriptor { Claims = claims }));
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        return await _host.Client.SendAsync(request);
    }
}
