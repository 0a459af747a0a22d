using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>The facets and measures of all lots of one segment, in memory and in a row each, because choosing and counting read them for every lot that is found. Made once a segment,
/// since a segment's lots never change; only the present price and close do, which bids move.</summary>
internal sealed class Columns
{
    private static readonly int PriceColumn = IndexOf(CatalogueFields.Price), ClosingColumn = IndexOf(CatalogueFields.Closing);

    private Columns(UInt128[] lots, int[][] facets, long[][] measures) => (Lots, Facets, Measures) = (lots, facets, measures);

    /// <summary>The ids as numbers.</summary>
    public UInt128[] Lots { get; }

    /// <summary>For each facet the number of the value of each lot.</summary>
    public int[][] Facets { get; }

    /// <summary>For each measure the number of each lot.</summary>
    public long[][] Measures { get; }

    public long[] Prices => Measures[PriceColumn];

    public long[] Closes => Measures[ClosingColumn];

    /// <summary>Whether its lots have the present prices of all that have moved before it was shown.</summary>
    public bool IsShown { get; set; }

    /// <summary>About how many bytes it holds.</summary>
    public long Bytes => Lots.LongLength * (16 + (4 * Facets.Length) + (8 * Measures.Length));

    public static int IndexOf(Measure measure) => CatalogueFields.Measures.Index().First(item => item.Item == measure).Index;

    public static int IndexOf(Facet facet) => CatalogueFields.Facets.Index().First(item => item.Item == facet).Index;

    /// <summary>The columns of a segment.</summary>
    public static Columns Load(AtomicReader segment, IReadOnlyList<Vocabulary> vocabularies)
    {
        var count = segment.MaxDoc;
        var (high, low, lots) = (segment.GetNumericDocValues(LotDocument.High), segment.GetNumericDocValues(LotDocument.Low), new UInt128[count]);
        for (var i = 0; i < count; i++) lots[i] = new((ulong)high.Get(i), (ulong)low.Get(i));
        var facets = CatalogueFields.Facets.Select((facet, f) => Values(segment.GetSortedDocValues(facet.Name), count, vocabularies[f])).ToArray();
        var measures = CatalogueFields.Measures.Select(measure => Numbers(segment.GetNumericDocValues(measure.Name), count)).ToArray();
        return new(lots, facets, measures);
    }

    private static int[] Values(SortedDocValues values, int count, Vocabulary vocabulary)
    {
        var (numbers, text) = (new int[values.ValueCount], new BytesRef());
        for (var i = 0; i < numbers.Length; i++)
        {
            values.LookupOrd(i, text);
            numbers[i] = vocabulary.NumberOf(text.Utf8ToString());
        }

        var column = new int[count];
        for (var i = 0; i < count; i++) column[i] = numbers[values.GetOrd(i)];
        return column;
    }

    private static long[] Numbers(NumericDocValues values, int count)
    {
        var column = new long[count];
        for (var i = 0; i < count; i++) column[i] = values.Get(i);
        return column;
    }
}

/// <summary>The columns of the segments that are in use, by segment.</summary>
internal sealed class ColumnsOfSegments
{
    private readonly ConditionalWeakTable<object, Lazy<Columns>> _columns = [];

    public IReadOnlyList<Vocabulary> Vocabularies { get; } = [.. CatalogueFields.Facets.Select(static _ => new Vocabulary())];

    /// <summary>The columns of a segment. Who asks for others does not wait while they are made.</summary>
    public Columns Of(AtomicReader segment) => _columns.GetValue(segment.CoreCacheKey, _ => new(() => Columns.Load(segment, Vocabularies))).Value;
}
