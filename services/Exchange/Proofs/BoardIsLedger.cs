using System.Globalization;
using Exchange.Settlement.Deals;

namespace Exchange.Host.Proofs;

/// <summary>The promise that the board is the ledger: the same figures from Matching's awards, Settlement's deals and ledger, and Turnover's board,
/// each from its own log, and from the board as clients were shown it.</summary>
internal static class BoardIsLedger
{
    public const string Promise = "board = awards = ledger";

    /// <summary>Compares them fair by fair, to the minor unit.</summary>
    public static Proof Prove(MatchingWitness matching, SettlementWitness settlement, TurnoverWitness turnover, Evidence evidence)
    {
        var faults = new List<string>();
        var fallen = settlement.Deals.Where(deal => deal.Value.Stage is DealStage.Defaulted or DealStage.Cancelled).Select(deal => deal.Key).ToHashSet(StringComparer.Ordinal);
        faults.AddRange(matching.Awards.Keys.Except(settlement.Deals.Keys).Select(award => $"Award {award} has no deal."));
        faults.AddRange(fallen.Where(matching.FallsWithDeal).Except(matching.Fallen).Select(deal => $"Deal {deal} ended without a sale and its award stands."));
        faults.AddRange(matching.Fallen.Except(fallen).Select(award => $"Award {award} fell and its deal did not."));
        faults.AddRange(settlement.Deals.Keys.Except(matching.Awards.Keys).Select(deal => $"Deal {deal} has no award."));

        var seen = new List<string>();
        foreach (var fair in matching.Awards.Values.Select(award => award.Fair).Union(turnover.Boards.Keys).Order(StringComparer.Ordinal))
        {
            var standing = settlement.Deals.Where(deal => deal.Value.Terms?.Fair == fair && !fallen.Contains(deal.Key)).ToList();
            var awarded = matching.Awards.Where(award => award.Value.Fair == fair && !fallen.Contains(award.Key)).Sum(award => award.Value.HammerMinor);
            var dealt = standing.Sum(deal => deal.Value.Terms!.HammerMinor);
            // A deal that is paid in part is not on the board yet.
            var paidDeals = standing.Where(deal => deal.Value.Stage is not (DealStage.AwaitingContract or DealStage.AwaitingPayment)).ToList();
            var paid = paidDeals.Sum(deal => settlement.PaidIn(deal.Key));
            var settled = standing.Sum(deal => settlement.Released(deal.Key));
            var board = turnover.Boards.TryGetValue(fair, out var known) ? known.Figures.Totals : new();

            Compare(fair, "turnover", faults, ("awards", awarded), ("deals", dealt), ("board", board.TurnoverMinor));
            Compare(fair, "paid", faults, ("ledger", paid), ("board", board.PaidMinor));
            Compare(fair, "settled", faults, ("ledger", settled), ("board", board.SettledMinor));
            Compare(fair, "set off", faults, ("deals", paidDeals.Sum(deal => deal.Value.SetOffMinor - deal.Value.BarterMinor)), ("board", board.SetOffMinor));
            Compare(fair, "barter", faults, ("deals", paidDeals.Sum(deal => deal.Value.BarterMinor)), ("board", board.BarterMinor));
            if (evidence.Boards.FirstOrDefault(shown => shown.Fair == fair) is { } shown)
            {
                Compare(fair, "turnover", faults, ("board shown", shown.TurnoverMinor), ("awards", awarded));
                Compare(fair, "paid", faults, ("board shown", shown.PaidMinor), ("ledger", paid));
                Compare(fair, "settled", faults, ("board shown", shown.SettledMinor), ("ledger", settled));
            }

            seen.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{awarded / 100m:N2} turned over, {paid / 100m:N2} paid, {settled / 100m:N2} settled; {board.SetOffMinor / 100m:N2} set off, {board.BarterMinor / 100m:N2} in goods"));
        }

        return Proof.Of(Promise, faults, seen.Count > 0 ? string.Join("; ", seen) : "no fair yet");
    }

    private static void Compare(string fair, string figure, List<string> faults, params (string Source, long Minor)[] claims)
    {
        if (claims.Any(claim => claim.Minor != claims[0].Minor))
            faults.Add($"Fair {fair}, {figure}: {string.Join(", ", claims.Select(claim => $"{claim.Source} {claim.Minor}"))}.");
    }
}
