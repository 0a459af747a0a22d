using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>Whether what is said about a lot, and nothing of its terms, may still be amended while it is on sale: until somebody has bid on it, and never after, because a bid is made on what was
/// said. It is decided here, where bids are, so that of an amendment and a bid that meet one is first.</summary>
internal static class Amendments
{
    /// <summary>Answers one that was asked for; each once.</summary>
    public static Decision<AuctionEvent> Decide(Auction auction, AllowAmendment asked, long at) =>
        asked.Version <= (auction.AnsweredAmendment ?? 0) ? Decision<AuctionEvent>.Nothing
        : IsBidOn(auction) || at >= auction.ClosesAt ? new AmendmentBarred(asked.Fair, asked.Version)
        : new AmendmentAllowed(asked.Fair, asked.Version);

    /// <summary>The auction after an answer; null where it cannot follow.</summary>
    public static Auction? Evolve(Auction auction, AmendmentEvent @event) => @event switch
    {
        _ when @event.Version <= (auction.AnsweredAmendment ?? 0) => null,
        AmendmentAllowed when IsBidOn(auction) => null,
        _ => auction with { AnsweredAmendment = @event.Version },
    };

    // A lot that is not offered has met no bid, and one whose sale has ended, or was begun anew, may have.
    private static bool IsBidOn(Auction auction) => auction is not
    {
        Offering: not null, Outcome: null, Bids: 0, Awards: 0, Offers: null, Sealed: null, Attempts: null, Held: null,
    };
}

/// <summary>Listing asks whether a lot may still be amended.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number of the version that it would become.</param>
public sealed record AllowAmendment(string Fair, long Version) : AuctionCommand;

/// <summary>An answer to an amendment. It changes nothing of the sale.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Version">The number of the version that was asked for.</param>
public abstract record AmendmentEvent(string Fair, long Version) : AuctionEvent;

/// <summary>Nobody has bid: it holds for every bid to come.</summary>
public sealed record AmendmentAllowed(string Fair, long Version) : AmendmentEvent(Fair, Version);

/// <summary>Somebody has bid, or the sale is over.</summary>
public sealed record AmendmentBarred(string Fair, long Version) : AmendmentEvent(Fair, Version);
