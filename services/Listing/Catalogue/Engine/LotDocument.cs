using System.Text.Json;
using Exchange.Kernel.Values;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>A lot's entry as the engine keeps it: its texts to be found by, its facets and measures as columns, and the entry itself. One is filled for lot after lot.</summary>
internal sealed class LotDocument : IDisposable
{
    public const string Id = "id", Title = "title", Kind = "kind", Stored = "entry", High = "lot-high", Low = "lot-low";

    private static readonly FieldType KindType = Frozen(new() { IsIndexed = true, IsTokenized = true, OmitNorms = true, IndexOptions = IndexOptions.DOCS_ONLY });

    private readonly TokenSource _titleTokens = new(), _kindTokens = new();
    private readonly StringField _id = new(Id, "", Field.Store.NO);
    private readonly StoredField _stored = new(Stored, new BytesRef());
    private readonly NumericDocValuesField _high = new(High, 0), _low = new(Low, 0);
    private readonly SortedDocValuesField[] _facets = [.. CatalogueFields.Facets.Select(facet => new SortedDocValuesField(facet.Name, new BytesRef()))];
    private readonly NumericDocValuesField[] _measures = [.. CatalogueFields.Measures.Select(measure => new NumericDocValuesField(measure.Name, 0))];
    private readonly Document _document;

    public LotDocument() => _document =
        [_id, _stored, _high, _low, .. _facets, .. _measures, new TextField(Title, _titleTokens), new Field(Kind, _kindTokens, KindType)];

    /// <summary>The document of an entry, until the next is asked for.</summary>
    public Document Of(CatalogueEntry entry)
    {
        var number = CatalogueQuery.NumberOf(entry.Lot);
        _id.SetStringValue(entry.Lot);
        _stored.SetBytesValue(JsonSerializer.SerializeToUtf8Bytes(entry, StoredJson.Options));
        _high.SetInt64Value((long)(ulong)(number >> 64));
        _low.SetInt64Value((long)(ulong)number);
        for (var i = 0; i < _facets.Length; i++) _facets[i].SetBytesValue(new BytesRef(CatalogueFields.Facets[i].Of(entry)));
        for (var i = 0; i < _measures.Length; i++) _measures[i].SetInt64Value(CatalogueFields.Measures[i].Of(entry));
        _titleTokens.Of(CatalogueFields.Texts(entry).Prepend(entry.Title));
        _kindTokens.Of(CatalogueFields.Kinds(entry), CatalogueFields.KindTerms(entry));
        return _document;
    }

    /// <summary>The entry that a document holds.</summary>
    public static CatalogueEntry Read(BytesRef stored) =>
        JsonSerializer.Deserialize<CatalogueEntry>(stored.Bytes.AsSpan(stored.Offset, stored.Length), StoredJson.Options)!;

    public void Dispose()
    {
        _titleTokens.Dispose();
        _kindTokens.Dispose();
    }

    private static FieldType Frozen(FieldType type)
    {
        type.Freeze();
        return type;
    }
}
