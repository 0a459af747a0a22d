using Exchange.Kernel.Deciders;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Exchange.Listing.Media;

/// <summary>Photos and documents of lots over HTTP.</summary>
public static class MediaEndpoints
{
    private const string Tag = "Media";

    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        var listing = app.MapGroup("/api/listing").WithTags(Tag);
        listing.MapPost("/lots/{lot}/photos", AddPhoto).RequireAuthorization(Roles.Consignor).Accepts<byte[]>(LotFile.Jpeg, "image/png", "image/webp")
            .WithName("AddPhoto").WithSummary("Adds a photo to a lot. It is kept upright, at most 2,048 pixels long, without what the camera wrote into it. caption says what it shows.")
            .Produces<FileAddedAnswer>(StatusCodes.Status201Created).Produces<AmendedAnswer>(StatusCodes.Status202Accepted).WithProblems(400, 401, 403, 404, 409, 413, 415, 422, 503);
        listing.MapPost("/lots/{lot}/documents", AddDocument).RequireAuthorization(Roles.Consignor).Accepts<byte[]>("application/octet-stream", Documents.Pdf, "text/plain")
            .WithName("AddDocument").WithSummary("Adds a document to a lot: PDF, XLSX, DOCX or text, whatever it is called. name is how it is saved; caption says what it shows.")
            .Produces<FileAddedAnswer>(StatusCodes.Status201Created).Produces<AmendedAnswer>(StatusCodes.Status202Accepted).WithProblems(400, 401, 403, 404, 409, 413, 415, 422, 503);
        listing.MapGet("/lots/{lot}/files/{digest}", Get).RequireAuthorization()
            .WithName("GetLotFile").WithSummary("A photo or a document of a lot, of an earlier version too. Ranges are answered; what has a digest never changes.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream").Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        listing.MapGet("/lots/{lot}/files/{digest}/thumbnail", GetThumbnail).RequireAuthorization()
            .WithName("GetThumbnail").WithSummary("A photo of a lot, at most 320 pixels long.")
            .Produces(StatusCodes.Status200OK, contentType: LotFile.Jpeg).Produces(StatusCodes.Status304NotModified).WithProblems(401, 404);
        listing.MapPost("/fairs/{fair}/media", AddArchive).RequireAuthorization(Roles.Consignor).Accepts<byte[]>("application/zip")
            .WithName("AddMedia").WithSummary("Adds photos and documents to many lots of the caller: a ZIP archive whose entries are called by row key, item number or lot number.")
            .WithDescription("KEY-1.jpg, KEY-2.png or KEY/anything.pdf. Each entry gets its outcome; what is wrong with one hinders no other. Sent again, it changes nothing.")
            .Produces<ArchiveReport>().WithProblems(400, 401, 403, 404, 409, 413, 415, 422, 503);
    }

    /// <summary>A body in memory; null when it is larger than it may be.</summary>
    private static async Task<ReadOnlyMemory<byte>?> Body(HttpContext http, long most)
    {
        if (http.Request.ContentLength > most) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        using var bytes = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted);
        return bytes.ToArray();
    }

    private static Task<IResult> AddPhoto(
        HttpContext http, string lot, ListingJournal journal, MediaStore store, MediaSettings settings) => Add(http, lot, journal, settings, async (bytes, caption) =>
    {
        if (PhotoCodec.Read(bytes, out var photo) is { } refusal) return (refusal, null);
        var digest = await store.Put(photo!.Bytes, photo.Thumbnail);
        return (null, new(digest, LotFile.Jpeg, photo.Bytes.Length, null, caption, photo.Width, photo.Height));
    });

    private static Task<IResult> AddDocument(
        HttpContext http, string lot, ListingJournal journal, MediaStore store, MediaSettings settings) => Add(http, lot, journal, settings, async (bytes, caption) =>
    {
        if (Documents.TypeOf(bytes) is not { } type) return (MediaRefusals.NoDocument, null);
        var name = http.Request.Query["name"].ToString();
        return (null, new(await store.Put(bytes), type, bytes.Length, name.Length > 0 ? name : "document" + Documents.EndingOf(type), caption));
    });

    private static async Task<IResult> Add(
        HttpContext http, string lot, ListingJournal journal, MediaSettings settings, Func<ReadOnlyMemory<byte>, string?, Task<(Refusal? Refusal, LotFile? File)>> keep)
    {
        if (await LotEndpoints.Find(journal, lot) is not { Offer: { } offer }) return Problem.Of(LotRefusals.Unknown);
        var (caption, name, caller) = (http.Request.Query["caption"].ToString() is { Length: > 0 } text ? text : null, http.Request.Query["name"].ToString(), http.Caller());
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        // Asked before anything is read: nobody fills the disk with what is not theirs.
        if (caller.Enterprise != offer.Consignor && !caller.Is(Roles.Operator)) return Problem.Of(LotRefusals.NotYours);
        var errors = new FieldErrors()
            .Require(LotFile.IsCaption(caption), "caption", "text", $"At most {LotFile.LongestCaption} characters, none of them control characters.")
            .Require(name.Length == 0 || LotFile.IsName(name), "name", "name", $"A file's name of at most {LotFile.LongestName} characters, without a path.");
        if (errors.Any) return Problem.Of(errors.All);
        if (await Body(http, settings.MaxFileBytes) is not { } bytes) return TooLarge(settings.MaxFileBytes);
        var (refusal, file) = await keep(bytes, caption);
        if (refusal is not null) return Problem.Of(refusal);
        return await LotAmendEndpoints.Submit(http, journal, lot, (Parsed<LotCommand>)new AmendLot(caller.Enterprise, caller.Is(Roles.Operator), Add: [file!]), amended =>
            TypedResults.Created($"/api/listing/lots/{lot}/files/{file!.Digest}", new FileAddedAnswer(lot, amended.Version, file)));
    }

    private static async Task<IResult> AddArchive(HttpContext http, string fair, ListingJournal journal, MediaStore store, MediaSettings settings)
    {
        if (await FairEndpoints.Find(journal, fair) is null) return Problem.Of(FairRefusals.Unknown);
        if (!Commands.IsKey(http.Request.Headers[Commands.IdempotencyKey].ToString())) return Commands.BadKey;
        if (http.Caller().Enterprise.Length == 0) return Problem.Of(LotRefusals.NoEnterprise);
        if (http.Request.ContentLength > settings.MaxArchiveBytes) return TooLarge(settings.MaxArchiveBytes);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = settings.MaxArchiveBytes;
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 65_536, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        await http.Request.Body.CopyToAsync(file, http.RequestAborted);
        await http.WaitForViews(journal);
        var (report, refusal) = await new ArchiveStreams(journal, store, settings, fair, http.Caller(), http.Request.Headers[Commands.IdempotencyKey].ToString()).Take(file, http.RequestAborted);
        return refusal is not null ? Problem.Of(refusal) : TypedResults.Ok(report);
    }

    private static async Task<IResult> Get(HttpContext http, string lot, string digest, ListingJournal journal, MediaStore store)
    {
        if (await Find(journal, lot, digest) is not { } file || store.Find(digest) is not { } place) return Problem.Of(MediaRefusals.UnknownFile);
        return Served(http, place, digest, file.Type, file.Type == LotFile.Jpeg ? null : file.Name);
    }

    private static async Task<IResult> GetThumbnail(HttpContext http, string lot, string digest, ListingJournal journal, MediaStore store) =>
        await Find(journal, lot, digest) is { Type: LotFile.Jpeg } && store.Find(digest, thumbnail: true) is { } place
            ? Served(http, place, digest + "-small", LotFile.Jpeg, null)
            : Problem.Of(MediaRefusals.UnknownFile);

    /// <summary>A file that a browser keeps, and never takes for a page of ours.</summary>
    private static PhysicalFileHttpResult Served(HttpContext http, string place, string tag, string type, string? name)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "private, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return TypedResults.PhysicalFile(place, type, name, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    private static async Task<LotFileRow?> Find(ListingJournal journal, string lot, string digest)
    {
        if (!LotFile.IsDigest(digest) || await LotEndpoints.Find(journal, lot) is not { Offer: { } offer }) return null;
        if (offer.Files?.FirstOrDefault(file => file.Digest == digest) is { } current) return new(lot, digest, current.Type, current.Name ?? "", 1);
        await using var session = await journal.Read();
        return await MediaViews.Of(session, lot, digest);
    }

    private static IResult TooLarge(long most) =>
        Problem.Of(413, "media.too-large", "The file is larger than it may be; maxBytes says how large.", new Dictionary<string, object> { ["maxBytes"] = most });
}

/// <summary>A photo or document that was added.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Version">The version of the lot that has it.</param>
/// <param name="File">What is kept.</param>
public sealed record FileAddedAnswer(string Lot, long? Version, LotFile File);
