namespace Exchange.Host.Proofs;

/// <summary>A bid that was answered 201, as the client remembers it.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Bid">The bid's number.</param>
/// <param name="AmountMinor">Its amount.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Position">The log position that the answer named.</param>
public readonly record struct AcknowledgedBid(string Lot, long Number, long Bid, long AmountMinor, string Bidder, string Position);

/// <summary>A board as a client was shown it, when nothing was under way.</summary>
public sealed record ShownBoard(string Fair, long TurnoverMinor, long PaidMinor, long SettledMinor);

/// <summary>What clients remember, which the stored data must bear out.</summary>
/// <param name="Fair">The fair in which they made every bid, or null when nobody remembers anything.</param>
/// <param name="Bids">Every bid that was answered 201.</param>
/// <param name="Boards">Boards as they were shown.</param>
/// <param name="Bank">The book of the bank at which all money of the exchange came and went, or null when nobody has it.</param>
public sealed record Evidence(string? Fair, IReadOnlyList<AcknowledgedBid> Bids, IReadOnlyList<ShownBoard> Boards, IReadOnlyList<BankLine>? Bank = null)
{
    /// <summary>Nobody remembers anything.</summary>
    public static Evidence None { get; } = new(null, [], []);
}
