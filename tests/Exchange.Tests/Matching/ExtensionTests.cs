using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

/// <summary>What a bid a minute before the close of a lot with a soft close of five minutes does to the close.</summary>
public sealed class ExtensionTests
{
    private static readonly DateTimeOffset Late = Closes.AddMinutes(-1);

    [Fact]
    public void By_the_reset_rule_the_close_is_the_soft_close_after_the_bid()
    {
        Assert.Equal(Closes.AddMinutes(4), CloseOf(ByBids.Terms, 1));
        Assert.Equal(Closes.AddMinutes(4), CloseOf(ByBids.Terms with { SoftCloseRule = Extension.Reset }, 3));
    }

    [Fact]
    public void By_the_adding_rule_each_late_bid_adds_the_soft_close()
    {
        var adding = ByBids.Terms with { SoftCloseRule = Extension.Add };
        Assert.Equal(Closes.AddMinutes(5), CloseOf(adding, 1));
        Assert.Equal(Closes.AddMinutes(5), With(Of(adding)).After(new PlaceBid(Smelter, Opening), Late).After(new PlaceBid(Foundry, 11_000), Closes).State.Close());
        Assert.Equal(Closes.AddMinutes(10), With(Of(adding)).After(new PlaceBid(Smelter, Opening), Late).After(new PlaceBid(Foundry, 11_000), Closes.AddMilliseconds(1)).State.Close());
    }

    [Fact]
    public void By_the_adding_rule_too_a_bid_as_long_before_the_close_as_the_soft_close_moves_nothing() => Assert.Equal(
        Closes,
        With(Of(ByBids.Terms with { SoftCloseRule = Extension.Add })).After(new PlaceBid(Smelter, Opening), Closes - Sale.SoftClose).State.Close());

    [Fact]
    public void After_the_last_extension_a_bid_counts_and_moves_nothing()
    {
        var once = With(Of(ByBids.Terms with { MostExtensions = 1 })).After(new PlaceBid(Smelter, Opening), Late).After(new PlaceBid(Foundry, 11_000), Closes);
        Assert.Equal((Closes.AddMinutes(4), 1L, 2L), (once.State.Close(), once.State.Extensions, once.State.Bids));
        Assert.Equal(Closes, CloseOf(ByBids.Terms with { MostExtensions = 0 }, 1));
    }

    [Fact]
    public void No_bid_moves_the_close_beyond_the_hard_end()
    {
        var bounded = ByBids.Terms with { HardEndAt = Closes.AddMinutes(2).ToUnixTimeMilliseconds() };
        Assert.Equal(Closes.AddMinutes(2), CloseOf(bounded, 1));
        Assert.Equal(Closes.AddMinutes(2), CloseOf(bounded, 2));
        With(Of(bounded)).After(new PlaceBid(Smelter, Opening), Late).When(new PlaceBid(Foundry, 11_000), Closes.AddMinutes(2)).Refused("auction.closed");
    }

    private static DateTimeOffset CloseOf(SaleTerms terms, int lateBids)
    {
        var sale = With(Of(terms));
        for (var n = 0; n < lateBids; n++) sale = sale.After(new PlaceBid(n % 2 == 0 ? Smelter : Foundry, Opening + (n * 1_000)), Late);
        return sale.State.Close();
    }
}

file static class Closing
{
    public static DateTimeOffset Close(this Auction auction) => DateTimeOffset.FromUnixTimeMilliseconds(auction.ClosesAt).ToOffset(Closes.Offset);
}
