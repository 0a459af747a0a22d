using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Exchange.SystemTests.Http;

/// <summary>Whose token a request carries.</summary>
internal enum Pass
{
    /// <summary>One of the role that may.</summary>
    Right,

    /// <summary>One of another role.</summary>
    OtherRole,

    None,

    /// <summary>A name and a password in place of a token.</summary>
    Basic,

    Garbage,

    /// <summary>Right in all, but an hour old.</summary>
    Expired,

    /// <summary>Of an issuer that is not trusted.</summary>
    OtherIssuer,

    /// <summary>Says that it is of our issuer, and is signed with a key of its own.</summary>
    Forged,

    /// <summary>Says that it needs no signature.</summary>
    Unsigned,

    /// <summary>For somebody else's interface.</summary>
    OtherAudience,
}

/// <summary>A bad request: a good one with one thing wrong.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Answers">The answers one of which it must get, as STATUS CODE.</param>
internal sealed record Attempt(string Name, params string[] Answers)
{
    private const string Malformed = "400 request.malformed", Invalid = "400 request.invalid", BadKey = "400 request.idempotency-key", TokenInvalid = "401 auth.token-invalid";

    // Where the shape allows it, the rules say no.
    private static readonly string[] OutOfBounds =
        [Invalid, "422 lot.out-of-bounds", "422 fair.out-of-bounds", "422 deal.amount-out-of-range", "422 debt.amount-out-of-range",
            "422 payout.amount-out-of-range", "409 auction.not-enough-left", "409 clock.backwards",
            "422 call-auction.nothing-ordered", "422 call-auction.too-large", "422 call-auction.unsound-terms", "409 auction.takes-no-sealed-bids", "409 deal.not-paid"];

    private static readonly string[] Unclear = [Invalid, "422 lot.reason-unclear", "422 auction.reason-unclear", "422 admission.reason-unclear", "422 reversal.reason-unclear"];

    /// <summary>The body, where it is not the good one.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The content type, where it is not the right one; empty for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The Idempotency-Key; empty for none.</summary>
    public string Key { get; init; } = Guid.NewGuid().ToString("N");

    public Pass Pass { get; init; }

    /// <summary>What stands in the place of each id.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the length of the body is left for the server to find out.</summary>
    public bool Chunked { get; init; }

    /// <summary>Everything that is tried at a door.</summary>
    public static IEnumerable<Attempt> At(Door door) =>
        [.. Tokens(), .. door.IsForAnyRole ? [] : OtherRole(), .. Sizes(door), .. door.TakesKey ? Keys() : [], .. door.Unknown.Length > 0 ? Ids(door) : [],
            .. door.TakesJson ? Json(door) : door.TakesBytes ? Bytes(door) : Csv()];

    private static IEnumerable<Attempt> Tokens() =>
    [
        new("no token", "401 auth.token-missing") { Pass = Pass.None },
        new("a password for a token", "401 auth.token-missing") { Pass = Pass.Basic },
        new("garbage for a token", TokenInvalid) { Pass = Pass.Garbage },
        new("an expired token", TokenInvalid) { Pass = Pass.Expired },
        new("a token of another issuer", TokenInvalid) { Pass = Pass.OtherIssuer },
        new("a forged token", TokenInvalid) { Pass = Pass.Forged },
        new("an unsigned token", TokenInvalid) { Pass = Pass.Unsigned },
        new("a token for another audience", TokenInvalid) { Pass = Pass.OtherAudience },
    ];

    private static IEnumerable<Attempt> OtherRole() => [new("a token of another role", "403 auth.role-missing") { Pass = Pass.OtherRole }];

    private static IEnumerable<Attempt> Sizes(Door door)
    {
        var large = Encoding.UTF8.GetBytes(new string(' ', 3 * 1024 * 1024) + door.Body);
        yield return new("an oversized body", door.TooLarge) { Body = large };
        yield return new("an oversized body without a length", "413 request.too-large") { Body = large, Chunked = true };
    }

    private static IEnumerable<Attempt> Keys() =>
    [
        new("no key", BadKey) { Key = "" },
        new("a key too long", BadKey) { Key = new string('k', 201) },
        new("a key with a space", BadKey) { Key = "my key" },
    ];

    private static IEnumerable<Attempt> Ids(Door door) =>
    [
        new("an unknown id", door.Unknown) { Id = new string('0', 31) + "7" },
        new("a malformed id", door.Unknown) { Id = "no-such-thing" },
        new("an id in capitals", door.Unknown) { Id = new string('A', 32) },
        new("an id of another alphabet", door.Unknown) { Id = "%E5%90%89%E6%9E%97" },
        new("an id too long", door.Unknown) { Id = new string('a', 500) },
    ];

    private static IEnumerable<Attempt> Csv()
    {
        yield return Of("no body", "", "422 import.empty", "422 debt-file.empty", "422 scheme.header-unclear");
        yield return Of("no header", "1,2,3\n", "422 import.columns-missing", "422 import.header-unclear", "422 debt-file.columns", "422 scheme.header-unclear");
        yield return Of("a column twice", "title,title,category,quantity,unit value\n", "422 import.header-unclear", "422 debt-file.columns", "422 scheme.header-unclear");
        yield return Of("another encoding", "", "422 import.wrong-encoding", "422 debt-file.wrong-encoding") with { Body = [(byte)'t', 0xff, 0xff, (byte)'\n'] };
        yield return Of("another content type", "{}", "415 request.media-type") with { ContentType = "application/json" };
    }

    private static IEnumerable<Attempt> Bytes(Door door)
    {
        string[] no = ["422 media.no-photo", "422 media.no-document", "422 media.no-archive"];
        yield return Of("no body", "", no);
        yield return Of("what it does not take", door.Body, no);
        yield return Of("another content type", "{}", "415 request.media-type") with { ContentType = "application/json" };
    }

    private static IEnumerable<Attempt> Json(Door door)
    {
        var (good, fields) = (door.Body.Length == 0 ? "{}" : door.Body.Trim(), door.Fields);
        yield return Of("half a document", good[..^1], Malformed);
        yield return Of("no JSON", "amountMinor=1", Malformed);
        yield return Of("an array", "[]", Malformed);
        yield return Of("a string", "\"{}\"", Malformed);
        yield return Of("two documents", good + good, Malformed);
        yield return Of("an unknown field", good[..^1] + (fields.Count > 0 ? "," : "") + "\"unknown\":1}", Malformed);
        yield return Of("another UTF", "", Malformed) with { Body = [0xff, 0xfe, .. Encoding.Unicode.GetBytes(good)] };
        yield return Of("another content type", good, "415 request.media-type") with { ContentType = "text/plain" };
        yield return Of("no content type", good, "415 request.media-type") with { ContentType = "" };
        yield return Of("an unknown charset", good, "415 request.media-type") with { ContentType = "application/json; charset=bogus" };
        if (fields.Count == 0) yield break;
        yield return Of("no body", "", Malformed);
        yield return Of("nothing", "null", Malformed);
        yield return Of("a doubled field", $"{good[..^1]},{good[1..]}", Malformed);
        foreach (var (field, value) in fields)
            foreach (var attempt in InField(fields, field, value!)) yield return attempt;
    }

    private static IEnumerable<Attempt> InField(JsonObject good, string field, JsonNode value)
    {
        yield return With("{}", "an object", Malformed);
        yield return With(new string('[', 100) + new string(']', 100), "a deep array", Malformed);
        yield return With("null", "null", Invalid);
        yield return With(null, "left out", Invalid);
        if (value is JsonArray)
        {
            yield return With("[]", "empty", Invalid);
            yield return With("[null]", "a list of null", Invalid);
            yield return With("[\"king\"]", "a list of the unknown", Invalid);
        }
        else if (value.GetValueKind() is System.Text.Json.JsonValueKind.True)
        {
            yield return With("1", "a number", Malformed);
            yield return With("\"true\"", "a string", Malformed);
        }
        else if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number)
        {
            yield return With("-1", "negative", OutOfBounds);
            yield return With("9223372036854775807", "the most", OutOfBounds);
            yield return With("9223372036854775808", "overflowing", Malformed);
            yield return With("1" + new string('0', 400), "enormous", Malformed);
            yield return With("1.5", "fractional", Malformed);
            yield return With("1e3", "with an exponent", Malformed);
            yield return With("\"100\"", "a string", Malformed);
        }
        else
        {
            yield return With("17", "a number", Malformed);
            yield return With("\"\"", "empty", Invalid);
            yield return With("\"a\\u0000b\\n\"", "with control characters", [.. Unclear, "422 fair.unknown-time-zone"]);
            yield return With("\"\\ud800\"", "half a character", Malformed);
            yield return With($"\"{new string('x', 10_000)}\"", "too long", Unclear);
        }

        Attempt With(string? json, string what, params string[] answers)
        {
            var fields = good.Where(other => other.Key != field).Select(other => $"\"{other.Key}\":{other.Value!.ToJsonString()}")
                .Concat(json is null ? [] : [string.Create(CultureInfo.InvariantCulture, $"\"{field}\":{json}")]);
            return Of($"{field} {what}", $"{{{string.Join(",", fields)}}}", answers);
        }
    }

    private static Attempt Of(string name, string body, params string[] answers) => new(name, answers) { Body = Encoding.UTF8.GetBytes(body) };
}
