using System.Globalization;
using Exchange.Kernel.Values;
using Exchange.Listing.Catalogue;
using Exchange.Listing.Catalogue.Engine;
using Exchange.Listing.Categories;
using Xunit;

namespace Exchange.Tests.Listing.Catalogue;

public sealed class JudgedTests(ITestOutputHelper output)
{
    private const double LeastPrecision = 0.9;

    [Fact]
    public void The_first_five_lots_of_judged_searches_are_right()
    {
        using var index = LotIndex.InMemory();
        foreach (var (i, title) in JudgedLots.Titles.Index()) index.Put(EntryOf(i + 1, title));
        index.Show();
        var judged = JudgedLots.Searches.Where(search => search.Lots.Length > 0).Select(search =>
        {
            var found = Search.Run(index, new(CatalogueQuery.Read(name => name == "q" ? [search.Text] : []).Query!, Viewer.Anybody, 0, 5)).Lots.Select(lot => (int)lot.Entry.Number).ToList();
            var wanted = Math.Min(5, search.Lots.Length);
            return (search.Text, Precision: found.Take(wanted).Intersect(search.Lots).Count() / (double)wanted, Found: found);
        }).ToList();
        foreach (var (text, precision, found) in judged.Where(search => search.Precision < 1))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{precision:0.00} {text}: {string.Join("; ", found.Select(lot => JudgedLots.Titles[lot - 1]))}"));
        var mean = judged.Average(search => search.Precision);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"precision at 5 of {judged.Count} searches: {mean:0.000}"));
        Assert.True(judged.Count >= 40);
        Assert.True(mean >= LeastPrecision, $"The precision at 5 is {mean:0.000}.");
    }

    private static CatalogueEntry EntryOf(int number, string title) => new(
        Id.From("lot", $"{number}"), Given.FairId, number, Given.Consignor, Given.Organizer, title, Materials.Suggest(title, most: 1) is [var guess] ? guess.Category.Code : "other", "Jilin", "",
        1_000, "C62", "CNY", "english", 100_000, 0, 0, CatalogueEntry.Announced);
}
