using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Exchange.Kernel.Hosting;
using Exchange.Listing.Media;
using SkiaSharp;
using Xunit;

namespace Exchange.Tests.Listing;

/// <summary>What becomes of images and documents, good and bad; all of them are made here.</summary>
public sealed class MediaTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("exchange-media-").FullName;

    private MediaStore Store => new(new() { Directory = _directory }, new StoreSettings());

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void An_image_becomes_a_photo_of_our_own_making_no_larger_than_a_screen(SKEncodedImageFormat format)
    {
        Assert.Null(PhotoCodec.Read(Pictures.Of(3_000, 1_500, format), out var photo));
        Assert.Equal((2_048, 1_024), (photo!.Width, photo.Height));
        using var whole = SKBitmap.Decode(photo.Bytes.ToArray());
        using var small = SKBitmap.Decode(photo.Thumbnail.ToArray());
        Assert.Equal((2_048, 1_024, 320, 160), (whole.Width, whole.Height, small.Width, small.Height));
        Assert.True(Pictures.IsRed(whole.GetPixel(100, 100)) && !Pictures.IsRed(whole.GetPixel(2_000, 1_000)));
    }

    [Theory]
    [InlineData(1, 10, 10)]
    [InlineData(2, 390, 10)]
    [InlineData(3, 390, 190)]
    [InlineData(4, 10, 190)]
    [InlineData(5, 10, 10)]
    [InlineData(6, 190, 10)]
    [InlineData(7, 190, 390)]
    [InlineData(8, 10, 390)]
    public void A_photo_stands_upright_and_says_nothing_of_camera_and_place(int orientation, int x, int y)
    {
        var image = Pictures.WithExif(Pictures.Of(400, 200, SKEncodedImageFormat.Jpeg), orientation);
        Assert.Contains("Secret camera", Encoding.ASCII.GetString(image), StringComparison.Ordinal);
        Assert.Null(PhotoCodec.Read(image, out var photo));
        Assert.Equal(orientation >= 5 ? (200, 400) : (400, 200), (photo!.Width, photo.Height));
        Assert.DoesNotContain("Secret camera", Encoding.ASCII.GetString(photo.Bytes.Span), StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", Encoding.ASCII.GetString(photo.Bytes.Span), StringComparison.Ordinal);

        // The red corner is at the upper left of what the camera wrote; the orientation says where that is.
        using var upright = SKBitmap.Decode(photo.Bytes.ToArray());
        Assert.True(Pictures.IsRed(upright.GetPixel(x, y)));
        Assert.False(Pictures.IsRed(upright.GetPixel(upright.Width - 1 - x, upright.Height - 1 - y)));
    }

    [Fact]
    public void The_same_image_gives_the_same_photo()
    {
        var image = Pictures.Of(640, 480, SKEncodedImageFormat.Png);
        Assert.Null(PhotoCodec.Read(image, out var one));
        Assert.Null(PhotoCodec.Read(image, out var other));
        Assert.True(one!.Bytes.Span.SequenceEqual(other!.Bytes.Span));
    }

    public static TheoryData<string, string> BadImages => new()
    {
        { "nothing", "media.no-photo" }, { "text", "media.no-photo" }, { "pdf", "media.no-photo" }, { "gif", "media.no-photo" }, { "svg", "media.no-photo" },
        { "only a JPEG's mark", "media.no-photo" }, { "only a PNG's mark", "media.no-photo" }, { "only a WebP's mark", "media.no-photo" },
        { "half a PNG", "media.no-photo" }, { "a PNG that says 100,000 x 100,000", "media.too-many-pixels" }, { "a PNG that says 20,000 x 20,000", "media.too-many-pixels" },
        { "a PNG that says 1 x 40,000,000", "media.no-photo" }, { "a JPEG that says 65,500 x 65,500", "media.too-many-pixels" }, { "a PNG of no width", "media.no-photo" },
        { "a PNG larger than it says", "" },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void A_bad_image_is_refused_and_little_memory_is_taken(string what, string code)
    {
        var image = Pictures.Bad(what);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var refusal = PhotoCodec.Read(image, out var photo);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 50_000_000);
        if (code.Length > 0) Assert.Equal((code, null), (refusal?.Code, photo));
        else Assert.True(refusal is not null || photo is { Width: <= 64, Height: <= 64 });
    }

    [Fact]
    public void Bytes_that_are_changed_anywhere_break_nothing()
    {
        var random = new Random(42);
        foreach (var format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp })
        {
            var good = Pictures.Of(64, 48, format);
            for (var i = 0; i < 300; i++)
            {
                var bad = good.ToArray();
                for (var n = 0; n < 3; n++) bad[random.Next(bad.Length)] = (byte)random.Next(256);
                var refusal = PhotoCodec.Read(bad.AsMemory(0, random.Next(4, bad.Length + 1)), out var photo);
                Assert.True(refusal is null == photo is not null);
            }
        }
    }

    [Fact]
    public void A_document_is_what_its_bytes_show()
    {
        Assert.Equal(Documents.Pdf, Documents.TypeOf("%PDF-1.7\n..."u8.ToArray()));
        Assert.Equal(Documents.Text, Documents.TypeOf(Encoding.UTF8.GetBytes("合格证\r\n\tNo. 7")));
        Assert.Equal(Documents.Sheet, Documents.TypeOf(Zip(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"))));
        Assert.Equal(Documents.Letter, Documents.TypeOf(Zip(("[Content_Types].xml", "<x/>"), ("word/document.xml", "<x/>"))));
        Assert.Null(Documents.TypeOf(default));
        Assert.Null(Documents.TypeOf(new byte[] { 0x4d, 0x5a, 0x90, 0 }));
        Assert.Null(Documents.TypeOf(new byte[] { 0xff, 0xfe, (byte)'a', 0 }));
        Assert.Null(Documents.TypeOf(Encoding.UTF8.GetBytes("a\0b")));
        Assert.Null(Documents.TypeOf(new byte[] { 0xc3, 0x28 }));
        Assert.Null(Documents.TypeOf("PK\u0003\u0004 only begins as one"u8.ToArray()));
        Assert.Null(Documents.TypeOf(Zip(("photo.jpg", "x"))));
        Assert.Null(Documents.TypeOf(Zip(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", "<x/>"), ("xl/vbaProject.bin", "x"))));
        Assert.Null(Documents.TypeOf(Zip(("[Content_Types].xml", "<x/>"), ("xl/workbook.xml", new string('0', 40_000_000)))));
    }

    [Fact]
    public async Task What_is_kept_is_found_by_its_digest_and_is_there_once()
    {
        var store = Store;
        var digest = await store.Put("one"u8.ToArray(), "small"u8.ToArray());
        Assert.Equal(digest, await store.Put("one"u8.ToArray()));
        Assert.Equal("one", await File.ReadAllTextAsync(store.Find(digest)!));
        Assert.Equal("small", await File.ReadAllTextAsync(store.Find(digest, thumbnail: true)!));
        Assert.Null(store.Find(new string('0', 64)));
        Assert.Equal(2, Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Count());
        Assert.Empty(store.Old());
        Assert.False(store.Remove(digest));
        Age(store.Find(digest)!);
        Assert.Equal([digest], store.Old());
        await store.Put("one"u8.ToArray());
        Assert.False(store.Remove(digest));
        Age(store.Find(digest)!);
        Assert.True(store.Remove(digest));
        Assert.Null(store.Find(digest, thumbnail: true));
    }

    [Theory]
    [InlineData("WH2-4711-3.jpg", "WH2-4711", "WH2-4711-3.jpg")]
    [InlineData("12/Certificate of 1986.pdf", "12", "Certificate of 1986.pdf")]
    [InlineData("轴承-1.png", "轴承", "轴承-1.png")]
    public void The_name_of_an_entry_says_for_which_lot_it_is(string entry, string key, string file) => Assert.Equal(new(key, file), EntryName.Of(entry));

    [Theory]
    [InlineData("photo.jpg")]
    [InlineData("-1.jpg")]
    [InlineData("a/b/c.pdf")]
    [InlineData("../1.pdf")]
    [InlineData("/etc/passwd")]
    [InlineData("1/..")]
    [InlineData("..\\1-1.jpg")]
    [InlineData("C:\\1-1.jpg")]
    [InlineData("1-x.jpg")]
    [InlineData("1-.jpg")]
    [InlineData("1-1")]
    [InlineData("a\u0007-1.jpg")]
    public void A_name_that_leads_elsewhere_or_says_nothing_is_none(string entry) => Assert.Null(EntryName.Of(entry));

    [Fact]
    public void Entries_are_counted_before_any_is_opened_whatever_the_end_of_the_archive_says()
    {
        var zip = Zip([.. Enumerable.Range(0, 300).Select(n => ($"{n}-1.jpg", "x"))]);
        Assert.Equal(300, ZipDirectory.Count(new MemoryStream(zip), 20_000));
        Assert.Equal(11, ZipDirectory.Count(new MemoryStream(zip), 10));
        var end = zip.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(end + 10), 1);
        Assert.Equal(300, ZipDirectory.Count(new MemoryStream(zip), 20_000));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(end + 16), uint.MaxValue);
        Assert.Null(ZipDirectory.Count(new MemoryStream(zip), 20_000));
        Assert.Null(ZipDirectory.Count(new MemoryStream([]), 20_000));
        Assert.Null(ZipDirectory.Count(new MemoryStream(new byte[100_000]), 20_000));
    }

    internal static byte[] Zip(params IReadOnlyList<(string Name, string Text)> entries) => Zip([.. entries.Select(entry => (entry.Name, Encoding.UTF8.GetBytes(entry.Text)))]);

    internal static byte[] Zip(IReadOnlyList<(string Name, byte[] Bytes)> entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, bytes) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }

        return file.ToArray();
    }

    private static void Age(string file) => File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) - MediaStore.Grace - MediaStore.Grace);
}
