using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lists;

/// <summary>A list as lists of lists show it.</summary>
public sealed record ListRow(string List, string Organizer, string Kind, string Name, long Entries, long Version, long ChangedAt);

/// <summary>The table of the lists that organizers keep.</summary>
public sealed class ListViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select List, Organizer, Kind, Name, Entries, Version, ChangedAt
        from (
            select list as List, organizer as Organizer, kind as Kind, name as Name, entries as Entries, version as Version, changed_at as ChangedAt,
                   row_number() over (order by list) as n
            from lists
            where organizer = @organizer and list > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string Update = "update lists set name = @Name, entries = @Entries, version = @Version, changed_at = @ChangedAt where list = @List";

    [Sql("listing")]
    private const string Insert =
        """
        insert into lists (list, organizer, kind, name, entries, version, changed_at)
        values (@List, @Organizer, @Kind, @Name, @Entries, @Version, @ChangedAt)
        """;

    public override IReadOnlyList<string> Tables { get; } = ["lists"];

    /// <summary>Lists of an organizer after one, in the order of their ids.</summary>
    public static Task<IReadOnlyList<ListRow>> Page(ViewSession session, string organizer, string after, int limit) =>
        session.Query<ListRow>(SelectPage, new { organizer, after, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, ListRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is ListKept kept)
                last[kept.List] = new(kept.List, kept.Organizer, kept.Content.Kind, kept.Content.Name, kept.Content.Entries, kept.Version, kept.At);
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values);
    }
}
