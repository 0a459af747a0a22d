using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Media;

/// <summary>A photo or document that a lot has or had.</summary>
public sealed record LotFileRow(string Lot, string Digest, string Type, string Name, long IsCurrent);

/// <summary>Which photos and documents are any lot's, those of earlier versions too, and how many each lot has.</summary>
public sealed class MediaViews : View
{
    [Sql("listing")]
    private const string SelectOne =
        "select lot as Lot, digest as Digest, type as Type, name as Name, is_current as IsCurrent from lot_files where lot = @lot and digest = @digest";

    [Sql("listing")]
    private const string SelectUsed = "select digest as Digest from lot_files where digest = @key";

    [Sql("listing")]
    private const string UpdateCurrent = "update lot_files set is_current = 0 where lot = @lot";

    [Sql("listing")]
    private const string Update = "update lot_files set type = @Type, name = @Name, is_current = @IsCurrent where lot = @Lot and digest = @Digest";

    [Sql("listing")]
    private const string Insert = "insert into lot_files (lot, digest, type, name, is_current) values (@Lot, @Digest, @Type, @Name, @IsCurrent)";

    [Sql("listing")]
    private const string UpdateCounts = "update lot_media set photos = @Photos, documents = @Documents, thumbnail = @Thumbnail where lot = @Lot";

    [Sql("listing")]
    private const string InsertCounts = "insert into lot_media (lot, fair, photos, documents, thumbnail) values (@Lot, @Fair, @Photos, @Documents, @Thumbnail)";

    public override IReadOnlyList<string> Tables { get; } = ["lot_files", "lot_media"];

    /// <summary>A photo or document of a lot, or null where it has and had none of that digest.</summary>
    public static Task<LotFileRow?> Of(ViewSession session, string lot, string digest) => session.QuerySingle<LotFileRow>(SelectOne, new { lot, digest });

    /// <summary>Those of some digests that any lot has or had.</summary>
    public static async Task<IEnumerable<string>> Used(ViewSession session, IEnumerable<string> digests) => (await session.QueryEach<UsedRow>(SelectUsed, digests)).Keys;

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case LotEntered { Offer: { Files: { } files } offer }:
                    await Write(session, offer.Lot, offer.Fair, files);
                    break;
                case LotAmended amended when amended.Now.Files is not null || amended.Was.Files is not null:
                    await session.Execute(UpdateCurrent, new { lot = happened.StreamId });
                    await Write(session, happened.StreamId, amended.Fair, amended.Now.Files ?? []);
                    break;
                default:
                    break;
            }
    }

    private static async Task Write(ViewSession session, string lot, string fair, IReadOnlyList<LotFile> files)
    {
        await session.Upsert(Update, Insert, files.Select(file => new LotFileRow(lot, file.Digest, file.Type, file.Name ?? "", 1)));
        var photos = files.Where(file => file.IsPhoto).ToList();
        await session.Upsert(UpdateCounts, InsertCounts, [new LotMediaRow(lot, fair, photos.Count, files.Count - photos.Count, photos is [var first, ..] ? first.Digest : "")]);
    }

    private sealed record UsedRow(string Digest);
}

/// <summary>How many photos and documents a lot has, and the digest of the photo that stands for it; empty for none. A lot that never had any has no row.</summary>
public sealed record LotMediaRow(string Lot, string Fair, long Photos, long Documents, string Thumbnail);
