using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>A round as lists show it, and as its clock needs it.</summary>
public sealed record RingRoundRow(long RoundNo, string Round, string Fair, string Currency, long MaxLength, long AcceptMs, long StartsAt, string Stage, long Run, long DueAt);

/// <summary>The tables of rounds of rings, and of the lots that are out of them.</summary>
public sealed class RingRoundViews : View
{
    private const string Columns =
        """
        round_no as RoundNo, round as Round, fair as Fair, currency as Currency, max_length as MaxLength, accept_ms as AcceptMs, starts_at as StartsAt, stage as Stage, run as Run,
        due_at as DueAt
        """;

    [Sql("matching")]
    private const string SelectFair =
        $"""
        select {Columns}
        from (
            select r.*, row_number() over (order by r.round_no) as n
            from ring_rounds r
            where r.fair = @fair and r.round_no > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string SelectDue =
        $"""
        select {Columns}
        from (
            select r.*, row_number() over (order by r.due_at, r.round_no) as n
            from ring_rounds r
            where r.stage = '{RingRoundStage.Planned}' and r.due_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string UpdateRun = "update ring_rounds set stage = @stage, run = @run, due_at = 0 where round = @round";

    [Sql("matching")]
    private const string UpdateStage = "update ring_rounds set stage = @stage, due_at = @dueAt where round = @round";

    private static readonly string[] Names = ["round", "round_no", "fair", "currency", "max_length", "accept_ms", "starts_at", "stage", "run", "due_at"],
        ExclusionNames = ["round", "lot"];

    public override IReadOnlyList<string> Tables { get; } = ["ring_rounds", "ring_exclusions"];

    /// <summary>Rounds of a fair after one, in the order in which they were planned.</summary>
    public static Task<IReadOnlyList<RingRoundRow>> OfFair(ViewSession session, string fair, long after, int limit) =>
        session.Query<RingRoundRow>(SelectFair, new { fair, after, limit });

    /// <summary>Rounds in which rings are to be looked for, the most overdue first.</summary>
    public static Task<IReadOnlyList<RingRoundRow>> Due(ViewSession session, long now, int most) => session.Query<RingRoundRow>(SelectDue, new { now, most });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var round = batch[i].StreamId;
            switch (batch[i].Event)
            {
                case RingRoundPlanned { Terms: var terms }:
                    await session.BulkInsert("ring_rounds", Names,
                    [
                        [
                            round, AuctionViews.NumberOf(batch[i]), terms.Fair, terms.Currency, (long)terms.MaxLength, terms.AcceptMs, terms.StartsAt, RingRoundStage.Planned, 0L, terms.StartsAt,
                        ],
                    ]);
                    break;
                case RingsProposed proposed:
                    await session.Execute(UpdateRun, new { round, stage = RingRoundStage.Proposed, run = proposed.Run });
                    break;
                case RingEnded { IsTraded: false } ended:
                    await session.BulkInsert("ring_exclusions", ExclusionNames, ended.Lots.Select(lot => new object?[] { round, lot }));
                    break;
                case RingRoundResumed resumed:
                    await session.Execute(UpdateStage, new { round, stage = RingRoundStage.Planned, dueAt = resumed.At });
                    break;
                case RingRoundFinished:
                    await session.Execute(UpdateStage, new { round, stage = RingRoundStage.Finished, dueAt = 0L });
                    break;
            }
        }
    }
}
