using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Exchange.Kernel.Deciders;
using Exchange.Kernel.Values;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Catalogue;

/// <summary>A search that a person has saved.</summary>
/// <param name="Search">Its id.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Query">The parameters of the search, as in an address.</param>
/// <param name="SavedAt">Unix milliseconds; lots that were announced before are no news.</param>
public sealed record SavedSearch(string Search, string Name, string Query, long SavedAt);

/// <summary>A new lot that a saved search finds.</summary>
/// <param name="Search">The search's id.</param>
/// <param name="Lot">The lot's id.</param>
public readonly record struct Find(string Search, string Lot);

/// <summary>The saved searches of one person, and the new lots that they found: the latest of them all together, so that nobody's grow without bound, and each once.</summary>
public sealed record SavedSearches : IDecider<SavedSearches, SavedSearchesCommand, SavedSearchesEvent>
{
    public const int Most = 50, MostAlerts = 500, LongestName = 100, LongestQuery = 2_000;

    /// <summary>The searches by their ids.</summary>
    public ImmutableDictionary<string, SavedSearch> Searches { get; init; } = ImmutableDictionary<string, SavedSearch>.Empty;

    /// <summary>The latest finds, the last one last.</summary>
    public ImmutableList<Find> Latest { get; init; } = [];

    /// <summary>How many finds there were, which is the number of the last.</summary>
    public long Finds { get; init; }

    public static SavedSearches Initial { get; } = new();

    /// <summary>The id under which a person's searches are kept.</summary>
    public static string OwnerOf(string person) => Id.From("searches", person);

    /// <summary>The stream of an owner's searches.</summary>
    public static string Stream(string owner) => "searches/" + owner;

    public static Decision<SavedSearchesEvent> Decide(SavedSearches state, SavedSearchesCommand command, DateTimeOffset now) => command switch
    {
        SaveSearch save when state.Searches.TryGetValue(save.Search, out var saved) =>
            saved.Name == save.Name && saved.Query == save.Query ? Decision<SavedSearchesEvent>.Nothing : SearchRefusals.Exists,
        SaveSearch { Name: { Length: 0 or > LongestName } } => SearchRefusals.NameUnclear,
        SaveSearch save when LotDetails.HasControls(save.Name) => SearchRefusals.NameUnclear,
        SaveSearch when state.Searches.Count >= Most => SearchRefusals.TooMany,
        SaveSearch save => new SearchSaved(save.Owner, new(save.Search, save.Name, save.Query, now.ToUnixTimeMilliseconds())),

        ForgetSearch forget when !state.Searches.ContainsKey(forget.Search) => SearchRefusals.Unknown,
        ForgetSearch forget => new SearchForgotten(forget.Search),

        NoteFinds note when !state.Searches.ContainsKey(note.Search) => Decision<SavedSearchesEvent>.Nothing,
        NoteFinds note => state.Note(note, now),

        _ => throw new UnreachableException(command.GetType().Name),
    };

    public static SavedSearches Evolve(SavedSearches state, SavedSearchesEvent @event) => @event switch
    {
        SearchSaved saved => state with { Searches = state.Searches.Add(saved.Search.Search, saved.Search) },
        SearchForgotten forgotten => state with
        {
            Searches = state.Searches.Remove(forgotten.Search),
            Latest = state.Latest.RemoveAll(find => find.Search == forgotten.Search),
        },
        LotsFound found => state with
        {
            Latest = Newest(state.Latest.AddRange(found.Lots.Select(lot => new Find(found.Search, lot)))),
            Finds = found.First + found.Lots.Count - 1,
        },
        _ => throw new InvalidOperationException($"{@event.GetType().Name} cannot follow in saved searches."),
    };

    private Decision<SavedSearchesEvent> Note(NoteFinds note, DateTimeOffset now)
    {
        var known = Latest.ToHashSet();
        var lots = note.Lots.Distinct().Where(lot => !known.Contains(new(note.Search, lot))).TakeLast(MostAlerts).ToList();
        return lots.Count == 0 ? Decision<SavedSearchesEvent>.Nothing : new LotsFound(note.Owner, note.Search, Finds + 1, lots, now.ToUnixTimeMilliseconds());
    }

    private static ImmutableList<Find> Newest(ImmutableList<Find> finds) => finds.Count > MostAlerts ? finds.RemoveRange(0, finds.Count - MostAlerts) : finds;
}

/// <summary>What saved searches can be told.</summary>
public abstract record SavedSearchesCommand;

/// <summary>The person saves a search.</summary>
public sealed record SaveSearch(string Owner, string Search, string Name, string Query) : SavedSearchesCommand;

/// <summary>The person wants to hear no more of it.</summary>
public sealed record ForgetSearch(string Search) : SavedSearchesCommand;

/// <summary>New lots were found; they may have been noted before.</summary>
public sealed record NoteFinds(string Owner, string Search, IReadOnlyList<string> Lots) : SavedSearchesCommand;

/// <summary>What can have happened to saved searches.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SearchSaved), "search-saved.v1")]
[JsonDerivedType(typeof(SearchForgotten), "search-forgotten.v1")]
[JsonDerivedType(typeof(LotsFound), "lots-found.v1")]
public abstract record SavedSearchesEvent;

/// <param name="Owner">The id under which the person's searches are kept.</param>
/// <param name="Search">The search.</param>
public sealed record SearchSaved(string Owner, SavedSearch Search) : SavedSearchesEvent;

public sealed record SearchForgotten(string Search) : SavedSearchesEvent;

/// <summary>New lots that a search finds.</summary>
/// <param name="Owner">The id under which the person's searches are kept.</param>
/// <param name="Search">The search's id.</param>
/// <param name="First">The number of the first of them among all finds of the person.</param>
/// <param name="Lots">The lots' ids.</param>
/// <param name="At">Unix milliseconds.</param>
public sealed record LotsFound(string Owner, string Search, long First, IReadOnlyList<string> Lots, long At) : SavedSearchesEvent;
