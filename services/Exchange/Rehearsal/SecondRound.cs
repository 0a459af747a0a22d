using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>What follows when some buyers do not pay: their awards fall, the next bidders are asked and answer, and what is left goes down its ladder, where somebody may take it. Each bidder
/// knows only what it bid itself; that it is asked, and for how much, must follow from the bids that were answered.</summary>
internal sealed class SecondRound(Targets targets, Wire wire, Tokens tokens, RehearsalSettings settings, Cast cast, ClockHand clock, Conduct conduct, Deposits deposits)
{
    private static readonly TimeSpan Moment = TimeSpan.FromHours(1);

    private readonly Dictionary<string, int> _places = cast.Bidders.Index().ToDictionary(bidder => bidder.Item.Id, bidder => bidder.Index, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, HashSet<int>> _out = new(), _defaulted = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _taken, _onLadder, _said;

    /// <summary>How many lots were taken by those who were asked after a default.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>How many lots were sold, or the rest of them, on their ladders.</summary>
    public long OnLadder => Interlocked.Read(ref _onLadder);

    /// <summary>What clients saw that must not be: an offer that does not follow from their bids.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Remembers whose deals defaulted.</summary>
    public void Remember(IEnumerable<SeenDeal> defaulted)
    {
        foreach (var deal in defaulted)
        {
            _defaulted.GetOrAdd(deal.Number, _ => []).Add(_places[deal.Buyer]);
            _out.GetOrAdd(deal.Number, _ => []).Add(_places[deal.Buyer]);
        }
    }

    /// <summary>Lets everybody answer who is asked, time after time until nobody is.</summary>
    public async Task Answer(string fair, IReadOnlyList<AcknowledgedBid> bids, Action<long> progress, CancellationToken cancellation)
    {
        var (byLot, done) = (bids.ToLookup(bid => bid.Number), 0L);
        while (await Lots(fair, "second-chance", cancellation) is { Count: > 0 } lots)
        {
            var (silent, said) = (0, Interlocked.Read(ref _said));
            await Each(lots, async (lot, stop) =>
            {
                if (await Ask(lot, Ranked(byLot[Number(lot)]), stop)) Interlocked.Increment(ref silent);
                progress(Interlocked.Increment(ref done));
            }, cancellation);
            if (silent == 0 && Interlocked.Read(ref _said) == said) throw new RehearsalException($"Lot {Number(lots[0])} waits for an answer of somebody whose bids do not say so.");
            await clock.MoveTo(silent > 0 ? clock.Now + FairTerms.Thinking + Moment : clock.Now, cancellation);
        }
    }

    /// <summary>Waits until the clock of the ladder runs for all that is left, and lets those take it who want it.</summary>
    public async Task Descend(string fair, Action<long> progress, CancellationToken cancellation)
    {
        var done = 0L;
        await clock.MoveTo(clock.Now + Rung.Pause + Moment, cancellation);
        var lots = (await Lots(fair, "open", cancellation)).Where(lot => TakerOf(lot) is not null).ToList();
        if (deposits.AreAsked)
        {
            await deposits.Hold([.. lots.Select(lot => (lot.GetProperty("lot").GetString()!, TakerOf(lot)!.Value))], "ladder", _ => { }, cancellation);
            await clock.Settle(cancellation);
        }

        await Each(lots, async (lot, stop) =>
        {
            await Take(lot, TakerOf(lot)!.Value, stop);
            progress(Interlocked.Increment(ref done));
        }, cancellation);
        await clock.Settle(cancellation);
    }

    private int? TakerOf(JsonElement lot) => conduct.TakerOf(Number(lot), bidder => _defaulted.TryGetValue(Number(lot), out var known) && known.Contains(bidder));

    // The best bid of each bidder, the highest first and of equals the earlier.
    private IEnumerable<(int Bidder, long AmountMinor)> Ranked(IEnumerable<AcknowledgedBid> bids) => bids
        .GroupBy(bid => bid.Bidder, StringComparer.Ordinal).Select(own => own.OrderByDescending(bid => bid.AmountMinor).ThenBy(bid => bid.Bid).First())
        .OrderByDescending(bid => bid.AmountMinor).ThenBy(bid => bid.Bid).Select(bid => (_places[bid.Bidder], bid.AmountMinor));

    // One after the other answers, until one accepts, or is silent, or nobody is asked any more. Returns whether one is silent.
    private async Task<bool> Ask(JsonElement lot, IEnumerable<(int Bidder, long AmountMinor)> ranked, CancellationToken cancellation)
    {
        var (number, passed) = (Number(lot), _out.GetOrAdd(Number(lot), _ => []));
        foreach (var (bidder, amount) in ranked)
        {
            if (!passed.Add(bidder)) continue;
            var reaction = conduct.Reacts(number, bidder);
            if (reaction == Reaction.IsSilent) return true;
            var reply = await Say(lot, bidder, reaction == Reaction.Accepts ? "accept" : "decline", cancellation);
            if (reply.Code == "auction.no-second-chance") return false; // the others did not meet the reserve
            reply.OrThrow($"The answer of a bidder who is asked about lot {number}");
            if (reaction == Reaction.Declines) continue;
            Interlocked.Increment(ref _taken);
            if (reply.Number("hammerMinor") != amount) _faults.Enqueue($"Lot {number} was taken for {reply.Number("hammerMinor")} by one who had bid {amount}.");
            return false;
        }

        return false;
    }

    private Task<Reply> Say(JsonElement lot, int bidder, string answer, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _said);
        var address = new Uri(targets.Matching, $"/api/matching/lots/{lot.GetProperty("lot").GetString()}/second-chance/{answer}");
        return tokens.As(cast.Bidders[bidder], (token, stop) => wire.Post(address, "{}"u8.ToArray(), token, KeyOf(answer, lot, bidder), stop), cancellation);
    }

    private async Task Take(JsonElement lot, int taker, CancellationToken cancellation)
    {
        var address = new Uri(targets.Matching, $"/api/matching/lots/{lot.GetProperty("lot").GetString()}/purchases");
        var body = JsonSerializer.SerializeToUtf8Bytes(new { quantityMilli = lot.GetProperty("remainingMilli").GetInt64() }, Tokens.Json);
        (await tokens.As(cast.Bidders[taker], (token, stop) => wire.Post(address, body, token, KeyOf("take", lot, taker), stop), cancellation))
            .OrThrow($"The purchase of lot {Number(lot)} on its ladder");
        Interlocked.Increment(ref _onLadder);
    }

    private async Task<IReadOnlyList<JsonElement>> Lots(string fair, string status, CancellationToken cancellation)
    {
        var lots = new List<JsonElement>();
        for (var next = $"/api/matching/fairs/{fair}/lots?status={status}&limit=500"; next is not null;)
        {
            var address = new Uri(targets.Matching, next);
            var reply = await tokens.As(cast.Organizer, (token, stop) => wire.Get(address, token, stop), cancellation);
            lots.AddRange(reply.OrThrow("Reading the lots").Json().EnumerateArray());
            next = reply.Next;
        }

        return lots;
    }

    private Task Each(IReadOnlyList<JsonElement> lots, Func<JsonElement, CancellationToken, Task> work, CancellationToken cancellation) => Parallel.ForEachAsync(
        lots, settings.AtOnce(cancellation), async (lot, stop) => await work(lot, stop));

    private static long Number(JsonElement lot) => lot.GetProperty("number").GetInt64();

    private static string KeyOf(string what, JsonElement lot, int bidder) => string.Create(CultureInfo.InvariantCulture, $"{what}-{lot.GetProperty("lot").GetString()}-{bidder}");
}
