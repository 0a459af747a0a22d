using System.Buffers;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Auctions through a real log: messages in, hammers by the clock, tables and messages out.</summary>
public sealed class MatchingJournalTests : IAsyncLifetime
{
    private static readonly LotEntered Entered = Sale.Entered(ByBids);

    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await MatchingStore.Started();
        await _store.Tell(Entered, "m1");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_lot_that_is_entered_can_be_bid_on_and_is_sold_by_the_clock()
    {
        await Accepted(new PlaceBid(Smelter, Reserve));
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        Assert.Equal(AuctionStatus.Sold, (await State()).Outcome);

        var awarded = Assert.Single(Heard<LotAwarded>());
        Assert.Equal(
            new(Id.From(LotId, "1"), LotId, Fair, 7, Entered.Title, "7404", "Jilin", Mill, Smelter, Offered, "KGM", Reserve, "CNY", Closes.ToUnixTimeMilliseconds(), Settled),
            awarded);
        Assert.Equal(new(LotId, Fair, Offered, Offered, 1, Closes.ToUnixTimeMilliseconds()), Assert.Single(Heard<LotClosed>()));
    }

    [Fact]
    public async Task The_head_of_the_audit_file_is_published_once_when_the_sale_has_ended()
    {
        await Accepted(new PlaceBid(Smelter, Reserve));
        await _store.Settle();
        Assert.Null((await State()).Audit);
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        await _store.Start();
        await _store.Settle();

        var (scribe, audit) = (AuditScribe.For(new LotOffered(ByBids)), (await State()).Audit!);
        var bid = Auction.Decide(With(ByBids).State, new PlaceBid(Smelter, Reserve), During)[0];
        var led = With(ByBids).Given(bid).State;
        scribe.Write(During.ToUnixTimeMilliseconds(), [new LotOffered(ByBids)]);
        scribe.Write(During.ToUnixTimeMilliseconds(), [bid]);
        scribe.Write(Closes.ToUnixTimeMilliseconds(), [.. Auction.Decide(led, new CloseAuction(), Closes).Events]);
        Assert.Equal(new(3, scribe.Head), audit);
        Assert.Equal(new(LotId, Fair, 3, scribe.Head, Closes.ToUnixTimeMilliseconds()), Assert.Single(Heard<LotAudited>()));
        Assert.Equal("auction.closed", Assert.IsType<Answer.Refused>(await _store.Submit(new PlaceBid(Foundry, 17_000))).Refusal.Code);
    }

    [Fact]
    public async Task More_bidders_than_a_row_of_an_audit_names_keep_their_numbers_over_a_restart()
    {
        const int Bidders = (2 * AuditViews.NamesInRow) + 5;
        for (var n = 0; n < 2 * Bidders; n++)
        {
            await Accepted(new PlaceBid($"{n % Bidders:x32}", Opening + (n * Increment)));
            if (n != Bidders / 2 && n != Bidders - 3) continue;
            await _store.Settle();
            await _store.Start();
        }

        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        await using var session = await _store.Journal.Read();
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        await foreach (var (entry, part) in _store.Journal.PartsOf(Auction.Stream(LotId), await AuditViews.LogRowsOf(session, LotId)))
            file.Write(bytes, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        Assert.Equal((await State()).Audit!.Head, file.Head);
    }

    [Fact]
    public async Task An_audit_finds_its_entries_in_the_log_however_many_rows_hold_them()
    {
        for (var n = 0; n < 200; n++) await Accepted(new PlaceBid(n % 2 == 0 ? Smelter : Foundry, Opening + (n * Increment)));
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        await using var session = await _store.Journal.Read();
        var rows = await AuditViews.LogRowsOf(session, LotId);
        Assert.Equal(202, rows.Count);
        var (file, bytes) = (new AuditFile(), new ArrayBufferWriter<byte>());
        await foreach (var (entry, part) in _store.Journal.PartsOf(Auction.Stream(LotId), rows)) file.Write(bytes, entry.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        file.End(bytes);
        var verdict = AuditVerifier.Verify(bytes.WrittenMemory, (await State()).Audit!.Head);
        Assert.Empty(verdict.Faults);
        Assert.Equal((202, 202), (verdict.Entries, verdict.HeadAt));
    }

    [Fact]
    public async Task A_late_bid_holds_the_hammer_until_the_new_close()
    {
        _store.Clock.SetUtcNow(Closes.AddSeconds(-1));
        await Accepted(new PlaceBid(Smelter, Reserve));
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        Assert.Null((await State()).Outcome);

        _store.Clock.SetUtcNow(Closes.AddSeconds(-1) + SoftClose);
        await _store.Settle();
        Assert.Equal(AuctionStatus.Sold, (await State()).Outcome);
    }

    [Fact]
    public async Task Messages_told_twice_or_by_another_id_change_nothing()
    {
        var head = _store.Journal.Head();
        await _store.Tell(Entered, "m1");
        await _store.Tell(Entered, "m1-again");
        Assert.Equal(head, _store.Journal.Head());

        await _store.Tell(new LotWithdrawn(LotId, Fair, "Burnt down", 0), "m2");
        await _store.Settle(); // the head of its audit file is published
        head = _store.Journal.Head();
        await _store.Tell(new LotWithdrawn(LotId, Fair, "Burnt down", 0), "m3");
        await _store.Tell(new LotWithdrawn(LotId, Fair, "Burnt down", 0), "m2");
        Assert.Equal(head, _store.Journal.Head());
        Assert.Equal(AuctionStatus.Withdrawn, (await State()).Outcome);
    }

    [Fact]
    public async Task Bids_cross_the_bus_folded_and_the_last_word_is_the_state()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(n => _store.Submit(new PlaceBid(n % 2 == 0 ? Smelter : Foundry, Opening + (n * Increment)))));
        await _store.Settle();
        var (state, moved) = (await State(), Heard<LotsMoved>());
        Assert.Equal(answers.OfType<Answer.Accepted>().Count(), state.Bids);
        Assert.True(moved.Count < state.Bids / 4, $"{moved.Count} messages for {state.Bids} bids");
        Assert.Equal(new(LotId, Fair, state.PriceMinor, state.Bids, state.ClosesAt), moved[^1].Lots.Single());
        Assert.Empty(Heard<LotAwarded>());
    }

    [Fact]
    public async Task Tables_show_each_bid_and_the_lot_as_the_last_left_it()
    {
        await Accepted(new PlaceBid(Smelter, 10_000));
        await Accepted(new PlaceBid(Foundry, 16_000));
        await _store.Settle();
        await using var session = await _store.Journal.Read();
        Assert.Equal(
            [new(2, 2, 16_000, 16_000, During.ToUnixTimeMilliseconds()), new(1, 1, 10_000, 10_000, During.ToUnixTimeMilliseconds())],
            await AuctionViews.BidsOf(session, LotId, 0, 10));
        Assert.Equal([1L], (await AuctionViews.BidsOf(session, LotId, 0, 1)).Select(bid => bid.Bid));
        var row = Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "", During.ToUnixTimeMilliseconds(), 10));
        Assert.Equal(
            new(row.AuctionNo, LotId, Fair, 7, Entered.Title, "7404", "Jilin", "english", Offered, "KGM", "CNY",
                Opens.ToUnixTimeMilliseconds(), Closes.ToUnixTimeMilliseconds(), 16_000, 16_500, 2, 2, 0, ""),
            row);
    }

    [Fact]
    public async Task A_fairs_lots_are_paged_by_number_and_found_by_status()
    {
        foreach (var number in Enumerable.Range(10, 5)) await Enter(number, opensAt: Opens.AddHours(number - 10));
        await _store.Submit(new WithdrawLot("Burnt down"), Other(10));
        await _store.Settle();
        await using var session = await _store.Journal.Read();
        Assert.Equal([7, 10, 11, 12, 13, 14], await Numbers("", 0, 10));
        Assert.Equal([11, 12], await Numbers("", 10, 2));
        Assert.Equal([10], await Numbers("withdrawn", 0, 10));
        Assert.Equal([7, 11], await Numbers("open", 0, 10));
        Assert.Equal([12, 13], await Numbers("scheduled", 7, 2));
        Assert.Equal([], await Numbers("closing", 0, 10));

        async Task<IEnumerable<long>> Numbers(string status, long after, int limit) =>
            (await AuctionViews.OfFair(session, Fair, after, status, During.ToUnixTimeMilliseconds(), limit)).Select(lot => lot.Number);
    }

    [Fact]
    public async Task A_rebuild_from_the_log_changes_nothing()
    {
        foreach (var number in Enumerable.Range(10, 5)) await Enter(number, Opens);
        await _store.Tell(new LotWithdrawn(Id.From("never entered"), Fair, "Too early", 0), "m9");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => _store.Submit(new PlaceBid(n % 3 == 0 ? Smelter : Foundry, Opening + (n * Increment)), Other(10 + (n % 5)))));
        await _store.Submit(new TakeQuantity(Smelter, 1000), Other(14));
        _store.Clock.SetUtcNow(Closes + SoftClose);
        await _store.Settle();
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task After_a_default_others_hear_of_the_fall_and_a_rebuild_changes_nothing()
    {
        await Accepted(new PlaceBid(Smelter, 16_000));
        await Accepted(new PlaceBid(Foundry, 17_000));
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
        await _store.Tell(new Exchange.Contracts.Settlement.V1.DealDefaulted(Id.From(LotId, "1"), LotId, Fair, "not-paid", 0), "d1");
        await Accepted(new AnswerSecondChance(Smelter, true));
        await _store.Settle();
        Assert.Equal(
            new(Id.From(LotId, "1"), LotId, Fair, Offered, 17_000, "not-paid", 1, Closes.ToUnixTimeMilliseconds()), Assert.Single(Heard<Exchange.Contracts.Matching.V1.AwardFell>()));
        Assert.Equal([null, 2L], Heard<LotClosed>().Select(closed => closed.Closing));
        Assert.Equal([17_000, 16_000], Heard<LotAwarded>().Select(award => award.HammerMinor));
        await _store.Tell(new Exchange.Contracts.Settlement.V1.DealDefaulted(Id.From(LotId, "2"), LotId, Fair, "not-paid", 0), "d2");
        Assert.Equal(AuctionStatus.PassedIn, (await State()).Outcome);
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task After_a_restart_the_sale_goes_on_where_it_was()
    {
        await Accepted(new PlaceBid(Smelter, 16_000));
        await _store.Start();
        Assert.Equal("auction.already-leading", Assert.IsType<Answer.Refused>(await _store.Submit(new PlaceBid(Smelter, 17_000))).Refusal.Code);
        Assert.Equal(2, (await Accepted(new PlaceBid(Foundry, 17_000))).First<BidPlaced>()!.Bid);
    }

    private Task Enter(int number, DateTimeOffset opensAt) => _store.Tell(
        Entered with { Lot = Other(number), Number = number, Terms = Entered.Terms with { OpensAt = opensAt.ToUnixTimeMilliseconds() } }, $"m-{number}");

    private static string Other(int number) => Id.From("lot", $"{number}");

    private async Task<Answer.Accepted> Accepted(AuctionCommand command) => Assert.IsType<Answer.Accepted>(await _store.Submit(command));

    private async Task<Auction> State() => await _store.Journal.Peek<Auction>(Auction.Stream(LotId));

    private List<TMessage> Heard<TMessage>() =>
        [.. _store.Sent.Where(item => item.Type == Exchange.Kernel.Bus.ContractName.Of(typeof(TMessage))).Select(item => item.Data.Deserialize<TMessage>(StoredJson.Options)!)];
}
