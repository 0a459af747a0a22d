using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>The days of the fair. The driver owns the clock: it moves it to the next moment at which somebody wants something, carries all that is wanted
/// until the next step to the exchange, lot by lot in order and many lots at once, and moves on when everything is answered.</summary>
internal sealed class Bidding(Targets targets, Wire wire, Tokens tokens, RehearsalSettings settings, Cast cast, ClockHand clock)
{
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<long, int> _bySecond = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private DateTimeOffset[] _closes = [];
    private long _bids, _purchases, _answers;

    /// <summary>Accepted bids.</summary>
    public long Bids => Interlocked.Read(ref _bids);

    /// <summary>Accepted purchases.</summary>
    public long Purchases => Interlocked.Read(ref _purchases);

    /// <summary>Refused moves by the refusal's code.</summary>
    public IReadOnlyDictionary<string, long> Refused => _refused;

    /// <summary>What clients saw that must not be: the same request answered differently.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The most bids and purchases that were answered within a second of the wall's clock.</summary>
    public int PeakPerSecond => _bySecond.IsEmpty ? 0 : _bySecond.Values.Max();

    /// <summary>Runs every sale to its close.</summary>
    /// <returns>Every bid that was answered 201, lot by lot.</returns>
    public async Task<IReadOnlyList<AcknowledgedBid>> Run(IReadOnlyList<LotFacts> lots, Crowd crowd, Action<long> progress, CancellationToken cancellation)
    {
        _closes = [.. lots.Select(lot => lot.ClosesAt).Order()];
        var floor = lots.Select(lot => new Lane(Sale.Of(lot, crowd))).ToArray();
        var agenda = new PriorityQueue<Lane, DateTimeOffset>(floor.Select(lane => (lane, NextOf(lane)!.Value)));
        var due = new List<Lane>();
        while (agenda.TryPeek(out var first, out var next))
        {
            var step = StepAt(next);
            var from = first.Sale.NextAt is null ? next : Floor(next, step);
            var until = Floor(next, step) + step;
            await clock.MoveTo(from, cancellation);
            due.Clear();
            while (agenda.TryPeek(out var lane, out var at) && at < until) due.Add(agenda.Dequeue());
            await Parallel.ForEachAsync(due, settings.AtOnce(cancellation),
                (lane, stop) => Serve(lane, until, stop));
            foreach (var lane in due)
                if (NextOf(lane) is { } again) agenda.Enqueue(lane, again);
            progress(Interlocked.Read(ref _answers));
        }

        return [.. floor.SelectMany(lane => lane.Acknowledged)];
    }

    // After the last move the clock must still pass the close, so that the hammer falls at its time and not at somebody else's.
    private DateTimeOffset? NextOf(Lane lane)
    {
        if (lane.Sale.NextAt is { } next) return next;
        var close = Ceiling(lane.Sale.ClosesAt, settings.Step);
        return lane.IsWatched ? null : close;
    }

    private async ValueTask Serve(Lane lane, DateTimeOffset until, CancellationToken cancellation)
    {
        var sale = lane.Sale;
        if (sale.NextAt is null && clock.Now >= sale.ClosesAt) lane.IsWatched = true;
        while (sale.Take(until, clock.Now) is { } move)
        {
            var reply = await Send(sale, move, cancellation);
            if (move.Again) Compare(sale, move, reply, await Send(sale, move, cancellation));
            Count();
            if (reply.Status is HttpStatusCode.Created) Accept(lane, move, reply);
            else Refuse(sale, reply);
        }
    }

    private Task<Reply> Send(Sale sale, Move move, CancellationToken cancellation)
    {
        var (path, field) = sale.Lot.IsFixedPrice ? ("purchases", "quantityMilli") : ("bids", "amountMinor");
        var address = new Uri(targets.Matching, $"/api/matching/lots/{sale.Lot.Lot}/{path}");
        var body = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"{{field}}":{{move.Amount}}}"""));
        var key = string.Create(CultureInfo.InvariantCulture, $"{sale.Lot.Lot}-{move.Ordinal}");
        return tokens.As(cast.Bidders[move.Bidder], (token, stop) => wire.Post(address, body, token, key, stop), cancellation);
    }

    private void Accept(Lane lane, Move move, Reply reply)
    {
        if (lane.Sale.Lot.IsFixedPrice)
        {
            Interlocked.Increment(ref _purchases);
            lane.Sale.Accepted(0, lane.Sale.ClosesAt, outbid: false);
            return;
        }

        Interlocked.Increment(ref _bids);
        lane.Acknowledged.Add(new(lane.Sale.Lot.Lot, lane.Sale.Lot.Number, reply.Number("bid")!.Value, move.Amount, cast.Bidders[move.Bidder].Id, reply.Position));
        lane.Sale.Accepted(reply.Number("nextBidMinor")!.Value, DateTimeOffset.FromUnixTimeMilliseconds(reply.Number("closesAt")!.Value), reply.Says("outbid"));
    }

    private void Refuse(Sale sale, Reply reply)
    {
        var code = reply.Code;
        if (!code.StartsWith("auction.", StringComparison.Ordinal)) reply.OrThrow($"A bid for lot {sale.Lot.Number}");
        _refused.AddOrUpdate(code, 1, (_, count) => count + 1);
        sale.Refused(reply.Number("nextBidMinor"));
    }

    private void Compare(Sale sale, Move move, Reply first, Reply second)
    {
        // A refusal was written nowhere and is decided anew; an acceptance must be answered as it was.
        if (first.IsSuccess && (second.Status != first.Status || !second.Body.AsSpan().SequenceEqual(first.Body)))
            _faults.Enqueue($"Lot {sale.Lot.Number}, move {move.Ordinal}: the second answer was {(int)second.Status} {Encoding.UTF8.GetString(second.Body)}.");
    }

    private void Count()
    {
        Interlocked.Increment(ref _answers);
        _bySecond.AddOrUpdate((long)TimeProvider.System.GetElapsedTime(_began).TotalSeconds, 1, (_, count) => count + 1);
    }

    // While lots close, small steps; at night and before the first close, large ones.
    private TimeSpan StepAt(DateTimeOffset time)
    {
        var from = Array.BinarySearch(_closes, time - Calm);
        var first = from < 0 ? ~from : from;
        return first < _closes.Length && _closes[first] < time + (2 * Calm) ? settings.Step : Calm;
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => new(time.UtcTicks - (time.UtcTicks % step.Ticks), TimeSpan.Zero);

    private static DateTimeOffset Ceiling(DateTimeOffset time, TimeSpan step) => Floor(time.AddTicks(step.Ticks - 1), step);

    /// <summary>A lot's sale with what its bidders remember.</summary>
    private sealed class Lane(Sale sale)
    {
        public Sale Sale => sale;

        /// <summary>Whether the clock has passed its close.</summary>
        public bool IsWatched { get; set; }

        public List<AcknowledgedBid> Acknowledged { get; } = [];
    }
}
