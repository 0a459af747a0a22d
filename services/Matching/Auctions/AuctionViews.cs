using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Matching.Auctions;

/// <summary>A lot's sale as lists show it; the outcome is empty while it runs, and closing while the hammer waits for answers. What is awarded counts goods whose deals were cancelled too: nobody can
/// have them any more. The last is for lists alone, and null where no window is.</summary>
public sealed record AuctionRow(
    long AuctionNo, string Lot, string Fair, long Number, string Title, string Category, string Region, string Format,
    long QuantityMilli, string Unit, string Currency, long OpensAt, long ClosesAt,
    long PriceMinor, long NextBidMinor, long Bids, long LeaderNumber, long AwardedMilli, string Outcome,
    long? PriorityFromAt = null);

/// <summary>One accepted bid. The amount is what everybody may know of it, so that no maximum and no sealed amount stands in a view. A bid for the whole lot has no
/// quantity, and one that takes no other's place raises none: both are 0. The next three are of sealed bids: the salt is empty until the opening, and what ended
/// it (<c>amended</c> or <c>withdrawn</c>) while it stands. The last is why it is void.</summary>
public sealed record BidRow(
    long Bid, long BidderNumber, long AmountMinor, long PriceMinor, long ReceivedAt, long QuantityMilli = 0, long Raises = 0,
    string Receipt = "", string Salt = "", string Ended = "", string VoidReason = "");

/// <summary>A lot whose close has come.</summary>
public sealed record DueRow(string Lot, long ClosesAt);

/// <summary>A lot whose close comes.</summary>
public sealed record ClosingRow(long AuctionNo, string Lot);

/// <summary>The tables of auctions and bids. However many bids a batch brings, each lot that moved is written once, and read only where it is not remembered.</summary>
public sealed class AuctionViews : View
{
    private const string Columns =
        """
        auction_no as AuctionNo, lot as Lot, fair as Fair, number as Number, title as Title, category as Category, region as Region, format as Format,
        quantity_milli as QuantityMilli, unit as Unit, currency as Currency, opens_at as OpensAt, closes_at as ClosesAt,
        price_minor as PriceMinor, next_bid_minor as NextBidMinor, bids as Bids, leader_number as LeaderNumber, awarded_milli as AwardedMilli, outcome as Outcome
        """;

    [Sql("matching")]
    private const string SelectLot = $"select {Columns}, cast(0 as bigint) as PriorityFromAt from auctions where lot = @key";

    [Sql("matching")]
    private const string UpdateLot =
        """
        update auctions
        set closes_at = @ClosesAt, price_minor = @PriceMinor, next_bid_minor = @NextBidMinor, bids = @Bids, leader_number = @LeaderNumber,
            awarded_milli = @AwardedMilli, outcome = @Outcome
        where auction_no = @AuctionNo
        """;

    [Sql("matching")]
    private const string UpdateAttempt = "update auctions set format = @Format, opens_at = @OpensAt where auction_no = @AuctionNo";

    [Sql("matching")]
    private const string SelectFair =
        $"""
        select {Columns}, priority_from_at as PriorityFromAt
        from (
            select a.*, w.from_at as priority_from_at, row_number() over (order by a.number) as n
            from auctions a
            left join priority_windows w on w.lot = a.lot
            where a.fair = @fair and a.number > @after
              and (@status = '' or @status = case when a.outcome <> '' then a.outcome
                                                  when @now < a.opens_at and @now >= w.from_at then 'priority'
                                                  when @now < a.opens_at then 'scheduled' when @now < a.closes_at then 'open' else 'closing' end)
        ) page
        where n <= @limit
        order by n
        """;

    [Sql("matching")]
    private const string SelectBids =
        """
        select b.bid as Bid, b.bidder_number as BidderNumber, b.amount_minor as AmountMinor, b.price_minor as PriceMinor, b.received_at as ReceivedAt,
               coalesce(q.quantity_milli, 0) as QuantityMilli, coalesce(q.raises, 0) as Raises,
               coalesce(s.receipt, '') as Receipt, coalesce(s.salt, '') as Salt, coalesce(s.ended, '') as Ended, coalesce(v.reason, '') as VoidReason
        from bids b
        join auctions a on a.auction_no = b.auction_no
        left join bid_quantities q on q.auction_no = b.auction_no and q.bid = b.bid
        left join sealed_bids s on s.auction_no = b.auction_no and s.bid = b.bid
        left join voided_bids v on v.lot = a.lot and v.bid = b.bid
        where a.lot = @lot and b.bid >= @first and b.bid <= @last
        order by b.bid desc
        """;

    [Sql("matching")]
    private const string SelectDue =
        """
        select Lot, ClosesAt
        from (
            select lot as Lot, closes_at as ClosesAt, row_number() over (order by closes_at, auction_no) as n
            from auctions
            where outcome = '' and closes_at <= @now
        ) due
        where n <= @most
        order by n
        """;

    [Sql("matching")]
    private const string SelectClosing =
        """
        select auction_no as AuctionNo, lot as Lot from auctions where outcome = '' and closes_at > @fromAt and closes_at < @toAt
        union
        select a.auction_no as AuctionNo, a.lot as Lot from lapses l join auctions a on a.lot = l.lot where l.lapses_at > @fromAt and l.lapses_at < @toAt
        union
        select a.auction_no as AuctionNo, a.lot as Lot from second_chances s join auctions a on a.lot = s.lot where s.until_at > @fromAt and s.until_at < @toAt
        order by AuctionNo
        """;

    private static readonly string[] AuctionColumns =
    [
        "auction_no", "lot", "fair", "number", "title", "category", "region", "format", "quantity_milli", "unit", "currency", "opens_at", "closes_at",
        "price_minor", "next_bid_minor", "bids", "leader_number", "awarded_milli", "outcome",
    ];

    private static readonly string[] BidColumns = ["auction_no", "bid", "bidder_number", "amount_minor", "price_minor", "received_at"];

    private static readonly string[] QuantityColumns = ["auction_no", "bid", "quantity_milli", "raises"];

    public override IReadOnlyList<string> Tables { get; } = ["auctions", "bids", "bid_quantities", "sealed_bids"];

    /// <summary>Lots of a fair after a catalogue number, in the order of their numbers.</summary>
    /// <param name="session">The session.</param>
    /// <param name="fair">The fair.</param>
    /// <param name="after">The number after which to begin.</param>
    /// <param name="status">One of <see cref="AuctionStatus"/>, or empty for all.</param>
    /// <param name="now">The time of the status, in Unix milliseconds.</param>
    /// <param name="limit">At most so many.</param>
    public static Task<IReadOnlyList<AuctionRow>> OfFair(ViewSession session, string fair, long after, string status, long now, int limit) =>
        session.Query<AuctionRow>(SelectFair, new { fair, after, status, now, limit });

    /// <summary>The bids of a lot with numbers from first to last, the last one first.</summary>
    public static Task<IReadOnlyList<BidRow>> BidsOf(ViewSession session, string lot, long first, long last) =>
        session.Query<BidRow>(SelectBids, new { lot, first, last });

    /// <summary>Lots whose close has come and whose hammer has not fallen, the most overdue first.</summary>
    public static Task<IReadOnlyList<DueRow>> Due(ViewSession session, long now, int most) => session.Query<DueRow>(SelectDue, new { now, most });

    /// <summary>Where in the log a lot was offered; null where none was.</summary>
    public static async Task<Position?> OfferedAt(ViewSession session, string lot) =>
        (await session.QueryEach<AuctionRow>(SelectLot, [lot])).TryGetValue(lot, out var row) ? new((int)(row.AuctionNo >> 56), (row.AuctionNo >> 16) & ((1L << 40) - 1)) : null;

    /// <summary>Lots of a partition whose sale runs and whose close lies between two times, the next to close first.</summary>
    public static async Task<IEnumerable<string>> Closing(ViewSession session, int partition, long fromAt, long toAt) =>
        (await session.Query<ClosingRow>(SelectClosing, new { fromAt, toAt })).Where(row => row.AuctionNo >> 56 == partition).Select(row => row.Lot);

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var offered = new Dictionary<string, AuctionRow>(StringComparer.Ordinal);
        var moved = await Known(session, batch);
        var lastBids = new Dictionary<string, AuctionEvent>(StringComparer.Ordinal);
        var (bids, sealedRows) = (new List<(long AuctionNo, int Place)>(), new SealedRows());
        for (var place = 0; place < batch.Count; place++)
        {
            var happened = batch[place];
            if (happened.Event is not AuctionEvent or LotDepositEvent or AmendmentEvent or RemedyProposed) continue;
            if (happened.Event is LotOffered offer)
            {
                offered.Add(happened.Stream, Row(happened, offer.Offering));
                continue;
            }

            // A lot that was withdrawn before it was offered has no row.
            var rows = offered.ContainsKey(happened.Stream) ? offered : moved;
            if (!rows.TryGetValue(happened.Stream, out var row)) continue;
            if (happened.Event is BidPlaced or DemandPlaced)
            {
                lastBids[happened.Stream] = (AuctionEvent)happened.Event; // each says all that the one before it said of the lot
                bids.Add((row.AuctionNo, place));
                continue;
            }

            // The last bid is written with the lot as it is before another event, so that what that one says stands.
            if (lastBids.Remove(happened.Stream, out var last)) row = After(row, last);
            rows[happened.Stream] = After(row, happened.Event);
            sealedRows.See(row.AuctionNo, happened);
        }

        foreach (var (stream, bid) in lastBids)
        {
            var rows = offered.ContainsKey(stream) ? offered : moved;
            rows[stream] = After(rows[stream], bid);
        }

        if (offered.Count > 0) await session.BulkInsert("auctions", AuctionColumns, [.. offered.Values.Select(Values)]);
        if (moved.Count > 0) await session.ExecuteEach(UpdateLot, moved.Values);
        if (batch.Any(happened => happened.Event is AttemptOpened && moved.ContainsKey(happened.Stream))) await session.ExecuteEach(UpdateAttempt, moved.Values);
        await Write(session, batch, bids);
        await sealedRows.Write(session, BidColumns);
        session.Memory.Of<Remembered>().Keep([.. moved, .. offered]);
    }

    private static async Task Write(ViewSession session, IReadOnlyList<Happened> batch, List<(long AuctionNo, int Place)> bids)
    {
        if (bids.Count == 0) return;
        await session.BulkInsert("bids", BidColumns, bids.Select(bid => Values(bid.AuctionNo, batch[bid.Place])));
        var inUnits = bids.FindAll(bid => batch[bid.Place].Event is DemandPlaced);
        if (inUnits.Count > 0) await session.BulkInsert("bid_quantities", QuantityColumns, inUnits.Select(bid => Quantities(bid.AuctionNo, batch[bid.Place])));
    }

    // The rows of the lots that the batch does not offer itself, by stream.
    private static async Task<Dictionary<string, AuctionRow>> Known(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var offered = batch.Where(happened => happened.Event is LotOffered).Select(happened => happened.Stream).ToHashSet(StringComparer.Ordinal);
        var streams = batch.Where(happened => happened.Event is AuctionEvent and not (LotDepositEvent or AmendmentEvent or RemedyProposed)).Select(happened => happened.Stream)
            .Distinct(StringComparer.Ordinal).Where(stream => !offered.Contains(stream));
        return await session.Memory.Of<Remembered>().Find(streams, async missing =>
            (await session.QueryEach<AuctionRow>(SelectLot, missing.Select(stream => stream[Auction.Stream("").Length..]))).ToDictionary(found => Auction.Stream(found.Key), found => found.Value));
    }

    private sealed class Remembered() : RememberedRows<AuctionRow>(10_000);

    private static AuctionRow Row(Happened happened, Offering offering)
    {
        var (lot, terms, _, _) = offering;
        var auction = Auction.Evolve(Auction.Initial, (LotOffered)happened.Event);
        return new(
            NumberOf(happened), lot.Id, lot.Fair, lot.Number, lot.Title, lot.Category, lot.Region, terms.Format, lot.QuantityMilli, lot.Unit, lot.Currency,
            terms.OpensAt, terms.ClosesAt, auction.Format.PriceMinor(auction, terms.OpensAt), auction.Format.NextBidMinor(auction), 0, 0, 0, "");
    }

    private static AuctionRow After(AuctionRow row, object @event) => @event switch
    {
        BidPlaced bid => row with
        {
            Bids = bid.Bid,
            PriceMinor = bid.PriceMinor,
            NextBidMinor = bid.NextBidMinor,
            LeaderNumber = bid.LeaderNumber ?? bid.BidderNumber,
            ClosesAt = bid.ClosesAt,
        },
        DemandPlaced bid => row with { Bids = bid.Bid, PriceMinor = bid.PriceMinor, NextBidMinor = bid.NextBidMinor, ClosesAt = bid.ClosesAt },
        PartsOffered => row with { Outcome = AuctionStatus.Closing },
        PartAnswered or OfferEvent => row,
        BidSealed bid => row with { Bids = bid.Bid, ClosesAt = bid.ClosesAt },
        SealedBidWithdrawn or PriorityTaken => row,
        BidsOpened opened => row with { PriceMinor = opened.PriceMinor, LeaderNumber = opened.LeaderNumber ?? 0, ClosesAt = opened.ClosesAt },
        QuantityAwarded award => row with { AwardedMilli = row.AwardedMilli + award.QuantityMilli, PriceMinor = award.PriceMinor ?? row.PriceMinor },
        BidVoided voided => row with { PriceMinor = voided.PriceMinor, NextBidMinor = voided.NextBidMinor, LeaderNumber = voided.LeaderNumber ?? 0 },
        CloseMoved moved => row with { ClosesAt = moved.ClosesAt },
        AuctionClosed closed => row with { Outcome = closed.AwardedMilli > 0 ? AuctionStatus.Sold : AuctionStatus.PassedIn },
        AttemptOpened opened => row with
        {
            Format = opened.Terms.Format,
            OpensAt = opened.Terms.OpensAt,
            ClosesAt = opened.Terms.ClosesAt,
            PriceMinor = opened.PriceMinor,
            NextBidMinor = opened.NextBidMinor,
            LeaderNumber = 0,
            Outcome = "",
        },
        RingHoldEvent => row,
        AuctionWithdrawn => row with { Outcome = AuctionStatus.Withdrawn },
        AuditPublished => row,
        AwardFell fell => row with
        {
            AwardedMilli = fell.Cancelled is true ? row.AwardedMilli : row.AwardedMilli - fell.QuantityMilli,
            Outcome = row.Outcome is AuctionStatus.Sold ? "" : row.Outcome,
            LeaderNumber = 0,
            PriceMinor = fell.PriceMinor ?? row.PriceMinor,
        },
        SecondChanceOffered => row with { Outcome = AuctionStatus.SecondChance },
        SecondChanceEnded { Why: SecondChanceEnded.Accepted } accepted => row with { Outcome = "", LeaderNumber = Formats.Format.Of(row.Format)!.HasLeader ? accepted.BidderNumber : 0 },
        SecondChanceEnded => row with { Outcome = "" },
        _ => throw new InvalidDataException($"{@event.GetType().Name} is no event that the views know."),
    };

    /// <summary>The number of a lot, by where it was offered: unique without a counter, and the same in every rebuild. 7 bits of partition, 40 of sequence, 16 of entry.</summary>
    internal static long NumberOf(Happened happened) =>
        ((long)happened.Position.Partition << 56) | (happened.Position.Sequence << 16) | checked((ushort)happened.EntryIndex);

    private static object?[] Values(long auctionNo, Happened happened)
    {
        var at = happened.Cause.ReceivedAt.ToUnixTimeMilliseconds();
        return happened.Event switch
        {
            DemandPlaced bid => [auctionNo, bid.Bid, (long)bid.BidderNumber, bid.AmountMinor, bid.PriceMinor, at],
            BidPlaced bid => [auctionNo, bid.Bid, (long)bid.BidderNumber, bid.ShownMinor, bid.PriceMinor, at],
            _ => throw new InvalidDataException($"{happened.Event.GetType().Name} is no bid."),
        };
    }

    private static object?[] Quantities(long auctionNo, Happened happened)
    {
        var bid = (DemandPlaced)happened.Event;
        return [auctionNo, bid.Bid, bid.QuantityMilli, bid.Raises ?? 0];
    }

    private static object?[] Values(AuctionRow row) =>
    [
        row.AuctionNo, row.Lot, row.Fair, row.Number, row.Title, row.Category, row.Region, row.Format, row.QuantityMilli, row.Unit, row.Currency,
        row.OpensAt, row.ClosesAt, row.PriceMinor, row.NextBidMinor, row.Bids, row.LeaderNumber, row.AwardedMilli, row.Outcome,
    ];
}
