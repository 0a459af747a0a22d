using CsCheck;
using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Tests.Matching;

/// <summary>What the stories of all formats need of lots that are sold in parts or by offers.</summary>
internal static class AuctionParts
{
    public static Gen<SaleTerms> AnyTerms { get; } = Gen.Select(Gen.Bool, Gen.Long[1, 3], Gen.Long[0, 900], Gen.Long[0, 300], Gen.Long[10, 60], (isShared, step, most, least, bids) =>
        new SaleTerms(
            "", 0, 0, 0, 0, 0, 0, MinimumTakeMilli: least == 0 ? null : least, QuantityStepMilli: step == 3 ? null : step,
            MostQuantityMilli: most < 300 ? null : most, Ties: isShared ? MultiUnit.ProRata : null, MostBids: bids));

    public static Gen<AuctionCommand> AnyDemand(string[] enterprises) => Gen.Select(
        Gen.OneOf(enterprises), Gen.Long[1, 600], Gen.Long[1, 300], Gen.Long[-20, 12],
        (bidder, price, quantity, raised) => (AuctionCommand)new PlaceDemand(bidder, price, quantity * 2, raised < 1 ? null : raised));

    public static Gen<AuctionCommand> AnyOfferCommand(string[] enterprises) => Gen.Select(
        Gen.OneOf(enterprises), Gen.OneOf(Sale.Mill, "ann"), Gen.Long[1, 12], Gen.Long[1, 400], Gen.Long[-200, 300], Gen.Int[0, 7],
        (bidder, owner, offer, price, quantity, how) => how switch
        {
            0 => (AuctionCommand)new AcceptOffer(owner, offer),
            1 => new CounterOffer(owner, offer, price, null),
            2 => new DeclineOffer(owner, offer),
            3 => new Lapse(),
            4 or 5 => new AnswerCounter(bidder, offer, how == 4),
            _ => new MakeOffer(bidder, price, quantity < 1 ? null : quantity),
        });

    /// <summary>What a bidder said that they would pay for a quantity: for the best of it first.</summary>
    public static long Best(IEnumerable<StandingBid> bids, long quantityMilli)
    {
        var value = 0L;
        foreach (var bid in bids.OrderByDescending(bid => bid.PriceMinor))
        {
            var taken = Math.Min(quantityMilli, bid.QuantityMilli);
            (value, quantityMilli) = (value + (bid.PriceMinor * taken), quantityMilli - taken);
        }

        return (value + 500) / 1000;
    }
}
