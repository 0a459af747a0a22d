using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Contracts.Matching.V1;
using Exchange.Contracts.Settlement.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Turnover.Board;

/// <summary>What is told about an award.</summary>
public abstract record AwardCommand;

public sealed record CountAward(LotAwarded Award) : AwardCommand;

public sealed record NotePayment(DealPaid Deal) : AwardCommand;

public sealed record NoteReversal(DealUnpaid Deal) : AwardCommand;

public sealed record NoteSettlement(DealSettled Deal) : AwardCommand;

public sealed record NoteDefault(DealDefaulted Deal) : AwardCommand;

public sealed record NoteCancellation(DealCancelled Deal) : AwardCommand;

/// <summary>What is known about an award.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AwardCounted), "award-counted.v1")]
[JsonDerivedType(typeof(AwardPaid), "award-paid.v1")]
[JsonDerivedType(typeof(AwardUnpaid), "award-unpaid.v1")]
[JsonDerivedType(typeof(AwardSettled), "award-settled.v1")]
[JsonDerivedType(typeof(AwardFell), "award-fell.v1")]
public abstract record AwardEvent;

/// <summary>The award was heard of, with all that places it on the board.</summary>
public sealed record AwardCounted(
    string Award, string Lot, string Fair, long Number, string Title, string Category, string Region, string Consignor,
    long HammerMinor, string Currency, long At) : AwardEvent;

/// <summary>The buyer has paid.</summary>
/// <param name="AmountMinor">How much.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Payment">Which time it is; the first when null.</param>
/// <param name="SetOffMinor">What of it was set off against debts; nothing when null.</param>
/// <param name="BarterMinor">What of it was given in goods; nothing when null.</param>
public sealed record AwardPaid(long AmountMinor, long At, long? Payment = null, long? SetOffMinor = null, long? BarterMinor = null) : AwardEvent
{
    /// <summary>Which time it is, from 1.</summary>
    [JsonIgnore]
    public long Time => Payment ?? 1;
}

/// <summary>A payment was recorded wrongly, and counts no more.</summary>
/// <param name="Payment">Which time it was; no earlier one counts either.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record AwardUnpaid(long Payment, long At) : AwardEvent;

/// <summary>The deal is done.</summary>
/// <param name="ReleasedMinor">What the consignor got.</param>
/// <param name="CommissionMinor">The organizer's commission.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="ChargesMinor">Premium and tax; none when null.</param>
public sealed record AwardSettled(long ReleasedMinor, long CommissionMinor, long At, long? ChargesMinor = null) : AwardEvent;

/// <summary>The deal defaulted or was cancelled, and the award counts no more.</summary>
/// <param name="Reason">Why.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Cancelled">True where nobody defaulted. Null elsewhere.</param>
public sealed record AwardFell(string Reason, long At, bool? Cancelled = null) : AwardEvent;

/// <summary>An award as far as it is known here. Each thing is known once, in whatever order it is heard, of payments the last and the last that was undone; what the award adds to
/// the board is a function of what is known, and nothing until the award itself is.</summary>
public sealed record AwardOnBoard(AwardCounted? Counted, AwardPaid? Paid, AwardSettled? Settled, AwardFell? Fell, AwardUnpaid? Unpaid = null)
    : IDecider<AwardOnBoard, AwardCommand, AwardEvent>
{
    public static AwardOnBoard Initial { get; } = new(null, null, null, null);

    /// <summary>The stream of an award.</summary>
    public static string Stream(string award) => "award/" + award;

    /// <summary>What the award adds to the board of its fair.</summary>
    [JsonIgnore]
    public Tally Share => this switch
    {
        { Counted: null } or { Fell.Cancelled: true } => Tally.Zero,
        { Fell: not null } => new() { DealsDefaulted = 1, DefaultedMinor = Counted.HammerMinor },
        _ => new()
        {
            Awards = 1,
            TurnoverMinor = Counted.HammerMinor,
            DealsPaid = IsPaid ? 1 : 0,
            PaidMinor = IsPaid ? Paid!.AmountMinor : 0,
            SetOffMinor = IsPaid ? Paid!.SetOffMinor ?? 0 : 0,
            BarterMinor = IsPaid ? Paid!.BarterMinor ?? 0 : 0,
            DealsSettled = Settled is null ? 0 : 1,
            SettledMinor = Settled is null ? 0 : checked(Settled.ReleasedMinor + Settled.CommissionMinor + (Settled.ChargesMinor ?? 0)),
        },
    };

    /// <summary>Where the award belongs, or null while it is not known.</summary>
    [JsonIgnore]
    public Place? Place => Counted is { } award ? new(award.Category, award.Region, award.Consignor, award.At) : null;

    /// <summary>The award as the list of the latest awards shows it, or null while it is not known.</summary>
    [JsonIgnore]
    public RecentAward? Recent => Counted is { } award
        ? new(award.Award, award.Lot, award.Number, award.Title, award.HammerMinor, award.At, Stands: Fell is null)
        : null;

    public static Decision<AwardEvent> Decide(AwardOnBoard award, AwardCommand command, DateTimeOffset now) => command switch
    {
        CountAward when award.Counted is not null => Decision<AwardEvent>.Nothing,
        CountAward { Award: var heard } => award.Hears(new AwardCounted(
            heard.Award, heard.Lot, heard.Fair, heard.Number, heard.Title, heard.Category, heard.Region, heard.Consignor,
            heard.HammerMinor, heard.Currency, heard.At)),

        NotePayment { Deal: var deal } when award.Paid?.Time >= (deal.Payment ?? 1) => Decision<AwardEvent>.Nothing,
        NotePayment { Deal: var deal } => award.Hears(new AwardPaid(deal.AmountMinor, deal.At, deal.Payment, deal.SetOffMinor, deal.BarterMinor)),
        NoteReversal { Deal: var deal } when award.Unpaid?.Payment >= deal.Payment => Decision<AwardEvent>.Nothing,
        NoteReversal { Deal: var deal } => award.Hears(new AwardUnpaid(deal.Payment, deal.At)),

        NoteSettlement when award.Settled is not null => Decision<AwardEvent>.Nothing,
        NoteSettlement { Deal: var deal } => award.Hears(new AwardSettled(deal.ReleasedMinor, deal.CommissionMinor, deal.At, deal.ChargesMinor)),

        NoteDefault or NoteCancellation when award.Fell is not null => Decision<AwardEvent>.Nothing,
        NoteDefault { Deal: var deal } => award.Hears(new AwardFell(deal.Reason, deal.At)),
        NoteCancellation { Deal: var deal } => award.Hears(new AwardFell(deal.Reason, deal.At, Cancelled: true)),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static AwardOnBoard Evolve(AwardOnBoard award, AwardEvent @event) => @event switch
    {
        AwardCounted counted when award.Counted is null => award with { Counted = counted },
        AwardPaid paid when award.Paid is null || award.Paid.Time < paid.Time => award with { Paid = paid },
        AwardUnpaid unpaid when award.Unpaid is null || award.Unpaid.Payment < unpaid.Payment => award with { Unpaid = unpaid },
        AwardSettled settled when award.Settled is null => award with { Settled = settled },
        AwardFell fell when award.Fell is null => award with { Fell = fell },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    private bool IsPaid => Paid is not null && Paid.Time > (Unpaid?.Payment ?? 0);

    private Decision<AwardEvent> Hears(AwardEvent @event)
    {
        var after = Evolve(this, @event);
        Decision<AwardEvent> heard = @event;
        return after is { Counted: { } counted, Place: { } place }
            ? heard.And(Board.Stream(counted.Fair), new MoveBoard(counted.Currency, place, after.Share - Share, after.Recent))
            : heard;
    }
}
