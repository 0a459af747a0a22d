using System.Security.Cryptography;
using System.Text;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Security;
using Exchange.Matching.Auctions;

namespace Exchange.Matching;

/// <summary>Where the key of sealed bids is; configuration section <c>Sealing</c>.</summary>
public sealed class SealingSettings : ISettings
{
    public const string Section = "Sealing";

    /// <summary>The file with the secret from which the keys of sealed lots are made; empty: made at the first start, <c>matching-keys/sealing-key</c> in the data
    /// directory. Nodes share it.</summary>
    public string KeyFile { get; set; } = "";

    public IEnumerable<string> Errors()
    {
        if (KeyFile.Length > 0 && !File.Exists(KeyFile)) yield return $"Sealing:KeyFile is '{KeyFile}'; there is no such file.";
    }
}

/// <summary>The secret from which the key of each lot with sealed bids is made. It stands in no database and no log, so that who has those has no bids.
/// Whoever loses it cannot open the bids that wait.</summary>
public sealed class SealingKey
{
    private const int LeastLength = 24;

    private readonly byte[] _secret;

    private SealingKey(string secret) => _secret = Encoding.UTF8.GetBytes(secret);

    /// <summary>Reads the configured key, or the kept one, which the first start makes.</summary>
    /// <exception cref="SettingsException">It is too short for a secret, or nodes of a fleet would each make their own.</exception>
    public static SealingKey Load(SealingSettings settings, StoreSettings store)
    {
        var file = settings.KeyFile;
        if (file.Length == 0 && store.Kind != "sqlite") throw new SettingsException(["Sealing:KeyFile is missing; nodes that share a store share its sealing key."]);
        if (file.Length == 0)
        {
            file = Path.Combine(PrivateFile.Directory(Path.Combine(store.Data, "matching-keys")), "sealing-key");
            if (!File.Exists(file)) PrivateFile.MakeOnce(file, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        }

        var secret = Settings.Secret(file);
        return secret.Length >= LeastLength ? new(secret) : throw new SettingsException([$"Sealing:KeyFile is '{file}'; it must hold at least {LeastLength} characters."]);
    }

    /// <summary>The key of a lot.</summary>
    public LotKey Of(string lot) => LotKey.Of(_secret, lot);
}
