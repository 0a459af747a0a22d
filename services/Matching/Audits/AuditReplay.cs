using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Audits;

/// <summary>Decides again, entry by entry, what a lot's sale came to, and says where the rules say something else.</summary>
public sealed class AuditReplay
{
    private readonly List<QuantityAwarded> _awards = [];
    private readonly List<CountedBid> _bids = []; // of the attempt that runs, those that are not void
    private long _lastAt = long.MinValue;

    /// <summary>The state after the entries so far.</summary>
    public Auction Auction { get; private set; } = Auction.Initial;

    /// <summary>All awards so far.</summary>
    public IReadOnlyList<QuantityAwarded> Awards => _awards;

    /// <summary>Takes the next entry, and returns what is wrong with it, or null. What is wrong is still taken, if it can follow at all.</summary>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">What the command caused.</param>
    public string? Take(long at, IReadOnlyList<AuctionEvent> events)
    {
        var fault = at < _lastAt ? $"at is {at}, before the entry before it" : null;
        _lastAt = at;
        if (AuditOrigins.CommandOf(Auction, at, events, _bids) is { } command) fault ??= Fault(Auction.Decide(Auction, command, DateTimeOffset.FromUnixTimeMilliseconds(at)), events);
        foreach (var @event in events) Auction = Auction.Evolve(Auction, @event);
        if (events is [.., AttemptOpened]) _bids.Clear();
        foreach (var bid in events.OfType<BidPlaced>()) _bids.Add(new(bid.Bid, bid.Bidder, bid.AmountMinor, at));
        foreach (var voided in events.OfType<BidVoided>()) _bids.RemoveAll(bid => bid.Bid == voided.Bid);
        _awards.AddRange(events.OfType<QuantityAwarded>());
        return fault;
    }

    private static string? Fault(Kernel.Deciders.Decision<AuctionEvent> decision, IReadOnlyList<AuctionEvent> events)
    {
        if (decision.Refusal is { } refusal) return $"by the rules it is refused: {refusal.Code}, {refusal.Detail}";
        for (var i = 0; i < Math.Max(decision.Count, events.Count); i++)
        {
            if (i >= events.Count) return $"events[{i}] is missing, and by the rules it is {decision[i].GetType().Name}";
            if (i >= decision.Count) return $"events[{i}] is {events[i].GetType().Name}, and by the rules there is none";
            if (!decision[i].Equals(events[i]) && Difference($"events[{i}]", Json(events[i]), Json(decision[i])) is { } difference) return difference;
        }

        return null;
    }

    /// <summary>Where two values differ first, for a person to read; null when they do not.</summary>
    /// <param name="place">What they are.</param>
    /// <param name="said">What the file says.</param>
    /// <param name="due">What the rules say.</param>
    public static string? Difference(string place, JsonElement said, JsonElement due)
    {
        if (said.ValueKind == JsonValueKind.Object && due.ValueKind == JsonValueKind.Object)
            return said.EnumerateObject().Select(member => member.Name).Union(due.EnumerateObject().Select(member => member.Name), StringComparer.Ordinal)
                .Select(name => Difference($"{place}.{name}", Member(said, name), Member(due, name))).FirstOrDefault(difference => difference is not null);
        if (said.ValueKind == JsonValueKind.Array && due.ValueKind == JsonValueKind.Array && said.GetArrayLength() == due.GetArrayLength())
            return Enumerable.Range(0, said.GetArrayLength()).Select(i => Difference($"{place}[{i}]", said[i], due[i])).FirstOrDefault(difference => difference is not null);
        return IsSame(said, due) ? null : $"{place} is {Text(said)}, and by the rules {Text(due)}";
    }

    /// <summary>An event as it is stored.</summary>
    public static JsonElement Json(AuctionEvent @event) => JsonSerializer.SerializeToElement(@event, StoredJson.Options);

    // Numbers are compared as they are written: all of ours are integers, and a forger's may have an exponent beyond all reckoning.
    private static bool IsSame(JsonElement said, JsonElement due) => said.ValueKind == due.ValueKind && said.ValueKind switch
    {
        JsonValueKind.Array => false, // of different lengths, or its elements had been compared
        JsonValueKind.Number => said.GetRawText() == due.GetRawText(),
        _ => JsonElement.DeepEquals(said, due),
    };

    private static JsonElement Member(JsonElement json, string name) => json.TryGetProperty(name, out var member) ? member : default;

    private static string Text(JsonElement json) => json.ValueKind == JsonValueKind.Undefined ? "missing" : json.GetRawText();
}
