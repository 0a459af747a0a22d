using System.Globalization;
using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Media;

namespace Exchange.Listing.Lots;

/// <summary>What is said about a lot, over HTTP: amended, and shown as it was.</summary>
public static class LotAmendEndpoints
{
    private const string Tag = "Lots";

    public static void MapLotAmendments(this IEndpointRouteBuilder app)
    {
        var lots = app.MapGroup("/api/listing/lots/{lot}").WithTags(Tag);
        lots.MapPost("/amend", Amend).RequireAuthorization(Roles.Consignor)
            .WithName("AmendLot").WithSummary("Says something else about a lot: its description, its photos and documents. Until its sale begins at once; on sale, only if nobody has bid.")
            .WithDescription("202 while the lot is on sale: Matching, where bids are, decides it; GET the lot a moment later. The terms of a lot stand from its entry.")
            .Produces<AmendedAnswer>().Produces<AmendedAnswer>(StatusCodes.Status202Accepted).WithProblems(400, 401, 403, 404, 409, 422, 503);
        lots.MapGet("/versions", Versions).RequireAuthorization()
            .WithName("GetLotVersions").WithSummary("All that a lot has said, the first first; the last one holds.")
            .Produces<IReadOnlyList<LotVersionAnswer>>().WithProblems(401, 404);
    }

    /// <summary>Submits an amendment, and answers with the version: 200 when it holds, 202 when Matching is asked.</summary>
    internal static async Task<IResult> Submit(HttpContext http, ListingJournal journal, string lot, Parsed<LotCommand> amend, Func<AmendedAnswer, IResult>? answer = null) =>
        await http.Submit(journal, Lot.Stream(lot), amend, accepted =>
            accepted.First<LotAmended>() is { } amended ? (answer ?? TypedResults.Ok)(new(lot, amended.Version, "amended"))
            : accepted.First<AmendmentAsked>() is { } asked ? TypedResults.Accepted("/api/listing/lots/" + lot, new AmendedAnswer(lot, asked.Version, "asked"))
            : TypedResults.Ok(new AmendedAnswer(lot, null, "unchanged")));

    private static async Task<IResult> Amend(HttpContext http, string lot, AmendRequest? body, ListingJournal journal)
    {
        if (await LotEndpoints.Find(journal, lot) is null) return Problem.Of(LotRefusals.Unknown);
        return await Submit(http, journal, lot, (body ?? new()).Parse(http.Caller()));
    }

    private static async Task<IResult> Versions(HttpContext http, string lot, ListingJournal journal)
    {
        if (await LotEndpoints.Find(journal, lot) is not { Offer: { } offer } found) return Problem.Of(LotRefusals.Unknown);
        // The versions before follow the log; the one that holds is known from memory. So that none is missing between, the views are waited for.
        await journal.WaitForViews(journal.HeadOf(Lot.Stream(lot)), http.RequestAborted);
        await using var session = await journal.Read();
        var versions = (await LotVersionViews.Of(session, lot)).Where(row => row.Version < found.Version).Select(row =>
            LotVersionAnswer.Of(row.Version, row.UntilAt, JsonSerializer.Deserialize<LotVersion>(row.Content, StoredJson.Options)!));
        return http.Tagged<IReadOnlyList<LotVersionAnswer>>(
            [.. versions, LotVersionAnswer.Of(found.Version, null, LotVersion.Of(offer))], string.Create(CultureInfo.InvariantCulture, $"{lot}-{found.Version}"));
    }
}

/// <summary>What is to be said anew of a lot.</summary>
public sealed record AmendRequest
{
    /// <summary>The whole description, in place of the one before; an empty object for none; as it is if left out.</summary>
    public LotDescription? Description { get; init; }

    /// <summary>The digests of the photos and documents that it shall not have any more; none if left out.</summary>
    public IReadOnlyList<string>? Remove { get; init; }

    /// <summary>The number of the version that is amended, so that nobody's words are lost; whichever it is if left out.</summary>
    public long? Version { get; init; }

    /// <summary>The command, or what is wrong with the fields.</summary>
    public Parsed<LotCommand> Parse(Caller caller)
    {
        var errors = new FieldErrors()
            .Require(Description?.Manifest?.All(line => line is not null) is not false, "description.manifest", "lines", "Each line is an object.")
            .Require(Remove is null || LotFiles.AreDigests(Remove), "remove", "digests", "1 to 30 digests of the lot's files.")
            .Require(Version is null or >= 1, "version", "number", "The number of a version, from 1.");
        return errors.Any ? errors : new AmendLot(caller.Enterprise, caller.Is(Roles.Operator), Description, null, Remove, Version);
    }
}

/// <summary>What an amendment came to.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Version">The number of the new version; absent where nothing changed.</param>
/// <param name="Outcome">amended; asked, when the lot is on sale and Matching decides whether somebody has bid; unchanged.</param>
public sealed record AmendedAnswer(string Lot, long? Version, string Outcome);

/// <summary>What a lot said, or says.</summary>
/// <param name="Version">From 1.</param>
/// <param name="UntilAt">When it was amended, in Unix milliseconds; absent in the version that holds.</param>
/// <param name="Condition">The grade of the whole: that of its worst line.</param>
/// <param name="Description">What it said.</param>
/// <param name="Files">Its photos and documents.</param>
public sealed record LotVersionAnswer(long Version, long? UntilAt, string? Condition, LotDescription? Description, IReadOnlyList<LotFile>? Files)
{
    public static LotVersionAnswer Of(long number, long? untilAt, LotVersion said) => new(number, untilAt, said.Description?.Grade, said.Description, said.Files);
}
