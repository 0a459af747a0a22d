using System.Text.Json;
using System.Text.Unicode;
using Exchange.Kernel.Values;

namespace Exchange.Matching.Audits;

/// <summary>Says whether an audit file is right, from the file alone: its bytes are canonical, its chain is whole, every entry is what the rules of the format
/// make of its command at its receipt time, and the result is what the entries come to. Whoever has the published head also knows that it is the exchange's
/// file and no other one, because whoever changes anything can write the rest anew.</summary>
public sealed class AuditVerifier
{
    private const int MostFaults = 20;

    private static readonly JsonDocumentOptions Reading = new() { AllowDuplicateProperties = false };

    private readonly List<string> _faults = [];
    private AuditKind _kind = AuditKind.Lot;
    private AuditReplay? _replay;
    private string? _head;
    private long _entries;
    private long? _headAt;

    private AuditVerifier()
    {
    }

    /// <summary>Verifies a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="publishedHead">The head that the exchange has published, or null when it is not known.</param>
    public static AuditVerdict Verify(ReadOnlyMemory<byte> file, string? publishedHead = null)
    {
        var verifier = new AuditVerifier();
        using var json = verifier.Parse(file);
        if (json is not null && verifier.HasShape(json.RootElement)) verifier.Check(json.RootElement, publishedHead);
        var replay = verifier._replay;
        var result = replay is { HasEnded: true } ? replay.Result() : null;
        return new(
            replay?.Id, replay?.Title, replay?.Currency, verifier._entries, verifier._head, result as AuditResult, result as AuditedCall, verifier._headAt,
            [.. verifier._faults.Take(MostFaults)]);
    }

    // Null when there is nothing to look at further; a file that is only not canonical is looked at.
    private JsonDocument? Parse(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (!Utf8.IsValid(bytes))
        {
            _faults.Add($"{AuditPlaces.Of(bytes, AuditPlaces.FirstNotUtf8(bytes))} is not UTF-8");
            return null;
        }

        try
        {
            var json = JsonDocument.Parse(file, Reading);
            var canonical = CanonicalJson.Of(json.RootElement).AsSpan();
            var same = bytes.CommonPrefixLength(canonical);
            if (same == bytes.Length && same == canonical.Length) return json;
            _faults.Add(same == bytes.Length
                ? $"the file ends at byte {same}, before its end"
                : $"{AuditPlaces.Of(bytes, same)} is {AuditPlaces.Shown(bytes, same)}, and {AuditPlaces.Shown(canonical, same)} in canonical JSON");
            return json;
        }
        catch (JsonException broken)
        {
            var at = AuditPlaces.OffsetOf(bytes, broken);
            _faults.Add(at < 0 ? broken.Message : $"{AuditPlaces.Of(bytes, at)} breaks the JSON: {broken.Message}");
            return null;
        }
        catch (InvalidOperationException broken)
        {
            _faults.Add("A text in the file is no text: " + broken.Message); // half of a surrogate pair, as an escape
            return null;
        }
    }

    private bool HasShape(JsonElement file)
    {
        var before = _faults.Count;
        if (file.ValueKind == JsonValueKind.Object && file.TryGetProperty(AuditKind.CallAuction.Member, out _)) _kind = AuditKind.CallAuction;
        Members(file, "the file", (_kind.Member, JsonValueKind.String), ("entries", JsonValueKind.Array), ("format", JsonValueKind.String), ("head", JsonValueKind.String),
            ("result", JsonValueKind.Object), ("rules", JsonValueKind.Number));
        if (_faults.Count > before) return false;
        if (file.GetProperty("format").GetString() is not AuditScribe.Format and var format) _faults.Add($"format is '{format}', and this program knows '{AuditScribe.Format}'");
        if (!file.GetProperty("rules").TryGetInt32(out var rules) || rules != AuditScribe.Rules)
            _faults.Add($"rules is {file.GetProperty("rules").GetRawText()}, and this program knows the rules {AuditScribe.Rules}");
        foreach (var (i, entry) in file.GetProperty("entries").EnumerateArray().Index())
        {
            var place = $"entry {i + 1}";
            var soFar = _faults.Count;
            Members(entry, place, ("at", JsonValueKind.Number), ("events", JsonValueKind.Array), ("hash", JsonValueKind.String), ("n", JsonValueKind.Number));
            if (_faults.Count == soFar && !entry.GetProperty("at").TryGetInt64(out _)) _faults.Add($"{place}: at is not a time");
            if (_faults.Count > soFar) return false;
        }

        return true;
    }

    private void Members(JsonElement json, string place, params (string Name, JsonValueKind Kind)[] members)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{place} is no object");
            return;
        }

        foreach (var member in json.EnumerateObject().Where(member => members.All(known => known.Name != member.Name))) _faults.Add($"{place} has a member '{member.Name}' that it should not have");
        foreach (var (name, kind) in members)
        {
            if (!json.TryGetProperty(name, out var member)) _faults.Add($"{place} lacks its member '{name}'");
            else if (member.ValueKind != kind) _faults.Add($"{place}: {name} is no {kind.ToString().ToLowerInvariant()}");
        }
    }

    private void Check(JsonElement file, string? publishedHead)
    {
        var (entries, id, head) = (file.GetProperty("entries").EnumerateArray().ToList(), file.GetProperty(_kind.Member).GetString()!, file.GetProperty("head").GetString()!);
        var links = AuditChain.Links(AuditScribe.Beginning(_kind, id), entries, head);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!entries[i].GetProperty("n").TryGetInt64(out var n) || n != i + 1) _faults.Add($"entry {i + 1}: its number n is {entries[i].GetProperty("n").GetRawText()} and should be {i + 1}");
            if (links[i].Said != links[i].Due) _faults.Add($"entry {i + 1}: its hash is {links[i].Said} and should be {links[i].Due}");
        }

        (_entries, _head) = (entries.Count, entries.Count > 0 ? links[^1].Due : null);
        if (entries.Count > 0 && head != links[^1].Due) _faults.Add($"head is {head} and should be {links[^1].Due}");
        if (publishedHead is not null) CheckPublished(publishedHead, [.. links.Select(link => link.Due)]);
        _replay = _kind.Replay();
        if (Replay(_replay, entries)) CheckEnd(_replay, id, file.GetProperty("result"));
    }

    private void CheckPublished(string publishedHead, string[] hashes)
    {
        var at = Array.IndexOf(hashes, publishedHead);
        if (at >= 0) _headAt = at + 1;
        else _faults.Add($"the published head is {publishedHead}, and no entry of the file has it: the head is {_head}");
    }

    // False when an entry cannot follow, so that there is no end to look at.
    private bool Replay(AuditReplay replay, List<JsonElement> entries)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            try
            {
                var json = entries[i].GetProperty("events").EnumerateArray().ToList();
                var events = json.Select(@event => @event.Deserialize(_kind.Events, StoredJson.Options) ?? throw new JsonException("An event is null.")).ToList();
                for (var e = 0; e < json.Count; e++)
                    if (AuditReplay.Difference($"events[{e}]", json[e], _kind.Json(events[e])) is { } unknown) _faults.Add($"entry {i + 1}: {unknown}");
                if (replay.Take(entries[i].GetProperty("at").GetInt64(), events) is { } fault) _faults.Add($"entry {i + 1}: {fault}");
            }
#pragma warning disable CA1031 // Whatever a forger wrote and the rules cannot even read is a fault of the file, and never one of this program.
            catch (Exception impossible)
#pragma warning restore CA1031
            {
                _faults.Add($"entry {i + 1} cannot follow: {impossible.Message}");
                return false;
            }
        }

        return true;
    }

    private void CheckEnd(AuditReplay replay, string id, JsonElement result)
    {
        if (replay.Id != id) _faults.Add($"{_kind.Member} is '{id}', and the entries are about {_kind.Member} '{replay.Id}'");
        if (!replay.HasEnded) _faults.Add($"the entries end with entry {_entries}, and the sale has not ended");
        else if (AuditReplay.Difference("result", result, JsonSerializer.SerializeToElement(replay.Result(), StoredJson.Options)) is { } difference)
            _faults.Add(difference);
    }
}
