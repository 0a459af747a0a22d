using System.Collections.Frozen;
using System.Globalization;

namespace Exchange.Listing.Categories;

/// <summary>A unit in which an attribute can be measured.</summary>
/// <param name="Code">Its UN/CEFACT Recommendation 20 code.</param>
/// <param name="Dimension">What it measures: <c>length</c>.</param>
/// <param name="Factor">How many of the dimension's first unit one of it is; exact.</param>
/// <param name="Offset">What is added after that, in the first unit: temperatures do not begin at the same nought.</param>
/// <param name="Words">How it is written, the usual symbol first.</param>
public sealed record Measure(string Code, string Dimension, decimal Factor, decimal Offset, IReadOnlyList<string> Words)
{
    /// <summary>The usual symbol.</summary>
    public string Symbol => Words[0];
}

/// <summary>Units of measure with what they are worth in each other, for attributes; read from the file that is compiled in. Decimals, because an inch is 25.4 mm and not 25.399999:
/// factors are exact by definition (SI, the international yard and pound of 1959) but for psi, horsepower and the like, which have more digits than any plate on a machine.</summary>
public static class Measures
{
    private static readonly FrozenDictionary<string, Measure> ByCode;
    private static readonly FrozenDictionary<(string Dimension, string Word), Measure> Exact, Folded;
    private static readonly string[] Dimensions;

    static Measures()
    {
        All = Read();
        Dimensions = [.. All.Select(measure => measure.Dimension).Distinct()];
        ByCode = All.ToFrozenDictionary(measure => measure.Code, StringComparer.Ordinal);
        var words = All.SelectMany(measure => measure.Words.Append(measure.Code).Select(word => (measure.Dimension, Word: word, Measure: measure))).ToList();
        Exact = words.DistinctBy(item => (item.Dimension, item.Word)).ToFrozenDictionary(item => (item.Dimension, item.Word), item => item.Measure);
        Folded = words.DistinctBy(item => (item.Dimension, item.Word.ToUpperInvariant()))
            .ToFrozenDictionary(item => (item.Dimension, item.Word.ToUpperInvariant()), item => item.Measure);
    }

    /// <summary>All units, by dimension.</summary>
    public static IReadOnlyList<Measure> All { get; }

    /// <summary>The unit of a Recommendation 20 code, or null.</summary>
    public static Measure? Of(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The unit that a word or symbol means in a dimension, or null. MW and mW are told apart; where the case fits none, it does not matter.</summary>
    public static Measure? Named(string word, string dimension) => Exact.GetValueOrDefault((dimension, word)) ?? Folded.GetValueOrDefault((dimension, word.ToUpperInvariant()));

    /// <summary>The units that a word, symbol or code means in any dimension: t is a mass and a force, and T, which may be a terabyte, only where it is written so.</summary>
    public static IReadOnlyList<Measure> Meant(string word)
    {
        if (Of(word) is { } coded) return [coded];
        var exact = Dimensions.Select(dimension => Exact.GetValueOrDefault((dimension, word))).OfType<Measure>().ToList();
        return exact.Count > 0 ? exact : [.. Dimensions.Select(dimension => Named(word, dimension)).OfType<Measure>()];
    }

    /// <summary>A value in another unit, to 12 significant places after the point at most; null where the units do not measure the same or the value is out of bounds.</summary>
    public static decimal? Convert(decimal value, Measure from, Measure to)
    {
        if (from.Dimension != to.Dimension || Math.Abs(value) > 1e15m) return null;
        var first = (value * from.Factor) + from.Offset;
        return decimal.Round((first - to.Offset) / to.Factor, 12) / 1.000000000000000000000000000m;
    }

    private static List<Measure> Read() =>
        [.. DataFile.Rows("measures.csv").Select(row => new Measure(row[1], row[0], Number(row[2]), Number(row[3]), row[4].Split('|')))];

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
