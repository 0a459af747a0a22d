using System.Globalization;
using Exchange.Portal.Text;
using Xunit;

namespace Exchange.Tests.Portal;

public sealed class FigureTests
{
    [Theory]
    [InlineData(206_900_000_000, "20.69 亿元", "¥2.07 bn")]
    [InlineData(1_234_567_800, "1,235 万元", "¥12.35 m")]
    [InlineData(1_234_500, "1.23 万元", "¥12.35 k")]
    [InlineData(99_900, "999.0 元", "¥999.0")]
    [InlineData(0, "0.00 元", "¥0.00")]
    public void A_turnover_is_shown_in_few_digits(long minor, string chinese, string english)
    {
        Assert.Equal(chinese, In(Language.Chinese, () => Figure.Brief(minor, "CNY")));
        Assert.Equal(english, In(Language.English, () => Figure.Brief(minor, "CNY")));
    }

    [Fact]
    public void The_full_figure_is_exact_to_the_fen() => Assert.Equal("¥2,069,000,000.01", In(Language.Chinese, () => Figure.Full(206_900_000_001, "CNY")));

    [Theory]
    [InlineData("12500", 1_250_000L)]
    [InlineData("12,500.50", 1_250_050L)]
    [InlineData(" ¥12500.5 ", 1_250_050L)]
    [InlineData("0.01", 1L)]
    public void An_amount_is_read_as_people_write_it(string text, long minor) => Assert.Equal(minor, Figure.Parse(text, decimals: 2));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1.005")]
    [InlineData("1e3")]
    [InlineData("twelve")]
    [InlineData("99999999999999999999999999")]
    public void What_is_no_amount_is_not_read(string? text) => Assert.Null(Figure.Parse(text, decimals: 2));

    [Theory]
    [InlineData(1_250_000, "12500")]
    [InlineData(1_250_050, "12500.50")]
    public void A_field_holds_what_would_be_read_again(long minor, string text)
    {
        Assert.Equal(text, Figure.Field(minor, "CNY"));
        Assert.Equal(minor, Figure.Parse(text, decimals: 2));
    }

    [Theory]
    [InlineData(1, 3, "33.33%")]
    [InlineData(5, 3, "100%")]
    [InlineData(0, 3, "0%")]
    [InlineData(3, 0, "0%")]
    public void A_bar_never_leaves_its_frame(long part, long whole, string width) => Assert.Equal(width, Figure.Bar(part, whole));

    [Fact]
    public void Times_are_those_of_the_fairs_time_zone() => Assert.Equal("2026-05-01 09:00", Moment.Full(1_777_597_200_000, "Asia/Shanghai"));

    private static string In(CultureInfo culture, Func<string> shown)
    {
        var (current, ui) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
            return shown();
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (current, ui);
        }
    }
}
