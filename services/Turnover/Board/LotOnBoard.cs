using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Contracts.Matching.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Turnover.Board;

/// <summary>What is told about a lot.</summary>
public abstract record LotCommand;

public sealed record CountLot(LotEntered Lot) : LotCommand;

public sealed record NoteWithdrawal(long At) : LotCommand;

/// <summary>The lot has had this many bids, or more by now.</summary>
public sealed record NoteBids(long Bids) : LotCommand;

public sealed record NoteClose(LotClosed Lot) : LotCommand;

/// <summary>An award of the lot fell, and with it the ends of its sale up to a number.</summary>
public sealed record NoteFall(long Closings) : LotCommand;

/// <summary>What is known about a lot.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LotCounted), "lot-counted.v1")]
[JsonDerivedType(typeof(LotLeft), "lot-left.v1")]
[JsonDerivedType(typeof(LotBidOn), "lot-bid-on.v1")]
[JsonDerivedType(typeof(LotEnded), "lot-ended.v1")]
[JsonDerivedType(typeof(LotReopened), "lot-reopened.v1")]
public abstract record LotEvent;

/// <summary>The lot was heard of, with all that places it on the board.</summary>
public sealed record LotCounted(string Fair, string Category, string Region, string Consignor, string Currency) : LotEvent;

/// <summary>The lot was withdrawn.</summary>
public sealed record LotLeft(long At) : LotEvent;

/// <summary>The lot has had this many bids.</summary>
public sealed record LotBidOn(long Bids) : LotEvent;

/// <summary>The sale of the lot ended.</summary>
/// <param name="Sold">Whether an award stands.</param>
/// <param name="Bids">Accepted bids.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Closing">How many times it has ended with this; the first when null.</param>
public sealed record LotEnded(bool Sold, long Bids, long At, long? Closing = null) : LotEvent;

/// <summary>An award fell, and none of the ends up to a number holds any more.</summary>
public sealed record LotReopened(long Closings) : LotEvent;

/// <summary>A lot as far as it is known here. Each thing is known once, in whatever order it is heard; what the lot adds to the board is a
/// function of what is known, and nothing until the lot itself is.</summary>
/// <param name="Counted">What places it, or null while it is not known.</param>
/// <param name="Left">Its withdrawal, or null.</param>
/// <param name="Bids">The most bids that were heard of.</param>
/// <param name="Ended">The end of its sale that holds, or null.</param>
/// <param name="Closing">The highest number of an end that was heard of, whether it holds or a default undid it.</param>
public sealed record LotOnBoard(LotCounted? Counted, LotLeft? Left, long Bids, LotEnded? Ended, long Closing = 0) : IDecider<LotOnBoard, LotCommand, LotEvent>
{
    public static LotOnBoard Initial { get; } = new(null, null, 0, null);

    /// <summary>The stream of a lot.</summary>
    public static string Stream(string lot) => "lot/" + lot;

    /// <summary>What the lot adds to the board of its fair. A sale stands above a withdrawal, and a withdrawal above passing in.</summary>
    [JsonIgnore]
    public Tally Share => Counted is null ? Tally.Zero : new()
    {
        LotsEntered = 1,
        Bids = Bids,
        LotsSold = Ended is { Sold: true } ? 1 : 0,
        LotsWithdrawn = Left is not null && Ended is not { Sold: true } ? 1 : 0,
        LotsPassedIn = Ended is { Sold: false } && Left is null ? 1 : 0,
    };

    /// <summary>Where the lot belongs, or null while it is not known.</summary>
    [JsonIgnore]
    public Place? Place => Counted is { } lot ? new(lot.Category, lot.Region, lot.Consignor, Ended?.At) : null;

    public static Decision<LotEvent> Decide(LotOnBoard lot, LotCommand command, DateTimeOffset now) => command switch
    {
        CountLot when lot.Counted is not null => Decision<LotEvent>.Nothing,
        CountLot { Lot: var heard } => lot.Hears(new LotCounted(heard.Fair, heard.Category, heard.Region, heard.Consignor, heard.Currency)),

        NoteWithdrawal when lot.Left is not null => Decision<LotEvent>.Nothing,
        NoteWithdrawal withdrawal => lot.Hears(new LotLeft(withdrawal.At)),

        NoteBids bids when bids.Bids <= lot.Bids => Decision<LotEvent>.Nothing,
        NoteBids bids => lot.Hears(new LotBidOn(bids.Bids)),

        NoteClose { Lot: var heard } when (heard.Closing ?? 1) <= lot.Closing => Decide(lot, new NoteBids(heard.Bids), now),
        NoteClose { Lot: var heard } => lot.Hears(new LotEnded(heard.AwardedMilli > 0, heard.Bids, heard.At, heard.Closing)),

        NoteFall fall when fall.Closings < lot.Closing || fall.Closings == 0 => Decision<LotEvent>.Nothing,
        NoteFall fall when fall.Closings == lot.Closing && lot.Ended is null => Decision<LotEvent>.Nothing,
        NoteFall fall => lot.Hears(new LotReopened(fall.Closings)),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static LotOnBoard Evolve(LotOnBoard lot, LotEvent @event) => @event switch
    {
        LotCounted counted when lot.Counted is null => lot with { Counted = counted },
        LotLeft left when lot.Left is null => lot with { Left = left },
        LotBidOn bids when bids.Bids > lot.Bids => lot with { Bids = bids.Bids },
        LotEnded ended when (ended.Closing ?? 1) > lot.Closing =>
            lot with { Ended = ended, Bids = Math.Max(lot.Bids, ended.Bids), Closing = ended.Closing ?? 1 },
        LotReopened reopened when reopened.Closings >= lot.Closing => lot with { Ended = null, Closing = reopened.Closings },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private Decision<LotEvent> Hears(LotEvent @event)
    {
        var after = Evolve(this, @event);
        Decision<LotEvent> heard = @event;
        if (after is not { Counted: { } counted, Place: { } place }) return heard;

        // What has a moment is booked in its own quarter of an hour: an end that no longer holds leaves the one, before the next comes into another.
        var left = Place is { At: not null } before && before != place ? Share.Timed : Tally.Zero;
        if (left != Tally.Zero) heard = heard.And(Board.Stream(counted.Fair), new MoveBoard(counted.Currency, Place!, Tally.Zero - left));
        var difference = after.Share - (Share - left);
        return difference == Tally.Zero ? heard : heard.And(Board.Stream(counted.Fair), new MoveBoard(counted.Currency, place, difference));
    }
}
