using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Catalogue;

/// <summary>How far along Listing's own log saved searches have been asked about new lots: it stands in the log, so that whichever node writes next goes on from there.</summary>
public sealed record AlertRound : IDecider<AlertRound, AlertRoundCommand, AlertRoundEvent>
{
    public const string Stream = "alerts/all";

    /// <summary>The last row that was asked about.</summary>
    public long Through { get; init; }

    public static AlertRound Initial { get; } = new();

    public static Decision<AlertRoundEvent> Decide(AlertRound round, AlertRoundCommand command, DateTimeOffset now) => command switch
    {
        PassAlerts pass when pass.Through <= round.Through => Decision<AlertRoundEvent>.Nothing,
        PassAlerts pass => new AlertsPassed(pass.Through),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static AlertRound Evolve(AlertRound round, AlertRoundEvent @event) => @event is AlertsPassed passed ? new() { Through = passed.Through } : round;
}

/// <summary>What can be said of the round.</summary>
public abstract record AlertRoundCommand;

/// <summary>All rows up to one have been asked about.</summary>
public sealed record PassAlerts(long Through) : AlertRoundCommand;

/// <summary>What can have happened to the round.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AlertsPassed), "alerts-passed.v1")]
public abstract record AlertRoundEvent;

/// <summary>All rows up to one have been asked about.</summary>
public sealed record AlertsPassed(long Through) : AlertRoundEvent;
