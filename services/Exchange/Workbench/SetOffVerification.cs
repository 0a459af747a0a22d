using Exchange.Settlement.Netting;

namespace Exchange.Host.Workbench;

/// <summary>Checks the proof file of a set-off from nothing but itself.</summary>
internal static class SetOffVerification
{
    /// <summary>Says whether the file is a set-off and the largest one, and what is wrong; true when it is.</summary>
    /// <param name="file">Columns <c>id,debtor,creditor,amount,setoff,remainder</c>.</param>
    /// <param name="say">Takes what is found, a line each.</param>
    /// <exception cref="SheetException">It is no such file.</exception>
    public static bool Run(FileInfo file, Action<string> say)
    {
        var sheet = Sheet.Read(file, "id", "debtor", "creditor", "amount", "setoff", "remainder");
        var scale = new Scale(sheet.Rows.SelectMany(row => new[] { row.Number("amount"), row.Number("setoff"), row.Number("remainder") }));
        var faults = new List<string>();
        var legs = new List<RoundLeg>();
        foreach (var row in sheet.Rows)
        {
            var leg = new RoundLeg(row.Name("id"), "", row.Name("debtor"), row.Name("creditor"), scale.Minor(row.Number("amount")), scale.Minor(row.Number("setoff")));
            if (leg.OpenMinor - leg.SetOffMinor != scale.Minor(row.Number("remainder"))) faults.Add($"Line {row.Line}: amount less set-off is not the remainder.");
            legs.Add(leg);
        }

        faults.AddRange(RoundProof.Faults(legs));
        foreach (var fault in faults) say(fault);
        var total = scale.Text(legs.Sum(leg => leg.OpenMinor));
        say(faults.Count == 0
            ? $"Holds: {legs.Count} obligations of {total}, {scale.Text(legs.Sum(leg => leg.SetOffMinor))} set off; every net position is unchanged, and nothing is left that could be cleared."
            : $"Does not hold: {faults.Count} {(faults.Count == 1 ? "fault" : "faults")}.");
        return faults.Count == 0;
    }
}
