using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Turnover;
using Exchange.Turnover.Board;
using Xunit;
using AwardFell = Exchange.Matching.Auctions.AwardFell;
using Lot = Exchange.Matching.Auctions.Lot;

namespace Exchange.Tests.Host;

/// <summary>The checker on what follows a default: a sound cascade holds, and each damage is found by the proof that must see it.</summary>
public sealed class DefaultProofTests : IDisposable
{
    private static readonly string LotId = Id.From("lot"), Fair = Id.From("fair"), Mill = Id.From("mill"), Ann = Id.From("ann"), Bob = Id.From("bob"), Cai = Id.From("cai"),
        Award1 = Id.From(LotId, "1"), Award2 = Id.From(LotId, "2");

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Lot TheLot = new(LotId, Fair, 1, "Rebar", Mill, "steel", "CN-JL", 10_000, "TNE", "CNY");
    private static readonly Offering Offered = new(TheLot, new("english", 1_000, 1_500, 100, 0, StoredHistory.At - 1000, StoredHistory.At + 1000), Settling, []);

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Theory]
    [InlineData("bob", 2_000, true)]
    [InlineData("bob", 2_500, false)]
    [InlineData("ann", 1_600, false)]
    public async Task The_next_best_bidder_is_asked_at_their_own_best_price(string asked, long price, bool holds)
    {
        await Fall(new SecondChanceOffered(Fair, Id.From(asked), 2, 10_000, price, StoredHistory.At + 1));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Theory]
    [InlineData("accepted", true)]
    [InlineData("declined", false)]
    public async Task An_award_after_a_default_is_theirs_who_accepted(string answer, bool holds)
    {
        await Fall(
            new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 1), new SecondChanceEnded(Fair, Bob, 2, answer),
            new QuantityAwarded(Award2, TheLot, Bob, 10_000, 2_000, Settling, 2_000), new AuctionClosed(Fair, 10_000, 10_000, 3, Closing: 2));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
        Assert.True((await _history.Prove("no double award")).Held);
    }

    [Fact]
    public async Task An_award_beside_one_that_stands_is_a_double_award()
    {
        await Sell();
        await Append(new QuantityAwarded(Award2, TheLot, Bob, 10_000, 2_000, Settling, 2_000));
        Assert.Contains("offered 10000 and 20000 are awarded", (await _history.Prove("no double award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lot_that_passes_in_though_somebody_was_not_asked_is_seen()
    {
        await Fall(new AuctionClosed(Fair, 10_000, 0, 3, Closing: 2));
        Assert.Contains($"{Bob} was not asked", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_whose_award_stands_is_seen()
    {
        await Sell();
        await Default();
        Assert.Contains($"Deal {Award1} ended without a sale and its award stands", (await _history.Prove("board = awards = ledger")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_award_that_fell_without_a_default_is_seen()
    {
        await Fall(new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 1));
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [Opened]));
        await _history.Append(TurnoverJournal.Definition, (Board.Stream(Fair), [new BoardOpened(0)]));
        Assert.Contains($"Award {Award1} fell and its deal did not", (await _history.Prove("board = awards = ledger")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_award_of_a_reverse_tender_stands_though_its_buyer_defaulted()
    {
        await Append(
            new LotOffered(Offered with { Terms = Offered.Terms with { Format = "reverse-open" } }), new QuantityAwarded(Award1, TheLot, Cai, 10_000, 3_000, Settling, Reverse: true));
        await Default();
        Assert.True((await _history.Prove("board = awards = ledger")).Held);
    }

    [Theory]
    [InlineData("ann", 1_600, true)]
    [InlineData("bob", 2_000, false)]
    public async Task Whose_bids_are_void_is_not_asked(string asked, long price, bool holds)
    {
        await Append(
            new LotOffered(Offered), Bid(1, Ann, 1_600), Bid(2, Bob, 2_000), Bid(3, Cai, 3_000),
            new BidVoided(Fair, 2, new(1, 2, "a slip", "wang"), "li", 3_000, 3_100, 3, StoredHistory.At + 1000, Cai, 3, [1_600, 0, 3_000], [1, 0, 3]),
            new QuantityAwarded(Award1, TheLot, Cai, 10_000, 3_000, Settling), new AuctionClosed(Fair, 10_000, 10_000, 3),
            new AwardFell(Award1, Fair, 10_000, 3_000, "not-paid", 1), new SecondChanceOffered(Fair, Id.From(asked), 1, 10_000, price, StoredHistory.At + 1));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Fact]
    public async Task A_lot_whose_deal_was_cancelled_is_withdrawn_and_offered_to_nobody()
    {
        await Sell();
        var fell = new AwardFell(Award1, Fair, 10_000, 3_000, "agreed", 1, Cancelled: true);
        await Append(fell, new AuctionWithdrawn("agreed", Fair: Fair, AwardedMilli: 0, FallenMilli: 10_000));
        Assert.True((await _history.Prove("reproducible award")).Held);
        Assert.True((await _history.Prove("no double award")).Held);
    }

    [Fact]
    public async Task Goods_of_a_cancelled_deal_that_are_offered_or_awarded_are_seen()
    {
        await Sell();
        await Append(
            new AwardFell(Award1, Fair, 10_000, 3_000, "agreed", 1, Cancelled: true), new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 1),
            new SecondChanceEnded(Fair, Bob, 2, SecondChanceEnded.Accepted), new QuantityAwarded(Award2, TheLot, Bob, 10_000, 2_000, Settling, 2_000));
        Assert.Contains($"asks {Bob}", (await _history.Prove("reproducible award")).Detail, StringComparison.Ordinal);
        Assert.Contains("offered 0 and 10000 are awarded", (await _history.Prove("no double award")).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task A_head_that_was_on_its_way_when_the_next_entry_came_is_that_of_an_end_before(long entries, bool isWrong)
    {
        var scribe = AuditScribe.For(Sale[0]);
        scribe.Write(StoredHistory.At, Sale);
        await Sell();
        _history.Later = TimeSpan.FromSeconds(2);
        await Append(
            new AwardFell(Award1, Fair, 10_000, 3_000, "not-paid", 1), new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 2_000 + SecondChances.UsualMs));
        await Append(new AuditPublished(Fair, entries, scribe.Head));
        // The story is told in one entry, which no command causes: only what is said of the head matters here.
        Assert.Equal(isWrong, (await _history.Prove("audit files verify")).Detail.Contains("has the published head", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public async Task Who_is_asked_has_more_time_after_a_downtime_by_the_grace_of_the_fair(long more, bool holds)
    {
        await Append(
            new LotOffered(Offered with { Terms = Offered.Terms with { GraceMs = 500 } }), Bid(1, Ann, 1_600), Bid(2, Bob, 2_000), Bid(3, Cai, 3_000),
            new QuantityAwarded(Award1, TheLot, Cai, 10_000, 3_000, Settling), new AuctionClosed(Fair, 10_000, 10_000, 3), new AwardFell(Award1, Fair, 10_000, 3_000, "not-paid", 1),
            new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 1_000),
            new SecondChanceOffered(Fair, Bob, 2, 10_000, 2_000, StoredHistory.At + 2_000 + more, StoredHistory.At + 900, StoredHistory.At + 2_000));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    private static DealOpened Opened { get; } = new(
        new(Award1, LotId, Fair, 1, "Rebar", "steel", "CN-JL", Mill, Cai, 10_000, "TNE", 3_000, "CNY", StoredHistory.At, 300, 86_400_000, 86_400_000), StoredHistory.At + 86_400_000);

    private static BidPlaced Bid(long bid, string bidder, long amount) => new(Fair, bid, bidder, (int)bid, amount, amount, amount + 100, StoredHistory.At + 1000);

    private Task Append(params object[] events) => _history.Append(MatchingJournal.Definition, (Auction.Stream(LotId), events));

    private static object[] Sale { get; } =
    [
        new LotOffered(Offered), Bid(1, Ann, 1_600), Bid(2, Bob, 2_000), Bid(3, Cai, 3_000),
        new QuantityAwarded(Award1, TheLot, Cai, 10_000, 3_000, Settling), new AuctionClosed(Fair, 10_000, 10_000, 3),
    ];

    private Task Sell() => Append(Sale);

    private async Task Fall(params object[] after)
    {
        await Sell();
        await Append([new AwardFell(Award1, Fair, 10_000, 3_000, "not-paid", 1), .. after]);
    }

    private async Task Default()
    {
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [Opened, new DealDefaulted(Award1, LotId, Fair, Deal.NotPaid, 0, "CNY", StoredHistory.At)]));
        await _history.Append(TurnoverJournal.Definition, (Board.Stream(Fair), [new BoardOpened(0)]));
    }
}
