using System.Net.Http.Headers;
using System.Security.Cryptography;
using Exchange.Identity.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Exchange.SystemTests.Http;

/// <summary>Tokens, right and wrong ones.</summary>
internal sealed class Passes(OpenExchange exchange, IReadOnlyDictionary<string, string> ofRole)
{
    private readonly ECDsaSecurityKey _foreign = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "of-nobody" };

    /// <summary>The header of a pass, for a door that asks for a role.</summary>
    public AuthenticationHeaderValue? Header(Pass pass, string role) => pass switch
    {
        Pass.None => null,
        Pass.Basic => new("Basic", "b3BlcmF0b3I6c2VjcmV0"),
        Pass.Right => Bearer(ofRole[role]),
        Pass.OtherRole => Bearer(ofRole[role == "bidder" ? "consignor" : "bidder"]),
        Pass.Garbage => Bearer("garbage.of.garbage"),
        Pass.Expired => Bearer(Signed(role, Ours, minutes: -60)),
        Pass.OtherIssuer => Bearer(Signed(role, _foreign, issuer: "https://elsewhere.example")),
        Pass.Forged => Bearer(Signed(role, _foreign)),
        Pass.Unsigned => Bearer(Signed(role, null)),
        Pass.OtherAudience => Bearer(Signed(role, Ours, audience: "somebody-else")),
        _ => throw new ArgumentOutOfRangeException(nameof(pass)),
    };

    private ECDsaSecurityKey Ours => exchange.App.Services.GetRequiredService<IdentityKeys>().Signing;

    private string Signed(string role, SecurityKey? key, int minutes = 10, string? issuer = null, string audience = TokenEndpoints.Audience) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? exchange.Clients.Http.BaseAddress!.ToString(),
            Audience = audience,
            Expires = TimeProvider.System.GetUtcNow().AddMinutes(minutes).UtcDateTime,
            SigningCredentials = key is null ? null : new(key, SecurityAlgorithms.EcdsaSha256),
            TokenType = "at+jwt",
            Claims = new Dictionary<string, object> { ["sub"] = "ann", ["enterprise"] = "e1", ["role"] = role },
        });

    private static AuthenticationHeaderValue Bearer(string token) => new("Bearer", token);
}
