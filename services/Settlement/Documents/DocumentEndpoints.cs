using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Enterprises;

namespace Exchange.Settlement.Documents;

/// <summary>Documents over HTTP.</summary>
public static class DocumentEndpoints
{
    public static RouteGroupBuilder MapDocuments(this RouteGroupBuilder settlement)
    {
        var documents = settlement.MapGroup("").WithTags("Documents").RequireAuthorization();
        documents.MapGet("/deals/{deal}/documents", OfDeal).WithSummary("The documents of a deal, in the order in which they were issued.")
            .WithDescription("Seen by its buyer, its consignor, organizers and the operator. Paged by key; the next page's address is in the Link header.")
            .Produces<DocumentShown[]>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        documents.MapGet("/documents/{fair}/{kind}", List).RequireAuthorization(Roles.Organizer).WithSummary("A fair's register of one kind of documents, by their numbers.")
            .WithDescription("kind is award-notice, contract, invoice, delivery-note or statement. Paged by number; the next page's address is in the Link header.")
            .Produces<DocumentShown[]>().ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        documents.MapGet("/documents/{fair}/{kind}/{number:long}", Get).WithSummary("A document, as data or as a page to be printed on A4 paper.")
            .WithDescription("format is json, html for the page, csv or xlsx. Seen by the deal's buyer, its consignor, organizers and the operator. Carries an ETag.")
            .Produces<DocumentShown>().Produces(200, contentType: "text/html").Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404);
        return settlement;
    }

    private static async Task<IResult> OfDeal(HttpContext http, SettlementJournal journal, string deal)
    {
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        var after = Number(page.After);
        await using var session = await journal.Read();
        if (!Id.IsValid(deal) || await DealViews.Find(session, deal) is not { } row) return Problem.Of(DealRefusals.NotFound);
        if (!DealEndpoints.MaySee(http.Caller(), row)) return Problem.Of(DealRefusals.NotYours);
        return await Answer(http, page, journal, session, await DocumentViews.OfDeal(session, deal, after, page.Limit + 1), found => found.Place);
    }

    private static async Task<IResult> List(HttpContext http, SettlementJournal journal, string fair, string kind)
    {
        if (!Id.IsValid(fair) || !DocumentKind.IsKnown(kind)) return Problem.Of(DocumentRefusals.NotFound);
        await http.WaitForViews(journal);
        var page = PageRequest.Of(http);
        await using var session = await journal.Read();
        return await Answer(http, page, journal, session, await DocumentViews.Page(session, fair, kind, Number(page.After), page.Limit + 1), found => found.Number);
    }

    private static async Task<IResult> Get(HttpContext http, SettlementJournal journal, string fair, string kind, long number)
    {
        var format = http.Request.Query["format"].ToString();
        var errors = new FieldErrors().Require(format is "" or "json" or "html" or "csv" or "xlsx", "format", "one-of", "json, html, csv or xlsx.");
        if (errors.Any) return Problem.Of(errors.All);
        if (!Id.IsValid(fair) || !DocumentKind.IsKnown(kind)) return Problem.Of(DocumentRefusals.NotFound);
        await http.WaitForViews(journal);
        DocumentRow? row;
        PartyNames names;
        await using (var session = await journal.Read())
        {
            row = await DocumentViews.Find(session, fair, kind, number);
            if (row is null) return Problem.Of(DocumentRefusals.NotFound);
            if (!await MaySee(http.Caller(), session, row)) return Problem.Of(DocumentRefusals.NotYours);
            names = await NamesOf(session, row);
        }

        var version = string.Create(CultureInfo.InvariantCulture, $"{row.Document}-{row.AuditEntries}-{Id.From(names.Consignor ?? "", names.Buyer ?? "")[..8]}-{format}");
        if (http.IsKnown(version)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var shown = await Shown(journal, row, names);
        var name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{number:000000}.{format}");
        switch (format)
        {
            case "html":
                http.Response.Headers.ContentSecurityPolicy = DocumentSheet.Policy;
                http.Response.Headers.XContentTypeOptions = "nosniff";
                return TypedResults.Content(DocumentSheet.Of(shown), "text/html; charset=utf-8");
            case "csv":
                return TypedResults.Stream(to => DocumentStreams.WriteCsv(shown, to, http.RequestAborted), DocumentStreams.CsvType, name);
            case "xlsx":
                return TypedResults.Stream(to => DocumentStreams.WriteXlsx(shown, to, http.RequestAborted), DocumentStreams.XlsxType, name);
            default:
                return TypedResults.Ok(shown);
        }
    }

    private static async Task<bool> MaySee(Caller caller, ViewSession session, DocumentRow row) =>
        await DealViews.Find(session, row.Deal) is { } deal ? DealEndpoints.MaySee(caller, deal) : caller.Is(Roles.Operator) || caller.Is(Roles.Organizer);

    private static async Task<IResult> Answer(
        HttpContext http, PageRequest page, SettlementJournal journal, ViewSession session, IReadOnlyList<DocumentRow> rows, Func<DocumentRow, long> key)
    {
        var shown = new List<DocumentShown>(rows.Count);
        foreach (var row in rows) shown.Add(await Shown(journal, row, await NamesOf(session, row)));
        // The place in the log is not a part of what is shown of a document.
        var keys = rows.ToDictionary(row => (row.Kind, row.Number), key);
        return page.Answer(http, shown, document => keys[(document.Kind, document.Number)].ToString(CultureInfo.InvariantCulture));
    }

    // What the parties were called then is a question of times alone, so that the document stays as it is whenever its names are heard and whatever they become.
    private static async Task<PartyNames> NamesOf(ViewSession session, DocumentRow row)
    {
        var subject = row.Read().Subject;
        return new(await EnterpriseViews.NameAt(session, subject.Consignor, row.IssuedAt), await EnterpriseViews.NameAt(session, subject.Buyer, row.IssuedAt));
    }

    private static async Task<DocumentShown> Shown(SettlementJournal journal, DocumentRow row, PartyNames names)
    {
        var position = new Position((int)row.PartitionNo, row.Sequence);
        return DocumentShown.Of(
            new(row.Number, row.IssuedAt, position), row.Read(), row.AuditEntries > 0 ? new(row.AuditEntries, row.AuditHead, row.AuditAt) : null, await journal.HashOf(position), names);
    }

    private static long Number(string key) => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
