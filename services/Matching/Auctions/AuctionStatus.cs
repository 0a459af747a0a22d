namespace Exchange.Matching.Auctions;

/// <summary>Where a lot's sale is.</summary>
public static class AuctionStatus
{
    /// <summary>The opening time has not come.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Key enterprises may take the lot; the market is not open yet.</summary>
    public const string Priority = "priority";

    /// <summary>Takes bids.</summary>
    public const string Open = "open";

    /// <summary>The close has come and the hammer has not fallen yet: it falls in a moment, or when those have answered who may decline a part.</summary>
    public const string Closing = "closing";

    /// <summary>Ended with at least one award.</summary>
    public const string Sold = "sold";

    /// <summary>Ended without an award.</summary>
    public const string PassedIn = "passed-in";

    /// <summary>Ended by withdrawal.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Had ended, and an award fell: the next best bidder is asked.</summary>
    public const string SecondChance = "second-chance";

    public static IReadOnlyList<string> All { get; } = [Scheduled, Priority, Open, Closing, Sold, PassedIn, Withdrawn, SecondChance];

    /// <summary>The status at a time, in Unix milliseconds as the opening, the close and the beginning of the priority window are; the outcome is null while the sale runs.</summary>
    public static string At(long at, long opensAt, long closesAt, string? outcome, long? priorityFromAt = null) =>
        outcome ?? (at >= opensAt ? (at < closesAt ? Open : Closing) : at >= priorityFromAt ? Priority : Scheduled);
}
