using Exchange.Matching.Auctions;

namespace Exchange.Host.Workbench;

/// <summary>Sales of many units from a file of demand curves, by the rules that Matching has.</summary>
internal static class Allocating
{
    /// <summary>Reads demands, awards each auction, and writes a row for each winner.</summary>
    /// <param name="file">Columns <c>bidder,price,quantity</c>, and if wanted <c>seconds,auction,units</c>.</param>
    /// <param name="units">How much each auction offers whose rows do not say it.</param>
    /// <param name="rules">The rules; the floor is passed in major units.</param>
    /// <param name="floor">No price below it counts.</param>
    /// <param name="output">Where the result goes: <c>auction,bidder,quantity,payment</c>.</param>
    public static void Run(FileInfo file, decimal? units, AllocationRules rules, decimal floor, FileInfo output)
    {
        var sheet = Sheet.Read(file, "bidder", "price", "quantity");
        var scale = new Scale(sheet.Rows.Select(row => row.Number("price")).Append(floor));
        var whole = sheet.Rows.All(row => row.Milli("quantity") % 1000 == 0);
        rules = rules with { FloorMinor = scale.Minor(floor), StepMilli = whole ? 1000 : 1 };

        Results.Write(output, ["auction", "bidder", "quantity", "payment"], sheet.Rows.GroupBy(row => row.Text("auction"), StringComparer.Ordinal).SelectMany(auction =>
        {
            var demands = InTime(sheet, auction).Select(row => new Demand(row.Name("bidder"), scale.Minor(row.Number("price")), row.Milli("quantity"))).ToList();
            return SheetException.Within($"auction '{auction.Key}'", () => Allocation.Resolve(demands, Offered(sheet, auction, units), rules).Awards)
                .Select(IReadOnlyList<string> (award) => [auction.Key, award.Winner, Results.Units(award.QuantityMilli), scale.Text(award.HammerMinor)]);
        }).ToList());
    }

    private static IEnumerable<SheetRow> InTime(Sheet sheet, IEnumerable<SheetRow> rows) => sheet.Has("seconds") ? rows.OrderBy(row => row.Number("seconds")) : rows;

    private static long Offered(Sheet sheet, IEnumerable<SheetRow> rows, decimal? units)
    {
        if (!sheet.Has("units")) return (long)((units ?? throw new SheetException("Say with --units how much is offered, or with a column units.")) * 1000);
        var first = rows.First();
        var offered = first.Milli("units");
        return rows.FirstOrDefault(row => row.Milli("units") != offered) is { } other
            ? throw other.At("units", $"{other.Text("units")} where line {first.Line} says {first.Text("units")}")
            : offered;
    }
}
