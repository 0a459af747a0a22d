using System.Globalization;
using Xunit;

namespace Exchange.Tests.Matching;

/// <summary>Simulated fairs of many lots, some thousands a minute. A failure says the seed; <c>EXCHANGE_SIMULATION="SEED LOTS"</c> runs that one again, or a large one.</summary>
public sealed class SimulationTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_run() =>
        Assert.Equal(await Simulation.Run(seed: 1989, lots: 30), await Simulation.Run(seed: 1989, lots: 30));

    [Fact]
    public async Task The_promises_hold_whatever_the_seed()
    {
        var asked = Environment.GetEnvironmentVariable("EXCHANGE_SIMULATION")?.Split(' ');
        var seed = asked is [var said, ..] ? int.Parse(said, CultureInfo.InvariantCulture) : Environment.TickCount & 0xfffff;
        await Simulation.Run(seed, asked is [_, var lots] ? int.Parse(lots, CultureInfo.InvariantCulture) : 100);
    }
}
