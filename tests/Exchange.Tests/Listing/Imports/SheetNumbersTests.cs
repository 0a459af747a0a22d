using System.Globalization;
using CsCheck;
using Exchange.Listing.Imports;
using Xunit;
using static Exchange.Tests.Listing.Imports.Sheets;

namespace Exchange.Tests.Listing.Imports;

public class SheetNumbersTests
{
    [Theory]
    [InlineData("1250", 1250)]
    [InlineData("1250.50", 1250.5)]
    [InlineData("１２５０．５", 1250.5)]
    [InlineData("1,250", 1250)]
    [InlineData("1,234,567.8", 1234567.8)]
    [InlineData("1 234 567.8", 1234567.8)]
    [InlineData("1'234.5", 1234.5)]
    [InlineData("¥1,250.00", 1250)]
    [InlineData("1250元", 1250)]
    [InlineData("CNY 12.5", 12.5)]
    [InlineData("3.5万", 35000)]
    [InlineData("1.2亿", 120000000)]
    public void Numbers_are_read_as_people_write_them(string text, double value)
    {
        var number = SheetNumbers.Read(text, NumberStyle.Point);
        Assert.Equal(((decimal)value, ""), (number.Value, number.Rest));
    }

    [Theory]
    [InlineData("1.250", 1250)]
    [InlineData("1250,5", 1250.5)]
    [InlineData("1.234.567,8", 1234567.8)]
    public void A_file_with_decimal_commas_is_read_so(string text, double value) => Assert.Equal((decimal)value, SheetNumbers.Read(text, NumberStyle.Comma).Value);

    [Theory]
    [InlineData("12,5")]
    [InlineData("1,2345")]
    [InlineData("12.34.56")]
    [InlineData("1e5")]
    [InlineData("٣")]
    [InlineData("abc")]
    [InlineData("1-2")]
    [InlineData(".5")]
    [InlineData("1 2")]
    public void What_is_no_number_of_the_style_is_none(string text)
    {
        var number = SheetNumbers.Read(text, NumberStyle.Point);
        Assert.True(number.Value is null || number.Rest.Length > 0, $"{text} became {number.Value}.");
    }

    [Fact]
    public void A_unit_behind_a_quantity_is_its_unit_unless_the_unit_s_own_column_says_another()
    {
        var (report, _, lots) = Import(Utf8("title,category,quantity,unit,opening\nA,1,12 kg,,5\nB,1,3.5吨,吨,5\nC,1,5 kg,t,5\nD,1,7,,5\n"));
        Assert.Equal([("KGM", 12_000L), ("TNE", 3_500), ("C62", 7_000)], lots.Select(lot => (lot.Details.Unit, lot.Details.QuantityMilli)));
        Assert.Equal((4L, "quantity", "unit"), (Assert.Single(report!.Errors).Line, report.Errors[0].Column, report.Errors[0].Rule));
    }

    [Theory]
    [InlineData("12,5", "import.numbers-unclear")]
    [InlineData("1,500", "import.numbers-unclear")]
    [InlineData("1.250,75", "import.numbers-unclear")]
    [InlineData("1,234.50", null)]
    [InlineData("1,234,567", null)]
    [InlineData("12.5", null)]
    [InlineData("1500", null)]
    public void What_can_be_read_in_two_ways_is_asked(string price, string? refusal)
    {
        var file = Utf8($"title;category;quantity;opening\nA;1;2;{price}\n");
        Assert.Equal(refusal, Import(file).Refusal?.Code);
        if (refusal is null) return;
        var (point, comma) = (Import(file, Terms with { Numbers = NumberStyle.Point }), Import(file, Terms with { Numbers = NumberStyle.Comma }));
        Assert.Equal(price == "1,500" ? 1 : 0, point.Lots.Count);
        Assert.Equal(price switch { "12,5" => 1_250, "1,500" => 150, _ => 125_075 }, Assert.Single(comma.Lots).Details.OpeningMinor);
    }

    [Fact]
    public void One_number_that_is_clear_answers_for_the_file() =>
        Assert.Equal([150_000, 1_250], Import(Utf8("title;category;quantity;opening\nA;1;2;1,500\nB;1;2;12.5\n")).Lots.Select(lot => lot.Details.OpeningMinor));

    [Fact]
    public void A_column_in_tens_of_thousands_is_multiplied_and_one_for_a_kilogram_is_not()
    {
        Assert.Equal(38_500_000, Assert.Single(Import(Utf8("品名,类别,数量,起拍价（万元）\nA,1,2,38.5\n")).Lots).Details.OpeningMinor);
        Assert.Equal(3_850, Assert.Single(Import(Utf8("品名,类别,数量,起拍价（千克）\nA,1,2,38.5\n")).Lots).Details.OpeningMinor);
    }

    [Fact]
    public void Every_amount_is_read_as_it_was_written_in_either_style()
    {
        var amounts = Gen.Select(Gen.Long[0, 999_999_999_999], Gen.Bool, Gen.Bool);
        amounts.Sample((minor, grouped, comma) =>
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            if (comma) (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator) = (",", ".");
            var text = (minor / 100m).ToString(grouped ? "N2" : "F2", culture);
            return SheetNumbers.Read(text, comma ? NumberStyle.Comma : NumberStyle.Point).Value == minor / 100m;
        });
    }
}
