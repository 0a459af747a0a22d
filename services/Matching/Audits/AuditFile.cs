using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Audits;

/// <summary>Writes the audit file of one lot or call auction from the entries of its stream, piece by piece, so that a file with a million bids needs no memory for them.
/// <c>docs/audit.md</c> says every byte of it.</summary>
public sealed class AuditFile
{
    private AuditKind? _kind;
    private AuditReplay? _replay;
    private AuditScribe? _scribe;

    /// <summary>How many entries are written.</summary>
    public long Entries => _scribe?.Entries ?? 0;

    /// <summary>The hash of the last entry, and the head of the file when that was all.</summary>
    public string Head => Scribe.Head;

    /// <summary>Whether what the file is about has ended with what is written.</summary>
    public bool HasEnded => _replay is { HasEnded: true };

    private AuditScribe Scribe => _scribe ?? throw new InvalidOperationException("Nothing is written.");

    /// <summary>Writes what an accepted command caused.</summary>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">Its events; the first of all offers the lot, or opens the call auction.</param>
    public void Write(IBufferWriter<byte> to, long at, IReadOnlyList<object> events)
    {
        if (_scribe is null) Begin(to, events[0]);
        else to.Write(","u8);
        _replay!.Follow(at, events);
        // The hash has its place before the number, which is the last member.
        var entry = Scribe.Write(at, events);
        var number = entry.LastIndexOf(",\"n\":"u8);
        to.Write(entry[..number]);
        to.Write(",\"hash\":\""u8);
        Encoding.ASCII.GetBytes(Head, to);
        to.Write("\""u8);
        to.Write(entry[number..]);
    }

    /// <summary>Writes the end: what the file is, its head, and the result.</summary>
    public void End(IBufferWriter<byte> to)
    {
        var result = JsonSerializer.SerializeToElement(_replay!.Result(Scribe.Names), StoredJson.Options);
        Encoding.ASCII.GetBytes($"],\"format\":\"{AuditScribe.Format}\",\"head\":\"{Head}\",", to);
        if (_kind == AuditKind.Lot) About(to, _replay.Id!);
        to.Write("\"result\":"u8);
        CanonicalJson.Write(to, result);
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"rules\":{AuditScribe.Rules}}}"), to);
    }

    // A call auction's id is the first member of the file, a lot's comes after the entries: the order of the alphabet.
    private void Begin(IBufferWriter<byte> to, object first)
    {
        (_scribe, _kind) = (AuditScribe.For(first), AuditKind.Of(first)!);
        _replay = _kind.Replay();
        to.Write("{"u8);
        if (first is CallAuctions.CallAuctionOpened { Terms.Grade.Auction: var auction }) About(to, auction);
        to.Write("\"entries\":["u8);
    }

    private void About(IBufferWriter<byte> to, string id)
    {
        Encoding.ASCII.GetBytes($"\"{_kind!.Member}\":", to);
        CanonicalJson.Write(to, JsonSerializer.SerializeToElement(id));
        to.Write(","u8);
    }
}
