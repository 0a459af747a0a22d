using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Exchange.Listing.Imports;

/// <summary>How a file writes its numbers.</summary>
public enum NumberStyle
{
    /// <summary>1,234.5: the point before decimals, commas between thousands.</summary>
    Point,

    /// <summary>1.234,5: the comma before decimals, points between thousands.</summary>
    Comma,
}

/// <summary>A number as a file has it.</summary>
/// <param name="Value">Its value; null where it cannot be read.</param>
/// <param name="Decimals">How many decimals it has, zeros at the end not counted.</param>
/// <param name="Quirks">The rules by which it was read: <c>full-width</c>, <c>currency-symbol</c>, <c>thousands-separator</c>, <c>multiplier</c>.</param>
/// <param name="Rest">What stands behind it, such as a unit; empty for nothing.</param>
public sealed record SheetNumber(decimal? Value, int Decimals, IReadOnlyList<string> Quirks, string Rest);

/// <summary>Numbers as people write them in sheets. What can be read in two ways is asked, not guessed.</summary>
public static partial class SheetNumbers
{
    private static readonly string[] None = [];

    // Signs and words of currencies; that of the fair holds.
    private static readonly string[] Currencies = ["¥", "￥", "$", "€", "£", "CNY", "RMB", "USD", "EUR", "人民币", "元"];

    private static readonly (string Word, decimal Factor)[] Multipliers = [("万亿", 1_000_000_000_000m), ("亿", 100_000_000m), ("万", 10_000m)];

    /// <summary>By how much a column's name says that its numbers are to be multiplied: 10,000 for <c>单价（万元）</c>, else 1.</summary>
    public static decimal FactorOf(string header)
    {
        var open = header.IndexOfAny(['(', '（', '[', '【', '/', '_']);
        if (open < 0) return 1;
        var behind = header[(open + 1)..].TrimStart();
        return behind.StartsWith("千元", StringComparison.Ordinal) ? 1_000
            : Multipliers.FirstOrDefault(known => behind.StartsWith(known.Word + "元", StringComparison.Ordinal), (Word: "", Factor: 1m)).Factor;
    }

    /// <summary>How a file writes its numbers, by a sample of them; null when they can be read in two ways.</summary>
    /// <param name="sample">What stands in the columns of numbers.</param>
    /// <param name="unclear">Up to five that can be read in two ways.</param>
    public static NumberStyle? Infer(IEnumerable<string> sample, out IReadOnlyList<string> unclear)
    {
        var (point, comma, open) = (false, false, new List<string>());
        foreach (var text in sample.Select(raw => Stripped(raw, out _)))
        {
            if (PointOnly().IsMatch(text)) point = true;
            else if (CommaOnly().IsMatch(text)) comma = true;
            else if (!Either().IsMatch(text)) continue;
            if (!PointOnly().IsMatch(text) && open.Count < 5 && !open.Contains(text)) open.Add(text);
        }

        unclear = open;
        return point || (!comma && open.Count == 0) ? NumberStyle.Point : null;
    }

    /// <summary>Reads a number that is not negative.</summary>
    /// <param name="raw">What stands in the field.</param>
    /// <param name="style">How the file writes numbers.</param>
    public static SheetNumber Read(string raw, NumberStyle style)
    {
        // Most numbers of most files are plain.
        if (Plain(raw, style)) return new(decimal.Parse(raw, CultureInfo.InvariantCulture), DecimalsOf(raw), None, "");
        var text = Stripped(raw, out var quirks);
        var match = Number().Match(text);
        if (!match.Success || match.Groups[2].Value is ['e' or 'E', (>= '0' and <= '9') or '-' or '+', ..]) return new(null, 0, quirks, "");
        var (number, rest) = (match.Groups[1].Value, match.Groups[2].Value.Trim());
        if (Multipliers.FirstOrDefault(known => rest.StartsWith(known.Word, StringComparison.Ordinal)) is { Word: { } word, Factor: var factor })
        {
            quirks.Add("multiplier");
            rest = rest[word.Length..].Trim();
        }
        else factor = 1;

        var digits = Digits(number, style, quirks);
        return digits is null || digits.Length > 40 || !decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || value > decimal.MaxValue / factor
            ? new(digits is { Length: > 28 } && digits.All(char.IsAsciiDigit) ? decimal.MaxValue : null, 0, quirks, rest)
            : new(value * factor, DecimalsOf((value * factor).ToString(CultureInfo.InvariantCulture)), quirks, rest);
    }

    private static bool Plain(string raw, NumberStyle style)
    {
        if (raw.Length is 0 or > 18) return false;
        var points = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '.' && style == NumberStyle.Point && i > 0 && i < raw.Length - 1) points++;
            else if (!char.IsAsciiDigit(raw[i])) return false;
        }

        return points <= 1;
    }

    private static int DecimalsOf(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        return point < 0 ? 0 : digits.AsSpan(point + 1).TrimEnd('0').Length;
    }

    /// <summary>Digits and at most a point, or null.</summary>
    private static string? Digits(string number, NumberStyle style, List<string> quirks)
    {
        var (point, group) = style == NumberStyle.Point ? ('.', ',') : (',', '.');
        if (Spaced().IsMatch(number))
        {
            quirks.Add("thousands-separator");
            number = Spaces().Replace(number, "");
        }

        var parts = number.Split(point);
        if (parts.Length > 2 || (parts.Length == 2 && (parts[1].Length == 0 || !parts[1].All(char.IsAsciiDigit)))) return null;
        var whole = parts[0].Split(group);
        if (whole.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit))) return null;
        if (whole.Length > 1)
        {
            if (whole[0].Length > 3 || whole.Skip(1).Any(part => part.Length != 3)) return null;
            quirks.Add("thousands-separator");
        }

        return string.Concat(whole) + (parts.Length == 2 ? "." + parts[1] : "");
    }

    private static string Stripped(string raw, out List<string> quirks)
    {
        quirks = [];
        var text = raw.Trim();
        if (text.Any(c => c is (>= '\uFF01' and <= '\uFF5E') and not '￥'))
        {
            quirks.Add("full-width");
            text = string.Concat(text.Select(c => c is >= '\uFF01' and <= '\uFF5E' ? (char)(c - 0xFEE0) : c == '\u3000' ? ' ' : c)).Normalize(NormalizationForm.FormC);
        }

        foreach (var currency in Currencies)
        {
            if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[currency.Length..].TrimStart();
            else if (text.EndsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[..^currency.Length].TrimEnd();
            else continue;
            quirks.Add("currency-symbol");
            break;
        }

        return text;
    }

    // What only one of the two styles can have written.
    [GeneratedRegex(@"^([0-9]{1,3}(,[0-9]{3})+\.[0-9]+|[0-9]{1,3}(,[0-9]{3}){2,}|0\.[0-9]+|[0-9]+\.([0-9]{1,2}|[0-9]{4,})|[0-9]{4,}\.[0-9]{3})(?=[^0-9]*$)", RegexOptions.ExplicitCapture)]
    private static partial Regex PointOnly();

    [GeneratedRegex(@"^([0-9]{1,3}(\.[0-9]{3})+,[0-9]+|[0-9]{1,3}(\.[0-9]{3}){2,}|0,[0-9]+|[0-9]+,([0-9]{1,2}|[0-9]{4,})|[0-9]{4,},[0-9]{3})(?=[^0-9]*$)", RegexOptions.ExplicitCapture)]
    private static partial Regex CommaOnly();

    [GeneratedRegex(@"^[0-9]{1,3},[0-9]{3}(?=[^0-9]*$)")]
    private static partial Regex Either();

    [GeneratedRegex(@"^([0-9](?:[0-9.,'’ \u00A0\u2009\u202F]*[0-9])?)([^0-9].*)?$", RegexOptions.Singleline)]
    private static partial Regex Number();

    [GeneratedRegex(@"^[0-9]{1,3}(['’ \u00A0\u2009\u202F][0-9]{3})+([.,][0-9]+)?$")]
    private static partial Regex Spaced();

    [GeneratedRegex(@"['’ \u00A0\u2009\u202F]")]
    private static partial Regex Spaces();
}
