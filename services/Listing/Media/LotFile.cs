using Exchange.Kernel.Deciders;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Media;

/// <summary>A photo or a document of a lot: what the log holds of it. Its bytes are kept under their digest.</summary>
/// <param name="Digest">SHA-256 of what is kept, 64 lower-case hexadecimal digits.</param>
/// <param name="Type">Its media type: image/jpeg for a photo; of a document the one that its bytes show.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Name">The name of a document, with which it is saved; null for a photo.</param>
/// <param name="Caption">What it shows, 1 to 200 characters; null for nothing.</param>
/// <param name="Width">The width of a photo in pixels.</param>
/// <param name="Height">The height of a photo.</param>
public sealed record LotFile(string Digest, string Type, long Bytes, string? Name = null, string? Caption = null, long? Width = null, long? Height = null)
{
    public const string Jpeg = "image/jpeg";

    public const int LongestName = 100, LongestCaption = 200;

    /// <summary>Whether it is a photo.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsPhoto => Type == Jpeg;

    /// <summary>Whether a text can be the name of a document: no control characters, and nothing by which it would be saved elsewhere.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= LongestName } && !LotDetails.HasControls(name)
        && name.IndexOfAny(['/', '\\', ':', '"']) < 0 && name.Trim('.', ' ').Length > 0;

    public static bool IsCaption(string? caption) => caption is null || (caption.Length is > 0 and <= LongestCaption && !LotDetails.HasControls(caption));

    public static bool IsDigest(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>The photos and documents of a lot.</summary>
public static class LotFiles
{
    public const int MostPhotos = 20, MostDocuments = 10;

    /// <summary>Whether these can be files of one lot.</summary>
    public static bool AreDigests(IReadOnlyList<string> digests) => digests.Count is >= 1 and <= MostPhotos + MostDocuments && digests.All(LotFile.IsDigest);

    /// <summary>Those of several lots that become one, the first ones as far as there is room; null for none.</summary>
    public static IReadOnlyList<LotFile>? Of(IEnumerable<IReadOnlyList<LotFile>?> several)
    {
        var files = several.SelectMany(files => files ?? []).DistinctBy(file => file.Digest).ToList();
        return files.Count == 0 ? null : [.. files.Where(file => file.IsPhoto).Take(MostPhotos), .. files.Where(file => !file.IsPhoto).Take(MostDocuments)];
    }

    /// <summary>Those of a lot after an amendment, or why it is refused.</summary>
    /// <param name="files">Those it has.</param>
    /// <param name="amend">What is asked.</param>
    /// <param name="after">Those that it would have; null for none.</param>
    public static Refusal? After(IReadOnlyList<LotFile> files, AmendLot amend, out IReadOnlyList<LotFile>? after)
    {
        var kept = files.Where(file => amend.Remove?.Contains(file.Digest) is not true).ToList();
        after = files.Count > 0 ? files : null;
        if (amend.Remove?.FirstOrDefault(digest => files.All(file => file.Digest != digest)) is not null) return MediaRefusals.UnknownFile;
        foreach (var file in amend.Add ?? [])
            if (kept.FindIndex(known => known.Digest == file.Digest) is >= 0 and var place) kept[place] = file with { Caption = file.Caption ?? kept[place].Caption };
            else kept.Add(file);
        if (kept.Count(file => file.IsPhoto) > MostPhotos || kept.Count(file => !file.IsPhoto) > MostDocuments) return MediaRefusals.TooManyFiles;
        after = kept.Count > 0 ? kept : null;
        return null;
    }
}
