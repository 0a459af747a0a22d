using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Catalogue;

/// <summary>What bids made of a lot, as it is stored for an index that begins anew.</summary>
public sealed record LotPriceRow(string Lot, long PriceMinor, long ClosesAt);

/// <summary>The table of present prices.</summary>
public sealed class CatalogueViews : View
{
    [Sql("listing")]
    private const string SelectAfter = "select lot as Lot, price_minor as PriceMinor, closes_at as ClosesAt from lot_prices where closes_at > @closesAfter";

    [Sql("listing")]
    private const string Update = "update lot_prices set price_minor = @PriceMinor, closes_at = @ClosesAt where lot = @Lot";

    [Sql("listing")]
    private const string Insert = "insert into lot_prices (lot, price_minor, closes_at) values (@Lot, @PriceMinor, @ClosesAt)";

    public override IReadOnlyList<string> Tables { get; } = ["lot_prices"];

    /// <summary>The lots that close after a time and that bids have moved.</summary>
    public static Task<IReadOnlyList<LotPriceRow>> After(ViewSession session, long closesAfter) => session.Query<LotPriceRow>(SelectAfter, new { closesAfter });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        var last = new Dictionary<string, LotPrice>(StringComparer.Ordinal);
        foreach (var happened in batch)
            if (happened.Event is PricesNoted noted)
                foreach (var lot in noted.Lots) last[lot.Lot] = lot;
        if (last.Count > 0) await session.Upsert(Update, Insert, last.Values.Select(lot => new LotPriceRow(lot.Lot, lot.PriceMinor, lot.ClosesAt)));
    }
}
