using System.Buffers.Text;
using System.Security.Cryptography;

namespace Exchange.Host.Serving;

/// <summary>Secrets that this process makes for itself when nobody has configured them: a file each, readable by its owner alone.</summary>
public sealed class Secrets
{
    /// <summary>The client id of the first operator.</summary>
    public const string OperatorClient = "operator";

    private readonly string _directory;
    private readonly List<string> _made = [];

    private Secrets(string directory) => _directory = directory;

    /// <summary>The files that were made by this process.</summary>
    public IReadOnlyList<string> Made => _made;

    /// <summary>The secrets in a directory.</summary>
    public static Secrets In(string directory) => new(directory);

    /// <summary>The file with the first operator's secret.</summary>
    public static string OperatorFile(string data) => Path.Combine(data, "secrets", "operator.secret");

    /// <summary>The settings of secrets that are not configured; their files exist afterwards.</summary>
    public IReadOnlyDictionary<string, string?> Missing(IConfiguration configuration)
    {
        var missing = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (configuration["Identity:Bootstrap:SecretFile"] is null or "" && configuration["Identity:Bootstrap:Secret"] is null or "")
        {
            missing["Identity:Bootstrap:ClientId"] = configuration["Identity:Bootstrap:ClientId"] is { Length: > 0 } id ? id : OperatorClient;
            missing["Identity:Bootstrap:SecretFile"] = FileOf("operator.secret");
        }

        if (configuration["Identity:Portal:SecretFile"] is null or "" && configuration["Identity:Portal:Secret"] is null or "")
        {
            missing["Identity:Portal:SecretFile"] = FileOf("portal.secret");
            if (configuration["Portal:ClientSecret"] is null or "") missing["Portal:ClientSecretFile"] = missing["Identity:Portal:SecretFile"];
        }

        return missing;
    }

    private string FileOf(string name)
    {
        var file = Path.Combine(_directory, name);
        if (File.Exists(file)) return file;
        Directory.CreateDirectory(_directory);
        // Written beside and moved, so that a crash leaves a whole secret or none.
        var fresh = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(fresh, options)) writer.WriteLine(Generate());
        File.Move(fresh, file);
        _made.Add(file);
        return file;
    }

    /// <summary>A new secret of 192 random bits.</summary>
    public static string Generate() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
