using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Exchange.Portal.Api;

/// <summary>Where the services are: where the configuration says, or in this process.</summary>
public sealed class Addresses(PortalSettings settings, IServer server, IConfiguration configuration)
{
    /// <summary>The base address of a service, without a slash at its end.</summary>
    public string Of(string service) => (settings.Services.TryGetValue(service, out var address) && address.Length > 0 ? address : Own).TrimEnd('/');

    private string Own
    {
        get
        {
            var bound = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
            if (bound is null) return configuration["Identity:Issuer"] ?? "http://localhost:8080";
            // An address that means every interface is reached through the loopback.
            return bound.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal)
                .Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal);
        }
    }
}
