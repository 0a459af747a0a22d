using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Tests.Matching;
using Xunit;

namespace Exchange.Tests.Host;

/// <summary>The checker of the promises on sealed bids and tenders: each test but the first damages one thing.</summary>
public sealed class SealedProofTests : IDisposable
{
    private const string First = "0000000000000000000000000000000b", Second = "0000000000000000000000000000000c";

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Theory]
    [InlineData("sealed-first-price", Second, 20_000, true)]
    [InlineData("sealed-first-price", Second, 16_000, false)]
    [InlineData("sealed-first-price", First, 16_000, false)]
    [InlineData("vickrey", Second, 16_000, true)]
    [InlineData("vickrey", Second, 15_000, false)]
    [InlineData("reverse-sealed", First, 16_000, true)]
    [InlineData("reverse-sealed", Second, 20_000, false)]
    public async Task The_award_is_the_one_that_the_opened_bids_give(string format, string winner, long price, bool holds)
    {
        await Tell(format, 20_000, winner, price);
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Fact]
    public async Task An_amount_that_its_receipt_denies_is_seen()
    {
        await Tell("sealed-first-price", 21_000, Second, 21_000);
        Assert.Contains("was opened as 21000 and its receipt says otherwise", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_that_was_left_in_its_box_is_seen()
    {
        await Tell("sealed-first-price", null, First, 16_000);
        Assert.Contains("are not those that stood", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_above_the_one_before_breaks_the_order_of_a_tender()
    {
        var offering = At(Sale.Tender);
        await Append(new LotOffered(offering));
        await Append(new BidPlaced(Sale.Fair, 1, First, 1, 9_000, 9_000, 8_500, offering.Terms.ClosesAt));
        await Append(new BidPlaced(Sale.Fair, 2, Second, 2, 8_600, 8_600, 8_100, offering.Terms.ClosesAt));
        Assert.Contains("is 8600, above the most of 8500", (await _history.Prove("fair order")).Detail, StringComparison.Ordinal);
    }

    private async Task Tell(string format, long? second, string winner, long price)
    {
        var offering = At(Sale.BySealedBids);
        offering = offering with { Terms = offering.Terms with { Format = format, ReserveMinor = 0, OpeningMinor = format == "reverse-sealed" ? 90_000 : 10_000 } };
        var (one, two) = (Sale.Sealed(First, 16_000).Offer, Sale.Sealed(Second, 20_000).Offer);
        await Append(new LotOffered(offering));
        await Append(new BidSealed(Sale.Fair, 1, First, 1, one.Box, one.KeyCheck, LotKey.Receipt(Sale.LotId, 1, 16_000, one.Salt), offering.Terms.ClosesAt));
        await Append(new BidSealed(Sale.Fair, 2, Second, 2, two.Box, two.KeyCheck, LotKey.Receipt(Sale.LotId, 2, 20_000, two.Salt), offering.Terms.ClosesAt));
        var opened = new List<OpenedBid> { new(1, 1, 16_000, one.Salt) };
        if (second is { } amount) opened.Add(new(2, 2, amount, two.Salt));
        await Append(
            new BidsOpened(Sale.Fair, [.. opened], price, offering.Terms.ClosesAt, winner, winner == First ? 1 : 2),
            new QuantityAwarded(Id.From(Sale.LotId, "1"), offering.Lot, winner, Sale.Offered, price, Sale.Settled),
            new AuctionClosed(Sale.Fair, Sale.Offered, Sale.Offered, 2));
    }

    private static Offering At(Offering offering) => offering with { Terms = offering.Terms with { OpensAt = StoredHistory.At - 1000, ClosesAt = StoredHistory.At + 1000 } };

    private Task Append(params AuctionEvent[] events) => _history.Append(MatchingJournal.Definition, (Auction.Stream(Sale.LotId), [.. events]));
}
