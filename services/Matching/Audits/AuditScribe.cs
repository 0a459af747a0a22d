using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Kernel.Log;
using Exchange.Matching.Auctions;
using Exchange.Matching.CallAuctions;

namespace Exchange.Matching.Audits;

/// <summary>Writes the entries of one audit file, of a lot or a call auction, each chained to the one before. An entry is what one accepted command did to it: its number, its receipt
/// time and the events. Its hash is SHA-256 over the hash before it in lower-case hexadecimal, a line feed, and the canonical JSON of the entry without a hash.
/// Before the first one stands the hash of what the file is about, which binds the chain to it and to the rules.</summary>
public sealed class AuditScribe
{
    /// <summary>What an audit file says it is.</summary>
    public const string Format = "exchange-audit.v1";

    /// <summary>The version of the rules of all formats. It rises when the same commands would cause other events.</summary>
    public const int Rules = 1;

    private const int HashLength = 2 * SHA256.HashSizeInBytes, Before = HashLength + 1; // and the line feed

    [ThreadStatic]
    private static Sheet? t_sheet; // used again, because a fair has hundreds of thousands of entries

    private readonly byte[] _head = new byte[HashLength];

    private AuditScribe(long entries, string head, AuditNames names)
    {
        (Entries, Names) = (entries, names);
        Encoding.ASCII.GetBytes(head, _head);
    }

    /// <summary>How many entries are written.</summary>
    public long Entries { get; private set; }

    /// <summary>The hash of the last entry.</summary>
    public string Head => Encoding.ASCII.GetString(_head);

    public AuditNames Names { get; }

    /// <summary>A scribe who has written nothing yet.</summary>
    /// <param name="first">The first event of what the file is about.</param>
    /// <exception cref="InvalidDataException">It begins nothing.</exception>
    public static AuditScribe For(object first) => first switch
    {
        LotOffered { Offering: var (lot, _, _, linked) } => new(0, Beginning(AuditKind.Lot, lot.Id), AuditNames.For(lot.Consignor, linked)),
        CallAuctionOpened { Terms.Grade.Auction: var auction } => new(0, Beginning(AuditKind.CallAuction, auction), AuditNames.ForTraders()),
        _ => throw new InvalidDataException($"No audit file begins with {first.GetType().Name}."),
    };

    /// <summary>A scribe who goes on after an entry.</summary>
    public static AuditScribe After(long entries, string head, AuditNames names) => new(entries, head, names);

    /// <summary>The hash before the first entry.</summary>
    public static string Beginning(AuditKind kind, string id)
    {
        var about = new JsonObject { [kind.Member] = id, ["format"] = Format, ["rules"] = Rules };
        return Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Of(JsonSerializer.SerializeToElement(about))));
    }

    /// <summary>The hash of an entry.</summary>
    /// <param name="before">The hash of the entry before.</param>
    /// <param name="entry">The entry's canonical JSON, without a hash.</param>
    public static string Hash(string before, ReadOnlySpan<byte> entry)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var length = before.Length + 1 + entry.Length;
        var input = ArrayPool<byte>.Shared.Rent(length);
        Encoding.ASCII.GetBytes(before, input);
        input[before.Length] = (byte)'\n';
        entry.CopyTo(input.AsSpan(before.Length + 1));
        SHA256.HashData(input.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(input);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>What a command did to a stream, where an event is the first of it; null where it is not.</summary>
    public static Part? Begun(Happened happened)
    {
        if (happened.Event is LotDepositEvent or AmendmentEvent || AuditKind.Of(happened.Event) is null) return null; // no part of any file
        var parts = happened.Cause.Parts;
        for (var i = 0; i < parts.Count; i++)
            if (happened.Version == parts[i].Version - parts[i].Events.Count + 1 && parts[i].Stream == happened.Stream) return parts[i];
        return null;
    }

    /// <summary>Writes the next entry, and returns it without its hash; valid until this thread writes another one.</summary>
    /// <param name="at">The receipt time in Unix milliseconds.</param>
    /// <param name="events">What the command caused.</param>
    public ReadOnlySpan<byte> Write(long at, IReadOnlyList<object> events)
    {
        var (bytes, json) = t_sheet ??= Sheet.Blank();
        bytes.ResetWrittenCount();
        json.Reset();
        bytes.Write(_head);
        bytes.Write("\n"u8);
        if (events[0] is PriorityTaken taken) Names.Reveal(taken.Enterprise);
        json.WriteStartObject();
        json.WriteNumber("at"u8, at);
        json.WriteStartArray("events"u8);
        for (var i = 0; i < events.Count; i++) CanonicalEvents.Write(json, events[i], Names);
        json.WriteEndArray();
        json.WriteNumber("n"u8, ++Entries);
        json.WriteEndObject();
        json.Flush();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.WrittenSpan, hash);
        Convert.TryToHexStringLower(hash, _head, out _);
        return bytes.WrittenSpan[Before..];
    }

    /// <summary>Where an entry is written behind the hash of the one before, as it is hashed.</summary>
    private sealed record Sheet(ArrayBufferWriter<byte> Bytes, Utf8JsonWriter Json)
    {
        public static Sheet Blank()
        {
            var bytes = new ArrayBufferWriter<byte>(1024);
            return new(bytes, new(bytes, CanonicalEvents.Writing));
        }
    }
}
