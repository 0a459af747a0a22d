using Exchange.Kernel.Database;
using Exchange.Kernel.Hosting;
using Microsoft.EntityFrameworkCore;

namespace Exchange.Identity;

/// <summary>Where the tables of <see cref="IdentityStore"/> are.</summary>
public sealed class IdentityDatabase
{
    private readonly Database _database;

    private IdentityDatabase(Database database) => _database = database;

    public static IdentityDatabase Of(StoreSettings settings)
    {
        if (settings.Kind != "sqlite") return new(settings.Of("identity").Log);
        Directory.CreateDirectory(settings.Data);
        return new(Database.SqliteFile(Path.Combine(settings.Data, "identity.db"), durable: true));
    }

    /// <summary>Makes Entity Framework use it.</summary>
    public void Use(DbContextOptionsBuilder options)
    {
        if (_database.Dialect == Dialect.Sqlite) options.UseSqlite(_database.ConnectionString);
        else options.UseSqlServer(_database.ConnectionString);
    }

    /// <summary>Brings the schema forward by the same steps as every service's.</summary>
    public Task Migrate() => Migrations.Apply(_database, Migrations.Embedded(typeof(IdentityDatabase).Assembly));
}
