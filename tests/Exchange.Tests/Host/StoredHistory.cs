using System.Globalization;
using Dapper;
using Exchange.Host.Cli;
using Exchange.Host.Proofs;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Tests.Host;

/// <summary>Logs that a test writes row by row, with whatever history it wants, and then damages.</summary>
internal sealed class StoredHistory : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 10, 8, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("exchange-tests-");
    private readonly Dictionary<string, (long Sequence, string Hash)> _heads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);

    /// <summary>The time of every row, but for what is <see cref="Later"/>.</summary>
    public static long At => Noon.ToUnixTimeMilliseconds();

    /// <summary>How long after that time the next rows are received and written.</summary>
    public TimeSpan Later { get; set; }

    /// <summary>Appends a row with one entry: events of some streams.</summary>
    public async Task Append(JournalDefinition definition, params (string Stream, object[] Events)[] parts)
    {
        var stores = await Stores(definition);
        await using var log = new LogTable(definition, stores.Log, 0);
        var (sequence, hash) = _heads.GetValueOrDefault(definition.Service, (0, LogCodec.NoHash));
        var key = sequence.ToString(CultureInfo.InvariantCulture);
        var entry = new Entry(key, "", "test", Noon + Later, null, [.. parts.Select(part => new Part(part.Stream, Version(definition, part), part.Events))]);
        var row = log.Next(sequence + 1, hash, Noon + Later, [entry]);
        await log.Append(row);
        _heads[definition.Service] = (row.Sequence, row.Hash);
    }

    /// <summary>Lets the views and the relay of a service come to the end of its log.</summary>
    public async Task Follow(JournalDefinition definition)
    {
        var stores = await Stores(definition);
        await Rebuild.Run(definition, stores, new());
        await Execute(stores.Views, "delete from cursors where name = 'relay'");
        await Execute(stores.Views, $"insert into cursors (name, partition_no, sequence) values ('relay', 0, {_heads[definition.Service].Sequence})");
    }

    public async Task Damage(JournalDefinition definition, string sql) => await Execute((await Stores(definition)).Log, sql);

    public async Task DamageViews(JournalDefinition definition, string sql) => await Execute((await Stores(definition)).Views, sql);

    /// <summary>The proof of a promise.</summary>
    public async Task<Proof> Prove(string promise, Evidence? evidence = null) => (await Prove(evidence ?? Evidence.None)).Single(proof => proof.Promise == promise);

    /// <summary>All proofs.</summary>
    public Task<IReadOnlyList<Proof>> Prove(Evidence evidence) =>
        Promises.Prove(StoredExchange.In(_directory.FullName), evidence, Screen.Blank, CancellationToken.None);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private async Task<Stores> Stores(JournalDefinition definition)
    {
        var stores = Exchange.Kernel.Database.Stores.Sqlite(_directory.FullName, definition.Service);
        if (_made.Add(definition.Service)) await Schema.Apply(definition, stores);
        return stores;
    }

    private long Version(JournalDefinition definition, (string Stream, object[] Events) part)
    {
        var name = definition.Service + part.Stream;
        return _versions[name] = _versions.GetValueOrDefault(name) + part.Events.Length;
    }

    private static async Task Execute(Database database, string sql)
    {
        await using var connection = await database.Open();
        Xunit.Assert.NotEqual(0, await connection.ExecuteAsync(sql) + (sql.StartsWith("delete", StringComparison.Ordinal) ? 1 : 0));
    }
}
