using Exchange.Kernel.Hosting;

namespace Exchange.Listing;

/// <summary>Photos and documents of lots; configuration section <c>Media</c>.</summary>
public sealed class MediaSettings : ISettings
{
    public const string Section = "Media";

    /// <summary>The directory of photos and documents; empty: <c>media</c> in the data directory. Nodes share it.</summary>
    public string Directory { get; set; } = "";

    /// <summary>The largest photo or document, in bytes.</summary>
    public long MaxFileBytes { get; set; } = 20L * 1024 * 1024;

    /// <summary>The largest archive of them, in bytes.</summary>
    public long MaxArchiveBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>How much the entries of an archive may come to when they are unpacked, in bytes.</summary>
    public long MaxUnpackedBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    public IEnumerable<string> Errors()
    {
        if (MaxFileBytes is < 1 or > 200L * 1024 * 1024) yield return "Media:MaxFileBytes must be from 1 to 209,715,200.";
        if (MaxArchiveBytes is < 1 or > 2_147_483_647) yield return "Media:MaxArchiveBytes must be from 1 to 2,147,483,647.";
        if (MaxUnpackedBytes < 1) yield return "Media:MaxUnpackedBytes must be at least 1.";
    }
}
