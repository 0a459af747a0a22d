using System.Security.Cryptography;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Security;
using Microsoft.IdentityModel.Tokens;

namespace Exchange.Identity.Accounts;

/// <summary>The keys that tokens stand on. They outlive the process, so tokens do too; nodes that share the file accept each other's tokens.</summary>
public sealed class IdentityKeys
{
    private const string FileName = "signing-key.pem";

    private IdentityKeys(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: true);
        if (parameters.Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new InvalidOperationException("The signing key must be a P-256 key, since tokens are signed with ES256.");
        Signing = new ECDsaSecurityKey(key);
        Signing.KeyId = Base64UrlEncoder.Encode(Signing.ComputeJwkThumbprint());
        // Codes and refresh tokens are encrypted for ourselves. A key derived from the signing key needs no second file to keep and to share.
        Encryption = new SymmetricSecurityKey(HKDF.DeriveKey(HashAlgorithmName.SHA256, parameters.D!, 32, info: "materials exchange, token encryption"u8.ToArray()));
    }

    /// <summary>The P-256 key; the public half stands in the key set.</summary>
    public ECDsaSecurityKey Signing { get; }

    public SymmetricSecurityKey Encryption { get; }

    /// <summary>Where keys are kept that are made here.</summary>
    public static string DirectoryOf(IssuerSettings settings, StoreSettings store) =>
        settings.KeyDirectory.Length > 0 ? settings.KeyDirectory : Path.Combine(store.Data, "identity-keys");

    /// <summary>Reads the configured key, or the kept one, which the first start makes.</summary>
    public static IdentityKeys Load(IssuerSettings settings, StoreSettings store)
    {
        var file = settings.SigningKeyFile;
        if (file.Length == 0)
        {
            var directory = PrivateFile.Directory(DirectoryOf(settings, store));
            file = Path.Combine(directory, FileName);
            if (!File.Exists(file)) Make(file);
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return new(key);
    }

    private static void Make(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        PrivateFile.MakeOnce(file, key.ExportPkcs8PrivateKeyPem());
    }
}
