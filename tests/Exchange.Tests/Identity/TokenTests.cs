using System.Net;
using System.Text.Json;
using Exchange.Identity;
using Exchange.Identity.Accounts;
using Exchange.Kernel.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.EntityFrameworkCore.Models;
using Xunit;

namespace Exchange.Tests.Identity;

public sealed class TokenTests(IdentityHost host) : IClassFixture<IdentityHost>
{
    [Fact]
    public async Task A_systems_token_names_its_enterprise_and_its_roles()
    {
        var (enterprise, clientId, secret) = await host.Register("bidder", "consignor");
        var token = IdentityHost.Read(await host.Token(clientId, secret));
        Assert.Equal(clientId, token.Subject);
        Assert.Equal(enterprise, token.GetClaim("enterprise").Value);
        Assert.Equal("松江机械厂", token.GetClaim("name").Value);
        Assert.Equal(9, token.GetClaim("root").Value.Length);
        Assert.Equal(["consignor", "bidder"], token.Claims.Where(claim => claim.Type == "role").Select(claim => claim.Value));
    }

    [Fact]
    public async Task A_token_is_signed_with_a_key_of_the_key_set_for_our_audience_and_for_an_hour()
    {
        var text = await host.OperatorToken();
        var token = IdentityHost.Read(text);
        Assert.True((await Check(host, text)).IsValid);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(TimeSpan.FromHours(1), token.ValidTo - token.IssuedAt);
        Assert.Equal("operator", token.GetClaim("role").Value);
        Assert.False(token.TryGetClaim("enterprise", out _));
    }

    [Fact]
    public async Task The_key_set_holds_no_private_key()
    {
        using var keys = JsonDocument.Parse(await host.Http.GetStringAsync("/.well-known/jwks"));
        var key = Assert.Single(keys.RootElement.GetProperty("keys").EnumerateArray());
        Assert.Equal("P-256", key.GetProperty("crv").GetString());
        Assert.False(key.TryGetProperty("d", out _));
    }

    [Fact]
    public async Task A_wrong_secret_and_an_unknown_client_get_the_same_answer()
    {
        var (_, clientId, secret) = await host.Register();
        using var wrong = await host.AskToken(clientId, secret[..^1] + (secret[^1] == 'A' ? 'B' : 'A'));
        using var unknown = await host.AskToken("system-of-nobody", secret);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await IdentityHost.Fault(wrong));
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), await IdentityHost.Fault(unknown));
    }

    [Fact]
    public async Task A_system_may_not_use_the_password_grant()
    {
        using var response = await host.Http.PostAsync("/connect/token",
            new FormUrlEncodedContent([new("grant_type", "password"), new("username", "a"), new("password", "b")]));
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_grant_type"), await IdentityHost.Fault(response));
    }

    [Fact]
    public async Task A_new_secret_ends_the_old_one()
    {
        var (enterprise, clientId, old) = await host.Register();
        using var response = await host.Post($"/api/identity/enterprises/{enterprise}/credentials", new { }, await host.OperatorToken(), "renew-" + enterprise);
        var renewed = (await IdentityHost.Json(response)).GetProperty("clientSecret").GetString()!;
        using var refused = await host.AskToken(clientId, old);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await host.Token(clientId, renewed);

        using var repeat = await host.Post($"/api/identity/enterprises/{enterprise}/credentials", new { }, await host.OperatorToken(), "renew-" + enterprise);
        Assert.Equal(HttpStatusCode.Created, repeat.StatusCode);
        Assert.False((await IdentityHost.Json(repeat)).TryGetProperty("clientSecret", out _));
        await host.Token(clientId, renewed);
    }

    [Fact]
    public async Task An_access_token_leaves_no_row_and_a_secret_stands_nowhere()
    {
        var (_, clientId, secret) = await host.Register();
        await host.Token(clientId, secret);
        await using var scope = host.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        Assert.Equal(0, await store.Set<OpenIddictEntityFrameworkCoreToken>().CountAsync(token => token.Subject == clientId));
        var client = await store.Clients.SingleAsync(known => known.ClientId == clientId);
        Assert.True(ClientSecret.IsDigest(client.ClientSecret!));
        Assert.DoesNotContain(secret, client.ClientSecret, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_survive_a_restart_because_the_key_does()
    {
        await using var first = new IdentityHost();
        await first.InitializeAsync();
        var token = await first.OperatorToken();
        await using var second = new IdentityHost { Data = first.Data, Settings = { ["Identity:Issuer"] = first.Address } };
        await second.InitializeAsync();
        Assert.True((await Check(second, token, first.Address)).IsValid);
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(Path.Combine(first.Data, "identity-keys", "signing-key.pem"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public async Task Without_settings_there_is_no_client_and_nobody_who_could_sign_in()
    {
        await using var bare = new IdentityHost { Settings = { ["Identity:Bootstrap:ClientId"] = "", ["Identity:Bootstrap:Secret"] = "", ["Identity:Portal:Secret"] = "" } };
        await bare.InitializeAsync();
        await using var scope = bare.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        Assert.Equal((0, 0, 0), (await store.Clients.CountAsync(), await store.People.CountAsync(), await store.Enterprises.CountAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("too-short")]
    public async Task A_bootstrap_client_without_a_good_secret_stops_the_start(string secret)
    {
        await using var bad = new IdentityHost { Settings = { ["Identity:Bootstrap:Secret"] = secret } };
        await Assert.ThrowsAsync<SettingsException>(async () => await bad.InitializeAsync());
    }

    [Fact]
    public async Task A_bootstrap_secret_may_come_from_a_file_and_changes_with_it()
    {
        await using var first = new IdentityHost();
        await first.InitializeAsync();
        var file = Path.Combine(first.Data, "secret");
        await File.WriteAllTextAsync(file, "another-secret-of-this-test-run\n");
        await using var second = new IdentityHost { Data = first.Data, Settings = { ["Identity:Bootstrap:Secret"] = "", ["Identity:Bootstrap:SecretFile"] = file } };
        await second.InitializeAsync();
        await second.Token(IdentityHost.Operator, "another-secret-of-this-test-run");
        using var old = await second.AskToken(IdentityHost.Operator, IdentityHost.OperatorSecret);
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    private static async Task<TokenValidationResult> Check(IdentityHost host, string token, string? issuer = null)
    {
        var keys = new JsonWebKeySet(await host.Http.GetStringAsync("/.well-known/jwks"));
        return await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = (issuer ?? host.Address) + "/",
            ValidAudience = "exchange",
            IssuerSigningKeys = keys.GetSigningKeys(),
        });
    }
}
