using Exchange.Kernel.Hosting;

namespace Exchange.Identity;

/// <summary>How identities are kept and tokens are made; configuration section <c>Identity</c>. Nothing secret has a default.</summary>
public sealed class IssuerSettings : ISettings
{
    public const string Section = "Identity";

    /// <summary>The public address, which stands in tokens.</summary>
    public string Issuer { get; set; } = "http://localhost:8080";

    /// <summary>Whether tokens are given out without TLS; if not set, only when the issuer is on the loopback interface.</summary>
    public bool? AllowHttp { get; set; }

    /// <summary>The PEM file of the P-256 key that signs tokens; empty: made at the first start in <see cref="KeyDirectory"/>.</summary>
    public string SigningKeyFile { get; set; } = "";

    /// <summary>Where keys are kept that are made here; empty: <c>identity-keys</c> in the data directory. Nodes share it.</summary>
    public string KeyDirectory { get; set; } = "";

    public int AccessTokenMinutes { get; set; } = 60;

    public int RefreshTokenDays { get; set; } = 14;

    /// <summary>How long a browser stays signed in without use.</summary>
    public int SessionHours { get; set; } = 12;

    /// <summary>How many wrong passwords lock an account.</summary>
    public int LockoutAttempts { get; set; } = 5;

    public int LockoutMinutes { get; set; } = 5;

    /// <summary>The first operator's system, made or brought up to date at each start.</summary>
    public ClientSettings Bootstrap { get; set; } = new();

    /// <summary>The portal, which signs people in.</summary>
    public PortalSettings Portal { get; set; } = new();

    /// <summary>Whether requests without TLS are answered.</summary>
    public bool AllowsHttp => AllowHttp ?? new Uri(Issuer).IsLoopback;

    public IEnumerable<string> Errors()
    {
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out _)) yield return $"Identity:Issuer is '{Issuer}'; it must be an absolute http or https address.";
        if (SigningKeyFile.Length > 0 && !File.Exists(SigningKeyFile)) yield return $"Identity:SigningKeyFile is '{SigningKeyFile}'; there is no such file.";
        (string Name, int Value)[] spans =
        [
            (nameof(AccessTokenMinutes), AccessTokenMinutes), (nameof(RefreshTokenDays), RefreshTokenDays), (nameof(SessionHours), SessionHours),
            (nameof(LockoutAttempts), LockoutAttempts), (nameof(LockoutMinutes), LockoutMinutes),
        ];
        foreach (var (name, value) in spans)
            if (value < 1) yield return $"Identity:{name} is {value}; it must be at least 1.";
        foreach (var error in Bootstrap.Errors("Identity:Bootstrap", required: Bootstrap.ClientId.Length > 0)) yield return error;
        foreach (var error in Portal.Errors("Identity:Portal", required: false)) yield return error;
    }
}

/// <summary>A client whose secret stands in configuration.</summary>
public class ClientSettings
{
    public const int MinSecret = 24;

    public string ClientId { get; set; } = "";

    /// <summary>The secret itself; for environment variables and tests.</summary>
    public string Secret { get; set; } = "";

    /// <summary>The file that holds the secret.</summary>
    public string SecretFile { get; set; } = "";

    public bool IsSet => ClientId.Length > 0 && (Secret.Length > 0 || SecretFile.Length > 0);

    /// <summary>The secret, from wherever it is.</summary>
    public string ReadSecret() => SecretFile.Length > 0 ? Settings.Secret(SecretFile) : Secret;

    /// <summary>What is wrong with it. A secret that is missing is wrong only where one is required.</summary>
    public IEnumerable<string> Errors(string section, bool required)
    {
        if (SecretFile.Length > 0 && !File.Exists(SecretFile)) yield return $"{section}:SecretFile is '{SecretFile}'; there is no such file.";
        else if (IsSet && ReadSecret().Length < MinSecret) yield return $"The secret of {section} must have at least {MinSecret} characters.";
        else if (!IsSet && required) yield return $"{section}:ClientId is set; set {section}:SecretFile to the file that holds its secret.";
    }
}

/// <summary>The portal as a client.</summary>
public sealed class PortalSettings : ClientSettings
{
    public PortalSettings() => ClientId = "portal";

    /// <summary>The portal's public addresses, separated by spaces; empty: the issuer's.</summary>
    public string Address { get; set; } = "";

    /// <summary>Where the portal takes the answer to a sign-in.</summary>
    public string CallbackPath { get; set; } = "/signin-oidc";

    /// <summary>Where the portal goes on after a sign-out.</summary>
    public string SignedOutPath { get; set; } = "/signout-callback-oidc";

    /// <summary>The portal's addresses without a slash at their end.</summary>
    public IReadOnlyList<string> Addresses(string issuer) =>
        (Address.Length > 0 ? Address : issuer).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(address => address.TrimEnd('/')).ToList();
}
