using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Settlement.Netting;

namespace Exchange.Settlement.Enterprises;

/// <summary>What an enterprise is called, as Identity told: stream <c>enterprise/{id}</c>. Each time since which it has a name is known once, in whatever order they are heard.</summary>
/// <param name="Names">Its names by the times since which they hold, in Unix milliseconds.</param>
public sealed record EnterpriseNames(ImmutableSortedDictionary<long, string> Names) : IDecider<EnterpriseNames, EnterpriseNamesCommand, EnterpriseNamesEvent>
{
    public static EnterpriseNames Initial { get; } = new(ImmutableSortedDictionary<long, string>.Empty);

    public static string Stream(string enterprise) => "enterprise/" + enterprise;

    public static Decision<EnterpriseNamesEvent> Decide(EnterpriseNames enterprise, EnterpriseNamesCommand command, DateTimeOffset now) => command switch
    {
        NoteName note when enterprise.Names.ContainsKey(note.Since) => Decision<EnterpriseNamesEvent>.Nothing,
        NoteName note => new NameNoted(note.Name, note.Since),
        BeKnown => enterprise.Names.IsEmpty ? DebtRefusals.UnknownEnterprise : Decision<EnterpriseNamesEvent>.Nothing,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static EnterpriseNames Evolve(EnterpriseNames enterprise, EnterpriseNamesEvent @event) => @event switch
    {
        NameNoted noted when !enterprise.Names.ContainsKey(noted.Since) => new(enterprise.Names.Add(noted.Since, noted.Name)),
        _ => throw new InvalidDataException($"{@event} cannot follow {enterprise.Names.Count} names."),
    };
}

public abstract record EnterpriseNamesCommand;

/// <summary>Identity told what an enterprise is called.</summary>
/// <param name="Name">The name.</param>
/// <param name="Since">Since when, in Unix milliseconds.</param>
public sealed record NoteName(string Name, long Since) : EnterpriseNamesCommand;

/// <summary>Somebody owes the enterprise or is owed by it, so that it has to be one of the exchange. Changes nothing.</summary>
public sealed record BeKnown : EnterpriseNamesCommand;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NameNoted), "name-noted.v1")]
public abstract record EnterpriseNamesEvent;

/// <summary>An enterprise has a name since a time.</summary>
/// <param name="Name">The name.</param>
/// <param name="Since">Since when, in Unix milliseconds.</param>
public sealed record NameNoted(string Name, long Since) : EnterpriseNamesEvent;
