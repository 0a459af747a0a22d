namespace Exchange.Portal.Api;

/// <summary>A fair in a list, as Listing shows it. Times in Unix milliseconds.</summary>
public sealed record FairShown(string Fair, string Name, string Status, string Currency, string TimeZone, string Region, long OpensAt, long ClosesAt, long Lots);

/// <summary>One fair with its rules, as Listing shows it.</summary>
public sealed record FairWithRules(string Fair, string Status, long Lots, RulesShown Rules);

/// <summary>The rules of a fair, as far as the pages show them.</summary>
public sealed record RulesShown(string Name, string Region, string Currency, string TimeZone, long OpensAt, long ClosesAt, LadderShown? Ladder = null);

/// <summary>What a fair does with lots that are not sold.</summary>
public sealed record LadderShown(IReadOnlyList<RungShown> Rungs);

/// <summary>An attempt on a ladder: its opening in 1/10,000 of the first one, and how long it lasts.</summary>
public sealed record RungShown(string Format, long OpeningBasisPoints, long LastsMs);

/// <summary>A lot in the catalogue, as Listing shows it. Money in minor units, quantities in thousandths.</summary>
public sealed record CatalogueLot(
    string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor, long QuantityMilli, string Unit, string Currency,
    string Format, long OpeningMinor, long OpensAt, long ClosesAt, string Status, FormatTermsShown? Terms = null);

/// <summary>The terms of a lot's format that anybody may see.</summary>
public sealed record FormatTermsShown(long? FallMinor = null, long? FallEveryMs = null);

/// <summary>The sale of a lot, as Matching shows it.</summary>
public sealed record SaleShown(
    string Lot, string Fair, long Number, string Title, string Status, string Format, long PriceMinor, long NextBidMinor, long Bids, string? Leader,
    bool YouLead, bool ReserveMet, long OpensAt, long ClosesAt, long RemainingMilli, long QuantityMilli, string Unit, string Currency,
    bool? Proxy = null, long? YourMaximumMinor = null, long? NextFallAt = null, bool? Divisible = null, BookShown? Book = null,
    SecondChanceShown? SecondChance = null, bool? Reverse = null, bool? Sealed = null, IReadOnlyList<AttemptSeen>? Attempts = null, string? AuditHead = null,
    PriorityShown? Priority = null)
{
    public bool IsClock => Format == "dutch";

    /// <summary>Whether it is taken at its price, and not bid for.</summary>
    public bool IsTaken => IsTakenBy(Format);

    /// <summary>Which attempt to sell it runs, from 1.</summary>
    public long Attempt => Attempts?.Count ?? 1;

    /// <summary>Whether the price is that of one unit, and one says how much one takes.</summary>
    public bool PricesUnits => Format == "fixed-price" || Divisible is true || Book is not null;

    /// <summary>Whether the page knows how one takes part in its sale; else the interfaces alone do.</summary>
    public bool HasForm => IsTaken || Format == "english" || Book is not null;

    /// <summary>Whether a format's lots are taken at their price, and not bid for.</summary>
    public static bool IsTakenBy(string format) => format is "fixed-price" or "dutch";

    /// <summary>Whether its sale has ended.</summary>
    public bool IsOver => Status is "sold" or "passed-in" or "withdrawn" or "closing" or "second-chance";
}

/// <summary>The standing bids of a lot of many units, as far as the pages show them.</summary>
public sealed record BookShown(IReadOnlyList<OwnBidShown> YourBids, long YourMilli);

/// <summary>A standing bid of the visitor's own.</summary>
public sealed record OwnBidShown(long Bid, long AmountMinor, long QuantityMilli, long WinsMilli);

/// <summary>A lot in a fair's list, as Matching shows it.</summary>
public sealed record ListedSale(
    string Lot, long Number, string Title, string Category, string Status, string Format, long PriceMinor, long NextBidMinor, long Bids, long ClosesAt,
    long QuantityMilli, string Unit, string Currency);

/// <summary>A bid of a lot's history; the bidder is masked.</summary>
public sealed record BidShown(long Bid, string Bidder, bool You, long AmountMinor, long PriceMinor, long ReceivedAt, long? QuantityMilli = null,
    string? VoidReason = null, long? Attempt = null);

/// <summary>What an accepted bid came to.</summary>
public sealed record BidAccepted(string Lot, long Bid, long AmountMinor, long PriceMinor, long NextBidMinor, long ClosesAt);

/// <summary>What an accepted purchase came to.</summary>
public sealed record PurchaseAccepted(string Lot, string Award, long QuantityMilli, long HammerMinor);

/// <summary>An attempt to sell a lot that went down its ladder.</summary>
public sealed record AttemptSeen(long Attempt, string Format, long OpeningMinor, long OpensAt, long ClosesAt, long Bids, string Standing);

/// <summary>What the visitor may take because a winner defaulted.</summary>
public sealed record SecondChanceShown(long QuantityMilli, long HammerMinor, long Until);

/// <summary>When and for what key enterprises may take a lot before it opens, which one did, and whether the visitor may.</summary>
public sealed record PriorityShown(long FromAt, long HammerMinor, string? TakenBy = null, bool? YouMay = null);

/// <summary>A use of priority, which everybody may know.</summary>
public sealed record PriorityUseShown(
    string Lot, long Number, string Title, string Enterprise, long QuantityMilli, string Unit, long HammerMinor, string Currency, long TakenAt, long? FellAt = null);

/// <summary>What a declined second chance came to.</summary>
public sealed record DeclineAccepted(string Lot);

/// <summary>The live board of a fair, as Turnover shows it.</summary>
public sealed record BoardShown(
    string Fair, string Name, string Status, string Currency, string TimeZone, string Region, long OpensAt, long ClosesAt, string Position, long Version, long At,
    LineShown Totals, IReadOnlyList<LineShown> Days, IReadOnlyList<LineShown> Hours, IReadOnlyList<LineShown> Categories, IReadOnlyList<LineShown> Regions,
    IReadOnlyList<LineShown> Consignors, IReadOnlyList<AwardShown> Recent);

/// <summary>One line of a board.</summary>
public sealed record LineShown(
    string Line, long LotsEntered, long LotsOffered, long LotsSold, long LotsPassedIn, long Bids, long Awards, long TurnoverMinor,
    long DealsPaid, long PaidMinor, long DealsSettled, long SettledMinor, long DealsDefaulted, long DefaultedMinor,
    long CashMinor, long SetOffMinor, long BarterMinor);

/// <summary>One of the latest awards.</summary>
public sealed record AwardShown(string Award, string Lot, long Number, string Title, long HammerMinor, long At, bool Stands)
{
    /// <summary>The page of what was sold. Lots of the catalogue have numbers; what was traded in a call auction has none.</summary>
    public string Address => (Number > 0 ? "/lots/" : "/call-auctions/") + Lot;

    public string Name => Number > 0 ? $"{Number} · {Title}" : Title;
}
