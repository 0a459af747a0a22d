using System.Collections.Frozen;
using System.Text;

namespace Exchange.Listing.Categories;

/// <summary>Our own tree of materials, read from the file that is compiled in. Pure, the same everywhere and always.</summary>
public static class Materials
{
    private static readonly FrozenDictionary<string, Category> ByCode;
    private static readonly FrozenDictionary<string, Category> ByName;
    private static readonly FrozenDictionary<string, IReadOnlyList<Category>> Below;
    private static readonly ForeignCodes Foreign;
    private static readonly Guessing Guesses;

    static Materials()
    {
        All = MaterialsFile.Read();
        ByCode = All.ToFrozenDictionary(node => node.Code, StringComparer.OrdinalIgnoreCase);
        ByName = All.SelectMany(node => new[] { node.Chinese, node.English }.Concat(node.Words).Select(name => (Name: Fold(name), Node: node)))
            .DistinctBy(pair => pair.Name).ToFrozenDictionary(pair => pair.Name, pair => pair.Node, StringComparer.Ordinal);
        Below = All.GroupBy(node => node.Parent ?? "").ToFrozenDictionary(group => group.Key, group => (IReadOnlyList<Category>)[.. group], StringComparer.OrdinalIgnoreCase);
        Foreign = new(All);
        Guesses = new(All);
    }

    /// <summary>All nodes, each after the one above it.</summary>
    public static IReadOnlyList<Category> All { get; }

    /// <summary>The node of a code in any case, or null.</summary>
    public static Category? Of(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>The nodes from the group to the one of a code; empty where there is none.</summary>
    public static IReadOnlyList<Category> Path(string code)
    {
        var path = new List<Category>();
        for (var node = Of(code); node is not null; node = node.Parent is { } parent ? Of(parent) : null) path.Insert(0, node);
        return path;
    }

    /// <summary>The nodes directly below one; the groups for the empty code.</summary>
    public static IReadOnlyList<Category> Children(string code) => Below.GetValueOrDefault(code, []);

    /// <summary>The node that has exactly this name or word, Chinese or English, in any case and width; or null.</summary>
    public static Category? Named(string text) => ByName.GetValueOrDefault(Fold(text));

    /// <summary>The node of a code of the Harmonized System by its longest beginning that a node names; the first in the tree's order where nodes name the same; null where none does.</summary>
    /// <param name="code">2 to 10 digits, dots and spaces between or not.</param>
    public static Category? OfHs(string code) => Foreign.OfHs(code);

    /// <summary>What a title may be, the likeliest first. Microseconds, and no more memory than its answer.</summary>
    /// <param name="text">A title in Chinese or English; a supply catalogue's inverted names are understood (PAPER,COPYING).</param>
    /// <param name="foreignCode">A code of another scheme that came with it: <c>hs:8482.10</c>, <c>fsc:3110</c>; without the scheme's name 6 digits and more are of the Harmonized System,
    /// and fewer may be either's, so that they only tip the scales. Anything else says nothing.</param>
    /// <param name="most">The most guesses.</param>
    public static IReadOnlyList<CategoryGuess> Suggest(string text, string? foreignCode = null, int most = 3)
    {
        var (fits, isCertain) = foreignCode is { Length: > 0 } ? Foreign.Fits(foreignCode) : ([], false);
        return Guesses.Of(text, fits, isCertain, most);
    }

    private static string Fold(string name) => string.Join(' ', name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
