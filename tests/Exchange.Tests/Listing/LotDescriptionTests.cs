using CsCheck;
using Exchange.Kernel.Security;
using Exchange.Listing.Categories;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Xunit;
using static Exchange.Tests.Listing.Given;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

public class LotDescriptionTests
{
    private static readonly LotDescription Described = new(
        "Two lathes of 1986,\nwell kept.", "good",
        [new("Lathe CW6163", 1_000, "C62", "3416", "good", "A-1", new Dictionary<string, string> { ["centres"] = "1500 mm" }), new("Chucks", 12_000, "C62", Condition: "scrap")],
        new Dictionary<string, string> { ["voltage"] = "380 V", ["mass"] = "4.2 t" },
        new("No. 1 Chengfeng Road, Changchun", 43_886_841, 125_324_501), "buyer", "Crane of 5 t in the hall", "By lorry, weekdays", "Tuesdays", "84");

    [Fact]
    public void The_condition_of_a_lot_is_that_of_its_worst_line()
    {
        Assert.Equal("scrap", Described.Grade);
        Assert.Equal("good", (Described with { Manifest = null }).Grade);
        Assert.Equal("good", (Described with { Manifest = [new("Lathe", 1_000, "C62")] }).Grade);
        Assert.Null((Described with { Condition = null, Manifest = [new("Lathe", 1_000, "C62")] }).Grade);
    }

    [Fact]
    public void No_line_is_in_a_worse_condition_than_the_lot() =>
        Gen.Int[0, Conditions.All.Count - 1].Select(place => Conditions.All[place]).Array[1, 8].Sample(grades =>
        {
            var whole = new LotDescription(Manifest: [.. grades.Select(grade => new ManifestLine("Line", 1_000, "C62", Condition: grade.Code))]).Grade;
            return grades.All(grade => Conditions.Worst([grade.Code, whole!]) == whole) && grades.Any(grade => grade.Code == whole);
        });

    [Fact]
    public void A_description_that_was_stored_and_read_says_the_same()
    {
        Assert.Equal(Described, Described.Stored());
        var (one, other) = (Described.OrNothing()!, (Described with { Attributes = Described.Attributes!.Reverse().ToDictionary() }).OrNothing()!);
        Assert.Equal(one, Described);
        Assert.Equal(one.Json(), other.Stored().Json());
        Assert.NotEqual(Described, Described with { Attributes = new Dictionary<string, string> { ["voltage"] = "380 V" } });
        Assert.NotEqual(Described, Described with { Manifest = [.. Described.Manifest!.Reverse()] });
        Assert.Null(new LotDescription(Manifest: [], Attributes: new Dictionary<string, string>(), Place: new()).OrNothing());
    }

    [Fact]
    public void What_says_the_same_is_the_same_lot_whatever_its_row_is_called()
    {
        var entered = Lot(new LotEntered(Offered with { Details = Details with { RowKey = "A-1", Description = Described } }, Announced: false));
        Assert.Equal(LotRefusals.Unchanged, entered.When(new ListLot(Offered with { Details = Details with { Description = Described.Stored() } }, true), Before).Refusal);
        Assert.Equal(LotRefusals.Exists, entered.When(new ListLot(Offered with { Details = Details with { RowKey = "A-1" } }, true), Before).Refusal);
    }

    public static TheoryData<LotDescription, string> Bad => new()
    {
        { Described with { Text = " " }, "text" },
        { Described with { Text = "a\0b" }, "text" },
        { Described with { Text = new string('x', 10_001) }, "text" },
        { Described with { Condition = "mint" }, "condition" },
        { Described with { Manifest = [new("", 1, "C62")] }, "manifest[0].title" },
        { Described with { Manifest = [new(null!, 1, "C62")] }, "manifest[0].title" },
        { Described with { Manifest = [null!] }, "manifest[0]" },
        { Described with { Manifest = [Described.Manifest![0], new("a", 0, "C62")] }, "manifest[1].quantityMilli" },
        { Described with { Manifest = [new("a", 1, null!)] }, "manifest[0].unit" },
        { Described with { Manifest = [new("a", 1, "NOPE")] }, "manifest[0].unit" },
        { Described with { Manifest = [new("a", 1, "C62", "a b")] }, "manifest[0].category" },
        { Described with { Manifest = [new("a", 1, "C62", Condition: "mint")] }, "manifest[0].condition" },
        { Described with { Manifest = [new("a", 1, "C62", ItemNumber: "")] }, "manifest[0].itemNumber" },
        { Described with { Manifest = [new("a", 1, "C62", Attributes: new Dictionary<string, string> { ["a b"] = "1" })] }, "manifest[0].attributes" },
        { Described with { Manifest = [.. Enumerable.Repeat(new ManifestLine("a", 1, "C62"), 501)] }, "manifest" },
        { Described with { Attributes = new Dictionary<string, string> { ["mass"] = null! } }, "attributes" },
        { Described with { Attributes = Enumerable.Range(0, 51).ToDictionary(n => "a" + n, _ => "1") }, "attributes" },
        { Described with { Place = new("", 0, 0) }, "place.address" },
        { Described with { Place = new(null, 90_000_001, 0) }, "place.latitudeMicro" },
        { Described with { Place = new(null, 1) }, "place.longitudeMicro" },
        { Described with { Place = new(null, null, 1) }, "place.latitudeMicro" },
        { Described with { LoadedBy = "nobody" }, "loadedBy" },
        { Described with { Loading = "" }, "loading" },
        { Described with { Removal = new string('x', 1_001) }, "removal" },
        { Described with { Inspection = "\u0007" }, "inspection" },
        { Described with { TaxClass = "a b" }, "taxClass" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_description_out_of_bounds_is_refused_by_its_field(LotDescription description, string field)
    {
        var refusal = Fair(Created).When(new EnterLot(LotId, Consignor, Details with { Description = description }), Before).Refusal;
        Assert.Equal(("lot.out-of-bounds", "description." + field), (refusal?.Code, refusal?.Facts["field"]));
    }

    [Fact]
    public void A_class_of_tax_takes_the_place_of_the_category()
    {
        var rules = Rules with { Settlement = new(TaxBasisPoints: 1_300, TaxRates: [new("84", 900), new("3110", 600)]) };
        Assert.Equal(600, Rate(Details));
        Assert.Equal(900, Rate(Details with { Description = Described }));

        long? Rate(LotDetails details) => Assert.IsType<ListLot>(Assert.Single(
            Fair(new FairCreated(FairId, Organizer, rules, ClosingSchedule.Windows(rules))).When(new EnterLot(LotId, Consignor, details), Before).Companions).Command)
            .Offer.Settlement!.TaxBasisPoints;
    }

    [Fact]
    public async Task A_lot_is_shown_with_its_description_and_its_row_key_to_its_consignor_alone()
    {
        await using var host = await Start();
        var fair = await host.NewFair(published: true);
        var body = new { title = "Lathes", category = "3416", quantityMilli = 1_000, openingMinor = 90_000, rowKey = "WH2-1", description = Described };
        var lot = (await Json(await host.Post($"/api/listing/fairs/{fair}/lots", body, Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString()!;
        var mine = await Json(await host.Get($"/api/listing/lots/{lot}", Consignor, Roles.Consignor), 200);
        var theirs = await Json(await host.Get($"/api/listing/lots/{lot}", "bidder", Roles.Bidder), 200);
        Assert.Equal("WH2-1", mine.GetProperty("rowKey").GetString());
        Assert.False(theirs.TryGetProperty("rowKey", out _));
        Assert.Equal("scrap", theirs.GetProperty("condition").GetString());
        Assert.Equal("1500 mm", theirs.GetProperty("description").GetProperty("manifest")[0].GetProperty("attributes").GetProperty("centres").GetString());
        await host.Settle();
        await using (var session = await host.Journal.Read())
            Assert.Equal(new(lot, fair, "scrap", Described.Place!.Address!, 43_886_841, 125_324_501, 2), await LotDescriptionViews.Of(session, lot));
        Assert.Empty(await host.Rebuilt());
    }
}
