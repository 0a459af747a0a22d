namespace Exchange.Listing.Catalogue;

/// <summary>What the index knows a piece of text by.</summary>
/// <param name="Term">As it is compared.</param>
/// <param name="Start">Where it begins in the text.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Steps">How many places it stands after the token before: 0 where both stand in one place.</param>
public readonly record struct Token(string Term, int Start, int End, int Steps);

/// <summary>A word of a text or a question.</summary>
/// <param name="Kind">What it is made of.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Whole">All of it as one term: a designation without what joins its parts; empty where there is no such term.</param>
/// <param name="Pieces">The terms that it is made of.</param>
public sealed record Word(WordKind Kind, int Start, int End, string Whole, IReadOnlyList<Token> Pieces);

/// <summary>What a word is made of.</summary>
public enum WordKind
{
    /// <summary>Chinese characters: its pieces are the pairs of neighbours, so that a word of two is found wherever it stands.</summary>
    Han,

    /// <summary>Letters alone.</summary>
    Letters,

    /// <summary>Digits, or digits and letters, perhaps joined by marks: 6204-2RS, M12x80, 3*120.</summary>
    Designation,
}

/// <summary>Cuts texts into words, for the index and for questions alike. A designation is known both as a whole and by its pieces, so that YJV 3*120, YJV3×120 and
/// yjv-3x120 find each other; letters lose the ending of a plural (D. Harman, "How effective is suffixing?", 1991).</summary>
public static class Words
{
    /// <summary>Counted up whenever the same text gives other terms: an index of another number is made anew.</summary>
    public const int Version = 1;

    private const int LongestTerm = 60;

    /// <summary>The words of a text in their order.</summary>
    public static IReadOnlyList<Word> Of(string text)
    {
        var (folded, words) = (Folding.Fold(text), new List<Word>());
        for (var i = 0; i < folded.Length;)
        {
            var start = i;
            if (Folding.IsHan(folded[i]))
            {
                while (i < folded.Length && Folding.IsHan(folded[i])) i++;
                words.Add(Han(folded, start, i));
            }
            else if (IsPart(folded[i]))
            {
                while (i < folded.Length && (IsPart(folded[i]) || IsJoint(folded, i))) i++;
                words.Add(Latin(folded, start, i));
            }
            else
            {
                i++;
            }
        }

        return words;
    }

    /// <summary>All terms by which a text is found.</summary>
    public static IEnumerable<Token> Tokens(string text)
    {
        foreach (var word in Of(text))
        {
            var step = 1;
            if (word.Whole.Length > 0 && (word.Pieces.Count > 1 || word.Whole != word.Pieces[0].Term))
            {
                yield return new(word.Whole, word.Start, word.End, step);
                step = 0;
            }

            foreach (var piece in word.Pieces)
            {
                yield return piece with { Steps = step };
                step = 1;
            }

            // By the last character a word of one is found: the pairs that begin with it are found by their beginning.
            if (word.Kind == WordKind.Han && word.End - word.Start > 1) yield return new(Folding.Fold(text[word.End - 1]).ToString(), word.End - 1, word.End, 1);
        }
    }

    private static Word Han(string text, int start, int end)
    {
        if (end - start == 1) return new(WordKind.Han, start, end, "", [new(text[start..end], start, end, 1)]);
        var pairs = new Token[end - start - 1];
        for (var i = 0; i < pairs.Length; i++) pairs[i] = new(text.Substring(start + i, 2), start + i, start + i + 2, 1);
        return new(WordKind.Han, start, end, "", pairs);
    }

    private static Word Latin(string text, int start, int end)
    {
        var pieces = new List<Token>();
        for (var i = start; i < end;)
        {
            var from = i;
            if (!IsPart(text[i]) || IsTimes(text, i))
            {
                i++;
                continue;
            }

            var digits = char.IsDigit(text[i]);
            while (i < end && IsPart(text[i]) && char.IsDigit(text[i]) == digits && !IsTimes(text, i)) i++;
            if (digits) i = AfterDecimals(text, i, end);
            var term = text[from..Math.Min(i, from + LongestTerm)];
            pieces.Add(new(digits ? term : Singular(term), from, i, 1));
        }

        if (pieces.Count == 1 && !char.IsDigit(pieces[0].Term[0])) return new(WordKind.Letters, start, end, "", pieces);
        var whole = string.Concat(pieces.Select(piece => text[piece.Start..piece.End]));
        return new(WordKind.Designation, start, end, whole.Length > LongestTerm ? "" : whole, pieces);
    }

    private static int AfterDecimals(string text, int i, int end)
    {
        if (i + 1 >= end || text[i] != '.' || !char.IsDigit(text[i + 1])) return i;
        for (i++; i < end && char.IsDigit(text[i]);) i++;
        return i;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) && !Folding.IsHan(c);

    // A mark joins only what stands on both its sides.
    private static bool IsJoint(string text, int i) =>
        text[i] is '-' or '.' or '/' or '*' or '+' or '_' or '#' && i > 0 && IsPart(text[i - 1]) && i + 1 < text.Length && IsPart(text[i + 1]);

    /// <summary>Whether an x stands between digits and so is a sign of multiplication.</summary>
    private static bool IsTimes(string text, int i) =>
        text[i] == 'x' && i > 0 && char.IsDigit(text[i - 1]) && i + 1 < text.Length && char.IsDigit(text[i + 1]);

    private static string Singular(string word) => word switch
    {
        { Length: < 4 } => word,
        _ when word.EndsWith("ies", StringComparison.Ordinal) && word[^4] is not ('a' or 'e') => word[..^3] + "y",
        _ when word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("ches", StringComparison.Ordinal) || word.EndsWith("shes", StringComparison.Ordinal)
            || word.EndsWith("sses", StringComparison.Ordinal) => word[..^2],
        _ when word[^1] == 's' && word[^2] is not ('u' or 's' or 'i') => word[..^1],
        _ => word,
    };
}
