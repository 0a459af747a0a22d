using CsCheck;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests.Kernel;

/// <summary>Amounts in capital characters: the examples of the rules, and random ones read back.</summary>
public sealed class ChineseAmountTests
{
    [Theory]
    [InlineData(140950, "壹仟肆佰零玖元伍角")] // these seven are the examples of the rules, with the choices that the class states
    [InlineData(600714, "陆仟零柒元壹角肆分")]
    [InlineData(168032, "壹仟陆佰捌拾元零叁角贰分")]
    [InlineData(10700053, "壹拾万柒仟元零伍角叁分")]
    [InlineData(1640902, "壹万陆仟肆佰零玖元零贰分")]
    [InlineData(32504, "叁佰贰拾伍元零肆分")]
    [InlineData(1200000, "壹万贰仟元整")]
    [InlineData(0, "零元整")]
    [InlineData(1, "壹分")]
    [InlineData(50, "伍角")]
    [InlineData(105, "壹元零伍分")]
    [InlineData(1000, "壹拾元整")]
    [InlineData(1001, "壹拾元零壹分")]
    [InlineData(1010, "壹拾元零壹角")]
    [InlineData(100000001, "壹佰万元零壹分")]
    [InlineData(1_0000_0001_00, "壹亿零壹元整")]
    [InlineData(1_0005_0000_00, "壹亿零伍万元整")]
    [InlineData(1_1000_0500_00, "壹亿壹仟万零伍佰元整")]
    [InlineData(2_069_000_000_00, "贰拾亿陆仟玖佰万元整")] // the turnover of the fair of 1989
    [InlineData(1_0000_0000_0000_00, "壹万亿元整")]
    [InlineData(1_0005_0000_0000_00, "壹万零伍亿元整")]
    [InlineData(ChineseAmount.MostMinor, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分")]
    public void An_amount_is_written_by_the_rules_of_the_peoples_bank(long minor, string written) => Assert.Equal(written, ChineseAmount.Of(new(minor, "CNY")));

    [Fact]
    public void What_is_written_reads_back_as_the_amount() =>
        Gen.OneOf(Gen.Long[0, ChineseAmount.MostMinor], Gen.Long[0, 1_000_000_00], Sparse).Sample(minor => Read(ChineseAmount.Of(new(minor, "CNY"))) == minor);

    [Fact]
    public void No_zero_is_written_twice_or_before_a_unit() => Gen.OneOf(Gen.Long[1, ChineseAmount.MostMinor], Sparse.Where(minor => minor > 0)).Sample(minor =>
    {
        var written = ChineseAmount.Of(new(minor, "CNY"));
        return !written.Contains("零零", StringComparison.Ordinal) && !written.StartsWith('零') && !"拾佰仟万亿元角分整".Any(unit => written.Contains("零" + unit, StringComparison.Ordinal));
    });

    [Fact]
    public void Two_amounts_are_never_written_alike() =>
        Gen.Select(Sparse, Sparse).Sample((one, other) => (one == other) == (ChineseAmount.Of(new(one, "CNY")) == ChineseAmount.Of(new(other, "CNY"))));

    [Fact]
    public void Negative_and_nameless_amounts_and_other_currencies_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ChineseAmount.Of(new(-1, "CNY")));
        Assert.Throws<ArgumentOutOfRangeException>(() => ChineseAmount.Of(new(ChineseAmount.MostMinor + 1, "CNY")));
        Assert.Throws<ArgumentException>(() => ChineseAmount.Of(new(1, "USD")));
    }

    /// <summary>Amounts with many zeros, where the rules are.</summary>
    private static Gen<long> Sparse { get; } = Gen.Select(Gen.Int[0, 17], Gen.Int[0, 17], Gen.Int[0, 17], Gen.Long[0, 9], Gen.Long[0, 9], Gen.Long[0, 9])
        .Select((a, b, c, x, y, z) => Math.Min(ChineseAmount.MostMinor, (x * Ten(a)) + (y * Ten(b)) + (z * Ten(c))));

    private static long Ten(int power) => power == 0 ? 1 : 10 * Ten(power - 1);

    /// <summary>Reads an amount character by character: a digit waits for its unit, 万 and 亿 multiply all that stands before them.</summary>
    internal static long Read(string written)
    {
        long yuan = 0, section = 0, digit = 0, minor = 0;
        foreach (var character in written)
            switch (character)
            {
                case '拾' or '佰' or '仟':
                    section += digit * character switch { '拾' => 10, '佰' => 100, _ => 1000 };
                    digit = 0;
                    break;
                case '万':
                    section = (section + digit) * 10_000;
                    digit = 0;
                    yuan += section;
                    section = 0;
                    break;
                case '亿':
                    yuan = (yuan + section + digit) * 100_000_000;
                    (section, digit) = (0, 0);
                    break;
                case '元':
                    yuan += section + digit;
                    (section, digit) = (0, 0);
                    break;
                case '角':
                    minor += digit * 10;
                    digit = 0;
                    break;
                case '分':
                    minor += digit;
                    digit = 0;
                    break;
                case '整':
                    break;
                default:
                    digit = "零壹贰叁肆伍陆柒捌玖".IndexOf(character, StringComparison.Ordinal);
                    break;
            }

        return (yuan * 100) + minor;
    }
}
