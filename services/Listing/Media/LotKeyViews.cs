using System.Globalization;
using Exchange.Kernel.Database;

namespace Exchange.Listing.Media;

/// <summary>A lot that a key stands for.</summary>
/// <param name="Lot">The lot's id; empty for none.</param>
/// <param name="Number">Its catalogue number.</param>
public sealed record LotKey(string Lot, long Number);

/// <summary>Finds a consignor's lots of a fair by what they are called: the key of a row, else the number of an article, else the catalogue number.</summary>
/// <param name="journal">The log.</param>
/// <param name="fair">The fair's id.</param>
/// <param name="consignor">The enterprise whose lots are meant.</param>
public sealed class LotsByKey(ListingJournal journal, string fair, string consignor)
{
    private const int AtOnce = 5_000;

    [Sql("listing")]
    private const string SelectKeys =
        """
        select Lot, Number, ItemNumber, RowKey
        from (
            select l.lot as Lot, l.number as Number, l.item_number as ItemNumber, coalesce(k.row_key, '') as RowKey, row_number() over (order by l.number) as n
            from lots l
            left join lot_row_keys k on k.lot = l.lot
            where l.fair = @fair and l.number > @after and l.consignor = @consignor and l.status <> 'withdrawn'
        ) page
        where n <= @limit
        order by n
        """;

    /// <summary>No lot.</summary>
    public static LotKey None { get; } = new("", 0);

    /// <summary>More than one lot, so that nobody can tell which is meant.</summary>
    public static LotKey Several { get; } = new("", -1);

    /// <summary>The lots of some keys; a key of none is left out. The lots are read once, however many the keys are.</summary>
    public async Task<IReadOnlyDictionary<string, LotKey>> Find(IEnumerable<string> keys)
    {
        var wanted = keys.ToHashSet(StringComparer.Ordinal);
        Dictionary<string, LotKey> byRow = new(StringComparer.Ordinal), byItem = new(StringComparer.Ordinal), byNumber = new(StringComparer.Ordinal);
        await using var session = await journal.Read();
        IReadOnlyList<KeysRow> rows;
        for (var after = 0L; wanted.Count > 0; after = rows[^1].Number)
        {
            rows = await session.Query<KeysRow>(SelectKeys, new { fair, consignor, after, limit = AtOnce });
            foreach (var row in rows)
            {
                Note(byRow, row.RowKey, row);
                Note(byItem, row.ItemNumber, row);
                Note(byNumber, row.Number.ToString(CultureInfo.InvariantCulture), row);
            }

            if (rows.Count < AtOnce) break;
        }

        return wanted.Where(key => byRow.ContainsKey(key) || byItem.ContainsKey(key) || byNumber.ContainsKey(key))
            .ToDictionary(key => key, key => byRow.GetValueOrDefault(key) ?? byItem.GetValueOrDefault(key) ?? byNumber[key], StringComparer.Ordinal);

        void Note(Dictionary<string, LotKey> known, string key, KeysRow row)
        {
            if (wanted.Contains(key)) known[key] = known.ContainsKey(key) ? Several : new(row.Lot, row.Number);
        }
    }

    private sealed record KeysRow(string Lot, long Number, string ItemNumber, string RowKey);
}
