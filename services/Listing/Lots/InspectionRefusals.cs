using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lots;

/// <summary>Why a slot to see a lot is not offered or not booked.</summary>
public static class InspectionRefusals
{
    public static readonly Refusal Unknown = new("inspection.unknown", "The lot has no slot of this number.", RefusalKind.NotFound);
    public static readonly Refusal NoEnterprise = new("inspection.no-enterprise", "The token names no enterprise, so there is nobody who comes.", RefusalKind.Forbidden);

    public static readonly Refusal SlotUnclear = new(
        "inspection.slot-unclear", "A slot is to come, ends a day after its beginning at the latest and before the lot closes, and has 1 to 100 places.", RefusalKind.Unacceptable);

    public static readonly Refusal TooMany = new("inspection.too-many", "A lot has at most 100 slots.");
    public static readonly Refusal Withdrawn = new("inspection.withdrawn", "The consignor took the slot back. Book another one.");
    public static readonly Refusal TooLate = new("inspection.too-late", "The slot has begun; one books before.");
    public static readonly Refusal Full = new("inspection.full", "All places of the slot are taken; the fact 'free' names slots that have some.");
}
