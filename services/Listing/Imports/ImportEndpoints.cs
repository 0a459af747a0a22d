using System.Globalization;
using System.Security.Cryptography;
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
    private const string Tag = "Imports", Csv = "text/csv", Lines = "application/x-ndjson";

    private static readonly string[] Known = ["dryRun", "report", "format", "category", "region", "openingShare", "reserveShare", "linked", "position"];

    public static void MapImports(this IEndpointRouteBuilder app)
    {
        var imports = app.MapGroup("/api/listing/fairs/{fair}/imports").WithTags(Tag);
        imports.MapPost("", Import).RequireAuthorization(Roles.Consignor).Accepts<string>(Csv, "text/plain", "application/csv")
            .WithName("ImportStock")
            .WithSummary("Enters the rows of a CSV file (UTF-8) as lots. Good rows are kept, bad ones reported; sending the same file again changes nothing.")
            .WithDescription(
                "Query: dryRun=true only looks; report=full answers every finding as a line of JSON, the summary last; column.FIELD=NAME maps a column "
                + $"(fields: {string.Join(", ", Enum.GetValues<StockField>().Select(ColumnMap.NameOf))}); category, region and format "
                + "hold for rows that name none; openingShare and reserveShare are shares of unit value times quantity in basis points (3000 and 0 if left out); "
                + "linked=ID,ID names enterprises that are linked with the consignor and may not buy.")
            .Produces<ImportReport>().WithProblems(400, 401, 403, 404, 409, 413, 415, 422, 503);
        imports.MapGet("/{import}", Get).RequireAuthorization()
            .WithName("GetImport").WithSummary("What an import came to, for its consignor and the organizer of the fair.")
            .Produces<ImportReport>().Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
    }

    private static async Task<IResult> Import(HttpContext http, string fair, ListingJournal journal, ImportSettings settings)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        var caller = http.Caller();
        if (caller.Enterprise.Length == 0) return Problem.Of(LotRefusals.NoEnterprise);
        if (http.Request.ContentLength > settings.MaxBodyBytes)
            return Problem.Of(413, "import.too-large", "The file is larger than an import may be.", new Dictionary<string, object> { ["maxBytes"] = settings.MaxBodyBytes });
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = settings.MaxBodyBytes;

        var dryRun = http.Request.Query["dryRun"] == "true";
        var key = http.Request.Headers[Commands.IdempotencyKey].ToString();
        var id = dryRun ? null : Id.From("import", fair, caller.Subject, key);
        if (!dryRun && !Commands.IsKey(key)) return Commands.BadKey;
        var linked = http.Request.Query["linked"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var errors = Read(http.Request.Query, found.Rules!.Currency, out var terms, out var mapped)
            .Require(Offer.AreLinked(linked), "linked", "ids", Offer.LinkedRule);
        if (errors.Any) return Problem.Of(errors.All);
        var order = new ImportOrder(id, fair, caller.Enterprise, caller.Subject, terms, mapped, Offer.LinkedOf(linked), caller.Root);
        return id is not null && await journal.Peek<Import>(Imports.Import.Stream(id)) is { IsRecorded: true } recorded
            ? await Again(http, journal, order, recorded)
            : await Run(http, journal, settings, order);
    }

    private static async Task<IResult> Run(HttpContext http, ListingJournal journal, ImportSettings settings, ImportOrder order)
    {
        // The full report waits in a file until the body is read: many clients do not listen while they send.
        await using var spool = http.Request.Query["report"] == "full" ? Spool() : null;
        var (report, digest, refusal) = await new StockStreams(journal, settings, order, spool).Run(http.Request.Body, http.RequestAborted);
        if (refusal is not null) return Problem.Of(refusal);
        if (order.Id is null) return await Answer(http, report!, spool);

        Parsed<ImportCommand> record = new RecordImport(order.Consignor, digest, report!);
        var recorded = await http.Submit(journal, Imports.Import.Stream(order.Id), record, _ => TypedResults.Ok(report));
        return recorded is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK } ? await Answer(http, report!, spool) : recorded;
    }

    private static async Task<IResult> Answer(HttpContext http, ImportReport report, FileStream? spool)
    {
        if (spool is null) return TypedResults.Ok(report);
        await JsonSerializer.SerializeAsync(spool, report, StoredJson.Options);
        spool.WriteByte((byte)'\n');
        spool.Position = 0;
        http.Response.ContentType = Lines;
        http.Response.ContentLength = spool.Length;
        await spool.CopyToAsync(http.Response.Body, http.RequestAborted);
        return TypedResults.Empty;
    }

    /// <summary>The same key again: the same answer for the same file, and a refusal for another one.</summary>
    private static async Task<IResult> Again(HttpContext http, ListingJournal journal, ImportOrder order, Import recorded)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new byte[65_536];
        for (int length; (length = await http.Request.Body.ReadAsync(bytes, http.RequestAborted)) > 0;) digest.AppendData(bytes.AsSpan(0, length));
        digest.AppendData(JsonSerializer.SerializeToUtf8Bytes(order, StoredJson.Options));
        if (Convert.ToHexStringLower(digest.GetHashAndReset()) != recorded.Digest) return Problem.Of(ImportRefusals.KeyReused);
        await journal.WaitForViews(journal.Head(), http.RequestAborted);
        return await Stored(http, journal, order.Id!, _ => true);
    }

    private static async Task<IResult> Get(HttpContext http, string fair, string import, ListingJournal journal)
    {
        if (await FairEndpoints.Find(journal, fair) is not { } found) return Problem.Of(FairRefusals.Unknown);
        await http.WaitForViews(journal);
        return await Stored(http, journal, import, row => row.Fair == fair && (row.Consignor == http.Caller().Enterprise || http.Caller().Runs(found)));
    }

    private static async Task<IResult> Stored(HttpContext http, ListingJournal journal, string import, Func<ImportRow, bool> maySee)
    {
        await using var session = await journal.Read();
        return await ImportViews.Of(session, import) is { } row && maySee(row)
            ? http.Tagged(JsonSerializer.Deserialize<ImportReport>(row.Report, StoredJson.Options), import)
            : Problem.Of(ImportRefusals.Unknown);
    }

    private static FieldErrors Read(IQueryCollection query, string currency, out ImportTerms terms, out Dictionary<string, string> mapped)
    {
        var errors = new FieldErrors();
        mapped = query.Where(pair => pair.Key.StartsWith("column.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["column.".Length..], pair => pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var name in query.Keys.Where(name => !Known.Contains(name) && !name.StartsWith("column.", StringComparison.Ordinal)))
            errors.Require(false, name, "unknown", "There is no such parameter.");
        terms = new(
            currency, Text("format", LotDetails.English), Text("category", ""), Text("region", ""),
            Share("openingShare", ImportTerms.UsualOpeningShare), Share("reserveShare", 0));
        return errors
            .Require(StockRules.Takes(terms.Format), "format", "one-of", StockRules.Formats + ".")
            .Require(terms.Category.Length == 0 || LotDetails.IsCategory(terms.Category), "category", "code", "A code of letters, digits, dots and dashes.")
            .Require(LotDetails.IsRegion(terms.Region), "region", "text", $"At most {LotDetails.LongestRegion} characters.")
            .Require(terms.OpeningShare is >= 1 and <= 10_000, "openingShare", "range", "1 to 10000 basis points.")
            .Require(terms.ReserveShare is >= 0 and <= 10_000, "reserveShare", "range", "0 to 10000 basis points.");

        string Text(string name, string usual) => query[name].ToString() is { Length: > 0 } text ? text : usual;

        long Share(string name, long usual) => query[name].ToString() is not { Length: > 0 } text ? usual
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var share) ? share : -1;
    }

    private static FileStream Spool() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
