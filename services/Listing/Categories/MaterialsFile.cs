using Exchange.Kernel.Values;

namespace Exchange.Listing.Categories;

/// <summary>The file of our tree: a CSV with the columns code, parent, chinese, english, unit, hs, fsc, attributes, format and words. A node stands after the one above it, and has its
/// attributes, and its format where it names none.</summary>
internal static class MaterialsFile
{
    private const int LongestRow = 10_000;

    private static readonly string[] Header = ["code", "parent", "chinese", "english", "unit", "hs", "fsc", "attributes", "format", "words"];

    /// <summary>The nodes of the file that is compiled in, in its order.</summary>
    public static IReadOnlyList<Category> Read()
    {
        using var file = typeof(MaterialsFile).Assembly.GetManifestResourceStream("Exchange.Listing.Categories.materials.csv")
            ?? throw new InvalidOperationException("The tree of materials is not compiled in.");
        using var reader = new StreamReader(file);
        return Read(reader.ReadToEnd());
    }

    /// <summary>The nodes of a file's text. It is part of the program: what is wrong with it is an exception.</summary>
    public static IReadOnlyList<Category> Read(string text)
    {
        var records = new CsvRecords(LongestRow);
        records.Feed(text);
        records.End();
        if (!records.TryTake(out var header) || !header.Fields.SequenceEqual(Header)) throw new InvalidDataException("The tree of materials has another header.");
        var nodes = new Dictionary<string, Category>(StringComparer.Ordinal);
        var all = new List<Category>();
        while (records.TryTake(out var row))
        {
            if (row.Problem is not null || row.Fields.Count != Header.Length) throw new InvalidDataException($"Line {row.Line} of the tree of materials cannot be read.");
            var node = Node(row.Fields, row.Fields[1] is { Length: > 0 } parent ? nodes[parent] : null);
            nodes.Add(node.Code, node);
            all.Add(node);
        }

        return all;
    }

    private static Category Node(IReadOnlyList<string> fields, Category? above) => new(
        fields[0], above?.Code, fields[2], fields[3], fields[4], Split(fields[5], ' '), [.. (above?.Attributes ?? []).Union(Split(fields[7], ' '))], Split(fields[6], ' '),
        fields[8].Length > 0 ? fields[8] : above?.Format ?? throw new InvalidDataException($"The group {fields[0]} names no format."), Split(fields[9], ';'));

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries);
}
