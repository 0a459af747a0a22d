using Exchange.Kernel.Database;
using Exchange.Kernel.Followers;
using Exchange.Kernel.Log;

namespace Exchange.Listing.Lots;

/// <summary>What lists and searches need of a lot's description. Condition and address are empty, and the place is null, where it does not say.</summary>
public sealed record LotDescriptionRow(string Lot, string Fair, string Condition, string Address, long? LatitudeMicro, long? LongitudeMicro, long ManifestLines)
{
    public static LotDescriptionRow Of(string lot, string fair, LotDescription? description)
    {
        return new(
            lot, fair, description?.Grade ?? "", description?.Place?.Address ?? "", description?.Place?.LatitudeMicro, description?.Place?.LongitudeMicro,
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

    [Sql("listing")]
    private const string Update =
        """
        update lot_descriptions
        set condition = @Condition, address = @Address, latitude_micro = @LatitudeMicro, longitude_micro = @LongitudeMicro, manifest_lines = @ManifestLines
        where lot = @Lot
        """;

    [Sql("listing")]
    private const string Insert =
        """
        insert into lot_descriptions (lot, fair, condition, address, latitude_micro, longitude_micro, manifest_lines)
        values (@Lot, @Fair, @Condition, @Address, @LatitudeMicro, @LongitudeMicro, @ManifestLines)
        """;

    private static readonly string[] Columns = ["lot", "fair", "condition", "address", "latitude_micro", "longitude_micro", "manifest_lines"];

    public override IReadOnlyList<string> Tables { get; } = ["lot_descriptions"];

    /// <summary>The row of a lot, or null where it says nothing more than the catalogue shows.</summary>
    public static Task<LotDescriptionRow?> Of(ViewSession session, string lot) => session.QuerySingle<LotDescriptionRow>(SelectOne, new { lot });

    public override async Task Apply(ViewSession session, IReadOnlyList<Happened> batch)
    {
        // What is said in this batch for the first time is inserted as it is at its end.
        Dictionary<string, LotDescriptionRow>? entered = null, amended = null;
        foreach (var happened in batch)
            switch (happened.Event)
            {
                case LotEntered { Offer: { Details.Description: { } said } offer }:
                    (entered ??= new(StringComparer.Ordinal))[offer.Lot] = LotDescriptionRow.Of(offer.Lot, offer.Fair, said);
                    break;
                case LotAmended { Now: var now } amendment when now.Description != amendment.Was.Description:
                    var rows = entered?.ContainsKey(happened.StreamId) is true ? entered : amended ??= new(StringComparer.Ordinal);
                    rows[happened.StreamId] = LotDescriptionRow.Of(happened.StreamId, amendment.Fair, now.Description);
                    break;
                default:
                    break;
            }

        if (entered is not null) await session.BulkInsert("lot_descriptions", Columns, entered.Values.Select(Values));
        if (amended is not null) await session.Upsert(Update, Insert, amended.Values);
    }

    private static object?[] Values(LotDescriptionRow row) => [row.Lot, row.Fair, row.Condition, row.Address, row.LatitudeMicro, row.LongitudeMicro, row.ManifestLines];
}
