using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>How a lot says no.</summary>
public static class LotRefusals
{
    public static readonly Refusal Unknown = new("lot.unknown", "There is no such lot.", RefusalKind.NotFound);

    /// <summary>The same lot in the same fair with the same details: what was sent again.</summary>
    public static readonly Refusal Unchanged = new("lot.unchanged", "This lot was entered before, just as it is now.");

    public static readonly Refusal Exists = new(
        "lot.exists", "A lot with this key was entered before with other details; lots do not change once they are entered. Withdraw it and use another key.");

    public static readonly Refusal NoEnterprise = new("lot.no-enterprise", "The token names no enterprise, so there is nobody to offer the lot.", RefusalKind.Forbidden);
    public static readonly Refusal NotYours = new("lot.not-yours", "Only the consignor of the lot may do this.", RefusalKind.Forbidden);
    public static readonly Refusal OutOfBounds = new("lot.out-of-bounds", "A detail of the lot is out of its bounds; the fact 'field' names it.", RefusalKind.Unacceptable);
    public static readonly Refusal UnknownUnit = new("lot.unknown-unit", "unit must be a UN/CEFACT Recommendation 20 code such as C62, KGM or MTR.", RefusalKind.Unacceptable);
    public static readonly Refusal UnknownFormat = new("lot.unknown-format", "format must be one of " + LotFormat.Names + ".", RefusalKind.Unacceptable);
    public static readonly Refusal NotAtAFixedPrice = new("lot.not-at-a-fixed-price", "A lot at a fixed price has no reserve and no increment.", RefusalKind.Unacceptable);
    public static readonly Refusal TermMissing = new("lot.term-missing", "The lot's format needs another term; the fact 'field' names it.", RefusalKind.Unacceptable);
    public static readonly Refusal TermUnused = new("lot.term-unused", "The lot's format has no such term; the fact 'field' names it.", RefusalKind.Unacceptable);
    public static readonly Refusal FloorAboveOpening = new(
        "lot.floor-above-opening", "A floor is no higher than the opening: where a clock begins, or the most that a tender may be asked.", RefusalKind.Unacceptable);
    public static readonly Refusal FallsToNothing = new("lot.falls-to-nothing", "So many falls by that part of the opening leave no price.", RefusalKind.Unacceptable);
    public static readonly Refusal NotInAGroup = new("lot.not-in-a-group", "Only lots whose close a late bid moves extend together.", RefusalKind.Unacceptable);
    public static readonly Refusal GroupFull = new("lot.group-full", "A group has at most 100 lots.");
    public static readonly Refusal TooManyGroups = new("lot.too-many-groups", "A fair has at most 1,000 groups of lots.");
    public static readonly Refusal NotWholeSteps = new("lot.not-whole-steps", "The quantity of the lot is not a whole number of its quantityStepMilli.", RefusalKind.Unacceptable);
    public static readonly Refusal OfferPricesCross = new(
        "lot.offer-prices-cross", "Offers are declined below a price no higher than the one from which they are taken, and that is no higher than the asking price.", RefusalKind.Unacceptable);
    public static readonly Refusal LadderNotAllowed = new("lot.ladder-not-allowed", "The fair does not let a lot leave off its ladder, or have another one.", RefusalKind.Unacceptable);
    public static readonly Refusal LadderUnsuited = new(
        "lot.ladder-unsuited", "A rung of the ladder cannot sell the lot: on all rungs it is priced as in the first attempt, as a whole or by the unit.", RefusalKind.Unacceptable);
    public static readonly Refusal LadderTooLong = new("lot.ladder-too-long", "The ladder takes longer than from the lot's close to the ladder's end.", RefusalKind.Unacceptable);
    public static readonly Refusal ReserveAboveOpening = new(
        "lot.reserve-above-opening", "Key enterprises may take this lot at its opening price, so that its reserve is no higher.", RefusalKind.Unacceptable);
    public static readonly Refusal OnSale = new("lot.on-sale", "The lot is for sale already; it can no longer be withdrawn.");
    public static readonly Refusal Withdrawn = new("lot.withdrawn", "The lot was withdrawn.");
    public static readonly Refusal Changed = new("lot.changed", "The lot was changed meanwhile. Look at it, and ask again.");
    public static readonly Refusal BidOn = new("lot.bid-on", "Somebody has bid on the lot, or its sale is over; what is said about it stands.");
    public static readonly Refusal AmendmentPending = new("lot.amendment-pending", "An amendment of the lot waits for its answer. Look in a moment whether it holds.");
    public static readonly Refusal TooManyVersions = new("lot.too-many-versions", "A lot has at most 200 versions.");
    public static readonly Refusal Over = new("lot.over", "The lot was withdrawn, or its sale is over.");
    public static readonly Refusal OwnLot = new("lot.own-lot", "The lot is your own.", RefusalKind.Forbidden);
    public static readonly Refusal ReasonUnclear = new("lot.reason-unclear", "A reason has 1 to 200 characters without control characters.", RefusalKind.Unacceptable);
}
