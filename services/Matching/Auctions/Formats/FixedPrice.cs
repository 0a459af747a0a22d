using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>A price for a unit, and whoever comes first takes as much as they want of what is left: each purchase is an award at once, at unit price
/// times quantity. The terms may set a least quantity and steps of quantity, neither of which binds who takes all that is left. The sale ends when nothing is left,
/// or at the close.</summary>
public sealed class FixedPrice : Format
{
    public override bool HasPriority => true;

    public override string Name => "fixed-price";

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at) => command switch
    {
        TakeQuantity take when take.QuantityMilli > auction.RemainingMilli => AuctionRefusals.NotEnoughLeft(auction.RemainingMilli),
        TakeQuantity take when take.QuantityMilli < Math.Min(auction.Offered.Terms.MinimumTakeMilli ?? 0, auction.RemainingMilli) =>
            AuctionRefusals.BelowMinimumTake(Math.Min(auction.Offered.Terms.MinimumTakeMilli!.Value, auction.RemainingMilli)),
        TakeQuantity take when ObjectionToQuantity(auction.Offered.Terms, take.QuantityMilli, auction.RemainingMilli) is { } objection => objection,
        TakeQuantity take when take.PriceMinor < PriceMinor(auction, at) => AuctionRefusals.WrongPrice(PriceMinor(auction, at)),
        TakeQuantity take when ValueOf(auction, take.QuantityMilli) == 0 => AuctionRefusals.QuantityTooSmall,
        TakeQuantity take => Hammer.Award(auction, [new(take.Bidder, take.QuantityMilli, ValueOf(auction, take.QuantityMilli))]),
        _ => AuctionRefusals.TakesNoBids,
    };

    public override bool PricesUnits(SaleTerms terms) => true;

    public override ImmutableArray<Award> Resolve(Auction auction) => [];

    public override long PriceMinor(Auction auction, long at) => auction.Offered.Terms.OpeningMinor;

    public override long NextBidMinor(Auction auction) => 0;

    public override bool IsReserveMet(Auction auction) => true;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) =>
        terms.MinimumTakeMilli is < 1 ? AuctionRefusals.UnsoundTerms("The minimum take is not positive.") : ObjectionToSteps(lot, terms) ?? ObjectionToWhole(lot, terms);

    private static long ValueOf(Auction auction, long quantityMilli) => ValueOf(auction.Offered.Lot, quantityMilli, auction.Offered.Terms.OpeningMinor);
}
