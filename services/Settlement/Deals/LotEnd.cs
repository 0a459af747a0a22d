using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Deals;

public abstract record LotEndCommand;

/// <summary>The sale of a lot of which awards fell has ended again.</summary>
/// <param name="Closing">How many times it has ended with this.</param>
/// <param name="OfferedMilli">Thousandths of the unit that were offered.</param>
/// <param name="AwardedMilli">Thousandths in awards that stand.</param>
/// <param name="FallenMilli">Thousandths in awards that fell.</param>
public sealed record NoteLotEnd(long Closing, long OfferedMilli, long AwardedMilli, long FallenMilli) : LotEndCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(LotEndNoted), "lot-end-noted.v1")]
public abstract record LotEndEvent;

/// <summary>The sale of a lot of which awards fell has ended again: what its goods brought can be told once all its deals are known.</summary>
public sealed record LotEndNoted(long Closing, long OfferedMilli, long AwardedMilli, long FallenMilli) : LotEndEvent;

/// <summary>How the sale of a lot ended after an award of it fell: stream <c>sale/{lot}</c>. The end with the highest number holds, in whatever order they are heard.</summary>
/// <param name="Closing">The number of the end; 0 before any.</param>
public sealed record LotEnd(long Closing) : IDecider<LotEnd, LotEndCommand, LotEndEvent>
{
    public static LotEnd Initial { get; } = new(0);

    public static string Stream(string lot) => "sale/" + lot;

    public static Decision<LotEndEvent> Decide(LotEnd end, LotEndCommand command, DateTimeOffset now) => command switch
    {
        NoteLotEnd note when note.Closing <= end.Closing => Decision<LotEndEvent>.Nothing,
        NoteLotEnd note => new LotEndNoted(note.Closing, note.OfferedMilli, note.AwardedMilli, note.FallenMilli),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static LotEnd Evolve(LotEnd end, LotEndEvent @event) => @event switch
    {
        LotEndNoted noted when noted.Closing > end.Closing => new(noted.Closing),
        _ => throw new InvalidDataException($"{@event} cannot follow end {end.Closing}."),
    };

    /// <summary>By how much the goods of a defaulted deal brought less than its buyer had bid, in minor units: its hammer value less its share of what was sold of the lot since.
    /// The share is by quantity, of all that was for sale again; what found no buyer brought nothing.</summary>
    /// <param name="hammerMinor">The deal's hammer value.</param>
    /// <param name="quantityMilli">Its quantity.</param>
    /// <param name="resoldMinor">The hammer value of the lot's deals since that stand.</param>
    /// <param name="resoldMilli">Their quantity.</param>
    /// <param name="unsoldMilli">What of the lot is not in a deal that stands.</param>
    public static long ShortfallMinor(long hammerMinor, long quantityMilli, long resoldMinor, long resoldMilli, long unsoldMilli)
    {
        var forSale = Math.Max(quantityMilli, checked(resoldMilli + unsoldMilli));
        var recovered = (long)((Int128)resoldMinor * quantityMilli / forSale);
        return Math.Max(0, hammerMinor - recovered);
    }
}
