using System.Text.Json;
using Exchange.Contracts.Identity.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Identity.Enterprises;

/// <summary>An enterprise of which the other services have been told.</summary>
public sealed class AnnouncedEnterprise
{
    /// <summary>Its id.</summary>
    public required string Enterprise { get; init; }
}

/// <summary>Tells the other services what enterprises are called: each that was registered and not told of yet, whoever registered it and whenever. It is marked once the bus has it, so that a
/// crash between tells it again; whoever hears knows it by its id.</summary>
public sealed partial class EnterpriseRelay(IServiceScopeFactory scopes, IdentityWriter writer, IOutlet outlet, ILogger<EnterpriseRelay> logger) : BackgroundService
{
    /// <summary>Identity as a source of announcements.</summary>
    public const string Source = "identity";

    private const int InPack = 500;

    // Another node's registrations, and what was written past the writer, are seen after a rest.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30), Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var committed = writer.Committed;
            try
            {
                while (await Announce(stoppingToken) == InPack) continue;
                await Task.WhenAny(committed, Task.Delay(Rest, TimeProvider.System, stoppingToken));
            }
#pragma warning disable CA1031 // Whatever it is, the next try tells what this one did not.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
                await Task.Delay(Pause, TimeProvider.System, stoppingToken);
            }
        }
    }

    /// <summary>Tells of the next enterprises. Returns how many.</summary>
    public async Task<int> Announce(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IdentityStore>();
        var fresh = await store.Enterprises.AsNoTracking().Where(known => !store.Announced.Any(told => told.Enterprise == known.Id))
            .OrderBy(known => known.Id).Take(InPack).ToListAsync(cancellation);
        if (fresh.Count == 0) return 0;
        var through = await store.Announced.LongCountAsync(cancellation) + fresh.Count;
        await outlet.Send(new(Source, 0, through, [.. fresh.Select(Told)]), cancellation);
        await writer.Write(async rows =>
        {
            var ids = fresh.Select(enterprise => enterprise.Id).ToList();
            var known = await rows.Announced.Where(told => ids.Contains(told.Enterprise)).Select(told => told.Enterprise).ToListAsync(cancellation);
            rows.AddRange(ids.Except(known).Select(id => new AnnouncedEnterprise { Enterprise = id }));
            return ids.Count;
        });
        return fresh.Count;
    }

    private static Announcement Told(Enterprise enterprise)
    {
        var named = new EnterpriseNamed(enterprise.Id, enterprise.Name, enterprise.RegisteredAt.ToUnixTimeMilliseconds());
        return new($"{Source}-{enterprise.Id}-named", ContractName.Of(typeof(EnterpriseNamed)), named.At, null, JsonSerializer.SerializeToElement(named, StoredJson.Options));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other services could not be told of new enterprises.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
