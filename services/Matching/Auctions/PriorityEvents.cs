namespace Exchange.Matching.Auctions;

/// <summary>Takes the whole lot at its opening price, before the market opens.</summary>
/// <param name="Bidder">The enterprise.</param>
public sealed record TakeByPriority(string Bidder) : BuyerCommand(Bidder)
{
    /// <summary>The key enterprises of the fair, looked up where an auction has asked for them; null where it was not, or the bidder is none. No part of what was sent.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<string>? KeyEnterprises { get; init; }
}

/// <summary>A key enterprise took the whole lot in its priority window; the award and the end of the sale follow at once. Everybody may know who did.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="Award">The award's id.</param>
/// <param name="Enterprise">The enterprise.</param>
/// <param name="PriceMinor">The opening price: of the lot, or of one unit where it is priced by the unit.</param>
/// <param name="HammerMinor">What the whole lot costs at it.</param>
/// <param name="KeyEnterprises">All key enterprises of the fair, so that the audit file proves by itself that the taker is one.</param>
public sealed record PriorityTaken(
    Lot Lot, string Award, string Enterprise, long PriceMinor, long HammerMinor, IReadOnlyList<string> KeyEnterprises) : AuctionEvent;
