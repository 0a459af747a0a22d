using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Exchange.Kernel.Database;

/// <summary>A statement that is read once and run for many rows.</summary>
internal abstract class RowCommand : IAsyncDisposable
{
    /// <summary>Whether the statement has a parameter; what it does not have need not be given.</summary>
    /// <param name="place">Its place among the names.</param>
    public abstract bool Uses(int place);

    /// <summary>Gives a parameter its value for the next run: a whole number, a text, a text in UTF-8, or null.</summary>
    public abstract void Set(int place, object? value);

    /// <summary>Gives a parameter a text in UTF-8.</summary>
    public abstract void Set(int place, ReadOnlySpan<byte> text);

    /// <summary>Runs the statement and returns the number of rows changed.</summary>
    /// <exception cref="DbException">The database failed.</exception>
    public abstract Task<int> Run();

    public abstract ValueTask DisposeAsync();

    /// <summary>A command of any database.</summary>
    public sealed class Of : RowCommand
    {
        private readonly DbCommand _command;

        public Of(DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names)
        {
            _command = connection.CreateCommand();
            _command.Transaction = transaction;
#pragma warning disable CA2100 // Statements are constants, or made of the names of tables and columns, which are.
            _command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var name in names)
            {
                var parameter = _command.CreateParameter();
                parameter.ParameterName = "@" + name;
                _command.Parameters.Add(parameter);
            }
        }

        public override bool Uses(int place) => true;

        public override void Set(int place, object? value)
        {
            if (value is ReadOnlyMemory<byte> text) Set(place, text.Span);
            else _command.Parameters[place].Value = value ?? DBNull.Value;
        }

        public override void Set(int place, ReadOnlySpan<byte> text) => _command.Parameters[place].Value = System.Text.Encoding.UTF8.GetString(text);

        public override Task<int> Run() => _command.ExecuteNonQueryAsync();

        public override ValueTask DisposeAsync() => _command.DisposeAsync();
    }

    /// <summary>A statement of SQLite without what surrounds it in ADO.NET, which looks for each parameter by its name in every run, and takes longer for all that than SQLite for the row.</summary>
    public sealed class OfSqlite : RowCommand
    {
        private const int PrimaryCode = 0xff, PausesASecond = 50;

        private readonly sqlite3 _database;
        private readonly sqlite3_stmt _statement;
        private readonly int[] _places;
        private readonly int _mostPauses;

        public OfSqlite(SqliteConnection connection, string sql, IReadOnlyList<string> names)
        {
            _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
            _mostPauses = connection.DefaultTimeout * PausesASecond;
            Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
            _places = [.. names.Select(name => raw.sqlite3_bind_parameter_index(_statement, "@" + name))];
        }

        public override bool Uses(int place) => _places[place] > 0;

        public override void Set(int place, object? value) => Check(value switch
        {
            long number => raw.sqlite3_bind_int64(_statement, _places[place], number),
            int number => raw.sqlite3_bind_int64(_statement, _places[place], number),
            string text => raw.sqlite3_bind_text(_statement, _places[place], text),
            ReadOnlyMemory<byte> text => raw.sqlite3_bind_text(_statement, _places[place], text.Span),
            null => raw.sqlite3_bind_null(_statement, _places[place]),
            _ => throw new ArgumentException($"A column holds no {value.GetType().Name}.", nameof(value)),
        });

        public override void Set(int place, ReadOnlySpan<byte> text) => Check(raw.sqlite3_bind_text(_statement, _places[place], text));

        // Who comes upon a lock waits for it, as long as ADO.NET's commands do.
        public override Task<int> Run()
        {
            for (var pauses = 0; ; pauses++)
            {
                var result = raw.sqlite3_step(_statement);
                var changed = raw.sqlite3_changes(_database);
                // Reset says again what the step said, and takes locks back where it failed.
                if (raw.sqlite3_reset(_statement) is not raw.SQLITE_OK and var failure) result = failure;
                if (pauses < _mostPauses && (result & PrimaryCode) is (raw.SQLITE_BUSY or raw.SQLITE_LOCKED))
                {
                    Thread.Sleep(TimeSpan.FromSeconds(1) / PausesASecond);
                    continue;
                }

                Check(result);
                return Task.FromResult(changed);
            }
        }

        public override ValueTask DisposeAsync()
        {
            _statement.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Check(int result)
        {
            if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW)) SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
