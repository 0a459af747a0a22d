using System.Net;

namespace Exchange.Benchmarks.Load;

/// <summary>What a load at a fixed pace came to.</summary>
public sealed class PacedTally
{
    /// <summary>The answers.</summary>
    public Tally Answers { get; } = new();

    /// <summary>The bids that were due and could not be sent, because the answer before was still awaited.</summary>
    public long Unsent { get; set; }

    /// <summary>The 503 that said when to come again.</summary>
    public long ToldWhen { get; set; }

    /// <summary>The idempotency keys of the accepted bids.</summary>
    public List<string> AcceptedKeys { get; } = [];

    /// <summary>Counts all that another one has counted.</summary>
    public void Add(PacedTally other)
    {
        Answers.Add(other.Answers);
        Unsent += other.Unsent;
        ToldWhen += other.ToldWhen;
        AcceptedKeys.AddRange(other.AcceptedKeys);
    }
}

/// <summary>Bids that come at a fixed pace, whether the exchange keeps up or not: many connections, each with a bid due now and then.</summary>
/// <param name="address">Where the exchange listens.</param>
/// <param name="tokens">The bidders' tokens.</param>
/// <param name="connections">How many connections; each can have one bid under way.</param>
/// <param name="bidsPerSecond">The pace of all together.</param>
public sealed class PacedLoad(IPEndPoint address, IReadOnlyList<string> tokens, int connections, double bidsPerSecond)
{
    private const uint Run = 0xffffu << 16;

    /// <summary>Bids for a time.</summary>
    public async Task<PacedTally> Bid(Market market, TimeSpan time)
    {
        var pace = TimeSpan.FromSeconds(connections / bidsPerSecond);
        var began = TimeProvider.System.GetTimestamp();
        var all = new PacedTally();
        foreach (var one in await Task.WhenAll(Enumerable.Range(0, connections).Select(i => Bid(i, market, began, time, pace)))) all.Add(one);
        return all;
    }

    // The connections begin one after the other within the first round, so that the load is even.
    private async Task<PacedTally> Bid(int number, Market market, long began, TimeSpan time, TimeSpan pace)
    {
        using var connection = new RawConnection(address);
        var (tally, bidder, sender) = (new PacedTally(), tokens[number % tokens.Count], Run + (uint)number);
        var template = new BidTemplate(bidder, sender);
        var due = pace * number / connections;
        for (var bids = 0L; due < time; due += pace)
        {
            var now = TimeProvider.System.GetElapsedTime(began);
            if (now > due + pace)
            {
                tally.Unsent++;
                continue;
            }

            if (due > now) await Task.Delay(due - now, TimeProvider.System);
            var lot = (int)((number + bids) % market.Count);
            var sent = TimeProvider.System.GetTimestamp();
            var status = await connection.Send(template.Fill(market.Lot(lot), market.NextAmount(lot), bids));
            tally.Answers.Add(status, TimeProvider.System.GetElapsedTime(sent));
            if (status == 201) tally.AcceptedKeys.Add(BidTemplate.KeyOf(sender, bids));
            if (status == 503 && connection.HasHeader("\r\nRetry-After: "u8)) tally.ToldWhen++;
            if (connection.Number("\"nextBidMinor\":"u8) is { } next) market.Learn(lot, next);
            bids++;
        }

        return tally;
    }
}
