using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Kernel.Writer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Exchange.Kernel.Followers;

/// <summary>Makes views and state rows anew from the log, while the service does not run.</summary>
public static class Rebuild
{
    /// <summary>A table whose rows are not the same after a rebuild.</summary>
    /// <param name="Table">The table.</param>
    /// <param name="Before">A row that only the old table had, or empty; of a large table its digest.</param>
    /// <param name="After">A row that only the new table has, likewise.</param>
    public sealed record Difference(string Table, string Before, string After);

    /// <summary>Projects what is not projected yet, remembers all rows, empties the tables, projects the whole log again, and compares.</summary>
    /// <returns>The tables that differ; none when the views were what the log says.</returns>
    public static async Task<IReadOnlyList<Difference>> Run(JournalDefinition definition, Stores stores, JournalOptions options)
    {
        await Schema.Apply(definition, stores);
        var partitions = await Partitions(definition, stores);
        foreach (var number in partitions) await ProjectAll(definition, stores, number, options);

        var before = await Dump(definition, stores.Views);
        await Empty(definition, stores.Views);
        foreach (var number in partitions) await ProjectAll(definition, stores, number, options);
        var after = await Dump(definition, stores.Views);
        return [.. before.Where(image => !image.Value.IsSameAs(after[image.Key]))
            .Select(image => new Difference(image.Key, image.Value.Beyond(after[image.Key]), after[image.Key].Beyond(image.Value)))];
    }

    private static async Task<IReadOnlyList<int>> Partitions(JournalDefinition definition, Stores stores)
    {
        var numbers = new List<int>();
        for (var number = 0; ; number++)
        {
            await using var log = new LogTable(definition, stores.Log, number);
            if (number > 0 && await log.Head() == 0) return numbers;
            numbers.Add(number);
            if (!definition.MayPartition) return numbers;
        }
    }

    private static async Task ProjectAll(JournalDefinition definition, Stores stores, int number, JournalOptions options)
    {
        await using var partition = new Partition(definition, stores, number, options);
        await using var views = new ViewWriter(stores.Views);
        var states = new StateKeeper(partition, views, TimeSpan.Zero, NullLogger.Instance);
        var (cursor, saved) = await CursorsOf(partition);
        var memory = new ViewMemory();
        for (var at = Math.Min(cursor, saved); await partition.Log.Read(at, 512) is { Count: > 0 } rows;)
        {
            if (partition.Head == 0) partition.StartAfter(at, LogCodec.NoHash, cursor, saved);
            foreach (var row in rows) await partition.Commit(row);
            at = rows[^1].Position.Sequence;
            var missing = rows.SkipWhile(row => row.Position.Sequence <= cursor).ToList();
            if (missing.Count > 0)
                await Projector.Project(partition, views, memory, cursor, missing[^1].Position.Sequence, [.. missing.SelectMany(row => row.Happenings())], CancellationToken.None);
            partition.Projected = partition.Relayed = cursor = Math.Max(cursor, at);
            if (partition.Unsaved > options.CachedStates / 2) await states.SaveLast();
        }

        if (partition.Unsaved > 0) await states.SaveLast();
    }

    private static async Task<(long Projected, long Saved)> CursorsOf(Partition partition)
    {
        await using var session = await partition.Stores.Views.Read();
        return (await StateTable.Cursor(session, Projector.CursorName, partition.Number), await StateTable.Cursor(session, StateKeeper.CursorName, partition.Number));
    }

    private static IEnumerable<string> Tables(JournalDefinition definition) =>
        definition.Views.SelectMany(view => view.Tables).Append("states");

    private static async Task Empty(JournalDefinition definition, Database.Database views)
    {
        await using var session = await views.Write();
        foreach (var table in Tables(definition)) await session.Execute("delete from " + table);
        await session.Execute("delete from key_segments");
        foreach (var name in new[] { Projector.CursorName, StateKeeper.CursorName })
            await session.Execute("delete from cursors where name = @name", new { name });
        await session.Commit();
    }

    private static async Task<Dictionary<string, TableImage>> Dump(JournalDefinition definition, Database.Database views)
    {
        var dump = new Dictionary<string, TableImage>(StringComparer.Ordinal);
        await using var connection = await views.Open();
        foreach (var table in Tables(definition))
        {
            var image = new TableImage();
            await using var reader = (DbDataReader)await connection.ExecuteReaderAsync("select * from " + table);
            while (await reader.ReadAsync()) image.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader, i))));
            dump[table] = image;
        }

        return dump;
    }

    private static string Text(DbDataReader reader, int column)
    {
        if (reader.IsDBNull(column)) return "";
        var text = Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!;
        return reader.GetName(column) == "state" && text.StartsWith('{') ? Canonical(JsonNode.Parse(text))!.ToJsonString() : text;
    }

    // The order of the members of a state's maps is not part of the state.
    private static JsonNode? Canonical(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Canonical(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Canonical)]),
        null => null,
        _ => JsonNode.Parse(node.ToJsonString(JsonSerializerOptions.Default)),
    };
}
