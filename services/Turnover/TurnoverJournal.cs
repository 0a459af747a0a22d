using Exchange.Kernel.Deciders;
using Exchange.Kernel.Log;
using Exchange.Turnover.Board;

namespace Exchange.Turnover;

/// <summary>The log of the turnover: what lots and awards came to, and the boards that follow from it.</summary>
public sealed class TurnoverJournal(JournalHost host) : Journal(Definition, host)
{
    public static new JournalDefinition Definition { get; } = new()
    {
        Service = "turnover",
        Migrations = typeof(TurnoverJournal).Assembly,
        Streams =
        [
            StreamKind.Of<Board.Board, BoardCommand, BoardEvent>("board"),
            StreamKind.Of<LotOnBoard, LotCommand, LotEvent>("lot"),
            StreamKind.Of<AwardOnBoard, AwardCommand, AwardEvent>("award"),
        ],
        Views = [new BoardViews()],
        Hears = BoardConsumers.All,
    };
}
