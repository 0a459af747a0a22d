namespace Exchange.Host.Rehearsal;

/// <summary>A lot as its consignor offers it, the secret reserve included.</summary>
/// <param name="Facts">What everybody sees.</param>
/// <param name="ReserveMinor">The least price; 0 for none.</param>
/// <param name="IncrementMinor">The least step.</param>
public sealed record OfferedLot(LotFacts Facts, long ReserveMinor, long IncrementMinor);

/// <summary>What a fair will come to: the same simulated enterprises before an auction house that fits on a page, without HTTP, clock or log.</summary>
/// <param name="Bids">Accepted bids.</param>
/// <param name="TurnoverMinor">The hammer value of all lots that are sold.</param>
public sealed record Forecast(long Bids, long TurnoverMinor)
{
    private const double Margin = 1.02;
    private const int MostTries = 8;
    private static readonly TimeSpan SoftClose = TimeSpan.FromMinutes(3);

    /// <summary>Plays every lot through.</summary>
    public static Forecast Of(IEnumerable<OfferedLot> lots, Crowd crowd)
    {
        var (bids, turnover) = (0L, 0L);
        foreach (var lot in lots)
        {
            var result = lot.Facts.IsFixedPrice ? Purchases(lot.Facts, crowd) : Auction(lot, crowd);
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
        var crowd = new Crowd(settings.Seed, settings.Bidders, settings.Bids / (double)settings.Lots, settings.Proxy);
        for (var tries = 0; ; tries++)
        {
            var stock = Stock.Generate(settings.Seed, settings.Consignors, settings.Lots, worth);
            var lots = Lots(stock, FairTimes.Of(settings));
            var expected = Of(lots, Keen(lots, crowd, settings.Bids)).TurnoverMinor;
            if (expected >= settings.TurnoverMinor * Margin || tries == MostTries) return stock;
            worth = (long)(worth * Math.Clamp(settings.TurnoverMinor * Margin * Margin / Math.Max(1, expected), 1.01, 4));
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
                line.Terms.IncrementMinor)),
        ];
    }

    private static Forecast Auction(OfferedLot lot, Crowd crowd)
    {
        var contest = new Contest(lot.Facts, crowd);
        var (bids, price, maximum, closesAt) = (0L, 0L, 0L, lot.Facts.ClosesAt);
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
            (bids, maximum) = (bids + 1, Math.Max(maximum, move.Amount));
            if (closesAt - at < SoftClose) closesAt = at + SoftClose;
            contest.Accepted(price + lot.IncrementMinor, closesAt, outbid);
        }

        return new(bids, price >= lot.ReserveMinor ? price : 0);
    }

    // The price where two maxima meet, of which the first may be nobody's: a step above the lower one, and at least the reserve where the higher one meets it.
    private static long Between(OfferedLot lot, long before, long amount)
    {
        var (low, high) = (Math.Min(before, amount), Math.Max(before, amount));
        var price = before == 0 ? lot.Facts.OpeningMinor : Math.Min(high, low + lot.IncrementMinor);
        return high >= lot.ReserveMinor ? Math.Max(price, lot.ReserveMinor) : price;
    }

    private static Forecast Purchases(LotFacts lot, Crowd crowd)
    {
        var (counter, left, turnover) = (new Counter(lot, crowd), lot.QuantityMilli, 0L);
        while (counter.Take(lot.ClosesAt, lot.ClosesAt) is { } move)
        {
            if (move.Amount > left) continue;
            left -= move.Amount;
            turnover += (long)((Int128)lot.OpeningMinor * move.Amount / 1000);
        }

        return new(0, turnover);
    }
}
