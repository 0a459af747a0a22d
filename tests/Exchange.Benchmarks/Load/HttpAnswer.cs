using System.Buffers.Text;

namespace Exchange.Benchmarks.Load;

/// <summary>As much of an HTTP/1.1 response as a load driver needs, read where it lies: the status, where the body is, and how long all of it is.</summary>
/// <param name="Status">The status code.</param>
/// <param name="BodyStart">Where the body begins.</param>
/// <param name="Length">The length of the whole response.</param>
public readonly record struct HttpAnswer(int Status, int BodyStart, int Length)
{
    private const int StatusAt = 9; // after "HTTP/1.1 "

    /// <summary>Reads a response at the start of the bytes. False when it is not whole yet.</summary>
    /// <exception cref="InvalidDataException">It is no HTTP/1.1 response, or does not say how long it is.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out HttpAnswer answer)
    {
        answer = default;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var head = bytes[..(end + 2)];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[StatusAt..], out int status, out var digits) || digits != 3)
            throw new InvalidDataException("This is no HTTP/1.1 response.");

        var body = end + 4;
        var length = Header(head, "\r\nContent-Length: "u8) is { IsEmpty: false } text && Utf8Parser.TryParse(text, out int stated, out _) ? stated
            : Header(head, "\r\nTransfer-Encoding: "u8).StartsWith("chunked"u8) ? LengthOfChunks(bytes[body..])
            : status is 204 or 304 ? 0
            : throw new InvalidDataException("The response does not say how long it is.");
        if (length < 0 || bytes.Length < body + length) return false;
        answer = new(status, body, body + length);
        return true;
    }

    /// <summary>The whole number behind a name in the JSON of the body, or null. The name is given with its quotes and colon.</summary>
    public static long? Number(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var at = body.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(body[(at + name.Length)..], out long number, out _) ? number : null;
    }

    /// <summary>The value of a header, or nothing. The name is given as Kestrel writes it, with the line's end before it and the colon.</summary>
    public static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        if (at < 0) return [];
        var value = head[(at + name.Length)..];
        return value[..value.IndexOf("\r\n"u8)];
    }

    // The length of the chunks with their frame and the empty one at the end; -1 when it has not come yet.
    private static int LengthOfChunks(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; ;)
        {
            var line = bytes[at..].IndexOf("\r\n"u8);
            if (line < 0) return -1;
            if (!Utf8Parser.TryParse(bytes[at..], out int size, out _, 'x')) throw new InvalidDataException("A chunk does not say how long it is.");
            at += line + 2 + size + 2;
            if (at > bytes.Length) return -1;
            if (size == 0) return at;
        }
    }
}
