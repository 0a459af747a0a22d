using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>How much a bidder may bid in a fair; below 0 where its deposit is not held.</summary>
public sealed record BidLimitRow(string Fair, string Bidder, long LeftMinor, long Version);

/// <summary>The table of limits, which every node reads, whichever partitions it writes.</summary>
public sealed class BidLimitViews : View
{
    private const long NotHeld = -1;

    [Sql("matching")]
    private const string Select = "select fair as Fair, bidder as Bidder, left_minor as LeftMinor, version as Version from bid_limits where fair = @fair and bidder = @bidder";

    [Sql("matching")]
    private const string Update = "update bid_limits set left_minor = @LeftMinor, version = @Version where fair = @Fair and bidder = @Bidder";

    [Sql("matching")]
    private const string Insert = "insert into bid_limits (fair, bidder, left_minor, version) values (@Fair, @Bidder, @LeftMinor, @Version)";

    public override IReadOnlyList<string> Tables { get; } = ["bid_limits"];

    /// <summary>What a bidder may do in a fair: its admission, and how much it may bid; null where nothing was heard of either.</summary>
    public static async Task<Pass?> Pass(ViewSession session, string fair, string bidder)
    {
        var admission = await AdmissionViews.Find(session, fair, bidder);
        return await session.QuerySingle<BidLimitRow>(Select, new { fair, bidder }) is { LeftMinor: >= 0 } row
            ? (admission ?? new(false, [])) with { LeftMinor = row.LeftMinor }
            : admission;
    }

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, LimitNoted>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is LimitNoted noted) last[happened.Stream] = noted;
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values.Select(noted => new BidLimitRow(noted.Fair, noted.Bidder, noted.LeftMinor ?? NotHeld, noted.Version)));
    }
}
