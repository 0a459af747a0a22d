using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Admissions;

/// <summary>An admission as the organizer works it off; licences with spaces between, no reason where none was given.</summary>
public sealed record ApplicationRow(string Fair, string Bidder, string Status, string Licences, long LicencesSeen, long AppliedAt, long ChangedAt, string Reason);

/// <summary>How many admissions of a fair stand how, how many of them lack a licence, and since when the oldest stands.</summary>
public sealed record ApplicationCount(string Status, long Bidders, long Lacking, long OldestAt);

/// <summary>The table of applications: what the organizer works off, the oldest first.</summary>
public sealed class ApplicationViews : View
{
    [Sql("listing")]
    private const string SelectPage =
        """
        select Fair, Bidder, Status, Licences, LicencesSeen, AppliedAt, ChangedAt, Reason
        from (
            select fair as Fair, bidder as Bidder, status as Status, licences as Licences, licences_seen as LicencesSeen, applied_at as AppliedAt, changed_at as ChangedAt,
                   reason as Reason, row_number() over (order by applied_at, bidder) as n
            from applications
            where fair = @fair and (@status = '' or status = @status) and licences_seen < @below and (applied_at > @at or (applied_at = @at and bidder > @bidder))
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("listing")]
    private const string SelectCounts =
        """
        select status as Status, cast(count(*) as bigint) as Bidders, sum(case when licences_seen < @licensed then cast(1 as bigint) else cast(0 as bigint) end) as Lacking,
               min(applied_at) as OldestAt
        from applications
        where fair = @fair
        group by status
        order by status
        """;

    [Sql("listing")]
    private const string Update =
        """
        update applications set status = @Status, licences = @Licences, licences_seen = @LicencesSeen, changed_at = @ChangedAt, reason = @Reason
        where fair = @Fair and bidder = @Bidder
        """;

    [Sql("listing")]
    private const string Insert =
        """
        insert into applications (fair, bidder, status, licences, licences_seen, applied_at, changed_at, reason)
        values (@Fair, @Bidder, @Status, @Licences, @LicencesSeen, @AppliedAt, @ChangedAt, @Reason)
        """;

    public override IReadOnlyList<string> Tables { get; } = ["applications"];

    /// <summary>Applications to a fair after one, the oldest first.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fair">The fair.</param>
    /// <param name="status">Of one status, or all where it is empty.</param>
    /// <param name="licensed">Only those with fewer licences than this; all when null.</param>
    /// <param name="after">Since when the one before stands, and its bidder.</param>
    /// <param name="limit">At most so many.</param>
    public static Task<IReadOnlyList<ApplicationRow>> Page(ViewSession session, string fair, string status, int? licensed, (long At, string Bidder) after, int limit) =>
        session.Query<ApplicationRow>(SelectPage, new { fair, status, below = (long)(licensed ?? int.MaxValue), at = after.At, bidder = after.Bidder, limit });

    /// <summary>How many stand how.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fair">The fair.</param>
    /// <param name="licensed">How many licences the fair asks for.</param>
    public static Task<IReadOnlyList<ApplicationCount>> Counts(ViewSession session, string fair, int licensed) =>
        session.Query<ApplicationCount>(SelectCounts, new { fair, licensed = (long)licensed });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, ApplicationRow>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is AdmissionChanged changed) last[happened.Stream] = Row(changed, last.GetValueOrDefault(happened.Stream)?.AppliedAt ?? changed.At);
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values);
    }

    private static ApplicationRow Row(AdmissionChanged changed, long appliedAt) => new(
        changed.Fair, changed.Bidder, AdmissionViews.Text(changed.Status), string.Join(' ', changed.Licences), changed.Licences.Count, appliedAt, changed.At, changed.Reason ?? "");
}
