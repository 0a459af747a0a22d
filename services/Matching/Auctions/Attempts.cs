using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;

namespace Exchange.Matching.Auctions;

/// <summary>An attempt that is over.</summary>
/// <param name="Rung">Which rung of the ladder it was, from 1; 0 for the first attempt.</param>
/// <param name="OpensAt">When it opened, in Unix milliseconds.</param>
/// <param name="ClosesAt">Its last close.</param>
/// <param name="LastBid">The number of the last bid accepted in it or before.</param>
/// <param name="Came">What it came to: <see cref="PassedIn"/>, <see cref="SoldInPart"/> or <see cref="Defaulted"/>.</param>
public sealed record Attempt(int Rung, long OpensAt, long ClosesAt, long LastBid, string Came)
{
    /// <summary>Nothing was awarded in it.</summary>
    public const string PassedIn = "passed-in";

    /// <summary>Some of it was awarded, and an award of the lot stands.</summary>
    public const string SoldInPart = "sold-in-part";

    /// <summary>It was awarded, whoever won it defaulted, and nobody who was asked took it.</summary>
    public const string Defaulted = "defaulted";
}

/// <summary>How a lot came to where it is on its ladder. A state has none while the first attempt runs.</summary>
/// <param name="First">The terms of the first attempt, with the ladder.</param>
/// <param name="Past">The attempts that are over, in their order.</param>
/// <param name="Rung">Which rung runs, from 1.</param>
/// <param name="OfferedMilli">Thousandths of the unit that were left when it opened.</param>
/// <param name="AwardsBefore">How many awards there were before it.</param>
public sealed record Attempts(SaleTerms First, ImmutableList<Attempt> Past, int Rung, long OfferedMilli, long AwardsBefore)
{
    /// <summary>The number of the attempt that runs, from 2.</summary>
    [JsonIgnore]
    public long Number => Past.Count + 1;

    /// <summary>How many bids were accepted before it.</summary>
    [JsonIgnore]
    public long BidsBefore => Past[^1].LastBid;

    /// <summary>In which attempt a bid was accepted.</summary>
    public long NumberOf(long bid) => Past.FindIndex(attempt => bid <= attempt.LastBid) is >= 0 and var place ? place + 1 : Number;
}

/// <summary>What was offered is not all sold, and the next rung of the lot's ladder opens: another attempt by terms of its own. No bid of an attempt before counts any
/// more; bidders keep their numbers, and bids are numbered on.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Attempt">Its number, from 2.</param>
/// <param name="Rung">Which rung of the ladder it is, from 1: those for which there was no time are passed over.</param>
/// <param name="Terms">All its terms.</param>
/// <param name="OfferedMilli">Thousandths of the unit that are left.</param>
/// <param name="Bids">The bids accepted so far, which do not count in it.</param>
/// <param name="PriceMinor">The price at its opening; 0 where there is none before a bid.</param>
/// <param name="NextBidMinor">The least first bid; 0 where nobody bids.</param>
/// <param name="Came">What the attempt before it came to: one of those in <see cref="Auctions.Attempt"/>.</param>
public sealed record AttemptOpened(
    string Fair, long Attempt, int Rung, SaleTerms Terms, long OfferedMilli, long Bids, long PriceMinor, long NextBidMinor, string Came) : AuctionEvent;
