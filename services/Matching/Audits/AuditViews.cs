using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>How far the audit file of a lot or a call auction is written.</summary>
/// <param name="AuditNo">Stands for the lot where there are many rows; the lot's number in the views.</param>
/// <param name="Lot">The lot, or the call auction.</param>
/// <param name="Entries">How many entries the file has so far.</param>
/// <param name="Head">The hash of the last one.</param>
/// <param name="Consignor">The consignor, and behind a blank each enterprise linked with it; empty for a call auction, which has none.</param>
/// <param name="Bidders">The bidders, or the traders and their roots, in the order of their numbers: the first <see cref="AuditViews.NamesInRow"/>, because the row is written with every
/// batch; the others have rows of their own. Rows from before that was so have them all.</param>
/// <param name="LogRows">The last log rows with entries of the lot, fewer than <see cref="AuditViews.RowsInPart"/>; the earlier ones are parts of their own.</param>
/// <param name="Stage">0 while the sale runs, 1 when a head is to be published, 2 when it is; 3 and 4 in their place where an award that falls opens nothing again.</param>
public sealed record AuditRow(long AuditNo, string Lot, long Entries, string Head, string Consignor, string Bidders, string LogRows, long Stage);

/// <summary>A bidder, a trader or a root that has its own row.</summary>
public sealed record AuditNameRow(string Enterprise);

/// <summary>A head that is to be published.</summary>
public sealed record DueAuditRow(string Lot, long Entries, string Head, string Consignor)
{
    public bool IsLot => Consignor.Length > 0;
}

/// <summary>Many log rows with entries of a lot, the first as it is and each other one as its distance from the one before.</summary>
public sealed record LogRowsRow(long FirstRow, string LogRows);

/// <summary>The chains of all lots and call auctions, entry by entry, and where in the log the entries of each stand. However many entries a batch brings, each lot is
/// written once, and read only where it is not remembered.</summary>
public sealed class AuditViews : View
{
    /// <summary>How many log rows a part names.</summary>
    public const int RowsInPart = 64;

    /// <summary>How many names stand in the row of a lot.</summary>
    public const int NamesInRow = 16;

    private const long Running = 0, IsDue = 1, Published = 2, IsDueForGood = 3, PublishedForGood = 4;

    private const string Columns =
        """
        audit_no as AuditNo, lot as Lot, entries as Entries, head as Head, consignor as Consignor, bidders as Bidders, log_rows as LogRows, stage as Stage
        """;

    [Sql("matching")]
    private const string SelectLot = $"select {Columns} from audits where lot = @key";

    [Sql("matching")]
    private const string UpdateLot =
        "update audits set entries = @Entries, head = @Head, bidders = @Bidders, log_rows = @LogRows, stage = @Stage where audit_no = @AuditNo";

    [Sql("matching")]
    private const string SelectDue =
        """
        select Lot, Entries, Head, Consignor
        from (
            select lot as Lot, entries as Entries, head as Head, consignor as Consignor, row_number() over (order by audit_no) as n
            from audits
            where stage in (1, 3)
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectParts = "select first_row as FirstRow, log_rows as LogRows from audit_rows where audit_no = @auditNo order by first_row";

    [Sql("matching")]
    private const string SelectNames = "select enterprise as Enterprise from audit_names where audit_no = @auditNo order by name_no";

    private static readonly string[] AuditColumns = ["audit_no", "lot", "entries", "head", "consignor", "bidders", "log_rows", "stage"];

    private static readonly string[] PartColumns = ["audit_no", "first_row", "log_rows"];

    private static readonly string[] NameColumns = ["audit_no", "name_no", "enterprise"];

    public override IReadOnlyList<string> Tables { get; } = ["audits", "audit_rows", "audit_names"];

    /// <summary>Heads that are to be published, the oldest lots first.</summary>
    public static Task<IReadOnlyList<DueAuditRow>> Due(ViewSession session, int most) => session.Query<DueAuditRow>(SelectDue, new { most });

    /// <summary>The sequences of all log rows that hold entries of a lot, in order; none for a lot that was offered before there were audits, until a rebuild.</summary>
    public static async Task<IReadOnlyList<long>> LogRowsOf(ViewSession session, string lot)
    {
        if (!(await session.QueryEach<AuditRow>(SelectLot, [lot])).TryGetValue(lot, out var row)) return [];
        var parts = await session.Query<LogRowsRow>(SelectParts, new { auditNo = row.AuditNo });
        return [.. parts.Select(part => part.LogRows).Append(row.LogRows).SelectMany(Sequences)];
    }

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var offered = batch.Where(happened => AuditKind.Begins(happened.Event)).ToDictionary(happened => happened.Stream, Begun, StringComparer.Ordinal);
        var known = batch.Where(happened => AuditKind.Of(happened.Event) is not null).Select(happened => happened.Stream).Distinct(StringComparer.Ordinal)
            .Where(stream => !offered.ContainsKey(stream));
        var moved = await session.Memory.Of<Remembered>().Find(known, missing => Read(session, missing));
        var (parts, names) = (new List<object?[]>(), new List<object?[]>());
        for (var i = 0; i < batch.Count; i++)
        {
            // A lot that was withdrawn before it was offered has no audit. An entry is taken whole, with its first event.
            if (AuditScribe.Begun(batch[i]) is { } part && (moved.GetValueOrDefault(batch[i].Stream) ?? offered.GetValueOrDefault(batch[i].Stream)) is { } course)
                course.Take(batch[i], part.Events, parts);
        }

        foreach (var course in moved.Values.Concat(offered.Values)) course.Name(names);
        if (offered.Count > 0) await session.BulkInsert("audits", AuditColumns, offered.Values.Select(course => Values(course.Row)));
        if (moved.Count > 0) await session.ExecuteEach(UpdateLot, moved.Values.Select(course => course.Row));
        if (parts.Count > 0) await session.BulkInsert("audit_rows", PartColumns, parts);
        if (names.Count > 0) await session.BulkInsert("audit_names", NameColumns, names);
        session.Memory.Of<Remembered>().Keep(moved);
    }

    private static async Task<IReadOnlyDictionary<string, Course>> Read(ViewSession session, IReadOnlyList<string> streams)
    {
        var rows = await session.QueryEach<AuditRow>(SelectLot, streams.Select(IdOf));
        var courses = new Dictionary<string, Course>(StringComparer.Ordinal);
        foreach (var stream in streams)
        {
            if (!rows.TryGetValue(IdOf(stream), out var row)) continue;
            var more = Split(row.Bidders).Length < NamesInRow ? [] : await session.Query<AuditNameRow>(SelectNames, new { auditNo = row.AuditNo });
            courses.Add(stream, new(row, more.Select(name => name.Enterprise)));
        }

        return courses;

        static string IdOf(string stream) => stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    // Fewer than other rows, because each knows the names of all who bid for the lot.
    private sealed class Remembered() : RememberedRows<Course>(4096);

    private static Course Begun(Happened happened)
    {
        var consignor = happened.Event is LotOffered { Offering: var (lot, _, _, linked) } ? string.Join(' ', linked.Prepend(lot.Consignor)) : "";
        return new(new(
            AuctionViews.NumberOf(happened), happened.StreamId, 0, AuditScribe.Beginning(AuditKind.Of(happened.Event)!, happened.StreamId), consignor, "", "", Running), []);
    }

    private static IEnumerable<long> Sequences(string written)
    {
        var sequence = 0L;
        foreach (var distance in Split(written))
            yield return sequence += long.Parse(distance, CultureInfo.InvariantCulture);
    }

    private static string[] Split(string written) => written.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static object?[] Values(AuditRow row) => [row.AuditNo, row.Lot, row.Entries, row.Head, row.Consignor, row.Bidders, row.LogRows, row.Stage];

    /// <summary>A lot's audit, which batches go on with.</summary>
    private sealed class Course
    {
        private readonly AuditRow _first;
        private readonly AuditScribe _scribe;
        private readonly List<long> _rows;
        private string _bidders;
        private int _named; // names that the tables hold
        private long _stage;

        public Course(AuditRow first, IEnumerable<string> more)
        {
            var consignor = first.Consignor.Split(' ');
            (_first, _stage, _bidders, _rows) = (first, first.Stage, first.Bidders, [.. Sequences(first.LogRows)]);
            _scribe = AuditScribe.After(
                first.Entries, first.Head, (first.Consignor.Length == 0 ? AuditNames.ForTraders() : AuditNames.For(consignor[0], consignor[1..])).With(Split(first.Bidders).Concat(more)));
            _named = _scribe.Names.Known.Count;
        }

        public AuditRow Row => _first with { Entries = _scribe.Entries, Head = _scribe.Head, Bidders = _bidders, LogRows = Written(_rows), Stage = _stage };

        /// <summary>Gives the names that are new their places: in the row, as long as there is room, or rows of their own.</summary>
        public void Name(List<object?[]> rows)
        {
            var known = _scribe.Names.Known;
            if (_named < NamesInRow && known.Count > _named) _bidders = string.Join(' ', known.Take(NamesInRow));
            for (var i = Math.Max(_named, NamesInRow); i < known.Count; i++) rows.Add([_first.AuditNo, i + 1L, known[i]]);
            _named = known.Count;
        }

        public void Take(Happened first, IReadOnlyList<object> events, List<object?[]> parts)
        {
            if (first.Event is AuditPublished or CallAuditPublished)
            {
                if ((first.Event as AuditPublished)?.Entries == _scribe.Entries || (first.Event as CallAuditPublished)?.Entries == _scribe.Entries)
                    _stage = _stage == IsDueForGood ? PublishedForGood : Published;
                return;
            }

            _scribe.Write(first.Cause.ReceivedAt.ToUnixTimeMilliseconds(), events);
            _stage = events[^1] switch
            {
                // A default after which the lot is for sale again, by its time or its ladder, undoes its end; not where it was withdrawn, or while a bidder is asked.
                AwardFell { Closings: > 0 } when _stage is IsDue or Published => Running,
                AttemptOpened => Running,
                AuctionClosed or OrdersCrossed => IsDue,
                AuctionWithdrawn or SecondChanceOffered => IsDueForGood,
                _ => _stage switch { Published => IsDue, PublishedForGood => IsDueForGood, var same => same }, // what else follows an end is published anew
            };
            if (_rows.Count > 0 && _rows[^1] == first.Position.Sequence) return;
            if (_rows.Count == RowsInPart)
            {
                parts.Add([_first.AuditNo, _rows[0], Written(_rows)]);
                _rows.Clear();
            }

            _rows.Add(first.Position.Sequence);
        }

        private static string Written(List<long> rows) =>
            string.Join(' ', rows.Select((row, i) => (i == 0 ? row : row - rows[i - 1]).ToString(CultureInfo.InvariantCulture)));
    }
}
