using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>A time at which a lot can be seen.</summary>
/// <param name="Slot">Its number, from 1.</param>
/// <param name="FromAt">When it begins, in Unix milliseconds.</param>
/// <param name="ThroughAt">The first moment after it.</param>
/// <param name="Places">How many enterprises can come.</param>
/// <param name="Note">Where to come and whom to ask for; null for nothing.</param>
/// <param name="Bookings">Who comes, in the order of booking.</param>
/// <param name="IsWithdrawn">Whether the consignor took it back.</param>
public sealed record InspectionSlot(long Slot, long FromAt, long ThroughAt, long Places, string? Note, ImmutableList<string> Bookings, bool IsWithdrawn = false);

/// <summary>The times at which a lot can be seen, and who comes: stream <c>inspections/{lot}</c>. The consignor offers them, a bidder books one of them, and no more come than there are
/// places.</summary>
/// <param name="Slots">The slots in the order in which they were offered.</param>
public sealed record Inspections(ImmutableList<InspectionSlot> Slots) : IDecider<Inspections, InspectionCommand, InspectionEvent>
{
    public const int Most = 100, LongestNote = 200;

    public const long MostPlaces = 100, LongestMs = 24 * 3_600_000L;

    public static Inspections Initial { get; } = new([]);

    /// <summary>The stream of a lot's inspections.</summary>
    public static string Stream(string lot) => "inspections/" + lot;

    public static Decision<InspectionEvent> Decide(Inspections inspections, InspectionCommand command, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        return command switch
        {
            { By: "" } => InspectionRefusals.NoEnterprise,
            OfferInspection offer when offer.FromAt < at || offer.ThroughAt <= offer.FromAt || offer.ThroughAt - offer.FromAt > LongestMs => InspectionRefusals.SlotUnclear,
            OfferInspection { Places: < 1 or > MostPlaces } => InspectionRefusals.SlotUnclear,
            OfferInspection when inspections.Slots.Count >= Most => InspectionRefusals.TooMany,
            OfferInspection offer => ((Decision<InspectionEvent>)new InspectionOffered(inspections.Slots.Count + 1, offer.FromAt, offer.ThroughAt, offer.Places, offer.Note))
                .And(Lot.Stream(offer.Lot), new ConfirmConsignor(offer.By, offer.ThroughAt)),

            SlotCommand { Slot: var slot } when inspections.Of(slot) is null => InspectionRefusals.Unknown,
            WithdrawInspection { Slot: var slot } when inspections.Of(slot)!.IsWithdrawn => Decision<InspectionEvent>.Nothing,
            WithdrawInspection withdraw => ((Decision<InspectionEvent>)new InspectionWithdrawn(withdraw.Slot)).And(Lot.Stream(withdraw.Lot), new ConfirmConsignor(withdraw.By)),

            CancelInspection cancel when !inspections.Of(cancel.Slot)!.Bookings.Contains(cancel.By) => Decision<InspectionEvent>.Nothing,
            CancelInspection cancel => new InspectionCancelled(cancel.Slot, cancel.By),

            BookInspection book when inspections.Of(book.Slot)!.Bookings.Contains(book.By) => Decision<InspectionEvent>.Nothing,
            BookInspection book => inspections.Book(book, inspections.Of(book.Slot)!, at),

            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    public static Inspections Evolve(Inspections inspections, InspectionEvent @event) => @event switch
    {
        InspectionOffered offered when offered.Slot == inspections.Slots.Count + 1 =>
            new(inspections.Slots.Add(new(offered.Slot, offered.FromAt, offered.ThroughAt, offered.Places, offered.Note, []))),
        InspectionWithdrawn withdrawn when inspections.Of(withdrawn.Slot) is { IsWithdrawn: false } slot => inspections.With(slot with { IsWithdrawn = true, Bookings = [] }),
        InspectionBooked booked when inspections.Of(booked.Slot) is { IsWithdrawn: false } slot && slot.Bookings.Count < slot.Places =>
            inspections.With(slot with { Bookings = slot.Bookings.Add(booked.By) }),
        InspectionCancelled cancelled when inspections.Of(cancelled.Slot) is { } slot && slot.Bookings.Contains(cancelled.By) =>
            inspections.With(slot with { Bookings = slot.Bookings.Remove(cancelled.By) }),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow {inspections.Slots.Count} slots."),
    };

    /// <summary>A place in a slot; one that the bidder had in another is free with it.</summary>
    private Decision<InspectionEvent> Book(BookInspection book, InspectionSlot slot, long at)
    {
        if (slot.IsWithdrawn) return InspectionRefusals.Withdrawn;
        if (at >= slot.FromAt) return InspectionRefusals.TooLate;
        if (slot.Bookings.Count >= slot.Places) return InspectionRefusals.Full.With("free", Slots.Where(other => IsFree(other, at)).Select(other => other.Slot).ToList());
        InspectionEvent[] events =
        [
            .. Slots.Where(other => other.FromAt > at && other.Bookings.Contains(book.By)).Select(other => new InspectionCancelled(other.Slot, book.By)),
            new InspectionBooked(slot.Slot, book.By),
        ];
        return ((Decision<InspectionEvent>)events).And(Lot.Stream(book.Lot), new ConfirmShown(book.By));
    }

    private static bool IsFree(InspectionSlot slot, long at) => !slot.IsWithdrawn && slot.FromAt > at && slot.Bookings.Count < slot.Places;

    private InspectionSlot? Of(long slot) => slot >= 1 && slot <= Slots.Count ? Slots[(int)slot - 1] : null;

    private Inspections With(InspectionSlot slot) => new(Slots.SetItem((int)slot.Slot - 1, slot));
}

/// <summary>What may be asked of a lot's inspections.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="By">The enterprise that asks.</param>
public abstract record InspectionCommand(string Lot, string By);

/// <summary>The consignor offers a slot.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="FromAt">When it begins, in Unix milliseconds; to come.</param>
/// <param name="ThroughAt">The first moment after it: a day later at most, and before the lot's close.</param>
/// <param name="Places">How many can come, 1 to 100.</param>
/// <param name="Note">Where to come, 200 characters at most.</param>
public sealed record OfferInspection(string Lot, string By, long FromAt, long ThroughAt, long Places, string? Note) : InspectionCommand(Lot, By);

/// <summary>What is done with one slot.</summary>
public abstract record SlotCommand(string Lot, string By, long Slot) : InspectionCommand(Lot, By);

/// <summary>The consignor takes it back, whoever has booked it.</summary>
public sealed record WithdrawInspection(string Lot, string By, long Slot) : SlotCommand(Lot, By, Slot);

/// <summary>A bidder will come.</summary>
public sealed record BookInspection(string Lot, string By, long Slot) : SlotCommand(Lot, By, Slot);

/// <summary>A bidder will not come after all.</summary>
public sealed record CancelInspection(string Lot, string By, long Slot) : SlotCommand(Lot, By, Slot);

/// <summary>What has happened to a lot's inspections.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(InspectionOffered), "inspection-offered.v1")]
[JsonDerivedType(typeof(InspectionWithdrawn), "inspection-withdrawn.v1")]
[JsonDerivedType(typeof(InspectionBooked), "inspection-booked.v1")]
[JsonDerivedType(typeof(InspectionCancelled), "inspection-cancelled.v1")]
public abstract record InspectionEvent;

public sealed record InspectionOffered(long Slot, long FromAt, long ThroughAt, long Places, string? Note) : InspectionEvent;

public sealed record InspectionWithdrawn(long Slot) : InspectionEvent;

public sealed record InspectionBooked(long Slot, string By) : InspectionEvent;

public sealed record InspectionCancelled(long Slot, string By) : InspectionEvent;
