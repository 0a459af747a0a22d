using System.Security.Cryptography;
using System.Text;
using Exchange.Host.Proofs;

namespace Exchange.Host.Rehearsal;

/// <summary>What a deal came to, held against what its parties did and what the bank received for it: reckoned once more from what people know, by other hands than the exchange's.</summary>
public static class Reckoning
{
    /// <summary>What is wrong with the deals of a fair; nothing when all is as it should be.</summary>
    /// <param name="deals">The deals at their ends.</param>
    /// <param name="courses">What their parties did, by the deal.</param>
    /// <param name="book">The bank's book.</param>
    public static IReadOnlyList<string> Faults(IEnumerable<SeenDeal> deals, IReadOnlyDictionary<string, Course> courses, IReadOnlyList<BankLine> book)
    {
        // What went back counts on both sides.
        var received = book.GroupBy(line => line.For, StringComparer.Ordinal).ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.AmountMinor), StringComparer.Ordinal);
        return
        [
            .. deals.SelectMany(deal => courses.TryGetValue(deal.Deal, out var course)
                ? Faults(deal, course, received.GetValueOrDefault(deal.Deal)).Select(fault => $"Lot {deal.Number}, deal {deal.Deal}: {fault}")
                : [$"Nobody knows of the deal {deal.Deal} about lot {deal.Number}."]),
        ];
    }

    /// <summary>What is wrong with one deal.</summary>
    /// <param name="deal">The deal at its end.</param>
    /// <param name="course">What its parties did.</param>
    /// <param name="receivedMinor">What the bank received for it and has not sent back.</param>
    public static IEnumerable<string> Faults(SeenDeal deal, Course course, long receivedMinor)
    {
        var expected = EndOf(deal, course);
        if ((deal.Stage, deal.Reason) != expected) yield return $"It is {deal.Stage} ({deal.Reason}), and not {expected.Stage} ({expected.Reason}).";
        var decision = course is { Pays: true, IsDisputed: true } ? course.Decision(deal.HammerMinor) : (null, 0);
        if ((deal.Outcome, deal.ReductionMinor ?? 0) != decision)
            yield return $"The dispute ended {deal.Outcome} less {deal.ReductionMinor}, and not {decision.Outcome} less {decision.ReductionMinor}.";
        var weighed = course.IsHandedOver ? course.WeighedMilli(deal.Unit, deal.QuantityMilli) : (long?)null;
        if (deal.HandedOverMilli != weighed) yield return $"{deal.HandedOverMilli} was handed over, and not {weighed}.";

        var gone = Sum(deal.ReleasedMinor, deal.CommissionMinor, deal.PremiumMinor, deal.TaxMinor);
        var came = receivedMinor + Sum(deal.DepositMinor, deal.SetOffMinor);
        var away = (deal.Stage == "settled" ? gone : 0) + deal.CreditMinor + Sum(deal.ReturnedMinor, deal.ForfeitedMinor, deal.OwedBackMinor);
        if (came != away) yield return $"{came} came in, and {away} went on.";
        if (deal.Stage != "settled") yield break;
        var price = PriceOf(deal, weighed ?? deal.QuantityMilli) - decision.ReductionMinor;
        if (gone - (deal.PremiumMinor ?? 0) != price) yield return $"The goods cost {gone - (deal.PremiumMinor ?? 0)}, and not {price}.";
    }

    /// <summary>A digest of how all deals ended: a SHA-256 over number, buyer, quantities, end and money of each.</summary>
    public static string DigestOf(IEnumerable<SeenDeal> deals)
    {
        var lines = deals.OrderBy(deal => deal.Number).ThenBy(deal => deal.Deal, StringComparer.Ordinal).Select(deal => string.Join(' ',
            deal.Number, deal.Buyer, deal.QuantityMilli, deal.HandedOverMilli, deal.Stage, deal.Reason,
            deal.ReleasedMinor, deal.CommissionMinor, deal.PremiumMinor, deal.TaxMinor, deal.ReturnedMinor, deal.CreditMinor));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }

    private static (string Stage, string? Reason) EndOf(SeenDeal deal, Course course) => course switch
    {
        { Pays: false } when Sum(deal.DepositMinor, deal.SetOffMinor) >= deal.TotalMinor => ("defaulted", "not-removed"), // it was paid without money, and nobody came
        { Pays: false } => ("defaulted", "not-paid"),
        { Ending: Ending.Refunded } => ("cancelled", "refunded"),
        { Ending: Ending.Undelivered } => ("cancelled", "not-delivered"),
        { Ending: Ending.Cancelled or Ending.CancelledPaid } => ("cancelled", "agreed"),
        _ => ("settled", null),
    };

    // In proportion to what was weighed, half a fen up; what was not paid of it is no part of the deal.
    private static long PriceOf(SeenDeal deal, long weighedMilli) => deal.UnpaidMinor is null
        ? (long)((((Int128)deal.HammerMinor * weighedMilli * 2) + deal.QuantityMilli) / (2 * (Int128)deal.QuantityMilli))
        : deal.HammerMinor;

    private static long Sum(params ReadOnlySpan<long?> amounts)
    {
        var sum = 0L;
        foreach (var amount in amounts) sum += amount ?? 0;
        return sum;
    }
}
