using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Exchange.Contracts;
using Exchange.Kernel.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Kernel;

/// <summary>A process of the exchange without a service, on a free port of this machine, beside an issuer of tokens of its own.</summary>
internal sealed class EdgeHost : IAsyncDisposable
{
    private EdgeHost(WebApplication app, TokenIssuer issuer, RecordedLog log) => (App, Issuer, Log) = (app, issuer, log);

    public WebApplication App { get; }

    public TokenIssuer Issuer { get; }

    public RecordedLog Log { get; }

    public HttpClient Client { get; } = new();

    /// <summary>Starts the process with the settings and the endpoints of a test.</summary>
    public static async Task<EdgeHost> Start(
        Action<WebApplication>? map = null, Dictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? add = null)
    {
        var issuer = await TokenIssuer.Start();
        var log = new RecordedLog();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Identity:Issuer"] = issuer.Address, ["urls"] = "http://127.0.0.1:0" });
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders().AddProvider(log);
        builder.AddKernel(Hearers.Of);
        add?.Invoke(builder);
        var app = builder.Build();
        app.UseKernel();
        map?.Invoke(app);
        await app.StartAsync();
        var host = new EdgeHost(app, issuer, log);
        host.Client.BaseAddress = new(app.Urls.First());
        return host;
    }

    /// <summary>Sends a request with a token that carries the roles, or without a token when there is none.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body = null, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return await Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> Post(string path, string json) => Send(HttpMethod.Post, path, new StringContent(json, Encoding.UTF8, "application/json"), Issuer.Token());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}

/// <summary>An OpenID Connect issuer that publishes its keys and signs what a test asks for.</summary>
internal sealed class TokenIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private ECDsaSecurityKey _key = NewKey();
    private int _fetches;

    private TokenIssuer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>How many times the key set was fetched.</summary>
    public int Fetches => _fetches;

    /// <summary>Whether it answers 503 to everything.</summary>
    public bool Down { get; set; }

    public static async Task<TokenIssuer> Start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var issuer = new TokenIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", () => issuer.Down
            ? Microsoft.AspNetCore.Http.Results.StatusCode(503)
            : Microsoft.AspNetCore.Http.Results.Json(new { issuer = issuer.Address, jwks_uri = issuer.Address + "/keys" }));
        issuer._app.MapGet("/keys", () =>
        {
            Interlocked.Increment(ref issuer._fetches);
            return Microsoft.AspNetCore.Http.Results.Json(new { keys = new[] { issuer.PublicKey() } });
        });
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Urls.First();
        return issuer;
    }

    /// <summary>Publishes and signs with another key from now on.</summary>
    public void ChangeKey() => _key = NewKey();

    public string Token(params string[] roles) => Token(new SecurityTokenDescriptor(), roles);

    /// <summary>A token in which everything is right, but what the test has set.</summary>
    public string Token(SecurityTokenDescriptor descriptor, params string[] roles)
    {
        descriptor.Issuer ??= Address;
        if (descriptor.Audience is null) descriptor.Audience = "exchange";
        descriptor.Expires ??= TimeProvider.System.GetUtcNow().AddMinutes(5).UtcDateTime;
        descriptor.SigningCredentials ??= new(_key, SecurityAlgorithms.EcdsaSha256);
        descriptor.TokenType = "at+jwt";
        descriptor.Claims ??= new Dictionary<string, object> { ["sub"] = "ann", ["enterprise"] = "e1", ["role"] = roles };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Dictionary<string, string> PublicKey()
    {
        var point = _key.ECDsa.ExportParameters(false).Q;
        return new()
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["use"] = "sig",
            ["alg"] = "ES256",
            ["kid"] = _key.KeyId,
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y),
        };
    }

    private static ECDsaSecurityKey NewKey() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = Guid.NewGuid().ToString("N") };
}

/// <summary>All that a process logs.</summary>
internal sealed class RecordedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    /// <summary>What was logged as an error or worse.</summary>
    public IEnumerable<string> Errors => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text);

    public IEnumerable<string> Lines => _lines.Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => new Recorder(_lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(ConcurrentQueue<(LogLevel Level, string Text)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}

internal static class ProblemAnswer
{
    /// <summary>Asserts that an answer is a problem, and gives it.</summary>
    public static async Task<JsonElement> Problem(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
