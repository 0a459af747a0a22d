using System.Globalization;
using System.Text;
using Exchange.Benchmarks.Report;

namespace Exchange.Benchmarks.Sizes;

/// <summary>What <c>sizes</c> has measured, as a page with tables and pictures.</summary>
public static class SizesPages
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>The files by their names.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="heading">On which machine and when.</param>
    public static IReadOnlyDictionary<string, string> Of(SizesReport report, string heading)
    {
        var (files, page) = (new SortedDictionary<string, string>(StringComparer.Ordinal), new StringBuilder($"# Cost by size\n\n{heading}\n"));
        Section(page, files, report.ByConnections, "connections", "over 1,000 lots", restarted: false);
        Section(page, files, report.ByLots, "lots", "at 64 connections", restarted: true);
        Section(page, files, report.ByBids, "bids in the log", "at 64 connections over 1,000 lots", restarted: true);
        files["sizes.md"] = page.ToString();
        return files;
    }

    private static void Section(StringBuilder page, SortedDictionary<string, string> files, IReadOnlyList<SizeRow> rows, string size, string load, bool restarted)
    {
        if (rows.Count == 0) return;
        var picture = $"by-{size.Replace(' ', '-')}.svg";
        page.Append(Plain, $"\n## By {size}, {load}\n\n| {size} | bids/s | p50 ms | p99 ms | memory MB |{(restarted ? " start to first bid s | first look at the lot of all bids ms |" : "")}\n")
            .Append("| ---: | ---: | ---: | ---: | ---: |").Append(restarted ? " ---: | ---: |\n" : "\n");
        foreach (var row in rows) page.Append(Line(row, restarted));
        page.Append(Plain, $"\n![Bids a second and latency by {size}]({picture})\n");
        // A logarithmic axis has no zero; an empty log stands at one bid.
        files[picture] = new SvgChart($"By {size}, {load}", size, "bids/s; p99 in ms",
        [
            new("bids/s", [.. rows.Where(row => row.Rate > 0).Select(row => ((double)Math.Max(1, row.Size), row.Rate))]),
            new("p99, ms", [.. rows.Where(row => row.P99 > TimeSpan.Zero).Select(row => ((double)Math.Max(1, row.Size), row.P99.TotalMilliseconds))]),
        ]).Draw();
    }

    private static string Line(SizeRow row, bool restarted)
    {
        var line = string.Create(
            Plain, $"| {row.Size:N0} | {row.Rate:N0} | {row.P50.TotalMilliseconds:0.0} | {row.P99.TotalMilliseconds:0.0} | {row.Resident / 1e6:N0} |");
        if (!restarted) return line + "\n";
        var opening = row.Opening > TimeSpan.Zero ? row.Opening.TotalMilliseconds.ToString("N0", Plain) : "-";
        return line + string.Create(Plain, $" {row.FirstBid.TotalSeconds:0.0} | {opening} |\n");
    }
}
