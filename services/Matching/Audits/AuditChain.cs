using System.Buffers;
using System.Text.Json;

namespace Exchange.Matching.Audits;

/// <summary>The hash that an entry carries, and the one that it should carry.</summary>
public readonly record struct Link(string Said, string Due);

/// <summary>The chain of an audit file that was read.</summary>
public static class AuditChain
{
    /// <summary>The links of all entries. Where an entry's hash is wrong, the next entry tells whether its content was changed or only the hash itself,
    /// so that one change is one wrong link.</summary>
    /// <param name="beginning">The hash before the first entry.</param>
    /// <param name="entries">The entries with their hashes.</param>
    /// <param name="head">The head of the file, which is the last hash.</param>
    public static IReadOnlyList<Link> Links(string beginning, IReadOnlyList<JsonElement> entries, string head)
    {
        var contents = entries.Select(Content).ToList();
        var links = new List<Link>(entries.Count);
        var before = beginning;
        for (var i = 0; i < entries.Count; i++)
        {
            var (said, due) = (entries[i].GetProperty("hash").GetString()!, AuditScribe.Hash(before, contents[i]));
            links.Add(new(said, due));
            var follows = i + 1 < entries.Count ? AuditScribe.Hash(due, contents[i + 1]) == entries[i + 1].GetProperty("hash").GetString() : head == due;
            before = said == due || follows ? due : said;
        }

        return links;
    }

    // The canonical bytes of all members but the hash.
    private static byte[] Content(JsonElement entry)
    {
        var content = new ArrayBufferWriter<byte>();
        content.Write("{\"at\":"u8);
        CanonicalJson.Write(content, entry.GetProperty("at"));
        content.Write(",\"events\":"u8);
        CanonicalJson.Write(content, entry.GetProperty("events"));
        content.Write(",\"n\":"u8);
        CanonicalJson.Write(content, entry.GetProperty("n"));
        content.Write("}"u8);
        return content.WrittenSpan.ToArray();
    }
}
