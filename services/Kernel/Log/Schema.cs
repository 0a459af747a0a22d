using Exchange.Kernel.Database;

namespace Exchange.Kernel.Log;

/// <summary>The tables of a service: the kernel's, and those of its views.</summary>
public static class Schema
{
    /// <summary>The log's steps.</summary>
    public static IReadOnlyList<Migration> OfLog { get; } = Migrations.Embedded(typeof(Schema).Assembly, ".Log.Migrations.");

    /// <summary>The steps of what follows the log, before the service's own.</summary>
    public static IReadOnlyList<Migration> OfFollowers { get; } = Migrations.Embedded(typeof(Schema).Assembly, ".Followers.Migrations.");

    /// <summary>Brings both stores of a service forward.</summary>
    public static async Task Apply(JournalDefinition definition, Stores stores)
    {
        await Migrations.Apply(stores.Log, OfLog);
        await Migrations.Apply(stores.Views, [.. OfFollowers, .. Migrations.Embedded(definition.Migrations)]);
    }
}
