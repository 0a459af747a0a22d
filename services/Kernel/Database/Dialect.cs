using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Exchange.Kernel.Database;

/// <summary>The few things in which the databases differ. All other SQL is written once, in what they share.</summary>
public abstract class Dialect
{
    static Dialect() => DefaultTypeMap.MatchNamesWithUnderscores = true; // closes_at fills ClosesAt

    /// <summary>SQLite in WAL mode, a file a database.</summary>
    public static Dialect Sqlite { get; } = new SqliteDialect();

    /// <summary>SQL Server 2019 and later, with a UTF-8 collation.</summary>
    public static Dialect SqlServer { get; } = new SqlServerDialect();

    /// <summary>The query for the number of tables of the name <c>@name</c>.</summary>
    public abstract string CountTables { get; }

    /// <summary>An open connection with the session's settings.</summary>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="setup">What a new connection runs first, or nothing.</param>
    public abstract Task<DbConnection> Open(string connectionString, string setup = "");

    /// <summary>What a connection runs besides that writes all the time, or nothing.</summary>
    public virtual string WriterSetup => "";

    /// <summary>A transaction that takes its write lock at once, so that it never fails half-way for a lock it could not raise.</summary>
    public abstract DbTransaction BeginWrite(DbConnection connection);

    /// <summary>A transaction for many small queries, where the database would lock and unlock for each of them; null where it does not.</summary>
    public virtual DbTransaction? BeginRead(DbConnection connection) => null;

    /// <summary>Whether an insert failed because its key exists.</summary>
    public abstract bool IsDuplicateKey(DbException exception);

    /// <summary>Whether trying again later may succeed: locked, busy, full, disconnected.</summary>
    public abstract bool IsTransient(DbException exception);

    /// <summary>Housekeeping that is cheaper now than in the middle of a commit. May do nothing.</summary>
    /// <returns>Whether it should be done once more, which is quick, while nobody writes.</returns>
    public virtual Task<bool> Tend(DbConnection connection) => Task.FromResult(false);

    /// <summary>Our DDL in this database's words. Two substitutions: <c>varchar(max)</c>, and <c>primary key clustered</c>, which says that the rows stand in the order of their key:
    /// in SQLite those are the tables without a number of its own for each row.</summary>
    public abstract string Ddl(string sql);

    /// <summary>Inserts many rows as fast as the database can. SQLite takes one row after the other, so that rows made as they are asked for are never all in memory.</summary>
    public abstract Task BulkInsert(DbConnection connection, DbTransaction? transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows);

    /// <summary>A statement for many rows.</summary>
    /// <param name="connection">The connection, which must stay open.</param>
    /// <param name="transaction">Its transaction, if it has one.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="names">The names of what it may have as parameters, each <c>@name</c> in the statement.</param>
    internal virtual RowCommand Prepare(DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names) =>
        new RowCommand.Of(connection, transaction, sql, names);

    private sealed class SqliteDialect : Dialect
    {
        private const int ConstraintPrimaryKey = 1555, ConstraintUnique = 2067;
        private const int PagesOfALongLog = 2000; // 8 MB
        private const string Clustered = "primary key clustered";
        private const int Busy = 5, Locked = 6, IoError = 10, Full = 13, CannotOpen = 14;

        // The pool lends the same connection again and again, with its settings as they were: reading them each time took longer than most queries.
        private static readonly ConditionalWeakTable<sqlite3, string> SetUp = [];

        public override string CountTables => "select count(*) from sqlite_master where type = 'table' and name = @name";

        // A transaction that changes more pages than this writes and reads them twice.
        public override string WriterSetup => "; pragma cache_size=-64000";

        public override async Task<DbConnection> Open(string connectionString, string setup)
        {
            var connection = new SqliteConnection(connectionString);
            await connection.OpenAsync();
            if (setup.Length == 0 || (SetUp.TryGetValue(connection.Handle!, out var done) && done == setup)) return connection;
            await connection.ExecuteAsync(setup);
            SetUp.AddOrUpdate(connection.Handle!, setup);
            return connection;
        }

        public override DbTransaction BeginWrite(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: false);

        public override DbTransaction BeginRead(DbConnection connection) => ((SqliteConnection)connection).BeginTransaction(deferred: true);

        public override bool IsDuplicateKey(DbException exception) =>
            exception is SqliteException { SqliteExtendedErrorCode: ConstraintPrimaryKey or ConstraintUnique };

        public override bool IsTransient(DbException exception) =>
            exception is SqliteException { SqliteErrorCode: Busy or Locked or IoError or Full or CannotOpen };

        // Moves the write-ahead log into the file while others go on writing, then what these have written meanwhile. Whatever they write after that keeps the log from
        // beginning anew, unless it is tended once more while nobody writes.
        public override async Task<bool> Tend(DbConnection connection)
        {
            const string Move = "pragma wal_checkpoint(passive)";
            if ((await connection.QuerySingleAsync<Checkpoint>(Move)).Log < PagesOfALongLog) return false;
            await connection.ExecuteAsync(Move);
            return true;
        }

        private sealed record Checkpoint(long Busy, long Log, long Checkpointed);

        public override string Ddl(string sql) =>
            sql.Replace("varchar(max)", "varchar", StringComparison.Ordinal).Replace(Clustered, "primary key", StringComparison.Ordinal)
            + (sql.Contains(Clustered, StringComparison.Ordinal) ? " without rowid" : "");

        public override async Task BulkInsert(DbConnection connection, DbTransaction? transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
        {
            var sql = new StringBuilder().Append("insert into ").Append(table).Append(" (").AppendJoin(", ", columns).Append(") values (")
                .AppendJoin(", ", columns.Select((_, i) => $"@p{i}")).Append(')');
            await using var command = Prepare(connection, transaction, sql.ToString(), [.. columns.Select((_, i) => $"p{i}")]);
            foreach (var row in rows)
            {
                for (var i = 0; i < row.Length; i++) command.Set(i, row[i]);
                await command.Run();
            }
        }

        internal override RowCommand Prepare(DbConnection connection, DbTransaction? transaction, string sql, IReadOnlyList<string> names) =>
            new RowCommand.OfSqlite((SqliteConnection)connection, sql, names);
    }

    private sealed class SqlServerDialect : Dialect
    {
        private const int DuplicateIndexKey = 2601, DuplicateConstraint = 2627;

        // Deadlock victim, lock timeout, time-out, log full, server paused, connection broken, database unavailable.
        private static readonly int[] Transient = [1205, 1222, -2, 9002, 17142, 10053, 10054, 10060, 40197, 40501, 40613, 4060, 233, 64, 20];

        public override string CountTables => "select count(*) from information_schema.tables where table_name = @name";

        public override async Task<DbConnection> Open(string connectionString, string setup)
        {
            var connection = new SqlConnection(connectionString);
            await connection.OpenAsync();
            await connection.ExecuteAsync("set xact_abort on;" + setup); // each time, because the pool takes a session's settings back
            return connection;
        }

        public override DbTransaction BeginWrite(DbConnection connection) => connection.BeginTransaction(IsolationLevel.ReadCommitted);

        public override bool IsDuplicateKey(DbException exception) => exception is SqlException { Number: DuplicateIndexKey or DuplicateConstraint };

        public override bool IsTransient(DbException exception) => exception is SqlException sql && Transient.Contains(sql.Number);

        public override string Ddl(string sql) => sql;

        public override async Task BulkInsert(DbConnection connection, DbTransaction? transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows)
        {
            var all = rows.ToList();
            if (all.Count == 0) return;
            using var data = new DataTable();
            for (var i = 0; i < columns.Count; i++)
                data.Columns.Add(columns[i], all.Select(row => row[i]).FirstOrDefault(value => value is not null) is string ? typeof(string) : typeof(long));
            foreach (var row in all) data.Rows.Add(row.Select(value => value ?? DBNull.Value).ToArray());
            using var copy = new SqlBulkCopy((SqlConnection)connection, SqlBulkCopyOptions.CheckConstraints, (SqlTransaction?)transaction) { DestinationTableName = table };
            for (var i = 0; i < columns.Count; i++) copy.ColumnMappings.Add(i, columns[i]);
            await copy.WriteToServerAsync(data);
        }
    }
}
