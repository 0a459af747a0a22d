using Exchange.Contracts.Listing.V1;

namespace Exchange.Contracts.Matching.V1;

/// <summary>Lots whose price, number of bids or close moved: once a batch of the log, never once a bid. The last values of the batch.</summary>
public sealed record LotsMoved(IReadOnlyList<LotMoved> Lots);

/// <summary>Where a lot stands.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="PriceMinor">The present price; 0 while bids are sealed.</param>
/// <param name="Bids">Accepted bids so far.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
public sealed record LotMoved(string Lot, string Fair, long PriceMinor, long Bids, long ClosesAt);

/// <summary>Units of a lot found a buyer: at the hammer of an auction, or at once at a fixed price. A lot may have several awards.</summary>
/// <param name="Award">The award's id; the deal that follows has the same.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Consignor">The enterprise that sells it: that offered it, or in a reverse tender the one whose offer won.</param>
/// <param name="Winner">The enterprise that buys it: that won it, or in a reverse tender the one that asked for offers.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="HammerMinor">The hammer value of the whole award.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Settlement">How the sale is settled.</param>
/// <param name="CallAuction">True where units of a standard grade were traded in a call auction, which is no lot of the catalogue: the lot is then the id of
/// the call auction, and its number 0. Null elsewhere.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Reverse">True where a tender was awarded: the bidder is the consignor, and the buyer asked for offers. Null elsewhere.</param>
/// <param name="Priority">True where a key enterprise took the whole lot in its priority window, at its opening price. Null elsewhere.</param>
/// <param name="Ring">The ring of barter in which the lot was given: the hammer value is then the value that both agreed to, and the winner pays no more of it than the ring's cash difference.
/// Null elsewhere.</param>
public sealed record LotAwarded(
    string Award, string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor, string Winner,
    long QuantityMilli, string Unit, long HammerMinor, string Currency, long At, SettlementTerms Settlement, bool? CallAuction = null,
    long? DepositMinor = null, bool? Reverse = null, bool? Priority = null, BarterRing? Ring = null);

/// <summary>The sale of a lot ended: it takes no more bids. A lot may end more than once, because the default of a winner opens its sale again: the end with the
/// highest number holds, unless an award fell since (<see cref="AwardFell"/>).</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="OfferedMilli">Thousandths of the unit that were offered.</param>
/// <param name="AwardedMilli">Thousandths in awards that stand; 0 when the lot passed in.</param>
/// <param name="Bids">Accepted bids.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="Closing">How many times the sale has ended with this; the first when null.</param>
/// <param name="FallenMilli">Thousandths in awards that fell before: with those that stand, all that was ever awarded. None when null.</param>
public sealed record LotClosed(
    string Lot, string Fair, long OfferedMilli, long AwardedMilli, long Bids, long At, long? DepositMinor = null, long? Closing = null, long? FallenMilli = null);

/// <summary>The buyer of an award defaulted, and the award stands no more: what it held is for sale again, to the next best bidder or by the lot's format. Or the deal was cancelled, and
/// what it held is not to be had.</summary>
/// <param name="Award">The award's id, which is the deal's.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="QuantityMilli">Thousandths of the unit that were awarded.</param>
/// <param name="HammerMinor">The hammer value of the whole award.</param>
/// <param name="Reason"><c>not-paid</c> or <c>not-removed</c>, or that of the cancellation.</param>
/// <param name="Closings">How many times the sale had ended before; none of these ends holds any more.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record AwardFell(string Award, string Lot, string Fair, long QuantityMilli, long HammerMinor, string Reason, long Closings, long At);

/// <summary>What was not sold of a lot is for sale again, by the next rung of its ladder: it has not passed in, and its sale has not ended. The attempt with the
/// highest number holds.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Attempt">The number of the attempt that opens, from 2.</param>
/// <param name="Format">The name of its format.</param>
/// <param name="OpeningMinor">Its opening amount: of the lot, or of a unit, as in the first attempt.</param>
/// <param name="OfferedMilli">Thousandths of the unit that are left to sell.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="At">When the attempt before it was over, in Unix milliseconds.</param>
public sealed record LotReoffered(
    string Lot, string Fair, long Attempt, string Format, long OpeningMinor, long OfferedMilli, long OpensAt, long ClosesAt, long At);

/// <summary>The head of a lot's audit file: whoever has it knows the one true file, and with it everything that led to the awards. Comes moments after the sale
/// has ended, and again if anything follows.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Entries">How many entries the file has.</param>
/// <param name="Head">The hash of the last one: SHA-256 in lower-case hexadecimal.</param>
/// <param name="At">When it was published, in Unix milliseconds.</param>
/// <param name="CallAuction">True for the audit file of a call auction, whose id is then the lot. Null elsewhere.</param>
public sealed record LotAudited(string Lot, string Fair, long Entries, string Head, long At, bool? CallAuction = null);

/// <summary>Whether what is said about a lot may be amended: it may until somebody has bid on it.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number of the version that was asked for.</param>
/// <param name="IsAllowed">Whether nobody had bid; then it holds for every bid to come.</param>
/// <param name="At">When that was decided, in Unix milliseconds.</param>
public sealed record LotAmendmentAnswered(string Lot, string Fair, long Version, bool IsAllowed, long At);

/// <summary>Two organizers withdrew a lot while its sale ran, or the deal of a lot was cancelled and no award of it is left: it takes no more bids. What was awarded before stands.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason">For those who watched it.</param>
/// <param name="AwardedMilli">Thousandths of the unit in awards that stand.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="DepositMinor">What bidders had to hold for the lot; nothing when null.</param>
/// <param name="FallenMilli">Thousandths in awards that fell before: with those that stand, all that was ever awarded. None when null.</param>
public sealed record SaleWithdrawn(string Lot, string Fair, string Reason, long AwardedMilli, long At, long? DepositMinor = null, long? FallenMilli = null);

/// <summary>A bidder who was outbid wants its deposit for a lot back, and is bound by no bid: the hold ends now.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Hold">Which of the bidder's holds for the lot, from 1.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record DepositFreed(string Lot, string Fair, string Bidder, long Hold, long At);

/// <summary>The ring of barter to which an award belongs. A ring is settled whole or not at all, so that each of its awards names all of them.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Awards">The ids of all awards of the ring, which are those of their deals, this one among them: once around.</param>
public sealed record BarterRing(string Ring, IReadOnlyList<string> Awards);

/// <summary>A ring of barter was traded: each of its lots goes to its taker. The awards come as messages of their own (<see cref="LotAwarded"/>), before this or after it.
/// What an enterprise pays in cash is what it takes less what it gives, by the hammer values; what it receives where that is negative. All of a ring sum to zero.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Legs">What changes hands, once around: the winner of each lot is the consignor of the one before it, and that of the first the consignor of the last.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record RingTraded(string Ring, string Fair, string Currency, IReadOnlyList<RingLeg> Legs, long At);

/// <summary>A lot that is given in a ring.</summary>
/// <param name="Award">The award's id; the deal that follows has the same.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="Consignor">The enterprise that gives it.</param>
/// <param name="Winner">The enterprise that takes it.</param>
/// <param name="QuantityMilli">Thousandths of the unit: all of the lot.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="HammerMinor">The agreed value of the lot in minor units, with tax as a hammer price has it.</param>
public sealed record RingLeg(
    string Award, string Lot, long Number, string Title, string Category, string Region, string Consignor, string Winner, long QuantityMilli, string Unit, long HammerMinor);
