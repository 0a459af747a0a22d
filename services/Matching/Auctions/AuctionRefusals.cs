using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>The codes with which an auction says no; <c>docs/problems.md</c> says how to mend each.</summary>
public static class AuctionRefusals
{
    public static Refusal UnknownLot { get; } = new("auction.unknown-lot", "There is no such lot in the sale.", RefusalKind.NotFound);

    public static Refusal NoEnterprise { get; } = new("auction.no-enterprise", "Only an enterprise can buy; the token names none.", RefusalKind.Forbidden);

    public static Refusal OwnLot { get; } = new("auction.own-lot", "Nobody bids on what they offer themselves.", RefusalKind.Forbidden);

    public static Refusal LinkedEnterprise { get; } =
        new("auction.linked-enterprise", "The bidder and the consignor are linked enterprises.", RefusalKind.Forbidden);

    public static Refusal HasDefaulted { get; } =
        new("auction.has-defaulted", "Whoever won the lot and defaulted does not buy it in a later attempt.", RefusalKind.Forbidden);

    public static Refusal Closed { get; } = new("auction.closed", "The lot takes no more bids.");

    public static Refusal NotForBarter { get; } =
        new("auction.not-for-barter", "Tenders, and lots whose buyers need an admission, a licence or a deposit, are not given in rings.", RefusalKind.Unacceptable);

    public static Refusal NotFree { get; } = new("auction.not-free", "The lot has a bid, is sold or closes now: money goes before barter.");

    public static Refusal HeldForRing(long until) =>
        new Refusal("auction.held-for-ring", "The lot is kept for a ring of barter, and will be sold in it or free again.").With("until", until);

    public static Refusal Withdrawn { get; } = new("auction.withdrawn", "The lot was withdrawn.");

    public static Refusal AlreadyLeading { get; } = new("auction.already-leading", "The bidder already leads, and the reserve is met.");

    public static Refusal TakesNoBids { get; } = new("auction.takes-no-bids", "The lot is not sold by bids: purchase it at its price.");

    public static Refusal TakesNoPurchases { get; } = new("auction.takes-no-purchases", "The lot is sold by bids.");

    public static Refusal TakesNoQuantity { get; } = new("auction.takes-no-quantity", "A bid for this lot is for the whole of it, and says no quantity.");

    public static Refusal QuantityMissing { get; } = new("auction.quantity-missing", "A bid for this lot is the price of a unit and a quantity.");

    public static Refusal NoSuchBid { get; } = new("auction.no-such-bid", "The bidder has no standing bid of that number.");

    public static Refusal QuantityTooSmall { get; } =
        new("auction.quantity-too-small", "So little costs less than half of the currency's least unit.", RefusalKind.Unacceptable);

    public static Refusal NotAdmitted(string admission) => new Refusal(
        "auction.not-admitted", "Only bidders whom the organizer admits may buy in this fair.", RefusalKind.Forbidden).With("admission", admission);

    public static Refusal LicenceNeeded(string licence) => new Refusal(
        "auction.licence-needed", "The lot is sold only to bidders whose licence the organizer has seen.", RefusalKind.Forbidden).With("licence", licence);

    public static Refusal FairDepositNeeded(string fair, long? depositMinor, string currency) =>
        new Refusal("auction.fair-deposit-needed", "The fair's deposit must be held before a bid on any of its lots: ask Settlement to hold it.", RefusalKind.Forbidden)
            .With("fair", fair).With("depositMinor", depositMinor ?? 0).With("currency", currency);

    public static Refusal OverLimit(long leftMinor, string currency) =>
        new Refusal("auction.over-limit", "The bid is for more than the bidder may bid with its deposit, less what it has won and not settled.", RefusalKind.Forbidden)
            .With("leftMinor", leftMinor).With("currency", currency);

    public static Refusal NoDeposit { get; } = new("auction.no-deposit", "No deposit of the bidder is held for the lot, as far as is known.");

    public static Refusal DepositBinds { get; } = new("auction.deposit-binds", "In this format bids stand beside each other until the end: deposits are released then.");

    public static Refusal LeaderIsBound { get; } = new("auction.leader-is-bound", "The deposit of who leads is held until another bid is better, or the sale has ended.");

    public static Refusal DepositNeeded(long depositMinor, string currency) =>
        new Refusal("auction.deposit-needed", "A deposit must be held for the lot before the first bid on it: ask Settlement to hold it.", RefusalKind.Forbidden)
            .With("depositMinor", depositMinor).With("currency", currency);

    public static Refusal NotTheOrganizer { get; } = new("auction.not-the-organizer", "Only the organizer of the lot's fair may do this.", RefusalKind.Forbidden);

    public static Refusal SameOrganizer { get; } = new("auction.same-organizer", "Another organizer than the one who proposed it confirms.", RefusalKind.Forbidden);

    public static Refusal NoSuchProposal { get; } = new("auction.no-such-proposal", "No such proposal is open; a newer one may have taken its place.");

    public static Refusal NoBidToVoid { get; } = new("auction.no-bid-to-void", "The lot has no such bid, or it is void already.", RefusalKind.Unacceptable);

    public static Refusal CannotVoid { get; } = new("auction.cannot-void", "Only bids of an ascending auction can be made void.", RefusalKind.Unacceptable);

    public static Refusal BidsMoved { get; } = new("auction.bids-moved", "Bids came while the others were counted; confirm again.");

    public static Refusal ReasonUnclear { get; } =
        new("auction.reason-unclear", "A reason has 1 to 200 characters without control characters.", RefusalKind.Unacceptable);

    public static Refusal UnknownAward { get; } = new("auction.unknown-award", "The lot has no such award.", RefusalKind.NotFound);

    public static Refusal NoSecondChance { get; } = new("auction.no-second-chance", "Nobody is asked now whether they take the lot after a default.");

    public static Refusal NotYourSecondChance { get; } =
        new("auction.not-your-second-chance", "Another bidder is asked whether they take the lot.", RefusalKind.Forbidden);

    public static Refusal CascadeNotYours { get; } =
        new("auction.cascade-not-yours", "Only the consignor, organizers and the operator see who is asked after a default, and the ladder to come.", RefusalKind.Forbidden);

    public static Refusal SecondChanceLapsed(long until) => new Refusal("auction.second-chance-lapsed", "The time to answer has passed.").With("until", until);

    public static Refusal UnknownFormat(string format) =>
        new Refusal("auction.unknown-format", "There is no such format.", RefusalKind.Unacceptable).With("format", format);

    public static Refusal UnsoundTerms(string detail) => new("auction.unsound-terms", detail, RefusalKind.Unacceptable);

    public static Refusal NotOpenYet(long opensAt) => new Refusal("auction.not-open-yet", "The lot does not take bids yet.").With("opensAt", opensAt);

    public static Refusal NotDue(long closesAt) => new Refusal("auction.not-due", "The close has not come.").With("closesAt", closesAt);

    public static Refusal BidTooLow(long nextBidMinor) =>
        new Refusal("auction.bid-too-low", "The bid is below the least next bid.").With("nextBidMinor", nextBidMinor);

    public static Refusal MaximumNotHigher(long nextMaximumMinor) =>
        new Refusal("auction.maximum-not-higher", "The bidder leads with a maximum that is no lower, or lower by less than the own increment.")
            .With("nextMaximumMinor", nextMaximumMinor);

    public static Refusal ConfirmAmount(long nextBidMinor) =>
        new Refusal("auction.confirm-amount", "The bid is ten times the next bid or more; say that it is meant.").With("nextBidMinor", nextBidMinor);

    public static Refusal NotWholeSteps(long nextBidMinor, long stepMinor) =>
        new Refusal("auction.not-whole-steps", "The bid is not a whole number of steps above the price.").With("nextBidMinor", nextBidMinor).With("stepMinor", stepMinor);

    public static Refusal WrongPrice(long priceMinor, long? nextFallAt = null)
    {
        var refusal = new Refusal("auction.wrong-price", "The lot's price is higher than the one that the buyer saw.").With("priceMinor", priceMinor);
        return nextFallAt is { } at ? refusal.With("nextFallAt", at) : refusal;
    }

    public static Refusal TakenWhole(long remainingMilli) =>
        new Refusal("auction.taken-whole", "The lot is not divisible: purchase the whole of it.").With("remainingMilli", remainingMilli);

    public static Refusal NotEnoughLeft(long remainingMilli) =>
        new Refusal("auction.not-enough-left", "Less than that is left.").With("remainingMilli", remainingMilli);

    public static Refusal TakesOffers { get; } = new("auction.takes-offers", "The lot is sold by offers to its consignor.");

    public static Refusal TakesNoOffers { get; } = new("auction.takes-no-offers", "The lot is not sold by offers.");

    public static Refusal NotYourLot { get; } = new("auction.not-your-lot", "Only the consignor of the lot may answer its offers.", RefusalKind.Forbidden);

    public static Refusal NothingAsked { get; } = new("auction.nothing-asked", "The bidder is not asked whether it takes a part of that bid.");

    public static Refusal AnswerTooLate(long until) =>
        new Refusal("auction.answer-too-late", "The time to decline a part has run out: it is taken.").With("until", until);

    public static Refusal BelowMinimumTake(long minimumMilli) =>
        new Refusal("auction.below-minimum-take", "The quantity is below the least that is sold at once.").With("minimumMilli", minimumMilli);

    public static Refusal NotWholeQuantities(long stepMilli) =>
        new Refusal("auction.not-whole-quantities", "The quantity is not a whole number of the lot's steps.").With("stepMilli", stepMilli);

    public static Refusal PriceTooHigh(long mostMinor) =>
        new Refusal("auction.price-too-high", "At this price of a unit the whole lot would cost more than 10^15 minor units.", RefusalKind.Unacceptable).With("mostMinor", mostMinor);

    public static Refusal OtherAttempt(long attempt) =>
        new Refusal("auction.other-attempt", "The lot was not sold in the attempt for which this was meant, and is offered anew.").With("attempt", attempt);

    public static Refusal OtherCurrency(string currency) =>
        new Refusal("auction.other-currency", "The lot is sold in another currency.", RefusalKind.Unacceptable).With("currency", currency);

    public static Refusal NotRaised(StandingBid standing) =>
        new Refusal("auction.not-raised", "A standing bid is raised in price or quantity, and lowered in neither.")
            .With("amountMinor", standing.PriceMinor).With("quantityMilli", standing.QuantityMilli);

    public static Refusal OverCap(long mostMilli) =>
        new Refusal("auction.over-cap", "The bidder's standing bids would ask for more than one bidder may.").With("mostMilli", mostMilli);

    public static Refusal TooManyBids(long most) =>
        new Refusal("auction.too-many-bids", "The bidder has as many standing bids for the lot as one may.").With("most", most);

    public static Refusal BookFull(long most) => new Refusal("auction.book-full", "The lot has as many standing bids as it may.").With("most", most);
}
