using System.Security.Cryptography;
using Exchange.Kernel.Hosting;

namespace Exchange.Listing.Media;

/// <summary>Keeps photos and documents as files under the digest of their bytes: what is there never changes, and the same twice is there once. The one place that knows where they are, so
/// that another store takes its place alone.</summary>
public sealed class MediaStore
{
    /// <summary>How long a file may be there before anybody says that it is a lot's.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private const string ThumbnailEnding = ".thumbnail", Unfinished = "unfinished";

    private readonly string _directory;

    public MediaStore(MediaSettings settings, StoreSettings store) =>
        _directory = Path.GetFullPath(settings.Directory.Length > 0 ? settings.Directory : Path.Combine(store.Data, "media"));

    /// <summary>Keeps bytes, and with a photo its thumbnail. It is on the disk when this returns.</summary>
    /// <returns>The digest of the bytes.</returns>
    public async Task<string> Put(ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>? thumbnail = null)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
        if (thumbnail is { } small) await Write(PlaceOf(digest) + ThumbnailEnding, small);
        await Write(PlaceOf(digest), bytes);
        return digest;
    }

    /// <summary>Where the bytes of a digest are, or null.</summary>
    public string? Find(string digest, bool thumbnail = false) => PlaceOf(digest) + (thumbnail ? ThumbnailEnding : "") is var place && File.Exists(place) ? place : null;

    /// <summary>The digests of all that has been there for longer than its grace.</summary>
    public IEnumerable<string> Old() => !Directory.Exists(_directory) ? [] : Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories)
        .Where(file => LotFile.IsDigest(Path.GetFileName(file)) && IsOld(file)).Select(file => Path.GetFileName(file));

    /// <summary>Removes what is no lot's, unless it was put again meanwhile.</summary>
    public bool Remove(string digest)
    {
        var place = PlaceOf(digest);
        if (!File.Exists(place) || !IsOld(place)) return false;
        File.Delete(place);
        File.Delete(place + ThumbnailEnding);
        return true;
    }

    private static bool IsOld(string file) => File.GetLastWriteTimeUtc(file) < Now - Grace;

    // The disk's own time, not the exchange's, which may be another one.
    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private string PlaceOf(string digest) => Path.Combine(_directory, digest[..2], digest);

    private async Task Write(string place, ReadOnlyMemory<byte> bytes)
    {
        if (File.Exists(place))
        {
            File.SetLastWriteTimeUtc(place, Now); // it is new again, and its grace begins anew
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        var unfinished = Path.Combine(Directory.CreateDirectory(Path.Combine(_directory, Unfinished)).FullName, Path.GetRandomFileName());
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
        {
            await file.WriteAsync(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, place, overwrite: true);
    }
}
