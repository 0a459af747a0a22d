using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Imports;
using Exchange.Listing.Lots;
using Exchange.Tests.Architecture;
using Xunit;

namespace Exchange.Tests.Listing;

/// <summary>Rows of a stock file in other formats than the usual one, with their settings, and in groups.</summary>
public sealed class StockFormatTests
{
    private static readonly ImportTerms Terms = new("CNY", LotDetails.English, "", "", 3_000, 0);

    // A value for every setting, of which each format takes its own.
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["fall"] = "1.50",
        ["fallEvery"] = "10",
        ["floor"] = "¥50",
        ["divisible"] = "no",
        ["ownIncrement"] = "2",
        ["minimumTake"] = "1",
        ["quantityStep"] = "0.5",
        ["mostQuantity"] = "4",
        ["ties"] = "Pro-rata",
        ["mostBids"] = "50",
        ["partFor"] = "30 min",
        ["offerFor"] = "1d",
        ["acceptFrom"] = "90",
        ["declineBelow"] = "60",
        ["falls"] = "80",
        ["fallShare"] = "1 %",
        ["sealedFor"] = "10分钟",
        ["bestBidFor"] = "300s",
    };

    private static readonly FormatTerms All = new(
        150, 600_000, 5_000, false, 200, 1_000, 500, 4_000, "pro-rata", 50, 1_800_000, 86_400_000, 9_000, 6_000, 80, 100, 600_000, 300_000);

    public static TheoryData<string> Formats => [.. LotFormat.All.Where(format => !format.IsReverse).Select(format => format.Name)];

    [Fact]
    public void Every_setting_of_every_format_has_a_column()
    {
        Assert.Equal(FormatTerms.All.Select(term => term.Name).Order(), StockTerms.All.Select(column => column.Term).Order());
        Assert.Equal(Settings.Keys.Order(), StockTerms.All.Select(column => ColumnMap.NameOf(column.Field)).Order());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_row_has_all_the_settings_of_its_format(string name)
    {
        var format = LotFormat.Of(name)!;
        var taken = StockTerms.All.Where(column => format.Needs.Contains(column.Term) || format.May.Contains(column.Term)).ToList();
        var lot = Assert.Single(Read([("format", name), .. taken.Select(column => (ColumnMap.NameOf(column.Field), Settings[ColumnMap.NameOf(column.Field)]))], out var findings));
        Assert.DoesNotContain(findings, finding => finding.IsError);
        Assert.Equal((name, 10_000), (lot.Format, lot.OpeningMinor));
        foreach (var term in FormatTerms.All)
            Assert.Equal(taken.Exists(column => column.Term == term.Name) ? term.Value(All) : null, term.Value(lot.Terms ?? new()));
    }

    [Theory]
    [InlineData("dutch", "floor", "", "required")]
    [InlineData("dutch", "floor", "0", "positive")]
    [InlineData("dutch", "floor", "-5", "positive")]
    [InlineData("dutch", "floor", "100.01", "lot.floor-above-opening")]
    [InlineData("dutch", "fallEvery", "soon", "time")]
    [InlineData("dutch", "fallEvery", "0.5s", "time")]
    [InlineData("dutch", "fallEvery", "400d", "time")]
    [InlineData("dutch", "divisible", "perhaps", "yes-no")]
    [InlineData("dutch", "fall", "1.234", "decimals")]
    [InlineData("dutch", "reserve", "5", "unused")]
    [InlineData("fixed-price", "floor", "5", "unused")]
    [InlineData("fixed-price", "reserve", "5", "unused")]
    [InlineData("fixed-price", "increment", "5", "unused")]
    [InlineData("fixed-price", "minimumTake", "0", "positive")]
    [InlineData("fixed-price", "group", "yard 3", "lot.not-in-a-group")]
    [InlineData("english", "falls", "3", "unused")]
    [InlineData("english", "ladder", "perhaps", "yes-no")]
    [InlineData("english", "group", "a name of a group that is longer than forty characters", "group")]
    [InlineData("vickrey", "increment", "5", "unused")]
    [InlineData("vcg", "ties", "lottery", "ties")]
    [InlineData("vcg", "mostBids", "9", "too-small")]
    [InlineData("vcg", "mostBids", "10001", "too-large")]
    [InlineData("vcg", "quantityStep", "5", "lot.not-whole-steps")]
    [InlineData("vcg", "reserve", "100000000000", "lot.out-of-bounds")]
    [InlineData("best-offer", "acceptFrom", "101", "lot.offer-prices-cross")]
    [InlineData("best-offer", "declineBelow", "101", "lot.offer-prices-cross")]
    [InlineData("dutch-sealed", "fallShare", "100", "too-large")]
    [InlineData("dutch-sealed", "falls", "100", "lot.falls-to-nothing")]
    [InlineData("dutch-sealed", "bestBidFor", "", "required")]
    [InlineData("reverse-open", "format", "reverse-open", "format")]
    [InlineData("raffle", "format", "raffle", "format")]
    public void A_setting_that_cannot_be_keeps_its_row_out_and_is_named(string format, string column, string value, string rule)
    {
        var row = new Dictionary<string, string> { ["format"] = format };
        foreach (var needed in LotFormat.Of(format) is { IsReverse: false } known ? StockTerms.NeededBy(known).Select(ColumnMap.NameOf) : []) row[needed] = Settings[needed];
        row[column] = value;
        Assert.Empty(Read([.. row.Select(pair => (pair.Key, pair.Value))], out var findings));
        var error = Assert.Single(findings, finding => finding.IsError);
        Assert.Equal((2L, column, value, rule), (error.Line, error.Column, error.Value, error.Rule));
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData("no", true)]
    [InlineData("否", true)]
    [InlineData("yes", false)]
    [InlineData("", false)]
    public void A_row_may_leave_the_fairs_ladder_off(string said, bool isLeft)
    {
        var lot = Assert.Single(Read([("ladder", said)], out var findings));
        Assert.Empty(findings);
        Assert.Equal(isLeft ? new OwnLadder([]) : null, lot.Ladder);
    }

    [Fact]
    public void Chinese_headers_and_words_of_formats_are_understood()
    {
        var lot = Assert.Single(Import("品名,分类,数量,起拍价,交易方式,降价幅度,降价间隔,最低价,是否拆分\n焦炭,9130,80,1800,降价拍卖,20,10分钟,1200,是\n", out _));
        Assert.Equal(("dutch", 180_000, new FormatTerms(FallMinor: 2_000, FallEveryMs: 600_000, FloorMinor: 120_000, Divisible: true)), (lot.Format, lot.OpeningMinor, lot.Terms));
    }

    [Fact]
    public void The_opening_of_what_is_sold_in_parts_is_the_share_of_one_unit()
    {
        const string header = "title,class,quantity,unit value,format,fall,fall every,floor,divisible\n";
        var whole = Assert.Single(Import(header + "Coke,1,80,1000,dutch,1,1,5,\n", out _));
        var inParts = Assert.Single(Import(header + "Coke,1,80,1000,dutch,1,1,5,yes\n", out _));
        Assert.Equal((2_400_000, 30_000), (whole.OpeningMinor, inParts.OpeningMinor));
    }

    [Fact]
    public void The_example_of_the_document_is_entered_as_it_says()
    {
        var example = House.Read("docs/stock-import.md").Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).Select(line => line.Trim());
        var lots = Import(string.Join('\n', example), out var findings);
        Assert.Empty(findings);
        Assert.Equal(["dutch", "fixed-price", "english", "uniform-lowest-winning"], lots.Select(lot => lot.Format));
        Assert.Equal([null, null, "yard 3", "yard 3"], lots.Select(lot => lot.Group));
        Assert.Equal(new FormatTerms(2_000, 600_000, 120_000, true), lots[0].Terms);
        Assert.Equal(50_000, lots[1].Terms!.MinimumTakeMilli);
    }

    [Fact]
    public void The_row_of_a_group_stands_beside_it_and_is_known_again_with_it()
    {
        var map = Map("key,title,class,quantity,opening,group");
        var keys = new RowKeys(map, Given.Consignor, Given.FairId);
        var record = new CsvRecords(65_536);
        record.Feed("k1,A,1,1,5,yard\n");
        record.End();
        Assert.True(record.TryTake(out var row));
        var (grouped, again) = (keys.LotOf(row, "yard", []), new RowKeys(map, Given.Consignor, Given.FairId).LotOf(row, "yard", []));
        Assert.Equal(grouped, again);
        Assert.Equal(Fair.GroupOf(Given.FairId, "yard")[^8..], grouped![^8..]);
        Assert.True(Id.IsValid(grouped));
    }

    // One row of twelve at 100.00 each or for the whole, with more columns.
    private static List<LotDetails> Read(List<(string Column, string Value)> cells, out List<Finding> findings) => Import(
        string.Join(',', cells.Select(cell => cell.Column).Prepend("title,category,quantity,opening")) + "\n"
        + string.Join(',', cells.Select(cell => cell.Value).Prepend("Coke,9130,12,100")) + "\n", out findings);

    private static ColumnMap Map(string header)
    {
        Assert.Null(ColumnMap.Try(header.Split(','), new Dictionary<string, string>(), null, out var map));
        Assert.Empty(map.Ignored);
        return map;
    }

    private static List<LotDetails> Import(string text, out List<Finding> findings)
    {
        var csv = new CsvRecords(65_536);
        csv.Feed(text);
        csv.End();
        Assert.True(csv.TryTake(out var header));
        var (rules, lots) = (new StockRules(Map(string.Join(',', header.Fields)), Terms), new List<LotDetails>());
        findings = [];
        while (csv.TryTake(out var record))
            if (rules.Read(record, findings) is { } details) lots.Add(details);
        return lots;
    }
}
