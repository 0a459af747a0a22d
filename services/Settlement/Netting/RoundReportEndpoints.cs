namespace Exchange.Settlement.Netting;

/// <summary>A round of set-off. Amounts in minor units, times in Unix milliseconds; what has not happened is left out.</summary>
/// <param name="Round">Its id.</param>
/// <param name="Kind"><c>set-off</c>, or <c>ring</c> where the deals of a ring of barter pay each other.</param>
/// <param name="Fair">The fair whose deals take part.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Stage"><c>planned</c>, <c>computed</c>, <c>final</c> or <c>cancelled</c>.</param>
/// <param name="Run">How many times it was computed.</param>
/// <param name="ThresholdMinor">Obligations under it stay out.</param>
/// <param name="ComputeAt">When it is computed first.</param>
/// <param name="CutOffAt">Until when a party may withdraw.</param>
/// <param name="TotalMinor">All that is owed by the obligations that take part.</param>
/// <param name="ClearedMinor">What of it is set off.</param>
/// <param name="Obligations">How many take part.</param>
/// <param name="LeftOut">How many do not.</param>
/// <param name="ComputedAt">When it was computed.</param>
/// <param name="FinalAt">When it became final.</param>
public sealed record RoundShown(
    string Round, string Kind, string Fair, string Currency, string Stage, long Run, long ThresholdMinor, long ComputeAt, long? CutOffAt,
    long TotalMinor, long ClearedMinor, long Obligations, long LeftOut, long? ComputedAt, long? FinalAt)
{
    public static RoundShown Of(RoundRow row) => new(
        row.Round, row.IsRing() ? "ring" : "set-off", row.Fair, row.Currency, row.Stage, row.Run, row.ThresholdMinor, row.ComputeAt,
        row.Stage == RoundRow.Computed ? row.DueAt : null, row.TotalMinor, row.ClearedMinor, row.Legs, row.LeftCount,
        row.ComputedAt > 0 ? row.ComputedAt : null, row.FinishedAt > 0 ? row.FinishedAt : null);
}

/// <summary>What a round does to an enterprise, in minor units. Its net position, what it owes less what it is owed, is the same before and after.</summary>
/// <param name="Enterprise">The enterprise.</param>
/// <param name="OwesMinor">What it owes before.</param>
/// <param name="OwedMinor">What it is owed before.</param>
/// <param name="ClearedMinor">What is set off of either.</param>
/// <param name="NetMinor">The net position.</param>
public sealed record EnterpriseSetOff(string Enterprise, long OwesMinor, long OwedMinor, long ClearedMinor, long NetMinor);

/// <summary>What a round came to, in minor units.</summary>
/// <param name="Round">The round.</param>
/// <param name="NetInternalMinor">The least cash with which all could be settled.</param>
/// <param name="RemainderMinor">What remains.</param>
/// <param name="LiquidityMinor">A loan, as it was asked about.</param>
/// <param name="ClearedWithLiquidityMinor">What would be cleared with the loan at the best places.</param>
/// <param name="Enterprises">By enterprise, in the order of their ids: the caller's own, or all of them.</param>
public sealed record RoundReport(
    RoundShown Round, long NetInternalMinor, long RemainderMinor, long? LiquidityMinor, long? ClearedWithLiquidityMinor, IReadOnlyList<EnterpriseSetOff> Enterprises)
{
    /// <summary>The report of a round.</summary>
    /// <param name="row">The round.</param>
    /// <param name="legs">Its obligations.</param>
    /// <param name="enterprise">Whose line is shown; all of them when null.</param>
    /// <param name="liquidityMinor">The loan that is asked about; none when null.</param>
    public static RoundReport Of(RoundRow row, IReadOnlyList<RoundLeg> legs, string? enterprise, long? liquidityMinor)
    {
        var network = RoundProof.Network(legs);
        var lines = legs.SelectMany(leg => new[]
            {
                new EnterpriseSetOff(leg.Debtor, leg.OpenMinor, 0, leg.SetOffMinor, leg.OpenMinor), new EnterpriseSetOff(leg.Creditor, 0, leg.OpenMinor, 0, -leg.OpenMinor),
            })
            .GroupBy(line => line.Enterprise, StringComparer.Ordinal).OrderBy(line => line.Key, StringComparer.Ordinal)
            .Where(line => enterprise is null || line.Key == enterprise)
            .Select(line => line.Aggregate((sum, one) => new(
                sum.Enterprise, sum.OwesMinor + one.OwesMinor, sum.OwedMinor + one.OwedMinor, sum.ClearedMinor + one.ClearedMinor, sum.NetMinor + one.NetMinor)));
        return new(
            RoundShown.Of(row), network.NetInternalMinor, row.TotalMinor - row.ClearedMinor, liquidityMinor,
            liquidityMinor is { } lent ? network.TotalMinor - SetOffSolver.RemainingWith(network, lent) : null, [.. lines]);
    }
}

/// <summary>A notice: what a round sets off of an obligation, or why it stayed out. Minor units.</summary>
/// <param name="Obligation">The debt or the deal.</param>
/// <param name="Kind"><c>debt</c> or <c>deal</c>.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="AmountMinor">What is owed.</param>
/// <param name="SetOffMinor">What of it is set off.</param>
/// <param name="RemainderMinor">What is owed still.</param>
/// <param name="Excluded">Why it stayed out; left out where it did not.</param>
public sealed record RoundLegShown(string Obligation, string Kind, string Debtor, string Creditor, long AmountMinor, long SetOffMinor, long RemainderMinor, string? Excluded)
{
    public static RoundLegShown Of(RoundLegRow row) =>
        new(row.Leg, row.Kind, row.Debtor, row.Creditor, row.OpenMinor, row.SetOffMinor, row.OpenMinor - row.SetOffMinor, row.Reason.Length > 0 ? row.Reason : null);
}
