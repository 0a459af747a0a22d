namespace Exchange.Matching.Auctions;

/// <summary>Belongs to what follows the default of a winner.</summary>
public abstract record CascadeCommand : AuctionCommand;

/// <summary>The buyer of an award did not pay or remove in time.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Reason"><c>not-paid</c> or <c>not-removed</c>.</param>
public sealed record FallAward(string Award, string Reason) : CascadeCommand;

/// <summary>The deal of an award was cancelled, and not by its buyer's default: the goods are not to be had any more.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Reason">Why, as Settlement says it.</param>
public sealed record CancelAward(string Award, string Reason) : CascadeCommand;

/// <summary>The bidder who is asked takes the lot at its own best price, or declines.</summary>
public sealed record AnswerSecondChance(string Bidder, bool Accepts) : CascadeCommand;

/// <summary>Ends a second chance, once its time has passed.</summary>
public sealed record LapseSecondChance : CascadeCommand;

/// <summary>Belongs to what follows the default of a winner.</summary>
public abstract record CascadeEvent : AuctionEvent;

/// <summary>The buyer of an award defaulted, or its deal was cancelled: it stands no more. Its quantity is free again after a default, and gone with a deal that was cancelled.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="HammerMinor">The price of the whole award.</param>
/// <param name="Reason"><c>not-paid</c> or <c>not-removed</c>, or why the deal was cancelled.</param>
/// <param name="Closings">How many times the sale had ended before; none of these ends holds any more.</param>
/// <param name="PriceMinor">Where the lot was taken by priority, its price since, as if it had not been; unchanged when null.</param>
/// <param name="Cancelled">True where the deal was cancelled. Null elsewhere.</param>
public sealed record AwardFell(
    string Award, string Fair, long QuantityMilli, long HammerMinor, string Reason, long Closings, long? PriceMinor = null, bool? Cancelled = null) : CascadeEvent;

/// <summary>The next best bidder may take what is free.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What it pays for them: its own best price.</param>
/// <param name="Until">When the chance lapses, in Unix milliseconds.</param>
/// <param name="DownFrom">Where the one who was asked has more time because nobody could answer for a while: when the downtime began, in Unix milliseconds. Null elsewhere.</param>
/// <param name="DownTo">When it ended.</param>
public sealed record SecondChanceOffered(
    string Fair, string Bidder, int BidderNumber, long QuantityMilli, long HammerMinor, long Until, long? DownFrom = null, long? DownTo = null) : CascadeEvent;

/// <summary>The bidder who was asked took it, declined, or let the time pass.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="BidderNumber">The n of "Bidder n".</param>
/// <param name="Why"><see cref="Accepted"/>, <see cref="PassedOver.Declined"/> or <see cref="PassedOver.Lapsed"/>.</param>
public sealed record SecondChanceEnded(string Fair, string Bidder, int BidderNumber, string Why) : CascadeEvent
{
    public const string Accepted = "accepted";
}
