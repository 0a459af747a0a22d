using System.Collections.Frozen;

namespace Exchange.Listing.Categories;

/// <summary>A unit of a title: a Latin word or a pair of Chinese characters, and how much it tells by its place.</summary>
/// <param name="Start">Where it begins in the folded text.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Weight">1 for one that stands where the thing itself is usually named.</param>
internal readonly record struct TitleWord(int Start, int Length, float Weight);

/// <summary>Cuts titles into units, without allocating. Chinese is not written with spaces, so that its units are pairs of neighbours; the last character of a run is one too, because it
/// is the noun: 不锈钢泵 is a pump. Latin words lose case and plural; numbers without letters say nothing and are left out.</summary>
internal static class TitleWords
{
    /// <summary>The most characters of a title that are read, and the most units that come of them.</summary>
    public const int Longest = 256, Most = 192;

    private const float Behind = 0.7f, Purpose = 0.5f, Head = 1.15f, LastCharacter = 0.8f;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Silent =
        new[] { "a", "an", "and", "the", "of", "or", "in", "to", "s", "type", "non", "no", "new", "used", "old", "misc", "size", "other", "various", "lot", "item", "class" }
            .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Aims =
        new[] { "for", "with", "without", "from" }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a character is a Chinese one.</summary>
    public static bool IsHan(char character) => character is >= '\u3400' and <= '\u9FFF';

    /// <summary>Writes a text in lower case and half width, cut at <see cref="Longest"/>.</summary>
    public static int Fold(ReadOnlySpan<char> text, Span<char> folded)
    {
        var length = Math.Min(text.Length, Longest);
        for (var place = 0; place < length; place++)
        {
            var character = text[place];
            if (character is >= '\uFF01' and <= '\uFF5E') character -= '\uFEE0';
            folded[place] = character == '\u3000' ? ' ' : char.ToLowerInvariant(character);
        }

        return length;
    }

    /// <summary>The units of a folded text; plurals are mended in it.</summary>
    public static int Split(Span<char> text, Span<TitleWord> words)
    {
        var (count, weight, place) = (0, 1f, 0);
        while (place < text.Length && count < Most - 2)
        {
            var start = place;
            if (IsHan(text[place]))
            {
                while (place < text.Length && IsHan(text[place])) place++;
                count = Run(text[start..place], start, words, count);
            }
            else if (char.IsLetterOrDigit(text[place]))
            {
                while (place < text.Length && char.IsLetterOrDigit(text[place]) && !IsHan(text[place])) place++;
                var word = text[start..place];
                if (Aims.Contains(word)) weight = Purpose;
                else if (word.ContainsAnyExceptInRange('0', '9') && !Silent.Contains(word)) words[count++] = new(start, Singular(word), weight);
            }
            else if (text[place++] is ',' or ';') weight = Math.Min(weight, Behind);
        }

        return count;
    }

    // What stands before 用 says what for: 轴承用润滑脂 is grease.
    private static int Run(ReadOnlySpan<char> run, int start, Span<TitleWord> words, int count)
    {
        var aim = run.LastIndexOf('用');
        if (aim > run.Length - 3) aim = -1;
        for (var place = 0; place + 1 < run.Length && count < Most - 2; place++)
            words[count++] = new(start + place, 2, place < aim ? Purpose : place + 2 == run.Length ? Head : 1f);
        words[count++] = new(start + run.Length - 1, 1, run.Length == 1 ? 1f : LastCharacter);
        return count;
    }

    private static int Singular(Span<char> word)
    {
        if (word.Length < 4 || word[^1] != 's' || word[^2] is 's' or 'u' or 'i') return word.Length;
        if (word.Length > 4 && word.EndsWith("ies"))
        {
            word[^3] = 'y';
            return word.Length - 2;
        }

        return word.EndsWith("sses") || word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") ? word.Length - 2 : word.Length - 1;
    }
}
