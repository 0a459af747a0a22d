using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>The hours before a lot opens in which key enterprises of the fair may take it: whole, at its opening price, the first who asks. The terms say when they begin; they are over
/// when the lot opens, because <see cref="SaleTerms.OpensAt"/> is the opening of the market. So nothing of how a lot is bid for is any different, and whoever knows nothing of windows
/// waits for the opening. Who takes has to be let in like every bidder. Afterwards nobody takes anything by priority, and an award never falls for its sake.
/// Source: the priority purchases of the materials fair of Jilin in October 1989.</summary>
public static class PriorityWindow
{
    /// <summary>What a taking does: the award, and the end of the sale.</summary>
    public static Decision<AuctionEvent> Take(Auction auction, TakeByPriority take, long at)
    {
        var terms = auction.Offered.Terms;
        return take switch
        {
            { Bidder.Length: 0 } => AuctionRefusals.NoEnterprise,
            _ when auction.Outcome is AuctionStatus.Withdrawn => AuctionRefusals.Withdrawn,
            _ when terms.PriorityFromAt is not { } from => PriorityRefusals.NoWindow,
            _ when at < terms.PriorityFromAt => AuctionRefusals.NotOpenYet(terms.PriorityFromAt.Value),
            _ when at >= terms.OpensAt => PriorityRefusals.Over(terms.OpensAt),
            _ when take.KeyEnterprises?.Contains(take.Bidder) is not true => PriorityRefusals.NotAKeyEnterprise,
            _ when take.Bidder == auction.Offered.Lot.Consignor => AuctionRefusals.OwnLot,
            _ when Entrance.IsLinked(auction.Offered, take) => AuctionRefusals.LinkedEnterprise,
            _ when Entrance.Bars(auction, take, at) is { } barred => barred,
            _ when auction.Outcome is not null => PriorityRefusals.Taken,
            _ when auction.Cascade.HasPassed(take.Bidder) || auction.Cascade.HasAward(take.Bidder) => PriorityRefusals.Spent,
            _ => Taken(auction, take),
        };
    }

    /// <summary>Why a lot takes no bids before its opening.</summary>
    public static Refusal NotOpen(SaleTerms terms, long at) =>
        at >= terms.PriorityFromAt ? PriorityRefusals.Window(terms.OpensAt) : AuctionRefusals.NotOpenYet(terms.OpensAt);

    /// <summary>Why a lot cannot have the window that its terms say, or null when it can or has none.</summary>
    public static Refusal? ObjectionTo(SaleTerms terms, bool hasPriority) => terms.PriorityFromAt switch
    {
        null => null,
        _ when !hasPriority => AuctionRefusals.UnsoundTerms("The format has no opening price at which anybody sells, and so no priority window."),
        { } from when from >= terms.OpensAt => AuctionRefusals.UnsoundTerms("The priority window does not begin before the opening."),
        _ when terms.ReserveMinor > terms.OpeningMinor => AuctionRefusals.UnsoundTerms("With a priority window the reserve is not above the opening price."),
        _ => null,
    };

    /// <summary>What the whole lot costs at its opening price.</summary>
    public static long HammerMinor(Auction auction)
    {
        var (lot, terms, _, _) = auction.Offered;
        return auction.Format.PricesUnits(terms) ? new Money(terms.OpeningMinor, lot.Currency).Times(new(lot.QuantityMilli, lot.Unit)).Minor : terms.OpeningMinor;
    }

    /// <summary>The award by priority that stands, or null.</summary>
    public static StandingAward? Standing(Auction auction) => auction.Cascade.Awards.Find(award => award.Priority is true);

    private static AuctionEvent[] Taken(Auction auction, TakeByPriority take)
    {
        var (lot, price, hammer) = (auction.Offered.Lot, auction.Offered.Terms.OpeningMinor, HammerMinor(auction));
        var sold = Hammer.Award(auction, [new(take.Bidder, lot.QuantityMilli, hammer, price)]);
        var award = (QuantityAwarded)sold[0] with { Priority = true };
        return [new PriorityTaken(lot, award.Award, take.Bidder, price, hammer, take.KeyEnterprises!), award, .. sold[1..]];
    }
}
