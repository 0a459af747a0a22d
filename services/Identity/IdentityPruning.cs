using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;

namespace Exchange.Identity;

/// <summary>Removes what nobody asks for any more: codes and refresh tokens that are spent or ended, and the keys of requests older than a day.</summary>
public sealed partial class IdentityPruning(IServiceScopeFactory scopes, TimeProvider time, ILogger<IdentityPruning> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1), Kept = TimeSpan.FromDays(1);

    /// <summary>Removes it now.</summary>
    public async Task Prune(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var old = TimeProvider.System.GetUtcNow() - Kept;
        await services.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(old, cancellation);
        await services.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(old, cancellation);
        var received = time.GetUtcNow() - Kept;
        await services.GetRequiredService<IdentityStore>().Requests.Where(request => request.ReceivedAt < received).ExecuteDeleteAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Prune(stoppingToken);
            }
#pragma warning disable CA1031 // The next hour tries again.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is old could not be removed from the identity store.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
