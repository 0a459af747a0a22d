using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Fairs;

/// <summary>How a fair says no.</summary>
public static class FairRefusals
{
    public static readonly Refusal Unknown = new("fair.unknown", "There is no such fair.", RefusalKind.NotFound);
    public static readonly Refusal Exists = new("fair.exists", "This fair exists already, with other rules.");
    public static readonly Refusal NotYours = new("fair.not-yours", "Only the organizer of the fair may do this.", RefusalKind.Forbidden);
    public static readonly Refusal NoEnterprise = new("fair.no-enterprise", "The token names no enterprise, so there is nobody to run the fair.", RefusalKind.Forbidden);
    public static readonly Refusal OpensInThePast = new("fair.opens-in-the-past", "A fair opens in the future; choose a later opensAt.", RefusalKind.Unacceptable);
    public static readonly Refusal ClosesBeforeOpening = new("fair.closes-before-opening", "closesAt must be after opensAt.", RefusalKind.Unacceptable);
    public static readonly Refusal TooLong = new("fair.too-long", "A fair lasts 366 days at most.", RefusalKind.Unacceptable);
    public static readonly Refusal UnknownTimeZone = new("fair.unknown-time-zone", "timeZone must be an IANA name such as Asia/Shanghai.", RefusalKind.Unacceptable);
    public static readonly Refusal WindowUnclear = new(
        "fair.window-unclear", "The daily closing window runs from a minute of the day, 0 to 1439, to a later one, 1440 at most.", RefusalKind.Unacceptable);
    public static readonly Refusal NoClosingWindow = new(
        "fair.no-closing-window", "No daily closing window lies between opensAt, or the end of the priority window, and closesAt, so no lot could close.", RefusalKind.Unacceptable);
    public static readonly Refusal LadderTooLong = new(
        "fair.ladder-too-long", "The rungs of the ladder take longer than the fair, so no first attempt could close before them.", RefusalKind.Unacceptable);

    public static readonly Refusal OutOfBounds = new("fair.out-of-bounds", "A rule of the fair is out of its bounds; the fact 'field' names it.", RefusalKind.Unacceptable);
    public static readonly Refusal CalendarUnclear = new(
        "fair.calendar-unclear", "The calendar cannot be read; the fact 'wrong' names the part.", RefusalKind.Unacceptable);

    public static readonly Refusal TooLateToPublish = new("fair.too-late-to-publish", "The fair's opening time has passed; a draft must be published before.");
    public static readonly Refusal NotPublished = new("fair.not-published", "The fair is a draft still.");
    public static readonly Refusal NoPriority = new("fair.no-priority", "The fair has no priority window, so nobody can have priority in it.");
    public static readonly Refusal KeyEnterprisesStand = new("fair.key-enterprises-stand", "Key enterprises are named while the fair is a draft; then they stand.");
    public static readonly Refusal NoKeyEnterprises = new(
        "fair.no-key-enterprises", "The fair has a priority window and names nobody who has priority in it; name the key enterprises before it is published.");
    public static readonly Refusal TooEarly = new("fair.too-early", "The time for this has not come.");
    public static readonly Refusal EntriesClosed = new("fair.entries-closed", "Lots may be entered until the fair opens, and it has opened.");

    public static readonly Refusal CatalogueFrozen = new(
        "fair.catalogue-frozen", "The catalogue is frozen since 'frozenFromAt': no lot is entered, amended or withdrawn by its consignor until the fair opens.");

    /// <summary>One rule of settlement says what another one forbids.</summary>
    public static Refusal Contradiction(string field, string why) => new Refusal("fair.settlement-contradiction", why, RefusalKind.Unacceptable).With("field", field);
}
