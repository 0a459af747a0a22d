using System.Collections.Frozen;

namespace Exchange.Listing.Categories;

/// <summary>Finds the categories of titles. Every name and word of a category is a phrase of units (<see cref="TitleWords"/>); a unit weighs the more the fewer categories know it. A phrase scores
/// the weight of its units that the title has, times the share of the phrase that they are; a category scores as its best phrase, and a little for all else that the title has of it.</summary>
internal sealed class Guessing
{
    private const float OtherWords = 0.12f, LeastShare = 0.6f, Half = 3f, LeastScore = 0.3f;
    private const float CertainCode = 4f, UnclearCode = 1.2f, CodeAndWords = 0.35f;

    private readonly IReadOnlyList<Category> _categories;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _units;
    private readonly float[] _unitWeights;
    private readonly int[][] _phrasesOfUnit;
    private readonly int[] _categoryOfPhrase;
    private readonly float[] _weightOfPhrase;
    private readonly int[][] _categoriesOfUnit;

    [ThreadStatic]
    private static Tally? tally;

    public Guessing(IReadOnlyList<Category> categories)
    {
        _categories = categories;
        var units = new Dictionary<string, int>(StringComparer.Ordinal);
        var phrases = new List<(int Category, int[] Units)>();
        for (var category = 0; category < categories.Count; category++)
            foreach (var phrase in new[] { categories[category].Chinese, categories[category].English }.Concat(categories[category].Words))
                phrases.Add((category, [.. UnitsOf(phrase).Select(unit => units.TryGetValue(unit, out var id) ? id : units[unit] = units.Count).Distinct()]));
        _units = units.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var byUnit = phrases.SelectMany((phrase, index) => phrase.Units.Select(unit => (unit, index))).ToLookup(pair => pair.unit, pair => pair.index);
        _phrasesOfUnit = [.. Enumerable.Range(0, units.Count).Select(unit => byUnit[unit].ToArray())];
        _categoryOfPhrase = [.. phrases.Select(phrase => phrase.Category)];
        _categoriesOfUnit = [.. _phrasesOfUnit.Select(known => known.Select(phrase => phrases[phrase].Category).Distinct().ToArray())];
        _unitWeights = [.. _categoriesOfUnit.Select(known => MathF.Log(1 + ((float)categories.Count / known.Length)))];
        _weightOfPhrase = [.. phrases.Select(phrase => phrase.Units.Sum(unit => _unitWeights[unit]))];
    }

    /// <summary>The categories of a title, the likeliest first; none where nothing of it is known.</summary>
    /// <param name="text">The title.</param>
    /// <param name="byCode">How well each category fits what another scheme says, from 0 to 1.</param>
    /// <param name="isCertain">Whether it is certain which scheme that is.</param>
    /// <param name="most">The most categories.</param>
    public IReadOnlyList<CategoryGuess> Of(ReadOnlySpan<char> text, ReadOnlySpan<(int Category, float Fit)> byCode, bool isCertain, int most)
    {
        var scores = tally is { } own && own.Owner == this ? own : tally = new(this, _categories.Count, _categoryOfPhrase.Length);
        Count(text, scores);
        Weigh(scores);
        foreach (var (category, fit) in byCode)
        {
            var known = scores.OfCategory[category];
            scores.Add(category, (fit * (isCertain ? CertainCode : UnclearCode)) + (known * fit * CodeAndWords));
        }

        return Best(scores, most);
    }

    private void Count(ReadOnlySpan<char> text, Tally scores)
    {
        Span<char> folded = stackalloc char[TitleWords.Longest];
        Span<TitleWord> words = stackalloc TitleWord[TitleWords.Most];
        folded = folded[..TitleWords.Fold(text, folded)];
        words = words[..TitleWords.Split(folded, words)];
        for (var index = 0; index < words.Length; index++)
        {
            var (start, length, weight) = words[index];
            ReadOnlySpan<char> word = folded.Slice(start, length);
            if (Known(word) is >= 0 and var unit && scores.First(unit)) Count(unit, weight * _unitWeights[unit], scores);
        }
    }

    private void Count(int unit, float weight, Tally scores)
    {
        foreach (var phrase in _phrasesOfUnit[unit]) scores.AddPhrase(phrase, weight);
        foreach (var category in _categoriesOfUnit[unit]) scores.Add(category, weight * OtherWords);
    }

    // YJV22 is a kind of YJV: where the whole is not known, the letters before the digits may be.
    private int Known(ReadOnlySpan<char> word)
    {
        if (_units.TryGetValue(word, out var unit)) return unit;
        var letters = word.IndexOfAnyInRange('0', '9');
        return letters >= 2 && _units.TryGetValue(word[..letters], out unit) ? unit : -1;
    }

    private void Weigh(Tally scores)
    {
        foreach (var phrase in scores.Phrases)
        {
            var share = scores.OfPhrase[phrase] / _weightOfPhrase[phrase];
            if (share >= LeastShare) scores.Raise(_categoryOfPhrase[phrase], scores.OfPhrase[phrase] * Math.Min(share, 1));
        }
    }

    private List<CategoryGuess> Best(Tally scores, int most)
    {
        var best = new List<CategoryGuess>(most);
        while (best.Count < most)
        {
            var (chosen, highest) = (-1, 0f);
            foreach (var category in scores.Categories)
                if (scores.Total(category) is var total && (total > highest || (total == highest && category < chosen))) (chosen, highest) = (category, total);
            if (chosen < 0 || highest / (highest + Half) < LeastScore) break;
            best.Add(new(_categories[chosen], Math.Round(highest / (highest + Half), 3)));
            scores.Take(chosen);
        }

        scores.Clear();
        return best;
    }

    private static List<string> UnitsOf(string phrase)
    {
        Span<char> folded = stackalloc char[TitleWords.Longest];
        Span<TitleWord> words = stackalloc TitleWord[TitleWords.Most];
        folded = folded[..TitleWords.Fold(phrase, folded)];
        words = words[..TitleWords.Split(folded, words)];
        var units = new List<string>(words.Length);
        foreach (var word in words)
            if (word.Length > 1 || !TitleWords.IsHan(folded[word.Start]) || IsAlone(folded, word.Start)) units.Add(folded.Slice(word.Start, word.Length).ToString());
        return units;
    }

    // The last character of a longer run is counted in titles only: in a phrase the pairs say it already.
    private static bool IsAlone(ReadOnlySpan<char> text, int place) => place == 0 || !TitleWords.IsHan(text[place - 1]);
}
