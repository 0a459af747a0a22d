using System.Globalization;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;

namespace Exchange.Listing.Lots;

/// <summary>Questions about a lot over HTTP.</summary>
public static class QuestionEndpoints
{
    private const string Tag = "Questions";

    public static void MapQuestions(this IEndpointRouteBuilder app)
    {
        var questions = app.MapGroup("/api/listing/lots/{lot}/questions").WithTags(Tag);
        questions.MapPost("", (HttpContext http, string lot, TextRequest body, ListingJournal journal) =>
                Take(http, journal, lot, body.Parse(text => new AskQuestion(lot, http.Caller().Enterprise, text)))).RequireAuthorization(Roles.Bidder)
            .WithName("AskQuestion").WithSummary("Asks something about a lot. All see it; who asks is shown as a number.")
            .Produces<QuestionStepAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        questions.MapPost("/{number:long}/answer", (HttpContext http, string lot, long number, TextRequest body, ListingJournal journal) =>
                Take(http, journal, lot, body.Parse(text => new AnswerQuestion(lot, http.Caller().Enterprise, text, number)))).RequireAuthorization(Roles.Consignor)
            .WithName("AnswerQuestion").WithSummary("The consignor answers, once; all see it.")
            .Produces<QuestionStepAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        questions.MapPost("/{number:long}/hide", (HttpContext http, string lot, long number, TextRequest body, ListingJournal journal) =>
                Take(http, journal, lot, body.Parse(text => new HideQuestion(lot, http.Caller().Enterprise, http.Caller().Is(Roles.Operator), text, number)))).RequireAuthorization(Roles.Organizer)
            .WithName("HideQuestion").WithSummary("The organizer hides a question and its answer; text is the reason, which all see in their place.")
            .Produces<QuestionStepAnswer>().WithProblems(400, 401, 403, 404, 409, 422, 503);
        questions.MapGet("", Get).RequireAuthorization()
            .WithName("GetQuestions").WithSummary("The questions about a lot with their answers, in their order.")
            .Produces<IReadOnlyList<QuestionAnswer>>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
    }

    private static async Task<IResult> Take(HttpContext http, ListingJournal journal, string lot, Parsed<QuestionCommand> command)
    {
        if (await LotEndpoints.Find(journal, lot) is null) return Problem.Of(LotRefusals.Unknown);
        return await http.Submit(journal, LotQuestions.Stream(lot), command, accepted =>
            TypedResults.Ok(new QuestionStepAnswer(lot, accepted.First<QuestionAsked>()?.Number ?? (command.Command as QuestionStep)?.Number ?? 0)));
    }

    private static async Task<IResult> Get(HttpContext http, string lot, ListingJournal journal)
    {
        if (await LotEndpoints.Find(journal, lot) is not { Offer: { } offer }) return Problem.Of(LotRefusals.Unknown);
        var (questions, caller) = (await journal.Peek<LotQuestions>(LotQuestions.Stream(lot)), http.Caller());
        var runs = caller.Is(Roles.Operator) || (caller.Is(Roles.Organizer) && caller.Enterprise == offer.Organizer);
        return http.Tagged<IReadOnlyList<QuestionAnswer>>([.. questions.All.Select(question => QuestionAnswer.Of(question, caller.Enterprise, runs))]);
    }
}

/// <summary>What is said.</summary>
/// <param name="Text">1 to 1,000 characters.</param>
public sealed record TextRequest(string? Text)
{
    /// <summary>A command with the text, or what is wrong with it.</summary>
    public Parsed<QuestionCommand> Parse(Func<string, QuestionCommand> command)
    {
        var errors = new FieldErrors().Require(
            Text is not null && LotDescription.IsText(Text, LotQuestions.LongestText), "text", "text", "1 to 1,000 characters without control characters other than line ends.");
        return errors.Any ? errors : command(Text!);
    }
}

/// <summary>The question that was asked, answered or hidden.</summary>
public sealed record QuestionStepAnswer(string Lot, long Number);

/// <summary>A question about a lot.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Asker">"Asker n": the same for all questions of one enterprise about the lot.</param>
/// <param name="IsMine">Whether the caller's enterprise asked it.</param>
/// <param name="Text">What is asked; absent where it is hidden, but for the organizer.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Answer">What the consignor answers; absent likewise, and while it has not.</param>
/// <param name="AnsweredAt">When it did.</param>
/// <param name="Hidden">Why the organizer hides it.</param>
public sealed record QuestionAnswer(long Number, string Asker, bool IsMine, string? Text, long At, string? Answer, long? AnsweredAt, string? Hidden)
{
    public static QuestionAnswer Of(LotQuestion question, string enterprise, bool runs)
    {
        var shown = runs || question.Hidden is null;
        return new(
            question.Number, string.Create(CultureInfo.InvariantCulture, $"Asker {question.Asker}"), question.By == enterprise, shown ? question.Text : null, question.At,
            shown ? question.Answer : null, question.AnsweredAt, question.Hidden);
    }
}
