using System.Buffers.Binary;
using Exchange.Matching.Auctions;
using Exchange.Matching.Auctions.Formats;

namespace Exchange.Host.Workbench;

/// <summary>Whether a format sells parts of a lot.</summary>
internal enum Parts
{
    Never,

    /// <summary>Where the rules or the file say how many units are offered.</summary>
    OfUnits,

    Always,
}

/// <summary>How a format is replayed from a file. A new format is one line in <see cref="All"/>.</summary>
/// <param name="Name">The format's name, in the rules as in a lot's terms.</param>
/// <param name="Settings">The settings that its rules may have beside the format.</param>
/// <param name="Command">What a row asks of the auction, or null when its amount is below what the auction asks for.</param>
/// <param name="Parts">Whether parts of the lot are sold, at a price for a unit; else the lot is one unit.</param>
internal sealed record ReplayFormat(string Name, IReadOnlyList<string> Settings, Func<SheetRow, Scale, Auction, AuctionCommand?> Command, Parts Parts = Parts.Never)
{
    public static IReadOnlyList<ReplayFormat> All { get; } =
    [
        new("english", ["increments", "increment", "incrementPercent", "ownIncrement", "wholeSteps", "proxy", "reserve", .. Times, .. SoftClose], Bid),
        new("fixed-price", ["units", "minimumTake", "quantityStep", .. Times], Purchase, Parts.Always),
        new("dutch", ["step", "interval", "floor", "units", .. Times], Accept, Parts.OfUnits),
        new("sealed-first-price", ["reserve", "floor", .. Times], Seal),
        new("vickrey", ["reserve", "floor", .. Times], Seal),
        new("reverse-sealed", ["ceiling", "floor", .. Times], Seal),
        new("dutch-sealed", ["steps", "percent", "interval", "sealedWindow", "bestBidWindow", .. Times], Stage),
        new("reverse-open", ["ceiling", "floor", "increments", "increment", "incrementPercent", "wholeSteps", .. Times, .. SoftClose], Bid),
        new("best-offer", ["acceptFrom", "declineBelow", "units", "minimumTake", "quantityStep", .. Times], Offer, Parts.OfUnits),
        .. Exchange.Matching.Auctions.Formats.Format.All.OfType<MultiUnit>().Select(format => new ReplayFormat(
            format.Name,
            ["units", "ties", "priceStep", "quantityStep", "mostQuantity", "reserve", .. Times, .. SoftClose],
            (row, scale, _) => new PlaceDemand(row.Name("bidder"), scale.Minor(row.Number("amount")), row.Milli("quantity")),
            Parts.Always)),
    ];

    /// <summary>The key of an auction's sealed bids, which here keeps nothing secret.</summary>
    public static LotKey KeyOf(string auction) => LotKey.Of([], auction);

    private static IReadOnlyList<string> Times => ["duration"];

    private static IReadOnlyList<string> SoftClose => ["softClose", "softCloseRule", "mostExtensions", "hardEnd"];

    // Whoever wrote an amount into a file meant it.
    private static PlaceBid Bid(SheetRow row, Scale scale, Auction auction) => new(row.Name("bidder"), scale.Minor(row.Number("amount")), Confirmed: true);

    private static TakeQuantity? Purchase(SheetRow row, Scale scale, Auction auction)
    {
        var take = new TakeQuantity(row.Name("bidder"), row.Milli("quantity"));
        return scale.Minor(row.Number("amount")) < auction.Offered.Terms.OpeningMinor ? null : take;
    }

    // Nothing is secret in a file: the salt and the nonce are the place of the bid, which no other has.
    private static PlaceSealedBid Seal(SheetRow row, Scale scale, Auction auction)
    {
        Span<byte> place = stackalloc byte[LotKey.SaltBytes + LotKey.NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(place, row.Line);
        BinaryPrimitives.WriteInt64BigEndian(place[^8..], row.Line);
        return new(row.Name("bidder"), KeyOf(auction.Offered.Lot.Id).Seal(row.Name("bidder"), scale.Minor(row.Number("amount")), "", place));
    }

    private static MakeOffer Offer(SheetRow row, Scale scale, Auction auction) => new(
        row.Name("bidder"), scale.Minor(row.Number("amount")), auction.Offered.Terms.Divisible is true && row.Text("quantity").Length > 0 ? row.Milli("quantity") : null);

    // The clock is stopped, and the last bid placed, by open bids; between them bids are sealed.
    private static BuyerCommand Stage(SheetRow row, Scale scale, Auction auction) =>
        auction.Leader is null || auction.Sealed is { AreOpen: true } ? Bid(row, scale, auction) : Seal(row, scale, auction);

    // All that is left, where a row does not say how much.
    private static TakeQuantity Accept(SheetRow row, Scale scale, Auction auction) => new(
        row.Name("bidder"),
        auction.Offered.Terms.Divisible is true && row.Text("quantity").Length > 0 ? row.Milli("quantity") : auction.RemainingMilli,
        scale.Minor(row.Number("amount")));
}
