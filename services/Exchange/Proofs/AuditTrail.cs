using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.Audits;

namespace Exchange.Host.Proofs;

/// <summary>The audit files of all lots at once, without the files: each entry is chained and decided again as it passes, as <c>exchange verify</c> does
/// with one file, and each published head must be that of its chain.</summary>
internal sealed class AuditTrail
{
    private readonly Dictionary<string, (AuditScribe Scribe, AuditReplay Replay)> _lots = new(StringComparer.Ordinal);

    public int Lots => _lots.Count;

    public long Entries { get; private set; }

    /// <summary>How many heads were published.</summary>
    public long Heads { get; private set; }

    /// <summary>What is wrong with the entry of an event, or null; an entry is looked at with its first event. The lot must have been offered.</summary>
    public string? Fault(Happened happened)
    {
        if (AuditScribe.Begun(happened) is not { } part) return null;
        if (happened.Event is LotOffered offered) _lots[happened.StreamId] = (AuditScribe.For(offered.Offering), new());
        var (scribe, replay) = _lots[happened.StreamId];
        if (happened.Event is AuditPublished published)
        {
            Heads++;
            return (published.Entries, published.Head) == (scribe.Entries, scribe.Head) ? null
                : $"Lot {happened.StreamId} has the published head {published.Head} of {published.Entries} entries; its chain has {scribe.Head} of {scribe.Entries}.";
        }

        Entries++;
        var (at, events) = (happened.Cause.ReceivedAt.ToUnixTimeMilliseconds(), part.Events);
        scribe.Write(at, events);
        try
        {
            return replay.Take(at, [.. events.Cast<AuctionEvent>()]) is { } fault ? $"Lot {happened.StreamId}, entry {scribe.Entries}: {fault}." : null;
        }
        catch (InvalidDataException impossible)
        {
            return $"Lot {happened.StreamId}, entry {scribe.Entries}: {impossible.Message}";
        }
    }
}
