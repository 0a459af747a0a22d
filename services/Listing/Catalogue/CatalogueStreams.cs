using Exchange.Kernel.Hosting;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Listing.Catalogue.Engine;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Catalogue;

/// <summary>Follows Listing's log and keeps this node's index: what happened is found a moment later. The index's place in the log is committed with it, so that it goes on after a crash where it was;
/// an index that is missing, broken, of another shape or of another log begins at the log's first row.</summary>
public sealed partial class CatalogueStreams(ListingJournal journal, CatalogueSettings settings, StoreSettings store, ILogger<CatalogueStreams> logger) : BackgroundService
{
    private const int RowsAtOnce = 64, EntriesBeforeShown = 20_000, RestPerWork = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250), Pause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromSeconds(30), LongestRest = TimeSpan.FromMilliseconds(300);

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LotIndex? _index;
    private long _read, _shown; // how far along the log the index is, and how far what searches find is
    private int _put;
    private long _committedAt;

    /// <summary>The index, once it has come to the end of the log.</summary>
    /// <exception cref="UnavailableException">It has not yet.</exception>
    internal LotIndex Index => _index ?? throw new UnavailableException("The catalogue's index is being made; search again in a moment.");

    /// <summary>How far along the log searches are.</summary>
    public long Shown => Volatile.Read(ref _shown);

    /// <summary>Waits until searches have come to a position. False when they have not before the wait is ended.</summary>
    public async Task<bool> WaitFor(Position position, CancellationToken cancellation)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _moved).Task;
            if (_index is not null && Shown >= position.Sequence) return true;
            await moved.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellation.IsCancellationRequested) return false;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = Pause; !stoppingToken.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                using var index = await Task.Run(Open, stoppingToken);
                pause = Pause;
                await Follow(index, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault, pause);
                await Task.Delay(pause, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<LotIndex> Open()
    {
        var index = LotIndex.Open(settings.Folder.Length > 0 ? settings.Folder : Path.Combine(store.Data, "catalogue"));
        if (index.Committed > 0 && !await IsOfThisLog(index)) index.Clear();
        if (index.Committed == 0) LogAnew();
        await using (var session = await journal.Read())
            foreach (var row in await CatalogueViews.After(session, journal.Clock.GetUtcNow().ToUnixTimeMilliseconds())) index.Move(row.Lot, row.PriceMinor, row.ClosesAt);
        _read = index.Committed;
        _put = 0;
        Volatile.Write(ref _shown, _read);
        return index;
    }

    // The chain of hashes says whether the row is the one that the index was made from.
    private async Task<bool> IsOfThisLog(LotIndex index) =>
        await journal.ReadLog(new(0, index.Committed - 1), 1, TimeSpan.Zero, CancellationToken.None) is [{ } row, ..] && row.Hash == index.CommittedHash;

    private async Task Follow(LotIndex index, CancellationToken stopping)
    {
        var last = index.CommittedHash;
        try
        {
            while (true)
            {
                var rows = await journal.ReadLog(new(0, _read), RowsAtOnce, Patience, stopping);
                foreach (var row in rows) Take(index, row);
                if (rows.Count > 0) (_read, last) = (rows[^1].Position.Sequence, rows[^1].Hash);
                var caughtUp = rows.Count < RowsAtOnce;
                if (Since(_committedAt) > settings.CommitEvery && _read > index.Committed) Commit(index, last);
                if (caughtUp || _put >= EntriesBeforeShown) await Show(index, caughtUp, stopping);
            }
        }
        finally
        {
            _index = null;
            if (_read > index.Committed) Commit(index, last);
        }
    }

    private void Take(LotIndex index, LogRow row)
    {
        foreach (var happened in row.Happenings())
            switch (happened.Event)
            {
                case LotEvent @event:
                    var known = CatalogueEntry.Begins(@event) ? null : index.Find(happened.StreamId);
                    if (CatalogueEntry.After(known, @event) is not { } entry || entry == known) break;
                    if (@event is AttemptRecorded attempt) index.Reopen(entry.Lot, attempt.Attempt.OpensAt);
                    index.Put(entry);
                    _put++;
                    break;
                case PricesNoted noted:
                    foreach (var lot in noted.Lots) index.Move(lot.Lot, lot.PriceMinor, lot.ClosesAt);
                    break;
                default:
                    break;
            }
    }

    private async Task Show(LotIndex index, bool caughtUp, CancellationToken stopping)
    {
        var (began, put) = (TimeProvider.System.GetTimestamp(), _put);
        if (put > 0) index.Show();
        _put = 0;
        if (caughtUp && (_index is null || _shown != _read))
        {
            _index = index;
            Volatile.Write(ref _shown, _read);
            Interlocked.Exchange(ref _moved, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        }

        if (put == 0 || !caughtUp) return;
        // Many lots that are entered one by one are shown together, and the processor is left to those who bid.
        var rest = TimeProvider.System.GetElapsedTime(began) * RestPerWork;
        await Task.Delay(rest < LongestRest ? rest : LongestRest, TimeProvider.System, stopping);
    }

    private void Commit(LotIndex index, string hash)
    {
        index.Commit(new(0, _read), hash);
        _committedAt = TimeProvider.System.GetTimestamp();
    }

    private static TimeSpan Since(long timestamp) => timestamp == 0 ? TimeSpan.MaxValue : TimeProvider.System.GetElapsedTime(timestamp);

    [LoggerMessage(LogLevel.Information, "The catalogue's index is made anew from the log.")]
    private partial void LogAnew();

    [LoggerMessage(LogLevel.Warning, "The catalogue's index failed; it goes on from its last commit in {Pause}.")]
    private partial void LogFault(Exception fault, TimeSpan pause);
}
