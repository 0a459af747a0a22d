namespace Exchange.Matching.Rings;

/// <summary>A ring as its members and the organizer see it.</summary>
/// <param name="Ring">Its id.</param>
/// <param name="Round">The round that found it.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Stage">proposed, agreed (all have accepted, the lots are being kept), traded or dissolved.</param>
/// <param name="AcceptBy">The first moment that is too late to accept, in Unix milliseconds.</param>
/// <param name="Legs">What changes hands, once around.</param>
/// <param name="Members">Who gives and takes, with the cash difference of each.</param>
/// <param name="Why">Of a dissolved ring: left, silent, broken (a lot was sold for money or withdrawn) or not-held; absent elsewhere.</param>
public sealed record RingAnswer(
    string Ring, string Round, string Fair, string Currency, string Stage, long AcceptBy, IReadOnlyList<RingLegAnswer> Legs, IReadOnlyList<RingMemberAnswer> Members, string? Why = null)
{
    public static RingAnswer Of(Ring ring)
    {
        var terms = ring.Proposed;
        return new(
            terms.Ring, terms.Round, terms.Fair, terms.Currency, ring.Stage, terms.AcceptBy,
            [
                .. terms.Legs.Select(leg => new RingLegAnswer(
                    leg.Lot.Id, leg.Lot.Number, leg.Lot.Title, leg.Lot.Category, leg.Lot.Region, leg.Lot.QuantityMilli, leg.Lot.Unit, leg.Lot.Consignor, leg.Winner, leg.HammerMinor,
                    ring.Stage == RingStage.Traded ? ring.Held[leg.Lot.Id] : null)),
            ],
            [.. terms.Members.Select(member => new RingMemberAnswer(member, ring.Accepted.Contains(member), terms.DifferenceMinor(member)))], ring.Why);
    }
}

/// <summary>A lot in a ring.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="Category">The code of its category.</param>
/// <param name="Region">Where it lies.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="Consignor">Who gives it.</param>
/// <param name="Taker">Who takes it.</param>
/// <param name="ValueMinor">What it counts for.</param>
/// <param name="Award">The award's id, once the ring is traded; absent before.</param>
public sealed record RingLegAnswer(
    string Lot, long Number, string Title, string Category, string Region, long QuantityMilli, string Unit, string Consignor, string Taker, long ValueMinor, string? Award = null);

/// <summary>An enterprise in a ring.</summary>
/// <param name="Enterprise">Its id.</param>
/// <param name="HasAccepted">Whether it has accepted.</param>
/// <param name="DifferenceMinor">What it pays in cash, because it takes more than it gives; negative where it receives. All of a ring sum to zero.</param>
public sealed record RingMemberAnswer(string Enterprise, bool HasAccepted, long DifferenceMinor);

/// <summary>A round of rings to plan.</summary>
/// <param name="MaxLength">The most lots of a ring, 2 to 5; 3 if left out.</param>
/// <param name="AcceptMs">How long the members of a ring have to accept it, a minute to thirty days; a day if left out.</param>
/// <param name="StartsAt">When rings are looked for, in Unix milliseconds; at once if left out.</param>
public sealed record RingRoundRequest(long? MaxLength = null, long? AcceptMs = null, long? StartsAt = null);

/// <summary>The id of a new round.</summary>
public sealed record RingRoundPlannedAnswer(string Round);

/// <summary>A round of rings.</summary>
/// <param name="Round">Its id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Stage">planned (rings are looked for when it is due), proposed (they are with their members) or finished.</param>
/// <param name="MaxLength">The most lots of a ring.</param>
/// <param name="AcceptMs">How long the members of a ring have to accept it.</param>
/// <param name="StartsAt">When rings were first looked for, or are, in Unix milliseconds.</param>
/// <param name="Run">How many times rings were looked for, 5 at most: again where one came to nothing, without the lots that were to blame.</param>
/// <param name="RingsProposed">How many rings were proposed, in all runs.</param>
/// <param name="RingsOpen">How many of them have not ended.</param>
/// <param name="RingsTraded">How many were traded.</param>
/// <param name="LotsTraded">How many lots changed hands in them.</param>
/// <param name="Lots">In the last run, how many free lots something was wanted for; absent before.</param>
/// <param name="LeftOut">How many of them were beyond the most that a round looks at; absent before.</param>
/// <param name="UnknownWants">How many wants were for lots that nobody gave for something, and counted for nothing; absent before.</param>
/// <param name="Bound">No choice of rings could have moved more lots than this; absent before.</param>
public sealed record RingRoundAnswer(
    string Round, string Fair, string Currency, string Stage, long MaxLength, long AcceptMs, long StartsAt, long Run, long RingsProposed, long RingsOpen, long RingsTraded, long LotsTraded,
    long? Lots, long? LeftOut, long? UnknownWants, long? Bound)
{
    public static RingRoundAnswer Of(RingRound round)
    {
        var (terms, search) = (round.Planned, round.Search);
        return new(
            terms.Round, terms.Fair, terms.Currency, round.Stage, terms.MaxLength, terms.AcceptMs, terms.StartsAt, round.Run, round.RingsProposed, round.Open.Count, round.RingsTraded,
            round.LotsTraded, search?.Lots, search?.LeftOut, search?.UnknownWants, search?.Bound);
    }
}
