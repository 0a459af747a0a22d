using System.Text.Json.Serialization;
using Exchange.Contracts.Listing.V1;
using Exchange.Kernel.Deciders;

namespace Exchange.Matching.Fairs;

/// <summary>A fair as far as it is heard of here: who runs it, when, and how what it sells is settled.</summary>
/// <param name="Published">Its rules as they were published; null before.</param>
/// <param name="HasKeyEnterprises">Whether its key enterprises are heard of, which never change once they are.</param>
public sealed record Fair(FairPublished? Published, bool HasKeyEnterprises = false) : IDecider<Fair, FairCommand, FairEvent>
{
    public static Fair Initial { get; } = new((FairPublished?)null);

    /// <summary>The stream of a fair.</summary>
    public static string Stream(string fair) => "fair/" + fair;

    public static Decision<FairEvent> Decide(Fair fair, FairCommand command, DateTimeOffset now) => command switch
    {
        NoteFair note when note.Published == fair.Published => Decision<FairEvent>.Nothing,
        NoteFair note => new FairHeard(note.Published),
        NoteKeyEnterprises when fair.HasKeyEnterprises => Decision<FairEvent>.Nothing,
        NoteKeyEnterprises note => new KeyEnterprisesHeard(note.Fair, note.Enterprises),
        _ => throw new System.Diagnostics.UnreachableException(command.GetType().Name),
    };

    public static Fair Evolve(Fair fair, FairEvent @event) => @event switch
    {
        FairHeard heard => fair with { Published = heard.Published },
        KeyEnterprisesHeard => fair with { HasKeyEnterprises = true },
        _ => throw new System.Diagnostics.UnreachableException(@event.GetType().Name),
    };
}

public abstract record FairCommand;

/// <summary>A fair was published.</summary>
public sealed record NoteFair(FairPublished Published) : FairCommand;

/// <summary>These enterprises have priority in a fair.</summary>
public sealed record NoteKeyEnterprises(string Fair, IReadOnlyList<string> Enterprises) : FairCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(FairHeard), "fair-heard.v1")]
[JsonDerivedType(typeof(KeyEnterprisesHeard), "key-enterprises-heard.v1")]
public abstract record FairEvent;

/// <summary>A fair was heard of, with its rules.</summary>
public sealed record FairHeard(FairPublished Published) : FairEvent;

/// <summary>The key enterprises of a fair were heard of, which may take lots in their priority windows.</summary>
/// <param name="Fair">The fair's id.</param>
/// <param name="Enterprises">Their ids, in order.</param>
public sealed record KeyEnterprisesHeard(string Fair, IReadOnlyList<string> Enterprises) : FairEvent;
