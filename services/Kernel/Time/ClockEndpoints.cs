using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Exchange.Kernel.Time;

/// <summary>The clock of the exchange as the interface shows it.</summary>
/// <param name="Kind"><c>wall</c>, <c>accelerated</c> or <c>stepped</c>.</param>
/// <param name="Now">What it shows, in Unix milliseconds.</param>
/// <param name="Journals">How far each service of this process has come.</param>
public sealed record ClockShown(string Kind, long Now, IReadOnlyList<JournalStatus> Journals);

/// <summary>A step of a stepped clock.</summary>
/// <param name="Now">What it is to show, in Unix milliseconds; never before what it shows.</param>
public sealed record ClockStep(long? Now);

internal static class ClockEndpoints
{
    private static readonly long LastMoment = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static void MapClock(this IEndpointRouteBuilder app)
    {
        var clock = app.MapGroup("/clock").WithTags("Clock");
        clock.MapGet("", (TimeProvider time, ClockSettings settings, IServiceProvider services) => Show(time, settings, services)).AllowAnonymous();
        clock.MapPut("", Step).RequireAuthorization(Roles.Operator);
    }

    private static async Task<IResult> Step(ClockStep step, TimeProvider time, ClockSettings settings, IServiceProvider services, CancellationToken cancellation)
    {
        if (step.Now is not { } now || now < 0 || now > LastMoment)
            return Problem.Of([new("now", "time", "It must be a time in Unix milliseconds.")]);
        if (time is not SteppedClock clock)
            return Problem.Of(StatusCodes.Status409Conflict, "clock.not-stepped", $"The clock is {settings.Kind}; only a stepped clock can be moved.");
        if (!clock.MoveTo(DateTimeOffset.FromUnixTimeMilliseconds(now)))
            return Problem.Of(StatusCodes.Status409Conflict, "clock.backwards", "A clock never goes back.", new Dictionary<string, object> { ["now"] = time.GetUtcNow().ToUnixTimeMilliseconds() });

        await Settle(services.GetRequiredService<Journals>().All, cancellation);
        return Show(time, settings, services);
    }

    // What one service has done may make another one's work due, so all must find nothing to do in the same round.
    private static async Task Settle(IReadOnlyList<Journal> journals, CancellationToken cancellation)
    {
        bool moved;
        do
        {
            moved = false;
            foreach (var journal in journals) moved |= await journal.Settle(cancellation);
        }
        while (moved);
    }

    private static Ok<ClockShown> Show(TimeProvider time, ClockSettings settings, IServiceProvider services) => TypedResults.Ok(new ClockShown(
        settings.Kind, time.GetUtcNow().ToUnixTimeMilliseconds(), [.. services.GetRequiredService<Journals>().All.Select(journal => journal.Status())]));
}
