using Exchange.Kernel.Database;
using Exchange.Kernel.Log;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Netting;

/// <summary>Computes rounds when they are due, beside the writer of the log, and tells them when their cut-off has passed.</summary>
public static class RoundClock
{
    public static async Task<IReadOnlyList<Due>> Due(ViewSession session, DateTimeOffset now)
    {
        var due = new List<Due>();
        foreach (var row in await RoundViews.Due(session, now))
            due.Add(row.Stage == RoundRow.Planned
                ? new(Round.Stream(row.Round), await Compute(session, row, now), $"round/{row.Round}/{row.Run + 1}")
                : new(Round.Stream(row.Round), new FinishRound(row.Run), $"round/{row.Round}/{row.Run}/final"));
        return due;
    }

    // What the views have may be a moment old: where an obligation has changed since, the booking is refused and the round computed again.
    private static async Task<BookRound> Compute(ViewSession session, RoundRow row, DateTimeOffset now)
    {
        var withdrawn = (await RoundViews.Withdrawals(session, row.Round)).Select(withdrawal => withdrawal.Leg).ToHashSet(StringComparer.Ordinal);
        var groups = (await RoundViews.Affiliates(session)).ToLookup(affiliate => affiliate.Enterprise, affiliate => affiliate.Affiliation, StringComparer.Ordinal);
        var debts = (await DebtViews.Open(session)).Select(debt => new Candidate(debt.Debt, RoundLeg.Debt, debt.Debtor, debt.Creditor, debt.OpenMinor, debt.Currency, debt.Hindrance));
        // A second is for the way to the log: a deal that is due in it would refuse the booking.
        var cutOffAt = now.ToUnixTimeMilliseconds() + row.CutOffMs + 1_000;
        var deals = (await RoundViews.OpenDeals(session, row.Fair)).Select(deal => Of(deal, cutOffAt)).Where(deal => deal.OpenMinor > 0 && deal.Debtor != deal.Creditor);
        var selection = RoundSelection.Of(row.Plan(), debts.Concat(deals), withdrawn, groups);
        var setOff = SetOffSolver.Largest(RoundProof.Network(selection.Eligible.Select(candidate => Leg(candidate, 0))));
        var cleared = setOff.Notices.ToDictionary(notice => notice.Obligation.Id, notice => notice.SetOffMinor, StringComparer.Ordinal);
        var legs = selection.Eligible.Select(candidate => Leg(candidate, cleared[candidate.Leg])).OrderBy(leg => leg.Leg, StringComparer.Ordinal);
        return new(row.Run + 1, [.. legs], selection.Left, selection.LeftCount);
    }

    private static RoundLeg Leg(Candidate candidate, long setOffMinor) => new(candidate.Leg, candidate.Kind, candidate.Debtor, candidate.Creditor, candidate.OpenMinor, setOffMinor);

    private static Candidate Of(OpenDealRow deal, long cutOffAt) => new(
        deal.Deal, RoundLeg.Deal, deal.Buyer, deal.Consignor, Deal.OpenToSetOffMinor(deal.TotalMinor, deal.MostMinor, deal.PaidMinor, deal.SetOffMinor), deal.Currency,
        deal.Round.Length > 0 ? RoundSelection.InAnotherRound : deal.DueAt <= cutOffAt ? RoundSelection.DueBeforeCutOff : "");
}
