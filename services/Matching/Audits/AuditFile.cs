using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Values;
using Exchange.Matching.Auctions;

namespace Exchange.Matching.Audits;

/// <summary>Writes the audit file of one lot from the entries of its stream, piece by piece, so that a file with a million bids needs no memory for them.
/// <c>docs/audit.md</c> says every byte of it.</summary>
public sealed class AuditFile
{
    private readonly List<QuantityAwarded> _awards = [];
    private AuditScribe? _scribe;
    private Auction _auction = Auction.Initial;

    /// <summary>How many entries are written.</summary>
    public long Entries => _scribe?.Entries ?? 0;

    /// <summary>The hash of the last entry, and the head of the file when that was all.</summary>
    public string Head => (_scribe ?? throw new InvalidOperationException("Nothing is written.")).Head;

    /// <summary>Whether the sale has ended with what is written.</summary>
    public bool HasEnded => _scribe is not null && _auction.Outcome is not null;

    /// <summary>Whether events are part of the file: all but the publication of its head, and deposits, which tell who means to bid and decide nothing.</summary>
    public static bool Holds(IReadOnlyList<object> events) => events is not ([AuditPublished] or [DepositNoted]);

    /// <summary>Writes what an accepted command caused.</summary>
    /// <param name="to">Takes the bytes.</param>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">Its events; the first of all offers the lot.</param>
    public void Write(IBufferWriter<byte> to, long at, IReadOnlyList<object> events)
    {
        foreach (var @event in events) _auction = Auction.Evolve(_auction, (AuctionEvent)@event);
        _awards.AddRange(events.OfType<QuantityAwarded>());
        to.Write(_scribe is null ? "{\"entries\":["u8 : ","u8);
        _scribe ??= AuditScribe.For(_auction.Offered);
        // The hash has its place before the number, which is the last member.
        var entry = _scribe.Write(at, events);
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
        var lot = _auction.Offered.Lot.Id;
        var result = JsonSerializer.SerializeToElement(AuditResult.Of(_auction, _awards, _scribe!.Names), StoredJson.Options);
        to.Write("],\"format\":\""u8);
        Encoding.ASCII.GetBytes(AuditScribe.Format, to);
        Encoding.ASCII.GetBytes($"\",\"head\":\"{Head}\",\"lot\":", to);
        CanonicalJson.Write(to, JsonSerializer.SerializeToElement(lot));
        to.Write(",\"result\":"u8);
        CanonicalJson.Write(to, result);
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"rules\":{AuditScribe.Rules}}}"), to);
    }
}
