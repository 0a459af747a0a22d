using Exchange.Kernel.Load;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class PressureTests
{
    private readonly Pressure _pressure = new(Ms(50), Ms(1000));
    private int _now;

    [Fact]
    public void A_burst_turns_nobody_away()
    {
        Waits(500, during: 900);
        Waits(1, during: 20);
        Waits(500, during: 900);
        Assert.False(_pressure.IsStanding);
        Assert.Equal(0, _pressure.Share(query: true));
    }

    [Fact]
    public void A_wait_that_stands_turns_away_the_more_the_longer_it_is()
    {
        Waits(60, during: 1100);
        Assert.Equal(0.7, _pressure.Share(query: false), 9);
        Waits(40, during: 20);
        Assert.Equal(0.3, _pressure.Share(query: false), 9);
        Waits(90, during: 20);
        Assert.Equal(1, _pressure.Share(query: false));
        Waits(20, during: 20);
        Assert.Equal(0, _pressure.Share(query: false));
    }

    [Fact]
    public void Queries_are_turned_away_before_commands()
    {
        Waits(60, during: 1100);
        foreach (var wait in new[] { 15, 25, 40, 60 })
        {
            Waits(wait, during: 20);
            Assert.True(_pressure.Share(query: true) > _pressure.Share(query: false), $"{wait} ms");
        }
    }

    [Fact]
    public void All_are_let_in_again_when_the_wait_has_been_short_for_the_interval()
    {
        Waits(60, during: 1100);
        Waits(5, during: 900);
        Assert.True(_pressure.IsStanding);
        Waits(5, during: 200);
        Assert.False(_pressure.IsStanding);
        Waits(60, during: 900);
        Assert.False(_pressure.IsStanding);
    }

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void Waits(int wait, int during)
    {
        for (var end = _now + during; _now < end; _now += 20) _pressure.Observe(Ms(wait), Ms(_now));
    }
}
