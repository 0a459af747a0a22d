using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Exchange.Kernel.Time;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Exchange.Tests.Kernel;

public sealed class EdgeClockTests
{
    private static readonly DateTimeOffset Opening = new(1989, 10, 1, 8, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void A_second_on_the_wall_is_as_many_on_an_accelerated_clock_as_its_speed()
    {
        var wall = new FakeTimeProvider();
        var clock = new AcceleratedClock(wall, Opening, 600);
        wall.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(Opening.AddHours(1), clock.GetUtcNow());
    }

    [Fact]
    public void Two_accelerated_clocks_with_the_same_anchor_show_the_same_time_whenever_they_were_started()
    {
        var wall = new FakeTimeProvider();
        var anchor = wall.GetUtcNow();
        var first = new AcceleratedClock(wall, Opening, 600, anchor);
        wall.Advance(TimeSpan.FromSeconds(5));
        var second = new AcceleratedClock(wall, Opening, 600, anchor);
        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
    }

    [Fact]
    public void A_timer_of_an_accelerated_clock_is_due_in_its_time()
    {
        var wall = new FakeTimeProvider();
        var fired = 0;
        using var timer = new AcceleratedClock(wall, Opening, 600).CreateTimer(_ => fired++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        wall.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, fired);
        wall.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void A_stepped_clock_stands_until_it_is_moved_and_never_goes_back()
    {
        var clock = new SteppedClock(Opening);
        Assert.Equal(Opening, clock.GetUtcNow());
        Assert.True(clock.MoveTo(Opening.AddHours(1)));
        Assert.False(clock.MoveTo(Opening));
        Assert.Equal(Opening.AddHours(1), clock.GetUtcNow());
    }

    [Fact]
    public async Task A_step_fires_the_timers_that_are_due_by_then_and_no_other()
    {
        var clock = new SteppedClock(Opening);
        var (soon, late) = (Task.Delay(TimeSpan.FromMinutes(10), clock), Task.Delay(TimeSpan.FromMinutes(30), clock));
        clock.MoveTo(Opening.AddMinutes(20));
        await soon;
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public async Task Anyone_may_read_the_clock()
    {
        await using var host = await Stepped();
        var shown = await host.Client.GetFromJsonAsync<JsonElement>("/clock");
        Assert.Equal("stepped", shown.GetProperty("kind").GetString());
        Assert.Equal(Opening.ToUnixTimeMilliseconds(), shown.GetProperty("now").GetInt64());
    }

    [Fact]
    public async Task An_operator_moves_a_stepped_clock_on_but_not_back()
    {
        await using var host = await Stepped();
        var later = Opening.AddDays(1).ToUnixTimeMilliseconds();
        Assert.Equal(HttpStatusCode.OK, (await Put(host, $"{{\"now\":{later}}}", "operator")).StatusCode);
        Assert.Equal(later, host.App.Services.GetClock().GetUtcNow().ToUnixTimeMilliseconds());
        await (await Put(host, $"{{\"now\":{later - 1}}}", "operator")).Problem(409, "clock.backwards");
    }

    [Fact]
    public async Task Nobody_else_moves_it()
    {
        await using var host = await Stepped();
        await (await Put(host, "{\"now\":9000000000000}", "organizer")).Problem(403, "auth.role-missing");
        await (await host.Send(HttpMethod.Put, "/clock", JsonContent.Create(new { now = 9000000000000 }))).Problem(401, "auth.token-missing");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"now\":-1}")]
    [InlineData("{\"now\":9223372036854775807}")]
    public async Task A_step_needs_a_time(string body)
    {
        await using var host = await Stepped();
        await (await Put(host, body, "operator")).Problem(400, "request.invalid");
    }

    [Fact]
    public async Task The_walls_clock_cannot_be_moved()
    {
        await using var host = await EdgeHost.Start();
        await (await Put(host, "{\"now\":9000000000000}", "operator")).Problem(409, "clock.not-stepped");
    }

    private static Task<EdgeHost> Stepped() => EdgeHost.Start(settings: new() { ["Clock:Kind"] = "stepped", ["Clock:Start"] = "1989-10-01T08:00:00+08:00" });

    private static Task<HttpResponseMessage> Put(EdgeHost host, string body, string role) =>
        host.Send(HttpMethod.Put, "/clock", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), host.Issuer.Token(role));
}
