namespace Exchange.Matching.Auctions;

/// <summary>Belongs to what follows the default of a winner.</summary>
public abstract record CascadeCommand : AuctionCommand;

/// <summary>The buyer of an award did not pay or remove in time.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Reason"><c>not-paid</c> or <c>not-removed</c>.</param>
public sealed record FallAward(string Award, string Reason) : CascadeCommand;

/// <summary>The bidder who is asked takes the lot at its own best price, or declines.</summary>
public sealed record AnswerSecondChance(string Bidder, bool Accepts) : CascadeCommand;

/// <summary>Ends a second chance, once its time has passed.</summary>
public sealed record LapseSecondChance : CascadeCommand;

/// <summary>Belongs to what follows the default of a winner.</summary>
public abstract record CascadeEvent : AuctionEvent;

/// <summary>The buyer of an award defaulted: it stands no more, and its quantity is free again.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="HammerMinor">The price of the whole award.</param>
/// <param name="Reason"><c>not-paid</c> or <c>not-removed</c>.</param>
/// <param name="Closings">How many times the sale had ended before; none of these ends holds any more.</param>
/// <param name="PriceMinor">Where the lot was taken by priority, its price since, as if it had not been; unchanged when null.</param>
public sealed record AwardFell(
    string Award, string Fair, long QuantityMilli, long HammerMinor, string Reason, long Closings, long? PriceMinor = null) : CascadeEvent;

/// <summary>The next best bidder may take what is free.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What it pays for them: its own best price.</param>
/// <param name="Until">When the chance lapses, in Unix milliseconds.</param>
public sealed record SecondChanceOffered(string Fair, string Bidder, int BidderNumber, long QuantityMilli, long HammerMinor, long Until) : CascadeEvent;

/// <summary>The bidder who was asked took it, declined, or let the time pass.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="Why"><see cref="Accepted"/>, <see cref="PassedOver.Declined"/> or <see cref="PassedOver.Lapsed"/>.</param>
public sealed record SecondChanceEnded(string Fair, string Bidder, int BidderNumber, string Why) : CascadeEvent
{
    public const string Accepted = "accepted";
}
