using System.Text;
using System.Text.Json;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>Sealed bids through a real log: opened by the clock, shown in tables, told in messages.</summary>
public sealed class SealedJournalTests : IAsyncLifetime
{
    private const long Canary = 7_316_598_204_421;

    private MatchingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await MatchingStore.Started();
        await _store.Tell(Entered(BySealedBids), "m1");
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task The_clock_opens_the_bids_and_sells_to_the_highest()
    {
        await Bid(Smelter, 16_000);
        await Bid(Foundry, 20_000);
        await Bid(Smelter, 18_000);
        await Close();
        var awarded = Assert.Single(Heard<LotAwarded>());
        Assert.Equal((Mill, Foundry, 20_000), (awarded.Consignor, awarded.Winner, awarded.HammerMinor));
        await using var session = await _store.Journal.Read();
        Assert.Equal(
            [(3, 18_000, ""), (2, 20_000, ""), (1, 0, "amended")],
            (await AuctionViews.BidsOf(session, LotId, 0, 10)).Select(row => (row.Bid, row.AmountMinor, row.Ended)));
        var lot = Assert.Single(await AuctionViews.OfFair(session, Fair, 0, "sold", Closes.ToUnixTimeMilliseconds(), 10));
        Assert.Equal((20_000, 2, 3), (lot.PriceMinor, lot.LeaderNumber, lot.Bids));
    }

    [Fact]
    public async Task Messages_tell_the_number_of_bids_and_nothing_of_them()
    {
        await Bid(Smelter, Canary);
        await Bid(Foundry, Canary + 1);
        await _store.Settle();
        Assert.Equal(new LotMoved(LotId, Fair, 0, 2, Closes.ToUnixTimeMilliseconds()), Heard<LotsMoved>()[^1].Lots.Single());
        Assert.All(_store.Sent, message =>
        {
            Assert.DoesNotContain("73165982044", message.Data.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.ASCII.GetBytes("731659820")), message.Data.GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_rebuild_from_the_log_changes_nothing_before_the_opening_or_after_it()
    {
        await Bid(Smelter, 16_000);
        await Bid(Foundry, 17_000);
        await Bid(Smelter, 18_000);
        Assert.IsType<Answer.Accepted>(await _store.Submit(new WithdrawSealedBid(Foundry)));
        await _store.Settle();
        Assert.Empty(await _store.RebuildDifferences());
        await _store.Start();
        await Close();
        Assert.Equal(18_000, Assert.Single(Heard<LotAwarded>()).HammerMinor);
        Assert.Empty(await _store.RebuildDifferences());
    }

    [Fact]
    public async Task A_key_that_is_lost_keeps_the_lot_closing_and_all_is_well_when_it_is_back()
    {
        await Bid(Smelter, 16_000);
        _store.Clock.SetUtcNow(Closes);
        Assert.Equal("auction.other-key", Assert.IsType<Answer.Refused>(await _store.Submit(new CloseAuction())).Refusal.Code);
        Assert.Null((await _store.Journal.Peek<Auction>(Auction.Stream(LotId))).Outcome);
        await Close();
        Assert.Single(Heard<LotAwarded>());
    }

    private async Task Bid(string bidder, long amount)
    {
        var randomness = Encoding.ASCII.GetBytes(Sealed(bidder, amount).Offer.Salt).AsSpan(0, LotKey.SaltBytes + LotKey.NonceBytes).ToArray();
        Assert.IsType<Answer.Accepted>(await _store.Submit(new PlaceSealedBid(bidder, _store.Key.Of(LotId).Seal(bidder, amount, "", randomness))));
    }

    private async Task Close()
    {
        _store.Clock.SetUtcNow(Closes);
        await _store.Settle();
    }

    private List<TMessage> Heard<TMessage>() =>
        [.. _store.Sent.Where(item => item.Type == ContractName.Of(typeof(TMessage))).Select(item => item.Data.Deserialize<TMessage>(StoredJson.Options)!)];
}
