using System.Globalization;
using Exchange.Host.Serving;
using Exchange.SystemTests.Broker;
using Exchange.SystemTests.Processes;
using Exchange.SystemTests.Rehearsals;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Exchange.SystemTests.Fleet;

/// <summary>Every service in a process of its own, with a broker between them.</summary>
public sealed class FleetTests : IDisposable
{
    private static readonly string[] Services = ["Identity", "Listing", "Matching", "Settlement", "Turnover"];

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("exchange-tests-");
    private readonly Dictionary<string, Uri> _addresses = Services.ToDictionary(service => service, _ => new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}"));

    [Fact]
    public async Task A_fair_over_a_broker_holds_every_promise()
    {
        await using var broker = await RabbitBroker.Start();
        var secret = Path.Combine(_data.FullName, "operator.secret");
        await File.WriteAllTextAsync(secret, Secrets.Generate());
        var fleet = new List<ChildProcess>();
        try
        {
            foreach (var service in Services) fleet.Add(ChildProcess.Start("Exchange." + service, Settings(service, broker, secret)));
            foreach (var (child, service) in fleet.Zip(Services)) await child.Answers(new(_addresses[service], "/clock"));

            var report = await SmallFair.Rehearse(SmallFair.Settings with
            {
                Targets = new(_addresses["Identity"], _addresses["Listing"], _addresses["Matching"], _addresses["Settlement"], _addresses["Turnover"]),
                OperatorSecret = new(secret),
                Data = _data,
            });
            SmallFair.AssertHeld(report);
            Assert.Equal(report.Fair.Deals, report.Fair.DealsSettled + report.Fair.DealsDefaulted + report.Fair.Settled.Cancelled);
            Assert.True(report.Fair.TurnoverMinor >= SmallFair.Settings.TurnoverMinor);
            Assert.Equal(await Count("identity.db", "enterprises"), await Count("settlement.views.db", "enterprise_names"));
        }
        finally
        {
            foreach (var child in fleet) await child.DisposeAsync();
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private async Task<long> Count(string file, string table)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.FullName, file)};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The tables are constants of this test.
        command.CommandText = $"select count(*) from {table}";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private Dictionary<string, string?> Settings(string service, RabbitBroker broker, string secret) => new(broker.Settings)
    {
        ["ASPNETCORE_URLS"] = _addresses[service].ToString(),
        ["Store:Data"] = _data.FullName,
        ["Clock:Kind"] = "stepped",
        ["Clock:Start"] = SmallFair.Settings.Start.ToString("O", CultureInfo.InvariantCulture),
        ["Identity:Issuer"] = _addresses["Identity"].ToString().TrimEnd('/'),
        ["Identity:Bootstrap:ClientId"] = Secrets.OperatorClient,
        ["Identity:Bootstrap:SecretFile"] = secret,
        ["Logging:LogLevel:Default"] = "Warning",
    };
}
