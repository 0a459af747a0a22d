using Exchange.Matching.Auctions;

namespace Exchange.Matching.Audits;

/// <summary>The sale of a lot, entry by entry.</summary>
public sealed class LotReplay : AuditReplay
{
    private readonly List<QuantityAwarded> _awards = [];
    private readonly List<CountedBid> _bids = [];

    /// <summary>The state after the entries so far.</summary>
    public Auction Auction { get; private set; } = Auction.Initial;

    public override string? Id => Auction.Offering?.Lot.Id;

    public override string? Title => Auction.Offering?.Lot.Title;

    public override string? Currency => Auction.Offering?.Lot.Currency;

    public override bool HasEnded => Auction is { Outcome: not null, Offering: not null };

    public override object Result(AuditNames? names = null) => AuditResult.Of(Auction, _awards, names);

    public override void Follow(long at, IReadOnlyList<object> events)
    {
        foreach (var @event in events)
        {
            Auction = Auction.Evolve(Auction, (AuctionEvent)@event);
            CountedBid.Count(_bids, @event, at);
            if (@event is QuantityAwarded award) _awards.Add(award);
        }
    }

    protected override string? FaultOf(long at, IReadOnlyList<object> events) =>
        AuditOrigins.CommandOf(Auction, at, [.. events.Cast<AuctionEvent>()], _bids) is { } command
            ? Difference(AuditKind.Lot, Auction.Decide(Auction, command, DateTimeOffset.FromUnixTimeMilliseconds(at)), events)
            : null;
}
