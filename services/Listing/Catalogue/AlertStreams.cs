using Exchange.Kernel.Log;
using Exchange.Listing.Catalogue.Engine;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Catalogue;

/// <summary>Follows Listing's log on the node that writes it, and asks all saved searches about the lots that are announced: they are put into an index of their own, in
/// memory, and each search is run on it. What a search finds is a command to its owner's searches, which note each lot once, so that the way may be gone again after a crash.</summary>
public sealed partial class AlertStreams(ListingJournal journal, ILogger<AlertStreams> logger) : BackgroundService
{
    private const int RowsAtOnce = 64, MostFinds = SavedSearches.MostAlerts;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1), Rest = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? after = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!journal.Writes())
                {
                    after = null;
                    await Task.Delay(Patience, TimeProvider.System, stoppingToken);
                    continue;
                }

                after = await Step(after ?? await Begin(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(fault, Patience);
                after = null;
                await Task.Delay(Patience, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Where nobody has saved a search, nobody asks about what was.
    private async Task<long> Begin()
    {
        var head = journal.Head();
        await using var session = await journal.Read();
        return (await SearchViews.All(session)).Count == 0 ? head.Sequence : (await journal.Peek<AlertRound>(AlertRound.Stream)).Through;
    }

    private async Task<long> Step(long after, CancellationToken stopping)
    {
        var rows = await journal.ReadLog(new(0, after), RowsAtOnce, Patience, stopping);
        if (rows.Count == 0) return after;
        var through = rows[^1].Position;
        var announced = rows.SelectMany(row => row.Happenings()).Where(happened => happened.Event is LotEntered { Announced: true } or LotAnnounced).ToList();
        if (announced.Count == 0) return through.Sequence;
        await journal.WaitForViews(through, stopping); // Who saved a search before a lot was announced hears of it.
        IReadOnlyList<SavedSearchRow> searches;
        await using (var session = await journal.Read()) searches = await SearchViews.All(session);
        if (searches.Count == 0) return through.Sequence;
        await Note(searches, announced, through);
        await Task.Delay(Rest, TimeProvider.System, stopping);
        return through.Sequence;
    }

    private async Task Note(IReadOnlyList<SavedSearchRow> searches, List<Happened> announced, Position through)
    {
        using var index = LotIndex.InMemory();
        foreach (var happened in announced) index.Put(CatalogueEntry.After(null, (LotEvent)happened.Event)!);
        index.Show();
        var first = announced.Min(happened => happened.Cause.ReceivedAt).ToUnixTimeMilliseconds();
        var times = announced.ToDictionary(happened => happened.StreamId, happened => happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), StringComparer.Ordinal);
        foreach (var row in searches)
        {
            if (SearchRequestBody.Read(row.Query).Query is not { } query) continue;
            var found = Search.Run(index, new(query with { Sort = CatalogueSort.Closing }, Viewer.Anybody, first, MostFinds, Exact: true));
            var lots = found.Lots.Select(lot => lot.Entry.Lot).Where(lot => times[lot] >= row.SavedAt).ToList();
            if (lots.Count > 0) await Submit(SavedSearches.Stream(row.Owner), new NoteFinds(row.Owner, row.Search, lots), $"{row.Search}-{through}");
        }

        await Submit(AlertRound.Stream, new PassAlerts(through.Sequence), $"alerts-{through}");
    }

    private async Task Submit(string stream, object command, string key)
    {
        if (await journal.Submit(stream, command, new(Sender.Clock, key)) is Answer.Refused refused) LogRefused(stream, refused.Refusal.Code);
    }

    [LoggerMessage(LogLevel.Warning, "Saved searches could not be asked about new lots; they are asked again in {Pause}.")]
    private partial void LogFault(Exception fault, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "{Stream} refused what was found: {Code}.")]
    private partial void LogRefused(string stream, string code);
}
