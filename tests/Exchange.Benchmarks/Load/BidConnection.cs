using System.Net;

namespace Exchange.Benchmarks.Load;

/// <summary>One connection of a load: it sends a bid, reads the answer, and sends the next one. It goes around the lots from a place of its own, and after each
/// round bids for its other bidder, because the leader of a lot may not raise itself.</summary>
/// <param name="address">Where the exchange listens.</param>
/// <param name="bidders">Those for whom it bids, in turn.</param>
/// <param name="place">Where in the catalogue it begins, from 0 to 1.</param>
public sealed class BidConnection(IPEndPoint address, BidTemplate[] bidders, double place) : IDisposable
{
    private readonly RawConnection _connection = new(address);
    private long _bids;

    /// <summary>Bids until a time, and counts what was answered before it.</summary>
    /// <param name="market">The lots.</param>
    /// <param name="end">The end, a timestamp of the system's clock.</param>
    public async Task<Tally> BidUntil(Market market, long end)
    {
        var tally = new Tally();
        var start = (long)(place * market.Count);
        while (true)
        {
            var lot = (int)((start + _bids) % market.Count);
            var bidder = bidders[_bids / market.Count % bidders.Length];
            var request = bidder.Fill(market.Lot(lot), market.NextAmount(lot), _bids++);
            var began = TimeProvider.System.GetTimestamp();
            var status = await _connection.Send(request);
            var now = TimeProvider.System.GetTimestamp();
            if (_connection.Number("\"nextBidMinor\":"u8) is { } next) market.Learn(lot, next);
            if (now >= end) return tally;
            tally.Add(status, TimeProvider.System.GetElapsedTime(began, now));
        }
    }

    public void Dispose() => _connection.Dispose();
}
