using System.Collections.Concurrent;
using System.Data.Common;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Writer;

/// <summary>Reads the states of streams that are not in memory from their rows.</summary>
internal sealed class StateReader(JournalDefinition definition, Stores stores) : IAsyncDisposable
{
    private readonly ConcurrentBag<ViewSession> _sessions = []; // opening one costs more than the look-up that it is for

    /// <summary>The state of a stream.</summary>
    public async Task<StateCache.Held> Read(string stream)
    {
        var session = _sessions.TryTake(out var idle) ? idle : await stores.Views.Read();
        try
        {
            var row = await StateTable.Find(session, stream);
            _sessions.Add(session);
            return From(stream, row);
        }
        catch (DbException)
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows of many streams, read together; null for a stream that has none.</summary>
    public async Task<IReadOnlyDictionary<string, StateTable.StateRow?>> ReadRows(IReadOnlyCollection<string> streams)
    {
        await using var session = await stores.Views.ReadMany();
        var found = await StateTable.FindEach(session, streams);
        return streams.ToDictionary(stream => stream, stream => found.GetValueOrDefault(stream), StringComparer.Ordinal);
    }

    /// <summary>The state that a row says; the initial one where there is none.</summary>
    public StateCache.Held From(string stream, StateTable.StateRow? row)
    {
        var kind = definition.KindOf(stream);
        return row is null ? new(stream, kind.Initial, 0, 0) : new(stream, kind.ReadState(row.State), row.Version, 0);
    }

    public async ValueTask DisposeAsync()
    {
        while (_sessions.TryTake(out var session)) await session.DisposeAsync();
    }
}
