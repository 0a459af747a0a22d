using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Kernel.Values;

/// <summary>Identifiers: 32 lower-case hexadecimal digits of a UUID.</summary>
public static class Id
{
    /// <summary>A new version-7 UUID (RFC 9562): ids made later sort later, by the clock of the exchange.</summary>
#pragma warning disable RS0030 // The one place where the banned method is called, with the time of the exchange.
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N");
#pragma warning restore RS0030

    /// <summary>The version-8 UUID (RFC 9562) that belongs to a name: the same parts give the same id, so that what is sent twice is known again.</summary>
    public static string From(params IEnumerable<string> parts)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>An id that stands beside a home: streams of all ids beside one home are in the same partition of a log, so that commands of one may have
    /// companions in another. Its version is 15, which no UUID has, and its last eight digits come from the home.</summary>
    /// <param name="id">What makes it different from its neighbours.</param>
    /// <param name="home">What the neighbours have in common.</param>
    public static string Beside(string id, string home) => string.Concat(id.AsSpan(0, 12), BesideMark, id.AsSpan(13, 11), From(home).AsSpan(0, HomeDigits));

    /// <summary>What of an id says where its stream is: the home of one that stands beside one, else all of it.</summary>
    public static ReadOnlySpan<char> PlaceOf(ReadOnlySpan<char> id) => id.Length == 32 && id[12] == BesideMark[0] ? id[^HomeDigits..] : id;

    private const string BesideMark = "f";
    private const int HomeDigits = 8;

    /// <summary>Whether a text has the shape of an id.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: 32 } && !text.AsSpan().ContainsAnyExcept(HexDigits);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
}
