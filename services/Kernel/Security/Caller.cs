using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Exchange.Kernel.Security;

/// <summary>The roles that a token may carry; each is also the name of an authorization policy.</summary>
public static class Roles
{
    /// <summary>Offers the enterprise's stock.</summary>
    public const string Consignor = "consignor";

    /// <summary>Bids for the enterprise.</summary>
    public const string Bidder = "bidder";

    /// <summary>Runs fairs.</summary>
    public const string Organizer = "organizer";

    /// <summary>Runs the exchange itself: enterprises' admission, bank receipts, clocks of rehearsals.</summary>
    public const string Operator = "operator";

    public static IReadOnlyList<string> All { get; } = [Consignor, Bidder, Organizer, Operator];
}

/// <summary>The claims of our tokens.</summary>
public static class ClaimNames
{
    public const string Subject = "sub";

    /// <summary>The id of the enterprise for which the caller acts.</summary>
    public const string Enterprise = "enterprise";

    /// <summary>The root of the enterprise's credit code, which says what body it is.</summary>
    public const string Root = "root";

    public const string Role = "role";

    public const string Name = "name";
}

/// <summary>Who calls, from a token that has been checked.</summary>
/// <param name="Subject">The person or the system.</param>
/// <param name="Enterprise">The enterprise for which it acts; empty for the exchange's own people.</param>
/// <param name="Roles">What it may do.</param>
/// <param name="Root">The root of the enterprise's credit code; null where the token has none.</param>
public sealed record Caller(string Subject, string Enterprise, IReadOnlySet<string> Roles, string? Root = null)
{
    public bool Is(string role) => Roles.Contains(role);
}

public static class CallerExtensions
{
    /// <summary>Who calls. Only behind authorization.</summary>
    public static Caller Caller(this HttpContext http)
    {
        var user = http.User;
        return (user as TokenHolder)?.Caller ?? Of(user);
    }

    /// <summary>Who the claims of a token say that the caller is.</summary>
    internal static Caller Of(ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimNames.Subject) ?? throw new InvalidOperationException("The endpoint is not behind authorization."),
        user.FindFirstValue(ClaimNames.Enterprise) ?? "",
        user.FindAll(ClaimNames.Role).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal),
        user.FindFirstValue(ClaimNames.Root));
}

/// <summary>A caller whose token has been checked. It is read once and remembered with the token.</summary>
internal sealed class TokenHolder : ClaimsPrincipal
{
    public TokenHolder(ClaimsIdentity identity)
        : base(identity) => Caller = CallerExtensions.Of(this);

    public Caller Caller { get; }
}
