using System.Text.Json;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Microsoft.AspNetCore.Http.Features;

namespace Exchange.Listing.Imports;

public static class ImportEndpoints
{
    private const string Tag = "Imports", Csv = "text/csv", Lines = "application/x-ndjson", Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/api/listing/fairs/{fair}/imports").WithTags(Tag);
        imports.MapPost("", Import).RequireAuthorization(Roles.Consignor).Accepts<string>(Csv, "text/plain", "application/csv", Xlsx, "application/octet-stream")
            .WithName("ImportStock")
            .WithSummary("Enters the rows of a CSV file or a workbook (XLSX) as lots. Good rows are kept, bad ones reported; sending the same file again changes nothing.")
            .WithDescription(ImportQuery.Description)
            .Produces<ImportReport>().Produces<ImportBegunAnswer>(StatusCodes.Status202Accepted).WithProblems(400, 401, 403, 404, 409, 413, 415, 422, 503);
        imports.MapGet("/{import}", Get).RequireAuthorization()
            .WithName("GetImport").WithSummary("What an import came to, for its consignor and the organizer of the fair; how far it is while it runs.")
            .Produces<ImportReport>().Produces<ImportProgress>(StatusCodes.Status202Accepted).Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        imports.MapGet("/{import}/sheet", Sheet).RequireAuthorization()
            .WithName("GetImportSheet").WithSummary("The sheet that was imported, with what was found in each row beside it; kept for some days.")
            .Produces<string>(StatusCodes.Status200OK, Csv, Xlsx).WithProblems(401, 404);
        imports.MapGet("/{import}/findings", Findings).RequireAuthorization()
            .WithName("GetImportFindings").WithSummary("Everything that was found in the sheet, a line of JSON each, in the order of the rows; kept for some days.")
            .Produces<string>(StatusCodes.Status200OK, Lines).WithProblems(401, 404);
        var columns = app.MapGroup("/api/listing/columns").WithTags(Tag);
        columns.MapGet("", Columns).RequireAuthorization()
            .WithName("GetRememberedColumns").WithSummary("How the caller's enterprise mapped the columns of its files, which holds for its next ones.")
            .Produces<IReadOnlyDictionary<string, string>>().Produces(StatusCodes.Status304NotModified).WithProblems(401);
        columns.MapPost("/forget", Forget).RequireAuthorization(Roles.Consignor)
            .WithName("ForgetColumns").WithSummary("Forgets how the caller's enterprise mapped the columns of its files.")
            .Produces<IReadOnlyDictionary<string, string>>().WithProblems(400, 401, 403, 409, 503);
    }

    private static async Task<IResult> Import(HttpContext http, string fair, ListingJournal journal, ImportSettings settings, ImportRuns runs)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        var caller = http.Caller();
        if (caller.Enterprise.Length == 0) return Problem.Of(LotRefusals.NoEnterprise);
        if (http.Request.ContentLength > settings.MaxBodyBytes) return TooLarge(settings);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = settings.MaxBodyBytes;

        var dryRun = http.Request.Query["dryRun"] == "true";
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        var id = dryRun ? null : Id.From("import", fair, caller.Subject, key);
        if (!dryRun && !Commands.IsKey(key)) return Commands.BadKey;
        var parsed = ImportQuery.Read(http, id, fair, found.Rules!.Currency);
        if (!parsed.IsValid) return Problem.Of(parsed.Errors);

        await using var upload = await runs.Receive(http.Request.Body, http.RequestAborted);
        if (upload is null) return TooLarge(settings);
        var digest = upload.DigestWith(parsed.Command);
        if (id is not null && await journal.Peek<Import>(Imports.Import.Stream(id)) is { IsRecorded: true } recorded)
            return recorded.Digest == digest ? await Again(http, journal, id) : Problem.Of(ImportRefusals.KeyReused);
        var memory = http.Request.Query["remember"] == "false" ? ColumnMemory.Initial : await journal.Peek<ColumnMemory>(ColumnMemory.Stream(caller.Enterprise));
        var order = parsed.Command with { Remembered = memory.Columns.IsEmpty ? null : memory.Columns };
        return order.Id is null ? await Look(http, journal, settings, order, upload.File)
            : Prefers(http, "respond-async") ? await Begin(http, journal, settings, runs, order, digest, upload.File)
            : await Run(http, journal, runs, order, digest, upload.File);
    }

    private static IResult TooLarge(ImportSettings settings) =>
        Problem.Of(413, "import.too-large", "The file is larger than an import may be.", new Dictionary<string, object> { ["maxBytes"] = settings.MaxBodyBytes });

    /// <summary>A dry run: the file is looked at, and nothing is kept of it.</summary>
    private static async Task<IResult> Look(HttpContext http, ListingJournal journal, ImportSettings settings, ImportOrder order, FileStream file)
    {
        if (SheetStreams.Open(file, settings, order.Sheet ?? new(), out var sheet) is { } unfit) return Problem.Of(unfit);
        await using var findings = http.Request.Query["report"].ToString().Length > 0 ? Spool() : null;
        var (report, refusal) = await new StockStreams(journal, settings, order, sheet!, findings).Run(http.RequestAborted);
        return refusal is not null ? Problem.Of(refusal) : await Answer(http, report!, sheet!, findings);
    }

    private static async Task<IResult> Run(HttpContext http, ListingJournal journal, ImportRuns runs, ImportOrder order, string digest, FileStream file)
    {
        var (report, refusal) = await runs.Run(order, file, http.RequestAborted);
        if (refusal is not null) return Problem.Of(refusal);
        Parsed<ImportCommand> record = new RecordImport(order.Consignor, digest, report!);
        var recorded = await http.Submit(journal, Imports.Import.Stream(order.Id!), record, _ => TypedResults.Ok(report));
        if (recorded is not IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK }) return recorded;
        if (http.Request.Query["remember"] != "false") await runs.Remember(order);
        if (http.Request.Query["report"].ToString().Length == 0 || runs.Kept(order.Id!) is not { } kept) return recorded;
        await using var findings = kept.Findings;
        if (SheetStreams.Open(kept.Sheet, runs.Settings, order.Sheet ?? new(), out var sheet) is { } unfit) return Problem.Of(unfit);
        await using var opened = sheet!;
        return await Answer(http, report!, opened, findings);
    }

    private static async Task<IResult> Begin(HttpContext http, ListingJournal journal, ImportSettings settings, ImportRuns runs, ImportOrder order, string digest, FileStream file)
    {
        // What can be told of the whole file is told at once, while somebody waits.
        if (SheetStreams.Open(file, settings, order.Sheet ?? new(), out var sheet) is { } unfit) return Problem.Of(unfit);
        if (await new StockStreams(journal, settings, order, sheet!, null).Check() is { } refusal) return Problem.Of(refusal);
        await runs.Begin(order, digest, file);
        return TypedResults.Accepted($"/api/listing/fairs/{order.Fair}/imports/{order.Id}", new ImportBegunAnswer(order.Id!));
    }

    private static bool Prefers(HttpContext http, string preference) => http.Request.Headers["Prefer"].ToString().Contains(preference, StringComparison.OrdinalIgnoreCase);

    /// <summary>The report in the form that is asked for.</summary>
    private static async Task<IResult> Answer(HttpContext http, ImportReport report, SheetStreams sheet, FileStream? findings)
    {
        if (findings is null) return TypedResults.Ok(report);
        if (http.Request.Query["report"] == "sheet") return await SheetBack(http, report, sheet, findings);
        findings.Position = 0;
        http.Response.ContentType = Lines;
        await findings.CopyToAsync(http.Response.Body, http.RequestAborted);
        await JsonSerializer.SerializeAsync(http.Response.Body, report, StoredJson.Options, http.RequestAborted);
        await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
        return TypedResults.Empty;
    }

    private static async Task<IResult> SheetBack(HttpContext http, ImportReport report, SheetStreams sheet, Stream findings)
    {
        // The ZIP directory of a workbook is written last, so it is made on disk before it is sent.
        await using var back = Spool();
        new SheetBackStreams(sheet, findings, report.File!).Write(back);
        back.Position = 0;
        http.Response.ContentType = report.File!.Kind == "xlsx" ? Xlsx : Csv + "; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"import.{report.File.Kind}\"";
        http.Response.ContentLength = back.Length;
        await back.CopyToAsync(http.Response.Body, http.RequestAborted);
        return TypedResults.Empty;
    }

    /// <summary>The same key and file again: the same answer.</summary>
    private static async Task<IResult> Again(HttpContext http, ListingJournal journal, string import)
    {
        await journal.WaitForViews(journal.Head(), http.RequestAborted);
        await using var session = await journal.Read();
        return await ImportViews.Of(session, import) is { } row ? http.Tagged(Report(row), import) : Problem.Of(ImportRefusals.Unknown);
    }

    private static ImportReport Report(ImportRow row) => JsonSerializer.Deserialize<ImportReport>(row.Report, StoredJson.Options)!;

    private static async Task<IResult> Get(HttpContext http, string fair, string import, ListingJournal journal, ImportRuns runs)
    {
        if (await Find(http, fair, import, journal) is { } report) return http.Tagged(report, import);
        if (runs.ProgressOf(import, fair, http.Caller().Enterprise) is not { } progress) return Problem.Of(ImportRefusals.Unknown);
        http.Response.Headers.RetryAfter = "1";
        return TypedResults.Json(progress, StoredJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> Sheet(HttpContext http, string fair, string import, ListingJournal journal, ImportRuns runs)
    {
        if (await Find(http, fair, import, journal) is not { File: { } file } report) return Problem.Of(ImportRefusals.Unknown);
        if (runs.Kept(import) is not { } kept) return Problem.Of(ImportRefusals.SheetGone);
        await using var findings = kept.Findings;
        await using var lying = kept.Sheet;
        if (http.IsKnown(import + "-sheet")) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (SheetStreams.Open(lying, runs.Settings, new(file.Encoding ?? "", file.Delimiter ?? "", file.Sheet ?? ""), out var sheet) is { } unfit) return Problem.Of(unfit);
        return await SheetBack(http, report, sheet!, findings);
    }

    private static async Task<IResult> Findings(HttpContext http, string fair, string import, ListingJournal journal, ImportRuns runs)
    {
        if (await Find(http, fair, import, journal) is null) return Problem.Of(ImportRefusals.Unknown);
        if (runs.Kept(import) is not { } kept) return Problem.Of(ImportRefusals.SheetGone);
        await kept.Sheet.DisposeAsync();
        if (!http.IsKnown(import + "-findings")) return TypedResults.Stream(kept.Findings, Lines);
        await kept.Findings.DisposeAsync();
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }

    /// <summary>What an import came to, where the caller may see it.</summary>
    private static async Task<ImportReport?> Find(HttpContext http, string fair, string import, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return null;
        await http.WaitForViews(journal);
        if (Id.IsValid(import) && await journal.Peek<Import>(Imports.Import.Stream(import)) is { IsRecorded: true }) await journal.WaitForViews(journal.Head(), http.RequestAborted);
        await using var session = await journal.Read();
        return await ImportViews.Of(session, import) is { } row && row.Fair == fair && (row.Consignor == http.Caller().Enterprise || http.Caller().Runs(found)) ? Report(row) : null;
    }

    private static async Task<IResult> Columns(HttpContext http, ListingJournal journal) =>
        http.Tagged(await ColumnsOf(journal, http.Caller().Enterprise));

    private static async Task<IReadOnlyDictionary<string, string>> ColumnsOf(ListingJournal journal, string enterprise) =>
        enterprise.Length == 0 ? ColumnMemory.Initial.Columns : (await journal.Peek<ColumnMemory>(ColumnMemory.Stream(enterprise))).Columns;

    private static async Task<IResult> Forget(HttpContext http, NoFields? _, ListingJournal journal)
    {
        Parsed<ColumnMemoryCommand> forget = new ForgetColumns();
        return await http.Submit(journal, ColumnMemory.Stream(http.Caller().Enterprise), forget, _ => TypedResults.Ok(ColumnMemory.Initial.Columns));
    }

    private static FileStream Spool() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}

/// <summary>An import that is worked on while nobody waits.</summary>
/// <param name="Import">Its id.</param>
public sealed record ImportBegunAnswer(string Import);
