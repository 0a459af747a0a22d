using System.Diagnostics;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Listing.Imports;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Listing.Categories;

public static class SchemeEndpoints
{
    private const string Tag = "Schemes", Csv = "text/csv", HarmonizedSystem = "hs";
    private const long MostBytes = 64 * 1024 * 1024;

    public static void MapSchemes(this IEndpointRouteBuilder app)
    {
        var schemes = app.MapGroup("/api/listing/schemes").WithTags(Tag);
        schemes.MapPost("/{scheme}", Import).RequireAuthorization(Roles.Organizer).Accepts<string>(Csv, "text/plain", "application/csv")
            .WithName("ImportScheme")
            .WithSummary("Imports a classification of others from a CSV file (UTF-8), in place of what was imported of it before. All rows, or none.")
            .WithDescription(
                "Columns are recognised by their names, in English or Chinese: the code, the code above, a name in Chinese or English, and if wanted our category of its goods. "
                + "Query: dryRun=true only looks. The same file again changes nothing.")
            .Produces<SchemeReport>().WithProblems(400, 401, 403, 409, 413, 415, 422, 503);
        schemes.MapGet("", List).RequireAuthorization()
            .WithName("GetSchemes").WithSummary("The classifications of others that were imported.")
            .Produces<IReadOnlyList<SchemeRow>>().WithProblems(401);
        schemes.MapGet("/{scheme}/codes", Codes).RequireAuthorization()
            .WithName("GetSchemeCodes").WithSummary("The codes of a scheme in their order. after is a code; parent asks for those directly below one, and is empty for the highest.")
            .Produces<IReadOnlyList<SchemeCodeRow>>().WithProblems(401, 404);
        schemes.MapGet("/{scheme}/codes/{code}", Code).RequireAuthorization()
            .WithName("GetSchemeCode").WithSummary("A code with those above it, and our category of its goods.")
            .Produces<SchemeCodeAnswer>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
    }

    private static async Task<IResult> Import(HttpContext http, string scheme, ListingJournal journal, ImportSettings settings)
    {
        var (dryRun, key) = (http.Request.Query["dryRun"] == "true", http.Request.Headers[Commands.IdempotencyKey].ToString());
        if (!dryRun && !Commands.IsKey(key)) return Commands.BadKey;
        var errors = new FieldErrors().Require(IsName(scheme), "scheme", "name", $"1 to {Scheme.LongestName} lower-case letters, digits and dashes.");
        if (errors.Any) return Problem.Of(errors.All);
        var maxBytes = Math.Min(settings.MaxBodyBytes, MostBytes);
        if (http.Request.ContentLength > maxBytes)
            return Problem.Of(413, "import.too-large", "The file is larger than an import may be.", new Dictionary<string, object> { ["maxBytes"] = maxBytes });
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes;

        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        if (SheetText.Tell(bytes, "", out var reading) is { } wrong) return Problem.Of(wrong);
        var file = SchemeFile.Read(reading.Encoding.GetString(bytes.GetBuffer(), reading.MarkLength, (int)bytes.Length - reading.MarkLength));
        return file.Refusal is { } unclear ? Problem.Of(unclear) : await Keep(http, scheme, journal, file, dryRun ? null : key);
    }

    private static async Task<IResult> Keep(HttpContext http, string scheme, ListingJournal journal, SchemeText file, string? key)
    {
        var report = new SchemeReport(scheme, key is null, file.Codes.Count, file.Mapped, file.Columns, file.FindingsTotal, file.Findings);
        if (key is null) return TypedResults.Ok(report);
        if (file.FindingsTotal > 0) return Problem.Of(SchemeRefusals.RowsUnclear.With("findingsTotal", file.FindingsTotal).With("findings", file.Findings));

        foreach (var (step, command) in Steps(scheme, file, http.Caller().Subject))
            if (await journal.Submit(Scheme.Stream(scheme), command, new(http.Caller().Subject, $"{key}/{step}", Activity.Current?.Id)) is Answer.Refused refused)
                return Problem.Of(refused.Refusal);
        http.Response.Headers[Commands.LogPosition] = journal.HeadOf(Scheme.Stream(scheme)).ToString();
        return TypedResults.Ok(report);
    }

    // Each step has a key of its own, so that a file that broke off goes on when it is sent again.
    private static IEnumerable<(string Step, SchemeCommand Command)> Steps(string scheme, SchemeText file, string by)
    {
        yield return ("begin", new BeginScheme(scheme, file.Digest, by));
        foreach (var (part, codes) in file.Codes.Chunk(Scheme.MostOfPart).Index()) yield return ($"part-{part + 1}", new ListCodes(scheme, file.Digest, part + 1, codes));
        yield return ("publish", new PublishScheme(scheme, file.Digest, file.Mapped));
    }

    private static async Task<IResult> List(HttpContext http, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        return TypedResults.Ok(await SchemeViews.All(session));
    }

    private static async Task<IResult> Codes(HttpContext http, string scheme, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (await SchemeViews.Of(session, scheme) is not { } found) return Problem.Of(SchemeRefusals.Unknown);
        var page = PageRequest.Of(http);
        var parent = http.Request.Query.TryGetValue("parent", out var asked) ? asked.ToString() : null;
        return page.Answer(http, await SchemeViews.Page(session, found, parent, page.After, page.Limit + 1), row => row.Code);
    }

    private static async Task<IResult> Code(HttpContext http, string scheme, string code, ListingJournal journal)
    {
        await http.WaitForViews(journal);
        await using var session = await journal.Read();
        if (await SchemeViews.Of(session, scheme) is not { } found) return Problem.Of(SchemeRefusals.Unknown);
        var path = await SchemeViews.Path(session, found, code);
        return path.Count == 0 ? Problem.Of(SchemeRefusals.UnknownCode) : http.Tagged(new SchemeCodeAnswer(path[^1], path, CategoryOf(scheme, path)?.Code));
    }

    // What the file says, of the code itself or of the nearest above it; for the Harmonized System our tree knows by itself.
    private static Category? CategoryOf(string scheme, IReadOnlyList<SchemeCodeRow> path) =>
        path.LastOrDefault(row => row.Category.Length > 0) is { } mapped ? Materials.Of(mapped.Category)
        : scheme == HarmonizedSystem ? Materials.OfHs(path[^1].Code) : null;

    private static bool IsName(string scheme) => scheme.Length is > 0 and <= Scheme.LongestName && scheme.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>What the import of a scheme came to.</summary>
/// <param name="Scheme">Its name.</param>
/// <param name="DryRun">Whether nothing was kept, only looked at.</param>
/// <param name="Codes">How many codes it has; 0 where there are findings.</param>
/// <param name="Mapped">How many of them name a category of ours.</param>
/// <param name="Columns">Our names of the columns with the file's.</param>
/// <param name="FindingsTotal">How many errors there are.</param>
/// <param name="Findings">The first thousand of them: line, column, value, rule, and how to mend it.</param>
public sealed record SchemeReport(
    string Scheme, bool DryRun, long Codes, long Mapped, IReadOnlyDictionary<string, string> Columns, long FindingsTotal, IReadOnlyList<Finding> Findings);

/// <summary>A code of another scheme.</summary>
/// <param name="Code">The code.</param>
/// <param name="Path">From the highest to the code.</param>
/// <param name="Category">The code of our category; null where nothing is known of it.</param>
public sealed record SchemeCodeAnswer(SchemeCodeRow Code, IReadOnlyList<SchemeCodeRow> Path, string? Category);
