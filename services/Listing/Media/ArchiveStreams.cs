using System.Diagnostics;
using System.IO.Compression;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Security;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Media;

/// <summary>What became of an entry of an archive.</summary>
/// <param name="Entry">Its name in the archive.</param>
/// <param name="Outcome">photo or document, when it is the lot's; asked, when the lot is on sale and Matching decides; refused.</param>
/// <param name="Lot">The lot's id; absent where none was found.</param>
/// <param name="Number">Its catalogue number.</param>
/// <param name="Code">Why it was refused: the code of a problem.</param>
/// <param name="Message">How to mend it.</param>
public sealed record EntryReport(string Entry, string Outcome, string? Lot = null, long? Number = null, string? Code = null, string? Message = null);

/// <summary>What an archive came to.</summary>
/// <param name="Lots">How many lots got something from it.</param>
/// <param name="Photos">How many photos they got, with those that they had.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="Refused">How many entries were refused.</param>
/// <param name="Entries">Each entry, in the order of the archive.</param>
public sealed record ArchiveReport(long Lots, long Photos, long Documents, long Refused, IReadOnlyList<EntryReport> Entries);

/// <summary>Takes photos and documents for many lots out of an archive. Entries are unpacked one at a time and no further than their bounds, whatever they say of themselves.</summary>
/// <param name="journal">The log.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="settings">The bounds.</param>
/// <param name="fair">The fair's id.</param>
/// <param name="consignor">Whose lots they are for.</param>
/// <param name="key">The key of the request.</param>
public sealed class ArchiveStreams(ListingJournal journal, MediaStore store, MediaSettings settings, string fair, Caller consignor, string key)
{
    public const int MostEntries = 20_000;

    // What compresses better than that is made to be large.
    private const long MostRatio = 200, UsualBytes = 1024 * 1024;

    private long _unpacked;

    /// <summary>Takes all that can be taken, and says what became of each entry; a refusal when the archive cannot be read at all.</summary>
    public async Task<(ArchiveReport? Report, Refusal? Refusal)> Take(Stream file, CancellationToken cancellation)
    {
        if (ZipDirectory.Count(file, MostEntries) is not { } count) return (null, MediaRefusals.NoArchive);
        if (count > MostEntries) return (null, MediaRefusals.TooManyEntries);
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var entries = archive.Entries.Where(entry => !entry.FullName.EndsWith('/')).Select(entry => (Entry: entry, Name: EntryName.Of(entry.FullName))).ToList();
            var lots = await new LotsByKey(journal, fair, consignor.Enterprise).Find(entries.Select(entry => entry.Name?.Key).OfType<string>());
            var reports = new Dictionary<ZipArchiveEntry, EntryReport>();
            foreach (var ofLot in entries.GroupBy(entry => entry.Name is { } name ? lots.GetValueOrDefault(name.Key, LotsByKey.None) : LotsByKey.None))
                await TakeAll(ofLot.Key, [.. ofLot.Select(entry => (entry.Entry, entry.Name))], reports, cancellation);
            return (Report([.. entries.Select(entry => reports[entry.Entry])]), null);
        }
        catch (InvalidDataException)
        {
            return (null, MediaRefusals.NoArchive);
        }
    }

    private static ArchiveReport Report(IReadOnlyList<EntryReport> entries) => new(
        entries.Where(entry => entry.Outcome != "refused").Select(entry => entry.Lot).Distinct().LongCount(),
        entries.LongCount(entry => entry.Outcome == "photo"), entries.LongCount(entry => entry.Outcome == "document"), entries.LongCount(entry => entry.Outcome == "refused"), entries);

    /// <summary>All entries of one lot are one version of it.</summary>
    private async Task TakeAll(LotKey lot, IReadOnlyList<(ZipArchiveEntry Entry, EntryName? Name)> entries, Dictionary<ZipArchiveEntry, EntryReport> reports, CancellationToken cancellation)
    {
        var files = new List<(ZipArchiveEntry Entry, LotFile File)>();
        foreach (var (entry, name) in entries)
        {
            if (Objection(entry, name, lot) is { } objection) reports[entry] = Refused(entry, lot, objection);
            else if (await Keep(entry, name!, cancellation) is var (file, refusal) && file is not null) files.Add((entry, file));
            else reports[entry] = Refused(entry, lot, refusal!);
        }

        if (files.Count == 0) return;
        var answer = await journal.Submit(
            Lots.Lot.Stream(lot.Lot), new AmendLot(consignor.Enterprise, false, Add: [.. files.Select(file => file.File)]), new(consignor.Subject, $"{key}/{lot.Lot}", Activity.Current?.Id));
        foreach (var (entry, file) in files)
            reports[entry] = answer switch
            {
                Answer.Refused { Refusal: var refusal } => Refused(entry, lot, refusal),
                Answer.Accepted accepted when accepted.First<AmendmentAsked>() is not null => new(entry.FullName, "asked", lot.Lot, lot.Number),
                _ => new(entry.FullName, file.IsPhoto ? "photo" : "document", lot.Lot, lot.Number),
            };
    }

    private static Refusal? Objection(ZipArchiveEntry entry, EntryName? name, LotKey lot) =>
        name is null ? MediaRefusals.EntryUnclear
        : entry.IsEncrypted ? MediaRefusals.EntryEncrypted
        : lot == LotsByKey.None ? MediaRefusals.EntryOfNoLot
        : lot == LotsByKey.Several ? MediaRefusals.EntryOfSeveral
        : null;

    private async Task<(LotFile? File, Refusal? Refusal)> Keep(ZipArchiveEntry entry, EntryName name, CancellationToken cancellation)
    {
        if (await Unpack(entry, cancellation) is not { } bytes) return (null, MediaRefusals.EntryTooLarge);
        if (PhotoCodec.IsImage(bytes.Span))
            return PhotoCodec.Read(bytes, out var photo) is { } refusal
                ? (null, refusal)
                : (new(await store.Put(photo!.Bytes, photo.Thumbnail), LotFile.Jpeg, photo.Bytes.Length, null, null, photo.Width, photo.Height), null);
        return Documents.TypeOf(bytes) is { } type && LotFile.IsName(name.File) ? (new(await store.Put(bytes), type, bytes.Length, name.File), null) : (null, MediaRefusals.NoDocument);
    }

    /// <summary>The bytes of an entry; null when they are too many, or more than anything sensible compresses to so little.</summary>
    private async Task<ReadOnlyMemory<byte>?> Unpack(ZipArchiveEntry entry, CancellationToken cancellation)
    {
        if (entry.Length > settings.MaxFileBytes) return null;
        using var bytes = new MemoryStream();
        await using var content = await entry.OpenAsync(cancellation);
        var piece = new byte[65_536];
        for (int length; (length = await content.ReadAsync(piece, cancellation)) > 0;)
        {
            _unpacked += length;
            bytes.Write(piece, 0, length);
            if (bytes.Length > settings.MaxFileBytes || _unpacked > settings.MaxUnpackedBytes) return null;
            if (bytes.Length > UsualBytes && bytes.Length > entry.CompressedLength * MostRatio) return null;
        }

        return bytes.ToArray();
    }

    private static EntryReport Refused(ZipArchiveEntry entry, LotKey lot, Refusal refusal) =>
        new(entry.FullName, "refused", lot.Lot.Length > 0 ? lot.Lot : null, lot.Lot.Length > 0 ? lot.Number : null, refusal.Code, refusal.Detail);
}

/// <summary>What the name of an entry says.</summary>
/// <param name="Key">By which the lot is found.</param>
/// <param name="File">The name of the file.</param>
public sealed record EntryName(string Key, string File)
{
    /// <summary>Reads KEY/FILE, or KEY-NUMBER.ENDING; null for anything else, such as a name that leads out of the archive.</summary>
    public static EntryName? Of(string entry)
    {
        if (entry.Length > 300 || entry.Any(char.IsControl) || entry.Contains('\\', StringComparison.Ordinal) || entry.Split('/').Any(part => part is "" or "." or "..")) return null;
        if (entry.Split('/') is [var folder, var inFolder]) return new(folder.Trim(), inFolder);
        var (dash, dot) = (entry.LastIndexOf('-'), entry.LastIndexOf('.'));
        return !entry.Contains('/', StringComparison.Ordinal) && dash > 0 && dot > dash + 1 && entry[(dash + 1)..dot].All(char.IsAsciiDigit) ? new(entry[..dash].Trim(), entry) : null;
    }
}
