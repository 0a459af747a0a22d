using System.Collections.Concurrent;
using System.Text.Json;
using Exchange.Kernel.Streams;
using Exchange.Kernel.Values;

namespace Exchange.Turnover.Board;

/// <summary>Follows the log once for all viewers, and draws a board that somebody looks at, a few times a second at most.</summary>
public sealed class BoardStreams(TurnoverJournal journal) : BackgroundService
{
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, LiveEvent> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _moved = new(StringComparer.Ordinal);

    /// <summary>A board with the position at which it is exact, or null when nothing is known of the fair.</summary>
    public async Task<BoardPicture?> Draw(string fair)
    {
        var (board, version, position) = await journal.PeekAt<Board>(Board.Stream(fair));
        return version == 0 ? null : BoardPicture.Of(fair, board, position, journal.Clock.GetUtcNow());
    }

    /// <summary>The live board of a fair that has one, as server-sent events with the board's JSON.</summary>
    public LiveEvent Live(string fair)
    {
        var live = _live.GetOrAdd(fair, static _ => new("board"));
        _moved[fair] = true;
        return live;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowLog(stoppingToken), DrawMoved(stoppingToken));

    private async Task FollowLog(CancellationToken cancellation)
    {
        await foreach (var row in journal.Follow(journal.Head(), cancellation))
            foreach (var part in row.Entries.SelectMany(entry => entry.Parts))
                if (part.Stream.StartsWith("board/", StringComparison.Ordinal)) _moved[part.Stream["board/".Length..]] = true;
    }

    private async Task DrawMoved(CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var fair in _moved.Keys)
            {
                if (!_live.TryGetValue(fair, out var live) || live.Viewers == 0 || !_moved.TryRemove(fair, out _)) continue;
                if (await Draw(fair) is { } picture) live.Show(picture.Position, JsonSerializer.Serialize(picture, StoredJson.Options));
            }

            await Task.Delay(BetweenPictures, cancellation);
        }
    }
}
