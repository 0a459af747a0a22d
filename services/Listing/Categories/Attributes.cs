using System.Collections.Frozen;
using System.Globalization;

namespace Exchange.Listing.Categories;

/// <summary>How the value of an attribute is written.</summary>
public enum AttributeKind
{
    /// <summary>Free text, such as a grade.</summary>
    Text,

    /// <summary>A number, with a unit where the attribute has a dimension.</summary>
    Number,

    /// <summary>One of a few.</summary>
    Choice,
}

/// <summary>One of the values that an attribute of choice may have.</summary>
public sealed record AttributeChoice(string Code, string Chinese, string English);

/// <summary>An attribute that lots of some categories may have.</summary>
/// <param name="Code">How it is written: <c>nominal-diameter</c>.</param>
/// <param name="Chinese">Its Chinese name.</param>
/// <param name="English">Its English name.</param>
/// <param name="Kind">How its value is written.</param>
/// <param name="Dimension">What a number measures, as <see cref="Measures"/> calls it; null for a bare number and for the other kinds.</param>
/// <param name="Unit">The unit in which its numbers are compared, and which is meant where a value names none; null without a dimension.</param>
/// <param name="Choices">What may be chosen; empty for the other kinds.</param>
public sealed record AttributeField(string Code, string Chinese, string English, AttributeKind Kind, string? Dimension, string? Unit, IReadOnlyList<AttributeChoice> Choices);

/// <summary>A value of an attribute.</summary>
/// <param name="Attribute">The attribute's code.</param>
/// <param name="Text">How it is shown and stored: <c>6 m</c>, <c>Q235B</c>, the code of a choice.</param>
/// <param name="Number">The number in the attribute's unit, by which lots are compared; null for the other kinds.</param>
public sealed record AttributeValue(string Attribute, string Text, decimal? Number = null);

/// <summary>Why a value cannot be that of its attribute.</summary>
/// <param name="Attribute">The attribute's code.</param>
/// <param name="Rule"><c>attribute-unknown</c>, <c>attribute-of-category</c>, <c>attribute-text</c>, <c>attribute-number</c>, <c>attribute-unit</c> or <c>attribute-choice</c>.</param>
/// <param name="Message">How to mend it.</param>
public sealed record AttributeFinding(string Attribute, string Rule, string Message);

/// <summary>The attributes of materials, read from the file that is compiled in, and what their values must be.</summary>
public static class Attributes
{
    /// <summary>The longest value, in characters, and the most attributes of a lot.</summary>
    public const int LongestValue = 80, MostValues = 40;

    private static readonly FrozenDictionary<string, AttributeField> ByCode;

    static Attributes()
    {
        All = Read();
        ByCode = All.ToFrozenDictionary(field => field.Code, StringComparer.Ordinal);
    }

    public static IReadOnlyList<AttributeField> All { get; }

    /// <summary>The attribute of a code, or null.</summary>
    public static AttributeField? Of(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The attributes that lots of a category may have, in order: all where the category is of another scheme, because what it has nobody knows.</summary>
    public static IReadOnlyList<AttributeField> For(string category) =>
        Materials.Of(category) is { } node ? [.. node.Attributes.Select(code => ByCode[code])] : All;

    /// <summary>What is wrong with the attributes of a lot; nothing where all is well.</summary>
    /// <param name="category">The lot's category, of our tree or of another scheme.</param>
    /// <param name="values">Codes of attributes with their values.</param>
    public static IReadOnlyList<AttributeFinding> Check(string category, IEnumerable<KeyValuePair<string, string>> values)
    {
        var ours = Materials.Of(category);
        var findings = new List<AttributeFinding>();
        foreach (var (code, text) in values)
            if (Of(code) is not { } field) findings.Add(new(code, "attribute-unknown", "There is no such attribute."));
            else if (ours is not null && !ours.Attributes.Contains(code))
                findings.Add(new(code, "attribute-of-category", $"Lots of {ours.English} have: {string.Join(", ", ours.Attributes)}."));
            else if (Parse(field, text, out var finding) is null) findings.Add(finding!);
        return findings;
    }

    /// <summary>A value as it is stored: with its unit's symbol, and its number in the attribute's unit; null with what is wrong.</summary>
    /// <param name="field">The attribute.</param>
    /// <param name="text">What somebody wrote: <c>2"</c>, <c>0.6 MPa</c>, <c>三相</c>.</param>
    /// <param name="finding">What is wrong with it.</param>
    public static AttributeValue? Parse(AttributeField field, string text, out AttributeFinding? finding)
    {
        text = text.Trim();
        AttributeValue? value = null;
        (value, finding) = text switch
        {
            _ when text.Length is 0 or > LongestValue || text.Any(char.IsControl) => Wrong(field, "attribute-text", $"A value has 1 to {LongestValue} characters."),
            _ when field.Kind == AttributeKind.Number => Number(field, text),
            _ when field.Kind == AttributeKind.Choice => Choice(field, text),
            _ => (new AttributeValue(field.Code, text), null),
        };
        return value;
    }

    /// <summary>A number in a unit as a value of an attribute.</summary>
    public static AttributeValue? Measured(AttributeField field, decimal number, Measure? measure)
    {
        if (field.Unit is not { } unit) return measure is null ? new(field.Code, Said(number), number) : null;
        var from = measure ?? Measures.Of(unit)!;
        return Measures.Convert(number, from, Measures.Of(unit)!) is { } usual ? new(field.Code, $"{Said(number)} {from.Symbol}", usual) : null;
    }

    private static (AttributeValue?, AttributeFinding?) Number(AttributeField field, string text)
    {
        var end = text.AsSpan().LastIndexOfAnyInRange('0', '9') is var last && field.Dimension is null ? text.Length : EndOfNumber(text);
        if (!decimal.TryParse(text.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || last < 0 || number > 1e12m)
            return Wrong(field, "attribute-number", "Write a number such as 12 or 12.5" + (field.Unit is { } usual ? $", and a unit such as {Measures.Of(usual)!.Symbol}." : "."));
        var word = text[end..].Trim();
        if (word.Length == 0) return (Measured(field, number, null), null);
        return field.Dimension is { } dimension && Measures.Named(word, dimension) is { } measure
            ? (Measured(field, number, measure), null)
            : Wrong(field, "attribute-unit", $"Units of {field.Dimension}: {string.Join(", ", Measures.All.Where(known => known.Dimension == field.Dimension).Select(known => known.Symbol))}.");
    }

    private static (AttributeValue?, AttributeFinding?) Choice(AttributeField field, string text) =>
        field.Choices.FirstOrDefault(choice => new[] { choice.Code, choice.Chinese, choice.English }.Contains(text, StringComparer.OrdinalIgnoreCase)) is { } chosen
            ? (new(field.Code, chosen.Code), null)
            : Wrong(field, "attribute-choice", $"One of {string.Join(", ", field.Choices.Select(choice => choice.Code))}.");

    private static (AttributeValue?, AttributeFinding?) Wrong(AttributeField field, string rule, string message) => (null, new(field.Code, rule, message));

    private static int EndOfNumber(string text)
    {
        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        return end;
    }

    private static string Said(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    private static List<AttributeField> Read() => [.. DataFile.Rows("attributes.csv").Select(row => new AttributeField(
        row[0], row[1], row[2], Enum.Parse<AttributeKind>(row[3], ignoreCase: true), row[4] is { Length: > 0 } dimension ? dimension : null, row[5] is { Length: > 0 } unit ? unit : null,
        [.. row[6].Split(';', StringSplitOptions.RemoveEmptyEntries).Select(choice => choice.Split('=')).Select(choice => new AttributeChoice(choice[0], choice[1], choice[2]))]))];
}
