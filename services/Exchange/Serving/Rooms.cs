using Exchange.Identity;
using Exchange.Kernel.Log;
using Exchange.Listing;
using Exchange.Matching;
using Exchange.Portal;
using Exchange.Settlement;
using Exchange.Turnover;

namespace Exchange.Host.Serving;

/// <summary>A service as a part of a process.</summary>
/// <param name="Service">Its name, lower case.</param>
/// <param name="Add">Adds it to a process.</param>
/// <param name="Map">Maps its addresses.</param>
/// <param name="Journal">What its log is made of, or null when it has none.</param>
public sealed record Room(string Service, Action<WebApplicationBuilder> Add, Action<WebApplication> Map, JournalDefinition? Journal = null);

/// <summary>All services of the exchange.</summary>
public static class Rooms
{
    /// <summary>Each service, in the order in which a fair meets them.</summary>
    public static IReadOnlyList<Room> All { get; } =
    [
        new("identity", builder => builder.AddIdentity(), app => app.MapIdentity()),
        new("listing", builder => builder.AddListing(), app => app.MapListing(), ListingJournal.Definition),
        new("matching", builder => builder.AddMatching(), app => app.MapMatching(), MatchingJournal.Definition),
        new("settlement", builder => builder.AddSettlement(), app => app.MapSettlement(), SettlementJournal.Definition),
        new("turnover", builder => builder.AddTurnover(), app => app.MapTurnover(), TurnoverJournal.Definition),
        new("portal", builder => builder.AddPortal(), app => app.MapPortal()),
    ];

    /// <summary>The services whose names are given; all when none is.</summary>
    /// <exception cref="ArgumentException">No service has such a name.</exception>
    public static IReadOnlyList<Room> Named(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? All : [.. names.Select(Named)];

    private static Room Named(string name) =>
        All.FirstOrDefault(room => room.Service == name) ?? throw new ArgumentException($"'{name}' is no service of the exchange.");
}
