using Exchange.Identity.Enterprises;
using Exchange.Kernel.Deciders;
using Microsoft.AspNetCore.Identity;

namespace Exchange.Identity.Accounts;

/// <summary>Someone who signs in with a password and acts for an enterprise.</summary>
public sealed class Person : IdentityUser
{
    public const int MinPassword = 12, MaxPassword = 128;

    public string EnterpriseId { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Some of the roles of the enterprise.</summary>
    public IReadOnlyList<string> Roles { get; set; } = [];

    /// <summary>The id that belongs to a user name, whatever its case.</summary>
    public static string IdOf(string userName) => Kernel.Values.Id.From("person", userName.ToUpperInvariant());

    /// <summary>A person as the store keeps them; the password comes as its hash.</summary>
    public static Person Of(string userName, string name, Enterprise enterprise, IReadOnlyList<string> roles) => new()
    {
        Id = IdOf(userName),
        UserName = userName,
        NormalizedUserName = userName.ToUpperInvariant(),
        Name = name,
        EnterpriseId = enterprise.Id,
        Roles = roles,
        LockoutEnabled = true,
        SecurityStamp = Guid.NewGuid().ToString("N"),
    };

    /// <summary>A length that resists guessing, and not the user's own name; no rules of composition (NIST SP 800-63B, 5.1.1.2).</summary>
    public static bool IsGoodPassword(string? password, string? userName) =>
        password is { Length: >= MinPassword and <= MaxPassword }
        && (string.IsNullOrEmpty(userName) || !password.Contains(userName, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Why the exchange says no to a new person.</summary>
public static class PersonRefusals
{
    public static Refusal UserNameTaken { get; } = new("person.user-name-taken", "Somebody has this user name.");

    public static Refusal RoleNotOfEnterprise { get; } =
        new("person.role-not-of-enterprise", "A person may have no role that the enterprise does not have.", RefusalKind.Unacceptable);
}
