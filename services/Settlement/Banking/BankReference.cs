namespace Exchange.Settlement.Banking;

/// <summary>The bank's own name for a movement of money, by which the same movement told again is known.</summary>
public static class BankReference
{
    public const int Longest = 100;

    /// <summary>How to mend one that is not sound.</summary>
    public const string Rule = "Give the bank's reference: 1 to 100 characters, no space at its ends, no control characters.";

    /// <summary>Whether a text can be one: 1 to <see cref="Longest"/> characters, no space at its ends, no control characters.</summary>
    public static bool IsSound(string? text) => text is { Length: > 0 and <= Longest } && !text.Any(char.IsControl) && text.Trim().Length == text.Length;
}
