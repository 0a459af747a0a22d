using Exchange.Kernel.Database;

namespace Exchange.Kernel.Hosting;

/// <summary>Where a process keeps its data; configuration section <c>Store</c>.</summary>
public sealed class StoreSettings : ISettings
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

    public IEnumerable<string> Errors()
    {
        if (Kind is not ("sqlite" or "sqlserver")) yield return $"Store:Kind is '{Kind}'; it must be sqlite or sqlserver.";
        if (Kind == "sqlite" && Data.Length == 0) yield return "Store:Data is empty; it must name the directory of the SQLite files.";
        if (Kind == "sqlserver" && ConnectionString.Length == 0) yield return "Store:ConnectionString is missing; Store:Kind sqlserver needs it.";
        if (Kind == "sqlserver" && !File.Exists(PasswordFile)) yield return $"Store:PasswordFile is '{PasswordFile}'; it must name a file that holds the password.";
    }

    /// <summary>The stores of a service. On SQL Server its database is <c>exchange_</c> and its name.</summary>
    public Stores Of(string service) => Kind switch
    {
        "sqlite" => Stores.Sqlite(Data, service),
        "sqlserver" => Stores.SqlServer(new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(ConnectionString)
        {
            InitialCatalog = "exchange_" + service,
            Password = Settings.Secret(PasswordFile),
            Encrypt = true,
        }.ToString()),
        _ => throw new InvalidOperationException($"Store:Kind is '{Kind}'; it must be sqlite or sqlserver."),
    };
}
