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
/// <param name="Bidders">The bidders, or the traders and their roots, in the order of their numbers.</param>
/// <param name="LogRows">The last log rows with entries of the lot, fewer than <see cref="AuditViews.RowsInPart"/>; the earlier ones are parts of their own.</param>
/// <param name="Stage">0 while the sale runs, 1 when a head is to be published, 2 when it is.</param>
public sealed record AuditRow(long AuditNo, string Lot, long Entries, string Head, string Consignor, string Bidders, string LogRows, long Stage);

/// <summary>A head that is to be published.</summary>
public sealed record DueAuditRow(string Lot, long Entries, string Head, string Consignor)
{
    public bool IsLot => Consignor.Length > 0;
}

/// <summary>Many log rows with entries of a lot, the first as it is and each other one as its distance from the one before.</summary>
public sealed record LogRowsRow(long FirstRow, string LogRows);

/// <summary>The chains of all lots and call auctions, entry by entry, and where in the log the entries of each stand. However many entries a batch brings, each lot is
/// read once and written once.</summary>
public sealed class AuditViews : View
{
    /// <summary>How many log rows a part names.</summary>
    public const int RowsInPart = 64;

    private const long Running = 0, IsDue = 1, Published = 2;

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
            where stage = 1
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectParts = "select first_row as FirstRow, log_rows as LogRows from audit_rows where audit_no = @auditNo order by first_row";

    private static readonly string[] AuditColumns = ["audit_no", "lot", "entries", "head", "consignor", "bidders", "log_rows", "stage"];

    private static readonly string[] PartColumns = ["audit_no", "first_row", "log_rows"];

    public override IReadOnlyList<string> Tables { get; } = ["audits", "audit_rows"];

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
        var offered = batch.Where(happened => AuditKind.Begins(happened.Event)).ToDictionary(happened => happened.StreamId, Begun, StringComparer.Ordinal);
        var known = batch.Where(happened => AuditKind.Of(happened.Event) is not null && !offered.ContainsKey(happened.StreamId)).DistinctBy(happened => happened.Stream, StringComparer.Ordinal)
            .Select(happened => happened.StreamId);
        var moved = (await session.QueryEach<AuditRow>(SelectLot, known)).ToDictionary(found => found.Key, found => new Course(found.Value), StringComparer.Ordinal);
        var parts = new List<object?[]>();
        for (var i = 0; i < batch.Count; i++)
        {
            // A lot that was withdrawn before it was offered has no audit. An entry is taken whole, with its first event.
            if (AuditScribe.Begun(batch[i]) is { } part && (moved.GetValueOrDefault(batch[i].StreamId) ?? offered.GetValueOrDefault(batch[i].StreamId)) is { } course)
                course.Take(batch[i], part.Events, parts);
        }

        if (offered.Count > 0) await session.BulkInsert("audits", AuditColumns, offered.Values.Select(course => Values(course.Row)));
        if (moved.Count > 0) await session.Execute(UpdateLot, moved.Values.Select(course => course.Row));
        if (parts.Count > 0) await session.BulkInsert("audit_rows", PartColumns, parts);
    }

    private static Course Begun(Happened happened)
    {
        var consignor = happened.Event is LotOffered { Offering: var (lot, _, _, linked) } ? string.Join(' ', linked.Prepend(lot.Consignor)) : "";
        return new(new(
            AuctionViews.NumberOf(happened), happened.StreamId, 0, AuditScribe.Beginning(AuditKind.Of(happened.Event)!, happened.StreamId), consignor, "", "", Running));
    }

    private static IEnumerable<long> Sequences(string written)
    {
        var sequence = 0L;
        foreach (var distance in written.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            yield return sequence += long.Parse(distance, CultureInfo.InvariantCulture);
    }

    private static object?[] Values(AuditRow row) => [row.AuditNo, row.Lot, row.Entries, row.Head, row.Consignor, row.Bidders, row.LogRows, row.Stage];

    /// <summary>A lot's audit while a batch goes on with it.</summary>
    private sealed class Course
    {
        private readonly AuditRow _before;
        private readonly AuditScribe _scribe;
        private readonly List<long> _rows;
        private readonly int _names;
        private long _stage;

        public Course(AuditRow before)
        {
            var consignor = before.Consignor.Split(' ');
            (_before, _stage, _rows) = (before, before.Stage, [.. Sequences(before.LogRows)]);
            _scribe = AuditScribe.After(
                before.Entries, before.Head, (before.Consignor.Length == 0 ? AuditNames.ForTraders() : AuditNames.For(consignor[0], consignor[1..])).With(before.Bidders));
            _names = _scribe.Names.Count;
        }

        public AuditRow Row => _before with
        {
            Entries = _scribe.Entries,
            Head = _scribe.Head,
            Bidders = _scribe.Names.Count > _names ? _scribe.Names.Written() : _before.Bidders,
            LogRows = Written(_rows),
            Stage = _stage,
        };

        public void Take(Happened first, IReadOnlyList<object> events, List<object?[]> parts)
        {
            if (first.Event is AuditPublished or CallAuditPublished)
            {
                if ((first.Event as AuditPublished)?.Entries == _scribe.Entries || (first.Event as CallAuditPublished)?.Entries == _scribe.Entries) _stage = Published;
                return;
            }

            _scribe.Write(first.Cause.ReceivedAt.ToUnixTimeMilliseconds(), events);
            // A default after which the lot is for sale again, by its time or its ladder, undoes its end; what else follows one is published anew.
            if (events[^1] is AwardFell { Closings: > 0 } or AttemptOpened) _stage = Running;
            else if (_stage == Published || events[^1] is AuctionClosed or AuctionWithdrawn or OrdersCrossed) _stage = IsDue;
            if (_rows.Count > 0 && _rows[^1] == first.Position.Sequence) return;
            if (_rows.Count == RowsInPart)
            {
                parts.Add([_before.AuditNo, _rows[0], Written(_rows)]);
                _rows.Clear();
            }

            _rows.Add(first.Position.Sequence);
        }

        private static string Written(List<long> rows) =>
            string.Join(' ', rows.Select((row, i) => (i == 0 ? row : row - rows[i - 1]).ToString(CultureInfo.InvariantCulture)));
    }
}
