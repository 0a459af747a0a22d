using Lucene.Net.Search;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>A lot that was found.</summary>
/// <param name="Entry">The lot.</param>
/// <param name="PriceMinor">The present price.</param>
/// <param name="ClosesAt">When it closes, late bids and all.</param>
/// <param name="Highlights">Where the words stand in its title: pairs of a first character and a length.</param>
/// <param name="Place">Its place in the order.</param>
internal sealed record Found(CatalogueEntry Entry, long PriceMinor, long ClosesAt, IReadOnlyList<int> Highlights, PlaceInOrder Place);

/// <summary>A page of results.</summary>
/// <param name="Total">How many lots are found, on all pages.</param>
/// <param name="Lots">Those of this page.</param>
/// <param name="Facets">The counts; null where they were not asked for.</param>
/// <param name="Meant">The text as it was taken, where it has unknown words.</param>
/// <param name="Loose">Whether no lot has all of the words, so that these have most of them.</param>
internal sealed record CataloguePage(
    int Total, IReadOnlyList<Found> Lots, IReadOnlyDictionary<string, IReadOnlyList<FacetCount>>? Facets, string? Meant, bool Loose);

/// <summary>What is asked of an index.</summary>
/// <param name="Query">What is looked for.</param>
/// <param name="Viewer">Who looks.</param>
/// <param name="Now">Unix milliseconds.</param>
/// <param name="Limit">How many lots at most.</param>
/// <param name="After">After which lot the page begins; null for the first page.</param>
/// <param name="Facets">Whether the facets are counted.</param>
/// <param name="Exact">Whether only the very words will do, spelt as they are.</param>
internal sealed record SearchRequest(CatalogueQuery Query, Viewer Viewer, long Now, int Limit, PlaceInOrder? After = null, bool Facets = false, bool Exact = false);

/// <summary>Searches an index.</summary>
internal static class Search
{
    private const int MostValues = 100;

    /// <summary>A page of what is found. Where no lot has all words, those that have most.</summary>
    public static CataloguePage Run(LotIndex index, SearchRequest request) => index.With(searcher =>
    {
        if (request.After is { } after) return Run(index, searcher, request, after.Loose);
        var strict = Run(index, searcher, request, loose: false);
        return strict.Total > 0 || request.Exact || request.Query.Text.Length == 0 ? strict : Run(index, searcher, request, loose: true) with { Meant = strict.Meant };
    });

    /// <summary>Lots like another one: they share words of its title, and better its category.</summary>
    public static IReadOnlyList<Found> Similar(LotIndex index, CatalogueEntry lot, Viewer viewer, long now, int most) => index.With(searcher =>
    {
        var question = new QuestionMaker(searcher.IndexReader, exact: true).Like(lot);
        var request = new SearchRequest(CatalogueQuery.All with { Sort = CatalogueSort.Relevance }, viewer, now, most + 1);
        return Collect(index, searcher, request, question, loose: false).Lots.Where(found => found.Entry.Lot != lot.Lot).Take(most).ToList();
    });

    private static CataloguePage Run(LotIndex index, IndexSearcher searcher, SearchRequest request, bool loose) =>
        Collect(index, searcher, request, new QuestionMaker(searcher.IndexReader, request.Exact).Of(request.Query.Text, loose), loose);

    private static CataloguePage Collect(LotIndex index, IndexSearcher searcher, SearchRequest request, Question question, bool loose)
    {
        var values = index.Segments.Vocabularies.Select(vocabulary => vocabulary.All()).ToList();
        var counts = request.Facets ? new Counts(values, request.Now) : null;
        var selection = new Selection(index.Segments, request.Query, new(request.Query, request.Viewer, values, request.Now), counts, request.After, request.Limit);
        if (question.Query is { } query) searcher.Search(query, selection);
        else selection.CollectAll(searcher.IndexReader);
        var lots = selection.Take().Select(hit => Read(index, searcher, hit.Doc, hit.Place with { Loose = loose }, question.Terms)).ToList();
        return new(selection.Total, lots, counts?.Answer(values, MostValues), question.Meant, loose);
    }

    private static Found Read(LotIndex index, IndexSearcher searcher, int doc, PlaceInOrder place, IReadOnlySet<string> terms)
    {
        var entry = LotDocument.Read(searcher.Doc(doc).GetBinaryValue(LotDocument.Stored));
        var leaf = searcher.IndexReader.Leaves[Lucene.Net.Index.ReaderUtil.SubIndex(doc, searcher.IndexReader.Leaves)];
        var columns = index.Segments.Of(leaf.AtomicReader);
        return new(entry, columns.Prices[doc - leaf.DocBase], columns.Closes[doc - leaf.DocBase], Marks(entry.Title, terms), place);
    }

    /// <summary>Where terms stand in a text: pairs of a first character and a length, none overlapping.</summary>
    private static List<int> Marks(string text, IReadOnlySet<string> terms)
    {
        var marks = new List<int>();
        if (terms.Count == 0) return marks;
        foreach (var token in Words.Tokens(text).Where(token => terms.Contains(token.Term)).OrderBy(token => token.Start))
        {
            if (marks.Count > 0 && token.Start <= marks[^2] + marks[^1]) marks[^1] = Math.Max(marks[^1], token.End - marks[^2]);
            else marks.AddRange([token.Start, token.End - token.Start]);
        }

        return marks;
    }
}
