using Exchange.Kernel.Deciders;

namespace Exchange.Matching.CallAuctions;

/// <summary>The codes with which a call auction says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class CallAuctionRefusals
{
    public static Refusal Unknown { get; } = new("call-auction.unknown", "There is no such call auction.", RefusalKind.NotFound);

    public static Refusal UnknownFair { get; } = new("call-auction.unknown-fair", "No such fair is published, or it was published before call auctions were known.", RefusalKind.NotFound);

    public static Refusal NotYours { get; } = new("call-auction.not-yours", "Only the organizer of the fair opens call auctions in it.", RefusalKind.Forbidden);

    public static Refusal Exists { get; } = new("call-auction.exists", "A call auction with this key was opened before, with other terms.");

    public static Refusal NoEnterprise { get; } = new("call-auction.no-enterprise", "Only an enterprise can trade; the token names none.", RefusalKind.Forbidden);

    public static Refusal Closed { get; } = new("call-auction.closed", "The orders have been called; no more are taken.");

    public static Refusal UnknownOrder { get; } = new("call-auction.unknown-order", "No order of this number waits.", RefusalKind.NotFound);

    public static Refusal NotYourOrder { get; } = new("call-auction.not-your-order", "Only the enterprise that placed an order changes it.", RefusalKind.Forbidden);

    public static Refusal NothingOrdered { get; } = new("call-auction.nothing-ordered", "An order has a price and a quantity above zero.", RefusalKind.Unacceptable);

    public static Refusal TooLarge { get; } =
        new("call-auction.too-large", "The price, the quantity or the value of the order is larger than an order's may be.", RefusalKind.Unacceptable);

    public static Refusal MeetsLinkedOrder { get; } =
        new("call-auction.meets-linked-order", "The order could trade with one of a linked enterprise, and linked enterprises do not trade with each other.", RefusalKind.Forbidden);

    public static Refusal BookFull { get; } = new("call-auction.book-full", "As many orders wait as the auction takes.");

    public static Refusal TooManyOrders { get; } = new("call-auction.too-many-orders", "As many orders of the enterprise wait as one may have.");

    public static Refusal NotAdmitted(string admission) => new Refusal(
        "call-auction.not-admitted", "Only bidders whom the organizer admits may buy in this fair.", RefusalKind.Forbidden).With("admission", admission);

    public static Refusal LicenceNeeded(string licence) => new Refusal(
        "call-auction.licence-needed", "The grade is sold only to bidders whose licence the organizer has seen.", RefusalKind.Forbidden).With("licence", licence);

    public static Refusal UnsoundTerms(string detail) => new("call-auction.unsound-terms", detail, RefusalKind.Unacceptable);

    public static Refusal OtherCurrency(string currency) =>
        new Refusal("call-auction.other-currency", "The currency is another.", RefusalKind.Unacceptable).With("currency", currency);

    public static Refusal NotOpenYet(long opensAt) => new Refusal("call-auction.not-open-yet", "Orders are not taken yet.").With("opensAt", opensAt);

    public static Refusal NotDue(long callsAt) => new Refusal("call-auction.not-due", "The call has not come.").With("callsAt", callsAt);

    public static Refusal Locked(long callsAt) =>
        new Refusal("call-auction.locked", "So shortly before the call no order is amended or cancelled.").With("callsAt", callsAt);

    public static Refusal OffTick(long tickMinor) =>
        new Refusal("call-auction.off-tick", "The price is not a multiple of the tick.", RefusalKind.Unacceptable).With("tickMinor", tickMinor);

    public static Refusal NotWholeLots(long lotMilli) =>
        new Refusal("call-auction.not-whole-lots", "The quantity is not a multiple of the lot size.", RefusalKind.Unacceptable).With("lotMilli", lotMilli);

    public static Refusal MeetsOwnOrder(long order) =>
        new Refusal("call-auction.meets-own-order", "The order could trade with another one of the same enterprise.").With("order", order);
}
