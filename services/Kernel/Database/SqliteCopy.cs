using Microsoft.Data.Sqlite;

namespace Exchange.Kernel.Database;

/// <summary>Copies of SQLite files, taken while others write them.</summary>
public static class SqliteCopy
{
    /// <summary>Copies a file as it stands at one moment, and opens the copy without the guarantees of durability.</summary>
    public static Database To(string path, Database original)
    {
        var copy = Database.SqliteFile(path, durable: false);
        using var from = new SqliteConnection(original.ConnectionString);
        using var to = new SqliteConnection(copy.ConnectionString);
        from.Open();
        to.Open();
        from.BackupDatabase(to);
        return copy;
    }

    /// <summary>Lets go of a copy's file, so that it can be deleted.</summary>
    public static void Release(Database copy)
    {
        using var connection = new SqliteConnection(copy.ConnectionString);
        SqliteConnection.ClearPool(connection);
    }
}
