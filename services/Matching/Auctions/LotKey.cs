using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Exchange.Matching.Auctions;

/// <summary>A sealed bid on its way to the log. A class without text, so that no log line can show what it holds.</summary>
/// <param name="amountMinor">What is bid.</param>
/// <param name="salt">What keeps the receipt from being guessed, in hexadecimal.</param>
/// <param name="box">The amount and the salt as the log keeps them: encrypted, in Base64, of one length whatever the amount.</param>
/// <param name="keyCheck">Tells a key from another, and nothing of it.</param>
/// <param name="mark">Tells this bid, sent by this key of the sender, from another, and nothing of the amount.</param>
/// <param name="receipt">The receipt, where a bid is decided again whose amount nobody knows yet; null where it follows from the amount.</param>
public sealed class SealedOffer(long amountMinor, string salt, string box, string keyCheck, string mark, string? receipt = null)
{
    public string? Receipt => receipt;

    public long AmountMinor => amountMinor;

    public string Salt => salt;

    public string Box => box;

    public string KeyCheck => keyCheck;

    public string Mark => mark;
}

/// <summary>The key of one lot's sealed bids. It encrypts an amount with its salt by AES-256-GCM (NIST SP 800-38D), bound to the lot and the bidder, and it is
/// made by HKDF-SHA256 (RFC 5869) from the exchange's sealing key and the lot's id, so that it need be kept nowhere. Only the opening decrypts with it.</summary>
public sealed class LotKey
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>Bytes of a nonce: 96 bits. Drawn at random, two of the 2^32 bids that one key may see are alike with a probability below 2^-32.</summary>
    public const int NonceBytes = 12;

    private const int AmountBytes = 8, TagBytes = 16, KeyBytes = 32;

    private readonly string _lot;
    private readonly byte[] _sealing, _marking;

    private LotKey(string lot, byte[] sealing, byte[] marking) => (_lot, _sealing, _marking) = (lot, sealing, marking);

    /// <summary>Eight bytes in hexadecimal that are another for another key.</summary>
    public string Check => Convert.ToHexStringLower(HMACSHA256.HashData(_marking, "check"u8))[..16];

    /// <summary>The key of a lot.</summary>
    /// <param name="sealingKey">The secret that all nodes share.</param>
    /// <param name="lot">The lot's id.</param>
    public static LotKey Of(byte[] sealingKey, string lot) => new(
        lot,
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sealingKey, KeyBytes, info: Encoding.UTF8.GetBytes("materials exchange, sealed bids of " + lot)),
        HKDF.DeriveKey(HashAlgorithmName.SHA256, sealingKey, KeyBytes, info: Encoding.UTF8.GetBytes("materials exchange, marks of " + lot)));

    /// <summary>Seals an amount.</summary>
    /// <param name="bidder">The enterprise.</param>
    /// <param name="amountMinor">The amount.</param>
    /// <param name="sentAs">The key by which the sender's request is told from others; the same request has the same mark.</param>
    /// <param name="randomness">A salt and a nonce that nobody can foresee and no other bid has: <see cref="SaltBytes"/> + <see cref="NonceBytes"/>.</param>
    public SealedOffer Seal(string bidder, long amountMinor, string sentAs, ReadOnlySpan<byte> randomness)
    {
        ReadOnlySpan<byte> salt = randomness[..SaltBytes], nonce = randomness[SaltBytes..];
        Span<byte> plain = stackalloc byte[AmountBytes + SaltBytes], box = stackalloc byte[NonceBytes + AmountBytes + SaltBytes + TagBytes];
        BinaryPrimitives.WriteInt64BigEndian(plain, amountMinor);
        salt.CopyTo(plain[AmountBytes..]);
        nonce.CopyTo(box);
        using var cipher = new AesGcm(_sealing, TagBytes);
        cipher.Encrypt(nonce, plain, box.Slice(NonceBytes, plain.Length), box[^TagBytes..], Bound(bidder));
        var mark = HMACSHA256.HashData(_marking, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{bidder}\n{amountMinor}\n{sentAs}")));
        return new(amountMinor, Convert.ToHexStringLower(salt), Convert.ToBase64String(box), Check, Convert.ToHexStringLower(mark));
    }

    /// <summary>The amount and the salt of a bidder's box; null when this key does not open it, or when it is another bidder's.</summary>
    public (long AmountMinor, string Salt)? Open(string bidder, string box)
    {
        Span<byte> plain = stackalloc byte[AmountBytes + SaltBytes];
        var bytes = Convert.FromBase64String(box).AsSpan();
        using var cipher = new AesGcm(_sealing, TagBytes);
        try
        {
            cipher.Decrypt(bytes[..NonceBytes], bytes[NonceBytes..^TagBytes], bytes[^TagBytes..], plain, Bound(bidder));
        }
        catch (CryptographicException)
        {
            return null;
        }

        return (BinaryPrimitives.ReadInt64BigEndian(plain), Convert.ToHexStringLower(plain[AmountBytes..]));
    }

    /// <summary>The receipt of a sealed bid: SHA-256, in lower-case hexadecimal, of the five lines <c>sealed-bid.v1</c>, lot, bidder's number, amount in minor
    /// units and salt, separated by line feeds. It binds the exchange to the amount, and the salt keeps everyone from trying amounts until one fits.</summary>
    public static string Receipt(string lot, int bidderNumber, long amountMinor, string salt) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"sealed-bid.v1\n{lot}\n{bidderNumber}\n{amountMinor}\n{salt}"))));

    private byte[] Bound(string bidder) => Encoding.UTF8.GetBytes(_lot + "\n" + bidder);
}
