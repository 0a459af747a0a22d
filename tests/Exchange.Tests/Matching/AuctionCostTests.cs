using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What a bid costs in memory, because a fair has hundreds of thousands of them.</summary>
public sealed class AuctionCostTests
{
    private const int SizeOfBidPlaced = 96;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deciding_a_bid_allocates_its_event_and_nothing_else(bool proxy)
    {
        var (state, bid) = (With(Of(ByBids.Terms with { Proxy = proxy, Increments = "yuan" })).After(new PlaceBid(Smelter, Opening), During).State, new PlaceBid(Foundry, 20_000));
        Auction.Decide(state, bid, During);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Auction.Decide(state, bid, During);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 1000, 1, SizeOfBidPlaced);
    }

    [Fact]
    public void A_state_grows_with_the_bidders_not_with_the_bids()
    {
        var few = After(100);
        var many = After(50_000);
        Assert.Equal(50_000, many.Bids);
        Assert.InRange(Size(many), 1, Size(few) + 20);
    }

    private static Auction After(int bids)
    {
        var state = With(ByBids).State;
        for (var n = 0; n < bids; n++)
            state = Auction.Evolve(state, Auction.Decide(state, new PlaceBid(n % 2 == 0 ? Smelter : Foundry, Opening + (n * Increment)), During)[0]);
        return state;
    }

    private static int Size(Auction state) => JsonSerializer.SerializeToUtf8Bytes(state, StoredJson.Options).Length;
}
