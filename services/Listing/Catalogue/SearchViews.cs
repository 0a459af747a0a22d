using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Catalogue;

/// <summary>A saved search of anybody.</summary>
public sealed record SavedSearchRow(string Search, string Owner, string Name, string Query, long SavedAt);

/// <summary>A new lot that a saved search found, with its number among all of the owner's.</summary>
public sealed record SearchAlertRow(string Owner, long Number, string Search, string Lot, long FoundAt);

/// <summary>The tables of saved searches and of what they found.</summary>
public sealed class SearchViews : View
{
    [Sql("listing")]
    private const string SelectAll = "select search as Search, owner as Owner, name as Name, query as Query, saved_at as SavedAt from saved_searches order by saved_at, search";

    [Sql("listing")]
    private const string SelectOf =
        "select search as Search, owner as Owner, name as Name, query as Query, saved_at as SavedAt from saved_searches where owner = @owner order by saved_at, search";

    [Sql("listing")]
    private const string SelectAlerts =
        """
        select Owner, Number, Search, Lot, FoundAt
        from (
            select owner as Owner, number as Number, search as Search, lot as Lot, found_at as FoundAt, row_number() over (order by number desc) as n
            from search_alerts
            where owner = @owner and search = @search and number < @before
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string DeleteSearch = "delete from saved_searches where search = @search";

    [Sql("listing")]
    private const string DeleteAlerts = "delete from search_alerts where search = @search";

    [Sql("listing")]
    private const string DeleteOld = "delete from search_alerts where owner = @owner and number <= @through";

    private static readonly string[] SearchColumns = ["search", "owner", "name", "query", "saved_at"], AlertColumns = ["owner", "number", "search", "lot", "found_at"];

    public override IReadOnlyList<string> Tables { get; } = ["saved_searches", "search_alerts"];

    /// <summary>The saved searches of everybody.</summary>
    public static Task<IReadOnlyList<SavedSearchRow>> All(ViewSession session) => session.Query<SavedSearchRow>(SelectAll);

    /// <summary>An owner's saved searches, in the order in which they were saved.</summary>
    public static Task<IReadOnlyList<SavedSearchRow>> Of(ViewSession session, string owner) => session.Query<SavedSearchRow>(SelectOf, new { owner });

    /// <summary>What a search found, the latest first.</summary>
    public static Task<IReadOnlyList<SearchAlertRow>> Alerts(ViewSession session, string owner, string search, long before, int limit) =>
        session.Query<SearchAlertRow>(SelectAlerts, new { owner, search, before, limit });

    // Event after event: a search may be saved, find lots and be forgotten within one batch.
    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case SearchSaved { Owner: var owner, Search: var search }:
                    await session.BulkInsert("saved_searches", SearchColumns, [[search.Search, owner, search.Name, search.Query, search.SavedAt]]);
                    break;
                case SearchForgotten forgotten:
                    await session.Execute(DeleteSearch, new { search = forgotten.Search });
                    await session.Execute(DeleteAlerts, new { search = forgotten.Search });
                    break;
                case LotsFound found:
                    await session.BulkInsert(
                        "search_alerts", AlertColumns, found.Lots.Select((lot, i) => new object?[] { found.Owner, found.First + i, found.Search, lot, found.At }));
                    await session.Execute(DeleteOld, new { owner = found.Owner, through = found.First + found.Lots.Count - 1 - SavedSearches.MostAlerts });
                    break;
                default:
                    break;
            }
    }
}
