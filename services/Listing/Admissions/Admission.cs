using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Admissions;

/// <summary>Where a bidder stands in a fair.</summary>
public enum AdmissionStatus
{
    /// <summary>It has not asked, and nobody has named it.</summary>
    None,

    /// <summary>It has asked; the organizer has not answered.</summary>
    Applied,

    /// <summary>It may bid.</summary>
    Admitted,

    /// <summary>The organizer said no, or took the admission back.</summary>
    Rejected,
}

/// <summary>One bidder's admission to one fair. Each change is announced whole and with a version, so that others need not hear them in their order.</summary>
public sealed record Admission : IDecider<Admission, AdmissionCommand, AdmissionEvent>
{
    public const int MostLicences = AdmissionRules.MostLicensed;

    public AdmissionStatus Status { get; init; }

    /// <summary>The codes of categories for which the organizer has seen a licence.</summary>
    public IReadOnlyList<string> Licences { get; init; } = [];

    /// <summary>How many changes there were.</summary>
    public long Version { get; init; }

    public static Admission Initial { get; } = new();

    /// <summary>The stream of a bidder's admission to a fair.</summary>
    public static string Stream(string fair, string bidder) => "admission/" + Id.From("admission", fair, bidder);

    // The fair has the last word on who runs it and what it asks for.
    public static Decision<AdmissionEvent> Decide(Admission state, AdmissionCommand command, DateTimeOffset now) => command switch
    {
        { Bidder: "" } => AdmissionRefusals.NoEnterprise,

        Apply when state.Status is AdmissionStatus.Applied or AdmissionStatus.Admitted => Decision<AdmissionEvent>.Nothing,
        Apply when state.Status == AdmissionStatus.Rejected => AdmissionRefusals.Rejected,
        Apply apply => state.After(apply, now, AdmissionStatus.Applied).And(Fairs.Fair.Stream(apply.Fair), new ConfirmApplications()),

        Admit admit when state.Status == AdmissionStatus.Admitted => admit.Confirmed(Decision<AdmissionEvent>.Nothing),
        Admit admit => admit.Confirmed(state.After(admit, now, AdmissionStatus.Admitted)),

        Reject { Reason.Length: 0 or > LotDetails.LongestTitle } => AdmissionRefusals.ReasonUnclear,
        Reject reject when LotDetails.HasControls(reject.Reason) => AdmissionRefusals.ReasonUnclear,
        Reject when state.Status == AdmissionStatus.None => AdmissionRefusals.Unknown,
        Reject reject when state.Status == AdmissionStatus.Rejected => reject.Confirmed(Decision<AdmissionEvent>.Nothing),
        Reject reject => reject.Confirmed(state.After(reject, now, AdmissionStatus.Rejected, reason: reject.Reason)),

        RecordLicence licence when state.Licences.Contains(licence.Category) => licence.Confirmed(Decision<AdmissionEvent>.Nothing),
        RecordLicence licence => licence.Confirmed(state.After(licence, now, state.Status, [.. state.Licences, licence.Category])),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Admission Evolve(Admission state, AdmissionEvent @event) => @event switch
    {
        AdmissionChanged changed when changed.Version == state.Version + 1 =>
            state with { Status = changed.Status, Licences = changed.Licences, Version = changed.Version },
        _ => throw new InvalidOperationException($"{@event} cannot follow version {state.Version}."),
    };

    private Decision<AdmissionEvent> After(
        AdmissionCommand command, DateTimeOffset now, AdmissionStatus status, IReadOnlyList<string>? licences = null, string? reason = null) =>
        new AdmissionChanged(
            command.Fair, command.Bidder, status, licences ?? Licences, Version + 1, now.ToUnixTimeMilliseconds(), (command as OrganizerCommand)?.By, reason);
}

/// <summary>What may be asked of an admission.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The id of the enterprise.</param>
public abstract record AdmissionCommand(string Fair, string Bidder);

/// <summary>The bidder asks to be admitted.</summary>
public sealed record Apply(string Fair, string Bidder) : AdmissionCommand(Fair, Bidder);

/// <summary>Asked by whoever runs the fair.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The id of the enterprise.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
public abstract record OrganizerCommand(string Fair, string Bidder, string By, bool AsOperator) : AdmissionCommand(Fair, Bidder)
{
    /// <summary>A decision that only happens if the fair agrees.</summary>
    internal Decision<AdmissionEvent> Confirmed(Decision<AdmissionEvent> decision) =>
        decision.And(Fairs.Fair.Stream(Fair), new ConfirmAdmission(By, AsOperator, (this as RecordLicence)?.Category));
}

/// <summary>Says yes to an application, or invites.</summary>
public sealed record Admit(string Fair, string Bidder, string By, bool AsOperator) : OrganizerCommand(Fair, Bidder, By, AsOperator);

/// <summary>Says no to an application, or takes an admission back. Bids that stand still stand.</summary>
public sealed record Reject(string Fair, string Bidder, string By, bool AsOperator, string Reason) : OrganizerCommand(Fair, Bidder, By, AsOperator);

/// <summary>The organizer has seen the bidder's licence for a category.</summary>
public sealed record RecordLicence(string Fair, string Bidder, string By, bool AsOperator, string Category) : OrganizerCommand(Fair, Bidder, By, AsOperator);

/// <summary>What can have happened to an admission.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdmissionChanged), "admission-changed.v1")]
public abstract record AdmissionEvent;

/// <summary>The admission is so since.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The id of the enterprise.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Licences">All licences that the organizer has seen.</param>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="At">Unix milliseconds.</param>
/// <param name="By">The enterprise of the organizer who did it; null where the bidder did.</param>
/// <param name="Reason">Why the organizer said no.</param>
public sealed record AdmissionChanged(
    string Fair, string Bidder, AdmissionStatus Status, IReadOnlyList<string> Licences, long Version, long At, string? By = null, string? Reason = null) : AdmissionEvent;
