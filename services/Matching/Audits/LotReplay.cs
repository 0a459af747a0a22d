using Exchange.Kernel.Deciders;
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
            ? Difference(AuditKind.Lot, AsSaid(Auction.Decide(Auction, command, DateTimeOffset.FromUnixTimeMilliseconds(at)), events), events)
            : null;

    // Before there were second chances, a bid that was made void did not say which bids remain the best; what it did say must be right.
    private static Decision<AuctionEvent> AsSaid(Decision<AuctionEvent> decision, IReadOnlyList<object> events) =>
        events is [BidVoided { BestBids: null }] && decision.Events is [BidVoided due] ? due with { BestBids = null } : decision;
}
