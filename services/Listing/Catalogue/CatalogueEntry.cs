using System.Text.Json;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Catalogue;

/// <summary>What the catalogue's search knows of a lot: nothing that is secret, and nothing that is not in Listing's log.</summary>
/// <param name="Lot">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">Its catalogue number.</param>
/// <param name="Consignor">The enterprise that offers it.</param>
/// <param name="Organizer">The enterprise that runs the fair; empty where the offer does not say.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="ItemNumber">The article's number; empty for none.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Format">How it is sold, in the attempt that runs.</param>
/// <param name="OpeningMinor">Where the attempt that runs began.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds, without what late bids added.</param>
/// <param name="Status">entered, announced, sold, passed-in or withdrawn.</param>
public sealed record CatalogueEntry(
    string Lot, string Fair, long Number, string Consignor, string Organizer, string Title, string Category, string Region, string ItemNumber,
    long QuantityMilli, string Unit, string Currency, string Format, long OpeningMinor, long OpensAt, long ClosesAt, string Status)
{
    public const string Entered = "entered", Announced = "announced";

    /// <summary>So much of a description is searched.</summary>
    public const int LongestDescription = 2_000;

    /// <summary>The code of its grade of condition; empty where nobody said.</summary>
    public string Condition { get; init; } = "";

    /// <summary>Whether it is an essential commodity of its fair.</summary>
    public bool IsEssential { get; init; }

    /// <summary>Whether there is a photo of it.</summary>
    public bool HasPhotos { get; init; }

    /// <summary>Where it lies on the earth; null where nobody said.</summary>
    public GeoPoint? Place { get; init; }

    /// <summary>What is said of it beside its title, cut to what is worth a search; empty for nothing.</summary>
    public string Description { get; init; } = "";

    /// <summary>The entry after an event of its lot; null while the lot has not been entered. The same entry where the event says nothing that is searched for.</summary>
    public static CatalogueEntry? After(CatalogueEntry? entry, LotEvent @event) => @event switch
    {
        LotEntered entered => Of(entered.Offer, entered.Announced ? Announced : Entered),
        LotAnnounced announced => Of(announced.Offer, Announced),
        _ when entry is null => null,
        LotAmended { Now: var now } => entry.Saying(now),
        LotWithdrawn => entry with { Status = Name(LotStatus.Withdrawn) },
        CloseRecorded close => entry with { Status = Name(close.Sold ? LotStatus.Sold : LotStatus.PassedIn) },
        FallRecorded { Reopened: true } => entry with { Status = Announced },
        AttemptRecorded { Attempt: var attempt } =>
            entry with { Format = attempt.Format, OpeningMinor = attempt.OpeningMinor, OpensAt = attempt.OpensAt, ClosesAt = attempt.ClosesAt },
        _ => entry,
    };

    /// <summary>Whether an event alone says what the entry is, whatever it was before.</summary>
    public static bool Begins(LotEvent @event) => @event is LotEntered or LotAnnounced;

    private static CatalogueEntry Of(Offer offer, string status)
    {
        var details = offer.Details;
        return new CatalogueEntry(
            offer.Lot, offer.Fair, offer.Number, offer.Consignor, offer.Organizer ?? "", details.Title, details.Category, details.Region, details.ItemNumber ?? "",
            details.QuantityMilli, details.Unit, offer.Currency, details.Format, details.OpeningMinor, offer.OpensAt, offer.ClosesAt, status)
        {
            IsEssential = offer.Essential is true,
        }.Saying(LotVersion.Of(offer));
    }

    private CatalogueEntry Saying(LotVersion version)
    {
        var said = version.Description;
        var text = string.Join('\n', new[] { said?.Text ?? "" }.Concat((said?.Manifest ?? []).Select(line => line.Title))).Trim();
        return this with
        {
            Condition = said?.Grade ?? "",
            HasPhotos = version.Files?.Any(file => file.IsPhoto) is true,
            Place = said?.Place is { LatitudeMicro: { } latitude, LongitudeMicro: { } longitude } ? new(latitude / 1e6, longitude / 1e6) : null,
            Description = text.Length > LongestDescription ? text[..LongestDescription] : text,
        };
    }

    private static string Name(LotStatus status) => JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());
}

/// <summary>A place on the earth.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    private const double EarthMetres = 6_371_008.8;

    public bool IsValid => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;

    /// <summary>Metres along the great circle, by the haversine formula (R. W. Sinnott, "Virtues of the haversine", 1984), on a sphere of the earth's mean radius.</summary>
    public long MetresTo(GeoPoint other)
    {
        var (from, to) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var (north, east) = (Math.Sin((to - from) / 2), Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2));
        return (long)Math.Round(2 * EarthMetres * Math.Asin(Math.Min(1, Math.Sqrt((north * north) + (Math.Cos(from) * Math.Cos(to) * east * east)))));
    }
}
