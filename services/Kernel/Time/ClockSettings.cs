using System.Globalization;
using Exchange.Kernel.Hosting;

namespace Exchange.Kernel.Time;

/// <summary>Which clock the exchange runs on; configuration section <c>Clock</c>.</summary>
public sealed class ClockSettings : ISettings
{
    public const string Section = "Clock";

    /// <summary><c>wall</c>, <c>accelerated</c> or <c>stepped</c>.</summary>
    public string Kind { get; set; } = "wall";

    /// <summary>The time at which an accelerated or stepped clock starts, in ISO 8601 with its offset. An accelerated clock without it starts now.</summary>
    public string Start { get; set; } = "";

    /// <summary>How many seconds pass on an accelerated clock in a second of the wall's.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>The wall's time at which an accelerated clock showed <see cref="Start"/>, in ISO 8601; the start of the process when empty. With it, processes that
    /// start at different times show the same time, and one that starts again goes on where it would have been.</summary>
    public string Anchor { get; set; } = "";

    public IEnumerable<string> Errors()
    {
        if (Kind is not ("wall" or "accelerated" or "stepped")) yield return $"Clock:Kind is '{Kind}'; it must be wall, accelerated or stepped.";
        if (Start.Length > 0 ? Parse(Start) is null : Kind == "stepped") yield return $"Clock:Start is '{Start}'; it must be a time like 2026-10-01T08:00:00+08:00.";
        if (Anchor.Length > 0 && Parse(Anchor) is null) yield return $"Clock:Anchor is '{Anchor}'; it must be a time like 2026-10-01T08:00:00Z.";
        if (!(Speed is > 0 and <= 1_000_000)) yield return string.Create(CultureInfo.InvariantCulture, $"Clock:Speed is {Speed}; it must be above 0 and at most 1000000.");
    }

    /// <summary>The clock that is asked for.</summary>
    /// <param name="wall">The clock on the wall.</param>
    public TimeProvider Clock(TimeProvider wall) => Kind switch
    {
        "accelerated" => new AcceleratedClock(wall, Parse(Start) ?? wall.GetUtcNow(), Speed, Parse(Anchor)),
        "stepped" => new SteppedClock(Parse(Start)!.Value),
        _ => wall,
    };

    private static DateTimeOffset? Parse(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
}
