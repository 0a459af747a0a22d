using Lucene.Net.Index;
using Lucene.Net.Search;

namespace Exchange.Listing.Catalogue.Engine;

/// <summary>What bids made of a lot.</summary>
internal readonly record struct Move(long PriceMinor, long ClosesAt);

/// <summary>The present prices and closes of the lots that bids have moved: they change far too often to be put into segments, so they are written over the segments' columns.</summary>
internal sealed class MovedLots
{
    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Move> _moves = [];
    private readonly Dictionary<UInt128, (Columns Columns, int Lot)> _places = [];

    /// <summary>Takes a move, and writes it where the lot stands in an index.</summary>
    public void Move(IndexReader reader, ColumnsOfSegments segments, UInt128 number, string lot, Move move)
    {
        lock (_gate)
        {
            _moves[number] = move;
            if (!_places.TryGetValue(number, out var place))
            {
                if (Find(reader, segments, lot) is not { } found) return;
                _places[number] = place = found;
            }

            Write(place.Columns, place.Lot, move);
        }
    }

    /// <summary>Forgets what was said of a lot that closed before a time.</summary>
    public void Forget(UInt128 number, long before)
    {
        lock (_gate)
            if (_moves.TryGetValue(number, out var move) && move.ClosesAt <= before) _moves.Remove(number);
    }

    /// <summary>Says that lots stand elsewhere from now on, because their entries changed.</summary>
    public void Changed(IEnumerable<UInt128> numbers)
    {
        lock (_gate)
            foreach (var number in numbers) _places.Remove(number);
    }

    /// <summary>Writes all moves into the columns of a segment that is not shown yet.</summary>
    public void ShowIn(Columns columns)
    {
        lock (_gate)
        {
            if (columns.IsShown) return;
            columns.IsShown = true;
            if (_moves.Count == 0) return;
            for (var lot = 0; lot < columns.Lots.Length; lot++)
            {
                if (!_moves.TryGetValue(columns.Lots[lot], out var move)) continue;
                Write(columns, lot, move);
                _places.Remove(columns.Lots[lot]); // A merge may have brought it here.
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _moves.Clear();
            _places.Clear();
        }
    }

    private static void Write(Columns columns, int lot, Move move)
    {
        Volatile.Write(ref columns.Prices[lot], move.PriceMinor);
        Volatile.Write(ref columns.Closes[lot], move.ClosesAt);
    }

    private static (Columns, int)? Find(IndexReader reader, ColumnsOfSegments segments, string lot)
    {
        var term = new Term(LotDocument.Id, lot);
        foreach (var context in reader.Leaves)
        {
            if (context.AtomicReader.GetTermDocsEnum(term) is not { } docs || docs.NextDoc() is DocIdSetIterator.NO_MORE_DOCS) continue;
            if (context.AtomicReader.LiveDocs is not { } live || live.Get(docs.DocID)) return (segments.Of(context.AtomicReader), docs.DocID);
        }

        return null;
    }
}
