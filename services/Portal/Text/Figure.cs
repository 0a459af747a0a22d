using System.Globalization;
using Exchange.Kernel.Values;

namespace Exchange.Portal.Text;

/// <summary>Numbers as people read them, in the current culture.</summary>
public static class Figure
{
    /// <summary>The whole amount with its currency: <c>¥12,500.00</c>.</summary>
    public static string Full(long minor, string currency) => Sign(currency) + Major(minor, currency).ToString("N" + Money.Decimals(currency), CultureInfo.CurrentCulture);

    /// <summary>An amount in a few digits, and its unit: 20.69 亿元, or ¥2.07 bn.</summary>
    public static (string Number, string Unit) Rounded(long minor, string currency)
    {
        var major = Major(minor, currency);
        return (Language.IsChinese, Math.Abs(major)) switch
        {
            (true, >= 100_000_000m) => (Digits(major / 100_000_000m), "亿" + Name(currency)),
            (true, >= 10_000m) => (Digits(major / 10_000m), "万" + Name(currency)),
            (true, _) => (Digits(major), Name(currency)),
            (false, >= 1_000_000_000m) => (Sign(currency) + Digits(major / 1_000_000_000m), "bn"),
            (false, >= 1_000_000m) => (Sign(currency) + Digits(major / 1_000_000m), "m"),
            (false, >= 10_000m) => (Sign(currency) + Digits(major / 1000m), "k"),
            _ => (Sign(currency) + Digits(major), ""),
        };
    }

    /// <summary>The short amount as one text.</summary>
    public static string Brief(long minor, string currency)
    {
        var (number, unit) = Rounded(minor, currency);
        return unit.Length > 0 ? number + " " + unit : number;
    }

    public static string Count(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A quantity with its unit: <c>2.5 t</c>.</summary>
    public static string Amount(long milli, string unit) => (milli / 1000m).ToString("#,0.###", CultureInfo.CurrentCulture) + " " + Unit(unit);

    /// <summary>A quantity as one writes it into a field.</summary>
    public static string Quantity(long milli) => (milli / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A span of time in minutes: <c>2.5</c>.</summary>
    public static string Minutes(long ms) => (ms / 60_000m).ToString("#,0.##", CultureInfo.CurrentCulture);

    /// <summary>A unit by its UN/CEFACT Recommendation 20 code; the code itself when it is not a common one.</summary>
    public static string Unit(string code) => (Language.IsChinese, code) switch
    {
        (true, "C62" or "H87" or "EA") => "件",
        (true, "KGM") => "千克",
        (true, "TNE") => "吨",
        (true, "MTR") => "米",
        (true, "SET") => "套",
        (true, "PR") => "副",
        (false, "C62" or "H87" or "EA") => "pcs",
        (false, "KGM") => "kg",
        (false, "TNE") => "t",
        (false, "MTR") => "m",
        (false, "SET") => "sets",
        (false, "PR") => "pairs",
        _ => code,
    };

    /// <summary>A share of a whole in whole per cent.</summary>
    public static string Percent(long part, long whole) => whole == 0 ? "–" : ((decimal)part / whole).ToString("P0", CultureInfo.CurrentCulture);

    /// <summary>A share of a whole as the width or height of a bar, culture-free: <c>43.21%</c>.</summary>
    public static string Bar(long part, long whole) =>
        whole <= 0 || part <= 0 ? "0%" : Math.Min(100m, part * 100m / whole).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>An amount as one writes it into a field: no grouping, the currency's decimals where there are any.</summary>
    public static string Field(long minor, string currency) =>
        Major(minor, currency).ToString(minor % Scale(currency) == 0 ? "0" : "0." + new string('0', Money.Decimals(currency)), CultureInfo.InvariantCulture);

    /// <summary>A field's text in thousandths or minor units, or null when it is no positive number with that many decimals at most.</summary>
    public static long? Parse(string? text, int decimals)
    {
        var cleaned = (text ?? "").Trim().Replace(",", "", StringComparison.Ordinal).Replace("，", "", StringComparison.Ordinal).TrimStart('¥', '￥').Trim();
        if (!decimal.TryParse(cleaned, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0 || number > 1_000_000_000_000_000m) return null;
        for (var i = 0; i < decimals; i++) number *= 10;
        return number == decimal.Truncate(number) && number <= long.MaxValue ? (long)number : null;
    }

    private static decimal Major(long minor, string currency) => (decimal)minor / Scale(currency);

    private static long Scale(string currency) => Money.Decimals(currency) == 0 ? 1 : 100;

    private static string Digits(decimal number) => number.ToString(Math.Abs(number) switch { >= 1000 => "N0", >= 100 => "N1", _ => "N2" }, CultureInfo.CurrentCulture);

    private static string Sign(string currency) => currency switch { "CNY" or "JPY" => "¥", "USD" => "$", "EUR" => "€", "" => "", _ => currency + " " };

    private static string Name(string currency) => currency switch { "CNY" => "元", "USD" => "美元", "EUR" => "欧元", "JPY" => "日元", _ => currency };
}
