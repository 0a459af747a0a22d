using System.Text;

namespace Exchange.Kernel.Values;

/// <summary>Amounts of yuan in the capital characters that cannot be changed into others (中文大写金额), as papers about money carry them. Source: the basic rules for filling in bills and settlement
/// vouchers (正确填写票据和结算凭证的基本规定), appendix 1 of the payment and settlement measures of the People's Bank of China (支付结算办法, 1997). Where the rules leave a choice: 整 stands after 元 alone,
/// 零 stands after 元 where the digit of 元 or of 角 is a zero and something follows, and before 仟 it is left out.</summary>
public static class ChineseAmount
{
    /// <summary>The greatest amount that has a name, in fen: one fen less than ten thousand million million yuan.</summary>
    public const long MostMinor = 999_999_999_999_999_999;

    private const string Digits = "零壹贰叁肆伍陆柒捌玖";

    private const long Yi = 100_000_000, Wan = 10_000;

    /// <summary>An amount in capital characters, without the 人民币 that stands before it: 壹万贰仟元整.</summary>
    /// <exception cref="ArgumentException">The currency is not the yuan.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative or greater than <see cref="MostMinor"/>.</exception>
    public static string Of(Money money)
    {
        if (money.Currency != "CNY") throw new ArgumentException($"Amounts of {money.Currency} have no capital characters.", nameof(money));
        ArgumentOutOfRangeException.ThrowIfNegative(money.Minor, nameof(money));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(money.Minor, MostMinor, nameof(money));

        var (yuan, jiao, fen) = (money.Minor / 100, (int)(money.Minor / 10 % 10), (int)(money.Minor % 10));
        var text = new StringBuilder();
        if (yuan > 0 || money.Minor == 0) Append(text, yuan).Append('元');
        if (jiao == 0 && fen == 0) return text.Append('整').ToString();
        if (yuan > 0 && (jiao == 0 || yuan % 10 == 0)) text.Append('零');
        if (jiao > 0) text.Append(Digits[jiao]).Append('角');
        if (fen > 0) text.Append(Digits[fen]).Append('分');
        return text.ToString();
    }

    /// <summary>A whole number: what is above the greatest unit in it is a number of that unit, and what is below follows.</summary>
    private static StringBuilder Append(StringBuilder text, long number) => number switch
    {
        >= Yi => AppendParts(text, number, Yi, '亿'),
        >= Wan => AppendParts(text, number, Wan, '万'),
        >= 1000 => AppendParts(text, number, 1000, '仟'),
        >= 100 => AppendParts(text, number, 100, '佰'),
        >= 10 => AppendParts(text, number, 10, '拾'),
        _ => text.Append(Digits[(int)number]),
    };

    private static StringBuilder AppendParts(StringBuilder text, long number, long unit, char name)
    {
        Append(text, number / unit).Append(name);
        var below = number % unit;
        if (below == 0) return text;
        if (below < unit / 10) text.Append('零');
        return Append(text, below);
    }
}
