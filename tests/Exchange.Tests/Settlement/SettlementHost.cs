using System.Net;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Settlement;

/// <summary>Settlement behind HTTP on files of its own, with a clock that stands, and those who call it.</summary>
public sealed class SettlementHost : IAsyncDisposable
{
    private readonly string _data;
    private readonly EdgeHost _host;
    private int _key;

    private SettlementHost(string data, EdgeHost host) => (_data, _host) = (data, host);

    public static async Task<SettlementHost> Start()
    {
        var data = Directory.CreateTempSubdirectory("exchange-settlement-").FullName;
        var settings = new Dictionary<string, string?> { ["Store:Data"] = data, ["Clock:Kind"] = "stepped", ["Clock:Start"] = Awards.Awarded.ToString("O") };
        return new(data, await EdgeHost.Start(app => app.MapSettlement(), settings, builder => builder.AddSettlement()));
    }

    public SettlementJournal Journal => _host.App.Services.GetRequiredService<SettlementJournal>();

    /// <summary>Who sends what needs headers of its own.</summary>
    public HttpClient Client => _host.Client;

    /// <summary>What it logged as errors.</summary>
    public IEnumerable<object> Errors => _host.Log.Errors;

    /// <summary>A token of the operator.</summary>
    public string Operator => For("", Roles.Operator);

    /// <summary>A token of another person of the operator.</summary>
    public string SecondOperator => For(Id.From("office"), Roles.Operator);

    /// <summary>A token of an enterprise's person in a role.</summary>
    public string For(string enterprise, string role) => _host.Issuer.Token(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object> { ["sub"] = $"{role} of {enterprise}", ["enterprise"] = enterprise, ["role"] = new[] { role } },
    });

    /// <summary>Settlement hears a message of a service, and its views have it.</summary>
    public async Task Hear(string source, object message, string id)
    {
        var announcement = new Announcement(id, ContractName.Of(message.GetType()), 0, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options));
        await Journal.Hear(new(source, 0, 1, [announcement]), CancellationToken.None);
        await Journal.WaitForViews(Journal.Head());
    }

    /// <summary>Puts rows into a table of its views, as if they had been projected.</summary>
    public async Task Insert(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
    {
        await using var session = await Stores.Sqlite(_data, "settlement").Views.Write();
        await session.BulkInsert(table, columns, rows);
        await session.Commit();
    }

    public Task<HttpResponseMessage> Get(string? token, string path) => _host.Send(HttpMethod.Get, path, null, token);

    /// <summary>Sends a command, and waits until the views have it.</summary>
    public async Task<HttpResponseMessage> Post(string token, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Idempotency-Key", key ?? $"key-{_key++}");
        var response = await _host.Client.SendAsync(request);
        if (response.Headers.TryGetValues("Log-Position", out var positions) && Position.TryParse(positions.Single(), out var position)) await Journal.WaitForViews(position);
        return response;
    }

    /// <summary>The body of an answer that must have a status.</summary>
    public static async Task<JsonElement> Read(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_data, recursive: true);
    }
}
