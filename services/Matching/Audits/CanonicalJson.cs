using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Exchange.Matching.Audits;

/// <summary>JSON of which every byte is given: UTF-8, no white space, the keys of an object in ascending order, a string with no escape that it can do without.
/// Source: RFC 8785, "JSON Canonicalization Scheme", for values whose keys are ASCII and whose numbers are integers, here in all their digits.</summary>
public static class CanonicalJson
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("-0123456789"u8);

    /// <summary>Writes a value. Of a number that is none of its integers the first digits are written, so that a file with it differs from its canonical form.</summary>
    public static void Write(IBufferWriter<byte> to, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(to, json);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                var rest = false;
                foreach (var item in json.EnumerateArray())
                {
                    if (rest) to.Write(","u8);
                    rest = true;
                    Write(to, item);
                }

                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteString(to, json);
                break;
            case JsonValueKind.Number:
                to.Write(Integer(JsonMarshal.GetRawUtf8Value(json)));
                break;
            default:
                to.Write(JsonMarshal.GetRawUtf8Value(json)); // true, false or null
                break;
        }
    }

    /// <summary>The canonical bytes of a value.</summary>
    public static byte[] Of(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, json);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteObject(IBufferWriter<byte> to, JsonElement json)
    {
        var members = ArrayPool<JsonProperty>.Shared.Rent(json.GetPropertyCount());
        var count = 0;
        foreach (var member in json.EnumerateObject())
        {
            // An insertion, because there are few, and a sort would allocate.
            var place = count++;
            for (; place > 0 && IsAfter(members[place - 1], member); place--) members[place] = members[place - 1];
            members[place] = member;
        }

        to.Write("{"u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) to.Write(","u8);
            var key = JsonMarshal.GetRawUtf8PropertyName(members[i]);
            if (key.Contains((byte)'\\')) to.Write(Of(members[i].Name));
            else
            {
                to.Write("\""u8);
                to.Write(key);
                to.Write("\""u8);
            }

            to.Write(":"u8);
            Write(to, members[i].Value);
        }

        to.Write("}"u8);
        ArrayPool<JsonProperty>.Shared.Return(members, clearArray: true);
    }

    private static bool IsAfter(JsonProperty one, JsonProperty other) =>
        JsonMarshal.GetRawUtf8PropertyName(one).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(other)) > 0;

    private static void WriteString(IBufferWriter<byte> to, JsonElement json)
    {
        var raw = JsonMarshal.GetRawUtf8Value(json);
        if (raw.Contains((byte)'\\')) to.Write(Of(json.GetString()!));
        else to.Write(raw);
    }

    /// <summary>The canonical bytes of a text, with its quotes.</summary>
    public static byte[] Of(string text)
    {
        var written = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => written.Append("\\\""),
                '\\' => written.Append("\\\\"),
                '\b' => written.Append("\\b"),
                '\t' => written.Append("\\t"),
                '\n' => written.Append("\\n"),
                '\f' => written.Append("\\f"),
                '\r' => written.Append("\\r"),
                < ' ' => written.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => written.Append(c),
            };
        }

        return Encoding.UTF8.GetBytes(written.Append('"').ToString());
    }

    private static ReadOnlySpan<byte> Integer(ReadOnlySpan<byte> raw) =>
        raw.StartsWith("-0"u8) ? "0"u8
        : raw.IndexOfAnyExcept(Digits) is >= 0 and var end ? raw[..end]
        : raw;
}
