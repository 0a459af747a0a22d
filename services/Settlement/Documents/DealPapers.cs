using Exchange.Kernel.Deciders;
using Exchange.Settlement.Deals;

namespace Exchange.Settlement.Documents;

/// <summary>Which documents the steps of a deal issue. They are issued where the fair says in its rules how its sales are settled.</summary>
public static class DealPapers
{
    /// <summary>A deal's decision with the documents that its events make true: they happen together or not at all.</summary>
    /// <param name="deal">The deal before.</param>
    /// <param name="decision">What it decided.</param>
    public static Decision<DealEvent> With(Deal deal, Decision<DealEvent> decision)
    {
        if (decision.Refusal is not null || decision.Count == 0) return decision;
        var papers = new List<Also>();
        foreach (var happened in decision.Events)
        {
            deal = Deal.Evolve(deal, happened);
            if (deal.Terms?.Settlement is not null) papers.AddRange(Of(deal, happened));
        }

        return papers.Count == 0 ? decision : decision.And(papers);
    }

    private static IEnumerable<Also> Of(Deal deal, DealEvent happened) => happened switch
    {
        DealOpened { ConfirmDueAt: { } dueAt } => [Notice(deal, new PaperMoment("confirmation-due", dueAt))],
        DealOpened opened => [Notice(deal), .. Concluded(deal, opened.Terms.AwardedAt, opened.PaymentDueAt, opened.FirstPartDueAt)],
        ContractConcluded concluded => Concluded(deal, concluded.At, concluded.PaymentDueAt, concluded.FirstPartDueAt),
        GoodsHandedOver handed => [Delivered(deal, handed.QuantityMilli, handed.At)],
        RemovalAccepted accepted => [Delivered(deal, deal.HandedOverMilli ?? deal.Terms!.QuantityMilli, accepted.At)], // issued already where the goods were weighed
        DealSettled settled => [Ended(deal, settled.At, Parts(settled))],
        DealDefaulted defaulted =>
            [Ended(deal, defaulted.At, [new("returned", defaulted.ReturnedMinor), .. Some("forfeited", defaulted.ForfeitedMinor), .. Some("owed-back", defaulted.OwedBackMinor)])],
        DealCancelled cancelled => [Ended(deal, cancelled.At, [new("returned", cancelled.ReturnedMinor), .. Some("owed-back", cancelled.OwedBackMinor)])],
        _ => [],
    };

    private static Also Notice(Deal deal, params IEnumerable<PaperMoment> moments) => Issue(
        DocumentKind.AwardNotice, deal, deal.Terms!.HammerMinor, [new("hammer", deal.Terms.HammerMinor)], [new("awarded", deal.Terms.AwardedAt), .. moments]);

    private static IEnumerable<Also> Concluded(Deal deal, long at, long paymentDueAt, long? firstPartDueAt)
    {
        var charges = Charges.Of(deal.Terms!);
        var amounts = Amounts(deal, charges);
        if (firstPartDueAt is not null) amounts = [.. amounts, new("first-part", Deal.FirstPartMinor(deal.Terms!), deal.Terms!.Settlement!.FirstPartBasisPoints)];
        PaperMoment[] dues = firstPartDueAt is { } first ? [new("first-part-due", first), new("payment-due", paymentDueAt)] : [new("payment-due", paymentDueAt)];
        return
        [
            Issue(DocumentKind.Contract, deal, charges.TotalMinor, amounts, [new("awarded", deal.Terms!.AwardedAt), new("confirmed", at), .. dues]),
            Issue(DocumentKind.Invoice, deal, charges.TotalMinor, amounts, dues),
        ];
    }

    private static Also Delivered(Deal deal, long quantityMilli, long at)
    {
        var charges = Charges.Of(deal.Terms!, quantityMilli);
        return Issue(DocumentKind.DeliveryNote, deal, charges.TotalMinor, Amounts(deal, charges), [new("removed", at)], quantityMilli);
    }

    // Where the money went that the buyer had paid: the parts are the whole.
    private static Also Ended(Deal deal, long at, IReadOnlyList<PaperAmount> amounts) => Issue(
        DocumentKind.Statement, deal, amounts.Sum(amount => amount.AmountMinor), amounts, [new("awarded", deal.Terms!.AwardedAt), new("settled", at)], deal.HandedOverMilli);

    private static PaperAmount[] Parts(DealSettled settled) =>
    [
        new("released", settled.ReleasedMinor), new("commission", settled.CommissionMinor), .. Some("premium", settled.PremiumMinor), .. Some("tax", settled.TaxMinor),
        .. Some("returned", settled.ReturnedMinor), .. Some("owed-back", settled.OwedBackMinor),
    ];

    private static PaperAmount[] Amounts(Deal deal, Charges charges)
    {
        var rules = deal.Terms!.Settlement!;
        return
        [
            new("hammer", charges.HammerMinor),
            .. Some("premium", rules.PremiumBasisPoints is null ? null : charges.PremiumMinor, rules.PremiumBasisPoints),
            .. Some(charges.IsTaxAdded ? "tax" : "tax-contained", rules.TaxBasisPoints is null ? null : charges.TaxMinor, rules.TaxBasisPoints),
        ];
    }

    private static PaperAmount[] Some(string label, long? minor, long? rate = null) => minor is { } amount ? [new(label, amount, rate)] : [];

    private static Also Issue(
        string kind, Deal deal, long totalMinor, IReadOnlyList<PaperAmount> amounts, IReadOnlyList<PaperMoment> moments, long? deliveredMilli = null) =>
        Register.Issue(kind, deal.Terms!, totalMinor, amounts, moments, deliveredMilli, deal.Terms!.Settlement!.TimeZone);
}
