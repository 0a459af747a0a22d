using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using Xunit;

namespace Exchange.Tests.Listing;

public class StockImportTests
{
    private static readonly ImportTerms Terms = new("CNY", LotDetails.English, "", "", ImportTerms.UsualOpeningShare, 0);

    [Fact]
    public void The_real_stock_file_imports_whole_with_its_quirks()
    {
        var (lots, findings, map) = Import(File.ReadAllText(SharedData.Path("surplus-stock.csv")), Terms);
        Assert.Equal(15_366, lots.Count);
        Assert.Equal(0, findings.ErrorsTotal);
        Assert.Equal(15_366, lots.DistinctBy(lot => lot.Lot).Count());
        Assert.All(lots, lot => Assert.Null(lot.Details.Check()));
        Assert.Equal(["date_shipped"], map.Ignored);
        Assert.Equal("unit_acquisition_value_usd", map.Taken["unitValue"]);

        var quirks = findings.Quirks.ToDictionary(quirk => (quirk.Rule, quirk.Rule == StockRules.UnitTranslated ? quirk.Value : ""), quirk => quirk.Rows);
        Assert.Equal(12_778, quirks[("unit-translated", "EA")]);
        Assert.Equal(333, quirks[("unit-translated", "SE")]);
        Assert.False(quirks.ContainsKey(("unit-translated", "PR")));
        Assert.Equal(15_366 - 14_095, quirks[("duplicate-row", "")]);
        Assert.True(quirks[("item-number-letters", "")] > 20);
    }

    [Fact]
    public void The_opening_price_of_a_row_is_its_share_of_the_value()
    {
        var (lots, _, _) = Import("fsc,item_name,ui,quantity,unit_acquisition_value_usd\n7530,PAPER,BX,6,23.33\n", Terms with { ReserveShare = 4_000 });
        var lot = Assert.Single(lots).Details;
        Assert.Equal((6_000, "BX", 4_199, 5_599), (lot.QuantityMilli, lot.Unit, lot.OpeningMinor, lot.ReserveMinor));
    }

    [Fact]
    public void A_fixed_price_is_for_one_unit()
    {
        var (lots, _, _) = Import("class,title,quantity,unit value\n7530,PAPER,6,23.33\n", Terms with { Format = LotDetails.FixedPrice, ReserveShare = 4_000 });
        var lot = Assert.Single(lots).Details;
        Assert.Equal((700, 0, 0), (lot.OpeningMinor, lot.ReserveMinor, lot.IncrementMinor));
    }

    [Fact]
    public void Chinese_headers_and_words_are_understood()
    {
        var (lots, findings, map) = Import("物料编码,品名,分类,所在地,数量,计量单位,单价（元）,起拍价\nA-1,轴承6204,3110,长春,\"1,200\",套,¥12.50,\n", Terms);
        var lot = Assert.Single(lots).Details;
        Assert.Equal(("轴承6204", "3110", "长春", 1_200_000L, "SET", 450_000L, "A-1"),
            (lot.Title, lot.Category, lot.Region, lot.QuantityMilli, lot.Unit, lot.OpeningMinor, lot.ItemNumber));
        Assert.Empty(map.Ignored);
        Assert.Equal(["currency-symbol", "thousands-separator", "unit-translated"], findings.Quirks.Select(quirk => quirk.Rule).Order());
    }

    [Fact]
    public void A_mapping_by_hand_wins_and_a_wrong_one_is_told()
    {
        Assert.Null(ColumnMap.Try(["name", "Bezeichnung"], new Dictionary<string, string> { ["title"] = "Bezeichnung" }, null, out var map));
        Assert.Equal("Bezeichnung", map.Taken["title"]);
        Assert.Contains("no column 'x'", ColumnMap.Try(["name"], new Dictionary<string, string> { ["title"] = "x" }, null, out _), StringComparison.Ordinal);
        Assert.Contains("'colour' is no field", ColumnMap.Try(["name"], new Dictionary<string, string> { ["colour"] = "name" }, null, out _), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7530,PAPER,EA,-1,2.00", "quantity", "positive")]
    [InlineData("7530,PAPER,EA,0,2.00", "quantity", "positive")]
    [InlineData("7530,PAPER,EA,99999999999999999999999999999999,2.00", "quantity", "too-large")]
    [InlineData("7530,PAPER,EA,1000000001,2.00", "quantity", "too-large")]
    [InlineData("7530,PAPER,EA,1e5,2.00", "quantity", "number")]
    [InlineData("7530,PAPER,EA,=1+1,2.00", "quantity", "formula")]
    [InlineData("7530,PAPER,EA,1.2345,2.00", "quantity", "decimals")]
    [InlineData("7530,PAPER,EA,,2.00", "quantity", "required")]
    [InlineData("7530,PAPER,EA,1000000000,999999999999999", "value", "too-large")]
    [InlineData("7530,PAPER,EA,1,100000000000000", "value", "too-large")]
    [InlineData("7530,PAPER,EA,1,-0.01", "value", "positive")]
    [InlineData("7530,PAPER,EA,1,٣", "value", "number")]
    [InlineData("7530,PAPER,EA,1,", "opening", "required")]
    [InlineData("7530,PAPER,WHAT,1,2.00", "unit", "unit")]
    [InlineData("7530,,EA,1,2.00", "title", "required")]
    [InlineData("7530,PA\0PER,EA,1,2.00", "title", "control-characters")]
    [InlineData("7530,PA\uFFFDPER,EA,1,2.00", "title", "encoding")]
    [InlineData("75 30,PAPER,EA,1,2.00", "category", "category")]
    [InlineData("7530,PAPER,EA,1", "", "column-count")]
    [InlineData("7530,PAPER,COPYING,EA,1,2.00", "", "column-count")]
    [InlineData("7530,\"PAPER,EA,1,2.00", "", "quote")]
    public void A_bad_row_is_kept_out_and_the_next_one_kept(string row, string column, string rule)
    {
        var text = $"category,title,unit,quantity,value\n{row}\n7530,GOOD,C62,1,2.00\n";
        Assert.Null(ColumnMap.Try(["category", "title", "unit", "quantity", "value"], Mapped, null, out _));
        var (lots, findings, _) = Import(text, Terms, Mapped);
        Assert.Equal("GOOD", Assert.Single(lots).Details.Title);
        var error = Assert.Single(findings.Errors);
        Assert.Equal((2L, column, rule), (error.Line, error.Column, error.Rule));
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void Every_error_of_a_row_is_told_at_once()
    {
        var (lots, findings, _) = Import("category,title,unit,quantity,unit value\n,,WHAT,-1,x\n", Terms);
        Assert.Empty(lots);
        Assert.Equal(["category", "quantity", "title", "unit", "unit value"], findings.Errors.Select(error => error.Column).Order());
    }

    [Fact]
    public void A_formula_keeps_its_row_out_and_what_only_begins_like_one_is_text()
    {
        var (lots, findings, _) = Import("class,title,quantity,opening price\n1,\"=HYPERLINK(\"\"x\"\")\",1,5\n1,-40 degree grease,1,5\n", Terms);
        Assert.Equal("-40 degree grease", Assert.Single(lots).Details.Title);
        Assert.Equal(("formula", 2L), (Assert.Single(findings.Errors).Rule, findings.Errors[0].Line));
        Assert.Equal(("formula", 3L), (Assert.Single(findings.Quirks).Rule, findings.Quirks[0].FirstLine));
    }

    [Fact]
    public void Reports_of_a_million_findings_stay_small()
    {
        var findings = new Findings();
        for (var line = 0; line < 100_000; line++)
        {
            findings.Add(Finding.Error(line, "c", new string('x', 5_000), "number", "m"));
            findings.Add(Finding.Warning(line, "c", "u" + line, StockRules.UnitTranslated, "m"));
        }

        Assert.Equal((100_000, 100_000), (findings.ErrorsTotal, findings.WarningsTotal));
        Assert.Equal((1_000, 200), (findings.Errors.Count, findings.Quirks.Count));
        Assert.All(findings.Errors, error => Assert.True(error.Value.Length <= 80));
    }

    [Fact]
    public void Rows_are_known_again_wherever_they_move_and_a_mended_row_is_the_only_new_one()
    {
        const string header = "class,title,quantity,opening price\n";
        var (first, _, _) = Import(header + "1,A,1,5\n1,B,1,5\n1,A,1,5\n", Terms);
        var (moved, _, _) = Import(header + "1,A,1,5\n1,A,1,5\n1,B,1,5\n", Terms);
        var (mended, _, _) = Import(header + "1,A,1,5\n1,B,2,5\n1,A,1,5\n", Terms);
        Assert.Equal(3, first.DistinctBy(lot => lot.Lot).Count());
        Assert.Equal(first.Select(lot => lot.Lot).Order(), moved.Select(lot => lot.Lot).Order());
        Assert.Single(mended.Select(lot => lot.Lot).Except(first.Select(lot => lot.Lot)));
    }

    [Fact]
    public void A_key_makes_a_row_known_again_and_may_stand_once()
    {
        const string header = "key,class,title,quantity,opening price\n";
        var (first, _, _) = Import(header + "k1,1,A,1,5\n", Terms);
        var (second, findings, _) = Import(header + "k1,1,A changed,1,5\nk1,1,B,1,5\n", Terms);
        Assert.Equal(first[0].Lot, Assert.Single(second).Lot);
        Assert.Equal("duplicate-key", Assert.Single(findings.Errors).Rule);
    }

    [Fact]
    public void Every_unit_of_the_recommendation_that_we_were_given_is_known_and_translations_give_only_such()
    {
        using var given = JsonDocument.Parse(File.ReadAllText(SharedData.Path("units-rec20.json")));
        Assert.All(given.RootElement.EnumerateObject(), unit => Assert.True(Units.IsKnown(unit.Name), unit.Name));
        string[] beyond = ["DZN", "GRO", "CEN", "MIL", "AS", "LN", "FOT", "YRD", "LBR", "ONZ", "GLL", "QT", "PTL", "STN"];
        Assert.All(Units.Targets, code =>
            Assert.True(given.RootElement.TryGetProperty(code, out _) || beyond.Contains(code) || code is ['X', _, _], code));
    }

    [Theory]
    [InlineData("EA", false, "C62")]
    [InlineData("ea", true, "C62")]
    [InlineData("SE", true, "SET")]
    [InlineData("SE", false, "SE")]
    [InlineData("GL", true, "GLL")]
    [InlineData("GL", false, "GL")]
    [InlineData("DZ", false, "DZN")]
    [InlineData("吨", false, "TNE")]
    [InlineData("kg", false, "KGM")]
    [InlineData("furlong", true, null)]
    public void Units_are_translated(string text, bool ofIssue, string? code) => Assert.Equal(code, Units.Translate(text, ofIssue));

    private static readonly Dictionary<string, string> Mapped = new() { ["unitValue"] = "value" };

    private static (List<(string Lot, LotDetails Details)> Lots, Findings Findings, ColumnMap Map) Import(
        string text, ImportTerms terms, Dictionary<string, string>? mapped = null)
    {
        var csv = new CsvRecords(65_536);
        csv.Feed(text);
        csv.End();
        Assert.True(csv.TryTake(out var header));
        Assert.Null(ColumnMap.Try(header.Fields, mapped ?? [], null, out var map));
        var (rules, keys, findings) = (new StockRules(map, terms), new RowKeys(map, Given.Consignor, Given.FairId), new Findings());
        var (found, lots) = (new List<Finding>(), new List<(string, LotDetails)>());
        while (csv.TryTake(out var record))
        {
            found.Clear();
            if (rules.Read(record, found) is { } details && keys.LotOf(record, details.Group, found) is { } lot) lots.Add((lot, details));
            found.ForEach(findings.Add);
        }

        Assert.All(lots, lot => Assert.True(Id.IsValid(lot.Item1)));
        return (lots, findings, map);
    }
}
