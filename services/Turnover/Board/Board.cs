using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Turnover.Board;

/// <summary>What is told to the board of a fair.</summary>
public abstract record BoardCommand;

/// <summary>The fair's rules stand.</summary>
public sealed record PublishBoard(FairPublished Fair) : BoardCommand;

/// <summary>The fair opened.</summary>
public sealed record OpenBoard(long At) : BoardCommand;

/// <summary>The fair closed.</summary>
public sealed record CloseBoard(long At) : BoardCommand;

/// <summary>A lot or an award of the fair came to stand differently; sent only as the companion of its own stream's decision, so that it counts once.</summary>
/// <param name="Currency">The currency of its money; empty when there is no money in it.</param>
/// <param name="Place">Where the difference belongs.</param>
/// <param name="Difference">How the figures change.</param>
/// <param name="Award">The award as the list of the latest awards shows it, or null for a lot.</param>
public sealed record MoveBoard(string Currency, Place Place, Tally Difference, RecentAward? Award = null) : BoardCommand;

/// <summary>What happened on the board of a fair.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(BoardPublished), "board-published.v1")]
[JsonDerivedType(typeof(BoardOpened), "board-opened.v1")]
[JsonDerivedType(typeof(BoardClosed), "board-closed.v1")]
[JsonDerivedType(typeof(BoardMoved), "board-moved.v1")]
public abstract record BoardEvent;

/// <summary>The fair's name, time zone, currency and times are known.</summary>
public sealed record BoardPublished(FairPublished Fair) : BoardEvent;

public sealed record BoardOpened(long At) : BoardEvent;

public sealed record BoardClosed(long At) : BoardEvent;

/// <summary>The figures changed.</summary>
public sealed record BoardMoved(string Currency, Place Place, Tally Difference, RecentAward? Award) : BoardEvent;

/// <summary>An award in the list of the latest. Shows what was sold and for how much, never to whom.</summary>
/// <param name="Award">The award's id.</param>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The lot's catalogue number.</param>
/// <param name="Title">What it is.</param>
/// <param name="HammerMinor">The hammer value.</param>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Stands">False once the buyer has defaulted.</param>
public sealed record RecentAward(string Award, string Lot, long Number, string Title, long HammerMinor, long At, bool Stands);

/// <summary>The live board of a fair. It is a fold of its events, and these come with the events of lots and awards in the same log entry: the board
/// at a log position is what the lots and awards say up to there, to the fen.</summary>
/// <param name="Version">How many events it has folded.</param>
/// <param name="Fair">The fair, or null while figures have come and the fair has not.</param>
/// <param name="Currency">The currency of all money on the board; empty while none is known.</param>
/// <param name="OpenedAt">Unix milliseconds, or null.</param>
/// <param name="ClosedAt">Unix milliseconds, or null.</param>
/// <param name="Figures">Totals and breakdowns.</param>
/// <param name="Recent">The latest awards by their own time, the latest first.</param>
public sealed record Board(
    long Version, FairPublished? Fair, string Currency, long? OpenedAt, long? ClosedAt, Figures Figures, ImmutableList<RecentAward> Recent)
    : IDecider<Board, BoardCommand, BoardEvent>
{
    /// <summary>How many of the latest awards the board remembers.</summary>
    public const int RecentAwards = 12;

    public static Board Initial { get; } = new(0, null, "", null, null, Figures.Zero, []);

    /// <summary>The stream of a fair's board.</summary>
    public static string Stream(string fair) => "board/" + fair;

    /// <summary><c>open</c>, <c>closed</c>, <c>published</c>, or <c>unknown</c> while the fair has not been heard of.</summary>
    [JsonIgnore]
    public string Status => ClosedAt is not null ? "closed" : OpenedAt is not null ? "open" : Fair is not null ? "published" : "unknown";

    public static Decision<BoardEvent> Decide(Board board, BoardCommand command, DateTimeOffset now) => command switch
    {
        PublishBoard publish when board.Differs(publish.Fair.Currency) => BoardRefusals.OtherCurrency(board.Currency, publish.Fair.Currency),
        PublishBoard publish when board.Fair == publish.Fair => Decision<BoardEvent>.Nothing,
        PublishBoard publish => new BoardPublished(publish.Fair),

        OpenBoard when board.OpenedAt is not null => Decision<BoardEvent>.Nothing,
        OpenBoard open => new BoardOpened(open.At),

        CloseBoard when board.ClosedAt is not null => Decision<BoardEvent>.Nothing,
        CloseBoard close => new BoardClosed(close.At),

        MoveBoard move when board.Differs(move.Currency) => BoardRefusals.OtherCurrency(board.Currency, move.Currency),
        MoveBoard move => new BoardMoved(move.Currency, move.Place, move.Difference, move.Award),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Board Evolve(Board board, BoardEvent @event) => @event switch
    {
        BoardPublished published => board with { Version = board.Version + 1, Fair = published.Fair, Currency = published.Fair.Currency },
        BoardOpened opened => board with { Version = board.Version + 1, OpenedAt = opened.At },
        BoardClosed closed => board with { Version = board.Version + 1, ClosedAt = closed.At },
        BoardMoved moved => board with
        {
            Version = board.Version + 1,
            Currency = board.Currency.Length > 0 ? board.Currency : moved.Currency,
            Figures = board.Figures.With(moved.Place, moved.Difference),
            Recent = moved.Award is null ? board.Recent : Remember(board.Recent, moved.Award),
        },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>The latest awards of a list and one more, or one that changed. The order is by time and id, so that any order of hearing gives the same list.</summary>
    public static ImmutableList<RecentAward> Remember(ImmutableList<RecentAward> recent, RecentAward award)
    {
        var known = recent.FindIndex(other => other.Award == award.Award);
        if (known >= 0) return recent.SetItem(known, award);
        var place = recent.FindIndex(other => Later(award, other));
        if (place < 0) return recent.Count < RecentAwards ? recent.Add(award) : recent;
        var longer = recent.Insert(place, award);
        return longer.Count > RecentAwards ? longer.RemoveAt(RecentAwards) : longer;
    }

    private static bool Later(RecentAward left, RecentAward right) =>
        left.At != right.At ? left.At > right.At : string.CompareOrdinal(left.Award, right.Award) > 0;

    private bool Differs(string currency) => currency.Length > 0 && Currency.Length > 0 && currency != Currency;
}

/// <summary>The codes with which a board says no.</summary>
public static class BoardRefusals
{
    /// <summary>A board adds up one currency only.</summary>
    public static Refusal OtherCurrency(string currency, string other) =>
        new("board.other-currency", $"The board of this fair is in {currency}; {other} cannot be added to it.", RefusalKind.Unacceptable);
}
