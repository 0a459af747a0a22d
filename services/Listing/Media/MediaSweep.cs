namespace Exchange.Listing.Media;

/// <summary>Removes photos and documents that were kept and became no lot's, because the request that brought them was refused or broke off.</summary>
public sealed partial class MediaSweep(ListingJournal journal, MediaStore store, ILogger<MediaSweep> logger) : BackgroundService
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(6);

    /// <summary>Removes what is old and no lot's.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> Sweep()
    {
        var removed = 0;
        foreach (var some in store.Old().Chunk(AtOnce))
        {
            await using var session = await journal.Read();
            var used = (await MediaViews.Used(session, some)).ToHashSet(StringComparer.Ordinal);
            removed += some.Count(digest => !used.Contains(digest) && store.Remove(digest));
        }

        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                LogSwept(await Sweep());
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(fault); // whatever it is, nothing is lost, and there is a next time
            }
    }

    [LoggerMessage(LogLevel.Information, "{Removed} photos and documents were no lot's, and are gone.")]
    private partial void LogSwept(int removed);

    [LoggerMessage(LogLevel.Warning, "Photos and documents that are no lot's could not be removed now.")]
    private partial void LogFault(Exception fault);
}
