using System.Runtime.CompilerServices;
using System.Text.Json;
using Exchange.Kernel.Log;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Exchange.Matching.Auctions;

/// <summary>Tells viewers that their lot has changed, or that its clock has fallen, of which there is no event. One follower of the log and one look at the
/// time serve all of them, however many; a viewer holds one signal and no queue, so that a slow one misses steps in between, never the last one, and costs
/// no memory.</summary>
public sealed partial class AuctionStreams(MatchingJournal journal, ILogger<AuctionStreams> log) : BackgroundService
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15), Pause = TimeSpan.FromSeconds(1), Look = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<SemaphoreSlim>> _viewers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _falls = new(StringComparer.Ordinal);

    /// <summary>True at once and whenever the stream has changed since the last time; false when it is time for a sign of life.
    /// Ends without an exception when it is cancelled.</summary>
    private async IAsyncEnumerable<bool> Watch(string stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var signal = new SemaphoreSlim(1);
        Add(stream, signal);
        try
        {
            while (!cancellation.IsCancellationRequested) yield return await Signalled(signal, cancellation);
        }
        finally
        {
            Remove(stream, signal);
        }
    }

    /// <summary>Answers a request with server-sent events of a name: what a look at a stream shows, at once and whenever it has changed, until the viewer leaves.
    /// Their ids are positions of the log. One that only a clock caused has the id of the last change.</summary>
    /// <param name="http">The request.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="name">The events' name.</param>
    /// <param name="look">What is shown now.</param>
    /// <param name="againAt">When what is shown changes by itself, in Unix milliseconds; null for never.</param>
    public async Task Show<TShown>(HttpContext http, string stream, string name, Func<ValueTask<TShown>> look, Func<TShown, long?>? againAt = null)
    {
        var options = http.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var last = "";
        await foreach (var changed in Watch(stream, http.RequestAborted))
        {
            if (changed)
            {
                // The position is read before the state, so that the state is never older than the id says.
                var position = journal.HeadOf(stream);
                var shown = await look();
                if (againAt?.Invoke(shown) is { } at) LookAgain(stream, at);
                // What looks the same is not told: that something happened to an offer is between its bidder and the consignor.
                if (JsonSerializer.Serialize(shown, options) is var data && data == last) continue;
                last = data;
                await http.Response.WriteAsync($"id: {position}\nevent: {name}\ndata: {data}\n\n", CancellationToken.None);
            }
            else await http.Response.WriteAsync(": still here\n\n", CancellationToken.None);

            await http.Response.Body.FlushAsync(CancellationToken.None);
        }
    }

    /// <summary>Lets the viewers of a stream look again at a time in Unix milliseconds, by the exchange's clock, because its price falls then.</summary>
    private void LookAgain(string stream, long at)
    {
        lock (_gate)
            if (_viewers.ContainsKey(stream)) _falls[stream] = at;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Enumerable.Range(0, journal.Partitions).Select(partition => FollowPatiently(partition, stoppingToken)).Append(WatchTheTime(stoppingToken)));

    // The exchange's clock may be stepped or run fast, so that it is looked at rather than waited for.
    private async Task WatchTheTime(CancellationToken stopping)
    {
        using var looks = new PeriodicTimer(Look, TimeProvider.System);
        try
        {
            while (await looks.WaitForNextTickAsync(stopping)) TellFallen(journal.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    private void TellFallen(long now)
    {
        lock (_gate)
        {
            if (_falls.Count == 0) return;
            foreach (var (stream, _) in _falls.Where(fall => fall.Value <= now).ToList())
            {
                _falls.Remove(stream);
                Release(_viewers[stream]);
            }
        }
    }

    private async Task FollowPatiently(int partition, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var row in journal.Follow(journal.Head(partition), stopping)) Tell(row);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever stops the follower, the pages should live on; what it missed is told to all when it is back.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                LogFault(fault, partition);
                await Task.Delay(Pause, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                TellAll();
            }
        }
    }

    private void Tell(LogRow row)
    {
        lock (_gate)
        {
            if (_viewers.Count == 0) return;
            foreach (var entry in row.Entries)
                foreach (var part in entry.Parts)
                    if (_viewers.TryGetValue(part.Stream, out var signals)) Release(signals);
        }
    }

    private void TellAll()
    {
        lock (_gate)
            foreach (var signals in _viewers.Values) Release(signals);
    }

    // Under the gate, so that a signal is released by one thread at a time and never twice before it is taken.
    private static void Release(HashSet<SemaphoreSlim> signals)
    {
        foreach (var signal in signals)
            if (signal.CurrentCount == 0) signal.Release();
    }

    private static async Task<bool> Signalled(SemaphoreSlim signal, CancellationToken cancellation)
    {
        try
        {
            return await signal.WaitAsync(Heartbeat, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The viewer has gone; the loop sees it.
            return false;
        }
    }

    private void Add(string stream, SemaphoreSlim signal)
    {
        lock (_gate)
        {
            if (!_viewers.TryGetValue(stream, out var signals)) _viewers.Add(stream, signals = []);
            signals.Add(signal);
        }
    }

    private void Remove(string stream, SemaphoreSlim signal)
    {
        lock (_gate)
            if (_viewers.TryGetValue(stream, out var signals) && signals.Remove(signal) && signals.Count == 0)
            {
                _viewers.Remove(stream);
                _falls.Remove(stream);
            }
    }

    [LoggerMessage(LogLevel.Warning, "The streams of partition {Partition} could not follow the log; they try again.")]
    private partial void LogFault(Exception fault, int partition);
}
