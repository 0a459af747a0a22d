using Exchange.Benchmarks.Load;

namespace Exchange.Benchmarks.Bids;

/// <summary>One load: so many connections over so many lots.</summary>
/// <param name="Lots">Lots.</param>
/// <param name="Connections">Connections, each with one bid under way.</param>
/// <param name="Series">What was measured, by the name of the contestant.</param>
/// <param name="Store">What the store can do with rows like those of this load.</param>
/// <param name="LagSeconds">How long the followers needed after the load to come to the end of the log; the longest of all windows.</param>
public sealed record LoadCase(int Lots, int Connections, IReadOnlyDictionary<string, Series> Series, StoreLimit Store, double LagSeconds)
{
    public Series Exchange => Series[BidsBenchmark.Exchange];

    public Series Bare => Series[BidsBenchmark.Bare];

    /// <summary>What the exchange reaches of a contestant's rate.</summary>
    public double RatioTo(string contestant) => Exchange.Rate / Math.Max(1, Series[contestant].Rate);
}

/// <summary>The raw commit rate of the store with one row a batch.</summary>
/// <param name="RowsPerSecond">Rows, which are commits, a second.</param>
/// <param name="RowBytes">The size of a row.</param>
/// <param name="BidsPerRow">The bids that a row held.</param>
public sealed record StoreLimit(double RowsPerSecond, int RowBytes, double BidsPerRow)
{
    /// <summary>The bids a second that the store would take.</summary>
    public double Rate => RowsPerSecond * BidsPerRow;
}

/// <summary>A lone bid beside one sync of the disk.</summary>
/// <param name="Bid">One connection on one lot.</param>
/// <param name="Sync">4 KiB written and synced.</param>
public sealed record LoneBid(Series Bid, Histogram Sync);

/// <summary>A target and whether it is reached.</summary>
/// <param name="What">What is compared with what.</param>
/// <param name="Reached">The measured ratio.</param>
/// <param name="Wanted">The ratio that is asked for.</param>
/// <param name="AtMost">Whether less is better.</param>
public sealed record Target(string What, double Reached, double Wanted, bool AtMost = false)
{
    public bool IsMet => AtMost ? Reached <= Wanted : Reached >= Wanted;
}

/// <summary>All that a run of <c>bids</c> has measured.</summary>
/// <param name="Machine">The machine and how busy it was.</param>
/// <param name="Bus">The bus.</param>
/// <param name="Cases">Each load.</param>
/// <param name="Lone">The lone bid, or null when it was not asked for.</param>
/// <param name="Remarks">What could not be measured, and why.</param>
public sealed record BidsReport(string Machine, string Bus, IReadOnlyList<LoadCase> Cases, LoneBid? Lone, IReadOnlyList<string> Remarks)
{
    private const double Rabbit = 0.5;

    /// <summary>The targets of the bid path that this run can judge.</summary>
    public IEnumerable<Target> Targets()
    {
        foreach (var load in Cases)
        {
            var what = $"{load.Connections} connections, {(load.Lots == 1 ? "one hot lot" : $"{load.Lots:N0} lots")}: ";
            var wanted = Bus == "rabbitmq" ? Rabbit : load.Connections switch { 64 => 0.6, 256 => 0.7, _ => 0 };
            if (wanted > 0) yield return new(what + "bids a second / bare endpoint", load.RatioTo(BidsBenchmark.Bare), wanted);
            if (load.Connections == 64)
                yield return new(what + "p99 / bare endpoint's", load.Exchange.Quantile(0.99) / load.Bare.Quantile(0.99), 3, AtMost: true);
            if (load.Series.ContainsKey(BidsBenchmark.Conventional) && load.Lots is 1 or >= 1000)
                yield return new(what + "bids a second / conventional service", load.RatioTo(BidsBenchmark.Conventional), load.Lots == 1 ? 40 : 10);
        }

        if (Lone is not null) yield return new("a lone bid: p50 / fdatasync of 4 KiB", Lone.Bid.Quantile(0.5) / Lone.Sync.Quantile(0.5), 2, AtMost: true);
    }
}
