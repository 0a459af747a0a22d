using System.Collections.Concurrent;
using System.Globalization;
using Exchange.Kernel.Streams;
using Exchange.Portal.Api;

namespace Exchange.Portal.Live;

/// <summary>What a page shows live: where it comes from and how it looks.</summary>
/// <param name="Service">The service that has the stream.</param>
/// <param name="Path">The stream's path.</param>
/// <param name="Render">An event of the stream as HTML in the current culture; null when it shows nothing.</param>
public sealed record LiveSource(string Service, string Path, Func<Event, Task<string?>> Render);

/// <summary>Live parts of pages. However many people look at the same thing, the portal has one line to the service, and renders each change
/// once a language. A line is held while somebody looks, and a little longer.</summary>
public sealed partial class LiveFeeds(ExchangeApi api, IHostApplicationLifetime life, ILogger<LiveFeeds> log)
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(20), Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Feed> _feeds = new(StringComparer.Ordinal);
    private long _frames;

    /// <summary>The live event of a source in a language. The line to the service is opened if need be.</summary>
    public LiveEvent Of(LiveSource source, CultureInfo culture)
    {
        while (true)
        {
            var feed = _feeds.GetOrAdd(source.Path, static _ => new());
            lock (feed)
            {
                if (feed.Ended) continue;
                feed.WantedAt = TimeProvider.System.GetTimestamp();
                if (feed.Languages.TryGetValue(culture.Name, out var known)) return known;
                var live = feed.Languages[culture.Name] = new("fragment");
                if (feed.Run is null) feed.Run = Task.Run(() => Run(source, feed));
                else if (feed.Last is { } last) _ = Task.Run(() => Show(source, feed, last));
                return live;
            }
        }
    }

    private async Task Run(LiveSource source, Feed feed)
    {
        while (!life.ApplicationStopping.IsCancellationRequested)
        {
            using var line = CancellationTokenSource.CreateLinkedTokenSource(life.ApplicationStopping);
            try
            {
                using var watch = new Timer(_ => Drop(feed, line), null, Pause, Pause);
                await foreach (var happened in api.Follow(source.Service, source.Path, line.Token)) await Show(source, feed, happened);
            }
            catch (OperationCanceledException)
            {
                // Nobody looks any more, or the process ends.
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                LogBroken(source.Path, fault.Message);
            }

            if (Forget(source, feed)) return;
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task Show(LiveSource source, Feed feed, Event happened)
    {
        // Ids of frames must differ between lives of the process, or a viewer that comes again would miss the first.
        var id = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId:x}-{Interlocked.Increment(ref _frames):x}");
        foreach (var (language, live) in feed.Languages)
        {
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(language);
            if (await source.Render(happened) is { } html) live.Show(id, html);
        }

        feed.Last = happened;
    }

    private static void Drop(Feed feed, CancellationTokenSource line)
    {
        if (!feed.IsWanted)
        {
            try
            {
                line.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The line broke by itself.
            }
        }
    }

    private bool Forget(LiveSource source, Feed feed)
    {
        lock (feed)
        {
            if (feed.IsWanted && !life.ApplicationStopping.IsCancellationRequested) return false;
            feed.Ended = true;
            return _feeds.TryRemove(source.Path, out _);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The line to {Path} broke: {Reason}")]
    private partial void LogBroken(string path, string reason);

    private sealed class Feed
    {
        public ConcurrentDictionary<string, LiveEvent> Languages { get; } = new(StringComparer.Ordinal);

        public Task? Run { get; set; }

        public bool Ended { get; set; }

        public long WantedAt { get; set; }

        public Event? Last { get; set; }

        public bool IsWanted => Languages.Values.Any(live => live.Viewers > 0) || TimeProvider.System.GetElapsedTime(WantedAt) < Linger;
    }
}
