using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Values;

namespace Exchange.Settlement.Deals;

/// <summary>What a deal costs its parties at a price of the goods, in minor units. Each amount is rounded once, to the nearest minor unit; half a unit rounds up.</summary>
/// <param name="HammerMinor">The price of the goods.</param>
/// <param name="PremiumMinor">The buyer's premium, on top of the price.</param>
/// <param name="TaxMinor">Value-added tax on the goods: contained in the price, or on top of it.</param>
/// <param name="IsTaxAdded">Whether it is on top.</param>
/// <param name="CommissionMinor">The consignor's commission, taken from the price.</param>
public readonly record struct Charges(long HammerMinor, long PremiumMinor, long TaxMinor, bool IsTaxAdded, long CommissionMinor)
{
    /// <summary>What the buyer pays.</summary>
    public long TotalMinor => checked(HammerMinor + PremiumMinor + (IsTaxAdded ? TaxMinor : 0));

    /// <summary>What the consignor gets: the price less commission and the tax in it. Where both together are more than the price, the commission is cut.</summary>
    public long ReleasedMinor => checked(TotalMinor - PremiumMinor - TaxMinor - CommissionMinor);

    /// <summary>The charges of a deal as it was awarded.</summary>
    public static Charges Of(DealTerms terms) => Of(terms, new Money(terms.HammerMinor, terms.Currency));

    /// <summary>The charges when another quantity was weighed: the price follows the quantity.</summary>
    public static Charges Of(DealTerms terms, long quantityMilli) =>
        Of(terms, quantityMilli == terms.QuantityMilli ? new(terms.HammerMinor, terms.Currency) : new Money(terms.HammerMinor, terms.Currency).Times(quantityMilli, terms.QuantityMilli));

    /// <summary>The charges at another price of the goods.</summary>
    public static Charges Of(DealTerms terms, Money hammer)
    {
        var rules = terms.Settlement;
        var isAdded = rules?.TaxAdded ?? false;
        var tax = rules?.TaxBasisPoints is { } rate ? hammer.Times(rate, isAdded ? 10_000 : 10_000 + rate) : Money.Zero(hammer.Currency);
        var commission = rules?.CommissionTiers is { Count: > 0 } tiers ? InTiers(hammer, tiers) : hammer.Share(terms.CommissionBasisPoints);
        var most = isAdded ? hammer : hammer - tax;
        return new(hammer.Minor, hammer.Share(rules?.PremiumBasisPoints ?? 0).Minor, tax.Minor, isAdded, commission < most ? commission.Minor : most.Minor);
    }

    /// <summary>Whether slices of a price follow each other up to one without an end.</summary>
    public static bool AreSound(IReadOnlyList<CommissionTier> tiers) => tiers.Count is > 0 and <= 20 && tiers[^1].BelowMinor is null
        && tiers.All(tier => tier.BasisPoints is >= 0 and <= 10_000)
        && tiers.SkipLast(1).Select(tier => tier.BelowMinor ?? 0).Aggregate(0L, (below, next) => next > below ? next : long.MaxValue) < long.MaxValue;

    // Each slice of the price at its own rate; the sum is rounded, not the slices.
    private static Money InTiers(Money hammer, IReadOnlyList<CommissionTier> tiers)
    {
        Int128 sum = 0;
        var from = 0L;
        foreach (var tier in tiers)
        {
            var through = Math.Min(tier.BelowMinor ?? long.MaxValue, hammer.Minor);
            if (through > from) sum += (Int128)(through - from) * tier.BasisPoints;
            from = Math.Max(from, through);
        }

        return new Money(1, hammer.Currency).Times(sum, 10_000);
    }
}
