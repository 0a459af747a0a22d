using System.Net;
using System.Security.Cryptography;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class EdgeSecurityTests
{
    private static Task<EdgeHost> Start(Dictionary<string, string?>? settings = null) => EdgeHost.Start(
        app =>
        {
            app.MapGet("/mine", (HttpContext http) => TypedResults.Ok(http.Caller()));
            app.MapGet("/bids", () => TypedResults.NoContent()).RequireAuthorization(Roles.Bidder);
            app.MapGet("/open", () => TypedResults.NoContent()).AllowAnonymous();
        },
        settings);

    [Fact]
    public async Task What_says_nothing_needs_a_token()
    {
        await using var host = await Start();
        var answer = await host.Send(HttpMethod.Get, "/mine");
        await answer.Problem(401, "auth.token-missing");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await host.Send(HttpMethod.Get, "/open")).StatusCode);
        Assert.Empty(host.Log.Errors);
    }

    [Fact]
    public async Task The_caller_is_who_the_token_names()
    {
        await using var host = await Start();
        var answer = await host.Send(HttpMethod.Get, "/mine", token: host.Issuer.Token("bidder", "consignor"));
        Assert.Equal("""{"subject":"ann","enterprise":"e1","roles":["bidder","consignor"]}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_token_of_another_role_is_forbidden_and_an_operator_may_do_all()
    {
        await using var host = await Start();
        await (await host.Send(HttpMethod.Get, "/bids", token: host.Issuer.Token("consignor"))).Problem(403, "auth.role-missing");
        await (await host.Send(HttpMethod.Get, "/bids")).Problem(401, "auth.token-missing");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Send(HttpMethod.Get, "/bids", token: host.Issuer.Token("bidder"))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Send(HttpMethod.Get, "/bids", token: host.Issuer.Token("operator"))).StatusCode);
        Assert.Empty(host.Log.Errors);
    }

    public static TheoryData<string> Flaws =>
        ["garbage", "three.garbled.parts", "expired", "early", "audience", "issuer", "forged", "symmetric", "unsigned", "no-subject"];

    [Theory]
    [MemberData(nameof(Flaws))]
    public async Task A_token_with_a_flaw_is_not_taken(string flaw)
    {
        await using var host = await Start();
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        using var anotherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = flaw switch
        {
            "expired" => host.Issuer.Token(new SecurityTokenDescriptor { Expires = now.AddMinutes(-2) }),
            "early" => host.Issuer.Token(new SecurityTokenDescriptor { NotBefore = now.AddMinutes(2) }),
            "audience" => host.Issuer.Token(new SecurityTokenDescriptor { Audience = "another" }),
            "issuer" => host.Issuer.Token(new SecurityTokenDescriptor { Issuer = "https://somewhere.else" }),
            "forged" => host.Issuer.Token(Signed(new ECDsaSecurityKey(anotherKey) { KeyId = "forged" }, SecurityAlgorithms.EcdsaSha256)),
            "symmetric" => host.Issuer.Token(Signed(new SymmetricSecurityKey(new byte[32]), SecurityAlgorithms.HmacSha256)),
            "unsigned" => Unsigned(host.Issuer.Address),
            "no-subject" => host.Issuer.Token(new SecurityTokenDescriptor { Claims = new Dictionary<string, object> { ["role"] = "operator" } }),
            _ => flaw,
        };
        var answer = await host.Send(HttpMethod.Get, "/mine", token: token);
        await answer.Problem(401, "auth.token-invalid");
        Assert.Contains("invalid_token", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Empty(host.Log.Errors);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_is_not_known_yet_is_fetched()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: host.Issuer.Token())).StatusCode);
        Assert.Equal(1, host.Issuer.Fetches);
        host.Issuer.ChangeKey();
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: host.Issuer.Token())).StatusCode);
        Assert.Equal(2, host.Issuer.Fetches);
    }

    [Fact]
    public async Task An_issuer_that_does_not_answer_is_a_fault_and_not_the_callers()
    {
        await using var host = await Start();
        host.Issuer.Down = true;
        var token = host.Issuer.Token();
        await (await host.Send(HttpMethod.Get, "/mine", token: token)).Problem(503, "exchange.unavailable");
        host.Issuer.Down = false;
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: token)).StatusCode);
    }

    [Fact]
    public async Task A_token_that_was_good_needs_no_issuer_until_it_expires()
    {
        await using var host = await Start();
        var token = host.Issuer.Token();
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: token)).StatusCode);
        host.Issuer.Down = true;
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: token)).StatusCode);
    }

    [Fact]
    public async Task Tokens_of_another_issuer_are_taken_when_it_is_configured()
    {
        await using var other = await TokenIssuer.Start();
        await using var host = await Start(new() { ["Identity:Issuers:0:Issuer"] = "https://login.example", ["Identity:Issuers:0:Authority"] = other.Address });
        var token = other.Token(new SecurityTokenDescriptor { Issuer = "https://login.example/" }, "bidder");
        Assert.Equal(HttpStatusCode.NoContent, (await host.Send(HttpMethod.Get, "/bids", token: token)).StatusCode);
    }

    [Fact]
    public async Task A_token_is_as_old_as_the_wall_says_whatever_the_exchanges_clock_shows()
    {
        await using var host = await Start(new() { ["Clock:Kind"] = "stepped", ["Clock:Start"] = "1989-10-01T08:00:00+08:00" });
        Assert.Equal(HttpStatusCode.OK, (await host.Send(HttpMethod.Get, "/mine", token: host.Issuer.Token())).StatusCode);
    }

    private static SecurityTokenDescriptor Signed(SecurityKey key, string algorithm) => new() { SigningCredentials = new(key, algorithm) };

    private static string Unsigned(string issuer) => string.Join(
        '.', Base64UrlEncoder.Encode("""{"alg":"none"}"""), Base64UrlEncoder.Encode($$"""{"iss":"{{issuer}}","aud":"exchange","sub":"ann","exp":9999999999}"""), "");
}
