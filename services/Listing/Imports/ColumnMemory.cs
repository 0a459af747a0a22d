using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Imports;

/// <summary>How an enterprise mapped the columns of its files: what it said once need not be said again.</summary>
/// <param name="Columns">The files' columns with our field names.</param>
public sealed record ColumnMemory(ImmutableSortedDictionary<string, string> Columns) : IDecider<ColumnMemory, ColumnMemoryCommand, ColumnMemoryEvent>
{
    /// <summary>The most columns that are remembered; what is mapped beyond is not.</summary>
    public const int Most = 500;

    public static ColumnMemory Initial { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The stream of what an enterprise mapped.</summary>
    public static string Stream(string enterprise) => "columns/" + enterprise;

    public static Decision<ColumnMemoryEvent> Decide(ColumnMemory memory, ColumnMemoryCommand command, DateTimeOffset now) => command switch
    {
        RememberColumns remember when memory.New(remember) is { Count: > 0 } columns && memory.Columns.SetItems(columns).Count <= Most => new ColumnsRemembered(columns),
        RememberColumns => Decision<ColumnMemoryEvent>.Nothing,
        ForgetColumns when memory.Columns.IsEmpty => Decision<ColumnMemoryEvent>.Nothing,
        ForgetColumns => new ColumnsForgotten(),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static ColumnMemory Evolve(ColumnMemory memory, ColumnMemoryEvent @event) => @event switch
    {
        ColumnsRemembered remembered => new(memory.Columns.SetItems(remembered.Columns)),
        ColumnsForgotten => Initial,
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in what was mapped."),
    };

    private Dictionary<string, string> New(RememberColumns remember) => remember.Columns
        .Where(pair => pair.Key.Length <= 100 && Columns.GetValueOrDefault(pair.Key) != pair.Value)
        .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}

/// <summary>What can be said of it.</summary>
public abstract record ColumnMemoryCommand;

/// <param name="Columns">The files' columns with our field names.</param>
public sealed record RememberColumns(IReadOnlyDictionary<string, string> Columns) : ColumnMemoryCommand;

public sealed record ForgetColumns : ColumnMemoryCommand;

/// <summary>What can have happened to it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ColumnsRemembered), "columns-remembered.v1")]
[JsonDerivedType(typeof(ColumnsForgotten), "columns-forgotten.v1")]
public abstract record ColumnMemoryEvent;

/// <param name="Columns">The files' columns with our field names.</param>
public sealed record ColumnsRemembered(IReadOnlyDictionary<string, string> Columns) : ColumnMemoryEvent;

public sealed record ColumnsForgotten : ColumnMemoryEvent;
