using Exchange.Host.Workbench;

namespace Exchange.Host.Proofs;

/// <summary>A line of a bank's own book, which nobody at the exchange wrote.</summary>
/// <param name="Reference">The bank's name for the movement; each line has its own.</param>
/// <param name="For">What the money was for, as its payer said: a deal, the bidder for whose deposits it is, or the account of the exchange that it left.</param>
/// <param name="AmountMinor">Minor units; above zero came in, below zero went out.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="SendsBack">The reference of the line whose money went back to its payer with this one; empty elsewhere.</param>
public sealed record BankLine(string Reference, string For, long AmountMinor, string Currency, string SendsBack = "");

/// <summary>A bank's book as a CSV file: <c>reference,for,in,out,currency,sends_back</c>, with amounts in major units, the one that is none left empty.</summary>
public static class BankBook
{
    private static readonly string[] Columns = ["reference", "for", "in", "out", "currency", "sends_back"];

    public static void Write(FileInfo file, IEnumerable<BankLine> lines) => Workbench.Results.Write(file, Columns, lines.Select(IReadOnlyList<string> (line) =>
    [
        line.Reference, line.For, line.AmountMinor > 0 ? Scale.Text(line.AmountMinor / 100m) : "", line.AmountMinor < 0 ? Scale.Text(line.AmountMinor / -100m) : "",
        line.Currency, line.SendsBack,
    ]));

    /// <exception cref="SheetException">A column is missing, or a line cannot be read.</exception>
    public static IReadOnlyList<BankLine> Read(FileInfo file) => [.. Sheet.Read(file, Columns).Rows.Select(LineOf)];

    private static BankLine LineOf(SheetRow row)
    {
        if (row.Text("in").Length > 0 == row.Text("out").Length > 0) throw row.At("in", "money came in or went out, one of the two");
        var column = row.Text("in").Length > 0 ? "in" : "out";
        var minor = row.Positive(column) * 100;
        if (minor != decimal.Truncate(minor)) throw row.At(column, $"{row.Text(column)} has more than 2 decimals");
        return new(row.Name("reference"), row.Text("for"), (long)(column == "in" ? minor : -minor), row.Name("currency"), row.Text("sends_back"));
    }
}
