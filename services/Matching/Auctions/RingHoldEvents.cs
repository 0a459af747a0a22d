namespace Exchange.Matching.Auctions;

/// <summary>Asked by a ring of barter of one of its lots. Each may come again, early or late: twice is once.</summary>
/// <param name="Ring">The ring's id.</param>
public abstract record RingHoldCommand(string Ring) : AuctionCommand;

/// <summary>Keeps a lot that nobody has bid on for a ring whose members have all accepted, until the ring says what becomes of it.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Winner">The enterprise that takes the lot.</param>
/// <param name="HammerMinor">The lot's barter value: what its award is reckoned at.</param>
/// <param name="Until">When the ring gives up waiting for its other lots, in Unix milliseconds.</param>
/// <param name="Root">The root of the taker's credit code; null where it is not known.</param>
public sealed record HoldForRing(string Ring, string Winner, long HammerMinor, long Until, string? Root = null) : RingHoldCommand(Ring);

/// <summary>All lots of the ring are held, and it is traded: the lot goes to its taker.</summary>
/// <param name="Ring">The ring's id.</param>
/// <param name="Awards">The ids of all awards of the ring, once around.</param>
public sealed record AwardToRing(string Ring, IReadOnlyList<string> Awards) : RingHoldCommand(Ring);

/// <summary>The ring came to nothing: the lot's sale goes on as before.</summary>
public sealed record ReleaseFromRing(string Ring) : RingHoldCommand(Ring);

/// <summary>What a ring of barter did to one of its lots, beside the award.</summary>
public abstract record RingHoldEvent : AuctionEvent;

/// <summary>The lot is kept for a ring, and takes no bids.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Ring">The ring's id.</param>
/// <param name="Award">The id that the award will have.</param>
/// <param name="Winner">The enterprise that takes the lot if the ring is traded.</param>
/// <param name="HammerMinor">The lot's barter value.</param>
/// <param name="Until">When the ring gives up waiting for its other lots, in Unix milliseconds.</param>
public sealed record HeldForRing(string Fair, string Ring, string Award, string Winner, long HammerMinor, long Until) : RingHoldEvent;

/// <summary>The consignor withdrew the lot while it was kept: it is withdrawn if the ring comes to nothing, and sold if the ring is traded.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Reason">For those who watched it.</param>
public sealed record WithdrawalNoted(string Fair, string Reason) : RingHoldEvent;

/// <summary>The ring came to nothing, and the lot's sale goes on as before.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Ring">The ring's id.</param>
public sealed record ReleasedFromRing(string Fair, string Ring) : RingHoldEvent;
