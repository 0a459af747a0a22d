using Exchange.Host.Cli;

namespace Exchange.Host.Demo;

/// <summary>How the demo is run.</summary>
/// <param name="Data">The directory of the data; null for a fresh temporary one.</param>
/// <param name="Url">The address.</param>
/// <param name="Speed">How many times as fast as the wall's the clock runs.</param>
/// <param name="Settings">Settings that win over what is configured.</param>
internal sealed record DemoSettings(DirectoryInfo? Data, string Url, double Speed, IReadOnlyDictionary<string, string?> Settings);

/// <summary>A fair that is going on, with simulated enterprises.</summary>
internal static class DemoFair
{
    public static Task<int> Run(DemoSettings settings, Screen screen, CancellationToken cancellation) => throw new NotSupportedException(settings.Url + screen + cancellation);
}
