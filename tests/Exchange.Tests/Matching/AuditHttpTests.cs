using System.Net;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Tests.Kernel;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Audit files over HTTP.</summary>
public sealed class AuditHttpTests : IAsyncLifetime
{
    private MatchingHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await MatchingHost.Started(Entered(ByBids));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_audit_file_is_there_for_everyone_when_its_head_is_published()
    {
        await _host.Journal.Submit(Auction.Stream(LotId), new PlaceBid(Smelter, Reserve), new("tester", "k1"));
        await (await Get("/audit")).Problem(409, "audit.not-published");
        await (await Get("/audit", Id.From("none"))).Problem(404, "auction.unknown-lot");
        Assert.False((await Lot()).TryGetProperty("auditHead", out _));
        _host.Clock.SetUtcNow(Closes);
        await _host.Settle();

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

    private Task<HttpResponseMessage> Get(string path, string? lot = null, string? ifNoneMatch = null) => _host.Get($"lots/{lot ?? LotId}{path}", Foundry, ifNoneMatch: ifNoneMatch);

    private async Task<JsonElement> Lot() => JsonElement.Parse(await (await Get("")).Content.ReadAsStringAsync());
}
