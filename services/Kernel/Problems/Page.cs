using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Exchange.Kernel.Problems;

/// <summary>A page of a list that is paged by key: <c>?after=KEY&amp;limit=N</c>, with the address of the next page in a <c>Link</c> header (RFC 8288).</summary>
/// <param name="After">The key of the last row of the page before; empty for the first page.</param>
/// <param name="Limit">How many rows, 1 to 500.</param>
public readonly record struct PageRequest(string After, int Limit)
{
    public const int MaxLimit = 500, DefaultLimit = 50;

    /// <summary>Reads <c>after</c> and <c>limit</c>; a limit out of bounds is brought into them.</summary>
    public static PageRequest Of(HttpContext http)
    {
        var limit = int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : DefaultLimit;
        return new(http.Request.Query["after"].ToString(), Math.Clamp(limit, 1, MaxLimit));
    }

    /// <summary>Answers with at most <see cref="Limit"/> rows; ask the database for one more, so that it is known whether a page follows.</summary>
    public IResult Answer<TRow>(HttpContext http, IReadOnlyList<TRow> rows, Func<TRow, string> key)
    {
        if (rows.Count <= Limit) return TypedResults.Ok(rows);
        var page = rows.Take(Limit).ToList();
        LinkNext(http, key(page[^1]));
        return TypedResults.Ok(page);
    }

    /// <summary>Says where the next page is.</summary>
    /// <param name="http">The request.</param>
    /// <param name="key">The key of the last row of this page.</param>
    public static void LinkNext(HttpContext http, string key)
    {
        var query = http.Request.Query.Where(pair => pair.Key is not "after").Append(new("after", key));
        http.Response.Headers.Append("Link", $"<{QueryHelpers.AddQueryString(http.Request.Path, query)}>; rel=\"next\"");
    }
}
