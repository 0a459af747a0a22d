using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Categories;

/// <summary>A scheme as lists show it.</summary>
public sealed record SchemeRow(string Scheme, long Edition, long Codes, long Mapped, long PublishedAt);

/// <summary>A code of a scheme; empty texts for what it does not have.</summary>
public sealed record SchemeCodeRow(string Code, string Parent, string Chinese, string English, string Category);

/// <summary>The tables of schemes and their codes.</summary>
public sealed class SchemeViews : View
{
    [Sql("listing")]
    private const string SelectSchemes =
        "select scheme as Scheme, edition as Edition, codes as Codes, mapped as Mapped, published_at as PublishedAt from schemes order by scheme";

    [Sql("listing")]
    private const string SelectScheme =
        "select scheme as Scheme, edition as Edition, codes as Codes, mapped as Mapped, published_at as PublishedAt from schemes where scheme = @scheme";

    [Sql("listing")]
    private const string SelectPage =
        """
        select Code, Parent, Chinese, English, Category
        from (
            select code as Code, parent as Parent, chinese as Chinese, english as English, category as Category, row_number() over (order by code) as n
            from scheme_codes
            where scheme = @scheme and edition = @edition and code > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string SelectBelow =
        """
        select Code, Parent, Chinese, English, Category
        from (
            select code as Code, parent as Parent, chinese as Chinese, english as English, category as Category, row_number() over (order by code) as n
            from scheme_codes
            where scheme = @scheme and edition = @edition and parent = @parent and code > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string SelectCode =
        """
        select code as Code, parent as Parent, chinese as Chinese, english as English, category as Category
        from scheme_codes
        where scheme = @scheme and edition = @edition and code = @code
        """;

    [Sql("listing")]
    private const string Update =
        "update schemes set edition = @Edition, codes = @Codes, mapped = @Mapped, published_at = @PublishedAt where scheme = @Scheme";

    [Sql("listing")]
    private const string Insert =
        "insert into schemes (scheme, edition, codes, mapped, published_at) values (@Scheme, @Edition, @Codes, @Mapped, @PublishedAt)";

    [Sql("listing")]
    private const string DropOlder = "delete from scheme_codes where scheme = @scheme and edition < @edition";

    private static readonly string[] Columns = ["scheme", "edition", "code", "parent", "chinese", "english", "category"];

    public override IReadOnlyList<string> Tables { get; } = ["schemes", "scheme_codes"];

    public static Task<IReadOnlyList<SchemeRow>> All(ViewSession session) => session.Query<SchemeRow>(SelectSchemes);

    public static Task<SchemeRow?> Of(ViewSession session, string scheme) => session.QuerySingle<SchemeRow>(SelectScheme, new { scheme });

    /// <summary>Codes after one, in the order of their texts: all of an edition, or those below a code.</summary>
    public static Task<IReadOnlyList<SchemeCodeRow>> Page(ViewSession session, SchemeRow scheme, string? parent, string after, int limit) => parent is null
        ? session.Query<SchemeCodeRow>(SelectPage, new { scheme = scheme.Scheme, edition = scheme.Edition, after, limit })
        : session.Query<SchemeCodeRow>(SelectBelow, new { scheme = scheme.Scheme, edition = scheme.Edition, parent, after, limit });

    /// <summary>The codes from the highest to one; empty where there is no such code.</summary>
    public static async Task<IReadOnlyList<SchemeCodeRow>> Path(ViewSession session, SchemeRow scheme, string code)
    {
        var path = new List<SchemeCodeRow>();
        while (code.Length > 0 && await session.QuerySingle<SchemeCodeRow>(SelectCode, new { scheme = scheme.Scheme, edition = scheme.Edition, code }) is { } row)
        {
            path.Insert(0, row);
            code = row.Parent;
        }

        return path;
    }

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case SchemeCodesListed listed:
                    await session.BulkInsert("scheme_codes", Columns, listed.Codes.Select(code => Values(listed, code)));
                    break;
                case SchemePublished published:
                    await session.Upsert(Update, Insert, [new SchemeRow(published.Scheme, published.Edition, published.Codes, published.Mapped, published.At)]);
                    await session.Execute(DropOlder, new { scheme = published.Scheme, edition = published.Edition });
                    break;
                default:
                    break;
            }
    }

    private static object?[] Values(SchemeCodesListed listed, SchemeCode code) =>
        [listed.Scheme, listed.Edition, code.Code, code.Parent ?? "", code.Chinese, code.English, code.Category ?? ""];
}
