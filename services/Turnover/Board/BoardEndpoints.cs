using Exchange.Kernel.Deciders;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Streams;

namespace Exchange.Turnover.Board;

/// <summary>The boards over HTTP. Nothing is changed here: the turnover only listens.</summary>
public static class BoardEndpoints
{
    /// <summary>Maps <c>/api/turnover/fairs</c>.</summary>
    public static void MapBoard(this IEndpointRouteBuilder app)
    {
        var fairs = app.MapGroup("/api/turnover/fairs").RequireAuthorization().WithTags("Turnover");
        fairs.MapGet("", Fairs).WithSummary("The fairs that have a board, paged by id.").Produces<IReadOnlyList<BoardRow>>();
        fairs.MapGet("/{fair}/board", Show).WithSummary("The board of a fair at a watermark: totals, breakdowns and the latest awards.")
            .Produces<BoardPicture>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        fairs.MapGet("/{fair}/figures/{dimension}", Figures)
            .WithSummary("All lines of one dimension: total, quarter (of an hour, by its beginning), category, region, consignor; paged by line.")
            .Produces<IReadOnlyList<TallyRow>>().ProducesProblem(StatusCodes.Status404NotFound);
        fairs.MapGet("/{fair}/stream", Stream).WithSummary("The board as server-sent events: event `board`, its id is the watermark, its data the board.")
            .Produces<BoardPicture>(contentType: "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> Fairs(HttpContext http, TurnoverJournal journal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        return page.Answer(http, await BoardViews.Boards(session, page.After, page.Limit + 1), row => row.Fair);
    }

    private static async Task<IResult> Show(HttpContext http, string fair, BoardStreams streams) =>
        await streams.Draw(fair) is { } picture ? http.Tagged(picture, picture.Position) : Problem.Of(Unknown);

    private static async Task<IResult> Figures(HttpContext http, string fair, string dimension, TurnoverJournal journal)
    {
        if (!TallyRow.Dimensions.Contains(dimension)) return Problem.Of(UnknownDimension);
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        var rows = await BoardViews.Tallies(session, fair, dimension, page.After, page.Limit + 1);
        return page.Answer(http, rows, row => row.Line);
    }

    private static async Task<IResult> Stream(HttpContext http, string fair, BoardStreams streams)
    {
        if (await streams.Draw(fair) is null) return Problem.Of(Unknown);
        await http.Show(streams.Live(fair));
        return TypedResults.Empty;
    }

    private static Refusal Unknown { get; } = new("board.unknown", "Nothing has been heard of this fair.", RefusalKind.NotFound);

    private static Refusal UnknownDimension { get; } =
        new("board.dimension-unknown", "A dimension is one of: " + string.Join(", ", TallyRow.Dimensions) + ".", RefusalKind.NotFound);
}
