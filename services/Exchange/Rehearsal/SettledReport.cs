namespace Exchange.Host.Rehearsal;

/// <summary>How the deals of a rehearsed fair went: the same for the same seed and stock.</summary>
/// <param name="Cancelled">Deals that ended without a sale and without a default.</param>
/// <param name="Confirmed">Contracts that both parties confirmed.</param>
/// <param name="BySilence">Contracts that stood because somebody was silent.</param>
/// <param name="InParts">Deals that were paid in two parts.</param>
/// <param name="Overpaid">Deals for which more was paid than they cost.</param>
/// <param name="Weighed">Deals in which another quantity was handed over than was sold.</param>
/// <param name="Disputed">Deals whose goods were disputed.</param>
/// <param name="Released">Disputes after which the consignor had the whole price.</param>
/// <param name="Reduced">Disputes after which the price fell.</param>
/// <param name="Refunded">Disputes after which the buyer had its money back.</param>
/// <param name="GivenUp">Deals that both parties cancelled.</param>
/// <param name="Slots">Deals whose buyers booked when they would fetch the goods.</param>
/// <param name="Undelivered">Deals whose goods were never handed over.</param>
/// <param name="Ends">A digest of the end of every deal, with its money.</param>
public sealed record SettledReport(
    long Cancelled, long Confirmed, long BySilence, long InParts, long Overpaid, long Weighed, long Disputed, long Released, long Reduced, long Refunded, long GivenUp,
    long Slots, long Undelivered, string Ends)
{
    /// <summary>Counts the deals of a fair, as they are shown at its end.</summary>
    public static SettledReport Of(IReadOnlyList<SeenDeal> deals, IReadOnlyDictionary<string, Course> courses) => new(
        deals.Count(deal => deal.Stage == "cancelled"),
        deals.Count(deal => deal.Confirmed == "both"),
        deals.Count(deal => deal is { ConcludedAt: not null, Confirmed: not "both" }),
        deals.Count(deal => courses[deal.Deal] is { Payment: Payment.InParts, Ending: not Ending.Cancelled }),
        deals.Count(deal => deal.CreditMinor > 0),
        deals.Count(deal => deal.HandedOverMilli is { } weighed && weighed != deal.QuantityMilli),
        deals.Count(deal => deal.Outcome is not null),
        deals.Count(deal => deal.Outcome == "full"),
        deals.Count(deal => deal.Outcome == "partial"),
        deals.Count(deal => deal.Outcome == "refund"),
        deals.Count(deal => deal.Reason == "agreed"),
        deals.Count(deal => deal.Slot is not null),
        deals.Count(deal => deal.Reason == "not-delivered"),
        Reckoning.DigestOf(deals));
}

/// <summary>With what was paid, as the board has it. Minor units.</summary>
/// <param name="CashMinor">In money.</param>
/// <param name="SetOffMinor">Against debts.</param>
/// <param name="BarterMinor">In goods.</param>
public sealed record MeansReport(long CashMinor, long SetOffMinor, long BarterMinor);

/// <summary>What went through the bank: the same for the same seed and stock. Minor units.</summary>
/// <param name="Receipts">Payments that came in.</param>
/// <param name="InMinor">What they were.</param>
/// <param name="SentBack">How many of them came too late and went back.</param>
/// <param name="Payouts">Payments to those whom the exchange owed something.</param>
/// <param name="OutMinor">What went out, what was sent back included.</param>
/// <param name="BalanceMinor">What is left: the organizer's commission and premium, the tax, and what defaulters lost.</param>
public sealed record BankReport(long Receipts, long InMinor, long SentBack, long Payouts, long OutMinor, long BalanceMinor)
{
    public static BankReport Of(Bank bank)
    {
        var book = bank.Book;
        return new(
            book.Count(line => line.AmountMinor > 0), book.Where(line => line.AmountMinor > 0).Sum(line => line.AmountMinor),
            book.Count(line => line.SendsBack.Length > 0), book.Count(line => line is { AmountMinor: < 0, SendsBack.Length: 0 }),
            -book.Where(line => line.AmountMinor < 0).Sum(line => line.AmountMinor), bank.BalanceMinor);
    }
}
