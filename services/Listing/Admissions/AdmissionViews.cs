using System.Text.Json;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Admissions;

/// <summary>A bidder's admission to a fair, as lists show it; licences with spaces between.</summary>
public sealed record AdmissionRow(string Fair, string Bidder, string Status, string Licences, long Version, long ChangedAt);

/// <summary>The table of admissions.</summary>
public sealed class AdmissionViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select Fair, Bidder, Status, Licences, Version, ChangedAt
        from (
            select fair as Fair, bidder as Bidder, status as Status, licences as Licences, version as Version, changed_at as ChangedAt,
                   row_number() over (order by bidder) as n
            from admissions
            where fair = @fair and bidder > @after and (@status = '' or status = @status)
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string Update =
        """
        update admissions set status = @Status, licences = @Licences, version = @Version, changed_at = @ChangedAt
        where fair = @Fair and bidder = @Bidder
        """;

    [Sql("listing")]
    private const string Insert =
        """
        insert into admissions (fair, bidder, status, licences, version, changed_at)
        values (@Fair, @Bidder, @Status, @Licences, @Version, @ChangedAt)
        """;

    public override IReadOnlyList<string> Tables { get; } = ["admissions"];

    /// <summary>Admissions to a fair after a bidder, in the order of the bidders' ids; of one status, or all where it is empty.</summary>
    public static Task<IReadOnlyList<AdmissionRow>> Page(ViewSession session, string fair, string after, string status, int limit) =>
        session.Query<AdmissionRow>(SelectPage, new { fair, after, status, limit });

    /// <summary>How a status is written.</summary>
    public static string Text(AdmissionStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, AdmissionChanged>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is AdmissionChanged changed) last[happened.Stream] = changed;
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values.Select(Row));
    }

    private static AdmissionRow Row(AdmissionChanged changed) => new(
        changed.Fair, changed.Bidder, Text(changed.Status), string.Join(' ', changed.Licences), changed.Version, changed.At);
}
