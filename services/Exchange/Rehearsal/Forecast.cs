namespace Exchange.Host.Rehearsal;

/// <summary>A lot as its consignor offers it, the secret reserve included.</summary>
/// <param name="Facts">What everybody sees.</param>
/// <param name="ReserveMinor">The least price; 0 for none.</param>
/// <param name="IncrementMinor">The least step.</param>
/// <param name="HasLadder">Whether it goes down the fair's ladder when it is not sold.</param>
public sealed record OfferedLot(LotFacts Facts, long ReserveMinor, long IncrementMinor, bool HasLadder = false);

/// <summary>What a fair will come to: the same simulated enterprises before an auction house that fits on a page, without HTTP, clock or log.</summary>
/// <param name="Bids">Accepted bids.</param>
/// <param name="TurnoverMinor">The hammer value of all lots whose sales stand: at once, by the next bidder after a default, or on the ladder.</param>
public sealed record Forecast(long Bids, long TurnoverMinor)
{
    private const double Margin = 1.02, MarginOfRisk = 0.1;
    private const int MostTries = 8;
    private const long DaysOnLadder = 30; // from the begin of a lot's clock to the day on which its buyers come, more or less
    private static readonly TimeSpan SoftClose = TimeSpan.FromMinutes(3);

    /// <summary>Plays every lot through.</summary>
    public static Forecast Of(IEnumerable<OfferedLot> lots, Crowd crowd)
    {
        var (bids, turnover) = (0L, 0L);
        foreach (var lot in lots)
        {
            var result = lot.Facts.IsFixedPrice ? Purchases(lot, crowd) : Auction(lot, crowd);
            (bids, turnover) = (bids + result.Bids, turnover + result.TurnoverMinor);
        }

        return new(bids, turnover);
    }

    /// <summary>How keen the enterprises must be for so many bids.</summary>
    public static Crowd Keen(IReadOnlyList<OfferedLot> lots, Crowd crowd, long bids)
    {
        for (var tries = 0; tries < MostTries && Of(lots, crowd).Bids is var expected && expected < bids * Margin && expected > 0; tries++)
            crowd = crowd with { BidsPerLot = crowd.BidsPerLot * Math.Clamp(bids * Margin * Margin / expected, 1.01, 3) };
        return crowd;
    }

    /// <summary>The stock whose sale comes to a turnover. The catalogue numbers follow the order of the consignors and their lines.</summary>
    public static IReadOnlyList<ConsignorStock> StockFor(RehearsalSettings settings)
    {
        var worth = Math.Max(settings.TurnoverMinor, 100_00L * settings.Lots);
        var crowd = new Crowd(settings.Seed, settings.Bidders, settings.Bids / (double)settings.Lots, settings.Proxy) { Conduct = Conduct.Of(settings) };
        var margin = Margin + (MarginOfRisk * crowd.Conduct.Risk);
        for (var tries = 0; ; tries++)
        {
            var stock = Stock.Generate(settings.Seed, settings.Consignors, settings.Lots, worth, settings.Ladders);
            var lots = Lots(stock, FairTimes.Of(settings));
            var expected = Of(lots, Keen(lots, crowd, settings.Bids)).TurnoverMinor;
            if (expected >= settings.TurnoverMinor * margin || tries == MostTries) return stock;
            worth = (long)(worth * Math.Clamp(settings.TurnoverMinor * margin * Margin / Math.Max(1, expected), 1.01, 4));
        }
    }

    /// <summary>The lots of a stock as they will stand in the catalogue; their closes only lie evenly.</summary>
    public static IReadOnlyList<OfferedLot> Lots(IReadOnlyList<ConsignorStock> stock, FairTimes times)
    {
        var lines = stock.SelectMany(consignor => consignor.Lines).ToList();
        return
        [
            .. lines.Select((line, place) => new OfferedLot(
                new(
                    "", place + 1, line.Terms.Format == "fixed-price", line.Terms.OpeningMinor, line.Quantity * 1000,
                    times.OpensAt, times.OpensAt + ((times.ClosesAt - times.OpensAt) * ((place + 1.0) / lines.Count))),
                line.Terms.ReserveMinor,
                line.Terms.IncrementMinor,
                line.Terms.Ladder)),
        ];
    }

    private static Forecast Auction(OfferedLot lot, Crowd crowd)
    {
        var contest = new Contest(lot.Facts, crowd);
        var (bids, price, maximum, leader, closesAt) = (0L, 0L, 0L, -1, lot.Facts.ClosesAt);
        var best = new Dictionary<int, (long AmountMinor, long Bid)>();
        while (contest.NextAt is { } at)
        {
            if (contest.Take(at.AddTicks(1), at) is not { } move) continue;
            var least = bids == 0 ? lot.Facts.OpeningMinor : price + lot.IncrementMinor;
            if (at >= closesAt || move.Amount < least)
            {
                contest.Refused(at >= closesAt ? null : least);
                continue;
            }

            var outbid = crowd.Proxy && move.Amount <= maximum;
            price = crowd.Proxy ? Between(lot, maximum, move.Amount) : move.Amount;
            (bids, maximum, leader) = (bids + 1, Math.Max(maximum, move.Amount), outbid ? leader : move.Bidder);
            if (!best.TryGetValue(move.Bidder, out var own) || move.Amount > own.AmountMinor) best[move.Bidder] = (move.Amount, bids);
            if (closesAt - at < SoftClose) closesAt = at + SoftClose;
            contest.Accepted(price + lot.IncrementMinor, closesAt, outbid);
        }

        return new(bids, bids > 0 && price >= lot.ReserveMinor ? Paid(lot, crowd.Conduct, leader, price, best) : Descended(lot, crowd.Conduct, 1000));
    }

    // The winner pays, or the next best one who accepts; what nobody takes goes down the ladder.
    private static long Paid(OfferedLot lot, Conduct conduct, int winner, long priceMinor, Dictionary<int, (long AmountMinor, long Bid)> best)
    {
        if (conduct.Pays(lot.Facts.Number, winner)) return Standing(winner, priceMinor);
        foreach (var (bidder, bid) in best.OrderByDescending(own => own.Value.AmountMinor).ThenBy(own => own.Value.Bid))
            if (bidder != winner && bid.AmountMinor >= lot.ReserveMinor && conduct.Reacts(lot.Facts.Number, bidder) == Reaction.Accepts) return Standing(bidder, bid.AmountMinor);
        return Descended(lot, conduct, 1000);

        long Standing(int buyer, long amountMinor) => conduct.Stands(lot.Facts.Number, buyer) ? amountMinor : 0;
    }

    // What somebody pays on the ladder for so many thousandths of the unit, or of the whole where it is sold as one.
    private static long Descended(OfferedLot lot, Conduct conduct, long milli) =>
        lot.HasLadder && conduct.TakerOf(lot.Facts.Number, _ => false) is { } taker && conduct.Stands(lot.Facts.Number, taker)
        ? (long)((Int128)Rung.PriceAfter(DaysOnLadder, lot.Facts.OpeningMinor, lot.ReserveMinor) * milli / 1000)
        : 0;

    // The price where two maxima meet, of which the first may be nobody's: a step above the lower one, and at least the reserve where the higher one meets it.
    private static long Between(OfferedLot lot, long before, long amount)
    {
        var (low, high) = (Math.Min(before, amount), Math.Max(before, amount));
        var price = before == 0 ? lot.Facts.OpeningMinor : Math.Min(high, low + lot.IncrementMinor);
        return high >= lot.ReserveMinor ? Math.Max(price, lot.ReserveMinor) : price;
    }

    private static Forecast Purchases(OfferedLot offered, Crowd crowd)
    {
        var lot = offered.Facts;
        var (counter, left, unpaid, turnover) = (new Counter(lot, crowd), lot.QuantityMilli, 0L, 0L);
        while (counter.Take(lot.ClosesAt, lot.ClosesAt) is { } move)
        {
            if (move.Amount > left) continue;
            left -= move.Amount;
            if (!crowd.Conduct.Pays(lot.Number, move.Bidder)) unpaid += move.Amount;
            else if (crowd.Conduct.Stands(lot.Number, move.Bidder)) turnover += (long)((Int128)lot.OpeningMinor * move.Amount / 1000);
        }

        return new(0, turnover + Descended(offered, crowd.Conduct, left + unpaid));
    }
}
