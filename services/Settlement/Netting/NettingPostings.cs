using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Settlement.Ledger;

namespace Exchange.Settlement.Netting;

/// <summary>What a round books: one entry for all its obligations. Whoever owes pays with what others owe it; what is set off of a deal goes into the deal's escrow, of which the creditor gets it
/// when the deal is released.</summary>
public static class NettingPostings
{
    public const string Step = "set-off", UnwoundStep = "set-off-unwound";

    /// <summary>The transfer id of a run of a round, or of its unwinding.</summary>
    public static string TransferOf(string round, long run, string step) => Id.From("round", round, run.ToString(System.Globalization.CultureInfo.InvariantCulture), step);

    /// <summary>The entry of a run; none where nothing was cleared.</summary>
    public static IEnumerable<Also> SetOff(RoundPlan plan, long run, IEnumerable<RoundLeg> legs) => Entry(plan, run, Step, Legs(legs));

    /// <summary>The entry that undoes it: the opposite postings.</summary>
    public static IEnumerable<Also> Unwound(RoundPlan plan, long run, IEnumerable<RoundLeg> legs) => Entry(plan, run, UnwoundStep, Legs(legs).Select(leg => (leg.Account, -leg.AmountMinor)));

    private static IEnumerable<(string Account, long AmountMinor)> Legs(IEnumerable<RoundLeg> legs) => legs.Where(leg => leg.SetOffMinor > 0).SelectMany(leg => new[]
    {
        (AccountCode.PaidBySetOff(leg.Debtor), -leg.SetOffMinor),
        (leg.Kind == RoundLeg.Deal ? AccountCode.Escrow(leg.Leg) : AccountCode.ReceivedBySetOff(leg.Creditor), leg.SetOffMinor),
    });

    private static IEnumerable<Also> Entry(RoundPlan plan, long run, string step, IEnumerable<(string Account, long AmountMinor)> legs)
    {
        var postings = legs.GroupBy(leg => leg.Account, StringComparer.Ordinal).OrderBy(account => account.Key, StringComparer.Ordinal)
            .Select(account => new Posting(account.Key, account.Sum(leg => leg.AmountMinor), plan.Currency)).ToList();
        var transfer = TransferOf(plan.Round, run, step);
        if (postings.Count > 0) yield return new(LedgerEntry.Stream(transfer), new PostEntry(transfer, step, plan.Round, "", postings));
    }
}
