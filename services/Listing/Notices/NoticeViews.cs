using System.Text.Json;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Notices;

/// <summary>A notice as lists show it; its text as JSON, 1 for one that is pinned.</summary>
public sealed record NoticeRow(string Fair, string Notice, long PostedAt, long ChangedAt, long Version, long Pinned, string Body);

/// <summary>The table of notices.</summary>
public sealed class NoticeViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select Fair, Notice, PostedAt, ChangedAt, Version, Pinned, Body
        from (
            select fair as Fair, notice as Notice, posted_at as PostedAt, changed_at as ChangedAt, version as Version, pinned as Pinned, body as Body,
                   row_number() over (order by posted_at desc, notice desc) as n
            from notices
            where fair = @fair and pinned >= @pinned and (posted_at < @at or (posted_at = @at and notice < @notice))
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string Update =
        """
        update notices set posted_at = @PostedAt, changed_at = @ChangedAt, version = @Version, pinned = @Pinned, body = @Body
        where fair = @Fair and notice = @Notice
        """;

    [Sql("listing")]
    private const string Insert =
        """
        insert into notices (fair, notice, posted_at, changed_at, version, pinned, body)
        values (@Fair, @Notice, @PostedAt, @ChangedAt, @Version, @Pinned, @Body)
        """;

    public override IReadOnlyList<string> Tables { get; } = ["notices"];

    /// <summary>Notices of a fair that were posted before one, the latest first.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fair">The fair.</param>
    /// <param name="pinned">Whether only those that are pinned.</param>
    /// <param name="at">When the one before was posted.</param>
    /// <param name="notice">The one before.</param>
    /// <param name="limit">At most so many.</param>
    public static Task<IReadOnlyList<NoticeRow>> Page(ViewSession session, string fair, bool pinned, long at, string notice, int limit) =>
        session.Query<NoticeRow>(SelectPage, new { fair, pinned = pinned ? 1L : 0L, at, notice, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, NoticeRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is NoticeEvent @event) last[happened.StreamId] = Row(@event);
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values);
    }

    private static NoticeRow Row(NoticeEvent @event) => @event switch
    {
        NoticePosted posted => new(posted.Fair, posted.Notice, posted.At, posted.At, 1, posted.Pinned ? 1 : 0, Json(posted.Text)),
        NoticeCorrected next => new(next.Fair, next.Notice, next.PostedAt, next.At, next.Version, next.Pinned ? 1 : 0, Json(next.Text)),
        _ => throw new InvalidOperationException($"{@event} changes no notice."),
    };

    private static string Json(NoticeText text) => JsonSerializer.Serialize(text, StoredJson.Options);
}
