using System.Globalization;
using Exchange.Kernel.Hosting;

namespace Exchange.Kernel.Load;

/// <summary>When requests are turned away because too many come; configuration section <c>Load</c>.</summary>
public sealed class LoadSettings : ISettings
{
    public const string Section = "Load";

    /// <summary>How long work may wait for a thread, standing, before commands are turned away; queries are at half of it. A request waits
    /// for a thread several times. Zero: nothing is turned away.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How long the wait must not have been shorter, so that it stands and is no burst.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<string> Errors()
    {
        if (Delay < TimeSpan.Zero) yield return string.Create(CultureInfo.InvariantCulture, $"Load:Delay is {Delay}; it must not be below zero.");
        if (Interval <= TimeSpan.Zero) yield return string.Create(CultureInfo.InvariantCulture, $"Load:Interval is {Interval}; it must be above zero.");
    }
}
