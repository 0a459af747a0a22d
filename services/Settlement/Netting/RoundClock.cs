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
        {
            if (row.IsRing()) due.AddRange(await DueOfRing(session, row));
            else if (row.Stage == RoundRow.Planned) due.Add(new(Round.Stream(row.Round), await Compute(session, row, now), $"round/{row.Round}/{row.Run + 1}"));
            else due.Add(new(Round.Stream(row.Round), new FinishRound(row.Run), $"round/{row.Round}/{row.Run}/final"));
        }

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

    // Its deals come from messages of their own: a ring waits until all are to be paid, and none of them is in a round that may be unwound.
    private static async Task<IEnumerable<Due>> DueOfRing(ViewSession session, RoundRow row)
    {
        var deals = await RoundViews.Ring(session, row.Round);
        if (deals.FirstOrDefault(deal => deal.Stage is DealStages.Defaulted or DealStages.Cancelled) is { } fallen)
            return [new(Round.Stream(row.Round), new UnwindRing(fallen.Deal), $"ring/{row.Round}/unwound")];
        if (deals.Any(deal => deal.Stage is not ("" or DealStages.AwaitingPayment))) return [new(Round.Stream(row.Round), new CancelRound(""), $"ring/{row.Round}/cancelled")];
        if (deals.Any(deal => deal.Stage != DealStages.AwaitingPayment || deal.Round.Length > 0)) return [];
        var open = deals.Select(deal => new RoundLeg(
            deal.Deal, RoundLeg.Deal, deal.Buyer, deal.Consignor, Deal.OpenToSetOffMinor(deal.TotalMinor, deal.MostMinor, deal.PaidMinor, deal.SetOffMinor), 0)).ToList();
        // Where one is paid already nothing runs around any more, and each pays for itself.
        if (open.Any(leg => leg.OpenMinor == 0)) return [new(Round.Stream(row.Round), new CancelRound(""), $"ring/{row.Round}/cancelled")];
        var cleared = SetOffSolver.Largest(RoundProof.Network(open)).Notices.ToDictionary(notice => notice.Obligation.Id, notice => notice.SetOffMinor, StringComparer.Ordinal);
        return [new(Round.Stream(row.Round), new BookRound(row.Run + 1, [.. open.Select(leg => leg with { SetOffMinor = cleared[leg.Leg] })], [], 0), $"ring/{row.Round}/{row.Run + 1}")];
    }

    private static RoundLeg Leg(Candidate candidate, long setOffMinor) => new(candidate.Leg, candidate.Kind, candidate.Debtor, candidate.Creditor, candidate.OpenMinor, setOffMinor);

    private static Candidate Of(OpenDealRow deal, long cutOffAt) => new(
        deal.Deal, RoundLeg.Deal, deal.Buyer, deal.Consignor, Deal.OpenToSetOffMinor(deal.TotalMinor, deal.MostMinor, deal.PaidMinor, deal.SetOffMinor), deal.Currency,
        deal.Round.Length > 0 ? RoundSelection.InAnotherRound : deal.DueAt <= cutOffAt ? RoundSelection.DueBeforeCutOff : "");
}
