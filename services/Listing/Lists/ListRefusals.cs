using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Lists;

/// <summary>How a list says no.</summary>
public static class ListRefusals
{
    public static readonly Refusal Unknown = new("list.unknown", "There is no such list, or it is another organizer's.", RefusalKind.NotFound);
    public static readonly Refusal NotYours = new("list.not-yours", "Only the organizer who keeps the list may do this.", RefusalKind.Forbidden);
    public static readonly Refusal Exists = new("list.exists", "This list was written before with other entries; write it anew by its id.");
    public static readonly Refusal OtherKind = new("list.other-kind", "The list is of the other kind, enterprises or commodities; keep another list.");
    public static readonly Refusal OutOfBounds = new("list.out-of-bounds", "A part of the list is out of its bounds; the fact 'field' names it.", RefusalKind.Unacceptable);
}
