using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Settlement.Netting;

/// <summary>Enterprises of one hand, as an organizer declares them: stream <c>affiliation/{id}</c>. What one of them owes another is no part of a round, because nobody outside knows whether it is
/// owed. The last declaration holds; one enterprise alone is no group any more.</summary>
/// <param name="Members">The enterprises.</param>
public sealed record Affiliation(ImmutableSortedSet<string> Members) : IDecider<Affiliation, AffiliationCommand, AffiliationEvent>
{
    public const int MostMembers = 500, LongestName = 100;

    public static Affiliation Initial { get; } = new(ImmutableSortedSet<string>.Empty);

    public static string Stream(string affiliation) => "affiliation/" + affiliation;

    public static Decision<AffiliationEvent> Decide(Affiliation affiliation, AffiliationCommand command, DateTimeOffset now) => command switch
    {
        DeclareAffiliation declare when declare.Members.Count > MostMembers => AffiliationRefusals.TooMany,
        DeclareAffiliation declare when affiliation.Members.SetEquals(declare.Members) => Decision<AffiliationEvent>.Nothing,
        DeclareAffiliation declare => new AffiliationDeclared(
            declare.Name, [.. declare.Members.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], declare.By, now.ToUnixTimeMilliseconds()),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static Affiliation Evolve(Affiliation affiliation, AffiliationEvent @event) => @event switch
    {
        AffiliationDeclared declared => new([.. declared.Members]),
        _ => throw new InvalidDataException(@event.GetType().Name),
    };
}

/// <summary>The codes with which a group of affiliated enterprises says no.</summary>
public static class AffiliationRefusals
{
    public static Refusal TooMany { get; } =
        new Refusal("affiliation.too-many", "A group of affiliated enterprises is not so large.", RefusalKind.Unacceptable).With("most", Affiliation.MostMembers);
}

/// <summary>What may be asked of a group of affiliated enterprises.</summary>
public abstract record AffiliationCommand;

/// <summary>An organizer declares who belongs together.</summary>
/// <param name="Name">What the group is called.</param>
/// <param name="Members">The enterprises; one alone ends the group.</param>
/// <param name="By">The subject of the token.</param>
public sealed record DeclareAffiliation(string Name, IReadOnlyList<string> Members, string By) : AffiliationCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AffiliationDeclared), "affiliation-declared.v1")]
public abstract record AffiliationEvent;

/// <summary>Enterprises belong together from now on.</summary>
public sealed record AffiliationDeclared(string Name, IReadOnlyList<string> Members, string By, long At) : AffiliationEvent;
