using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Catalogue;

/// <summary>What the catalogue's search does when it hears from Matching.</summary>
public static class CatalogueConsumers
{
    /// <summary>Lots whose price bids moved are noted together: an entry of the log for each batch of bids. While bids are sealed there is no price to note.</summary>
    public static IEnumerable<Also> OnMoved(LotsMoved moved)
    {
        var lots = moved.Lots.Where(lot => lot.PriceMinor > 0).Select(lot => new LotPrice(lot.Lot, lot.PriceMinor, lot.ClosesAt)).ToList();
        return lots.Count == 0 ? [] : [new(Prices.Stream, new NotePrices(lots))];
    }
}
