namespace Exchange.Portal;

/// <summary>How the portal reaches the services; configuration section <c>Portal</c>. Nothing secret has a default.</summary>
public sealed class PortalSettings
{
    public const string Section = "Portal";

    /// <summary>The portal as a client of Identity.</summary>
    public string ClientId { get; set; } = "portal";

    /// <summary>The client's secret itself; for environment variables and tests.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>The file that holds the client's secret.</summary>
    public string ClientSecretFile { get; set; } = "";

    /// <summary>The base address of each service, by its name: <c>Portal:Services:Listing</c>. A service that is not named here is in this process.</summary>
    public Dictionary<string, string> Services { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where the keys of cookies are kept, shared by the nodes of the portal; empty: where the framework keeps them.</summary>
    public string KeyDirectory { get; set; } = "";

    /// <summary>How each role signs in, shown on the first page of a demonstration; empty otherwise.</summary>
    public IReadOnlyList<DemoPerson> Demo { get; set; } = [];

    /// <summary>The secret, from wherever it is; empty when there is none, and then nobody can sign in.</summary>
    public string ReadSecret() => ClientSecretFile.Length > 0 ? File.ReadAllText(ClientSecretFile).Trim() : ClientSecret;
}

/// <summary>A person of a demonstration.</summary>
public sealed class DemoPerson
{
    public string Role { get; set; } = "";

    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";
}
