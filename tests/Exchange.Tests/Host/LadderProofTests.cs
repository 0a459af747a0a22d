using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Xunit;
using Attempt = Exchange.Matching.Auctions.Attempt;
using Lot = Exchange.Matching.Auctions.Lot;

namespace Exchange.Tests.Host;

/// <summary>The checker on ladders: a sound one holds, and each damage is found by the proof that must see it. Opening 10.00, reserve 15.00; the rows are received when the lot closes.</summary>
public sealed class LadderProofTests : IDisposable
{
    private static readonly string LotId = Id.From("lot"), Fair = Id.From("fair"), Ann = Id.From("ann"), Bob = Id.From("bob");

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Lot TheLot = new(LotId, Fair, 1, "Rebar", Id.From("mill"), "steel", "CN-JL", 10_000, "TNE", "CNY");

    private static readonly SaleTerms First = new(
        "english", 1_000, 1_500, 100, 0, StoredHistory.At - 1000, StoredHistory.At,
        Ladder: [new("english", 8_000, 1_000), new("sealed-first-price", 7_000, 1_000)], LadderEndsAt: StoredHistory.At + 2_000);

    private static readonly SaleTerms Second = First with
    {
        OpeningMinor = 800,
        ReserveMinor = 1_200,
        OpensAt = StoredHistory.At,
        ClosesAt = StoredHistory.At + 1_000,
        Ladder = null,
        LadderEndsAt = null,
    };

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Theory]
    [InlineData("sound", true)]
    [InlineData("a higher opening", false)]
    [InlineData("no reserve", false)]
    [InlineData("another format", false)]
    [InlineData("a later opening", false)]
    [InlineData("a shorter time", false)]
    [InlineData("the second rung", false)]
    [InlineData("the third attempt", false)]
    public async Task An_attempt_is_what_the_ladder_says(string what, bool holds)
    {
        await Open(what switch
        {
            "a higher opening" => Opened with { Terms = Second with { OpeningMinor = 801 } },
            "no reserve" => Opened with { Terms = Second with { ReserveMinor = 0 } },
            "another format" => Opened with { Terms = Second with { Format = "vickrey" } },
            "a later opening" => Opened with { Terms = Second with { OpensAt = StoredHistory.At + 1 } },
            "a shorter time" => Opened with { Terms = Second with { ClosesAt = StoredHistory.At + 999 } },
            "the second rung" => Opened with { Rung = 2 },
            "the third attempt" => Opened with { Attempt = 3 },
            _ => Opened,
        });
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Fact]
    public async Task A_lot_that_goes_on_though_a_bid_met_its_reserve_is_seen()
    {
        await Append(new LotOffered(Offered), new BidPlaced(Fair, 1, Ann, 1, 1_500, 1_500, 1_600, StoredHistory.At));
        await Append(Opened);
        Assert.Contains("a bid had met its reserve", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lot_that_ends_though_a_rung_is_left_is_seen()
    {
        await Append(new LotOffered(Offered), Bid(1, Ann, 1, 1_000, StoredHistory.At));
        await Append(new AuctionClosed(Fair, 10_000, 0, 1));
        Assert.Contains("rung 1 of its ladder was left", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bid_of_an_earlier_attempt_that_wins_a_later_one_is_seen()
    {
        await Open(Opened);
        await Append(Bid(2, Bob, 2, 1_200, Second.ClosesAt));
        _history.Later = TimeSpan.FromSeconds(1);
        await Append(new QuantityAwarded(Id.From(LotId, "1"), TheLot, Ann, 10_000, 1_200, Settling), new AuctionClosed(Fair, 10_000, 10_000, 2));
        Assert.Contains($"{Bob} bid best", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_is_left_is_not_offered_again()
    {
        await Open(Opened with { OfferedMilli = 20_000 });
        Assert.Contains("offered again for 20000", (await _history.Prove("no double award")).Detail, StringComparison.Ordinal);
    }

    private static Offering Offered { get; } = new(TheLot, First, Settling, []);

    private static AttemptOpened Opened { get; } = new(Fair, 2, 1, Second, 10_000, 1, 0, 800, Attempt.PassedIn);

    private static BidPlaced Bid(long bid, string bidder, int number, long amount, long closesAt) => new(Fair, bid, bidder, number, amount, amount, amount + 100, closesAt);

    private async Task Open(AttemptOpened opened)
    {
        _history.Later = TimeSpan.FromMilliseconds(-1);
        await Append(new LotOffered(Offered));
        await Append(Bid(1, Ann, 1, 1_000, StoredHistory.At));
        _history.Later = TimeSpan.Zero;
        await Append(opened);
    }

    private Task Append(params object[] events) => _history.Append(MatchingJournal.Definition, (Auction.Stream(LotId), events));
}
