using Exchange.Contracts.Listing.V1;
using Exchange.Host.Proofs;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Xunit;
using Lot = Exchange.Matching.Auctions.Lot;

namespace Exchange.Tests.Host;

/// <summary>What the proofs see of lots of many units.</summary>
public sealed class UnitProofTests : IDisposable
{
    private const string Lot1 = "00000000000000000000000000000001", Fair = "000000000000000000000000000000fa", Seller = "00000000000000000000000000000005";
    private const string First = "0000000000000000000000000000000b", Second = "0000000000000000000000000000000c", Third = "0000000000000000000000000000000d";

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Lot Units = new(Lot1, Fair, 1, "Rebar", Seller, "steel", "CN-JL", 10_000, "TNE", "CNY");

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Theory]
    [InlineData("pay-as-bid", 1_300 * 4, 6_000, 1_400 * 6, true)]
    [InlineData("pay-as-bid", 1_300 * 4, 6_000, 1_300 * 6, false)]
    [InlineData("uniform-lowest-winning", 1_300 * 4, 6_000, 1_300 * 6, true)]
    [InlineData("uniform-highest-losing", 1_200 * 4, 6_000, 1_200 * 6, true)]
    [InlineData("uniform-highest-losing", 1_200 * 4, 6_000, 1_300 * 6, false)]
    [InlineData("vcg", 1_200 * 4, 6_000, (1_200 * 5) + 1_100, true)]
    [InlineData("vcg", 1_200 * 4, 5_000, 1_200 * 5, false)]
    [InlineData("vcg", 1_200 * 4, 0, 0, false)]
    public async Task Awards_are_what_the_standing_bids_come_to(string format, long second, long quantity, long first, bool holds)
    {
        await Sell(
            format,
            null,
            [
                Bid(1, First, 1_050, 6_000), Bid(2, Second, 1_300, 4_000), Bid(3, Third, 1_200, 5_000), Bid(4, First, 1_400, 6_000) with { Raises = 1 },
                Bid(5, Id.From("fourth"), 1_099, 9_000),
            ],
            [(Second, 4_000, second), .. quantity > 0 ? [(First, quantity, first)] : Array.Empty<(string, long, long)>()]);
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData(null, 7_000, 3_000, true)]
    [InlineData(null, 6_000, 4_000, false)]
    [InlineData("pro-rata", 5_000, 5_000, false)]
    [InlineData("pro-rata", 6_000, 4_000, true)]
    public async Task What_remains_at_the_margin_goes_where_the_terms_say(string? ties, long first, long second, bool holds)
    {
        await Sell("pay-as-bid", ties, [Bid(1, First, 1_200, 7_000), Bid(2, Second, 1_200, 5_000)], [(First, first, first * 1_200 / 1000), (Second, second, second * 1_200 / 1000)]);
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A_part_that_was_declined_is_not_awarded(bool accepted, bool holds)
    {
        var terms = new SaleTerms("pay-as-bid", 1_000, 0, 0, 0, StoredHistory.At - 1000, StoredHistory.At + 1000, PartMs: 1000);
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1),
        [
            new LotOffered(new(Units, terms, Settling, [])),
            Bid(1, First, 1_300, 9_000),
            Bid(2, Second, 1_200, 2_000),
            new PartsOffered(Fair, StoredHistory.At + 2000, [new(2, Second, 1_000)]),
            new PartAnswered(Fair, 2, Second, accepted),
            new QuantityAwarded(Id.From(Lot1, "1"), Units, First, 9_000, 1_300 * 9, Settling),
            new AuctionClosed(Fair, 10_000, 9_000, 2),
        ]));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData(First, 1_000, 1_200, true)]
    [InlineData(Third, 2_000, 2_200, false)]
    [InlineData(First, 2_000, 2_400, false)]
    [InlineData(First, 1_000, 1_300, false)]
    public async Task After_a_default_the_best_bid_that_was_left_without_is_asked_for_its_rest(string asked, long quantity, long price, bool holds)
    {
        await Fall(new SecondChanceOffered(Fair, asked, 1, quantity, price, StoredHistory.At + 1));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData(1_000, 1_200, 2_000, true)]
    [InlineData(2_000, 2_400, 2_000, false)]
    [InlineData(1_000, 1_100, 2_000, false)]
    [InlineData(1_000, 1_200, 0, false)]
    public async Task Who_accepts_gets_what_it_was_asked_for_and_then_the_next_is_asked(long quantity, long price, long next, bool holds)
    {
        await Fall(
        [
            new SecondChanceOffered(Fair, First, 1, 1_000, 1_200, StoredHistory.At + 9_000), new SecondChanceEnded(Fair, First, 1, SecondChanceEnded.Accepted),
            new QuantityAwarded(Id.From(Lot1, "again"), Units, First, quantity, price, Settling),
            next > 0 ? new SecondChanceOffered(Fair, Third, 3, next, next * 1_150 / 1000, StoredHistory.At + 9_000) : new AuctionClosed(Fair, 10_000, 6_000 + quantity, 3, Closing: 2),
        ]);
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData(1_500, 2_000, 3_000, true)]
    [InlineData(1_400, 2_000, 3_000, false)]
    [InlineData(1_500, 3_000, 4_500, false)]
    public async Task An_offer_that_was_taken_is_awarded_as_it_was_countered(long counter, long quantity, long hammer, bool holds)
    {
        var terms = new SaleTerms("best-offer", 2_000, 0, 0, 0, StoredHistory.At - 1000, StoredHistory.At + 1000, Divisible: true, OfferMs: 1000);
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1),
        [
            new LotOffered(new(Units, terms, Settling, [])),
            new OfferMade(Fair, 1, First, 1, 1_200, 2_000, StoredHistory.At + 1000, 0),
            new OfferCountered(Fair, 1, counter, 2_000, StoredHistory.At + 1000, 0),
            new OfferEnded(Fair, 1, OfferStatus.Accepted, 0),
            new QuantityAwarded(Id.From(Lot1, "1"), Units, First, quantity, hammer, Settling, 1_500),
            new AuctionClosed(Fair, 10_000, quantity, 0),
        ]));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Fact]
    public async Task A_bid_below_the_opening_or_out_of_turn_breaks_the_order()
    {
        await Sell("vcg", null, [Bid(1, First, 999, 1_000), Bid(3, Second, 1_200, 1_000)], [(Second, 1_000, 1_100)]);
        var proof = await _history.Prove("fair order");
        Assert.False(proof.Held);
        Assert.Contains("is 999, below the least of 1000", proof.Detail, StringComparison.Ordinal);
        Assert.Contains("has bid 3 after bid 1", proof.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_that_was_answered_is_in_the_log_as_it_was_answered()
    {
        await Sell("vcg", null, [Bid(1, First, 1_200, 1_000)], [(First, 1_000, 1_100)]);
        Assert.True((await _history.Prove("no lost bid", Remembered(1_200))).Held);
        Assert.False((await _history.Prove("no lost bid", Remembered(1_201))).Held);

        static Evidence Remembered(long amount) => new(Fair, [new(Lot1, 1, 1, amount, First, "0-1")], []);
    }

    private static DemandPlaced Bid(long bid, string bidder, long price, long milli) => new(Fair, bid, bidder, (int)bid, price, milli, 0, 1_000, StoredHistory.At + 1000);

    // Ten tonnes: six to the first, whose bid is of seven, and four to the second, who does not pay.
    private async Task Fall(params object[] after)
    {
        await Sell(
            "pay-as-bid", null, [Bid(1, First, 1_200, 7_000), Bid(2, Second, 1_300, 4_000), Bid(3, Third, 1_150, 2_000)], [(Second, 4_000, 1_300 * 4), (First, 6_000, 1_200 * 6)]);
        _history.Later = TimeSpan.FromSeconds(2);
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [new AwardFell(Id.From(Lot1, "0"), Fair, 4_000, 1_300 * 4, "not-paid", 1), .. after]));
    }

    private Task Sell(string format, string? ties, DemandPlaced[] bids, (string Winner, long QuantityMilli, long HammerMinor)[] awards)
    {
        var terms = new SaleTerms(format, 1_000, 1_100, 0, 0, StoredHistory.At - 1000, StoredHistory.At + 1000, Ties: ties, QuantityStepMilli: 1000);
        return _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1),
        [
            new LotOffered(new(Units, terms, Settling, [])),
            .. bids,
            .. awards.Select((award, n) => new QuantityAwarded(Id.From(Lot1, $"{n}"), Units, award.Winner, award.QuantityMilli, award.HammerMinor, Settling)),
            new AuctionClosed(Fair, 10_000, awards.Sum(award => award.QuantityMilli), bids.Length),
        ]));
    }
}
