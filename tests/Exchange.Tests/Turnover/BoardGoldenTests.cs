using System.Runtime.CompilerServices;
using System.Text.Json;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Log;
using Exchange.Kernel.Values;
using Exchange.Turnover;
using Exchange.Turnover.Board;
using Xunit;
using static Exchange.Tests.Turnover.Heard;

namespace Exchange.Tests.Turnover;

/// <summary>What stands in logs and goes over the wire keeps its shape: old rows must be read for ever.</summary>
public sealed class BoardGoldenTests
{
    private static readonly Place Somewhere = new("5306", "CN-22", "0192a000000070008000000000000001", Start);
    private static readonly RecentAward Plate = new("0192a000000070008000000000000002", "0192a000000070008000000000000003", 17, "Plate 12 mm", 1_250_000, Start, true);

    private static readonly JsonSerializerOptions Indented = new(StoredJson.Options) { WriteIndented = true };

    public static TheoryData<string, string, object> StoredEvents => new()
    {
        { "board", "board-published", new BoardPublished(Published()) },
        { "board", "board-opened", new BoardOpened(Start) },
        { "board", "board-closed", new BoardClosed(Start + 1000) },
        { "board", "board-moved", new BoardMoved("CNY", Somewhere, new() { Awards = 1, TurnoverMinor = 1_250_000, LotsSold = -1 }, Plate) },
        { "lot", "lot-counted", new LotCounted(Fair, "5306", "CN-22", "0192a000000070008000000000000001", "CNY") },
        { "lot", "lot-left", new LotLeft(Start) },
        { "lot", "lot-bid-on", new LotBidOn(12) },
        { "lot", "lot-ended", new LotEnded(true, 12, Start) },
        { "award", "award-counted",
            new AwardCounted(
                Plate.Award, Plate.Lot, Fair, 17, "Plate 12 mm", "5306", "CN-22", "0192a000000070008000000000000001", 1_250_000, "CNY", Start) },
        { "award", "award-paid", new AwardPaid(1_250_000, Start) },
        { "award", "award-settled", new AwardSettled(1_212_500, 37_500, Start) },
        { "award", "award-fell", new AwardFell("not-paid", Start) },
    };

    [Theory]
    [MemberData(nameof(StoredEvents))]
    public void A_stored_event_keeps_its_shape(string kind, string name, object @event)
    {
        var stream = TurnoverJournal.Definition.KindOf(kind + "/x");
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new() { Indented = true, Encoder = StoredJson.Options.Encoder })) stream.WriteEvent(writer, @event);
        var written = System.Text.Encoding.UTF8.GetString(bytes.ToArray());

        Assert.Equal(Golden(name, written), written);
        Assert.Equal(@event, stream.ReadEvent(JsonDocument.Parse(written).RootElement));
    }

    [Fact]
    public void The_picture_of_a_board_keeps_its_shape()
    {
        var board = Of(
            Published(), new FairOpened(Fair, Start), Entered("a"), Entered("b", "cable", "CN-21", "mill"), Bids("a", 3),
            Awarded("a", 500), Closed("a", 1000, 4), Awarded("b", 700, "cable", "CN-21", "mill", Start + 86_400_000), Paid("a"), Settled("a"), Defaulted("b")).Board;
        var picture = BoardPicture.Of(Fair, board, new Position(0, 42), DateTimeOffset.FromUnixTimeMilliseconds(Start));
        var written = JsonSerializer.Serialize(picture, Indented);
        Assert.Equal(Golden("board-picture", written), written);
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

    /// <summary>The golden text of a name. With EXCHANGE_GOLDEN=write it is written anew, to be looked at in the diff.</summary>
    private static string Golden(string name, string written, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "..", "Golden", "turnover", name + ".json");
        if (Environment.GetEnvironmentVariable("EXCHANGE_GOLDEN") == "write")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, written + "\n");
        }

        return File.ReadAllText(file).TrimEnd('\n');
    }
}
