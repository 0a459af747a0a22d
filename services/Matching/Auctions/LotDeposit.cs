using System.Collections.Immutable;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Auctions;

/// <summary>What a lot knows of deposits that Settlement holds for it, and when one is free before the sale has ended. A bid lapses when another is higher (Auction Law of the PRC, article
/// 36), so who is outbid in an ascending auction may have its deposit back at once; to bid again it has it held again. Who leads may not, nor anybody where bids stand beside each other.</summary>
internal static class LotDeposit
{
    /// <summary>Decides what is told or asked of a deposit for a lot.</summary>
    public static Decision<AuctionEvent> Decide(Auction auction, LotDepositCommand command, long at) => command switch
    {
        NoteDeposit when auction.Outcome is not null || auction.Deposits.Contains(command.Bidder) => Decision<AuctionEvent>.Nothing,
        NoteDeposit note when note.Hold <= auction.Freed.GetValueOrDefault(note.Bidder) => Decision<AuctionEvent>.Nothing,
        NoteDeposit note => new DepositNoted(note.Bidder),

        { Bidder.Length: 0 } => AuctionRefusals.NoEnterprise,
        _ when auction.Offering is null => AuctionRefusals.UnknownLot,
        _ when auction.Outcome is not null || at >= auction.ClosesAt => AuctionRefusals.Closed,
        _ when !auction.Deposits.Contains(command.Bidder) => AuctionRefusals.NoDeposit,
        _ when !auction.Format.OnlyLeaderIsBound => AuctionRefusals.DepositBinds,
        _ when auction.Leader == command.Bidder => AuctionRefusals.LeaderIsBound,
        _ => new DepositFreed(auction.Offered.Lot.Fair, command.Bidder, auction.Freed.GetValueOrDefault(command.Bidder) + 1),
    };

    /// <summary>The auction after what happened to a deposit; null where it cannot follow.</summary>
    public static Auction? Evolve(Auction auction, LotDepositEvent @event) => @event switch
    {
        _ when auction.Outcome is not null => null,
        DepositNoted noted => auction with { Deposits = auction.Deposits.Add(noted.Bidder) },
        DepositFreed freed when auction.Deposits.Contains(freed.Bidder) =>
            auction with { Deposits = auction.Deposits.Remove(freed.Bidder), Freed = auction.Freed.SetItem(freed.Bidder, freed.Hold) },
        _ => null,
    };
}

/// <summary>What may be told or asked of a deposit for a lot.</summary>
/// <param name="Bidder">The enterprise.</param>
public abstract record LotDepositCommand(string Bidder) : AuctionCommand;

/// <summary>Settlement holds a bidder's deposit for the lot.</summary>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Hold">How many times it was held for the lot with this.</param>
public sealed record NoteDeposit(string Bidder, long Hold = 1) : LotDepositCommand(Bidder);

/// <summary>A bidder who is outbid wants its deposit back.</summary>
public sealed record FreeDeposit(string Bidder) : LotDepositCommand(Bidder);

/// <summary>What has happened to a deposit for a lot. It tells who means to bid, and decides nothing of the sale.</summary>
/// <param name="Bidder">The enterprise.</param>
public abstract record LotDepositEvent(string Bidder) : AuctionEvent;

/// <summary>The bidder's deposit for the lot is held.</summary>
public sealed record DepositNoted(string Bidder) : LotDepositEvent(Bidder);

/// <summary>The bidder's deposit binds nobody any more: Settlement releases it.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="Hold">Which of its holds for the lot, from 1.</param>
public sealed record DepositFreed(string Fair, string Bidder, long Hold) : LotDepositEvent(Bidder);
