using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Deciders;

namespace Exchange.Turnover.Board;

/// <summary>What the board hears, and the commands that it causes. Any order will do, and twice is once.</summary>
public static class BoardConsumers
{
    public static IReadOnlyList<Hearing> All { get; } =
    [
        Hearing.Of<FairPublished>(fair => [new(Board.Stream(fair.Fair), new PublishBoard(fair))]),
        Hearing.Of<FairOpened>(fair => [new(Board.Stream(fair.Fair), new OpenBoard(fair.At))]),
        Hearing.Of<FairClosed>(fair => [new(Board.Stream(fair.Fair), new CloseBoard(fair.At))]),
        Hearing.Of<LotEntered>(lot => [new(LotOnBoard.Stream(lot.Lot), new CountLot(lot))]),
        Hearing.Of<LotWithdrawn>(lot => [new(LotOnBoard.Stream(lot.Lot), new NoteWithdrawal(lot.At))]),
        Hearing.Of<LotsMoved>(moved => moved.Lots.Where(lot => lot.Bids > 0).Select(lot => new Also(LotOnBoard.Stream(lot.Lot), new NoteBids(lot.Bids)))),
        Hearing.Of<LotClosed>(lot => [new(LotOnBoard.Stream(lot.Lot), new NoteClose(lot))]),
        Hearing.Of<Contracts.Matching.V1.AwardFell>(fell => [new(LotOnBoard.Stream(fell.Lot), new NoteFall(fell.Closings))]),
        Hearing.Of<LotAwarded>(award => [new(AwardOnBoard.Stream(award.Award), new CountAward(award))]),
        Hearing.Of<DealPaid>(deal => [new(AwardOnBoard.Stream(deal.Deal), new NotePayment(deal))]),
        Hearing.Of<DealUnpaid>(deal => [new(AwardOnBoard.Stream(deal.Deal), new NoteReversal(deal))]),
        Hearing.Of<DealSettled>(deal => [new(AwardOnBoard.Stream(deal.Deal), new NoteSettlement(deal))]),
        Hearing.Of<DealDefaulted>(deal => [new(AwardOnBoard.Stream(deal.Deal), new NoteDefault(deal))]),
        Hearing.Of<DealCancelled>(deal => [new(AwardOnBoard.Stream(deal.Deal), new NoteCancellation(deal))]),
    ];
}
