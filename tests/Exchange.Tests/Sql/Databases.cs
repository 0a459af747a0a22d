using Exchange.Kernel.Database;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.Dac.Model;

namespace Exchange.Tests.Sql;

/// <summary>Checks of statements against a schema, by each database's own words.</summary>
public static class Databases
{
    /// <summary>What SQLite refuses to prepare.</summary>
    public static IEnumerable<string> SqliteRefuses(IReadOnlyList<Statement> schema, IEnumerable<Statement> statements)
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        foreach (var step in schema)
            if (Refused(connection, Dialect.Sqlite.Ddl(step.Text), run: true) is { } refused) yield return $"{step.Place}: {refused}";
        foreach (var statement in statements.Except(schema))
            if (Refused(connection, statement.Text, run: false) is { } refused) yield return $"{statement.Place}: {refused}";
    }

    /// <summary>What SQL Server's model of the schema does not resolve: each statement is the body of a procedure with its parameters.</summary>
    public static IEnumerable<string> SqlServerRefuses(IReadOnlyList<Statement> schema, IEnumerable<Statement> statements)
    {
        using var model = new TSqlModel(SqlServerVersion.Sql160, new() { Collation = "Latin1_General_100_BIN2_UTF8" });
        // A model has no steps: what was dropped is still there, and rows that a step moves are checked as statements.
        foreach (var step in schema.Where(IsCreated)) model.AddObjects(step.Text);
        var checkedOnes = statements.Except(schema).Concat(schema.Where(step => !IsCreated(step))).ToList();
        for (var i = 0; i < checkedOnes.Count; i++)
        {
            var parameters = string.Join(", ", SqlRules.Parameters(checkedOnes[i].Text).Select(name => $"@{name} varchar(8000)"));
            model.AddObjects($"create procedure check_{i} {parameters} as begin\n{checkedOnes[i].Text};\nend");
        }

        foreach (var message in model.Validate())
        {
            var number = System.Text.RegularExpressions.Regex.Match(message.Message, @"check_([0-9]+)");
            var place = number.Success ? checkedOnes[int.Parse(number.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)].Place : "the schema";
            yield return $"{place}: {message.Message}";
        }
    }

    private static bool IsCreated(Statement step) => step.Text.StartsWith("create ", StringComparison.Ordinal);

    private static string? Refused(SqliteConnection connection, string sql, bool run)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Prepare();
            if (run) command.ExecuteNonQuery();
            return null;
        }
        catch (SqliteException refused)
        {
            return refused.Message;
        }
    }
}
