using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Exchange.Kernel.Database;

/// <summary>A connection to the tables that follow the log, with a transaction when it is the projector's.</summary>
public sealed class ViewSession(DbConnection connection, DbTransaction? transaction, Dialect dialect, ViewMemory? memory = null) : IAsyncDisposable
{
    /// <summary>What views remember from batch to batch; nothing where this is no batch of a projector.</summary>
    public ViewMemory Memory { get; } = memory ?? new();

    /// <summary>Whether the connection stays open after the session.</summary>
    internal bool KeepsConnection { get; init; }

    /// <summary>The rows that a statement finds. Where it finds none, nobody asks for their types: SQLite knows that of an expression from its values alone.</summary>
    public async Task<IReadOnlyList<TRow>> Query<TRow>(string sql, object? arguments = null)
    {
        var rows = new List<TRow>();
        await using var reader = await connection.ExecuteReaderAsync(sql, arguments, transaction);
        if (!await reader.ReadAsync()) return rows;
        var parse = reader.GetRowParser<TRow>();
        do rows.Add(parse(reader));
        while (await reader.ReadAsync());
        return rows;
    }

    /// <summary>The only row, or null (the type's default) when there is none.</summary>
    public Task<TRow?> QuerySingle<TRow>(string sql, object? arguments = null) =>
        connection.QuerySingleOrDefaultAsync<TRow>(sql, arguments, transaction);

    /// <summary>Finds the row of each key. The statement, which has the one parameter <c>@key</c>, is read once for all.</summary>
    public async Task<IReadOnlyDictionary<string, TRow>> QueryEach<TRow>(string sql, IEnumerable<string> keys)
    {
        var found = new Dictionary<string, TRow>(StringComparer.Ordinal);
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // The statements are constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@key";
        command.Parameters.Add(parameter);
        foreach (var key in keys)
        {
            parameter.Value = key;
            await using var reader = await command.ExecuteReaderAsync();
            if (await reader.ReadAsync()) found.Add(key, reader.GetRowParser<TRow>()(reader));
        }

        return found;
    }

    /// <summary>Runs a statement, once for each element when the arguments are a sequence. Returns the number of rows changed.</summary>
    public Task<int> Execute(string sql, object? arguments = null) => connection.ExecuteAsync(sql, arguments, transaction);

    /// <summary>Runs a statement for each row, whose properties are its parameters. The statement is read once for all.</summary>
    public async Task ExecuteEach<TRow>(string sql, IEnumerable<TRow> rows)
    {
        await using var command = Prepare<TRow>(sql);
        foreach (var row in rows) await Run(command, row);
    }

    /// <summary>Updates each row, and inserts those that were not there.</summary>
    /// <param name="update">Updates a row.</param>
    /// <param name="insert">Inserts a row.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isNew">Which rows are probably not there, and are inserted first, if given; then the insert must do nothing where there is one.</param>
    public async Task Upsert<TRow>(string update, string insert, IEnumerable<TRow> rows, Func<TRow, bool>? isNew = null)
    {
        await using RowCommand updating = Prepare<TRow>(update), inserting = Prepare<TRow>(insert);
        foreach (var row in rows)
        {
            var (first, second) = isNew?.Invoke(row) == true ? (inserting, updating) : (updating, inserting);
            if (await Run(first, row) == 0) await Run(second, row);
        }
    }

    private RowCommand Prepare<TRow>(string sql) => dialect.Prepare(connection, transaction, sql, RowMembers<TRow>.Names);

    private static Task<int> Run<TRow>(RowCommand command, TRow row)
    {
        var members = RowMembers<TRow>.All;
        for (var i = 0; i < members.Length; i++)
            if (command.Uses(i)) command.Set(i, members[i].GetValue(row));
        return command.Run();
    }

    private static class RowMembers<TRow>
    {
        public static readonly PropertyInfo[] All = typeof(TRow).GetProperties(BindingFlags.Public | BindingFlags.Instance);

        public static readonly string[] Names = [.. All.Select(member => member.Name)];
    }

    /// <summary>Inserts many rows into a table as fast as the database can.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns, in the order of each row's values.</param>
    /// <param name="rows">Values of type long or string, or null.</param>
    public Task BulkInsert(string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows) =>
        dialect.BulkInsert(connection, transaction, table, columns, rows);

    /// <summary>Makes the changes of a session for writing last.</summary>
    public async Task Commit() => await (transaction ?? throw new InvalidOperationException("A session for reading has nothing to commit.")).CommitAsync();

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        if (!KeepsConnection) await connection.DisposeAsync();
    }
}
