using System.Collections.Frozen;
using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Fairs;

/// <summary>Amounts, times and names of rules as people read them, exactly: nothing is rounded.</summary>
public static class RuleWords
{
    private static readonly (long Ms, string Chinese, string English)[] Lengths =
        [(86_400_000, "天", "day"), (3_600_000, "小时", "hour"), (60_000, "分钟", "minute"), (1_000, "秒", "second"), (1, "毫秒", "millisecond")];

    private static readonly FrozenDictionary<string, (string Chinese, string English)> Formats = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["english"] = ("增价拍卖", "ascending bids"),
        ["sealed-first-price"] = ("密封报价（按最高价）", "sealed bids at the highest price"),
        ["vickrey"] = ("密封报价（按次高价）", "sealed bids at the second price"),
        ["dutch"] = ("降价钟", "a falling clock"),
        ["dutch-sealed"] = ("降价钟加密封报价", "a falling clock with sealed bids"),
        ["best-offer"] = ("还盘议价", "offers"),
        ["fixed-price"] = ("一口价", "a fixed price"),
        ["pay-as-bid"] = ("多单位按各自报价", "many units at the prices bid"),
        ["uniform-lowest-winning"] = ("多单位按最低中标价", "many units at the lowest winning price"),
        ["uniform-highest-losing"] = ("多单位按最高落标价", "many units at the highest losing price"),
        ["vcg"] = ("多单位按VCG", "many units by VCG"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A length of time in Chinese: 2小时30分钟.</summary>
    public static string SpanChinese(long ms) => Span(ms, (count, length) => string.Create(CultureInfo.InvariantCulture, $"{count}{length.Chinese}"), "");

    /// <summary>A length of time in English: 2 hours 30 minutes.</summary>
    public static string SpanEnglish(long ms) =>
        Span(ms, (count, length) => string.Create(CultureInfo.InvariantCulture, $"{count} {length.English}{(count == 1 ? "" : "s")}"), " ");

    /// <summary>A share of 1/10,000 as a percentage: 2.5%.</summary>
    public static string Percent(long basisPoints) => (basisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>An amount with its currency: 100.00 CNY.</summary>
    public static string Amount(long minor, string currency) => new Money(minor, currency).ToString();

    /// <summary>A moment by the clock of a time zone, with what that is ahead of UTC: 2026-10-12 09:00 (UTC+08:00).</summary>
    public static string At(long ms, string timeZone)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var known) ? known : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), zone);
        var pattern = (ms % 60_000, ms % 1_000) switch { (0, _) => "yyyy-MM-dd HH:mm '(UTC'zzz')'", (_, 0) => "yyyy-MM-dd HH:mm:ss '(UTC'zzz')'", _ => "yyyy-MM-dd HH:mm:ss.fff '(UTC'zzz')'" };
        return local.ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>A minute of the day: 10:00; the last one is 24:00.</summary>
    public static string MinuteOfDay(long minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");

    /// <summary>A format in Chinese, with its code.</summary>
    public static string FormatChinese(string format) => Formats.TryGetValue(format, out var name) ? $"{name.Chinese}（{format}）" : format;

    /// <summary>A format in English, with its code.</summary>
    public static string FormatEnglish(string format) => Formats.TryGetValue(format, out var name) ? $"{name.English} ({format})" : format;

    private static string Span(long ms, Func<long, (long Ms, string Chinese, string English), string> word, string between)
    {
        var parts = new List<string>();
        foreach (var length in Lengths)
        {
            if (ms / length.Ms is > 0 and var count) parts.Add(word(count, length));
            ms %= length.Ms;
        }

        return parts.Count > 0 ? string.Join(between, parts) : word(0, Lengths[2]);
    }
}
