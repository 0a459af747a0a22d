using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Streams;
using Exchange.Kernel.Values;
using Exchange.Portal.Api;
using Exchange.Portal.Live;
using Exchange.Portal.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Exchange.Portal.Pages;

/// <summary>The pages that anybody may look at, and their live parts.</summary>
public static class PageEndpoints
{
    // Link checkers and monitors ask for the head alone.
    private static readonly string[] Looking = ["GET", "HEAD"];

    public static void MapPages(this IEndpointRouteBuilder pages)
    {
        pages.MapMethods("/", Looking, Home);
        pages.MapMethods("/fairs/{fair}", Looking, Fair);
        pages.MapMethods("/fairs/{fair}/lots", Looking, Lots);
        pages.MapMethods("/lots/{lot}", Looking, (HttpContext http, string lot, LotReader reader, PageFrame frames) => reader.Page(http, lot, frames, null));
        pages.MapGet("/live/fairs/{fair}", LiveFair);
        pages.MapGet("/live/lots/{lot}", LiveLot);
    }

    /// <summary>A page as a result.</summary>
    public static RazorComponentResult<TPage> Show<TPage>(int status, params (string Name, object? Value)[] parameters)
        where TPage : IComponent =>
        new(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value)) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>A page that says why there is no other.</summary>
    public static async Task<IResult> Message(HttpContext http, PageFrame frames, int status)
    {
        var (title, text) = status == StatusCodes.Status404NotFound ? (Words.Of("NotFound"), "") : (Words.Of("Exchange"), Words.Of("Unavailable"));
        return Show<MessagePage>(status, ("Frame", await frames.Of(http, "/")), ("Title", title), ("Text", text));
    }

    /// <summary>What to show when a service had no value: what is not there, or a fault.</summary>
    public static Task<IResult> Missing<T>(HttpContext http, PageFrame frames, Said<T> said) =>
        Message(http, frames, said is Said<T>.Refused ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Home(HttpContext http, ExchangeApi api, PageFrame frames, PortalSettings settings)
    {
        var fairs = await api.List<FairShown>("listing", "/api/listing/fairs?limit=500", http.RequestAborted);
        var shown = fairs?.Rows.Where(fair => fair.Status != "draft").OrderByDescending(fair => fair.OpensAt).ToList();
        var boards = new Dictionary<string, BoardShown>(StringComparer.Ordinal);
        foreach (var fair in shown?.Take(6) ?? [])
            if ((await api.Get<BoardShown>("turnover", $"/api/turnover/fairs/{fair.Fair}/board", null, http.RequestAborted)).OrNull is { } board) boards[fair.Fair] = board;
        return Show<HomePage>(200, ("Frame", await frames.Of(http)), ("Fairs", shown), ("Boards", boards), ("Demo", settings.Demo));
    }

    private static async Task<IResult> Fair(HttpContext http, string fair, ExchangeApi api, PageFrame frames)
    {
        if (!Id.IsValid(fair)) return await Message(http, frames, StatusCodes.Status404NotFound);
        var board = await api.Get<BoardShown>("turnover", $"/api/turnover/fairs/{fair}/board", null, http.RequestAborted);
        if (board.OrNull is not { } shown) return await Missing(http, frames, board);
        var rules = await api.Get<FairWithRules>("listing", "/api/listing/fairs/" + fair, null, http.RequestAborted);
        var calls = await api.List<ListedCall>("matching", $"/api/matching/fairs/{fair}/call-auctions", http.RequestAborted);
        var priority = await api.List<PriorityUseShown>("matching", $"/api/matching/fairs/{fair}/priority-purchases?limit=500", http.RequestAborted);
        return Show<FairPage>(200, ("Frame", await frames.Of(http)), ("Board", shown), ("Calls", calls?.Rows ?? []), ("Priority", priority?.Rows ?? []),
            ("Ladder", rules.OrNull?.Rules.Ladder?.Rungs ?? []));
    }

    private static async Task<IResult> Lots(HttpContext http, string fair, ExchangeApi api, PageFrame frames, TimeProvider clock)
    {
        if (!Id.IsValid(fair)) return await Message(http, frames, StatusCodes.Status404NotFound);
        var said = await api.Get<FairWithRules>("listing", "/api/listing/fairs/" + fair, null, http.RequestAborted);
        if (said.OrNull is not { } head) return await Missing(http, frames, said);
        var asked = LotsAsked.Of(http.Request);
        var lots = asked.IsSearch
            ? Lines(await api.List<CatalogueLot>("listing", asked.Query(fair), http.RequestAborted), lot => LotLine.Of(lot, clock.GetUtcNow().ToUnixTimeMilliseconds()))
            : Lines(await api.List<ListedSale>("matching", asked.Query(fair), http.RequestAborted), LotLine.Of);
        return Show<LotsPage>(
            200, ("Frame", await frames.Of(http)), ("Fair", new FairHead(fair, head.Rules.Name, head.Rules.TimeZone)), ("Asked", asked), ("Lots", lots));
    }

    private static async Task<IResult> LiveFair(HttpContext http, string fair, LiveFeeds feeds, Fragments fragments)
    {
        if (!Id.IsValid(fair)) return Results.NotFound();
        var source = new LiveSource("turnover", $"/api/turnover/fairs/{fair}/stream", async happened =>
            JsonSerializer.Deserialize<BoardShown>(happened.Data, StoredJson.Options) is { } board
                ? await fragments.Render<BoardPanel>(new() { ["Board"] = board })
                : null);
        await http.Show(feeds.Of(source, CultureInfo.CurrentUICulture));
        return Results.Empty;
    }

    private static async Task<IResult> LiveLot(HttpContext http, string lot, LiveFeeds feeds, LotReader reader)
    {
        if (!Id.IsValid(lot)) return Results.NotFound();
        await http.Show(feeds.Of(new("matching", $"/api/matching/lots/{lot}/stream", reader.Render), CultureInfo.CurrentUICulture));
        return Results.Empty;
    }

    private static Paged<LotLine>? Lines<TRow>(Paged<TRow>? rows, Func<TRow, LotLine> line) => rows is null ? null : new([.. rows.Rows.Select(line)], rows.After);
}
