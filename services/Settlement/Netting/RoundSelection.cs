namespace Exchange.Settlement.Netting;

/// <summary>An obligation that may take part in a round.</summary>
/// <param name="Leg">The id of the debt or the deal.</param>
/// <param name="Kind"><c>debt</c> or <c>deal</c>.</param>
/// <param name="Debtor">Who owes.</param>
/// <param name="Creditor">Who is owed.</param>
/// <param name="OpenMinor">What of it may be set off.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Hindrance">What about itself keeps it out, one of the reasons of <see cref="RoundSelection"/>; empty where nothing does.</param>
public sealed record Candidate(string Leg, string Kind, string Debtor, string Creditor, long OpenMinor, string Currency, string Hindrance);

/// <summary>Which obligations take part in a round, and why the others do not.</summary>
/// <param name="Eligible">Those that do.</param>
/// <param name="Left">Those that do not, the largest first, as many as a round keeps.</param>
/// <param name="LeftCount">How many do not.</param>
public sealed record RoundSelection(IReadOnlyList<Candidate> Eligible, IReadOnlyList<RoundLeft> Left, long LeftCount)
{
    /// <summary>Why an obligation stays out of a round.</summary>
    public const string Unconfirmed = "unconfirmed", Disputed = "disputed", Secured = "secured", InAnotherRound = "in-another-round", DueBeforeCutOff = "due-before-cut-off",
        OtherCurrency = "other-currency", Affiliated = "affiliated", UnderThreshold = "under-threshold", Withdrawn = "withdrawn", InNoCircle = "in-no-circle", BeyondBound = "beyond-bound";

    /// <summary>Selects. Where more would take part than a round may have, those go that lie on no circle of debts and could not be cleared, and then the smallest.</summary>
    /// <param name="plan">The round.</param>
    /// <param name="candidates">All obligations that are open.</param>
    /// <param name="withdrawn">Those that a party has taken out of the round.</param>
    /// <param name="groups">The groups of affiliated enterprises that each enterprise belongs to.</param>
    public static RoundSelection Of(RoundPlan plan, IEnumerable<Candidate> candidates, IReadOnlySet<string> withdrawn, ILookup<string, string> groups)
    {
        var (eligible, left) = (new List<Candidate>(), new List<RoundLeft>());
        foreach (var candidate in candidates.OrderByDescending(candidate => candidate.OpenMinor).ThenBy(candidate => candidate.Leg, StringComparer.Ordinal))
            if (Reason(plan, candidate, withdrawn, groups) is { } reason) Leave(candidate, reason);
            else eligible.Add(candidate);
        if (eligible.Count <= Round.MostLegs) return Selected(eligible);

        var parts = DebtCircles.PartsOf(eligible.Select(candidate => (candidate.Debtor, candidate.Creditor)));
        var onCircles = eligible.ToLookup(candidate => parts[candidate.Debtor] == parts[candidate.Creditor]);
        foreach (var candidate in onCircles[false]) Leave(candidate, InNoCircle);
        foreach (var candidate in onCircles[true].Skip(Round.MostLegs)) Leave(candidate, BeyondBound);
        return Selected([.. onCircles[true].Take(Round.MostLegs)]);

        void Leave(Candidate candidate, string reason) => left.Add(new(candidate.Leg, candidate.Kind, candidate.Debtor, candidate.Creditor, candidate.OpenMinor, reason));
        RoundSelection Selected(IReadOnlyList<Candidate> legs) =>
            new(legs, [.. left.OrderByDescending(one => one.OpenMinor).ThenBy(one => one.Leg, StringComparer.Ordinal).Take(Round.MostLeft)], left.Count);
    }

    private static string? Reason(RoundPlan plan, Candidate candidate, IReadOnlySet<string> withdrawn, ILookup<string, string> groups) => candidate switch
    {
        { Hindrance.Length: > 0 } => candidate.Hindrance,
        _ when candidate.Currency != plan.Currency => OtherCurrency,
        _ when groups[candidate.Debtor].Intersect(groups[candidate.Creditor], StringComparer.Ordinal).Any() => Affiliated,
        _ when candidate.OpenMinor < plan.ThresholdMinor => UnderThreshold,
        _ when withdrawn.Contains(candidate.Leg) => Withdrawn,
        _ => null,
    };
}
