using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Exchange.Settlement.Netting;

namespace Exchange.Host.Workbench;

/// <summary>Set-offs of the debts of a file, by the solver that Settlement has.</summary>
internal static class SetOffs
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private sealed record Line(
        string? Network, decimal TotalDebt, decimal NetInternalDebt, decimal Cleared, decimal Remaining, decimal? Liquidity, decimal? ClearedWithLiquidity);

    /// <summary>Reads obligations, clears each network, says its totals as a line of JSON, and writes a notice for each obligation, by network, debtor, creditor and id.</summary>
    /// <param name="file">Columns <c>debtor,creditor,amount</c>, and if wanted <c>id,network</c>.</param>
    /// <param name="liquidity">What is lent to each network; null where that is not asked.</param>
    /// <param name="output">Where the notices go.</param>
    /// <param name="say">Takes the lines of JSON.</param>
    /// <exception cref="SheetException">A row is no obligation, or the sums are too large.</exception>
    public static void Run(FileInfo file, decimal? liquidity, FileInfo output, Action<string> say)
    {
        var sheet = Sheet.Read(file, "debtor", "creditor", "amount");
        var scale = new Scale(sheet.Rows.Select(row => row.Number("amount")).Append(liquidity ?? 0));
        var setOffs = sheet.Rows.GroupBy(row => row.Text("network"), StringComparer.Ordinal).OrderBy(network => network.Key, StringComparer.Ordinal)
            .Select(network => (Name: network.Key, SetOff: SheetException.Within($"network '{network.Key}'", () => SetOffSolver.Largest(new(Obligations(sheet, network, scale)))))).ToList();
        foreach (var (name, setOff) in setOffs)
        {
            var debt = setOff.Network;
            say(JsonSerializer.Serialize(
                new Line(
                    sheet.Has("network") ? name : null, Plain(debt.TotalMinor), Plain(debt.NetInternalMinor), Plain(setOff.ClearedMinor), Plain(debt.TotalMinor - setOff.ClearedMinor),
                    liquidity, liquidity is { } lent ? Plain(debt.TotalMinor - SetOffSolver.RemainingWith(debt, scale.Minor(lent))) : null),
                Json));
        }

        IReadOnlyList<string> header = ["id", "debtor", "creditor", "amount", "setoff", "remainder"];
        Results.Write(output, sheet.Has("network") ? ["network", .. header] : header, setOffs.SelectMany(each => each.SetOff.Notices.Select(notice => Row(sheet, each.Name, notice, scale))));

        decimal Plain(long minor) => scale.Major(minor) / 1.000000000000m;
    }

    private static IReadOnlyList<string> Row(Sheet sheet, string network, SetOffNotice notice, Scale scale)
    {
        var debt = notice.Obligation;
        IReadOnlyList<string> row = [debt.Id, debt.Debtor, debt.Creditor, scale.Text(debt.AmountMinor), scale.Text(notice.SetOffMinor), scale.Text(notice.RemainderMinor)];
        return sheet.Has("network") ? [network, .. row] : row;
    }

    // Without ids an obligation is named by its place among all of its network by debtor, creditor and amount, which the order of the rows does not change.
    private static List<Obligation> Obligations(Sheet sheet, IEnumerable<SheetRow> rows, Scale scale)
    {
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        if (sheet.Has("id"))
            return [.. rows.Select(row => row.Name("id") is var id && lines.TryAdd(id, row.Line) ? Obligation(row, id, scale) : throw row.At("id", $"{id} stands in line {lines[id]} already"))];
        var sorted = rows.Select(row => Obligation(row, "", scale))
            .OrderBy(one => one.Debtor, StringComparer.Ordinal).ThenBy(one => one.Creditor, StringComparer.Ordinal).ThenBy(one => one.AmountMinor).ToList();
        var digits = sorted.Count.ToString(CultureInfo.InvariantCulture).Length;
        return [.. sorted.Select((one, n) => one with { Id = (n + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0') })];
    }

    private static Obligation Obligation(SheetRow row, string id, Scale scale)
    {
        var (debtor, creditor) = (row.Name("debtor"), row.Name("creditor"));
        if (debtor == creditor) throw row.At("creditor", $"{creditor} owes itself");
        return new(id, debtor, creditor, scale.Minor(row.Positive("amount")));
    }
}
