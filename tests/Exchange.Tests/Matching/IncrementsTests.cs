using Exchange.Contracts.Listing.V1;
using Exchange.Matching.Auctions;
using Xunit;
using static Exchange.Tests.Matching.Sale;

namespace Exchange.Tests.Matching;

public sealed class IncrementsTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(99, 5)]
    [InlineData(1_00, 25)]
    [InlineData(4_99, 25)]
    [InlineData(5_00, 50)]
    [InlineData(25_00, 1_00)]
    [InlineData(100_00, 2_50)]
    [InlineData(250_00, 5_00)]
    [InlineData(500_00, 10_00)]
    [InlineData(1_000_00, 25_00)]
    [InlineData(2_500_00, 50_00)]
    [InlineData(4_999_99, 50_00)]
    [InlineData(5_000_00, 100_00)]
    [InlineData(1_000_000_000_000_000, 100_00)]
    public void The_table_of_ebay_is_as_published(long price, long step) => Assert.Equal(step, Increments.StepMinor(ByBids.Terms with { Increments = "ebay-us" }, price));

    [Fact]
    public void Steps_in_yuan_are_one_to_five_parts_of_a_hundred()
    {
        var terms = ByBids.Terms with { Increments = "yuan" };
        for (var price = 100_00L; price < 10_000_000_00; price += price / 7)
            Assert.InRange(Increments.StepMinor(terms, price) / (double)price, 0.01, 0.05);
    }

    [Theory]
    [InlineData(1, 10_000, 1)]
    [InlineData(1, 10_001, 2)]
    [InlineData(500, 10_000, 500)]
    [InlineData(500, 10_001, 501)]
    [InlineData(1, 1, 1)]
    [InlineData(10_000, 1_000_000_000_000_000, 1_000_000_000_000_000)]
    public void A_part_of_the_price_is_rounded_up(long basisPoints, long price, long step) =>
        Assert.Equal(step, Increments.StepMinor(ByBids.Terms with { IncrementBasisPoints = basisPoints }, price));

    [Fact]
    public void The_step_follows_the_price()
    {
        var byTable = With(Of(ByBids.Terms with { IncrementSteps = [new(100, 12_000), new(1_000)] }));
        Assert.Equal(10_100, byTable.After(new PlaceBid(Smelter, Opening), During).History.OfType<BidPlaced>().Last().NextBidMinor);
        var higher = byTable.After(new PlaceBid(Smelter, 12_000), During);
        Assert.Equal(13_000L, higher.When(new PlaceBid(Foundry, 12_999), During).Refused("auction.bid-too-low").Facts["nextBidMinor"]);
        Assert.Equal(14_000, higher.When(new PlaceBid(Foundry, 13_000), During).Then<BidPlaced>().NextBidMinor);
    }

    [Fact]
    public void Where_only_whole_steps_count_others_are_refused()
    {
        var whole = With(Of(ByBids.Terms with { WholeSteps = true }));
        whole.When(new PlaceBid(Smelter, Opening + 1), During).Refused("auction.not-whole-steps");
        var led = whole.After(new PlaceBid(Smelter, Opening + (3 * Increment)), During);
        var refusal = led.When(new PlaceBid(Foundry, 12_250), During).Refused("auction.not-whole-steps");
        Assert.Equal((12_000L, 500L), ((long)refusal.Facts["nextBidMinor"], (long)refusal.Facts["stepMinor"]));
        Assert.Equal(13_000, led.When(new PlaceBid(Foundry, 12_500), During).Then<BidPlaced>().NextBidMinor);
    }

    public static TheoryData<string> Unsound => [.. UnsoundTerms.Keys];

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Increments_and_soft_closes_that_cannot_be_are_refused(string why) =>
        Nothing.When(new OfferLot(Of(UnsoundTerms[why])), During).Refused("auction.unsound-terms");

    private static Dictionary<string, SaleTerms> UnsoundTerms { get; } = new()
    {
        ["an unknown table"] = ByBids.Terms with { Increments = "ebay-uk" },
        ["two ways"] = ByBids.Terms with { Increments = "yuan", IncrementBasisPoints = 100 },
        ["no lines"] = ByBids.Terms with { IncrementSteps = [] },
        ["no last line"] = ByBids.Terms with { IncrementSteps = [new(1, 100)] },
        ["a bound missing"] = ByBids.Terms with { IncrementSteps = [new(1), new(2)] },
        ["falling bounds"] = ByBids.Terms with { IncrementSteps = [new(1, 200), new(2, 100), new(3)] },
        ["a step of nothing"] = ByBids.Terms with { IncrementSteps = [new(0)] },
        ["no part"] = ByBids.Terms with { IncrementBasisPoints = 0 },
        ["more than the price"] = ByBids.Terms with { IncrementBasisPoints = 10_001 },
        ["no own step"] = ByBids.Terms with { OwnIncrementMinor = 0 },
        ["an unknown rule"] = ByBids.Terms with { SoftCloseRule = "never" },
        ["fewer than no extensions"] = ByBids.Terms with { MostExtensions = -1 },
        ["a hard end before the close"] = ByBids.Terms with { HardEndAt = ByBids.Terms.ClosesAt - 1 },
    };
}
