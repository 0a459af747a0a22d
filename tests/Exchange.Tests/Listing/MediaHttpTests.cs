using System.Text;
using Exchange.Kernel.Security;
using Exchange.Listing.Media;
using Exchange.Tests.Kernel;
using SkiaSharp;
using Xunit;
using static Exchange.Tests.Listing.ListingHost;

namespace Exchange.Tests.Listing;

public sealed class MediaHttpTests : IAsyncLifetime
{
    private static readonly byte[] Image = Pictures.Of(640, 480, SKEncodedImageFormat.Png), Certificate = Encoding.UTF8.GetBytes("%PDF-1.4 certificate");

    private ListingHost _host = null!;
    private string _fair = "", _lot = "";

    public async ValueTask InitializeAsync()
    {
        _host = await Start(new() { ["Media:MaxFileBytes"] = "300000", ["Media:MaxArchiveBytes"] = "3000000", ["Media:MaxUnpackedBytes"] = "6000000" });
        _fair = await _host.NewFair(published: true);
        _lot = await Enter("WH2-4711", "A-7");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_photo_is_kept_shown_small_and_cached_for_ever()
    {
        var added = await Json(await _host.PostFile(_lot + "/photos?caption=From%20above", Image, "image/png"), 201);
        var file = added.GetProperty("file");
        Assert.Equal((2, "From above", 640), (added.GetProperty("version").GetInt64(), file.GetProperty("caption").GetString(), file.GetProperty("width").GetInt64()));
        Assert.Equal("unchanged", (await Json(await _host.PostFile(_lot + "/photos?caption=From%20above", Image, "image/png"), 200)).GetProperty("outcome").GetString());
        var path = $"{_lot}/files/{file.GetProperty("digest").GetString()}";
        using var photo = await _host.Get(path);
        Assert.Equal("image/jpeg", photo.Content.Headers.ContentType?.MediaType);
        Assert.Equal("private, max-age=31536000, immutable", string.Join(", ", photo.Headers.GetValues("Cache-Control").SelectMany(value => value.Split(", ")).Order().Reverse()));
        Assert.Equal("nosniff", Assert.Single(photo.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal($"\"{file.GetProperty("digest").GetString()}\"", photo.Headers.ETag?.Tag);
        using var small = SKBitmap.Decode(await (await _host.Get(path + "/thumbnail")).Content.ReadAsByteArrayAsync());
        Assert.Equal((320, 240), (small.Width, small.Height));
        await (await _host.Get(_lot + "/files/" + new string('0', 64))).Problem(404, "media.unknown");
        await (await _host.Get(_lot + "/files/..%2F..%2Fetc")).Problem(404, "media.unknown");
    }

    [Fact]
    public async Task A_document_is_saved_under_its_name_and_never_shown_as_a_page()
    {
        var added = await Json(await _host.PostFile(_lot + "/documents?name=" + Uri.EscapeDataString("合格证 1986.pdf"), Certificate, "application/octet-stream"), 201);
        using var answer = await _host.Get($"{_lot}/files/{added.GetProperty("file").GetProperty("digest").GetString()}");
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("合格证 1986.pdf", answer.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Certificate, await answer.Content.ReadAsByteArrayAsync());
        var page = await Json(await _host.PostFile(_lot + "/documents", "<script>alert(1)</script>"u8.ToArray(), "text/plain"), 201);
        Assert.Equal(("text/plain; charset=utf-8", "document.txt"), (page.GetProperty("file").GetProperty("type").GetString(), page.GetProperty("file").GetProperty("name").GetString()));
    }

    [Fact]
    public async Task What_is_no_photo_no_document_too_large_or_not_the_consignors_is_refused_and_nothing_is_kept()
    {
        await (await _host.PostFile(_lot + "/photos", Certificate, "image/png")).Problem(422, "media.no-photo");
        await (await _host.PostFile(_lot + "/photos", Image, "text/plain")).Problem(415, "request.media-type");
        await (await _host.PostFile(_lot + "/photos?caption=%07", Image, "image/png")).Problem(400, "request.invalid");
        await (await _host.PostFile(_lot + "/documents?name=..%2Fx.pdf", Certificate, "application/pdf")).Problem(400, "request.invalid");
        await (await _host.PostFile(_lot + "/documents", new byte[10], "application/octet-stream")).Problem(422, "media.no-document");
        await (await _host.PostFile(_lot + "/photos", new byte[300_001], "image/png")).Problem(413, "media.too-large");
        await (await _host.PostFile(_lot + "/photos", Image, "image/png", "other")).Problem(403, "lot.not-yours");
        await (await _host.PostFile("/api/listing/lots/x/photos", Image, "image/png")).Problem(404, "lot.unknown");
        Assert.Empty(_host.Kept());
    }

    [Fact]
    public async Task An_earlier_versions_photo_is_still_shown_and_what_is_no_lots_goes()
    {
        var digest = (await Json(await _host.PostFile(_lot + "/photos", Image, "image/png"), 201)).GetProperty("file").GetProperty("digest").GetString()!;
        await Json(await _host.Post(_lot + "/amend", new { remove = new[] { digest } }, Given.Consignor, Roles.Consignor), 200);
        await _host.Settle();
        Assert.Equal(200, (int)(await _host.Get($"{_lot}/files/{digest}")).StatusCode);
        var versions = (await Json(await _host.Get(_lot + "/versions"), 200)).EnumerateArray().ToList();
        Assert.Equal([false, true, false], versions.Select(version => version.TryGetProperty("files", out _)));

        var orphan = await _host.Media.Put("nobody's"u8.ToArray());
        Assert.Equal(0, await _host.Sweep.Sweep());
        foreach (var file in _host.Kept()) File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - MediaStore.Grace - MediaStore.Grace);
        Assert.Equal(1, await _host.Sweep.Sweep());
        Assert.Null(_host.Media.Find(orphan));
        Assert.NotNull(_host.Media.Find(digest));
        Assert.Empty(await _host.Rebuilt());
    }

    [Fact]
    public async Task An_archive_brings_photos_and_documents_to_lots_by_row_key_item_number_and_lot_number()
    {
        var second = await Enter(null, "A-8");
        var third = await Enter(null, null);
        var (_, _) = (await Enter(null, "twin"), await Enter(null, "twin"));
        await _host.Settle();
        var other = Pictures.Of(320, 200, SKEncodedImageFormat.Jpeg);
        var zip = MediaTests.Zip(
        [
            ("WH2-4711-1.png", Image), ("WH2-4711-2.jpg", other), ("WH2-4711/合格证.pdf", Certificate), ("A-8-1.jpg", other), ("3/list.txt", "8 pieces"u8.ToArray()),
            ("folder/", []), ("twin-1.jpg", other), ("nobody-1.jpg", other), ("loose.jpg", other), ("../A-8-1.jpg", other), ("A-8/nested.zip", MediaTests.Zip(("x", "y"))),
            ("A-8/zeros.txt", Enumerable.Repeat((byte)'0', 299_000).ToArray()), ("A-8/large.txt", Enumerable.Repeat((byte)'0', 400_000).ToArray()), ("A-8/page.html", [0, 1, 2]),
        ]);
        var report = await Json(await _host.PostFile($"/api/listing/fairs/{_fair}/media", zip, "application/zip"), 200);
        Assert.Equal(
            [
                "photo", "photo", "document", "photo", "document", "media.entry-of-several", "media.entry-of-no-lot", "media.entry-unclear", "media.entry-unclear", "media.no-document",
                "document", "media.entry-too-large", "media.no-document",
            ],
            report.GetProperty("entries").EnumerateArray().Select(entry => entry.TryGetProperty("code", out var code) ? code.GetString() : entry.GetProperty("outcome").GetString()));
        Assert.Equal("media.entry-of-several", CodeOf("twin-1.jpg"));
        Assert.Equal("media.entry-of-no-lot", CodeOf("nobody-1.jpg"));
        Assert.Equal("media.entry-unclear", CodeOf("../A-8-1.jpg"));
        Assert.Equal((3, 3, 3, 7), (Of("lots"), Of("photos"), Of("documents"), Of("refused")));
        Assert.Equal(3, (await Json(await _host.Get(_lot), 200)).GetProperty("files").GetArrayLength());
        Assert.Equal(2, (await Json(await _host.Get(second), 200)).GetProperty("version").GetInt64());
        Assert.Equal("list.txt", (await Json(await _host.Get(third), 200)).GetProperty("files")[0].GetProperty("name").GetString());

        await Json(await _host.PostFile($"/api/listing/fairs/{_fair}/media", zip, "application/zip"), 200);
        Assert.Equal(2, (await Json(await _host.Get(second), 200)).GetProperty("version").GetInt64());
        await _host.Settle();
        Assert.Empty(await _host.Rebuilt());

        string? CodeOf(string name) =>
            report.GetProperty("entries").EnumerateArray().Single(entry => entry.GetProperty("entry").GetString() == name).GetProperty("code").GetString();

        long Of(string count) => report.GetProperty(count).GetInt64();
    }

    [Fact]
    public async Task An_archive_that_is_none_is_refused_and_a_bomb_is_not_unpacked()
    {
        var media = $"/api/listing/fairs/{_fair}/media";
        await (await _host.PostFile(media, Certificate, "application/zip")).Problem(422, "media.no-archive");
        await (await _host.PostFile(media, [], "application/zip")).Problem(422, "media.no-archive");
        var zip = MediaTests.Zip(("1-1.jpg", "x"));
        await (await _host.PostFile(media, zip[..^30], "application/zip")).Problem(422, "media.no-archive");
        await (await _host.PostFile(media, new byte[3_000_001], "application/zip")).Problem(413, "media.too-large");
        var many = MediaTests.Zip([.. Enumerable.Range(0, ArchiveStreams.MostEntries + 1).Select(n => ($"{n}-1.jpg", ""))]);
        await (await _host.PostFile(media, many, "application/zip")).Problem(422, "media.too-many-entries");

        // A flag in both of its headers says that an entry is encrypted.
        var locked = MediaTests.Zip([("WH2-4711-1.png", Image)]);
        locked[6] |= 1;
        locked[locked.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        await _host.Settle();
        Assert.Equal("media.entry-encrypted", (await Json(await _host.PostFile(media, locked, "application/zip"), 200)).GetProperty("entries")[0].GetProperty("code").GetString());

        // Entries that together are more than an archive may come to: those after are not unpacked.
        var bomb = MediaTests.Zip([.. Enumerable.Range(0, 40).Select(n => ($"WH2-4711/{n}.txt", Enumerable.Repeat((byte)('0' + n), 250_000).ToArray()))]);
        await _host.Settle();
        var entries = (await Json(await _host.PostFile(media, bomb, "application/zip"), 200)).GetProperty("entries").EnumerateArray().ToList();
        Assert.Contains(entries, entry => entry.TryGetProperty("code", out var code) && code.GetString() == "media.entry-too-large");
        Assert.Contains(entries, entry => entry.TryGetProperty("code", out var code) && code.GetString() == "media.too-many");
    }

    private async Task<string> Enter(string? rowKey, string? itemNumber)
    {
        var body = new { title = "Lathe", category = "3416", quantityMilli = 1_000, openingMinor = 500, rowKey, itemNumber };
        return "/api/listing/lots/" + (await Json(await _host.Post($"/api/listing/fairs/{_fair}/lots", body, Given.Consignor, Roles.Consignor), 201)).GetProperty("lot").GetString();
    }
}
