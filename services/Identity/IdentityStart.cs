using Exchange.Identity.Accounts;
using Exchange.Kernel.Security;
using OpenIddict.Abstractions;

namespace Exchange.Identity;

/// <summary>Before the first request: the schema, the first operator's system, the portal.</summary>
public sealed partial class IdentityStart(IServiceScopeFactory scopes, IdentityDatabase database, IssuerSettings settings, ILogger<IdentityStart> logger)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.Migrate();
        await using var scope = scopes.CreateAsyncScope();
        var clients = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        if (settings.Bootstrap.IsSet)
            await Put(clients, Clients.Operator(settings.Bootstrap.ClientId, settings.Bootstrap.ReadSecret()), cancellationToken);
        if (settings.Portal.IsSet)
            await Put(clients, Clients.Portal(settings.Portal, settings.Issuer), cancellationToken);
        if (!settings.Bootstrap.IsSet && !await HasOperator(scope.ServiceProvider, clients, cancellationToken)) LogNoOperator(logger);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Configuration is the source of these clients; a secret that changed there changes here.
    private static async Task Put(IOpenIddictApplicationManager clients, OpenIddictApplicationDescriptor descriptor, CancellationToken cancellation)
    {
        var client = await clients.FindByClientIdAsync(descriptor.ClientId!, cancellation);
        if (client is null) await clients.CreateAsync(descriptor, cancellation);
        else await clients.UpdateAsync(client, descriptor, cancellation);
    }

    private static async Task<bool> HasOperator(IServiceProvider services, IOpenIddictApplicationManager clients, CancellationToken cancellation)
    {
        var store = services.GetRequiredService<IdentityStore>();
        foreach (var enterprise in store.Enterprises)
            if (enterprise.Roles.Contains(Roles.Operator)) return true;
        await foreach (var client in clients.ListAsync(cancellationToken: cancellation))
            if ((await Clients.Holder(clients, client)).Roles.Contains(Roles.Operator)) return true;
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "There is no operator: nobody can register enterprises. Set Identity:Bootstrap:ClientId and Identity:Bootstrap:SecretFile and start again.")]
    private static partial void LogNoOperator(ILogger logger);
}
