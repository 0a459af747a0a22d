using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Kernel.Values;
using Exchange.Matching.Audits;

namespace Exchange.Tests.Matching;

/// <summary>Writes an entry of an audit file the obvious way: the events as they are stored, then names for enterprises, then all of it in canonical form.</summary>
internal static class SlowScribe
{
    public static byte[] Entry(long at, IReadOnlyList<object> events, long number, AuditNames names)
    {
        var entry = new JsonObject
        {
            ["at"] = at,
            ["events"] = new JsonArray([.. events.Select(@event => JsonSerializer.SerializeToNode(@event, AuditKind.Of(@event)!.Events, StoredJson.Options))]),
            ["n"] = number,
        };
        return CanonicalJson.Of(JsonSerializer.SerializeToElement(Named(entry, "", names), StoredJson.Options));
    }

    // Names are given in the order of the file, which is that of the alphabet.
    private static JsonNode? Named(JsonNode? node, string key, AuditNames names) => node switch
    {
        JsonObject members => new JsonObject([.. members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Named(member.Value, member.Key, names))).ToList()]),
        JsonArray items => new JsonArray([.. items.Select(item => Named(item, key, names)).ToList()]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && key == AuditNames.HiddenMember => names.OfRoot(text.GetValue<string>()),
        JsonValue text when text.GetValueKind() == JsonValueKind.String && AuditNames.IsEnterprise(key) => names.Of(text.GetValue<string>()),
        _ => node?.DeepClone(),
    };
}
