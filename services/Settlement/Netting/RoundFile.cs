using System.Globalization;

namespace Exchange.Settlement.Netting;

/// <summary>The files of a round: the proof, which anyone checks again with <c>exchange setoff verify</c>, and an enterprise's notices. A line for each obligation, in major units.</summary>
public static class RoundFile
{
    /// <summary>The first line.</summary>
    public const string Header = "id,debtor,creditor,amount,setoff,remainder\n";

    /// <summary>The file of some obligations, by debtor, creditor and id.</summary>
    public static string Of(IEnumerable<RoundLeg> legs) => Header + string.Concat(legs
        .OrderBy(leg => leg.Debtor, StringComparer.Ordinal).ThenBy(leg => leg.Creditor, StringComparer.Ordinal).ThenBy(leg => leg.Leg, StringComparer.Ordinal)
        .Select(leg => $"{leg.Leg},{leg.Debtor},{leg.Creditor},{Major(leg.OpenMinor)},{Major(leg.SetOffMinor)},{Major(leg.OpenMinor - leg.SetOffMinor)}\n"));

    private static string Major(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
