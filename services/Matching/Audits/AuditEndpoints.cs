using System.Buffers;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

public static class AuditEndpoints
{
    private const int AtOnce = 64 * 1024;

    public static void MapAudits(this IEndpointRouteBuilder app)
    {
        app.MapGet("/api/matching/lots/{lot}/audit", OfLot).RequireAuthorization().WithTags("Audits")
            .WithName("GetAudit").WithSummary("The audit file of a lot whose sale has ended, for everyone: all entries, chained by hashes, and the result. Its ETag is its head.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Produces(StatusCodes.Status304NotModified).WithProblems(401, 404, 409);
        app.MapGet("/api/matching/call-auctions/{auction}/audit", OfCallAuction).RequireAuthorization().WithTags("Audits")
            .WithName("GetAuditOfCallAuction").WithSummary("The audit file of a call auction after its call, for everyone: all orders, chained by hashes, and what they came to. Its ETag is its head.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Produces(StatusCodes.Status304NotModified).WithProblems(401, 404, 409);
    }

    private static async Task<IResult> OfLot(HttpContext http, string lot, MatchingJournal journal) =>
        Id.IsValid(lot) && await journal.Peek<Auction>(Auction.Stream(lot)) is { Offering: not null } auction
            ? await Answer(http, journal, Auction.Stream(lot), lot, auction.Audit)
            : Problem.Of(AuctionRefusals.UnknownLot);

    private static async Task<IResult> OfCallAuction(HttpContext http, string auction, MatchingJournal journal) =>
        Id.IsValid(auction) && await journal.Peek<CallAuction>(CallAuction.Stream(auction)) is { Terms: not null } found
            ? await Answer(http, journal, CallAuction.Stream(auction), auction, found.Audit)
            : Problem.Of(CallAuctionRefusals.Unknown);

    private static async Task<IResult> Answer(HttpContext http, MatchingJournal journal, string stream, string id, AuditHead? audit)
    {
        if (audit is null) return Problem.Of(AuditRefusals.NotPublished);
        if (http.IsKnown(audit.Head)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        await using var session = await journal.Read();
        var rows = await AuditViews.LogRowsOf(session, id);
        return TypedResults.Stream(to => Write(journal, stream, audit, rows, to, http.RequestAborted), "application/json", $"audit-{id}.json");
    }

    // The file is what was published, even where more has followed since.
    private static async Task Write(MatchingJournal journal, string stream, AuditHead audit, IReadOnlyList<long> rows, Stream to, CancellationToken stopping)
    {
        var (file, buffer) = (new AuditFile(), new ArrayBufferWriter<byte>(AtOnce));
        await foreach (var (entry, part) in journal.PartsOf(stream, rows).WithCancellation(stopping))
        {
            if (file.Entries == audit.Entries) break;
            if (!AuditKind.Holds(part.Events)) continue;
            file.Write(buffer, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
            if (buffer.WrittenCount > AtOnce) await Flush();
        }

        if (file.Entries != audit.Entries || file.Head != audit.Head) throw new InvalidDataException($"The audit file of {stream} is not the one whose head was published.");
        file.End(buffer);
        await Flush();

        async Task Flush()
        {
            await to.WriteAsync(buffer.WrittenMemory, stopping);
            buffer.ResetWrittenCount();
        }
    }
}
