using Exchange.Host.Serving;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Host.Proofs;

/// <summary>A service's log and what follows it, as they are stored.</summary>
/// <param name="Definition">What the service is made of.</param>
/// <param name="Stores">Where its data are.</param>
public sealed record StoredLog(JournalDefinition Definition, Stores Stores)
{
    public string Service => Definition.Service;

    /// <summary>The numbers of the partitions that have rows, at least 0.</summary>
    public async Task<IReadOnlyList<int>> Partitions()
    {
        var numbers = new List<int> { 0 };
        while (Definition.MayPartition)
        {
            await using var log = new LogTable(Definition, Stores.Log, numbers.Count);
            if (await log.Head() == 0) break;
            numbers.Add(numbers.Count);
        }

        return numbers;
    }
}

/// <summary>The data of an exchange, opened beside whatever process may be serving it.</summary>
/// <param name="Logs">The services that have data.</param>
public sealed record StoredExchange(IReadOnlyList<StoredLog> Logs)
{
    /// <summary>The data in a directory.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no log in it.</exception>
    public static StoredExchange In(string directory)
    {
        var logs = Rooms.All.Where(room => room.Journal is not null && File.Exists(Path.Combine(directory, room.Service + ".log.db")))
            .Select(room => new StoredLog(room.Journal!, Stores.Sqlite(directory, room.Service)))
            .ToList();
        return logs.Count > 0 ? new(logs) : throw new DirectoryNotFoundException($"There are no data of an exchange in '{directory}'.");
    }

    /// <summary>The log of a service, or null when it has none here.</summary>
    public StoredLog? Of(string service) => Logs.FirstOrDefault(log => log.Service == service);
}

/// <summary>A copy of a service's views, in a directory of its own that goes when it is disposed.</summary>
internal sealed class ScratchViews : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-proof-");
    private readonly Database _copy;

    public ScratchViews(StoredLog log)
    {
        _copy = SqliteCopy.To(Path.Combine(_directory.FullName, log.Service + ".views.db"), log.Stores.Views);
        Stores = new(log.Stores.Log, _copy);
    }

    /// <summary>The log as it is, and the copy of the views.</summary>
    public Stores Stores { get; }

    public void Dispose()
    {
        SqliteCopy.Release(_copy);
        _directory.Delete(recursive: true);
    }
}
