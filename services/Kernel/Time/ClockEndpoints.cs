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
            return Problem.Of(StatusCodes.Status409Conflict, "clock.backwards", "A clock never goes back.");

        await Settle(services.GetRequiredService<Journals>().All, cancellation);
        return Show(time, settings, services);
    }

    // What one service has done reaches another one as messages and makes its work due, so all must stand still for a whole round.
    private static async Task Settle(IReadOnlyList<Journal> journals, CancellationToken cancellation)
    {
        long[] before;
        bool moved;
        do
        {
            moved = false;
            before = Heads(journals);
            foreach (var journal in journals) moved |= await journal.Settle(cancellation);
        }
        while (moved || !before.SequenceEqual(Heads(journals)));
    }

    private static long[] Heads(IReadOnlyList<Journal> journals) =>
        [.. journals.SelectMany(journal => Enumerable.Range(0, journal.Partitions).Select(partition => journal.Head(partition).Sequence))];

    private static Ok<ClockShown> Show(TimeProvider time, ClockSettings settings, IServiceProvider services) => TypedResults.Ok(new ClockShown(
        settings.Kind, time.GetUtcNow().ToUnixTimeMilliseconds(), [.. services.GetRequiredService<Journals>().All.Select(journal => journal.Status())]));
}
