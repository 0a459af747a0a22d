using Exchange.Matching.Auctions;

namespace Exchange.Matching.Rings;

/// <summary>A lot that is free, with what its consignor would take for it.</summary>
public sealed class BarterWant(BarterLot lot, WantTerms terms)
{
    private readonly HashSet<string> _lots = new(terms.Lots, StringComparer.Ordinal), _linked = new(lot.Linked, StringComparer.Ordinal);

    /// <summary>The lot.</summary>
    public BarterLot Lot { get; } = lot;

    /// <summary>What its consignor would take.</summary>
    public WantTerms Terms { get; } = terms;

    /// <summary>Whether the consignor would take another lot for this one: it wants it, the two are of different bodies, and the difference of their values is no more cash than it would pay, or
    /// receive.</summary>
    public bool Takes(BarterWant other)
    {
        var difference = other.Terms.ValueMinor - Terms.ValueMinor;
        return Wants(other.Lot.Lot) && !IsOneWith(other) && !other.IsOneWith(this)
            && (difference >= 0 ? difference <= Terms.MostPaidMinor : -difference <= Terms.MostReceivedMinor);
    }

    private bool Wants(Lot lot) => _lots.Contains(lot.Id) || Terms.Classes.Any(code => lot.Category.StartsWith(code, StringComparison.Ordinal));

    private bool IsOneWith(BarterWant other) =>
        Lot.Lot.Consignor == other.Lot.Lot.Consignor || (Lot.Root is { } root && root == other.Lot.Root) || _linked.Contains(other.Lot.Lot.Consignor);
}
