using System.Text.Json;

namespace Exchange.Benchmarks.Bids;

/// <summary>What <c>bids</c> has measured, for programs.</summary>
public static class BidsJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Of(BidsReport report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            report.Bus,
            Cases = report.Cases.Select(load => new
            {
                load.Lots,
                load.Connections,
                load.Store,
                load.LagSeconds,
                Contestants = load.Series.ToDictionary(pair => pair.Key, pair => Of(pair.Value)),
            }),
            Lone = report.Lone is null ? null : Of(report.Lone.Bid),
            SyncP50Micros = report.Lone?.Sync.Quantile(0.5).TotalMicroseconds,
            Targets = report.Targets(),
            report.Remarks,
        },
        Indented);

    private static object Of(Series series) => new
    {
        series.Rate,
        series.RefusedShare,
        series.Others,
        P50Micros = series.Quantile(0.5).TotalMicroseconds,
        P99Micros = series.Quantile(0.99).TotalMicroseconds,
        P999Micros = series.Quantile(0.999).TotalMicroseconds,
        Windows = series.Windows.Select(window => new { window.Rate, window.AnswerRate, window.Server, window.Driver, window.Machine }),
    };
}
