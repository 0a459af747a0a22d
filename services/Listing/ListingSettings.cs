using Exchange.Kernel.Hosting;

namespace Exchange.Listing;

/// <summary>The bounds of stock imports; configuration section <c>Import</c>.</summary>
public sealed class ImportSettings : ISettings
{
    public const string Section = "Import";

    /// <summary>The largest file, in bytes.</summary>
    public long MaxBodyBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>The directory of the files that are imported; <c>imports</c> beside the SQLite files if empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>For how many days a file that was imported is kept, so that the sheet can be given back with what was found in it.</summary>
    public int KeepDays { get; set; } = 7;

    /// <summary>The most rows of a file; those after are not read.</summary>
    public long MaxRows { get; set; } = 1_000_000;

    /// <summary>The most characters of a row.</summary>
    public int MaxRowLength { get; set; } = 65_536;

    /// <summary>The most columns of a file.</summary>
    public int MaxColumns { get; set; } = 200;

    /// <summary>The most bytes of a workbook's parts, unpacked.</summary>
    public long MaxUnpackedBytes { get; set; } = 2L * 1024 * 1024 * 1024;

    /// <summary>How many rows wait for the writer at once, so that it can write many in one commit.</summary>
    public int InFlight { get; set; } = 512;

    public IEnumerable<string> Errors()
    {
        if (MaxBodyBytes < 1) yield return "Import:MaxBodyBytes must be at least 1.";
        if (MaxRows < 1) yield return "Import:MaxRows must be at least 1.";
        if (KeepDays is < 1 or > 3_650) yield return "Import:KeepDays must be from 1 to 3,650.";
        if (MaxUnpackedBytes < 1) yield return "Import:MaxUnpackedBytes must be at least 1.";
        if (MaxRowLength is < 100 or > 10_000_000) yield return "Import:MaxRowLength must be from 100 to 10,000,000.";
        if (MaxColumns is < 4 or > 10_000) yield return "Import:MaxColumns must be from 4 to 10,000.";
        if (InFlight is < 1 or > 4_096) yield return "Import:InFlight must be from 1 to 4,096.";
    }
}

/// <summary>Where and how often the catalogue's index is stored; configuration section <c>Catalogue</c>.</summary>
public sealed class CatalogueSettings : ISettings
{
    public const string Section = "Catalogue";

    /// <summary>The folder of this node's index, which no other process may use; <c>catalogue</c> in the folder of the data if empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>How often the index is made durable. What happened since is read from the log after a crash.</summary>
    public TimeSpan CommitEvery { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<string> Errors()
    {
        if (CommitEvery < TimeSpan.Zero || CommitEvery > TimeSpan.FromHours(1)) yield return "Catalogue:CommitEvery must be from 00:00:00 to 01:00:00.";
    }
}
