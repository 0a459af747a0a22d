using CsCheck;
using Exchange.Kernel.Values;
using Exchange.Listing.Catalogue;
using Exchange.Listing.Catalogue.Engine;
using Exchange.Listing.Categories;
using Xunit;

namespace Exchange.Tests.Listing.Catalogue;

/// <summary>Laws of the index, against a slow oracle that looks at every lot.</summary>
public sealed class CatalogueLaws
{
    private const long Now = 1_800_000_000_000;

    private static readonly string[] Texts = ["轴承", "bearing", "电缆", "steel", "6204-2RS", "3×120"], Regions = ["Jilin", "Dalian", "Siping"], Statuses = ["entered", "announced", "sold"];

    private static readonly Gen<CatalogueEntry> GenEntry =
        from number in Gen.Int[1, 60]
        from words in Gen.OneOf<string>(Texts).List[1, 3]
        from region in Gen.OneOf<string>(Regions)
        from status in Gen.OneOf<string>(Statuses)
        from consignor in Gen.Int[0, 2]
        from price in Gen.Long[1, 200].Select(n => n * 100_000)
        from quantity in Gen.Long[1, 30].Select(n => n * 5_000)
        from closes in Gen.Long[-2, 100].Select(n => Now + (n * 3_600_000))
        from placed in Gen.Bool
        from latitude in Gen.Int[-90, 90]
        select new CatalogueEntry(
            Id.From("lot", $"{number}"), Given.FairId, number, $"consignor{consignor}", Given.Organizer, string.Join(' ', words),
            "3110", region, "", quantity, "C62", "CNY", "english", price, 0, closes, status)
        {
            Place = placed ? new(latitude, 2 * latitude) : null,
        };

    private static readonly Gen<(CatalogueQuery Query, Viewer Viewer)> GenSearch =
        from text in Gen.OneOf<string>(["", .. Texts])
        from regions in Gen.OneOf<string>(Regions).List[0, 2]
        from status in Gen.OneOf<string>(["any", .. Statuses])
        from price in Gen.OneOf<string>("", "0-1000000", "1000001-", "-9999999")
        from closing in Gen.OneOf<string>("", "0-3600000", "0-")
        from sort in Gen.OneOf<string>("closing", "price", "price-down", "quantity", "quantity-down", "number", "distance", "relevance")
        from enterprise in Gen.OneOf<string>("", "consignor1", Given.Organizer)
        select (CatalogueQuery.Read(name => name switch
        {
            "q" => [text],
            "region" => [.. regions],
            "status" => [status],
            "price" when price.Length > 0 => [price],
            "closing" when closing.Length > 0 => [closing],
            "sort" => [sort],
            "near" => ["10,20"],
            _ => [],
        }).Query!, new Viewer(enterprise, false));

    [Fact]
    public void A_search_finds_what_looking_at_every_lot_finds_in_the_same_order() => Gen.Select(GenEntry.List[1, 80], GenSearch).Sample(
        (entries, search) =>
        {
            using var index = IndexOf(entries);
            var (query, viewer) = search;
            var expected = Oracle(Latest(entries), query, viewer);
            var found = Search.Run(index, new(query, viewer, Now, 1_000, Facets: true, Exact: true));
            Assert.Equal(expected.Count, found.Total);
            Assert.Equal(expected.Select(lot => lot.Lot).Order(), found.Lots.Select(lot => lot.Entry.Lot).Order());
            if (query.Sort != CatalogueSort.Relevance) Assert.Equal(expected.Select(lot => lot.Lot), found.Lots.Select(lot => lot.Entry.Lot));
            foreach (var region in Regions)
            {
                var others = query with { Chosen = query.Chosen.Where(pair => pair.Key != "region").ToDictionary() };
                Assert.Equal(
                    Oracle(Latest(entries), others, viewer).Count(lot => lot.Region == region), found.Facets!["region"].SingleOrDefault(count => count.Value == region)?.Lots ?? 0);
            }

            var anyPrice = Oracle(Latest(entries), query with { Spans = query.Spans.Where(pair => pair.Key != "price").ToDictionary() }, viewer);
            Assert.All(found.Facets!["price"], band => Assert.Equal(anyPrice.Count(lot => Span.TryParse(band.Value, out var span) && span.Holds(lot.OpeningMinor)), band.Lots));
        },
        iter: 200);

    [Fact]
    public void Pages_show_each_lot_once_whatever_the_order() => Gen.Select(GenEntry.List[1, 80], GenSearch, Gen.Int[1, 7]).Sample(
        (entries, search, size) =>
        {
            using var index = IndexOf(entries);
            var (query, viewer) = search;
            var all = Search.Run(index, new(query, viewer, Now, 1_000)).Lots.Select(lot => lot.Place).ToList();
            var (seen, after) = (new List<PlaceInOrder>(), (PlaceInOrder?)null);
            while (Search.Run(index, new(query, viewer, Now, size, after)).Lots is { Count: > 0 } page)
            {
                seen.AddRange(page.Select(lot => lot.Place));
                Assert.True(PlaceInOrder.TryParse($"{seen[^1]}", out var written));
                Assert.Equal(seen[^1], written);
                after = written;
            }

            Assert.Equal(all, seen);
            Assert.Equal(seen.Count, seen.Select(place => place.Lot).Distinct().Count());
        },
        iter: 100);

    [Fact]
    public void An_index_that_was_changed_step_by_step_is_the_one_that_is_made_at_once() => Gen.Select(GenEntry.List[1, 80], GenSearch, Gen.Int[1, 9]).Sample(
        (entries, search, step) =>
        {
            using var stepwise = LotIndex.InMemory();
            foreach (var (i, entry) in entries.Index())
            {
                stepwise.Put(entry);
                if (i % step == 0) stepwise.Show();
            }

            stepwise.Show();
            using var atOnce = IndexOf(Latest(entries));
            foreach (var lot in entries.Select(entry => entry.Lot).Distinct().Take(5))
            {
                stepwise.Move(lot, 77_000_000, Now + 5);
                atOnce.Move(lot, 77_000_000, Now + 5);
            }

            var (one, other) = (Shown(stepwise), Shown(atOnce));
            Assert.Equal(other, one);

            List<(string, long, long, long)> Shown(LotIndex index) =>
                [.. Search.Run(index, new(search.Query, search.Viewer, Now, 1_000)).Lots
                    .Select(lot => (lot.Entry.Lot, lot.PriceMinor, lot.ClosesAt, search.Query.Sort == CatalogueSort.Relevance ? 0 : lot.Place.Key))
                    .OrderBy(lot => search.Query.Sort == CatalogueSort.Relevance ? lot.Lot : "")];
        },
        iter: 100);

    [Fact]
    public void An_index_that_is_stored_goes_on_where_it_was_and_one_that_is_broken_begins_anew()
    {
        var folder = Directory.CreateTempSubdirectory("exchange-index-").FullName;
        try
        {
            using (var index = LotIndex.Open(folder))
            {
                index.Put(GenEntry.Single());
                index.Show();
                index.Commit(new(0, 7), "hash");
            }

            using (var index = LotIndex.Open(folder))
            {
                Assert.Equal((7L, "hash"), (index.Committed, index.CommittedHash));
                Assert.Equal(1, Search.Run(index, new(CatalogueQuery.Read(name => name == "status" ? ["any"] : []).Query!, new("", true), Now, 10)).Total);
            }

            foreach (var file in Directory.EnumerateFiles(folder, "segments*")) File.WriteAllBytes(file, [1, 2, 3]);
            using (var index = LotIndex.Open(folder)) Assert.Equal((0L, ""), (index.Committed, index.CommittedHash));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LotIndex IndexOf(IEnumerable<CatalogueEntry> entries)
    {
        var index = LotIndex.InMemory();
        foreach (var entry in entries) index.Put(entry);
        index.Show();
        return index;
    }

    private static List<CatalogueEntry> Latest(IEnumerable<CatalogueEntry> entries) => [.. entries.GroupBy(entry => entry.Lot).Select(lots => lots.Last())];

    private static List<CatalogueEntry> Oracle(List<CatalogueEntry> lots, CatalogueQuery query, Viewer viewer)
    {
        var found = lots.Where(lot => viewer.Sees(lot)
            && query.Chosen.All(pair => pair.Value.Contains(CatalogueFields.Facets.Single(facet => facet.Name == pair.Key).Of(lot)))
            && query.Spans.All(pair => pair.Value.Any(span => span.Holds(pair.Key == "closing" ? lot.ClosesAt - Now : pair.Key == "price" ? lot.OpeningMinor : lot.QuantityMilli)))
            && (query.Text.Length == 0 || HasWords(lot, query.Text)));
        return [.. found.OrderBy(lot => Key(lot, query)).ThenBy(lot => lot.Lot, StringComparer.Ordinal)];
    }

    private static bool HasWords(CatalogueEntry lot, string text)
    {
        var terms = Words.Tokens(lot.Title).Concat(CatalogueFields.Kinds(lot).SelectMany(Words.Tokens)).Select(token => token.Term).ToHashSet();
        return (Materials.Named(text) is { } kind && CatalogueFields.KindTerms(lot).Contains(CatalogueFields.TermOf(kind)))
            || Words.Of(text).All(word => word.Pieces.All(piece => terms.Contains(piece.Term)));
    }

    private static long Key(CatalogueEntry lot, CatalogueQuery query) => query.Sort switch
    {
        CatalogueSort.Closing => lot.ClosesAt,
        CatalogueSort.Price => lot.OpeningMinor,
        CatalogueSort.PriceDown => -lot.OpeningMinor,
        CatalogueSort.Quantity => lot.QuantityMilli,
        CatalogueSort.QuantityDown => -lot.QuantityMilli,
        CatalogueSort.Number => lot.Number,
        CatalogueSort.Distance => lot.Place is { } place ? query.Near!.Value.MetresTo(place) : long.MaxValue,
        _ => 0,
    };
}
