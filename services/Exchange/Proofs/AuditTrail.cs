using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;
using Exchange.Matching.CallAuctions;

namespace Exchange.Host.Proofs;

/// <summary>The audit files of all lots and call auctions at once, without the files: each entry is chained and decided again as it passes, as <c>exchange verify</c> does
/// with one file, and each published head must be that of its chain at an end of the sale; the next entry may come while it is on its way to be published.</summary>
internal sealed class AuditTrail
{
    private readonly Dictionary<string, (AuditScribe Scribe, AuditReplay Replay, Dictionary<long, string> Ends)> _files = new(StringComparer.Ordinal);

    /// <summary>How many lots and call auctions were seen.</summary>
    public int Files => _files.Count;

    public long Entries { get; private set; }

    /// <summary>How many heads were published.</summary>
    public long Heads { get; private set; }

    /// <summary>What is wrong with the entry of an event, or null; an entry is looked at with its first event. What was never offered or opened has no file.</summary>
    public string? Fault(Happened happened)
    {
        if (AuditScribe.Begun(happened) is not { } part) return null;
        if (AuditKind.Begins(happened.Event)) _files[happened.Stream] = (AuditScribe.For(happened.Event), AuditKind.Of(happened.Event)!.Replay(), []);
        if (!_files.TryGetValue(happened.Stream, out var file)) return null;
        var (scribe, replay, ends) = file;
        if (PublishedBy(happened.Event) is { } published)
        {
            Heads++;
            return ends.GetValueOrDefault(published.Entries) == published.Head ? null
                : $"{Name(happened)} has the published head {published.Head} of {published.Entries} entries; its chain has {scribe.Head} of {scribe.Entries}.";
        }

        Entries++;
        var (at, events) = (happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        scribe.Write(at, events);
        try
        {
            var wrong = replay.Take(at, events);
            if (replay.HasEnded) ends[scribe.Entries] = scribe.Head;
            return wrong is { } fault ? $"{Name(happened)}, entry {scribe.Entries}: {fault}." : null;
        }
        catch (InvalidDataException impossible)
        {
            return $"{Name(happened)}, entry {scribe.Entries}: {impossible.Message}";
        }
    }

    private static AuditHead? PublishedBy(object @event) => @event switch
    {
        AuditPublished published => new(published.Entries, published.Head),
        CallAuditPublished published => new(published.Entries, published.Head),
        _ => null,
    };

    private static string Name(Happened happened) => (happened.Event is AuctionEvent ? "Lot " : "Call auction ") + happened.StreamId;
}
