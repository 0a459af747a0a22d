using Yarp.ReverseProxy.Configuration;

namespace Exchange.Portal;

/// <summary>The one public address in front of the services, where they run as processes of their own.</summary>
public static class Gateway
{
    private static readonly string[] IdentityPaths = ["/connect/{**rest}", "/.well-known/{**rest}", "/account/{**rest}"];

    /// <summary>The ways to the services that the configuration names; none where all is one process.</summary>
    public static (IReadOnlyList<RouteConfig> Routes, IReadOnlyList<ClusterConfig> Clusters) Ways(PortalSettings settings)
    {
        var services = settings.Services.Where(service => service.Value.Length > 0).Select(service => (Name: Lower(service.Key), Address: service.Value)).ToList();
        return (
            [.. services.SelectMany(service => Paths(service.Name).Select((path, n) => new RouteConfig
            {
                RouteId = $"{service.Name}-{n}",
                ClusterId = service.Name,
                Match = new() { Path = path },
                // The services check the tokens themselves.
                AuthorizationPolicy = "anonymous",
                // And they bound their bodies, each address by itself.
                MaxRequestBodySize = -1,
            }))],
            [.. services.Select(service => new ClusterConfig
            {
                ClusterId = service.Name,
                Destinations = new Dictionary<string, DestinationConfig> { ["all"] = new() { Address = service.Address } },
            })]);
    }

    private static IEnumerable<string> Paths(string service) => service == "identity" ? [$"/api/{service}/{{**rest}}", .. IdentityPaths] : [$"/api/{service}/{{**rest}}"];

    private static string Lower(string name) => string.Create(name.Length, name, static (lower, text) => text.AsSpan().ToLowerInvariant(lower));
}
