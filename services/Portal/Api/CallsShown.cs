namespace Exchange.Portal.Api;

/// <summary>A call auction, as Matching shows it. Money in minor units, quantities in thousandths, times in Unix milliseconds.</summary>
public sealed record CallShown(
    string Auction, string Fair, string Title, string Category, string Region, string Unit, string Currency, string Status, long TickMinor, long LotMilli,
    long? ReferenceMinor, long OpensAt, long CallsAt, long LockedAt, long Orders, long? PriceMinor, long VolumeMilli, long SurplusMilli,
    string? AuditHead = null)
{
    /// <summary>Whether no more orders are taken.</summary>
    public bool IsOver => Status is "calling" or "called";
}

/// <summary>A call auction in a fair's list, as Matching shows it.</summary>
public sealed record ListedCall(string Auction, string Title, string Status, long CallsAt, string Unit, string Currency, long? PriceMinor);

/// <summary>A visitor's own order, as Matching shows it.</summary>
public sealed record OrderShown(string Auction, long Order, string Side, long PriceMinor, long QuantityMilli, long? FilledMilli = null);
