using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Exchange.Kernel.Values;

namespace Exchange.Kernel.Log;

/// <summary>How the entries of a log row are written as JSON, and how rows are chained.</summary>
/// <remarks>A row says its format, and an event its type and version, so that every row ever written stays readable:
/// readers ignore members that they do not know and do without those that are missing.</remarks>
public static class LogCodec
{
    /// <summary>The format that is written now.</summary>
    public const long Format = 1;

    /// <summary>What stands in place of the hash before the first row.</summary>
    public static string NoHash { get; } = new('0', 64);

    internal static readonly JsonWriterOptions Writing = new() { Encoder = StoredJson.Options.Encoder, SkipValidation = true };

    /// <summary>The entries as JSON.</summary>
    public static string Write(JournalDefinition definition, IReadOnlyList<Entry> entries)
    {
        var scratch = new Scratch(Writing);
        Write(scratch, definition, entries);
        return Encoding.UTF8.GetString(scratch.Written);
    }

    /// <summary>Writes the entries as JSON into an emptied buffer.</summary>
    internal static void Write(Scratch scratch, JournalDefinition definition, IReadOnlyList<Entry> entries)
    {
        scratch.Clear();
        var json = scratch.Json;
        json.WriteStartObject();
        json.WriteStartArray("entries");
        foreach (var entry in entries) WriteEntry(json, definition, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The entries that a row holds.</summary>
    /// <exception cref="InvalidDataException">The row was written by a newer program, or is damaged.</exception>
    public static IReadOnlyList<Entry> Read(JournalDefinition definition, long format, string data)
    {
        if (format != Format) throw new InvalidDataException($"A log row has format {format}; this program reads {Format}.");
        try
        {
            using var json = JsonDocument.Parse(data);
            return [.. json.RootElement.GetProperty("entries").EnumerateArray().Select(entry => ReadEntry(definition, entry))];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or NotSupportedException)
        {
            throw new InvalidDataException("A log row cannot be read: " + exception.Message, exception);
        }
    }

    /// <summary>The hash of a row: SHA-256 over the hash of the row before, its key, format and time, and its data.</summary>
    public static string Hash(string previous, Position position, long format, long writtenAt, string data) =>
        Hash(previous, position, format, writtenAt, Encoding.UTF8.GetBytes(data));

    internal static string Hash(string previous, Position position, long format, long writtenAt, ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{previous}\n{position}\n{format}\n{writtenAt}\n")));
        hash.AppendData(data);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void WriteEntry(Utf8JsonWriter json, JournalDefinition definition, Entry entry)
    {
        json.WriteStartObject();
        json.WriteString("key", entry.Key);
        json.WriteString("fingerprint", entry.Fingerprint);
        json.WriteString("actor", entry.Actor);
        json.WriteNumber("at", entry.ReceivedAt.ToUnixTimeMilliseconds());
        if (entry.Trace is not null) json.WriteString("trace", entry.Trace);
        json.WriteStartArray("parts");
        foreach (var part in entry.Parts)
        {
            json.WriteStartObject();
            json.WriteString("stream", part.Stream);
            json.WriteNumber("version", part.Version);
            json.WriteStartArray("events");
            var kind = definition.KindOf(part.Stream);
            foreach (var @event in part.Events) kind.WriteEvent(json, @event);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Entry ReadEntry(JournalDefinition definition, JsonElement json) => new(
        json.GetProperty("key").GetString()!,
        json.TryGetProperty("fingerprint", out var fingerprint) ? fingerprint.GetString()! : "",
        json.GetProperty("actor").GetString()!,
        DateTimeOffset.FromUnixTimeMilliseconds(json.GetProperty("at").GetInt64()),
        json.TryGetProperty("trace", out var trace) ? trace.GetString() : null,
        [.. json.GetProperty("parts").EnumerateArray().Select(part => ReadPart(definition, part))]);

    private static Part ReadPart(JournalDefinition definition, JsonElement json)
    {
        var stream = json.GetProperty("stream").GetString()!;
        var kind = definition.KindOf(stream);
        return new(stream, json.GetProperty("version").GetInt64(), [.. json.GetProperty("events").EnumerateArray().Select(kind.ReadEvent)]);
    }
}
