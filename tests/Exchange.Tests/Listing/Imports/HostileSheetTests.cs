using System.IO.Compression;
using System.Text;
using Exchange.Kernel.Deciders;
using Exchange.Listing;
using Xunit;
using static Exchange.Tests.Listing.Imports.Sheets;

namespace Exchange.Tests.Listing.Imports;

public class HostileSheetTests
{
    private static readonly string Head = Row(1, "title", "category", "quantity", "opening");

    [Fact]
    public void A_zip_bomb_is_refused_before_a_row_is_read()
    {
        var bomb = Raw(Xml(Head), ("xl/media/image1.png", new string('a', 64 * 1024 * 1024)));
        Assert.True(bomb.Length < 100_000);
        Assert.Equal("packed-too-tightly", RuleOf(bomb));
        Assert.Equal("too-large", RuleOf(bomb, new() { MaxUnpackedBytes = 1_000_000 }));
    }

    [Fact]
    public void Entities_that_grow_are_refused()
    {
        var laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><worksheet><sheetData/></worksheet>";
        Assert.Equal("broken", RuleOf(Raw(laughs)));
        Assert.Equal("broken", RuleOf(Raw(Xml(Head), ("xl/sharedStrings.xml", laughs))));
    }

    [Fact]
    public void A_part_that_lies_about_its_size_is_refused()
    {
        var bytes = Raw(Xml(Head + Row(2, "A", "1", "1", "5")));
        var name = Encoding.ASCII.GetBytes("xl/worksheets/sheet1.xml");
        var directory = LastIndexOf(bytes, name) - 46;
        bytes[directory + 24] ^= 1;
        Assert.Contains(RuleOf(bytes), new[] { "lying-size", "broken" });
        bytes[directory + 27] = 0x7F;
        Assert.Contains(RuleOf(bytes), new[] { "lying-size", "broken" });
    }

    [Fact]
    public void A_million_columns_are_refused_in_either_form()
    {
        Assert.Equal("import.header-unclear", Refusal(Utf8(string.Join(',', Enumerable.Range(0, 1_000_000)))).Code);
        Assert.Equal("too-many-columns", RuleOf(Raw(Xml($"<row r=\"1\"><c r=\"BDWGN1\"><v>1</v></c></row>"))));
        Assert.Equal("too-many-columns", RuleOf(Raw(Xml(Head, "A1:XFD1048576"))));
        Assert.Equal("too-many-columns", RuleOf(Raw(Xml("<row>" + string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 201)) + "</row>"))));
        Assert.Equal("too-many-rows", RuleOf(Raw(Xml(Head + "<row r=\"2147483647\"><c><v>1</v></c></row>"))));
    }

    [Fact]
    public void A_nul_is_no_text_and_a_cell_that_fills_the_memory_no_cell()
    {
        Assert.Equal("import.not-text", Refusal(Utf8("title,category,quantity,opening\nA,1,1,5\nB\0,1,1,5\n")).Code);
        Assert.Equal("row-too-long", RuleOf(Raw(Xml(Head + Row(2, new string('a', 70_000), "1", "1", "5")))));
        Assert.Equal("cell-too-long", RuleOf(Raw(Xml(Head), ("xl/sharedStrings.xml", $"<sst><si><t>{new string('b', 70_000)}</t></si></sst>"))));
    }

    [Fact]
    public void A_cell_that_a_formula_computes_keeps_its_row_out()
    {
        var bytes = Raw(Xml(
            Head + Row(2, "A", "1", "<c r=\"C2\"><f>SUM(1,2)</f><v>3</v></c>", "<c r=\"D2\"><v>5</v></c>") + Row(3, "B", "1", "<c r=\"C3\"><v>3</v></c>", "<c r=\"D3\"><v>5</v></c>")));
        var (report, _, lots) = Import(bytes);
        Assert.Equal((2L, "quantity", "formula", "=3"), (Assert.Single(report!.Errors).Line, report.Errors[0].Column, report.Errors[0].Rule, report.Errors[0].Value));
        Assert.Equal("B", Assert.Single(lots).Details.Title);
    }

    [Fact]
    public void Other_files_are_told_what_they_are()
    {
        Assert.Equal("import.old-workbook", Refusal([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]).Code);
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true)) archive.CreateEntry("readme.txt").Open().Dispose();
        Assert.Equal("import.unknown-file", Refusal(zip.ToArray()).Code);
        Assert.Equal("import.empty", Refusal([]).Code);
        Assert.Equal("import.empty", Refusal(Raw(Xml(""))).Code);
        var whole = Raw(Xml(Head + Row(2, "A", "1", "1", "5")));
        Assert.Equal("broken", RuleOf(whole[..(whole.Length / 2)]));
    }

    private static Refusal Refusal(byte[] bytes, ImportSettings? settings = null)
    {
        var (report, refusal, _) = Import(bytes, settings: settings);
        Assert.Null(report);
        return refusal!;
    }

    private static string RuleOf(byte[] bytes, ImportSettings? settings = null)
    {
        var refusal = Refusal(bytes, settings);
        Assert.Equal("import.workbook-unfit", refusal.Code);
        return (string)refusal.Facts["rule"];
    }

    private static int LastIndexOf(byte[] bytes, byte[] sought) => bytes.AsSpan().LastIndexOf(sought);
}
