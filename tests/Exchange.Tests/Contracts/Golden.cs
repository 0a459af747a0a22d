using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Exchange.Kernel.Bus;
using Exchange.Kernel.Values;
using Exchange.Tests.Architecture;

namespace Exchange.Tests.Contracts;

/// <summary>Files that are committed and that the code must still agree with. <c>EXCHANGE_UPDATE_GOLDEN=1</c> writes them anew.</summary>
public static class Golden
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the files shall be written instead of compared.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("EXCHANGE_UPDATE_GOLDEN") == "1";

    /// <summary>Compares a text with a committed file, by its path from the root; writes it when it shall be updated.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Same(string path, string text)
    {
        var full = Path.Combine(House.Root, path);
        text = text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (File.Exists(full) && File.ReadAllText(full) == text) return null;
        if (!Updates) return $"{path} {(File.Exists(full) ? "differs from the code" : "is missing")}; EXCHANGE_UPDATE_GOLDEN=1 writes it.";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return null;
    }

    /// <summary>Reads the golden JSON of a stored type with today's code, and compares what today's code writes: nothing may be lost or renamed,
    /// only added. When it shall be updated, a missing file is written, and one that only lacks what was added; a broken promise stays broken.</summary>
    /// <returns>Null, or what is wrong.</returns>
    public static string? Additive(string path, Type type, object sample)
    {
        var full = Path.Combine(House.Root, path);
        var today = JsonSerializer.SerializeToNode(sample, type, StoredJson.Options)!;
        if (!File.Exists(full)) return Same(path, today.ToJsonString(Indented));
        var golden = JsonNode.Parse(File.ReadAllText(full))!;
        if (Broken(type, golden) is { } broken) return $"{path}: {broken}";
        return Updates && Lost(golden, today, "$") is null ? Same(path, today.ToJsonString(Indented)) : null;
    }

    /// <summary>What is lost when JSON of an older shape is read and written again, or null.</summary>
    public static string? Broken(Type type, JsonNode golden)
    {
        try
        {
            var read = golden.Deserialize(type, StoredJson.Options) ?? throw new JsonException("null");
            return Lost(golden, JsonSerializer.SerializeToNode(read, type, StoredJson.Options), "$");
        }
        catch (JsonException refused)
        {
            return "can no longer be read: " + refused.Message;
        }
    }

    /// <summary>The text of an object as indented JSON.</summary>
    public static string Text(JsonNode node) => node.ToJsonString(Indented);

    /// <summary>Where a contract's golden file and schema stand: <c>matching</c>, <c>lot-awarded.v1</c>.</summary>
    public static (string Service, string File) Place(Type contract)
    {
        var name = ContractName.Of(contract);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return (name[..dot], name[(dot + 1)..]);
    }

    private static string? Lost(JsonNode? old, JsonNode? now, string place) => (old, now) switch
    {
        (JsonObject before, JsonObject after) => before.Select(pair =>
            after.ContainsKey(pair.Key) ? Lost(pair.Value, after[pair.Key], $"{place}.{pair.Key}") : $"{place}.{pair.Key} is gone").FirstOrDefault(lost => lost is not null),
        (JsonArray before, JsonArray after) when before.Count == after.Count =>
            before.Zip(after).Select((pair, i) => Lost(pair.First, pair.Second, $"{place}[{i}]")).FirstOrDefault(lost => lost is not null),
        _ => JsonNode.DeepEquals(old, now) ? null : $"{place} was {old?.ToJsonString()} and is {now?.ToJsonString() ?? "null"}",
    };
}
