using Exchange.Kernel.Log;
using Lucene.Net.Analysis;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;
using Directory = Lucene.Net.Store.Directory;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>The index of all lots, with how far along the log it has come. One thread changes it; any number search it meanwhile.</summary>
internal sealed class LotIndex : IDisposable
{
    private const string ShapeKey = "shape", SequenceKey = "sequence", HashKey = "hash";
    private const double BufferMegabytes = 64;

    private readonly Directory _directory;
    private readonly IndexWriter _writer;
    private readonly SearcherManager _searchers;
    private readonly LotDocument _document = new();
    private readonly Dictionary<string, CatalogueEntry> _unseen = new(StringComparer.Ordinal);
    private readonly MovedLots _moved = new();

    private LotIndex(Directory directory)
    {
        _directory = directory;
        // One merge at a time beside those who search; what is merged gets its columns before it is shown.
        var merges = new ConcurrentMergeScheduler();
        merges.SetMaxMergesAndThreads(4, 1);
        _writer = new(directory, new(LuceneVersion.LUCENE_48, new Unanalysed())
        {
            Similarity = CoarseSimilarity.Instance,
            RAMBufferSizeMB = BufferMegabytes,
            MergeScheduler = merges,
            MergedSegmentWarmer = new Warmer(Segments),
            OpenMode = OpenMode.CREATE_OR_APPEND,
        });
        _searchers = new(_writer, applyAllDeletes: true, new Opening(Segments, _moved));
    }

    /// <summary>The columns of the segments.</summary>
    public ColumnsOfSegments Segments { get; } = new();

    /// <summary>What an index must have been made by to be gone on with: the terms, the fields, and their order.</summary>
    public static string Shape { get; } = string.Join(
        ' ', ["1", $"{Words.Version}", $"{CatalogueFields.Version}", .. CatalogueFields.Facets.Select(facet => facet.Name), .. CatalogueFields.Measures.Select(measure => measure.Name)]);

    /// <summary>How far along the log its last commit is.</summary>
    public long Committed { get; private set; }

    /// <summary>The hash of that row of the log; empty before the first.</summary>
    public string CommittedHash { get; private set; } = "";

    /// <summary>An index in memory.</summary>
    public static LotIndex InMemory() => new(new RAMDirectory());

    /// <summary>The index in a folder. One that is broken or of another shape is made anew, empty.</summary>
    public static LotIndex Open(string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        var files = FSDirectory.Open(folder);
        var found = Read(files);
        if (found is null)
            foreach (var file in files.ListAll())
                if (file != IndexWriter.WRITE_LOCK_NAME) files.DeleteFile(file);
        return new(new NRTCachingDirectory(files, 8, 48)) { Committed = found?.Sequence ?? 0, CommittedHash = found?.Hash ?? "" };
    }

    /// <summary>Empties it: it is to begin at the log's first row.</summary>
    public void Clear()
    {
        _writer.DeleteAll();
        _unseen.Clear();
        _moved.Clear();
        (Committed, CommittedHash) = (0, "");
        Show();
    }

    /// <summary>The entry of a lot after all that was put; null when there is none.</summary>
    public CatalogueEntry? Find(string lot)
    {
        if (_unseen.TryGetValue(lot, out var unseen)) return unseen;
        var searcher = _searchers.Acquire();
        try
        {
            return Stored(searcher, lot);
        }
        finally
        {
            _searchers.Release(searcher);
        }
    }

    /// <summary>Puts an entry in place of the lot's earlier one; <see cref="Show"/> lets searches find it.</summary>
    public void Put(CatalogueEntry entry)
    {
        _unseen[entry.Lot] = entry;
        _writer.UpdateDocument(new Term(LotDocument.Id, entry.Lot), _document.Of(entry));
    }

    /// <summary>Says that bids moved a lot; searches find its price at once.</summary>
    public void Move(string lot, long priceMinor, long closesAt)
    {
        var searcher = _searchers.Acquire();
        try
        {
            _moved.Move(searcher.IndexReader, Segments, CatalogueQuery.NumberOf(lot), lot, new(priceMinor, closesAt));
        }
        finally
        {
            _searchers.Release(searcher);
        }
    }

    /// <summary>Says that a lot begins anew, so that what bids said of it before a time is past.</summary>
    public void Reopen(string lot, long opensAt) => _moved.Forget(CatalogueQuery.NumberOf(lot), opensAt);

    /// <summary>Lets searches find all that was put.</summary>
    public void Show()
    {
        _moved.Changed(_unseen.Keys.Select(CatalogueQuery.NumberOf));
        _searchers.MaybeRefreshBlocking();
        _unseen.Clear();
    }

    /// <summary>Makes all that was put durable, together with how far along the log that is.</summary>
    public void Commit(Position position, string hash)
    {
        _writer.SetCommitData(new Dictionary<string, string> { [ShapeKey] = Shape, [SequenceKey] = position.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), [HashKey] = hash });
        _writer.Commit();
        (Committed, CommittedHash) = (position.Sequence, hash);
    }

    /// <summary>Lends the index as it is now to a search.</summary>
    public TResult With<TResult>(Func<IndexSearcher, TResult> search)
    {
        var searcher = _searchers.Acquire();
        try
        {
            return search(searcher);
        }
        finally
        {
            _searchers.Release(searcher);
        }
    }

    /// <summary>The entry of a lot in an index as it is lent; null when there is none.</summary>
    public static CatalogueEntry? Stored(IndexSearcher searcher, string lot)
    {
        var found = searcher.Search(new TermQuery(new Term(LotDocument.Id, lot)), 1);
        return found.ScoreDocs is [{ } hit, ..] ? LotDocument.Read(searcher.Doc(hit.Doc).GetBinaryValue(LotDocument.Stored)) : null;
    }

    public void Dispose()
    {
        _searchers.Dispose();
        _writer.Dispose();
        _directory.Dispose();
        _document.Dispose();
    }

    private static (long Sequence, string Hash)? Read(Directory files)
    {
        try
        {
            if (!DirectoryReader.IndexExists(files)) return null;
            using var reader = DirectoryReader.Open(files);
            var data = reader.IndexCommit.UserData;
            return data.TryGetValue(ShapeKey, out var shape) && shape == Shape
                ? (long.Parse(data[SequenceKey], System.Globalization.CultureInfo.InvariantCulture), data[HashKey])
                : null;
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or FormatException or KeyNotFoundException or CorruptIndexException)
        {
            return null; // It is made anew from the log.
        }
    }

    /// <summary>The texts come as terms; nothing is left to analyse.</summary>
    private sealed class Unanalysed : Analyzer
    {
        protected override TokenStreamComponents CreateComponents(string fieldName, TextReader reader) =>
            throw new InvalidOperationException($"The field {fieldName} is not given as terms.");
    }

    private sealed class Warmer(ColumnsOfSegments segments) : IndexWriter.IndexReaderWarmer
    {
        public override void Warm(AtomicReader reader) => segments.Of(reader);
    }

    /// <summary>Gives new segments the present prices before anybody searches them.</summary>
    private sealed class Opening(ColumnsOfSegments segments, MovedLots moved) : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader)
        {
            foreach (var context in reader.Leaves) moved.ShowIn(segments.Of(context.AtomicReader));
            return new(reader) { Similarity = CoarseSimilarity.Instance };
        }
    }
}
