using System.Globalization;
using System.Text;
using Exchange.Kernel.Hosting;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;

namespace Exchange.Listing.Fairs;

/// <summary>Closing plans: of a fair as its lots stand, or as so many would.</summary>
public static class FairPlanEndpoints
{
    private const string Tag = "Fairs", Svg = "image/svg+xml";

    private const string Query =
        "lots is a number of lots, 200,000 at most; lotsPerGroup says how many close together; mostInAMinute how many closes a minute can be borne.";

    public static void MapPlans(this IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/api/listing").WithTags(Tag);
        listing.MapGet("/fairs/{fair}/plan", Get).RequireAuthorization()
            .WithName("GetPlan").WithSummary("When the lots of a fair close, by day and hour: those that are entered, or as many as lots says.").WithDescription(Query)
            .Produces<ClosingPlan>().Produces(StatusCodes.Status304NotModified).WithProblems(400, 401, 404);
        listing.MapGet("/fairs/{fair}/plan.svg", Picture).RequireAuthorization()
            .WithName("GetPlanPicture").WithSummary("The same as a picture. lang is zh or en; zh if left out.").WithDescription(Query)
            .Produces(StatusCodes.Status200OK, contentType: Svg).WithProblems(400, 401, 404);
        listing.MapPost("/plan", Try).RequireAuthorization(Roles.Organizer)
            .WithName("TryPlan").WithSummary("When so many lots of a fair would close that is not created yet. Takes what creates a fair, and creates nothing.").WithDescription(Query)
            .WithMetadata(new ChangesNothing())
            .Produces<ClosingPlan>().WithProblems(400, 401, 403, 422);
    }

    private static async Task<IResult> Get(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        var (plan, problem) = await Of(http, journal, found);
        return plan is null ? problem! : http.Tagged(plan);
    }

    private static async Task<IResult> Picture(HttpContext http, string fair, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        if (http.IsChinese() is not { } chinese) return FairRuleEndpoints.NoSuchLanguage;
        var (plan, problem) = await Of(http, journal, found);
        return plan is null ? problem! : TypedResults.Text(PlanPicture.Of(plan, found.Rules!.Name, chinese), Svg, Encoding.UTF8);
    }

    private static async Task<IResult> Try(HttpContext http, FairRequest body, ListingJournal journal, TimeProvider clock)
    {
        if (!WhatIf.TryRead(http.Request.Query, out var asked, out var errors)) return Problem.Of(errors.All);
        var (rules, problem) = await FairRuleEndpoints.RulesOf(http, body, journal, clock.GetUtcNow());
        return rules is null ? problem! : TypedResults.Ok(ClosingPlan.Of(rules, asked.Lots ?? 0, asked.LotsPerGroup, asked.MostInAMinute));
    }

    private static async Task<(ClosingPlan? Plan, IResult? Problem)> Of(HttpContext http, ListingJournal journal, Fair fair)
    {
        if (!WhatIf.TryRead(http.Request.Query, out var asked, out var errors)) return (null, Problem.Of(errors.All));
        if (asked.Lots is { } lots) return (ClosingPlan.Of(fair.Rules!, lots, asked.LotsPerGroup, asked.MostInAMinute), null);
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return (ClosingPlan.Of(fair.Rules!, fair.Windows, await FairPlanViews.Minutes(session, fair.Id), asked.MostInAMinute), null);
    }

    /// <summary>What a query asks of a plan.</summary>
    private readonly record struct WhatIf(long? Lots, long LotsPerGroup, long? MostInAMinute)
    {
        private const long MostOfAMinute = 1_000_000;

        public static bool TryRead(IQueryCollection query, out WhatIf asked, out FieldErrors errors)
        {
            errors = new();
            asked = new(
                Number(query, "lots", 0, ClosingPlan.MostLots, errors), Number(query, "lotsPerGroup", 1, GroupOfLots.MostLots, errors) ?? 1,
                Number(query, "mostInAMinute", 1, MostOfAMinute, errors));
            return !errors.Any;
        }

        private static long? Number(IQueryCollection query, string name, long least, long most, FieldErrors errors)
        {
            var text = query[name].ToString();
            if (text.Length == 0) return null;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
            errors.Require(false, name, "range", string.Create(CultureInfo.InvariantCulture, $"A whole number from {least} to {most}."));
            return null;
        }
    }
}
