using System.Collections.Immutable;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions.Formats;

/// <summary>A clock whose price falls from the opening by a step at an interval, down to a floor, and whoever takes first at its price gets it: the time at
/// which the server received the purchase says the price. A lot that is not divisible is taken whole, at a price for all of it. Of a divisible one, anyone
/// takes as much as they want of what is left, at a price for a unit; each purchase is an award at once, and the clock falls on for the rest. The sale ends
/// when nothing is left, or at the close. A buyer may say the price that they saw, and never pays more than that.
/// Source: the descending-price auction of Vickrey, "Counterspeculation, Auctions, and Competitive Sealed Tenders", Journal of Finance 16 (1961), section II.</summary>
public sealed class Dutch : Format
{
    /// <summary>The longest interval, in milliseconds; with it, no time of a sale comes near overflow.</summary>
    private const long LongestMs = 1_000_000_000_000_000;

    public override bool HasPriority => true;

    public override string Name => "dutch";

    /// <summary>The price at a time: opening − step × (whole intervals since the opening time), and no less than the floor; the opening before the opening time.
    /// The last step is the rest when the floor is no whole number of steps below the opening.</summary>
    /// <param name="terms">A Dutch clock's terms.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static long PriceAt(SaleTerms terms, long at)
    {
        var (fall, floor, falls) = (terms.FallMinor!.Value, terms.FloorMinor!.Value, FallsUntil(terms, at));
        return falls > (terms.OpeningMinor - floor) / fall ? floor : terms.OpeningMinor - (falls * fall);
    }

    /// <summary>When the price falls next after a time, in Unix milliseconds as that is; null once it is at the floor.</summary>
    public static long? NextFallAfter(SaleTerms terms, long at) =>
        PriceAt(terms, at) == terms.FloorMinor ? null : terms.OpensAt + ((FallsUntil(terms, at) + 1) * terms.FallEveryMs!.Value);

    public override Decision<AuctionEvent> Accept(Auction auction, BuyerCommand command, long at)
    {
        var price = PriceMinor(auction, at);
        return command switch
        {
            TakeQuantity take when take.QuantityMilli > auction.RemainingMilli => AuctionRefusals.NotEnoughLeft(auction.RemainingMilli),
            TakeQuantity take when take.QuantityMilli < auction.RemainingMilli && !IsDivisible(auction) => AuctionRefusals.TakenWhole(auction.RemainingMilli),
            TakeQuantity take when take.PriceMinor < price => AuctionRefusals.WrongPrice(price, NextFallAt(auction, at)),
            TakeQuantity take when ValueOf(auction, take.QuantityMilli, price) == 0 => AuctionRefusals.QuantityTooSmall,
            TakeQuantity take => Hammer.Award(auction, [new(take.Bidder, take.QuantityMilli, ValueOf(auction, take.QuantityMilli, price), price)]),
            _ => AuctionRefusals.TakesNoBids,
        };
    }

    public override bool PricesUnits(SaleTerms terms) => terms.Divisible is true;

    public override ImmutableArray<Award> Resolve(Auction auction) => [];

    /// <summary>The clock's price; from the close on the last one at which anyone could buy, and of a lot that was sold the price of the last purchase.</summary>
    public override long PriceMinor(Auction auction, long at) =>
        auction is { Outcome: not null, PriceMinor: > 0 } ? auction.PriceMinor : PriceAt(auction.Offered.Terms, Math.Min(at, auction.ClosesAt - 1));

    public override long NextBidMinor(Auction auction) => 0;

    public override long? NextFallAt(Auction auction, long at) =>
        auction.Outcome is null && NextFallAfter(auction.Offered.Terms, at) is { } next && next < auction.ClosesAt ? next : null;

    public override bool IsReserveMet(Auction auction) => true;

    protected override Refusal? ObjectionTo(Lot lot, SaleTerms terms) => terms switch
    {
        { FallMinor: not (>= 1 and <= MostMinor) } => AuctionRefusals.UnsoundTerms("The clock's step is not between 1 and 10^15 minor units."),
        { FallEveryMs: not (>= 1 and <= LongestMs) } => AuctionRefusals.UnsoundTerms("The clock's interval is not between 1 and 10^15 milliseconds."),
        { FloorMinor: not >= 1 } => AuctionRefusals.UnsoundTerms("The clock's floor is not at least 1 minor unit."),
        { FloorMinor: var floor } when floor > terms.OpeningMinor => AuctionRefusals.UnsoundTerms("The clock's floor is above its opening."),
        { ReserveMinor: not 0 } => AuctionRefusals.UnsoundTerms("A clock has a floor and no reserve."),
        { Divisible: true } => ObjectionToWhole(lot, terms),
        _ => null,
    };

    private static long FallsUntil(SaleTerms terms, long at) => Math.Max(0, at - terms.OpensAt) / terms.FallEveryMs!.Value;

    private static bool IsDivisible(Auction auction) => auction.Offered.Terms.Divisible is true;

    private static long ValueOf(Auction auction, long quantityMilli, long priceMinor) =>
        IsDivisible(auction) ? ValueOf(auction.Offered.Lot, quantityMilli, priceMinor) : priceMinor;
}
