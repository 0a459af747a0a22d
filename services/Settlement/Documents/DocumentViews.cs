using System.Text.Json;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Documents;

/// <summary>A document as the view has it, with the head of its lot's audit file.</summary>
/// <param name="Document">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Kind">One of <see cref="DocumentKind"/>.</param>
/// <param name="Number">Its number in the fair and of the kind.</param>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Part">Which of its kind for the deal.</param>
/// <param name="IssuedAt">Unix milliseconds.</param>
/// <param name="Place">Its place in the log, for pages.</param>
/// <param name="PartitionNo">The partition of the log row in which it was issued.</param>
/// <param name="Sequence">That row's number.</param>
/// <param name="Paper">What it says, as JSON.</param>
/// <param name="AuditEntries">How many entries the audit file has; 0 where its head was not published yet.</param>
/// <param name="AuditHead">The file's head; empty likewise.</param>
/// <param name="AuditAt">When it was published, in Unix milliseconds; 0 likewise.</param>
public sealed record DocumentRow(
    string Document, string Fair, string Kind, long Number, string Deal, string Lot, long Part, long IssuedAt, long Place, long PartitionNo, long Sequence, string Paper,
    long AuditEntries, string AuditHead, long AuditAt)
{
    public Paper Read() => JsonSerializer.Deserialize<Paper>(Paper, StoredJson.Options) ?? throw new InvalidDataException($"Document {Document} says nothing.");
}

/// <summary>The tables of documents and of audit heads.</summary>
public sealed class DocumentViews : View
{
    private const string Columns =
        """
        d.document as Document, d.fair as Fair, d.kind as Kind, d.number as Number, d.deal as Deal, d.lot as Lot, d.part as Part, d.issued_at as IssuedAt, d.place as Place,
        d.partition_no as PartitionNo, d.sequence as Sequence, d.paper as Paper,
        coalesce(a.entries, 0) as AuditEntries, coalesce(a.head, '') as AuditHead, coalesce(a.published_at, 0) as AuditAt
        """;

    [Sql("settlement")]
    private const string ReadOne =
        $"select {Columns} from documents d left join audit_heads a on a.lot = d.lot where d.fair = @fair and d.kind = @kind and d.number = @number";

    [Sql("settlement")]
    private const string ReadOfDeal =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.place) as n from documents d where d.deal = @deal and d.place > @after) d left join audit_heads a on a.lot = d.lot
        where d.n <= @limit
        order by d.n
        """;

    [Sql("settlement")]
    private const string ReadPage =
        $"""
        select {Columns}
        from (select d.*, row_number() over (order by d.number) as n from documents d where d.fair = @fair and d.kind = @kind and d.number > @after) d
            left join audit_heads a on a.lot = d.lot
        where d.n <= @limit
        order by d.n
        """;

    [Sql("settlement")]
    private const string UpdateHead = "update audit_heads set entries = @Entries, head = @Head, published_at = @PublishedAt where lot = @Lot";

    [Sql("settlement")]
    private const string InsertHead = "insert into audit_heads (lot, entries, head, published_at) values (@Lot, @Entries, @Head, @PublishedAt)";

    private static readonly string[] DocumentColumns =
        ["document", "fair", "kind", "number", "deal", "lot", "part", "issued_at", "place", "partition_no", "sequence", "paper"];

    public override IReadOnlyList<string> Tables { get; } = ["documents", "audit_heads"];

    /// <summary>The document with a number, or null.</summary>
    public static Task<DocumentRow?> Find(ViewSession session, string fair, string kind, long number) =>
        session.QuerySingle<DocumentRow>(ReadOne, new { fair, kind, number });

    /// <summary>A deal's documents after a place, in the order in which they were issued.</summary>
    public static Task<IReadOnlyList<DocumentRow>> OfDeal(ViewSession session, string deal, long after, int limit) =>
        session.Query<DocumentRow>(ReadOfDeal, new { deal, after, limit });

    /// <summary>A fair's documents of a kind after a number, in the order of their numbers.</summary>
    public static Task<IReadOnlyList<DocumentRow>> Page(ViewSession session, string fair, string kind, long after, int limit) =>
        session.Query<DocumentRow>(ReadPage, new { fair, kind, after, limit });

    /// <summary>A document and its number stand in one entry of the log, so they come in one batch.</summary>
    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var numbers = batch.Select(happened => happened.Event).OfType<NumberGiven>().ToDictionary(given => given.Document, given => given.Number, StringComparer.Ordinal);
        var issued = batch.Where(happened => happened.Event is DocumentIssued).Select(happened => Values(happened, (DocumentIssued)happened.Event, numbers)).ToList();
        if (issued.Count > 0) await session.BulkInsert("documents", DocumentColumns, issued);

        var heads = new Dictionary<string, HeadRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is AuditHeadNoted noted) heads[happened.StreamId] = new(happened.StreamId, noted.Entries, noted.Head, noted.At);
        if (heads.Count > 0) await session.Upsert(UpdateHead, InsertHead, heads.Values);
    }

    private static object?[] Values(Happened happened, DocumentIssued issued, Dictionary<string, long> numbers) =>
    [
        happened.StreamId, issued.Paper.Subject.Fair, issued.Paper.Kind, numbers[happened.StreamId], issued.Paper.Subject.Deal, issued.Paper.Subject.Lot, issued.Paper.Part,
        issued.At, Settlement.Place.Of(happened), (long)happened.Position.Partition, happened.Position.Sequence, JsonSerializer.Serialize(issued.Paper, StoredJson.Options),
    ];

    private sealed record HeadRow(string Lot, long Entries, string Head, long PublishedAt);
}
