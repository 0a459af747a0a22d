using System.Security.Cryptography;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>A sealed bid to place, or to put in the place of the one before.</summary>
/// <param name="AmountMinor">The amount for the whole lot in minor units, from 1; in a reverse tender what is asked for it, delivered.</param>
/// <param name="Currency">ISO 4217; the lot's if left out.</param>
/// <param name="Attempt">The attempt for which it is meant, as the lot counts them; refused in another one. Whichever runs if left out.</param>
public sealed record SealedBidRequest(long? AmountMinor, string? Currency = null, long? Attempt = null);

/// <summary>An accepted sealed bid. It does not repeat the amount.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Bid">The bid's number in the lot, from 1 and without gaps.</param>
/// <param name="BidderNumber">The n of "Bidder n", which is part of the receipt.</param>
/// <param name="Receipt">SHA-256 of the five lines sealed-bid.v1, lot, bidder number, amount and salt. Keep it: the opening publishes the salt.</param>
/// <param name="Replaces">The bid before, which counts no more; absent where there was none.</param>
/// <param name="ClosesAt">When bids are opened, in Unix milliseconds.</param>
public sealed record SealedBidAnswer(string Lot, long Bid, long BidderNumber, string Receipt, long ClosesAt, long? Replaces = null);

/// <summary>A sealed bid that was withdrawn.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Bid">The bid's number.</param>
public sealed record SealedBidWithdrawal(string Lot, long Bid);

public static class SealedBidEndpoints
{
    public static void MapSealedBids(this IEndpointRouteBuilder app)
    {
        var bids = app.MapGroup("/api/matching/lots/{lot}/sealed-bids").WithTags("Auctions");
        bids.MapPost("", Place).RequireAuthorization(Roles.Bidder)
            .WithName("PlaceSealedBid").WithSummary("Places or amends a bid that nobody learns before the opening. The answer has its receipt.")
            .Produces<SealedBidAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        bids.MapPost("/withdrawals", Withdraw).RequireAuthorization(Roles.Bidder)
            .WithName("WithdrawSealedBid").WithSummary("Withdraws the caller's sealed bid, which is then never opened. Possible until the end.")
            .Produces<SealedBidWithdrawal>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Place(HttpContext http, string lot, SealedBidRequest body, MatchingJournal journal, SealingKey key) => Id.IsValid(lot)
        ? await http.Submit(journal, Auction.Stream(lot), Parse(http, lot, body, key), accepted =>
        {
            var bid = accepted.First<BidSealed>()!;
            return TypedResults.Created(Address(lot), new SealedBidAnswer(lot, bid.Bid, bid.BidderNumber, bid.Receipt, bid.ClosesAt, bid.Replaces));
        }, AuctionEndpoints.WithPass)
        : Problem.Of(AuctionRefusals.UnknownLot);

    private static async Task<IResult> Withdraw(HttpContext http, string lot, NoFields? _, MatchingJournal journal) => Id.IsValid(lot)
        ? await http.Submit(journal, Auction.Stream(lot), (Parsed<WithdrawSealedBid>)new WithdrawSealedBid(http.Caller().Enterprise), accepted =>
            TypedResults.Created(Address(lot), new SealedBidWithdrawal(lot, accepted.First<SealedBidWithdrawn>()!.Bid)))
        : Problem.Of(AuctionRefusals.UnknownLot);

    // Sealed here, so that the amount is in no command that waits or is compared; the decider sees it once, and its events only the box.
    private static Parsed<PlaceSealedBid> Parse(HttpContext http, string lot, SealedBidRequest body, SealingKey key)
    {
        var errors = new FieldErrors().Require(body.AmountMinor is >= 1, "amountMinor", "range", "A whole number of minor units, at least 1.")
            .Require(body.Attempt is null or >= 1, "attempt", "range", AuctionEndpoints.AttemptRule);
        if (errors.Any) return errors;
        var (caller, sentAs) = (http.Caller(), http.Request.Headers[Commands.IdempotencyKey].ToString());
        Span<byte> randomness = stackalloc byte[LotKey.SaltBytes + LotKey.NonceBytes];
        RandomNumberGenerator.Fill(randomness);
        var offer = key.Of(lot).Seal(caller.Enterprise, body.AmountMinor!.Value, caller.Subject + "\n" + sentAs, randomness);
        return new PlaceSealedBid(caller.Enterprise, offer, body.Currency) { Root = caller.Root, Attempt = body.Attempt ?? 0 };
    }

    private static string Address(string lot) => "/api/matching/lots/" + lot;
}
