using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace Exchange.Kernel.Database;

/// <summary>One step of a schema.</summary>
/// <param name="Name">The file's name, which orders the steps: <c>0001-auctions.sql</c>.</param>
/// <param name="Sql">Statements in T-SQL, separated by a semicolon at a line's end.</param>
public sealed record Migration(string Name, string Sql)
{
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The statements one by one, without the lines that are comments.</summary>
    public IReadOnlyList<string> Statements { get; } =
        [.. WithoutComments(Sql).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string WithoutComments(string sql) =>
        string.Join('\n', sql.ReplaceLineEndings("\n").Split('\n').Where(line => !line.TrimStart().StartsWith("--", StringComparison.Ordinal)));
}

/// <summary>Brings a schema forward, never back. A step that was applied must never change: its hash is remembered.</summary>
public static class Migrations
{
    [Sql("kernel")]
    private const string CreateTable = "create table migrations (name varchar(200) not null primary key, hash varchar(64) not null)";

    [Sql("kernel")]
    private const string ReadHash = "select hash from migrations where name = @name";

    [Sql("kernel")]
    private const string Remember = "insert into migrations (name, hash) values (@name, @hash)";

    /// <summary>The embedded SQL files of an assembly whose resource name has the folder, in the order of their names.</summary>
    public static IReadOnlyList<Migration> Embedded(Assembly assembly, string folder = ".Migrations.") =>
    [
        .. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Migration(assembly.GetName().Name + "/" + name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..], Read(assembly, name))),
    ];

    /// <summary>Applies what is missing, each step in its own transaction.</summary>
    /// <exception cref="InvalidDataException">A step that was applied has changed since.</exception>
    public static async Task Apply(Database database, IReadOnlyList<Migration> migrations)
    {
        await using var connection = await database.Open();
        if (await connection.ExecuteScalarAsync<long>(database.Dialect.CountTables, new { name = "migrations" }) == 0) await connection.ExecuteAsync(CreateTable);

        foreach (var migration in migrations)
        {
            await using var transaction = database.Dialect.BeginWrite(connection);
            var applied = await connection.QuerySingleOrDefaultAsync<string>(ReadHash, new { name = migration.Name }, transaction);
            if (applied is not null && applied != migration.Hash)
                throw new InvalidDataException($"{migration.Name} has changed since it was applied; migrations only go forward.");
            if (applied is not null) continue;

            foreach (var statement in migration.Statements)
                await connection.ExecuteAsync(database.Dialect.Ddl(statement), transaction: transaction);
            await connection.ExecuteAsync(Remember, new { name = migration.Name, hash = migration.Hash }, transaction);
            await transaction.CommitAsync();
        }
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
