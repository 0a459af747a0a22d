using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Exchange.Kernel.Database;
using Microsoft.Data.Sqlite;

namespace Exchange.SystemTests.Faults;

/// <summary>Counts the calls of a service to its databases, and breaks one of them. A call is an opened connection, a statement, a begun or an ended transaction.</summary>
/// <param name="breaks">The number of the call that fails, from 1.</param>
/// <param name="isLost">Whether the call is carried out and only its answer is lost; else nothing happens.</param>
internal sealed class CountedCalls(long breaks, bool isLost)
{
    private const int IoError = 10;
    private long _calls;

    /// <summary>Whether the call that should fail has come.</summary>
    public bool HasBroken => Interlocked.Read(ref _calls) >= breaks;

    /// <summary>Makes the next call.</summary>
    /// <param name="call">What it does.</param>
    /// <param name="changesNothing">Whether it is one whose answer cannot be lost: it opens or begins something, which nobody would close.</param>
    /// <exception cref="SqliteException">It is the one that fails: a disk error, which is worth another try.</exception>
    public async Task<T> Make<T>(Func<Task<T>> call, bool changesNothing = false)
    {
        var fails = Interlocked.Increment(ref _calls) == breaks;
        if (fails && (changesNothing || !isLost)) throw Broken();
        var answer = await call();
        return fails ? throw Broken() : answer;
    }

    private static SqliteException Broken() => new("disk I/O error (of the test)", IoError);
}

/// <summary>SQLite with one call that fails.</summary>
internal sealed class FaultyDialect(CountedCalls calls) : Dialect
{
    public override string CountTables => Sqlite.CountTables;

    public override async Task<DbConnection> Open(string connectionString, string setup = "") =>
        new FaultyConnection(await calls.Make(() => Sqlite.Open(connectionString, setup), changesNothing: true), calls);

    public override DbTransaction BeginWrite(DbConnection connection) =>
        new FaultyTransaction((FaultyConnection)connection, calls.Make(() => Task.FromResult(Sqlite.BeginWrite(Inner(connection))), changesNothing: true).GetAwaiter().GetResult(), calls);

    public override bool IsDuplicateKey(DbException exception) => Sqlite.IsDuplicateKey(exception);

    public override bool IsTransient(DbException exception) => Sqlite.IsTransient(exception);

    public override Task<bool> Tend(DbConnection connection) => calls.Make(() => Sqlite.Tend(Inner(connection)));

    public override string Ddl(string sql) => Sqlite.Ddl(sql);

    public override Task BulkInsert(DbConnection connection, DbTransaction? transaction, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows) => calls.Make(async () =>
    {
        await Sqlite.BulkInsert(Inner(connection), (transaction as FaultyTransaction)?.Inner, table, columns, rows);
        return true;
    });

    private static DbConnection Inner(DbConnection connection) => ((FaultyConnection)connection).Inner;
}

/// <summary>A connection whose statements are counted.</summary>
internal sealed class FaultyConnection(DbConnection inner, CountedCalls calls) : DbConnection
{
    public DbConnection Inner => inner;

    [AllowNull]
    public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override void Close() => inner.Close();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException("A service begins its transactions by its dialect.");

    protected override DbCommand CreateDbCommand() => new FaultyCommand(inner.CreateCommand(), this, calls);

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A transaction whose end is counted.</summary>
internal sealed class FaultyTransaction(FaultyConnection connection, DbTransaction inner, CountedCalls calls) : DbTransaction
{
    public DbTransaction Inner => inner;

    public override IsolationLevel IsolationLevel => inner.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => CommitAsync().GetAwaiter().GetResult();

    public override Task CommitAsync(CancellationToken cancellationToken = default) => calls.Make(async () =>
    {
        await inner.CommitAsync(cancellationToken);
        return true;
    });

    public override void Rollback() => inner.Rollback();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A statement that is counted each time it runs.</summary>
internal sealed class FaultyCommand(DbCommand inner, FaultyConnection connection, CountedCalls calls) : DbCommand
{
    private DbTransaction? _transaction;

    [AllowNull]
    [SuppressMessage("Security", "CA2100", Justification = "The statement is the service's own.")]
    public override string CommandText { get => inner.CommandText; set => inner.CommandText = value; }

    public override int CommandTimeout { get => inner.CommandTimeout; set => inner.CommandTimeout = value; }

    public override CommandType CommandType { get => inner.CommandType; set => inner.CommandType = value; }

    public override bool DesignTimeVisible { get => inner.DesignTimeVisible; set => inner.DesignTimeVisible = value; }

    public override UpdateRowSource UpdatedRowSource { get => inner.UpdatedRowSource; set => inner.UpdatedRowSource = value; }

    protected override DbConnection? DbConnection { get => connection; set => throw new NotSupportedException("A statement stays with its connection."); }

    protected override DbParameterCollection DbParameterCollection => inner.Parameters;

    protected override DbTransaction? DbTransaction
    {
        get => _transaction;
        set
        {
            _transaction = value;
            inner.Transaction = (value as FaultyTransaction)?.Inner;
        }
    }

    public override void Cancel() => inner.Cancel();

    public override void Prepare() => inner.Prepare();

    public override int ExecuteNonQuery() => calls.Make(() => Task.FromResult(inner.ExecuteNonQuery())).GetAwaiter().GetResult();

    public override object? ExecuteScalar() => calls.Make(() => Task.FromResult(inner.ExecuteScalar())).GetAwaiter().GetResult();

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => calls.Make(() => inner.ExecuteNonQueryAsync(cancellationToken));

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => calls.Make(() => inner.ExecuteScalarAsync(cancellationToken));

    protected override DbParameter CreateDbParameter() => inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => calls.Make(() => Task.FromResult(inner.ExecuteReader(behavior))).GetAwaiter().GetResult();

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        calls.Make(() => inner.ExecuteReaderAsync(behavior, cancellationToken));

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
