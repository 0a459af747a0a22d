using Exchange.Kernel.Log;

namespace Exchange.Settlement;

/// <summary>The order in which things happened in this service, as one number that pages can start after. The service has one partition.</summary>
public static class Place
{
    private const long EntriesARow = 10_000, EventsAnEntry = 10_000;

    /// <summary>The number of an event's place in the log; later is greater.</summary>
    public static long Of(Happened happened) => checked((((happened.Position.Sequence * EntriesARow) + happened.EntryIndex) * EventsAnEntry) + happened.Ordinal);
}
