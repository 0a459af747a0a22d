using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lots;

/// <summary>A draft in its consignor's list. Title, category, fair and lot are empty where there is none yet.</summary>
public sealed record DraftRow(string Draft, string Consignor, string Status, string Title, string Category, string Fair, string Lot, long ChangedAt);

/// <summary>The drafts of all consignors; each sees its own.</summary>
public sealed class DraftViews : View
{
    private const int LongestShown = 200;

    [Sql("listing")]
    private const string SelectPage =
        """
        select Draft, Consignor, Status, Title, Category, Fair, Lot, ChangedAt
        from (
            select draft as Draft, consignor as Consignor, status as Status, title as Title, category as Category, fair as Fair, lot as Lot, changed_at as ChangedAt,
                   row_number() over (order by draft) as n
            from drafts
            where consignor = @consignor and draft > @after and (@status = '' or status = @status)
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string Update = "update drafts set status = @Status, title = @Title, category = @Category, changed_at = @ChangedAt where draft = @Draft";

    [Sql("listing")]
    private const string Insert =
        """
        insert into drafts (draft, consignor, status, title, category, fair, lot, changed_at)
        values (@Draft, @Consignor, @Status, @Title, @Category, @Fair, @Lot, @ChangedAt)
        """;

    [Sql("listing")]
    private const string End = "update drafts set status = @status, fair = @fair, lot = @lot, changed_at = @at where draft = @draft";

    public override IReadOnlyList<string> Tables { get; } = ["drafts"];

    /// <summary>Drafts of a consignor after one, in the order of their ids; of one status, or all where it is empty.</summary>
    public static Task<IReadOnlyList<DraftRow>> Page(ViewSession session, string consignor, string after, string status, int limit) =>
        session.Query<DraftRow>(SelectPage, new { consignor, after, status, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case DraftSaved saved:
                    await session.Upsert(Update, Insert, [Row(saved)]);
                    break;
                case DraftEntered entered:
                    await session.Execute(End, new { status = "entered", fair = entered.Fair, lot = entered.Lot, at = entered.At, draft = happened.StreamId });
                    break;
                case DraftDiscarded discarded:
                    await session.Execute(End, new { status = "discarded", fair = "", lot = "", at = discarded.At, draft = happened.StreamId });
                    break;
                default:
                    break;
            }
    }

    // A draft may have a title of any length, and the list has room for a lot's.
    private static DraftRow Row(DraftSaved saved) => new(
        saved.Draft, saved.Consignor, "saved", Shown(saved.Content.Title, LongestShown), Shown(saved.Content.Category, LotDetails.LongestCategory), "", "", saved.At);

    private static string Shown(string? text, int longest) => text is null ? "" : text.Length <= longest ? text : text[..longest];
}
