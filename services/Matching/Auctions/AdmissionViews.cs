using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>A bidder's admission to a fair; 1 where it is admitted, licences with spaces between.</summary>
public sealed record AdmissionRow(string Fair, string Bidder, long IsAdmitted, string Licences, long Version);

/// <summary>The table of admissions, which every node reads, whichever partitions it writes.</summary>
public sealed class AdmissionViews : View
{
    [Sql("matching")]
    private const string Select =
        """
        select fair as Fair, bidder as Bidder, is_admitted as IsAdmitted, licences as Licences, version as Version
        from admissions where fair = @fair and bidder = @bidder
        """;

    [Sql("matching")]
    private const string Update =
        "update admissions set is_admitted = @IsAdmitted, licences = @Licences, version = @Version where fair = @Fair and bidder = @Bidder";

    [Sql("matching")]
    private const string Insert =
        "insert into admissions (fair, bidder, is_admitted, licences, version) values (@Fair, @Bidder, @IsAdmitted, @Licences, @Version)";

    public override IReadOnlyList<string> Tables { get; } = ["admissions"];

    /// <summary>What a bidder may do in a fair; null where nothing was heard of it.</summary>
    public static async Task<Pass?> Find(ViewSession session, string fair, string bidder) =>
        await session.QuerySingle<AdmissionRow>(Select, new { fair, bidder }) is { } row
            ? new(row.IsAdmitted == 1, row.Licences.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            : null;

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, AdmissionNoted>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is AdmissionNoted noted) last[happened.Stream] = noted;
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values.Select(Row));
    }

    private static AdmissionRow Row(AdmissionNoted noted) => new(noted.Fair, noted.Bidder, noted.IsAdmitted ? 1 : 0, string.Join(' ', noted.Licences), noted.Version);
}
