using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Exchange.Listing.Categories;
using Exchange.Listing.Lots;

namespace Exchange.Listing.Imports;

/// <summary>Rows of a file that seem to be the same material, offered for merging into one lot.</summary>
/// <param name="Line">The line of the first of them, by which the offer is taken.</param>
/// <param name="Lines">The lines of the first 50 of them.</param>
/// <param name="Rows">How many they are.</param>
/// <param name="Title">What the first says.</param>
/// <param name="Other">What another one says, where its words are others; null where all say the same.</param>
/// <param name="Why"><c>same-number</c>: the same item number. <c>same-words</c>: the same words in another order or spelling. <c>same-kind</c>: the same category and the same measures.</param>
/// <param name="QuantityMilli">The sum of their quantities, in thousandths of the unit.</param>
/// <param name="Unit">Their unit.</param>
/// <param name="OpeningMinor">The opening price of a lot of all of them.</param>
/// <param name="CanMerge">Whether one lot can be made of them: not where their terms or their prices for a unit differ.</param>
public sealed record SameMaterial(
    long Line, IReadOnlyList<long> Lines, long Rows, string Title, string? Other, string Why, long QuantityMilli, string Unit, long OpeningMinor, bool CanMerge);

/// <summary>Finds rows of a file that are the same material in other words, in bounded memory for each row: what a row says is boiled down to a number. Only rows of the same unit, region,
/// format and condition are compared. It offers, and decides nothing.</summary>
public sealed class SameMaterials
{
    private const int MostLines = 50, MostGroups = 10_000;
    private const double Sure = 0.6;

    private readonly Dictionary<ulong, int> _byNumber = [], _byWords = [];
    private readonly List<Sum> _sums = [];
    private readonly Dictionary<int, Found> _found = [];

    /// <summary>Rows that belong together, those with the most rows first.</summary>
    /// <param name="most">At most so many groups.</param>
    public IReadOnlyList<SameMaterial> Groups(int most) =>
    [
        .. _found.OrderByDescending(pair => _sums[pair.Key].Rows).ThenBy(pair => _sums[pair.Key].Line).Take(most).Select(pair => Shown(pair.Key, pair.Value)),
    ];

    /// <summary>How many groups there are.</summary>
    public int Count => _found.Count;

    /// <summary>Takes a row.</summary>
    public void Add(long line, LotDetails details)
    {
        var (number, words, why) = KeysOf(details);
        var byUnit = LotFormat.Of(details.Format)!.IsPricedByUnit(details.Terms ?? new());
        if (!(number != 0 && _byNumber.TryGetValue(number, out var group)) && !_byWords.TryGetValue(words, out group))
        {
            group = _sums.Count;
            _sums.Add(new(line, 1, details.Title, details.QuantityMilli, details.OpeningMinor, details.ReserveMinor, TermsOf(details), true));
            _byWords[words] = group;
        }
        else
        {
            Join(group, line, details, byUnit, number != 0 && _byNumber.ContainsKey(number) ? "same-number" : why);
            _byWords.TryAdd(words, group);
        }

        if (number != 0) _byNumber.TryAdd(number, group);
    }

    /// <summary>What becomes of a row where its group is merged.</summary>
    /// <param name="line">The row's line.</param>
    /// <param name="details">Its details.</param>
    /// <param name="merges">Whether the group that begins on a line is to be merged.</param>
    /// <returns>The details of the whole group for its first row, null for the others, and the row's own where nothing is merged.</returns>
    public LotDetails? Merged(long line, LotDetails details, Func<long, bool> merges)
    {
        var (number, words, _) = KeysOf(details);
        if (!(number != 0 && _byNumber.TryGetValue(number, out var group)) && !_byWords.TryGetValue(words, out group)) return details;
        var sum = _sums[group];
        if (sum.Rows == 1 || !sum.CanMerge || !merges(sum.Line)) return details;
        return line != sum.Line ? null : details with
        {
            QuantityMilli = sum.QuantityMilli,
            OpeningMinor = sum.OpeningMinor,
            ReserveMinor = sum.ReserveMinor,
        };
    }

    private void Join(int group, long line, LotDetails details, bool byUnit, string why)
    {
        var sum = CollectionsMarshal.AsSpan(_sums);
        var before = sum[group];
        var quantity = before.QuantityMilli + details.QuantityMilli;
        var opening = byUnit ? before.OpeningMinor : before.OpeningMinor + details.OpeningMinor;
        var reserve = byUnit ? before.ReserveMinor : before.ReserveMinor + details.ReserveMinor;
        var alike = before.Terms == TermsOf(details) && (!byUnit || (before.OpeningMinor, before.ReserveMinor) == (details.OpeningMinor, details.ReserveMinor));
        var fits = quantity <= LotDetails.MaxMilli && opening <= LotDetails.MaxMinor && reserve <= LotDetails.MaxMinor;
        sum[group] = before with
        {
            Rows = before.Rows + 1,
            QuantityMilli = fits ? quantity : before.QuantityMilli,
            OpeningMinor = fits ? opening : before.OpeningMinor,
            ReserveMinor = fits ? reserve : before.ReserveMinor,
            CanMerge = before.CanMerge && alike && fits,
        };
        if (_found.TryGetValue(group, out var found)) found.Add(line, details.Title == before.Title ? null : details.Title, why);
        else if (_found.Count < MostGroups) (_found[group] = new(details.Unit)).Add(line, details.Title == before.Title ? null : details.Title, why);
    }

    private SameMaterial Shown(int group, Found found)
    {
        var sum = _sums[group];
        return new(sum.Line, [sum.Line, .. found.Lines], sum.Rows, sum.Title, found.Other, found.Why, sum.QuantityMilli, found.Unit, sum.OpeningMinor, sum.CanMerge);
    }

    /// <summary>What a row's item number and its words come to; 0 for no number.</summary>
    private static (ulong Number, ulong Words, string Why) KeysOf(LotDetails details)
    {
        var around = string.Create(CultureInfo.InvariantCulture, $"\u001f{details.Unit}\u001f{details.Region}\u001f{details.Format}\u001f{details.Description?.Condition}");
        var number = details.ItemNumber is { Length: > 0 } said ? Hash(said.ToUpperInvariant() + around) : 0;
        var tokens = MaterialWords.Of(details.Title);
        var measures = tokens.Where(token => token.Any(char.IsAsciiDigit)).ToArray();
        // Measures and a sure category say what a material is; the words around them may be others.
        return measures.Length > 0 && Materials.Suggest(details.Title, null, 1) is [{ Score: >= Sure } guess]
            ? (number, Hash(guess.Category.Code + "\u001f" + string.Join('\u001f', measures.Order(StringComparer.Ordinal)) + around), "same-kind")
            : (number, Hash(string.Join('\u001f', tokens.Order(StringComparer.Ordinal)) + around), "same-words");
    }

    private static int TermsOf(LotDetails details) => HashCode.Combine(details.Terms, details.IncrementMinor, details.Group, details.Ladder is null, details.Category);

    private static ulong Hash(string text)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
        return BitConverter.ToUInt64(digest);
    }

    private readonly record struct Sum(long Line, long Rows, string Title, long QuantityMilli, long OpeningMinor, long ReserveMinor, int Terms, bool CanMerge);

    private sealed class Found(string unit)
    {
        public string Unit { get; } = unit;

        public List<long> Lines { get; } = [];

        public string? Other { get; private set; }

        public string Why { get; private set; } = "";

        public void Add(long line, string? other, string why)
        {
            if (Lines.Count < MostLines - 1) Lines.Add(line);
            Other ??= other;
            // The weakest reason is the one that people should look at.
            if (Why.Length == 0 || why == "same-kind") Why = why;
        }
    }
}

/// <summary>The words of a material's title, without what people write differently: case, width, punctuation, order.</summary>
public static class MaterialWords
{
    /// <summary>The words, each once.</summary>
    public static IReadOnlyList<string> Of(string title)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        foreach (var c in title.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            var letter = c is '×' or '*' or '✕' ? 'x' : c;
            var joins = char.IsLetterOrDigit(letter) || (letter is '.' or '/' && word.Length > 0 && char.IsAsciiDigit(word[^1]));
            if (!joins || (word.Length > 0 && IsHan(letter) != IsHan(word[^1]))) End();
            if (joins) word.Append(letter);
        }

        End();
        return words;

        void End()
        {
            var text = word.ToString().TrimEnd('.', '/');
            if (text.Length > 0 && !words.Contains(text)) words.Add(text);
            word.Clear();
        }
    }

    private static bool IsHan(char c) => c is >= '\u3400' and <= '\u9FFF';
}
