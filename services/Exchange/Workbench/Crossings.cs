using System.Text.Json;
using Exchange.Matching.CallAuctions;

namespace Exchange.Host.Workbench;

/// <summary>Call auctions from a file of orders.</summary>
internal static class Crossings
{
    private sealed record Line(string Book, decimal? Price, decimal Volume, decimal Surplus);

    /// <summary>Reads orders, crosses each book, says price and volume as a line of JSON each, and writes what each order got.</summary>
    /// <param name="file">Columns <c>side,order,price,quantity</c>, and if wanted <c>book</c>.</param>
    /// <param name="reference">The price that decides between equals.</param>
    /// <param name="tick">Prices must be multiples of it.</param>
    /// <param name="output">Where the fills go: <c>book,order,quantity,price</c>.</param>
    /// <param name="say">Takes the lines of JSON.</param>
    public static void Run(FileInfo file, decimal? reference, decimal? tick, FileInfo output, Action<string> say)
    {
        var sheet = Sheet.Read(file, "side", "order", "price", "quantity");
        var scale = new Scale([.. sheet.Rows.Select(row => row.Number("price")), reference ?? 0, tick ?? 0]);
        var fills = new List<IReadOnlyList<string>>();
        foreach (var book in sheet.Rows.GroupBy(row => row.Text("book"), StringComparer.Ordinal).ToList())
        {
            var orders = book.Select(row => OrderOf(row, scale, tick)).ToList();
            var crossing = SheetException.Within($"book '{book.Key}'", () => Crossing.Of(
                orders, reference is { } price ? scale.Minor(price) : null, tick is { } step ? scale.Minor(step) : null));
            decimal? at = crossing.PriceMinor is { } minor ? scale.Major(minor) / 1.000000000000m : null;
            say(JsonSerializer.Serialize(new Line(book.Key, at, crossing.VolumeMilli / 1000m, crossing.SurplusMilli / 1000m), JsonSerializerOptions.Web));
            fills.AddRange(crossing.Fills.Select(IReadOnlyList<string> (fill) =>
                [book.Key, fill.Order, Results.Units(fill.QuantityMilli), scale.Text(crossing.PriceMinor!.Value)]));
        }

        Results.Write(output, ["book", "order", "quantity", "price"], fills);
    }

    private static Order OrderOf(SheetRow row, Scale scale, decimal? tick)
    {
        Side side = row.Text("side") switch
        {
            "buy" => Side.Buy,
            "sell" => Side.Sell,
            var other => throw row.At("side", $"'{other}' is neither buy nor sell"),
        };
        var price = row.Positive("price");
        return tick is { } step && price % step != 0
            ? throw row.At("price", $"{row.Text("price")} is not a multiple of the tick {step}")
            : new(row.Name("order"), side, scale.Minor(price), row.Milli("quantity"));
    }
}
