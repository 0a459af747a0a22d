using Exchange.Tests.Architecture;
using Xunit;
using static Exchange.Tests.Listing.Imports.Sheets;

namespace Exchange.Tests.Listing.Imports;

/// <summary>A sheet with forty rows, each with a fault of its own, among good ones.</summary>
public class SheetFaultsTests
{
    private const string Header = "key,title,category,region,quantity,unit,unit value,opening,reserve,increment,format,item number,group,fall,fall every,floor,divisible,minimum take,ladder\n";

    /// <summary>The fault of each row: the column in which it is, the rule, and the row.</summary>
    public static readonly (string Column, string Rule, string Row)[] Faults =
    [
        ("title", "required", ",,1,,1,,,5,,,,,,,,,,,"),
        ("title", "title", $",{new string('x', 201)},1,,1,,,5,,,,,,,,,,,"),
        ("title", "control-characters", ",A\u0007B,1,,1,,,5,,,,,,,,,,,"),
        ("title", "formula", ",=1+1,1,,1,,,5,,,,,,,,,,,"),
        ("title", "spreadsheet-error", ",#REF!,1,,1,,,5,,,,,,,,,,,"),
        ("title", "encoding", ",A\uFFFDB,1,,1,,,5,,,,,,,,,,,"),
        ("category", "required", ",qqqq,,,1,,,5,,,,,,,,,,,"),
        ("category", "category", ",A,no such thing!,,1,,,5,,,,,,,,,,,"),
        ("region", "region", $",A,1,{new string('x', 41)},1,,,5,,,,,,,,,,,"),
        ("quantity", "required", ",A,1,,,,,5,,,,,,,,,,,"),
        ("quantity", "number", ",A,1,,many,,,5,,,,,,,,,,,"),
        ("quantity", "positive", ",A,1,,-1,,,5,,,,,,,,,,,"),
        ("quantity", "positive", ",A,1,,0,,,5,,,,,,,,,,,"),
        ("quantity", "decimals", ",A,1,,1.2345,,,5,,,,,,,,,,,"),
        ("quantity", "too-large", ",A,1,,2000000000,,,5,,,,,,,,,,,"),
        ("quantity", "formula", ",A,1,,=2*3,,,5,,,,,,,,,,,"),
        ("quantity", "unit", ",A,1,,5 kg,TNE,,5,,,,,,,,,,,"),
        ("unit", "unit", ",A,1,,1,furlong,,5,,,,,,,,,,,"),
        ("unit value", "number", ",A,1,,1,,cheap,,,,,,,,,,,,"),
        ("unit value", "too-large", ",A,1,,1,,9999999999999999,,,,,,,,,,,,"),
        ("opening", "required", ",A,1,,1,,,,,,,,,,,,,,"),
        ("opening", "decimals", ",A,1,,1,,,5.123,,,,,,,,,,,"),
        ("opening", "number", ",A,1,,1,,,\"5,0\",,,,,,,,,,,"),
        ("opening", "too-large", ",A,1,,1,,,999999999999,,,,,,,,,,,"),
        ("reserve", "positive", ",A,1,,1,,,5,-1,,,,,,,,,,"),
        ("increment", "number", ",A,1,,1,,,5,,step,,,,,,,,,"),
        ("increment", "unused", ",A,1,,1,,,5,,1,vickrey,,,,,,,,"),
        ("format", "format", ",A,1,,1,,,5,,,lottery,,,,,,,,"),
        ("format", "format", ",A,1,,1,,,5,,,reverse-open,,,,,,,,"),
        ("item number", "item-number", $",A,1,,1,,,5,,,,{new string('1', 41)},,,,,,,"),
        ("group", "group", $",A,1,,1,,,5,,,,,{new string('g', 41)},,,,,,"),
        ("group", "lot.not-in-a-group", ",A,1,,1,,,5,,,fixed-price,,yard,,,,,,"),
        ("fall", "required", ",A,1,,1,,,5,,,dutch,,,,10,4,,,"),
        ("fall every", "time", ",A,1,,1,,,5,,,dutch,,,1,soon,4,,,"),
        ("floor", "lot.floor-above-opening", ",A,1,,1,,,5,,,dutch,,,1,10,6,,,"),
        ("floor", "unused", ",A,1,,1,,,5,,,,,,,,4,,,"),
        ("divisible", "yes-no", ",A,1,,1,,,5,,,dutch,,,1,10,4,perhaps,,"),
        ("minimum take", "positive", ",A,1,,1,,,5,,,fixed-price,,,,,,,0,"),
        ("", "column-count", ",A,1,,1,,,5,,,,,,,,,,"),
        ("key", "duplicate-key", "good-1,A,1,,1,,,5,,,,,,,,,,,"),
        ("key", "key", $"{new string('k', 101)},A,1,,1,,,5,,,,,,,,,,,"),
        ("", "quote", ",\"A\" B,1,,1,,,5,,,,,,,,,,,"),
    ];

    [Fact]
    public void A_sheet_with_forty_faults_and_more_gives_a_report_for_each_and_keeps_the_good_rows()
    {
        Assert.True(Faults.Length >= 40);
        var (report, _, lots) = Import(Sheet());
        Assert.Equal((Faults.Length + 2, 2, Faults.Length), (report!.Rows, report.Entered, report.Bad));
        Assert.Equal(["Good one", "Good two"], lots.Select(lot => lot.Details.Title));
        Assert.Equal(Faults.Select((fault, place) => (place + 3L, fault.Column, fault.Rule)), report.Errors.Select(error => (error.Line, error.Column, error.Rule)));
        Assert.All(report.Errors, error => Assert.True(error.Message.Length > 10, error.Message));
    }

    [Fact]
    public void Every_rule_is_told_in_the_documentation()
    {
        var text = House.Read("docs/stock-import.md");
        Assert.All(Faults.Select(fault => fault.Rule).Where(rule => !rule.Contains('.')).Distinct(), rule => Assert.Contains($"`{rule}`", text, StringComparison.Ordinal));
    }

    /// <summary>The sheet: a good row, all the bad ones, a good row.</summary>
    public static byte[] Sheet() => Utf8(Header + "good-1,Good one,1,,1,,,5,,,,,,,,,,,\n" + string.Concat(Faults.Select(fault => fault.Row + "\n")) + "good-2,Good two,1,,1,,,6.5,,,,,,,,,,,\n");
}
