namespace Exchange.Contracts.Listing.V1;

/// <summary>A fair was published: its rules stand.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="TimeZone">The IANA time zone of its days and hours.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="OpensAt">Unix milliseconds.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="Region">The region of the organizer.</param>
/// <param name="Organizer">The id of the enterprise that runs it; null where it was published before this was said.</param>
/// <param name="Settlement">How its sales are settled; null likewise.</param>
/// <param name="Admission">Who may buy in it: <c>approved</c> or <c>invited</c>; everybody when null.</param>
/// <param name="Licensed">The codes of categories for which a buyer needs a licence that the organizer has seen; none when null.</param>
/// <param name="TaxRates">The rates of value-added tax of classes of goods, which hold in place of the one in the terms; none when null.</param>
public sealed record FairPublished(
    string Fair, string Name, string TimeZone, string Currency, long OpensAt, long ClosesAt, string Region, string? Organizer = null, SettlementTerms? Settlement = null,
    string? Admission = null, IReadOnlyList<string>? Licensed = null, IReadOnlyList<TaxRate>? TaxRates = null)
{
    /// <summary>Whether another one says the same, code by code.</summary>
    public bool Equals(FairPublished? other) => other is not null
        && (Fair, Name, TimeZone, Currency, OpensAt, ClosesAt, Region) == (other.Fair, other.Name, other.TimeZone, other.Currency, other.OpensAt, other.ClosesAt, other.Region)
        && (Organizer, Settlement, Admission) == (other.Organizer, other.Settlement, other.Admission)
        && (Licensed ?? []).SequenceEqual(other.Licensed ?? []) && (TaxRates ?? []).SequenceEqual(other.TaxRates ?? []);

    public override int GetHashCode() => HashCode.Combine(Fair, Name, OpensAt, ClosesAt);
}

/// <summary>A fair opened.</summary>
public sealed record FairOpened(string Fair, long At);

/// <summary>A fair closed: none of its lots is open any more by its own rules; extensions may still run.</summary>
public sealed record FairClosed(string Fair, long At);

/// <summary>A lot was entered in a published fair, with everything that is needed to sell it and to settle the sale.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">Its catalogue number in the fair, from 1.</param>
/// <param name="Title">What it is.</param>
/// <param name="Consignor">The id of the enterprise that offers it.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Terms">How it is sold.</param>
/// <param name="Settlement">How the sale is settled.</param>
/// <param name="Linked">The ids of enterprises that are linked with the consignor and may not bid; none when null.</param>
/// <param name="Organizer">The id of the enterprise that runs the fair.</param>
/// <param name="ConsignorRoot">The root of the consignor's credit code: enterprises that have it too are the same body and may not bid; nobody when null.</param>
/// <param name="Essential">Whether it is one of the essential commodities that the fair names; not when null.</param>
public sealed record LotEntered(
    string Lot, string Fair, long Number, string Title, string Consignor, string Category, string Region,
    long QuantityMilli, string Unit, string Currency, SaleTerms Terms, SettlementTerms Settlement, IReadOnlyList<string>? Linked = null,
    string? Organizer = null, string? ConsignorRoot = null, bool? Essential = null);

/// <summary>How a lot is sold.</summary>
/// <param name="Format"><c>english</c>, <c>fixed-price</c>, <c>dutch</c>, <c>best-offer</c>; sealed <c>sealed-first-price</c>, <c>vickrey</c> or <c>dutch-sealed</c>;
/// to buy <c>reverse-sealed</c> or <c>reverse-open</c>; for many units <c>pay-as-bid</c>, <c>uniform-lowest-winning</c>, <c>uniform-highest-losing</c> or <c>vcg</c>.</param>
/// <param name="OpeningMinor">English: the first acceptable bid for the whole lot. Fixed price: the price of one unit. Dutch: where the price begins, of the lot or of one unit if divisible.
/// Sealed: the least bid. Reverse: the most that may be asked. Many units: the least price of a bid for one unit. Best offer: the asking price, of the lot or of one unit if divisible.</param>
/// <param name="ReserveMinor">English, sealed: the secret least price for the whole lot; 0 for none. Many units: of one unit.</param>
/// <param name="IncrementMinor">English: the least step above the price (reverse-open: below the best offer), where no table and no percentage is given.
/// Many units: prices are whole numbers of it above the opening; any price when 0.</param>
/// <param name="SoftCloseMs">English, reverse-open and many units: a bid accepted within this time of the close moves the close, by default to this long after the bid; 0 for none.</param>
/// <param name="OpensAt">Unix milliseconds: bids and purchases of everybody are taken from then on.</param>
/// <param name="ClosesAt">Unix milliseconds.</param>
/// <param name="Increments">English and reverse-open: the name of a ready-made table of steps, one of <see cref="IncrementTables"/>, in place of the increment.</param>
/// <param name="IncrementSteps">English and reverse-open: a table of steps by the present price, in place of the increment.</param>
/// <param name="IncrementBasisPoints">English and reverse-open: a step in 1/10,000 of the present price, in place of the increment; rounded up to a minor unit, at least 1.</param>
/// <param name="WholeSteps">English: whether a bid must be a whole number of steps above the price (the first above the opening); reverse-open: below it.</param>
/// <param name="SoftCloseRule">Where there is a soft close: <c>reset</c> (the close moves to the soft close after a late bid; meant when null) or <c>add</c> (it moves by the soft close).</param>
/// <param name="MostExtensions">Where there is a soft close: how many times late bids may move the close; any number when null.</param>
/// <param name="HardEndAt">Where there is a soft close: the time beyond which no bid moves the close, in Unix milliseconds; none when null.</param>
/// <param name="Proxy">English: whether a bid is a maximum, and the system bids for the leader only as far as needed; open bids when null.</param>
/// <param name="FallMinor">Dutch: the step by which the price falls.</param>
/// <param name="FallEveryMs">Dutch and dutch-sealed: the interval at which it falls.</param>
/// <param name="FloorMinor">Dutch: the least price, from 1 to the opening; like it, of the whole lot or of one unit. Reverse: no offer below it counts; none when null.</param>
/// <param name="Divisible">Dutch and best offer: whether parts of the lot are sold; taken whole when null.</param>
/// <param name="MinimumTakeMilli">Fixed price and best offer: the least that one takes, unless it is all that remains; anything when null.</param>
/// <param name="QuantityStepMilli">Fixed price, best offer and many units: quantities are whole numbers of it; any quantity when null.</param>
/// <param name="MostQuantityMilli">Many units: the most that the standing bids of one bidder may ask for; any quantity when null.</param>
/// <param name="Ties">Many units: who gets what remains at the marginal price, <c>time</c> (the earlier bid; meant when null) or <c>pro-rata</c> (in proportion).</param>
/// <param name="MostBids">Many units: the most standing bids of the lot, from 10 to 10,000, of which one bidder may have a tenth; 1,000 when null.</param>
/// <param name="OwnIncrementMinor">English: the least step by which a leader improves their own bid, or own maximum. When null, an open bid by the increment that
/// others need, and a maximum by any amount.</param>
/// <param name="Group">Where there is a soft close: the id of the group of lots that extend together, whose closes are the same. A late bid in one of them moves the close of all.</param>
/// <param name="PartMs">Many units: how long after the close a bidder who would win only a part of a bid may decline it; who wins a part has to take it when null.</param>
/// <param name="OfferMs">Best offer: how long an offer or a counter stands, and no longer than to the close.</param>
/// <param name="AcceptFromMinor">Best offer: the secret price from which an offer is taken at once; the asking price when null.</param>
/// <param name="DeclineBelowMinor">Best offer: the secret price below which an offer is declined at once; none when null.</param>
/// <param name="Falls">Dutch-sealed: how many times the price falls, at the interval.</param>
/// <param name="FallBasisPoints">Dutch-sealed: by what part of the opening it falls each time, in 1/10,000.</param>
/// <param name="SealedMs">Dutch-sealed: how long the others may bid sealed once the clock is stopped.</param>
/// <param name="BestBidMs">Dutch-sealed: how long whoever stopped it then has for the last bid.</param>
/// <param name="Admission">Who may buy: <c>approved</c> (whom the organizer admits on application) or <c>invited</c> (whom the organizer names); everybody when null.</param>
/// <param name="Licence">The code of the categories for which a buyer needs a licence that the organizer has seen; none when null.</param>
/// <param name="DepositMinor">What a bidder must have held in Settlement before its first bid on the lot; nothing when null.</param>
/// <param name="GraceMs">How long the lot stays open at least once the exchange is back from a downtime in which, or shortly after which, it would have closed; no longer when null.</param>
/// <param name="SecondChanceMs">How long the next best bidder may think it over when the winner defaults; a day when null, and nobody is asked when 0.</param>
/// <param name="Ladder">The further attempts to sell what is not sold before, in their order; none when null.</param>
/// <param name="LadderEndsAt">When the last of them has to be over, in Unix milliseconds; needed where there are any.</param>
/// <param name="PriorityFromAt">When the priority window begins, in Unix milliseconds: from then until the opening, key enterprises of the fair may take the whole lot at
/// its opening price. No window when null.</param>
/// <param name="FairLimitMinor">Where the deposit is held once for the whole fair: how much a bidder may bid with it, less what it has won and not settled. Null where the deposit is
/// for the lot alone, or none is needed.</param>
public sealed record SaleTerms(
    string Format, long OpeningMinor, long ReserveMinor, long IncrementMinor, long SoftCloseMs, long OpensAt, long ClosesAt,
    string? Increments = null, IReadOnlyList<IncrementStep>? IncrementSteps = null, long? IncrementBasisPoints = null, bool? WholeSteps = null,
    string? SoftCloseRule = null, long? MostExtensions = null, long? HardEndAt = null, bool? Proxy = null,
    long? FallMinor = null, long? FallEveryMs = null, long? FloorMinor = null, bool? Divisible = null,
    long? MinimumTakeMilli = null, long? QuantityStepMilli = null, long? MostQuantityMilli = null, string? Ties = null, long? MostBids = null,
    long? OwnIncrementMinor = null, string? Group = null, long? PartMs = null,
    long? OfferMs = null, long? AcceptFromMinor = null, long? DeclineBelowMinor = null,
    long? Falls = null, long? FallBasisPoints = null, long? SealedMs = null, long? BestBidMs = null,
    string? Admission = null, string? Licence = null, long? DepositMinor = null, long? GraceMs = null, long? SecondChanceMs = null,
    IReadOnlyList<LadderRung>? Ladder = null, long? LadderEndsAt = null, long? PriorityFromAt = null, long? FairLimitMinor = null);

/// <summary>A line of a table of increments.</summary>
/// <param name="StepMinor">The least step above the price.</param>
/// <param name="BelowMinor">The step holds at prices below this; null in the last line, which holds at all higher ones.</param>
public sealed record IncrementStep(long StepMinor, long? BelowMinor = null);

/// <summary>A rung of a lot's ladder: one more attempt to sell what the attempts before have left. All parts are in 1/10,000. What a rung does not say is as in the first attempt.</summary>
/// <param name="Format">The name of its format, of those in <see cref="LadderFormats"/>.</param>
/// <param name="OpeningBasisPoints">Its opening amount, as a part of that of the first attempt, and the part to which the reserve falls. At an asked price (Dutch, dutch-sealed, fixed price, best
/// offer), which has no secret reserve, a part of the higher of the two.</param>
/// <param name="LastsMs">How long it lasts, in milliseconds.</param>
/// <param name="PauseMs">How long after the close before it opens; at once when null.</param>
/// <param name="IncrementMinor">English: the least step, in minor units, in place of the increments of the first attempt.</param>
/// <param name="FallBasisPoints">Dutch and dutch-sealed: by what part of the rung's own opening the price falls each time.</param>
/// <param name="FallEveryMs">Dutch and dutch-sealed: the interval at which it falls.</param>
/// <param name="FloorBasisPoints">Dutch: the least price, as a part of the opening of the first attempt, or of its reserve where that is higher.</param>
/// <param name="Falls">Dutch-sealed: how many times it falls.</param>
/// <param name="SealedMs">Dutch-sealed: how long the others may bid sealed once the clock is stopped.</param>
/// <param name="BestBidMs">Dutch-sealed: how long whoever stopped it then has for the last bid.</param>
/// <param name="OfferMs">Best offer: how long an offer or a counter stands.</param>
public sealed record LadderRung(
    string Format, long OpeningBasisPoints, long LastsMs, long? PauseMs = null, long? IncrementMinor = null,
    long? FallBasisPoints = null, long? FallEveryMs = null, long? FloorBasisPoints = null,
    long? Falls = null, long? SealedMs = null, long? BestBidMs = null, long? OfferMs = null);

/// <summary>Whether a bidder is admitted to a fair, and which licences the organizer has seen: all of it, as it is since, so that the highest version is what holds,
/// in whatever order the messages come.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The id of the enterprise.</param>
/// <param name="IsAdmitted">Whether it may bid where the fair's bidders are approved or invited.</param>
/// <param name="Licences">The codes of categories.</param>
/// <param name="Version">From 1, higher with every change.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record BidderAdmission(string Fair, string Bidder, bool IsAdmitted, IReadOnlyList<string> Licences, long Version, long At);

/// <summary>A fair with priority windows was published: these enterprises may take lots in them. They stand for the whole fair.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Enterprises">Their ids, in order.</param>
public sealed record KeyEnterprises(string Fair, IReadOnlyList<string> Enterprises);

/// <summary>How a sale is settled. Days are business days by the calendar that the terms carry: a deadline of so many days is the end of the last of them, the day on which they begin not
/// counted (Civil Code of the PRC, articles 200 to 203). What is null is not asked of the parties.</summary>
/// <param name="CommissionBasisPoints">The consignor's commission, in 1/10,000 of the hammer value.</param>
/// <param name="PaymentDueMs">How long after the award, or after the contract where one is confirmed, the buyer may pay.</param>
/// <param name="RemovalDueMs">How long after the payment the buyer may remove.</param>
/// <param name="CommissionTiers">The consignor's commission by slices of the hammer value, in place of the one rate; the one rate when null.</param>
/// <param name="PremiumBasisPoints">The buyer's premium, in 1/10,000 of the hammer value, paid on top of it; none when null.</param>
/// <param name="TaxBasisPoints">The rate of value-added tax on the goods, in 1/10,000; no tax is shown or kept back when null.</param>
/// <param name="TaxAdded">Whether the tax comes on top of the hammer value; it is contained in it when null.</param>
/// <param name="ConfirmMs">How long after the award both parties may confirm the contract; there is a contract at once when null.</param>
/// <param name="ConfirmedBySilence">Whether the contract stands when that time is over; who has not confirmed defaults when null.</param>
/// <param name="PaymentDays">The same as the payment time, in business days, in place of it.</param>
/// <param name="FirstPartBasisPoints">The part of the total, in 1/10,000, that the buyer must have paid by an earlier day; nothing when null.</param>
/// <param name="FirstPartDays">By which day, in business days after the contract; needed where there is a first part.</param>
/// <param name="RemovalDays">The same as the removal time, in business days, in place of it.</param>
/// <param name="AcceptanceDays">How long after the handover the buyer may accept or dispute, in business days; who is silent has accepted. When null the buyer's own acceptance ends the deal.</param>
/// <param name="DeliveryDays">How long the consignor has to hand over when the buyer came in vain, in business days; the buyer bears it when null.</param>
/// <param name="DecisionDays">How long the organizer has to decide a dispute, in business days; needed where there is an acceptance time.</param>
/// <param name="ToleranceBasisPoints">By what part, in 1/10,000, the weighed quantity may differ from the awarded one: the price follows it. It may not differ when null.</param>
/// <param name="ForfeitedBasisPoints">The consignor's share of a defaulting buyer's deposit, in 1/10,000; all of it is the organizer's when null.</param>
/// <param name="DepositToPrice">Whether the winner's deposit is a part of the payment; it is given back at the end when null.</param>
/// <param name="TimeZone">The IANA time zone of the calendar; needed where there are days.</param>
/// <param name="Holidays">Days of rest besides Saturdays and Sundays: dates, or first and last date with a slash between, with single spaces between them
/// (<c>2026-10-01/2026-10-07 2027-01-01</c>, ISO 8601).</param>
/// <param name="WorkingDays">Saturdays and Sundays that are worked, written likewise.</param>
/// <param name="RemovalsAtOnce">How many buyers may fetch their goods at once from a consignor in a region; as many as come when null.</param>
public sealed record SettlementTerms(
    long CommissionBasisPoints, long PaymentDueMs, long RemovalDueMs,
    IReadOnlyList<CommissionTier>? CommissionTiers = null, long? PremiumBasisPoints = null, long? TaxBasisPoints = null, bool? TaxAdded = null,
    long? ConfirmMs = null, bool? ConfirmedBySilence = null, long? PaymentDays = null, long? FirstPartBasisPoints = null, long? FirstPartDays = null,
    long? RemovalDays = null, long? AcceptanceDays = null, long? DeliveryDays = null, long? DecisionDays = null,
    long? ToleranceBasisPoints = null, long? ForfeitedBasisPoints = null, bool? DepositToPrice = null,
    string? TimeZone = null, string? Holidays = null, string? WorkingDays = null, long? RemovalsAtOnce = null)
{
    /// <summary>Whether others say the same, tier by tier.</summary>
    public bool Equals(SettlementTerms? other) => other is not null
        && (CommissionBasisPoints, PaymentDueMs, RemovalDueMs, PremiumBasisPoints, TaxBasisPoints, TaxAdded)
            == (other.CommissionBasisPoints, other.PaymentDueMs, other.RemovalDueMs, other.PremiumBasisPoints, other.TaxBasisPoints, other.TaxAdded)
        && (ConfirmMs, ConfirmedBySilence, PaymentDays, FirstPartBasisPoints, FirstPartDays, RemovalDays, AcceptanceDays, DeliveryDays, DecisionDays)
            == (other.ConfirmMs, other.ConfirmedBySilence, other.PaymentDays, other.FirstPartBasisPoints, other.FirstPartDays, other.RemovalDays, other.AcceptanceDays,
                other.DeliveryDays, other.DecisionDays)
        && (ToleranceBasisPoints, ForfeitedBasisPoints, DepositToPrice, TimeZone, Holidays, WorkingDays, RemovalsAtOnce)
            == (other.ToleranceBasisPoints, other.ForfeitedBasisPoints, other.DepositToPrice, other.TimeZone, other.Holidays, other.WorkingDays, other.RemovalsAtOnce)
        && (CommissionTiers ?? []).SequenceEqual(other.CommissionTiers ?? []);

    public override int GetHashCode() => HashCode.Combine(CommissionBasisPoints, PaymentDueMs, RemovalDueMs, PremiumBasisPoints, TaxBasisPoints);
}

/// <summary>A slice of the hammer value with its rate of commission.</summary>
/// <param name="BasisPoints">The rate, in 1/10,000 of the part of the value in this slice.</param>
/// <param name="BelowMinor">Where the slice ends and the next begins; null in the last one.</param>
public sealed record CommissionTier(long BasisPoints, long? BelowMinor = null);

/// <summary>A lot was withdrawn before its sale.</summary>
public sealed record LotWithdrawn(string Lot, string Fair, string Reason, long At);

/// <summary>A consignor wants to amend what is said about a lot that is on sale, and nothing of its terms: whether that is still possible is known where bids are.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number of the version that it would become; each is asked once.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record LotAmendmentAsked(string Lot, string Fair, long Version, long At);
