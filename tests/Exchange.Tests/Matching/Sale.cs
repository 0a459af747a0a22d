using System.Security.Cryptography;
using System.Text;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Tests.Matching;

/// <summary>A lot of scrap copper at the fair of 1989, and what its tests say about it.</summary>
internal static class Sale
{
    public const long Reserve = 15_000, Opening = 10_000, Increment = 500, Offered = 2_000_000;

    public static readonly DateTimeOffset Opens = new(1989, 10, 5, 9, 0, 0, TimeSpan.FromHours(8)), Closes = Opens.AddHours(8), During = Opens.AddHours(1);

    public static readonly TimeSpan SoftClose = TimeSpan.FromMinutes(5);

    public static readonly string LotId = Id.From("lot"), Fair = Id.From("fair"), Mill = Id.From("mill"), Smelter = Id.From("smelter"),
        Foundry = Id.From("foundry"), Wire = Id.From("wire");

    public static SettlementTerms Settled { get; } = new(150, 3_600_000, 7_200_000);

    public static Offering ByBids { get; } = Of(new(
        "english", Opening, Reserve, Increment, (long)SoftClose.TotalMilliseconds, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds()));

    public static Offering AtPrice { get; } = Of(new("fixed-price", 2_500, 0, 0, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds()));

    /// <summary>From 100.00 down to 30.00 by 6.00 every ten minutes, for the whole.</summary>
    public static Offering OnClock { get; } = Of(new(
        "dutch", 10_000, 0, 0, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds(), FallMinor: 600, FallEveryMs: 600_000, FloorMinor: 3_000));

    /// <summary>Many units at 25.00 and more for each, by bids of price and quantity.</summary>
    public static Offering InUnits(string format) => Of(new(
        format, 2_500, 0, 0, (long)SoftClose.TotalMilliseconds, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds()));

    /// <summary>For the whole, at an asking price of 100.00; an offer stands for two hours.</summary>
    public static Offering ByOffers { get; } = Of(new("best-offer", 10_000, 0, 0, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds(), OfferMs: 7_200_000));

    /// <summary>By sealed bids, which pay what they bid.</summary>
    public static Offering BySealedBids { get; } = Of(new(
        "sealed-first-price", Opening, Reserve, 0, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds()));

    /// <summary>The mill asks for offers of at most 100.00.</summary>
    public static Offering Tender { get; } = Of(new("reverse-open", Opening, 0, Increment, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds()));

    public static Offering BySecondPrice { get; } = Of(BySealedBids.Terms with { Format = "vickrey" });

    public static Offering SealedTender { get; } = Of(Tender.Terms with { Format = "reverse-sealed", FloorMinor = 2_000 });

    /// <summary>From 100.00 by 1 % at a time, 80 times, every five minutes; ten minutes for sealed bids and five for the last one.</summary>
    public static Offering Hybrid { get; } = Of(new(
        "dutch-sealed", Opening, 0, 0, 0, Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds(),
        FallEveryMs: 300_000, Falls: 80, FallBasisPoints: 100, SealedMs: 600_000, BestBidMs: 300_000));

    public static LotKey Key { get; } = LotKey.Of("a sealing key of the tests"u8.ToArray(), LotId);

    /// <summary>A sealed bid; an equal one has an equal box.</summary>
    public static PlaceSealedBid Sealed(string bidder, long amountMinor, string currency = "CNY") => new(
        bidder, Key.Seal(bidder, amountMinor, "", SHA512.HashData(Encoding.UTF8.GetBytes($"{bidder} {amountMinor}")).AsSpan(0, LotKey.SaltBytes + LotKey.NonceBytes)), currency);

    /// <summary>Two tonnes of the mill's copper on some terms; the wire works are linked with the mill.</summary>
    public static Offering Of(SaleTerms terms) =>
        new(new(LotId, Fair, 7, "Scrap copper, 2 t", Mill, "7404", "Jilin", Offered, "KGM", "CNY"), terms, Settled, [Wire]);

    /// <summary>The message by which a lot comes from Listing.</summary>
    public static LotEntered Entered(Offering offering) => new(
        offering.Lot.Id, offering.Lot.Fair, offering.Lot.Number, offering.Lot.Title, offering.Lot.Consignor, offering.Lot.Category, offering.Lot.Region,
        offering.Lot.QuantityMilli, offering.Lot.Unit, offering.Lot.Currency, offering.Terms, offering.Settlement, offering.Linked,
        offering.Organizer, offering.Root);

    public static Scenario<Auction, AuctionCommand, AuctionEvent> Nothing => Scenario.Of<Auction, AuctionCommand, AuctionEvent>();

    public static Scenario<Auction, AuctionCommand, AuctionEvent> With(Offering offering) => Nothing.Given(new LotOffered(offering));
}
