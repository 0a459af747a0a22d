using System.Buffers.Text;
using System.Text;

namespace Exchange.Benchmarks.Load;

/// <summary>The bytes of a bid over HTTP, made once for a bidder; only the lot, the amount and the key are written anew for each bid. The amount has
/// a fixed width, blanks before it, which JSON allows, so that the length of the body stays.</summary>
public sealed class BidTemplate
{
    private const int IdLength = 32, KeyLength = 24, AmountLength = 16;
    private static readonly UTF8Encoding Utf8 = new(false);

    private readonly byte[] _bytes;
    private readonly int _lotAt, _keyAt, _amountAt;

    /// <summary>A bidder's template.</summary>
    /// <param name="token">The bidder's access token.</param>
    /// <param name="sender">What makes its keys differ from those of the same bidder on other connections and in other runs.</param>
    public BidTemplate(string token, uint sender)
    {
        var (lot, amount) = (new string('0', IdLength), new string(' ', AmountLength));
        var before = "POST /api/matching/lots/";
        var middle = $"/bids HTTP/1.1\r\nHost: exchange\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nIdempotency-Key: {sender:x8}";
        var body = "{\"amountMinor\":";
        var after = $"\r\nContent-Length: {body.Length + AmountLength + 1}\r\n\r\n{body}";
        _bytes = Utf8.GetBytes($"{before}{lot}{middle}{new string('0', KeyLength - 8)}{after}{amount}}}");
        _lotAt = before.Length;
        _keyAt = _lotAt + IdLength + middle.Length;
        _amountAt = _keyAt + KeyLength - 8 + after.Length;
    }

    /// <summary>The idempotency key of a sender's bid.</summary>
    public static string KeyOf(uint sender, long number) => $"{sender:x8}{number:x16}";

    /// <summary>The bytes of a bid; they stay as they are until the next one is asked for.</summary>
    /// <param name="lot">The lot's id, 32 characters.</param>
    /// <param name="amountMinor">The amount, below 10^16.</param>
    /// <param name="number">The number of the bid; with the sender it is the idempotency key.</param>
    public ReadOnlyMemory<byte> Fill(ReadOnlySpan<byte> lot, long amountMinor, long number)
    {
        lot.CopyTo(_bytes.AsSpan(_lotAt, IdLength));
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_keyAt, KeyLength - 8), out _, new('x', KeyLength - 8));
        Span<byte> digits = stackalloc byte[AmountLength];
        Utf8Formatter.TryFormat(amountMinor, digits, out var length);
        var field = _bytes.AsSpan(_amountAt, AmountLength);
        field.Fill((byte)' ');
        digits[..length].CopyTo(field[^length..]);
        return _bytes;
    }
}
