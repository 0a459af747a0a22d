using Exchange.Kernel.Problems;
using Exchange.Kernel.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Exchange.Kernel.Load;

/// <summary>Turns requests away at the door while more come than can be done, queries before commands, so that those who are let in are answered soon.
/// The longer a request has been worked on, the more it costs to turn it away; so it happens before tokens and bodies are looked at.</summary>
internal sealed partial class LoadShedding(LoadSettings settings, ILogger<LoadShedding> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Pressure _pressure = new(settings.Delay, settings.Interval);
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _count;
    private bool _wasStanding;

    /// <summary>Whether a request is to be turned away.</summary>
    /// <param name="query">Whether it only asks.</param>
    public bool Sheds(bool query)
    {
        if (!_pressure.IsStanding) return false;
        // Evenly: of ten that come, the share's tenths are turned away.
        var (n, share) = (Interlocked.Increment(ref _count), _pressure.Share(query));
        return Math.Floor(n * share) > Math.Floor((n - 1) * share);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Delay == TimeSpan.Zero) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            _pressure.Observe(await Wait(), TimeProvider.System.GetElapsedTime(_start));
            if (_pressure.IsStanding != _wasStanding) Tell(_wasStanding = _pressure.IsStanding);
            await Task.Delay(Pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // How long work waits for a thread now, found by waiting behind the rest.
    private static async Task<TimeSpan> Wait()
    {
        var began = TimeProvider.System.GetTimestamp();
        var turn = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(static turn => turn.SetResult(), turn, preferLocal: false);
        await turn.Task;
        return TimeProvider.System.GetElapsedTime(began);
    }

    private void Tell(bool standing)
    {
        if (standing) LogShedding(settings.Delay.TotalMilliseconds);
        else LogCalm();
    }

    [LoggerMessage(LogLevel.Warning, "More is asked than can be done: work has waited {Milliseconds} ms and more for a thread. Requests are turned away.")]
    private partial void LogShedding(double milliseconds);

    [LoggerMessage(LogLevel.Information, "No more requests are turned away.")]
    private partial void LogCalm();
}

/// <summary>The door.</summary>
internal sealed class LoadSheddingMiddleware(RequestDelegate next, LoadShedding load)
{
    private static readonly IResult Busy = Problem.Of(
        StatusCodes.Status503ServiceUnavailable, "exchange.busy", "More is asked of the exchange than it can take now; nothing was done. Try again.");

    public Task Invoke(HttpContext http)
    {
        var query = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || !load.Sheds(query)) return next(http);
        Measures.Shed(query);
        http.Response.Headers.RetryAfter = "1";
        return Busy.ExecuteAsync(http);
    }
}
