using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Auctions;

/// <summary>What Listing last said of one bidder's admission to one fair, stream <c>admission/{id}</c>. A stream for each, so that no state grows with the fair; each
/// message is whole and has a version, so that one which comes late changes nothing. An auction is told of it with the bid that needs it
/// (<see cref="BuyerCommand.Pass"/>), because a lot may be in another partition.</summary>
/// <param name="Version">The version that is known; 0 before the first.</param>
public sealed record Admission(long Version) : IDecider<Admission, AdmissionCommand, AdmissionEvent>
{
    public static Admission Initial { get; } = new(0);

    public static string Stream(string fair, string bidder) => "admission/" + Id.From("admission", fair, bidder);

    public static Decision<AdmissionEvent> Decide(Admission state, AdmissionCommand command, DateTimeOffset now) => command switch
    {
        NoteAdmission note when note.Version <= state.Version => Decision<AdmissionEvent>.Nothing,
        NoteAdmission note => new AdmissionNoted(note.Fair, note.Bidder, note.IsAdmitted, note.Licences, note.Version),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Admission Evolve(Admission state, AdmissionEvent @event) => @event switch
    {
        AdmissionNoted noted when noted.Version > state.Version => new(noted.Version),
        _ => throw new InvalidDataException($"{@event} cannot follow version {state.Version}."),
    };
}

/// <summary>What may be told to an admission.</summary>
public abstract record AdmissionCommand;

/// <summary>Listing says how it is since a version.</summary>
public sealed record NoteAdmission(string Fair, string Bidder, bool IsAdmitted, IReadOnlyList<string> Licences, long Version) : AdmissionCommand;

/// <summary>What has happened to an admission.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AdmissionNoted), "admission-noted.v1")]
public abstract record AdmissionEvent;

/// <summary>The admission is known to be so.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Bidder">The enterprise.</param>
/// <param name="IsAdmitted">Whether it may bid where bidders are approved or invited.</param>
/// <param name="Licences">The codes of categories for which the organizer has seen a licence.</param>
/// <param name="Version">Listing's version of it.</param>
public sealed record AdmissionNoted(string Fair, string Bidder, bool IsAdmitted, IReadOnlyList<string> Licences, long Version) : AdmissionEvent;

/// <summary>What a bidder may do in a fair, as the exchange knew it when the bid came.</summary>
/// <param name="IsAdmitted">Whether it may bid where bidders are approved or invited.</param>
/// <param name="Licences">The codes of categories for which the organizer has seen a licence.</param>
/// <param name="HasDeposit">Whether the deposit is known to be held without the auction's having heard of it: where a sale is decided again without its deposits.</param>
/// <param name="LeftMinor">How much it may bid with the deposit that it has held for the whole fair; null where none is held.</param>
public sealed record Pass(bool IsAdmitted, IReadOnlyList<string> Licences, bool HasDeposit = false, long? LeftMinor = null);
