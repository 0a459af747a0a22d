using System.Text.Json;
using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;

namespace Exchange.Listing.Imports;

/// <summary>What an import came to, as JSON.</summary>
public sealed record ImportRow(string Fair, string Consignor, string Report);

/// <summary>The table of imports.</summary>
public sealed class ImportViews : View
{
    [Sql("listing")]
    private const string SelectOne = "select fair as Fair, consignor as Consignor, report as Report from imports where import = @import";

    private static readonly string[] Columns = ["import", "fair", "consignor", "report"];

    public override IReadOnlyList<string> Tables { get; } = ["imports"];

    public static Task<ImportRow?> Of(ViewSession session, string import) => session.QuerySingle<ImportRow>(SelectOne, new { import });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var rows = batch.Where(happened => happened.Event is ImportRecorded).Select(Values).ToList();
        if (rows.Count > 0) await session.BulkInsert("imports", Columns, rows);
    }

    private static object?[] Values(Happened happened)
    {
        var recorded = (ImportRecorded)happened.Event;
        return [happened.StreamId, recorded.Report.Fair, recorded.Consignor, JsonSerializer.Serialize(recorded.Report, StoredJson.Options)];
    }
}
