using Xunit;
using static Exchange.Tests.Listing.Imports.Sheets;

namespace Exchange.Tests.Listing.Imports;

public class SameMaterialsTests
{
    private const string Header = "title,category,quantity,unit,opening,item number,format\n";

    [Theory]
    [InlineData("Angle steel 50×50×5 Q235", "Q235 angle steel 50*50*5", "same-kind")]
    [InlineData("深沟球轴承 6204", "6204 深沟球轴承", "same-kind")]
    [InlineData("角钢 50x5", "Angle steel 50×5", "same-kind")]
    [InlineData("GREASE,LITHIUM SOAP", "Lithium soap (grease)", "same-words")]
    public void The_same_material_in_other_words_is_found(string one, string other, string why)
    {
        var (report, _, _) = Import(Utf8(Header + $"\"{one}\",1,3,KGM,5,,\n\"{other}\",1,4,KGM,6,,\nsomething else 77,1,4,KGM,6,,\n"));
        var group = Assert.Single(report!.Same!);
        Assert.Equal((2L, 2L, why, 7_000L, 1_100L, true), (group.Line, group.Rows, group.Why, group.QuantityMilli, group.OpeningMinor, group.CanMerge));
        Assert.Equal([2L, 3], group.Lines);
        Assert.Equal((one, other), (group.Title, group.Other));
    }

    [Theory]
    [InlineData("Angle steel 50x5", "Angle steel 63x6")]
    [InlineData("Bearing 6204", "Bearing 6205")]
    [InlineData("Hammer", "Pliers")]
    public void Other_measures_are_other_materials(string one, string other) => Assert.Null(Import(Utf8(Header + $"{one},1,3,C62,5,,\n{other},1,4,C62,6,,\n")).Report!.Same);

    [Fact]
    public void Other_units_are_not_compared_and_the_same_number_is()
    {
        Assert.Null(Import(Utf8(Header + "Cable 3x120,1,3,MTR,5,,\nCable 3x120,1,4,KGM,6,,\n")).Report!.Same);
        var group = Assert.Single(Import(Utf8(Header + "Grommet,1,3,C62,5,A-7,\nRing of rubber,1,4,C62,6,a-7,\n")).Report!.Same!);
        Assert.Equal("same-number", group.Why);
    }

    [Fact]
    public void Merged_rows_are_one_lot_with_their_sum_and_the_others_stay()
    {
        var file = Utf8(Header + "Bearing 6204,1,3,C62,5,,\nNut,1,1,C62,2,,\n6204 bearing,1,4,C62,6,,\nNut,1,2,C62,2,,\n");
        var (report, _, _) = Import(file, merge: ["2"]);
        Assert.Equal((4L, 3L, 1L, 0L), (report!.Rows, report.Entered, report.Merged!.Value, report.Bad));
        Assert.Equal(
            [("Bearing 6204", 7_000L, 1_100L), ("Nut", 1_000, 200), ("Nut", 2_000, 200)],
            report.Preview!.Select(lot => (lot.Details.Title, lot.Details.QuantityMilli, lot.Details.OpeningMinor)));
        Assert.Equal((2L, 2L), (Import(file, merge: ["all"]).Report!.Entered, Import(file, merge: ["all"]).Report!.Merged!.Value));
    }

    [Fact]
    public void Prices_for_a_unit_merge_only_where_they_are_equal()
    {
        var (equal, _, _) = Import(Utf8(Header + "Nut,1,3,C62,5,,fixed-price\nNut,1,4,C62,5,,fixed-price\n"), merge: ["all"]);
        Assert.Equal((7_000L, 500L), (equal!.Preview![0].Details.QuantityMilli, equal.Preview[0].Details.OpeningMinor));
        var (other, _, _) = Import(Utf8(Header + "Nut,1,3,C62,5,,fixed-price\nNut,1,4,C62,6,,fixed-price\n"), merge: ["all"]);
        Assert.False(Assert.Single(other!.Same!).CanMerge);
        Assert.Equal((2L, 0L), (other.Entered, other.Merged!.Value));
    }
}
