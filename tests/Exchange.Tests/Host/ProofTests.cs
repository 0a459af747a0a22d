using Exchange.Contracts.Listing.V1;
using Exchange.Host.Proofs;
using Exchange.Kernel.Values;
using Exchange.Matching;
using Exchange.Matching.Auctions;
using Exchange.Settlement;
using Exchange.Settlement.Deals;
using Exchange.Settlement.Ledger;
using Exchange.Turnover;
using Exchange.Turnover.Board;
using Xunit;
using Lot = Exchange.Matching.Auctions.Lot;

namespace Exchange.Tests.Host;

/// <summary>A checker that never finds anything proves nothing: each test damages one thing and asks for the proof that must see it.</summary>
public sealed class ProofTests : IDisposable
{
    private const string Lot1 = "00000000000000000000000000000001", Fair = "000000000000000000000000000000fa";
    private const string Seller = "00000000000000000000000000000005", First = "0000000000000000000000000000000b", Second = "0000000000000000000000000000000c";

    private static readonly string Award1 = Id.From(Lot1, "1");

    private static readonly SettlementTerms Settling = new(300, 86_400_000, 86_400_000);
    private static readonly Lot TheLot = new(Lot1, Fair, 1, "Rebar", Seller, "steel", "CN-JL", 10_000, "TNE", "CNY");
    private static readonly Offering Offered = new(TheLot, new("english", 1_000, 1_500, 100, 0, StoredHistory.At - 1000, StoredHistory.At + 1000), Settling, []);

    private readonly StoredHistory _history = new();

    public void Dispose() => _history.Dispose();

    [Fact]
    public async Task A_sound_history_holds()
    {
        await Sell();
        await Pay(2_000);
        await Show(2_000);
        var proofs = await _history.Prove(Remembered());
        Assert.Empty(proofs.Where(proof => !proof.Held).Select(proof => $"{proof.Promise}: {proof.Detail}"));
        Assert.Superset(new HashSet<string>
        {
            "log whole (matching)",
            "followers at the end (matching)",
            "views are the log (matching)",
            "fair order",
            "no lost bid",
            "no double award",
            "reproducible award",
            "audit files verify",
            "ledger balanced",
            "deals are the ledger",
            "every deal ends",
            "board is the fold of the log",
            "board = awards = ledger",
        }, proofs.Select(proof => proof.Promise).ToHashSet());
    }

    [Theory]
    [InlineData(800, true)]
    [InlineData(900, false)]
    public async Task An_award_on_a_clock_costs_the_price_of_its_time(long price, bool holds)
    {
        var clock = new SaleTerms("dutch", 1_000, 0, 0, 0, StoredHistory.At - 1000, StoredHistory.At + 1000, FallMinor: 100, FallEveryMs: 500, FloorMinor: 100);
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1),
        [
            new LotOffered(Offered with { Terms = clock }),
            new QuantityAwarded(Award1, TheLot, First, 10_000, price, Settling, price),
            new AuctionClosed(Fair, 10_000, 10_000, 0),
        ]));
        Assert.Equal(holds, (await _history.Prove("reproducible award")).Held);
    }

    [Fact]
    public async Task An_award_that_the_rules_do_not_give_is_seen_in_its_audit_file()
    {
        await Sell(winner: First);
        await AssertBroken("audit files verify", $"Lot {Lot1}, entry 4: events[0].winner is \"{First}\", and by the rules \"{Second}\".");
    }

    [Fact]
    public async Task A_published_head_that_is_not_the_chains_is_seen()
    {
        await Sell();
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [new AuditPublished(Fair, 4, new string('0', 64))]));
        await AssertBroken("audit files verify", $"Lot {Lot1} has the published head 000");
    }

    [Fact]
    public async Task A_changed_row_breaks_the_log()
    {
        await Sell();
        await _history.Damage(MatchingJournal.Definition, "update log_rows set data = replace(data, '2000', '2001') where sequence = 3");
        await AssertBroken("log whole (matching)", "log row 0-3 was changed after it was written");
    }

    [Fact]
    public async Task A_missing_row_breaks_the_log()
    {
        await Sell();
        await _history.Damage(MatchingJournal.Definition, "delete from log_rows where sequence = 2");
        await AssertBroken("log whole (matching)", "log row 0-3 follows row 1");
    }

    [Fact]
    public async Task A_row_cut_off_and_its_bid_is_missed_by_the_one_who_made_it()
    {
        await Sell();
        await AssertBroken("no lost bid", "Bid 3 of 2500 for lot", Remembered(new AcknowledgedBid(Lot1, 1, 3, 2_500, First, "0-9")));
    }

    [Fact]
    public async Task A_bid_that_nobody_made_is_seen()
    {
        await Sell();
        await AssertBroken("no lost bid", "The log has 2 bids of the fair, and 1 were answered 201", new(Fair, [Bids[0]], []));
    }

    [Fact]
    public async Task A_bid_with_another_amount_than_was_answered_is_seen()
    {
        await Sell();
        await AssertBroken("no lost bid", "was answered as", new(Fair, [Bids[0], Bids[1] with { AmountMinor = 1_999 }], []));
    }

    [Fact]
    public async Task A_bid_below_the_least_breaks_the_order()
    {
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [new LotOffered(Offered)]));
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [Bid(1, First, 999)]));
        await AssertBroken("fair order", "is 999, below the least of 1000");
    }

    [Fact]
    public async Task An_award_more_is_a_double_award()
    {
        await Sell();
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [new QuantityAwarded(Id.From("more"), TheLot, First, 10_000, 2_000, Settling)]));
        await AssertBroken("no double award", "offered 10000 and 20000 are awarded");
    }

    [Fact]
    public async Task An_award_to_another_than_the_highest_bidder_is_seen()
    {
        await Sell(winner: First);
        await AssertBroken("reproducible award", $"went to {First} and {Second} bid best");
    }

    [Theory]
    [InlineData(2_100, Second, true)]
    [InlineData(2_000, Second, false)]
    [InlineData(2_100, First, false)]
    public async Task A_leader_or_a_price_that_two_maxima_do_not_give_is_seen(long price, string leader, bool isSound)
    {
        var proxies = Offered with { Terms = Offered.Terms with { Proxy = true } };
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [new LotOffered(proxies)]));
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [Bid(1, First, 2_000) with { PriceMinor = 1_500, NextBidMinor = 1_600 }]));
        await _history.Append(MatchingJournal.Definition, (Auction.Stream(Lot1), [Bid(2, Second, 9_000) with
        {
            PriceMinor = price,
            NextBidMinor = price + 100,
            Leader = leader == First ? First : null,
            LeaderNumber = leader == First ? 1 : null,
        }]));
        var proof = await _history.Prove("reproducible award");
        Assert.Equal(isSound, proof.Held);
        if (!isSound) Assert.Contains($"where its rules say ({Second}, 2100)", proof.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_does_not_sum_to_zero_is_seen()
    {
        await Sell();
        await Pay(2_000, bankMinor: -1_999);
        await AssertBroken("ledger balanced", "does not balance: 1 CNY are left");
    }

    [Fact]
    public async Task A_deal_whose_money_is_not_in_the_ledger_is_seen()
    {
        await Sell();
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [Opened, Booked, Paid]));
        await AssertBroken("deals are the ledger", "its escrow holds 0 instead of 2000");
    }

    [Fact]
    public async Task A_price_that_does_not_reach_consignor_and_organizer_is_seen()
    {
        await Pay(2_000);
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [new DealSettled(Award1, Fair, 1_939, 60, "CNY", StoredHistory.At)]));
        await AssertBroken("deals are the ledger", "ended with 1999 of 2000 shared out");
    }

    [Fact]
    public async Task A_default_that_keeps_some_of_the_money_is_seen()
    {
        await Pay(2_000);
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [new DealDefaulted(Award1, Lot1, Fair, Deal.NotRemoved, 1_999, "CNY", StoredHistory.At)]));
        await AssertBroken("deals are the ledger", "ended with 1999 of 2000 shared out");
    }

    [Fact]
    public async Task A_deal_that_outlives_its_deadline_is_seen()
    {
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Award1), [Opened with { PaymentDueAt = StoredHistory.At - 3_600_001 }]));
        await AssertBroken("every deal ends", "after its deadline");
    }

    [Fact]
    public async Task An_award_without_a_deal_is_seen()
    {
        await Sell();
        await _history.Append(SettlementJournal.Definition, (Deal.Stream(Id.From("other")), [Opened with { Terms = Terms with { Deal = Id.From("other") } }]));
        await Show(2_000);
        await AssertBroken("board = awards = ledger", $"Award {Award1} has no deal");
    }

    [Fact]
    public async Task A_board_that_is_a_fen_off_is_seen()
    {
        await Sell();
        await Pay(2_000);
        await Show(2_001);
        await AssertBroken("board = awards = ledger", "turnover: awards 2000, deals 2000, board 2001");
    }

    [Fact]
    public async Task A_board_that_was_shown_a_fen_off_is_seen()
    {
        await Sell();
        await Pay(2_000);
        await Show(2_000);
        await AssertBroken("board = awards = ledger", "board shown 1999", Remembered() with { Boards = [new(Fair, 1_999, 2_000, 0)] });
    }

    [Fact]
    public async Task A_changed_view_is_not_the_log()
    {
        await Sell();
        await _history.Follow(MatchingJournal.Definition);
        await _history.DamageViews(MatchingJournal.Definition, "update states set state = '{}'");
        await AssertBroken("views are the log (matching)", "states had");
    }

    [Fact]
    public async Task A_relay_that_stands_behind_is_seen()
    {
        await Sell();
        await _history.Follow(MatchingJournal.Definition);
        await _history.DamageViews(MatchingJournal.Definition, "update cursors set sequence = 1 where name = 'relay'");
        await AssertBroken("followers at the end (matching)", "the relay is at 1 of 4");
    }

    private static AcknowledgedBid[] Bids { get; } = [new(Lot1, 1, 1, 1_000, First, "0-2"), new(Lot1, 1, 2, 2_000, Second, "0-3")];

    private static DealTerms Terms { get; } = new(
        Award1, Lot1, Fair, 1, "Rebar", "steel", "CN-JL", Seller, Second, 10_000, "TNE", 2_000, "CNY", StoredHistory.At, 300, 86_400_000, 86_400_000);

    private static DealOpened Opened { get; } = new(Terms, StoredHistory.At + 86_400_000);

    private static ReceiptBooked Booked { get; } = new("R1", 2_000, 2_000, 0, 2_000, StoredHistory.At);

    private static DealPaid Paid { get; } = new(Award1, Fair, 2_000, "CNY", StoredHistory.At + 86_400_000, StoredHistory.At);

    private static Evidence Remembered(params AcknowledgedBid[] more) => new(Fair, [.. Bids, .. more], []);

    private static BidPlaced Bid(long bid, string bidder, long amount) => new(Fair, bid, bidder, (int)bid, amount, amount, amount + 100, StoredHistory.At + 1000);

    private async Task AssertBroken(string promise, string fault, Evidence? evidence = null)
    {
        var proof = await _history.Prove(promise, evidence);
        Assert.False(proof.Held);
        Assert.Contains(fault, proof.Detail, StringComparison.Ordinal);
    }

    private async Task Sell(string winner = Second)
    {
        var stream = Auction.Stream(Lot1);
        await _history.Append(MatchingJournal.Definition, (stream, [new LotOffered(Offered)]));
        await _history.Append(MatchingJournal.Definition, (stream, [Bid(1, First, 1_000)]));
        await _history.Append(MatchingJournal.Definition, (stream, [Bid(2, Second, 2_000)]));
        _history.Later = TimeSpan.FromSeconds(1);
        await _history.Append(MatchingJournal.Definition, (stream,
            [new QuantityAwarded(Award1, TheLot, winner, 10_000, 2_000, Settling), new AuctionClosed(Fair, 10_000, 10_000, 2)]));
        _history.Later = TimeSpan.Zero;
        await _history.Follow(MatchingJournal.Definition);
    }

    private async Task Pay(long escrowMinor, long bankMinor = -2_000)
    {
        var transfer = Id.From("receipt");
        await _history.Append(
            SettlementJournal.Definition,
            (Deal.Stream(Award1), [Opened, Booked, Paid]),
            (LedgerEntry.Stream(transfer),
                [new EntryPosted(transfer, "receipt", Award1, "R1", [new(AccountCode.Bank, bankMinor, "CNY"), new(AccountCode.Escrow(Award1), escrowMinor, "CNY")], StoredHistory.At)]),
            (Account.Stream(AccountCode.Bank), [new AmountPosted(transfer, bankMinor, "CNY", bankMinor, StoredHistory.At)]),
            (Account.Stream(AccountCode.Escrow(Award1)), [new AmountPosted(transfer, escrowMinor, "CNY", escrowMinor, StoredHistory.At)]));
        await _history.Follow(SettlementJournal.Definition);
    }

    // The board hears of the award and of the payment, with whatever hammer value the test wants it to have understood.
    private async Task Show(long hammerMinor)
    {
        var counted = new AwardCounted(Award1, Lot1, Fair, 1, "Rebar", "steel", "CN-JL", Seller, hammerMinor, "CNY", StoredHistory.At);
        var before = AwardOnBoard.Evolve(AwardOnBoard.Initial, counted);
        var after = AwardOnBoard.Evolve(before, new AwardPaid(2_000, StoredHistory.At));
        await _history.Append(
            TurnoverJournal.Definition,
            (AwardOnBoard.Stream(Award1), [counted, new AwardPaid(2_000, StoredHistory.At)]),
            (Board.Stream(Fair), [new BoardMoved("CNY", before.Place!, before.Share, before.Recent), new BoardMoved("CNY", after.Place!, after.Share - before.Share, after.Recent)]));
        await _history.Follow(TurnoverJournal.Definition);
    }
}
