using System.Net;
using System.Net.Sockets;

namespace Exchange.Benchmarks.Load;

/// <summary>One connection of a load: it sends a bid, reads the answer, and sends the next one. It goes around the lots from a place of its own, and after each
/// round bids for its other bidder, because the leader of a lot may not raise itself.</summary>
public sealed class BidConnection : IDisposable
{
    private readonly IPEndPoint _address;
    private readonly BidTemplate[] _bidders;
    private readonly byte[] _received = new byte[8 * 1024];
    private readonly double _place;
    private Socket? _socket;
    private long _bids;

    /// <summary>A connection that is not open yet.</summary>
    /// <param name="address">Where the exchange listens.</param>
    /// <param name="bidders">Those for whom it bids, in turn.</param>
    /// <param name="place">Where in the catalogue it begins, from 0 to 1.</param>
    public BidConnection(IPEndPoint address, BidTemplate[] bidders, double place) => (_address, _bidders, _place) = (address, bidders, place);

    /// <summary>Bids until a time, and counts what was answered before it.</summary>
    /// <param name="market">The lots.</param>
    /// <param name="end">The end, a timestamp of the system's clock.</param>
    public async Task<Tally> BidUntil(Market market, long end)
    {
        var tally = new Tally();
        var start = (long)(_place * market.Count);
        while (true)
        {
            var lot = (int)((start + _bids) % market.Count);
            var bidder = _bidders[_bids / market.Count % _bidders.Length];
            var request = bidder.Fill(market.Lot(lot), market.NextAmount(lot), _bids++);
            var began = TimeProvider.System.GetTimestamp();
            var status = await Send(request, market, lot);
            var now = TimeProvider.System.GetTimestamp();
            if (now >= end) return tally;
            tally.Add(status, TimeProvider.System.GetElapsedTime(began, now));
        }
    }

    public void Dispose() => _socket?.Dispose();

    private async ValueTask<int> Send(ReadOnlyMemory<byte> request, Market market, int lot)
    {
        try
        {
            var socket = _socket ??= await Open();
            await socket.SendAsync(request);
            var filled = 0;
            while (true)
            {
                var read = await socket.ReceiveAsync(_received.AsMemory(filled));
                if (read == 0) throw new IOException("The server closed the connection.");
                filled += read;
                if (!HttpAnswer.TryRead(_received.AsSpan(0, filled), out var answer)) continue;
                if (HttpAnswer.Number(_received.AsSpan(answer.BodyStart, answer.Length - answer.BodyStart), "\"nextBidMinor\":"u8) is { } next) market.Learn(lot, next);
                return answer.Status;
            }
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            _socket?.Dispose();
            _socket = null;
            return Tally.Broken;
        }
    }

    private async Task<Socket> Open()
    {
        var socket = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_address);
        return socket;
    }
}
