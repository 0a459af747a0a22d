using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lots;

/// <summary>What lists and searches need of a lot's description. Condition and address are empty, and the place is null, where it does not say.</summary>
public sealed record LotDescriptionRow(string Lot, string Fair, string Condition, string Address, long? LatitudeMicro, long? LongitudeMicro, long ManifestLines)
{
    public static LotDescriptionRow Of(Offer offer)
    {
        var description = offer.Details.Description;
        return new(
            offer.Lot, offer.Fair, description?.Grade ?? "", description?.Place?.Address ?? "", description?.Place?.LatitudeMicro, description?.Place?.LongitudeMicro,
            description?.Manifest?.Count ?? 0);
    }
}

/// <summary>The descriptions of lots, as far as lists and searches need them.</summary>
public sealed class LotDescriptionViews : View
{
    [Sql("listing")]
    private const string SelectOne =
        """
        select lot as Lot, fair as Fair, condition as Condition, address as Address, latitude_micro as LatitudeMicro, longitude_micro as LongitudeMicro, manifest_lines as ManifestLines
        from lot_descriptions
        where lot = @lot
        """;

    private static readonly string[] Columns = ["lot", "fair", "condition", "address", "latitude_micro", "longitude_micro", "manifest_lines"];

    public override IReadOnlyList<string> Tables { get; } = ["lot_descriptions"];

    /// <summary>The row of a lot, or null where it says nothing more than the catalogue shows.</summary>
    public static Task<LotDescriptionRow?> Of(ViewSession session, string lot) => session.QuerySingle<LotDescriptionRow>(SelectOne, new { lot });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        List<object?[]>? rows = null;
        foreach (var happened in batch)
            if (happened.Event is LotEntered { Offer: { Details.Description: not null } offer }) (rows ??= []).Add(Values(LotDescriptionRow.Of(offer)));
        if (rows is not null) await session.BulkInsert("lot_descriptions", Columns, rows);
    }

    private static object?[] Values(LotDescriptionRow row) => [row.Lot, row.Fair, row.Condition, row.Address, row.LatitudeMicro, row.LongitudeMicro, row.ManifestLines];
}
