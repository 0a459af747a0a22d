using System.Globalization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Kernel.Problems;
using Exchange.Kernel.Security;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What two organizers do to a lot whose sale runs: one proposes, another confirms.</summary>
public static class ProposalEndpoints
{
    public static void MapProposals(this IEndpointRouteBuilder app)
    {
        var proposals = app.MapGroup("/api/matching/lots/{lot}/proposals").WithTags("Proposals").RequireAuthorization(Roles.Organizer);
        proposals.MapPost("", Propose)
            .WithName("Propose").WithSummary("Proposes that a bid be void, or that the lot be withdrawn while its sale runs. Nothing happens until another organizer confirms.")
            .Produces<ProposalAnswer>(StatusCodes.Status201Created).WithProblems(400, 401, 403, 404, 409, 422, 503);
        proposals.MapGet("", Pending)
            .WithName("GetProposals").WithSummary("The proposal that waits for its confirmation: a list of one, or of none.")
            .Produces<IReadOnlyList<ProposalAnswer>>().WithProblems(401, 403, 404);
        proposals.MapPost("/{proposal}/confirm", Confirm)
            .WithName("ConfirmProposal").WithSummary("Confirms what another organizer has proposed. A void bid keeps its number; price and leader are what the rules give for the others.")
            .Produces<LotAnswer>().WithProblems(400, 401, 403, 404, 409, 503);
    }

    private static async Task<IResult> Propose(HttpContext http, string lot, ProposalRequest body, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        var (caller, errors) = (http.Caller(), new FieldErrors()
            .Require(body.Reason is { Length: > 0 }, "reason", "required", "Say why, for those who watch the lot.")
            .Require(body.Bid is null or >= 1, "bid", "range", "The number of a bid, or nothing."));
        Parsed<Propose> propose = errors.Any ? errors : new Propose(caller.Subject, caller.Enterprise, caller.Is(Roles.Operator), body.Bid, body.Reason!);
        return await http.Submit(journal, Auction.Stream(lot), propose, accepted => TypedResults.Created(
            $"/api/matching/lots/{lot}/proposals", ProposalAnswer.Of(lot, accepted.First<RemedyProposed>()!.Proposal)));
    }

    private static async Task<IResult> Pending(HttpContext http, string lot, MatchingJournal journal)
    {
        if (!Id.IsValid(lot) || await journal.Peek<Auction>(Auction.Stream(lot)) is not { Offering: { } offering } auction) return Problem.Of(AuctionRefusals.UnknownLot);
        if (http.Caller().Enterprise != offering.Organizer && !http.Caller().Is(Roles.Operator)) return Problem.Of(AuctionRefusals.NotTheOrganizer);
        return TypedResults.Ok<IReadOnlyList<ProposalAnswer>>(auction is { Proposal: { } proposal, Outcome: null } ? [ProposalAnswer.Of(lot, proposal)] : []);
    }

    private static async Task<IResult> Confirm(HttpContext http, string lot, string proposal, NoFields? _, MatchingJournal journal)
    {
        if (!Id.IsValid(lot)) return Problem.Of(AuctionRefusals.UnknownLot);
        var caller = http.Caller();
        var number = long.TryParse(proposal, NumberStyles.None, CultureInfo.InvariantCulture, out var said) ? said : 0;
        Parsed<ConfirmProposal> confirm = new ConfirmProposal(caller.Subject, caller.Enterprise, caller.Is(Roles.Operator), number);
        var answer = await http.Submit(journal, Auction.Stream(lot), confirm, static _ => Results.Empty, WithStanding);
        return answer == Results.Empty
            ? TypedResults.Ok(LotAnswer.Of(await journal.Peek<Auction>(Auction.Stream(lot)), caller.Enterprise, journal.Clock.GetUtcNow().ToUnixTimeMilliseconds()))
            : answer;
    }

    // The auction's state has no list of its bids; the log has. It is read from where the lot was offered, which is seldom done.
    private static async Task<ConfirmProposal?> WithStanding(Journal journal, string stream, ConfirmProposal command, Refusal refusal)
    {
        if (refusal.Code != AuctionRefusals.BidsMoved.Code) return null;
        await journal.WaitForViews(journal.HeadOf(stream)); // a lot that was just offered is not in them yet
        await using var session = await journal.Read();
        if (await AuctionViews.OfferedAt(session, stream["auction/".Length..]) is not { } offered) return null;
        var (head, bids) = (journal.HeadOf(stream).Sequence, new List<CountedBid>());
        await foreach (var row in journal.Follow(offered with { Sequence = offered.Sequence - 1 }, CancellationToken.None))
        {
            foreach (var entry in row.Entries)
                foreach (var part in entry.Parts.Where(part => part.Stream == stream))
                    foreach (var @event in part.Events)
                        CountedBid.Count(bids, @event, entry.ReceivedAt.ToUnixTimeMilliseconds());
            if (row.Position.Sequence >= head) break;
        }

        return command with { Standing = bids };
    }
}
