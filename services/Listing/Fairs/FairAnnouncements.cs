using V1 = Exchange.Contracts.Listing.V1;

namespace Exchange.Listing.Fairs;

/// <summary>What others hear of a fair.</summary>
public static class FairAnnouncements
{
    public static IEnumerable<object> From(object @event) => @event switch
    {
        FairPublished { Rules: var rules } published =>
        [
            new V1.FairPublished(
                published.Fair, rules.Name, rules.TimeZone, rules.Currency, rules.OpensAt, rules.ClosesAt, rules.Region, published.Organizer,
                SettlementRules.TermsIn(rules, category: null), rules.Admission?.Closed, rules.Admission?.Licensed, rules.Settlement?.TaxRates),
            .. published.KeyEnterprises is { } key ? [new V1.KeyEnterprises(published.Fair, key)] : Array.Empty<object>(),
        ],
        FairOpened opened => [new V1.FairOpened(opened.Fair, opened.At)],
        FairClosed closed => [new V1.FairClosed(closed.Fair, closed.At)],
        _ => [],
    };
}
