using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What Settlement last said of how much a bidder may bid in a fair with one deposit for all its lots, stream <c>limit/{id}</c>. As with admissions, each message is whole
/// and has a version, and an auction is told of it with each bid that needs it, because a lot may be in another partition. What holds therefore: no bid is for more than the limit less
/// what Settlement had told of the bidder's awards when it came. Bids that stand at the same time on several lots are not added up: no lot knows of the others.</summary>
/// <param name="Version">The version that is known; 0 before the first.</param>
public sealed record BidLimit(long Version) : IDecider<BidLimit, BidLimitCommand, BidLimitEvent>
{
    public static BidLimit Initial { get; } = new(0);

    public static string Stream(string fair, string bidder) => "limit/" + Id.From("limit", fair, bidder);

    public static Decision<BidLimitEvent> Decide(BidLimit state, BidLimitCommand command, DateTimeOffset now) => command switch
    {
        NoteLimit note when note.Version <= state.Version => Decision<BidLimitEvent>.Nothing,
        NoteLimit note => new LimitNoted(note.Fair, note.Bidder, note.LeftMinor, note.Version),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static BidLimit Evolve(BidLimit state, BidLimitEvent @event) => @event switch
    {
        LimitNoted noted when noted.Version > state.Version => new(noted.Version),
        _ => throw new InvalidDataException($"{@event} cannot follow version {state.Version}."),
    };

    /// <summary>Why a bid on a lot of a fair with one deposit is refused, or null. Where the fair has none, and after the first end of the sale, with which deposits end, nothing is.</summary>
    internal static Refusal? Bars(Auction auction, BuyerCommand buyer, long at)
    {
        var (lot, terms, _, _) = auction.Offered;
        if (terms.FairLimitMinor is null || (terms.PriorityFromAt is not null && auction.Cascade.Closings > 0)) return null;
        if (buyer is WithdrawSealedBid or AnswerCounter { Accepts: false }) return null;
        if (buyer.Pass?.LeftMinor is not { } left) return AuctionRefusals.FairDepositNeeded(lot.Fair, terms.DepositMinor, lot.Currency);
        return BoundMinor(auction, buyer, at) > left ? AuctionRefusals.OverLimit(left, lot.Currency) : null;
    }

    // What the bidder would have to pay at most if it won with this. Who offers in a tender pays nothing.
    private static Int128 BoundMinor(Auction auction, BuyerCommand buyer, long at) => buyer switch
    {
        _ when auction.Format.IsReverse => 0,
        PlaceBid bid => bid.AmountMinor,
        PlaceSealedBid bid => bid.Offer.AmountMinor,
        PlaceDemand bid => Of(bid.PriceMinor, bid.QuantityMilli),
        MakeOffer offer => Offered(auction, offer.PriceMinor, offer.QuantityMilli),
        AnswerCounter answer when auction.StandingOffers.Find(answer.Offer) is { } offer => Offered(auction, offer.PriceMinor, offer.QuantityMilli),
        TakeQuantity take => Offered(auction, auction.Format.PriceMinor(auction, at), take.QuantityMilli),
        TakeByPriority => PriorityWindow.HammerMinor(auction),
        _ => 0,
    };

    private static Int128 Offered(Auction auction, long priceMinor, long? quantityMilli) =>
        auction.Format.PricesUnits(auction.Offered.Terms) ? Of(priceMinor, quantityMilli ?? auction.RemainingMilli) : priceMinor;

    private static Int128 Of(long unitMinor, long quantityMilli) => (Int128)unitMinor * quantityMilli / 1000;
}

/// <summary>What may be told to a limit.</summary>
public abstract record BidLimitCommand;

/// <summary>Settlement says how it is since a version.</summary>
public sealed record NoteLimit(string Fair, string Bidder, long? LeftMinor, long Version) : BidLimitCommand;

/// <summary>What has happened to a limit.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LimitNoted), "limit-noted.v1")]
public abstract record BidLimitEvent;

/// <summary>The limit is known to be so.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="LeftMinor">How much it may bid; null where no deposit is held.</param>
/// <param name="Version">Settlement's version of it.</param>
public sealed record LimitNoted(string Fair, string Bidder, long? LeftMinor, long Version) : BidLimitEvent;
