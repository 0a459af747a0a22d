using System.Data.Common;
using Exchange.Kernel.Database;

namespace Exchange.Kernel.Followers;

/// <summary>The one way in which the followers of a service write its views: one after the other, and on one connection. Its pages stay in memory from one transaction to the next,
/// because nobody else writes; with a connection each, every follower would drop the pages of all others.</summary>
internal sealed class ViewWriter(Database.Database views) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DbConnection? _connection;

    /// <summary>Makes changes in one transaction.</summary>
    /// <param name="write">Makes them.</param>
    /// <param name="stopping">Ends the wait for one's turn.</param>
    /// <param name="memory">What views remember from one batch to the next, where they do.</param>
    public async Task Write(Func<ViewSession, Task> write, CancellationToken stopping, ViewMemory? memory = null)
    {
        await _turn.WaitAsync(stopping);
        try
        {
            _connection ??= await views.OpenWriter();
            await using var session = views.WriteOn(_connection, memory);
            await write(session);
            await session.Commit();
        }
        catch
        {
            await Disconnect(); // It may be broken.
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does something while nobody writes.</summary>
    public async Task WhileNobodyWrites(Func<Task> work, CancellationToken stopping)
    {
        await _turn.WaitAsync(stopping);
        try
        {
            await work();
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Disconnect();
        _turn.Dispose();
    }

    private async Task Disconnect()
    {
        if (_connection is null) return;
        await _connection.DisposeAsync();
        _connection = null;
    }
}
