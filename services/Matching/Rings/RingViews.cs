using System.Globalization;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>A lot of a ring for which there is something to do, with where both are. The award is empty where the lot is not kept for the ring.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="DueAt">When the ring's time is over, in Unix milliseconds.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Winner">Who takes it.</param>
/// <param name="Root">The root of the taker's credit code; empty where it is not known.</param>
/// <param name="HammerMinor">Its value.</param>
/// <param name="Award">The id that its award will have.</param>
/// <param name="IsGone">1 where the lot cannot be had any more.</param>
public sealed record RingLotRow(string Ring, long DueAt, string Lot, string Winner, string Root, long HammerMinor, string Award, long IsGone);

/// <summary>A lot that is kept for a ring that has ended.</summary>
public sealed record EndedHoldRow(string Lot, string Ring, string Stage, string Awards);

/// <summary>A ring whose time is over.</summary>
public sealed record LapsedRingRow(string Ring, long DueAt);

/// <summary>A ring as lists show it.</summary>
public sealed record RingRow(string Place, string Ring, string Round, string Fair, long Lots, string Stage, long DueAt);

/// <summary>The tables of rings, and of the lots that are kept for them.</summary>
public sealed class RingViews : View
{
    private const string Columns = "r.place as Place, r.ring as Ring, r.round as Round, r.fair as Fair, r.lots as Lots, r.stage as Stage, r.due_at as DueAt";

    // What is gone is asked as in RingHold.IsFree; whose wants were withdrawn has left the ring, unless all have accepted.
    [Sql("matching")]
    private const string SelectLots =
        $"""
        select Ring, DueAt, Lot, Winner, Root, HammerMinor, Award, IsGone
        from (
            select p.*, row_number() over (order by p.DueAt, p.Ring, p.Lot) as n
            from (
                select r.ring as Ring, r.stage as Stage, r.due_at as DueAt, l.lot as Lot, l.winner as Winner, l.root as Root, l.hammer_minor as HammerMinor, coalesce(h.award, '') as Award,
                    cast(case
                        when h.lot is not null then 0
                        when a.awarded_milli > 0 or a.outcome not in ('', '{AuctionStatus.PassedIn}') or (a.outcome = '' and a.bids > 0) then 1
                        when r.stage = '{RingStage.Proposed}' and w.lot is null then 1
                        else 0
                    end as bigint) as IsGone
                from rings r
                join ring_lots l on l.ring = r.ring
                left join ring_holds h on h.lot = l.lot and h.ring = l.ring
                left join auctions a on a.lot = l.lot
                left join lot_wants w on w.lot = l.lot
                where r.stage in ('{RingStage.Proposed}', '{RingStage.Agreed}') and l.is_noted = 0
            ) p
            where p.Stage = '{RingStage.Agreed}' or p.IsGone = 1
        ) page
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectEnded =
        $"""
        select Lot, Ring, Stage, Awards
        from (
            select h.lot as Lot, h.ring as Ring, r.stage as Stage, r.awards as Awards, row_number() over (order by h.ring, h.lot) as n
            from ring_holds h
            join rings r on r.ring = h.ring
            where r.stage in ('{RingStage.Traded}', '{RingStage.Dissolved}')
        ) page
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectLapsed =
        $"""
        select Ring, DueAt
        from (
            select ring as Ring, due_at as DueAt, row_number() over (order by due_at, ring) as n
            from rings
            where stage in ('{RingStage.Proposed}', '{RingStage.Agreed}') and due_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectRound =
        $"""
        select Place, Ring, Round, Fair, Lots, Stage, DueAt
        from (
            select {Columns}, row_number() over (order by r.place) as n
            from rings r
            where r.round = @round and r.place > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string SelectMember =
        $"""
        select Place, Ring, Round, Fair, Lots, Stage, DueAt
        from (
            select {Columns}, row_number() over (order by m.place) as n
            from ring_members m
            join rings r on r.ring = m.ring
            where m.enterprise = @enterprise and m.place > @after
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string UpdateAgreed = $"update rings set stage = '{RingStage.Agreed}', due_at = @dueAt where ring = @ring";

    [Sql("matching")]
    private const string UpdateEnded = "update rings set stage = @stage, awards = @awards, due_at = 0 where ring = @ring";

    [Sql("matching")]
    private const string UpdateNoted = "update ring_lots set is_noted = 1 where ring = @ring and lot = @lot";

    [Sql("matching")]
    private const string DeleteLots = "delete from ring_lots where ring = @ring";

    [Sql("matching")]
    private const string DeleteHold = "delete from ring_holds where lot = @lot";

    private static readonly string[] RingColumns = ["ring", "place", "round", "fair", "lots", "stage", "due_at", "awards"],
        MemberColumns = ["enterprise", "place", "ring"],
        LotColumns = ["ring", "lot", "winner", "root", "hammer_minor", "is_noted"],
        HoldColumns = ["lot", "ring", "award"];

    public override IReadOnlyList<string> Tables { get; } = ["rings", "ring_members", "ring_lots", "ring_holds"];

    /// <summary>Lots of rings that are to be kept, have just been, or cannot be had any more; so many at most.</summary>
    public static Task<IReadOnlyList<RingLotRow>> Lots(ViewSession session, int most) => session.Query<RingLotRow>(SelectLots, new { most });

    /// <summary>Lots that are kept for rings that have ended, so many at most.</summary>
    public static Task<IReadOnlyList<EndedHoldRow>> Ended(ViewSession session, int most) => session.Query<EndedHoldRow>(SelectEnded, new { most });

    /// <summary>Rings whose time is over, the most overdue first.</summary>
    public static Task<IReadOnlyList<LapsedRingRow>> Lapsed(ViewSession session, long now, int most) => session.Query<LapsedRingRow>(SelectLapsed, new { now, most });

    /// <summary>Rings of a round after a place, in the order in which they were proposed.</summary>
    public static Task<IReadOnlyList<RingRow>> OfRound(ViewSession session, string round, string after, int limit) => session.Query<RingRow>(SelectRound, new { round, after, limit });

    /// <summary>Rings of an enterprise after a place, in the order in which they were proposed.</summary>
    public static Task<IReadOnlyList<RingRow>> OfMember(ViewSession session, string enterprise, string after, int limit) =>
        session.Query<RingRow>(SelectMember, new { enterprise, after, limit });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var id = batch[i].StreamId;
            switch (batch[i].Event)
            {
                case RingProposed { Terms: var terms }:
                    await Insert(session, terms, PlaceOf(batch[i]));
                    break;
                case RingAgreed agreed:
                    await session.Execute(UpdateAgreed, new { ring = id, dueAt = agreed.Until });
                    break;
                case RingLotHeld held:
                    await session.Execute(UpdateNoted, new { ring = id, lot = held.Lot });
                    break;
                case RingTraded traded:
                    await End(session, id, RingStage.Traded, string.Join(' ', traded.Legs.Select(leg => leg.Award)));
                    break;
                case RingDissolved:
                    await End(session, id, RingStage.Dissolved, "");
                    break;
                case HeldForRing held:
                    await session.BulkInsert("ring_holds", HoldColumns, [[id, held.Ring, held.Award]]);
                    break;
                case QuantityAwarded { Ring: not null } or ReleasedFromRing:
                    await session.Execute(DeleteHold, new { lot = id });
                    break;
            }
        }
    }

    private static async Task Insert(ViewSession session, RingTerms terms, string place)
    {
        await session.BulkInsert("rings", RingColumns, [[terms.Ring, place, terms.Round, terms.Fair, (long)terms.Legs.Count, RingStage.Proposed, terms.AcceptBy, ""]]);
        await session.BulkInsert("ring_members", MemberColumns, terms.Members.Select(member => new object?[] { member, place, terms.Ring }));
        await session.BulkInsert("ring_lots", LotColumns, terms.Legs.Select(leg => new object?[] { terms.Ring, leg.Lot.Id, leg.Winner, leg.Root ?? "", leg.HammerMinor, 0L }));
    }

    private static async Task End(ViewSession session, string ring, string stage, string awards)
    {
        await session.Execute(UpdateEnded, new { ring, stage, awards });
        await session.Execute(DeleteLots, new { ring });
    }

    // Many rings are proposed in one entry of the log, so that the place in it counts too.
    private static string PlaceOf(Happened happened) => string.Create(CultureInfo.InvariantCulture, $"{AuctionViews.NumberOf(happened):D19}{happened.Ordinal:D5}");
}
