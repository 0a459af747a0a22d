using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>Takes the lots that the words find: tests, counts, and keeps the first of them in the order that is asked for.</summary>
internal sealed class Selection(ColumnsOfSegments segments, CatalogueQuery query, Choice choice, Counts? counts, PlaceInOrder? after, int limit) : ICollector
{
    private static readonly int Price = Columns.IndexOf(CatalogueFields.Price), Closing = Columns.IndexOf(CatalogueFields.Closing), Quantity = Columns.IndexOf(CatalogueFields.Quantity),
        Number = Columns.IndexOf(CatalogueFields.Number), Latitude = Columns.IndexOf(CatalogueFields.Latitude), Longitude = Columns.IndexOf(CatalogueFields.Longitude);

    private readonly PriorityQueue<int, PlaceInOrder> _first = new(Comparer<PlaceInOrder>.Create(static (a, b) => b.CompareTo(a))); // the last of them on top
    private Columns _columns = null!;
    private Scorer? _scorer;
    private int _base;

    /// <summary>How many lots are found, on all pages.</summary>
    public int Total { get; private set; }

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context) => (_columns, _base) = (segments.Of(context.AtomicReader), context.DocBase);

    public void Collect(int doc)
    {
        if (!choice.Sees(_columns, doc)) return;
        var fails = choice.Fails(_columns, doc);
        if (fails != Choice.None)
        {
            if (fails != Choice.Many) counts?.AddOnly(_columns, fails, doc);
            return;
        }

        Total++;
        counts?.Add(_columns, doc);
        var key = Key(doc);
        var full = _first.Count == limit;
        if (full && _first.TryPeek(out _, out var last) && key > last.Key) return;
        var place = new PlaceInOrder(key, _columns.Lots[doc], false);
        if (after is { } page && place.CompareTo(page) <= 0) return;
        if (full) _first.EnqueueDequeue(_base + doc, place);
        else _first.Enqueue(_base + doc, place);
    }

    /// <summary>Takes every lot of the index.</summary>
    public void CollectAll(IndexReader reader)
    {
        foreach (var context in reader.Leaves)
        {
            SetNextReader(context);
            var live = context.AtomicReader.LiveDocs;
            for (var doc = 0; doc < context.AtomicReader.MaxDoc; doc++)
                if (live is null || live.Get(doc)) Collect(doc);
        }
    }

    /// <summary>The first lots in order, with their places; then it holds none.</summary>
    public IReadOnlyList<(int Doc, PlaceInOrder Place)> Take()
    {
        var taken = new (int, PlaceInOrder)[_first.Count];
        for (var i = taken.Length - 1; i >= 0; i--)
        {
            _first.TryDequeue(out var doc, out var place);
            taken[i] = (doc, place);
        }

        return taken;
    }

    private long Key(int doc) => query.Sort switch
    {
        CatalogueSort.Relevance => _scorer is null ? 0 : -BitConverter.SingleToInt32Bits(_scorer.GetScore()), // positive floats have the order of their bits
        CatalogueSort.Closing => _columns.Measures[Closing][doc],
        CatalogueSort.Price => _columns.Measures[Price][doc],
        CatalogueSort.PriceDown => -_columns.Measures[Price][doc],
        CatalogueSort.Quantity => _columns.Measures[Quantity][doc],
        CatalogueSort.QuantityDown => -_columns.Measures[Quantity][doc],
        CatalogueSort.Number => _columns.Measures[Number][doc],
        _ => Distance(doc),
    };

    private long Distance(int doc)
    {
        var (latitude, longitude) = (_columns.Measures[Latitude][doc], _columns.Measures[Longitude][doc]);
        return latitude < 0 || query.Near is not { } near ? long.MaxValue : near.MetresTo(new((latitude / 1e6) - 90, (longitude / 1e6) - 180));
    }
}
