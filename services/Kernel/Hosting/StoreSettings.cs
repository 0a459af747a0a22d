using Exchange.Kernel.Database;

namespace Exchange.Kernel.Hosting;

/// <summary>Where a process keeps its data; configuration section <c>Store</c>.</summary>
public sealed class StoreSettings
{
    public const string Section = "Store";

    /// <summary><c>sqlite</c> or <c>sqlserver</c>.</summary>
    public string Kind { get; set; } = "sqlite";

    /// <summary>The directory of the SQLite files.</summary>
    public string Data { get; set; } = "data";

    /// <summary>The SQL Server connection string without password and database; <c>Encrypt=true</c> is always added.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The file that holds the SQL Server password.</summary>
    public string PasswordFile { get; set; } = "";

    /// <summary>The stores of a service. On SQL Server its database is <c>exchange_</c> and its name.</summary>
    public Stores Of(string service) => Kind switch
    {
        "sqlite" => Stores.Sqlite(Data, service),
        "sqlserver" => Stores.SqlServer(new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(ConnectionString)
        {
            InitialCatalog = "exchange_" + service,
            Password = File.ReadAllText(PasswordFile).Trim(),
            Encrypt = true,
        }.ToString()),
        _ => throw new InvalidOperationException($"Store:Kind is '{Kind}'; it must be sqlite or sqlserver."),
    };
}
