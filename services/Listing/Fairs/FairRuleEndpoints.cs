using System.Text;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;

namespace Exchange.Listing.Fairs;

/// <summary>The rules of fairs in plain language, and the presets from which they are made.</summary>
public static class FairRuleEndpoints
{
    private const string Tag = "Fairs";

    public static void MapFairRules(this IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/api/listing").WithTags(Tag);
        listing.MapGet("/presets", () => TypedResults.Ok(FairPresets.All)).RequireAuthorization()
            .WithName("GetPresets").WithSummary("Rules for fairs of a kind: a request to create a fair names one by its code, and says what shall be otherwise.")
            .Produces<IReadOnlyList<FairPreset>>().WithProblems(401);
        listing.MapPost("/rules", Try).RequireAuthorization(Roles.Organizer)
            .WithName("TryRules").WithSummary("What the rules of a fair would say and when its lots could close, or why it could not be created. Takes what creates a fair; creates nothing.")
            .WithMetadata(new ChangesNothing())
            .Produces<RulesAnswer>().WithProblems(400, 401, 403, 422);
        listing.MapGet("/fairs/{fair}/rules", Rules).RequireAuthorization()
            .WithName("GetRules").WithSummary("A fair's rules in plain language: a sentence in Chinese and English for each setting.")
            .Produces<IReadOnlyList<RuleSentence>>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        listing.MapGet("/fairs/{fair}/rules.txt", Text).RequireAuthorization()
            .WithName("GetRulesAsText").WithSummary("The same as text, a numbered line for each sentence. lang is zh or en; zh if left out.")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").WithProblems(400, 401, 404);
    }

    /// <summary>Whether a query asks for Chinese (which is meant when it says nothing); null where it asks for a language that there is not.</summary>
    internal static bool? IsChinese(this HttpContext http) => http.Request.Query["lang"].ToString() switch { "" or "zh" => true, "en" => false, _ => null };

    /// <summary>The answer to a query for a language that there is not.</summary>
    internal static IResult NoSuchLanguage => Problem.Of(new FieldErrors().Require(false, "lang", "one-of", "zh or en.").All);

    /// <summary>The rules of a fair that a request would create, or why it could not be.</summary>
    internal static async Task<(FairRules? Rules, IResult? Problem)> RulesOf(HttpContext http, FairRequest body, ListingJournal journal, DateTimeOffset now)
    {
        var (whole, errors) = await body.WithList(journal, http.Caller());
        Parsed<FairCommand> parsed = errors.Any ? errors : whole.Parse("", "");
        if (!parsed.IsValid) return (null, Problem.Of(parsed.Errors));
        var rules = ((CreateFair)parsed.Command).Rules;
        return rules.Check(now) is { } refusal ? (null, Problem.Of(refusal)) : (rules, null);
    }

    private static async Task<IResult> Try(HttpContext http, FairRequest body, ListingJournal journal, TimeProvider clock)
    {
        var (rules, problem) = await RulesOf(http, body, journal, clock.GetUtcNow());
        return rules is null ? problem! : TypedResults.Ok(new RulesAnswer(rules, ClosingSchedule.Windows(rules), RuleText.Of(rules)));
    }

    private static async Task<IResult> Rules(HttpContext http, string fair, ListingJournal journal) =>
        await FairEndpoints.Find(journal, fair) is { } found ? http.Tagged(RuleText.Of(found.Rules!)) : Problem.Of(FairRefusals.Unknown);

    private static async Task<IResult> Text(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        return http.IsChinese() is { } chinese ? TypedResults.Text(RuleText.Plain(found.Rules!, chinese), "text/plain", Encoding.UTF8) : NoSuchLanguage;
    }
}

/// <summary>What the rules of a fair would say.</summary>
/// <param name="Rules">The rules, with those of a preset.</param>
/// <param name="Windows">When its lots could close.</param>
/// <param name="Sentences">The rules in plain language.</param>
public sealed record RulesAnswer(FairRules Rules, IReadOnlyList<ClosingWindow> Windows, IReadOnlyList<RuleSentence> Sentences);
