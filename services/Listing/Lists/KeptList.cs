using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Fairs;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Lists;

/// <summary>What stands on a list: enterprises, or commodities, one of the two.</summary>
/// <param name="Name">What people call it: 1 to 200 characters.</param>
/// <param name="Enterprises">The ids of key enterprises, in order, none twice: 1 to 500.</param>
/// <param name="Commodities">Essential commodities: 1 to 500, no category twice.</param>
public sealed record ListContent(string Name, IReadOnlyList<string>? Enterprises = null, IReadOnlyList<EssentialCommodity>? Commodities = null)
{
    public const string KeyEnterprises = "key-enterprises", EssentialCommodities = "essential-commodities";

    /// <summary>Of what it is a list.</summary>
    [JsonIgnore]
    public string Kind => Enterprises is null ? EssentialCommodities : KeyEnterprises;

    /// <summary>How much stands on it.</summary>
    [JsonIgnore]
    public long Entries => Enterprises?.Count ?? Commodities?.Count ?? 0;

    /// <summary>The first field that is out of its bounds, or null.</summary>
    public string? OutOfBounds() => this switch
    {
        _ when Name is null || !LotDetails.IsTitle(Name) => "name",
        { Enterprises: null, Commodities: null } or { Enterprises: not null, Commodities: not null } => "enterprises",
        { Enterprises: { } ids } when ids.Count is 0 or > PriorityRules.MostEnterprises || !ids.All(Id.IsValid) => "enterprises",
        { Commodities: { } lines } when new EssentialRules(lines).OutOfBounds() is not null => "commodities",
        _ => null,
    };

    /// <summary>Whether another list says the same, line by line.</summary>
    public bool Equals(ListContent? other) => other is not null && Name == other.Name
        && (Enterprises ?? []).SequenceEqual(other.Enterprises ?? []) && (Commodities ?? []).SequenceEqual(other.Commodities ?? []);

    public override int GetHashCode() => HashCode.Combine(Name, Entries);
}

/// <summary>A list of key enterprises or of essential commodities that an organizer keeps, for as many fairs as it likes. A fair takes what stands on it at that time; a later
/// change is none of the fair.</summary>
public sealed record KeptList : IDecider<KeptList, ListCommand, ListEvent>
{
    public string Organizer { get; init; } = "";

    /// <summary>What stands on it; null for a list that there is not.</summary>
    public ListContent? Content { get; init; }

    /// <summary>How many times it was written.</summary>
    public long Version { get; init; }

    public static KeptList Initial { get; } = new();

    /// <summary>The stream of a list.</summary>
    public static string Stream(string list) => "list/" + list;

    public static Decision<ListEvent> Decide(KeptList list, ListCommand command, DateTimeOffset now) => command switch
    {
        KeepList { By: "" } => FairRefusals.NoEnterprise,
        KeepList { Content: var content } when content.OutOfBounds() is { } field => ListRefusals.OutOfBounds.With("field", field),
        KeepList keep when list.Content is null => keep.IsNew ? keep.Kept(1, keep.By, now) : ListRefusals.Unknown,
        KeepList keep when keep.By != list.Organizer && !keep.AsOperator => ListRefusals.NotYours,
        KeepList keep when keep.Content == list.Content => Decision<ListEvent>.Nothing,
        KeepList { IsNew: true } => ListRefusals.Exists,
        KeepList keep when keep.Content.Kind != list.Content.Kind => ListRefusals.OtherKind,
        KeepList keep => keep.Kept(list.Version + 1, list.Organizer, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static KeptList Evolve(KeptList list, ListEvent @event) => @event switch
    {
        ListKept kept when kept.Version == list.Version + 1 => list with { Organizer = kept.Organizer, Content = kept.Content, Version = kept.Version },
        _ => throw new InvalidOperationException($"{@event} cannot follow version {list.Version}."),
    };
}

/// <summary>What may be asked of a list.</summary>
public abstract record ListCommand;

/// <summary>Writes a list, in place of what stood on it.</summary>
/// <param name="List">Its id.</param>
/// <param name="By">The enterprise that asks.</param>
/// <param name="AsOperator">Whether the exchange itself asks.</param>
/// <param name="Content">What shall stand on it.</param>
/// <param name="IsNew">Whether there shall be none of this id.</param>
public sealed record KeepList(string List, string By, bool AsOperator, ListContent Content, bool IsNew) : ListCommand
{
    internal ListKept Kept(long version, string organizer, DateTimeOffset now) => new(List, organizer, Content, version, now.ToUnixTimeMilliseconds());
}

/// <summary>What can have happened to a list.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ListKept), "list-kept.v1")]
public abstract record ListEvent;

/// <summary>This stands on the list since.</summary>
/// <param name="List">The id of the list.</param>
/// <param name="Organizer">The enterprise that keeps it.</param>
/// <param name="Content">All that stands on it.</param>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record ListKept(string List, string Organizer, ListContent Content, long Version, long At) : ListEvent;
