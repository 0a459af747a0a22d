using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Exchange.Identity.Enterprises;
using Exchange.Kernel.Security;

namespace Exchange.Host.Rehearsal;

/// <summary>A simulated enterprise with its system's credentials.</summary>
/// <param name="Id">The enterprise's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ClientId">The client id of its system.</param>
/// <param name="ClientSecret">The secret.</param>
public sealed record Actor(string Id, string Name, string ClientId, string ClientSecret);

/// <summary>Everybody who takes part: the organizer, the consignors and the bidders, registered by the operator as in life.</summary>
/// <param name="Organizer">Runs the fair.</param>
/// <param name="Consignors">Bring the stock.</param>
/// <param name="Bidders">Buy it.</param>
/// <param name="Mills">Neither; they owe others and are owed.</param>
public sealed record Cast(Actor Organizer, IReadOnlyList<Actor> Consignors, IReadOnlyList<Actor> Bidders, IReadOnlyList<Actor> Mills)
{
    private const int MillsOfChains = 3;

    private static readonly string[] Trades = ["钢铁", "机电", "化工", "电缆", "物资", "重工", "汽车", "造纸", "轴承", "建材"];

    /// <summary>Registers all enterprises of a rehearsal, some at a time.</summary>
    public static async Task<Cast> Register(RehearsalSettings settings, Uri identity, Wire wire, Tokens tokens, Action<long> progress, CancellationToken cancellation)
    {
        var registrar = new Registrar(identity, wire, tokens);
        var organizer = await registrar.Register(CodeOf(settings, 0), "吉林省物资交易会 Jilin Materials Fair", "CN-JL", Roles.Organizer, cancellation);
        var consignors = new Actor[settings.Consignors];
        var bidders = new Actor[settings.Bidders];
        var mills = new Actor[settings.SetOff > 0 ? MillsOfChains : 0];
        var done = 0L;
        await Parallel.ForAsync(0, consignors.Length + bidders.Length + mills.Length, Bounded(settings, cancellation), async (number, stop) =>
        {
            var dice = Dice.For(settings.Seed, "enterprise", number);
            var region = dice.Pick(Materials.Regions);
            var isConsignor = number < consignors.Length;
            var name = $"{region[3..]} {dice.Pick(Trades)}{(isConsignor ? "厂" : "公司")} {number + 1}";
            var actor = await registrar.Register(CodeOf(settings, number + 1), name, region, isConsignor ? Roles.Consignor : Roles.Bidder, stop);
            if (isConsignor) consignors[number] = actor;
            else if (number < consignors.Length + bidders.Length) bidders[number - consignors.Length] = actor;
            else mills[number - consignors.Length - bidders.Length] = actor;
            progress(Interlocked.Increment(ref done));
        });
        return new(organizer, consignors, bidders, mills);
    }

    private static ParallelOptions Bounded(RehearsalSettings settings, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = Math.Min(16, settings.Connections), CancellationToken = cancellation };

    // 91: an enterprise of the registers of industry and commerce; 220000: Jilin province.
    private static string CodeOf(RehearsalSettings settings, int number) => CreditCode.Complete($"91220000{Math.Abs(settings.Seed % 1000):000}{number:000000}");
}

/// <summary>Registers enterprises as the operator does.</summary>
public sealed class Registrar(Uri identity, Wire wire, Tokens tokens)
{
    private readonly Uri _enterprises = new(identity, "/api/identity/enterprises");

    /// <summary>An enterprise with its system's credentials; one that is registered already gets new ones.</summary>
    public async Task<Actor> Register(string creditCode, string name, string region, string role, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { name, creditCode, region, roles = new[] { role } }, Tokens.Json);
        var reply = await tokens.AsOperator((token, stop) => wire.Post(_enterprises, body, token, $"enterprise-{creditCode}", stop), cancellation);
        reply.OrThrow("Registering " + name);
        var id = reply.Text("enterprise")!;
        return reply.Text("clientSecret") is { } secret ? new(id, name, reply.Text("clientId")!, secret) : await Renew(id, name, cancellation);
    }

    /// <summary>New credentials. A secret is shown once, so when that answer was lost, the next one must be asked for.</summary>
    public async Task<Actor> Renew(string enterprise, string name, CancellationToken cancellation)
    {
        while (true)
        {
            var key = $"credentials-{enterprise}-{TimeProvider.System.GetUtcNow().Ticks}";
            var reply = await tokens.AsOperator(
                (token, stop) => wire.Post(new(_enterprises + $"/{enterprise}/credentials"), "{}"u8.ToArray(), token, key, stop), cancellation);
            if (reply.OrThrow("Renewing the credentials of " + name).Text("clientSecret") is { } secret) return new(enterprise, name, reply.Text("clientId")!, secret);
        }
    }
}

/// <summary>Access tokens by client credentials (RFC 6749, 4.4), asked for when first needed and again when they are not taken any more.</summary>
public sealed class Tokens(Uri identity, Wire wire, Actor @operator)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, Task<string>> _tokens = new(StringComparer.Ordinal);
    private readonly Uri _endpoint = new(identity, "/connect/token");

    /// <summary>Sends a request as the operator.</summary>
    public Task<Reply> AsOperator(Func<string, CancellationToken, Task<Reply>> send, CancellationToken cancellation) => As(@operator, send, cancellation);

    /// <summary>Sends a request as an enterprise, with a new token when the old one has expired.</summary>
    public async Task<Reply> As(Actor actor, Func<string, CancellationToken, Task<Reply>> send, CancellationToken cancellation)
    {
        var token = _tokens.GetOrAdd(actor.ClientId, _ => Ask(actor, cancellation));
        var reply = await send(await token, cancellation);
        if (reply.Status != System.Net.HttpStatusCode.Unauthorized) return reply;
        _tokens.TryRemove(new(actor.ClientId, token));
        return await send(await _tokens.GetOrAdd(actor.ClientId, _ => Ask(actor, cancellation)), cancellation);
    }

    /// <summary>Posts JSON as an enterprise.</summary>
    public Task<Reply> Post<T>(Actor actor, Uri address, T body, string key, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> json = JsonSerializer.SerializeToUtf8Bytes(body, Json);
        return As(actor, (token, stop) => wire.Post(address, json, token, key, stop), cancellation);
    }

    /// <summary>The token of an enterprise, for a client that sends its requests itself.</summary>
    public Task<string> Of(Actor actor, CancellationToken cancellation) => _tokens.GetOrAdd(actor.ClientId, _ => Ask(actor, cancellation));

    private async Task<string> Ask(Actor actor, CancellationToken cancellation)
    {
        var form = $"grant_type=client_credentials&client_id={Uri.EscapeDataString(actor.ClientId)}&client_secret={Uri.EscapeDataString(actor.ClientSecret)}";
        var reply = await wire.Send(HttpMethod.Post, _endpoint, Encoding.ASCII.GetBytes(form), new("application/x-www-form-urlencoded"), null, null, cancellation);
        return reply.OrThrow($"A token for {actor.Name}").Text("access_token") ?? throw new RehearsalException("The token endpoint gave no token.");
    }
}
