using Microsoft.Extensions.Configuration;

namespace Exchange.Kernel.Hosting;

/// <summary>A section of the configuration that can say what is wrong with it.</summary>
public interface ISettings
{
    /// <summary>A sentence for each setting that cannot be, with its full name and how to mend it; none when all is well.</summary>
    IEnumerable<string> Errors();
}

/// <summary>The configuration cannot be: the process does not start.</summary>
public sealed class SettingsException : Exception
{
    public SettingsException(IReadOnlyList<string> errors)
        : base("The configuration is wrong:" + string.Concat(errors.Select(error => Environment.NewLine + "- " + error))) => Errors = errors;

    /// <summary>A sentence for each setting that is wrong.</summary>
    public IReadOnlyList<string> Errors { get; }
}

/// <summary>Reads sections of the configuration.</summary>
public static class Settings
{
    /// <summary>A section bound to its settings.</summary>
    /// <exception cref="SettingsException">Something in it cannot be.</exception>
    public static TSettings Read<TSettings>(IConfiguration configuration, string section)
        where TSettings : class, ISettings, new()
    {
        TSettings settings;
        try
        {
            settings = configuration.GetSection(section).Get<TSettings>() ?? new();
        }
        catch (InvalidOperationException unreadable)
        {
            throw new SettingsException([unreadable.Message]);
        }

        var errors = settings.Errors().ToList();
        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    /// <summary>The secret that a file holds, without the line's end.</summary>
    public static string Secret(string file) => File.ReadAllText(file).Trim();
}
