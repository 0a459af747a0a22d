namespace Exchange.Matching.Auctions;

/// <summary>What a bidder may take because a winner defaulted, as that bidder sees it.</summary>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="HammerMinor">What all of it costs: the most that the bidder bid.</param>
/// <param name="Until">When the chance lapses, in Unix milliseconds.</param>
public sealed record SecondChanceAnswer(long QuantityMilli, long HammerMinor, long Until)
{
    /// <summary>What an enterprise is asked, or null when it is not.</summary>
    public static SecondChanceAnswer? Of(Auction auction, string enterprise) =>
        auction.Cascade.Chance is { } chance && chance.Bidder == enterprise ? new(chance.QuantityMilli, chance.HammerMinor, chance.Until) : null;
}

/// <summary>A second chance in the list of those that an enterprise has now.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Fair">The fair's id.</param>
/// <param name="Number">The catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="Unit">UN/CEFACT Recommendation 20 code.</param>
/// <param name="HammerMinor">What all of it costs.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Until">When the chance lapses, in Unix milliseconds.</param>
public sealed record ListedSecondChance(
    string Lot, string Fair, long Number, string Title, long QuantityMilli, string Unit, long HammerMinor, string Currency, long Until);

/// <summary>A second chance that was declined.</summary>
/// <param name="Lot">The lot's id.</param>
public sealed record DeclinedAnswer(string Lot);

/// <summary>A bidder in a lot's cascade.</summary>
/// <param name="Place">From 1, in the order in which they have or would have their turn.</param>
/// <param name="Bidder">Who, as "Bidder n"; absent for a buyer at an asked price, who has no such number.</param>
/// <param name="QuantityMilli">Thousandths of the unit.</param>
/// <param name="PriceMinor">What they pay or would pay for all of it.</param>
/// <param name="Standing">defaulted, declined or lapsed (their turn is over), awarded, asked (until <paramref name="Until"/>), or next (would be asked).</param>
/// <param name="Until">When an asked bidder's chance lapses, in Unix milliseconds; absent elsewhere.</param>
public sealed record CascadePlace(long Place, string? Bidder, long QuantityMilli, long PriceMinor, string Standing, long? Until = null)
{
    /// <summary>A lot's cascade: whose turn is over, who has an award, who is asked, and who would be asked next. Only what is awarded while the sale runs.</summary>
    public static IEnumerable<CascadePlace> Of(Auction auction)
    {
        var cascade = auction.Cascade;
        return cascade.Passed.Select(passed => Of(auction, passed.Bidder, passed.QuantityMilli, passed.HammerMinor, passed.Why))
            .Concat(cascade.Awards.Select(award => Of(auction, award.Winner, award.QuantityMilli, award.HammerMinor, "awarded")))
            .Concat(cascade.Chance is { } chance ? [Of(auction, chance.Bidder, chance.QuantityMilli, chance.HammerMinor, "asked") with { Until = chance.Until }] : [])
            .Concat(SecondChances.Order(auction).Select(next => Of(auction, next.Winner, next.QuantityMilli, next.HammerMinor, "next")))
            .Select((place, n) => place with { Place = n + 1 });
    }

    private static CascadePlace Of(Auction auction, string bidder, long quantityMilli, long priceMinor, string standing) => new(
        0, auction.Bidders[bidder].Number is var number && number <= auction.Bidders.Count ? Auctions.Bidder.Shown(number) : null, quantityMilli, priceMinor, standing);
}
