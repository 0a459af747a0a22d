using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing;
using Exchange.Listing.Media;
using Exchange.Tests.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Exchange.Tests.Listing;

/// <summary>The service of Listing by itself over HTTP, on files of its own, with a clock that a test moves and a bus that writes down what it hears.</summary>
internal sealed class ListingHost : IAsyncDisposable, IOutlet
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-listing-").FullName;
    private readonly List<Announcement> _heard = [];
    private EdgeHost _edge = null!;
    private int _keys, _packs;

    public FakeTimeProvider Clock { get; } = new(Given.Before);

    public ListingJournal Journal => _edge.App.Services.GetRequiredService<ListingJournal>();

    public MediaStore Media => _edge.App.Services.GetRequiredService<MediaStore>();

    public MediaSweep Sweep => _edge.App.Services.GetRequiredService<MediaSweep>();

    public RecordedLog Log => _edge.Log;

    public static async Task<ListingHost> Start(Dictionary<string, string?>? settings = null)
    {
        var host = new ListingHost();
        host._edge = await EdgeHost.Start(
            app => app.MapListing(),
            new(settings ?? []) { ["Store:Data"] = host._directory },
            builder =>
            {
                builder.AddListing();
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(host.Clock)).Replace(ServiceDescriptor.Singleton<IOutlet>(host));
            });
        return host;
    }

    /// <summary>What others heard of a kind, in order.</summary>
    public IReadOnlyList<TMessage> Heard<TMessage>()
    {
        lock (_heard)
            return [.. _heard.Where(item => item.Type == ContractName.Of(typeof(TMessage))).Select(item => item.Data.Deserialize<TMessage>(StoredJson.Options)!)];
    }

    public Task Send(Announcements pack, CancellationToken cancellation)
    {
        lock (_heard) _heard.AddRange(pack.Items);
        return Task.CompletedTask;
    }

    public Task<bool> Settle() => Journal.Settle(CancellationToken.None);

    public Task<HttpResponseMessage> Get(string path, string enterprise = "", params string[] roles) => Send(HttpMethod.Get, path, null, enterprise, null, roles);

    /// <summary>Posts JSON under a new key, or under the one that is given.</summary>
    public Task<HttpResponseMessage> Post(string path, object body, string enterprise, string role, string? key = null) =>
        Send(HttpMethod.Post, path, new StringContent(body.Json(), Encoding.UTF8, "application/json"), enterprise, key ?? $"k{++_keys}", [role]);

    /// <summary>Imports a file as the consignor.</summary>
    public Task<HttpResponseMessage> Import(string fair, byte[] file, string query = "", string? key = null, string type = "text/csv", string? prefer = null)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Send(HttpMethod.Post, $"/api/listing/fairs/{fair}/imports?{query}", content, Given.Consignor, key ?? $"k{++_keys}", [Roles.Consignor], prefer);
    }

    /// <summary>Posts the bytes of a file.</summary>
    public Task<HttpResponseMessage> PostFile(string path, byte[] file, string type, string enterprise = Given.Consignor)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return Send(HttpMethod.Post, path, content, enterprise, $"k{++_keys}", [Roles.Consignor]);
    }

    /// <summary>Lets Listing hear a message of Matching.</summary>
    public Task Hear(object message) => Journal.Hear(
        new("matching", 0, ++_packs, [new($"m{_packs}", ContractName.Of(message.GetType()), 1, null, JsonSerializer.SerializeToElement(message, message.GetType(), StoredJson.Options))]),
        CancellationToken.None);

    /// <summary>The files of photos and documents, in full.</summary>
    public IReadOnlyList<string> Kept() => Directory.Exists(Path.Combine(_directory, "media")) ? Directory.GetFiles(Path.Combine(_directory, "media"), "*", SearchOption.AllDirectories) : [];

    /// <summary>Posts a CSV file under a new key.</summary>
    public Task<HttpResponseMessage> PostCsv(string path, byte[] file, string enterprise, string role)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return Send(HttpMethod.Post, path, content, enterprise, $"k{++_keys}", [role]);
    }

    /// <summary>A new fair by Jilin's rules; published when asked.</summary>
    public async Task<string> NewFair(bool published)
    {
        var fair = (await Json(await Post("/api/listing/fairs", Given.Rules, Given.Organizer, Roles.Organizer), 201)).GetProperty("fair").GetString()!;
        if (published) await Json(await Post($"/api/listing/fairs/{fair}/publish", new { }, Given.Organizer, Roles.Organizer), 200);
        return fair;
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Stops, makes the views anew, and gives the tables that differ.</summary>
    public async Task<IReadOnlyList<Rebuild.Difference>> Rebuilt()
    {
        await Journal.DisposeAsync();
        return await Rebuild.Run(ListingJournal.Definition, Stores.Sqlite(_directory, "listing"), new());
    }

    public async ValueTask DisposeAsync()
    {
        // Disposing alone does not wait for what works in the background, which still writes files.
        await _edge.App.StopAsync();
        await _edge.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body, string enterprise, string? key, string[] roles, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        var claims = new Dictionary<string, object> { ["sub"] = "sub-" + enterprise, ["enterprise"] = enterprise, ["role"] = roles, ["root"] = "MA" + enterprise.PadRight(7, '0')[..7] };
        request.Headers.Authorization = new("Bearer", _edge.Issuer.Token(new SecurityTokenDescriptor { Claims = claims }));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (prefer is not null) request.Headers.Add("Prefer", prefer);

        // Asks before it sends: a server that refuses a large body closes the connection while it is on its way, and the answer with it.
        if (body?.Headers.ContentLength > 1_000_000) request.Headers.ExpectContinue = true;
        return await _edge.Client.SendAsync(request);
    }
}
