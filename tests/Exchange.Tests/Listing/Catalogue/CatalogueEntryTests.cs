using Exchange.Listing.Catalogue;
using Exchange.Listing.Lots;
using Exchange.Listing.Media;
using Xunit;

namespace Exchange.Tests.Listing.Catalogue;

public sealed class CatalogueEntryTests
{
    private static readonly LotDescription Said = new("Stored dry", "good", [new("Bearing 6204", 1_000, "C62", Condition: "scrap")], Place: new(null, 43_880_000, 125_320_000));

    [Fact]
    public void What_is_said_of_a_lot_is_searched_and_what_is_said_anew_in_its_place()
    {
        var offer = Given.Offered with { Essential = true, Details = Given.Details with { Description = Said } };
        var entry = CatalogueEntry.After(null, new LotEntered(offer, Announced: true))!;
        Assert.Equal(("scrap", true, false, new GeoPoint(43.88, 125.32)), (entry.Condition, entry.IsEssential, entry.HasPhotos, entry.Place!.Value));
        Assert.Contains("Stored dry", CatalogueFields.Kinds(entry).First(), StringComparison.Ordinal);
        Assert.Contains("Bearing 6204", CatalogueFields.Kinds(entry).First(), StringComparison.Ordinal);
        var amended = CatalogueEntry.After(entry, new LotAmended(offer.Fair, 2, 7, new(null, [new LotFile(new('a', 64), LotFile.Jpeg, 10)]), LotVersion.Of(offer)))!;
        Assert.Equal(("", true, true, (GeoPoint?)null, ""), (amended.Condition, amended.IsEssential, amended.HasPhotos, amended.Place, amended.Description));
        Assert.Equal(entry.Title, amended.Title);
    }

    [Fact]
    public void A_lot_goes_its_way_in_the_index_and_nothing_secret_is_in_it()
    {
        var entry = CatalogueEntry.After(null, new LotEntered(Given.Offered, Announced: false))!;
        Assert.Equal("entered", entry.Status);
        Assert.DoesNotContain("60000", entry.Json(), StringComparison.Ordinal);
        entry = CatalogueEntry.After(entry, new LotAnnounced(Given.Offered))!;
        entry = CatalogueEntry.After(entry, new AttemptRecorded(new(2, "fixed-price", 40_000, 11, 12)))!;
        Assert.Equal(("announced", "fixed-price", 40_000L, 12L), (entry.Status, entry.Format, entry.OpeningMinor, entry.ClosesAt));
        entry = CatalogueEntry.After(entry, new CloseRecorded(false, 5))!;
        Assert.Equal("passed-in", entry.Status);
        Assert.Equal("withdrawn", CatalogueEntry.After(entry, new LotWithdrawn("l", "f", "r", 6, true))!.Status);
        Assert.Null(CatalogueEntry.After(null, new CloseRecorded(true, 5)));
    }
}
