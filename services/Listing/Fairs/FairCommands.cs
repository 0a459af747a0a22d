using System.Text.Json.Serialization;
using Exchange.Listing.Lots;
using Exchange.Listing.Media;

namespace Exchange.Listing.Fairs;

/// <summary>What a fair can be told.</summary>
public abstract record FairCommand;

/// <param name="Fair">The id that it shall have.</param>
/// <param name="Organizer">The enterprise that runs it.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="CopyOf">The fair of which it is a copy; null for none.</param>
/// <param name="KeyEnterprises">Who has priority in it from the beginning, as in the fair of which it is a copy.</param>
public sealed record CreateFair(string Fair, string Organizer, FairRules Rules, string? CopyOf = null, IReadOnlyList<string>? KeyEnterprises = null) : FairCommand;

/// <summary>Lets its rules stand and its lots be announced.</summary>
/// <param name="Organizer">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
public sealed record PublishFair(string Organizer, bool AsOperator) : FairCommand;

/// <summary>Says which enterprises have priority, all of them; they take the place of those named before.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Enterprises">Their ids in order, none twice.</param>
public sealed record NameKeyEnterprises(string By, bool AsOperator, IReadOnlyList<string> Enterprises) : FairCommand;

/// <summary>Its opening time has come.</summary>
public sealed record OpenFair : FairCommand;

/// <summary>Its closing time has come.</summary>
public sealed record CloseFair : FairCommand;

/// <summary>Enters a lot: it gets the next catalogue number.</summary>
public sealed record EnterLot(
    string Lot, string Consignor, LotDetails Details, IReadOnlyList<string>? Linked = null, string? Root = null, IReadOnlyList<LotFile>? Files = null) : FairCommand;

/// <summary>Says no to who does not run the fair; the companion of what only its organizer does.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
public sealed record ConfirmOrganizer(string By, bool AsOperator) : FairCommand;

/// <summary>Says no while the fair is a draft; the companion of what may only happen after.</summary>
public sealed record ConfirmPublished : FairCommand;

/// <summary>Says no where the fair takes no applications; the companion of one.</summary>
public sealed record ConfirmApplications : FairCommand;

/// <summary>Says no where the organizer may not admit, or a licence is not asked for; the companion of what an organizer does with an admission.</summary>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Licence">The code of a licence that was seen; null where it is about the admission itself.</param>
public sealed record ConfirmAdmission(string By, bool AsOperator, string? Licence) : FairCommand;

/// <summary>What can have happened to a fair.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FairCreated), "fair-created.v1")]
[JsonDerivedType(typeof(FairPublished), "fair-published.v1")]
[JsonDerivedType(typeof(KeyEnterprisesNamed), "key-enterprises-named.v1")]
[JsonDerivedType(typeof(FairOpened), "fair-opened.v1")]
[JsonDerivedType(typeof(FairClosed), "fair-closed.v1")]
[JsonDerivedType(typeof(LotNumbered), "lot-numbered.v1")]
public abstract record FairEvent;

/// <param name="Fair">The fair's id.</param>
/// <param name="Organizer">The enterprise that runs it.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Windows">When its lots close.</param>
/// <param name="CopyOf">The fair of which it is a copy; null for none.</param>
public sealed record FairCreated(string Fair, string Organizer, FairRules Rules, IReadOnlyList<ClosingWindow> Windows, string? CopyOf = null) : FairEvent;

/// <param name="Fair">The fair's id.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Organizer">The enterprise that runs it; null in what was stored before others heard of it.</param>
/// <param name="KeyEnterprises">Which enterprises have priority in it; null where none does.</param>
public sealed record FairPublished(string Fair, FairRules Rules, string? Organizer = null, IReadOnlyList<string>? KeyEnterprises = null) : FairEvent;

/// <summary>These enterprises and no others have priority in the fair.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Enterprises">Their ids, in order.</param>
public sealed record KeyEnterprisesNamed(string Fair, IReadOnlyList<string> Enterprises) : FairEvent;

public sealed record FairOpened(string Fair, long At) : FairEvent;

public sealed record FairClosed(string Fair, long At) : FairEvent;

/// <summary>A lot got its catalogue number.</summary>
/// <param name="Lot">The lot's id.</param>
/// <param name="Number">The number, from 1.</param>
/// <param name="Group">The name of its group, if it is in one.</param>
/// <param name="ClosesAt">The close of that group, in Unix milliseconds.</param>
public sealed record LotNumbered(string Lot, long Number, string? Group = null, long? ClosesAt = null) : FairEvent;
