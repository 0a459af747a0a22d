using System.Globalization;
using Exchange.Kernel.Log;
using Exchange.Turnover.Board;

namespace Exchange.Host.Proofs;

/// <summary>Sees Turnover's log: the boards, and beside them the slow fold of all lots and awards.</summary>
internal sealed class TurnoverWitness() : Witness("turnover")
{
    public const string BoardIsFold = "board is the fold of the log";

    private readonly BoardFold _fold = new();
    private readonly Dictionary<string, Board> _boards = new(StringComparer.Ordinal);

    /// <summary>Every board by its fair.</summary>
    public IReadOnlyDictionary<string, Board> Boards => _boards;

    public override void See(Happened happened)
    {
        if (happened.Event is BoardEvent board) _boards[happened.StreamId] = Board.Evolve(_boards.GetValueOrDefault(happened.StreamId, Board.Initial), board);
        else _fold.Add(happened.Stream, happened.Event);
    }

    public override IEnumerable<Proof> Testify()
    {
        foreach (var fair in _fold.Fairs.Union(_boards.Keys))
            foreach (var difference in _boards.GetValueOrDefault(fair, Board.Initial).Figures.DifferencesTo(_fold.Figures(fair)))
                Fault(BoardIsFold, $"Board of {fair}, {difference}.");
        yield return Verdict(BoardIsFold, string.Create(CultureInfo.InvariantCulture, $"{_boards.Count:N0} boards with all their lines"));
    }
}
