using System.Text.Json;
using Exchange.Matching.Rings;

namespace Exchange.Host.Workbench;

/// <summary>Barter in rings from a file of wants, by the solver that Matching has.</summary>
internal static class RingTrades
{
    private sealed record Line(int Items, int Traded, int Rings, int Longest, int Bound, int Gap, int UnknownWants);

    /// <summary>Reads wants, and says the rings that move the most items, a line each: the giver of each item takes the next one, and the giver of the last takes the first. Then it says the totals
    /// as a line of JSON.</summary>
    /// <param name="file">Columns <c>item,wants</c>: what is given, and what its giver would take, separated by spaces.</param>
    /// <param name="maxLength">The longest ring that is allowed; 0 for any.</param>
    /// <param name="say">Takes the lines.</param>
    /// <exception cref="SheetException">A row is no want.</exception>
    public static void Run(FileInfo file, int maxLength, Action<string> say)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var wants = new WantList([.. Sheet.Read(file, "item", "wants").Rows.Select(row => WantOf(row, lines))]);
        var trade = RingSolver.Most(wants, maxLength);
        foreach (var ring in trade.Rings) say(string.Join(' ', ring));
        say(JsonSerializer.Serialize(
            new Line(wants.Items.Count, trade.Traded, trade.Rings.Count, trade.Longest, trade.Bound, trade.Bound - trade.Traded, wants.UnknownWants), JsonSerializerOptions.Web));
    }

    private static Want WantOf(SheetRow row, Dictionary<string, long> lines)
    {
        var item = row.Name("item");
        if (item.Any(char.IsWhiteSpace)) throw row.At("item", $"'{item}' has a space, which separates wants");
        if (!lines.TryAdd(item, row.Line)) throw row.At("item", $"{item} stands in line {lines[item]} already");
        return new(item, row.Text("wants").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
