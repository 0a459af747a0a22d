using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Tests.Contracts;
using Exchange.Turnover;
using Exchange.Turnover.Board;
using Xunit;
using static Exchange.Tests.Turnover.Heard;

namespace Exchange.Tests.Turnover;

/// <summary>What stands in logs and goes over the wire keeps its shape: old rows must be read for ever.</summary>
public sealed class BoardGoldenTests
{
    private static readonly JsonSerializerOptions Indented = new(StoredJson.Options) { WriteIndented = true };

    [Fact]
    public void The_picture_of_a_board_keeps_its_shape()
    {
        var board = Of(
            Published(), new FairOpened(Fair, Start), Entered("a"), Entered("b", "cable", "CN-21", "mill"), Bids("a", 3),
            Awarded("a", 500), Closed("a", 1000, 4), Awarded("b", 700, "cable", "CN-21", "mill", Start + 86_400_000), Paid("a"), Settled("a"), Defaulted("b")).Board;
        var picture = BoardPicture.Of(Fair, board, new Position(0, 42), DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var written = JsonSerializer.Serialize(picture, Indented);
        Assert.Null(Golden.Same("tests/Exchange.Tests/Golden/turnover/board-picture.json", written));
    }

    [Fact]
    public void Days_and_hours_are_those_of_the_fairs_time_zone()
    {
        // 23:50 on April 30 in UTC is 07:50 on May 1 in Shanghai.
        var at = DateTimeOffset.Parse("2026-04-30T23:50:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
        var picture = BoardPicture.Of(Fair, Of(Published(), Awarded("a", at: at)).Board, new Position(0, 1), DateTimeOffset.UnixEpoch);
        Assert.Equal("2026-05-01", Assert.Single(picture.Days).Line);
        Assert.Equal("2026-05-01T07", Assert.Single(picture.Hours).Line);
    }

    [Fact]
    public void A_state_is_the_same_after_it_was_written_and_read()
    {
        var kind = TurnoverJournal.Definition.KindOf("board/x");
        var board = Of(Published(), Entered("a"), Awarded("a"), Paid("a")).Board;
        var again = (Board)kind.ReadState(kind.WriteState(board));
        Assert.Empty(board.Figures.DifferencesTo(again.Figures));
        Assert.Equal(board.Recent, again.Recent);
        Assert.Equal(board with { Figures = Figures.Zero, Recent = [] }, again with { Figures = Figures.Zero, Recent = [] });
    }
}
