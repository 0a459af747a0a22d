using System.Globalization;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Simulated fairs of many lots, some thousands a minute. A failure says the seed, and the step after which it was seen; <c>EXCHANGE_SIMULATION="SEED LOTS"</c> runs
/// that one again, or a large one.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_run_and_everything_happens_in_it()
    {
        var (first, second) = (await Simulation.Run(seed: 1989, lots: 80), await Simulation.Run(seed: 1989, lots: 80));
        Assert.Equal(first.Digest, second.Digest);
        string[] happens =
        [
            "BidPlaced", "DemandPlaced", "BidSealed", "SealedBidWithdrawn", "BidsOpened", "OfferMade", "OfferEnded", "QuantityAwarded", "AuctionClosed", "AuctionWithdrawn",
            "AuditPublished", "AwardFell", "SecondChanceOffered", "SecondChanceEnded", "LotJoined", "LotLeft", "CloseMoved",
            "CallAuctionOpened", "OrderPlaced", "OrderAmended", "OrderCancelled", "OrdersCrossed", "CallAuditPublished",
        ];
        Assert.All(happens, name => Assert.True(first.Events.GetValueOrDefault(name) > 0, $"{name} is not among {string.Join(", ", first.Events)}"));
        Assert.True(first.Events["BidSealed"] > 100, $"{first.Events["BidSealed"]} sealed bids");
    }

    [Fact]
    public async Task The_promises_hold_whatever_the_seed()
    {
        var asked = Environment.GetEnvironmentVariable("EXCHANGE_SIMULATION")?.Split(' ');
        var seed = asked is [var said, ..] ? int.Parse(said, CultureInfo.InvariantCulture) : Environment.TickCount & 0xfffff;
        await Simulation.Run(seed, asked is [_, var lots] ? int.Parse(lots, CultureInfo.InvariantCulture) : 100);
    }
}
