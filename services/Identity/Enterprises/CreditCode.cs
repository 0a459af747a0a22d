using System.Buffers;

namespace Exchange.Identity.Enterprises;

/// <summary>The Unified Social Credit Code of an enterprise (统一社会信用代码), GB 32100-2015: 18 characters, of which
/// the third to the eighth are the digits of the registering division and the last is a check digit.</summary>
public static class CreditCode
{
    public const int Length = 18;

    /// <summary>The digits and the capital letters without I, O, S, V and Z; a character's place here is its value.</summary>
    public const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);

    /// <summary>Whether a text is a code whose check digit fits.</summary>
    public static bool IsValid(string? text) =>
        text is { Length: Length } && IsBody(text.AsSpan(0, Length - 1)) && text[^1] == CheckDigit(text.AsSpan(0, Length - 1));

    /// <summary>The code that begins with these 17 characters.</summary>
    /// <exception cref="ArgumentException">They cannot begin a code.</exception>
    public static string Complete(string body) =>
        IsBody(body) ? body + CheckDigit(body) : throw new ArgumentException($"'{body}' is not the first 17 characters of a credit code.", nameof(body));

    /// <summary>The root of a code: the ninth to the seventeenth character, which GB 32100-2015 gives to the body itself (主体标识码). Registrations with one root are one
    /// body, whatever the division and the kind under which it is registered.</summary>
    public static string RootOf(string code) => code[8..17];

    private static bool IsBody(ReadOnlySpan<char> body) =>
        body.Length == Length - 1 && !body.ContainsAnyExcept(Allowed) && !body[2..8].ContainsAnyExceptInRange('0', '9');

    // The weight of place i, from 0, is 3^i mod 31. 31 is prime and no weight is 0, so every change of one character changes the digit.
    private static char CheckDigit(ReadOnlySpan<char> body)
    {
        var (sum, weight) = (0, 1);
        foreach (var character in body)
        {
            sum += Alphabet.IndexOf(character, StringComparison.Ordinal) * weight;
            weight = weight * 3 % Alphabet.Length;
        }

        return Alphabet[(Alphabet.Length - (sum % Alphabet.Length)) % Alphabet.Length];
    }
}
