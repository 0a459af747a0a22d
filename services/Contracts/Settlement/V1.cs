namespace Exchange.Contracts.Settlement.V1;

/// <summary>The buyer's money for a deal is whole in escrow.</summary>
/// <param name="Deal">The deal's id, which is the award's.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="AmountMinor">What was paid.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Payment">Which time it is that the money is whole, because earlier ones were recorded wrongly; the first when null.</param>
/// <param name="SetOffMinor">Of the amount, what was set off against debts and not paid; nothing when null.</param>
/// <param name="BarterMinor">Of the amount, what was given in goods, in a ring of barter; nothing when null.</param>
public sealed record DealPaid(
    string Deal, string Fair, long AmountMinor, string Currency, long At, long? Payment = null, long? SetOffMinor = null, long? BarterMinor = null);

/// <summary>The payment of a deal was recorded wrongly and is undone: the buyer has to pay still.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Payment">Which time it was that the money had been whole, from 1; no earlier one holds either.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record DealUnpaid(string Deal, string Fair, long Payment, long At);

/// <summary>Removal was accepted and the consignor has its money: the deal is done.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="ReleasedMinor">What the consignor got.</param>
/// <param name="CommissionMinor">What the organizer got.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="ChargesMinor">What else of the buyer's payment did not come back to it: premium and tax. None when null.</param>
public sealed record DealSettled(string Deal, string Fair, long ReleasedMinor, long CommissionMinor, string Currency, long At, long? ChargesMinor = null);

/// <summary>The buyer did not confirm, pay or remove in time: the award falls, and its hammer value leaves the turnover.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason"><c>not-confirmed</c>, <c>not-paid</c> or <c>not-removed</c>.</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record DealDefaulted(string Deal, string Lot, string Fair, string Reason, long At);

/// <summary>The deal ended without a sale and not by the buyer's default: the award falls, its hammer value leaves the turnover, and nobody is offered the goods in its place,
/// except where a ring of barter was unwound.</summary>
/// <param name="Deal">The deal's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason"><c>agreed</c> (both parties cancelled), <c>consignor-silent</c>, <c>not-delivered</c>, <c>refunded</c> (a dispute ended so), or
/// <c>ring-unwound</c> (another deal of its ring of barter fell).</param>
/// <param name="At">When, in Unix milliseconds.</param>
public sealed record DealCancelled(string Deal, string Lot, string Fair, string Reason, long At);

/// <summary>A bidder's deposit for a lot is held: the bidder may bid on it.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="AmountMinor">What is held.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Hold">Which of the bidder's holds for the lot it is; the first when null.</param>
public sealed record DepositHeld(string Lot, string Fair, string Bidder, long AmountMinor, string Currency, long At, long? Hold = null);

/// <summary>How much a bidder may bid in a fair with the one deposit that it has held for all its lots: all of it, as it is since, so that the highest version is what
/// holds, in whatever order the messages come.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="IsHeld">Whether the deposit is held; false once it was released or captured.</param>
/// <param name="LeftMinor">The limit less what the bidder has won and not settled; at least 0.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Version">From 1, higher with every change.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record BiddingLimit(string Fair, string Bidder, bool IsHeld, long LeftMinor, string Currency, long Version, long At);
