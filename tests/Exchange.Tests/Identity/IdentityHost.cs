using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Exchange.Contracts;
using Exchange.Identity;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace Exchange.Tests.Identity;

/// <summary>The identity service on a loopback port, with a store of its own, and what clients do with it.</summary>
public sealed class IdentityHost : IAsyncLifetime
{
    public const string Operator = "exchange-operator", OperatorSecret = "a-secret-of-the-test-run-only", PortalSecret = "the-portals-secret-of-the-test";

    private static int _enterprises;

    private readonly string? _givenData;
    private string? _ownData;
    private WebApplication? _app;
    private string? _operatorToken;

    /// <summary>The data directory: its own, which is removed at the end, unless another's is given.</summary>
    public string Data
    {
        get => _givenData ?? (_ownData ??= Directory.CreateTempSubdirectory("exchange-identity-").FullName);
        init => _givenData = value;
    }

    public string Address { get; } = "http://localhost:" + FreePort();

    /// <summary>Settings beside the usual ones; null takes a usual one away.</summary>
    public Dictionary<string, string?> Settings { get; init; } = [];

    /// <summary>Where its announcements go; to nobody when null.</summary>
    public IOutlet? Outlet { get; init; }

    public IServiceProvider Services => _app!.Services;

    public HttpClient Http { get; private set; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Data, EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Store:Data"] = Data,
            ["Identity:Issuer"] = Address,
            ["Identity:Bootstrap:ClientId"] = Operator,
            ["Identity:Bootstrap:Secret"] = OperatorSecret,
            ["Identity:Portal:Secret"] = PortalSecret,
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        builder.AddKernel(Hearers.Of);
        builder.AddIdentity();
        if (Outlet is not null) builder.Services.Replace(ServiceDescriptor.Singleton(Outlet));
        _app = builder.Build();
        _app.UseKernel();
        _app.MapIdentity();
        await _app.StartAsync();
        Http = new() { BaseAddress = new(Address) };
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync(); // disposing alone does not wait for what still reads the database in the background
            await _app.DisposeAsync();
        }

        if (_ownData is null) return;
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_ownData, recursive: true);
    }

    public static string NewCreditCode() => CreditCode.Complete($"91220101MA{Interlocked.Increment(ref _enterprises):0000000}");

    public Task<HttpResponseMessage> AskToken(string clientId, string secret) =>
        Http.PostAsync("/connect/token", new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", secret)]));

    public async Task<string> Token(string clientId, string secret)
    {
        using var response = await AskToken(clientId, secret);
        var answer = await Json(response);
        Assert.True(response.IsSuccessStatusCode, answer.GetRawText());
        return answer.GetProperty("access_token").GetString()!;
    }

    public async Task<string> OperatorToken() => _operatorToken ??= await Token(Operator, OperatorSecret);

    /// <summary>Posts as the bearer of a token; nobody's when it is null.</summary>
    public async Task<HttpResponseMessage> Post(string path, object body, string? token, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> Get(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await Http.SendAsync(request);
    }

    public async Task<HttpResponseMessage> AskRegistration(string creditCode, string? key = null, string name = "松江机械厂", params string[] roles) =>
        await Post("/api/identity/enterprises", new { name, creditCode, region = "吉林", roles = roles is [] ? ["bidder"] : roles }, await OperatorToken(), key);

    public async Task<(string Enterprise, string ClientId, string Secret)> Register(params string[] roles)
    {
        using var response = await AskRegistration(NewCreditCode(), roles: roles);
        var answer = await Json(response);
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer.GetRawText());
        return (answer.GetProperty("enterprise").GetString()!, answer.GetProperty("clientId").GetString()!, answer.GetProperty("clientSecret").GetString()!);
    }

    public async Task RegisterPerson(string enterprise, string userName, string password, params string[] roles)
    {
        using var response = await Post($"/api/identity/enterprises/{enterprise}/people", new { userName, password, name = "王小明", roles }, await OperatorToken());
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    /// <summary>The status and the problem's or the error's code.</summary>
    public static async Task<(HttpStatusCode Status, string Code)> Fault(HttpResponseMessage response)
    {
        var answer = await Json(response);
        return (response.StatusCode, (answer.TryGetProperty("code", out var code) || answer.TryGetProperty("error", out code)) ? code.GetString()! : "");
    }

    public static JsonWebToken Read(string token) => new(token);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
