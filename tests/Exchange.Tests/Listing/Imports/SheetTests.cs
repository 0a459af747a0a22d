using System.Globalization;
using System.Text;
using Exchange.Kernel.Values;
using Xunit;
using static Exchange.Tests.Listing.Imports.Sheets;

namespace Exchange.Tests.Listing.Imports;

public class SheetTests
{
    private const string Chinese = "物料编码,物料名称,规格型号,单位,数量,单价（元）,仓库所在地\nA-1,深沟球轴承,6204-2RS,套,1200,12.50,长春\nA-2,螺纹钢,HRB400 Φ20,吨,35.5,3850,吉林\n";

    [Fact]
    public void The_real_stock_file_gives_identical_lots_as_csv_as_gb18030_and_as_a_workbook()
    {
        var text = File.ReadAllText(SharedData.Path("surplus-stock.csv"));
        var (report, _, lots) = Import(Utf8(text));
        Assert.Equal((15_366, 15_366, 0), (report!.Rows, report.Entered, report.Bad));

        var (chinese, _, ofChinese) = Import(Gb18030.GetBytes(text.Replace("item_name", "品名", StringComparison.Ordinal)));
        Assert.Equal("gb18030", chinese!.File!.Encoding);
        Assert.Equal(lots, ofChinese);

        var (workbook, _, ofWorkbook) = Import(Workbook(Cells(text)));
        Assert.Equal("xlsx", workbook!.File!.Kind);
        Assert.Equal(lots, ofWorkbook);
    }

    [Theory]
    [InlineData("utf-8", "utf-8")]
    [InlineData("utf-8-mark", "utf-8")]
    [InlineData("gb18030", "gb18030")]
    [InlineData("utf-16", "utf-16")]
    [InlineData("utf-16be", "utf-16")]
    public void A_chinese_file_says_itself_in_which_encoding_it_is(string encoding, string told)
    {
        var bytes = encoding switch
        {
            "utf-8" => Utf8(Chinese),
            "utf-8-mark" => [0xEF, 0xBB, 0xBF, .. Utf8(Chinese)],
            "gb18030" => Gb18030.GetBytes(Chinese),
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Chinese.Replace(',', '\t'))],
            _ => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Chinese)],
        };
        var (report, _, lots) = Import(bytes);
        Assert.Equal(told, report!.File!.Encoding);
        Assert.Equal(
            [("深沟球轴承 6204-2RS", "BT", "SET", 1_200_000L, 450_000L), ("螺纹钢 HRB400 Φ20", "FE", "TNE", 35_500L, 4_100_250L)],
            lots.Select(lot => (lot.Details.Title, lot.Details.Category[..2], lot.Details.Unit, lot.Details.QuantityMilli, lot.Details.OpeningMinor)));
    }

    [Fact]
    public void An_encoding_that_the_file_does_not_say_is_asked_and_then_taken()
    {
        var bytes = Encoding.Latin1.GetBytes("title,category,quantity,opening\nStahlträger für Brücken,1,3,5\n");
        var (_, refusal, _) = Import(bytes);
        Assert.Equal("import.wrong-encoding", refusal!.Code);
        Assert.Contains("windows-1252", (string[])refusal.Facts["encodings"]);
        Assert.Equal("Stahlträger für Brücken", Assert.Single(Import(bytes, asked: new(Encoding: "windows-1252")).Lots).Details.Title);
    }

    [Fact]
    public void A_few_wrong_bytes_in_a_file_of_utf_8_cost_their_row_alone()
    {
        var text = string.Concat(Enumerable.Range(0, 50).Select(n => $"深沟球轴承{n},1,3,5\n"));
        var (report, _, lots) = Import([.. Utf8("title,category,quantity,opening\n" + text), .. "bad"u8, 0xFF, .. ",1,3,5\n"u8]);
        Assert.Equal((51, 1, "encoding"), (report!.Rows, report.Bad, Assert.Single(report.Errors).Rule));
        Assert.Equal(50, lots.Count);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    [InlineData("^")]
    [InlineData("~")]
    public void The_delimiter_is_told_by_the_lines(string delimiter)
    {
        var rows = "title,category,quantity,opening\n\"Cable# 3x120\",1,3,5\nRebar,1,4,6".Replace(",", delimiter, StringComparison.Ordinal).Replace('#', ',');
        var (report, _, lots) = Import(Utf8("盘点清单 2026,第一仓库\n" + rows));
        Assert.Equal((delimiter, 2L), (report!.File!.Delimiter, report.File.HeaderLine));
        Assert.Equal(["Cable, 3x120", "Rebar"], lots.Select(lot => lot.Details.Title));
    }

    [Fact]
    public void A_line_that_names_the_delimiter_is_no_row()
    {
        var (report, _, lots) = Import(Utf8("sep=;\r\ntitle;category;quantity;opening\r\nRebar;1;4;6\r\nx;1;-4;6\r\n"));
        Assert.Equal((2L, 4L), (report!.File!.HeaderLine, Assert.Single(report.Errors).Line));
        Assert.Single(lots);
    }

    [Fact]
    public void Titles_above_the_header_and_sums_below_are_no_rows()
    {
        var (report, _, lots) = Import(Workbook(
        [
            ["呆滞物料清单", null, null, null], [null, null, null, null], ["制表日期", "2026-11-29", null, null],
            ["品名", "类别", "数量(吨)", "单价（万元）"], ["角钢 50x5", "角钢", 12.5, 0.385], ["合计", null, 12.5, null],
        ]));
        Assert.Equal((4L, 1L, 0L), (report!.File!.HeaderLine, report.Rows, report.Bad));
        var lot = Assert.Single(lots).Details;
        Assert.Equal(("FE0305", 12_500L, "TNE", 1_443_750L), (lot.Category, lot.QuantityMilli, lot.Unit, lot.OpeningMinor));
    }

    [Fact]
    public void Rows_that_a_workbook_leaves_out_keep_their_numbers_and_a_sheet_is_found_by_its_name()
    {
        var bytes = Raw(Xml(Row(1, "title", "category", "quantity", "opening") + Row(7, "Rebar", "1", "0", "5")));
        var (report, _, _) = Import(bytes);
        Assert.Equal((1L, 7L), (report!.Rows, Assert.Single(report.Errors).Line));
        Assert.Equal("import.no-such-sheet", Import(bytes, asked: new(Sheet: "T")).Refusal!.Code);
        Assert.Equal("S", Import(bytes, asked: new(Sheet: "S")).Report!.File!.Sheet);
    }

    [Fact]
    public void A_category_is_taken_from_its_code_its_name_or_the_title_and_asked_where_none_is_likely()
    {
        var (report, _, lots) = Import(Utf8("title,category,quantity,opening\nx,FE0301,1,5\nx,螺纹钢,1,5\nx,3110,1,5\n深沟球轴承 6204,,1,5\nqqqq,,1,5\n"));
        Assert.Equal(["FE0301", "FE0301", "3110"], lots.Take(3).Select(lot => lot.Details.Category));
        Assert.StartsWith("BT", lots[3].Details.Category, StringComparison.Ordinal);
        Assert.Equal((6L, "category", "required"), (Assert.Single(report!.Errors).Line, report.Errors[0].Column, report.Errors[0].Rule));
        Assert.Equal(["category-suggested", "category-translated"], report.Quirks.Select(quirk => quirk.Rule).Order());
    }

    [Fact]
    public void A_row_says_its_key_its_condition_and_a_note()
    {
        var (report, _, lots) = Import(Utf8("key,title,category,quantity,opening,成色,备注\nk-1,A,1,1,5,九成新,in the yard\n,B,1,1,5,unused,\n,C,1,1,5,shiny,\n"));
        Assert.Equal(
            [("k-1", "good", "in the yard"), (null, "unused", null)],
            lots.Select(lot => (lot.Details.RowKey, lot.Details.Description?.Condition, lot.Details.Description?.Text)));
        Assert.Equal((4L, "成色", "condition"), (Assert.Single(report!.Errors).Line, report.Errors[0].Column, report.Errors[0].Rule));
    }

    [Fact]
    public void A_dry_run_shows_the_first_lots()
    {
        var (report, _, _) = Import(Utf8("title,category,quantity,opening\n" + string.Concat(Enumerable.Range(0, 40).Select(n => $"A{n},1,1,5\n"))));
        Assert.Equal(20, report!.Preview!.Count);
        Assert.Equal((2L, "A0"), (report.Preview[0].Line, report.Preview[0].Details.Title));
    }

    // Numbers are numbers in a workbook, except where zeros before them matter.
    private static IEnumerable<object?[]> Cells(string text)
    {
        var csv = new CsvRecords(65_536);
        csv.Feed(text);
        csv.End();
        while (csv.TryTake(out var record))
            yield return [.. record.Fields.Select((field, place) => record.Line > 1 && place is 2 or 6 or 7 ? Cell(field) : field)];
    }

    private static object? Cell(string field) => double.TryParse(field, CultureInfo.InvariantCulture, out var number) && !field.StartsWith('0') ? number : field;
}
