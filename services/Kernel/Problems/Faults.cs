using System.Data.Common;
using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Problems;

/// <summary>Tells a fault, which a dependency is to blame for and which passes, from a bug.</summary>
internal static class Faults
{
    public static bool IsFault(Exception exception) => exception switch
    {
        BusyException or UnavailableException => true,
        DbException database => Dialect.Sqlite.IsTransient(database) || Dialect.SqlServer.IsTransient(database),
        _ => false,
    };
}
