namespace Exchange.Listing.Categories;

/// <summary>The file of our tree: a CSV with the columns code, parent, chinese, english, unit, hs, fsc, attributes, size, format and words. A node stands after the one above it, and has its
/// attributes, and its size and format where it names none.</summary>
internal static class MaterialsFile
{
    /// <summary>The nodes of the file, in its order.</summary>
    public static IReadOnlyList<Category> Read()
    {
        var nodes = new Dictionary<string, Category>(StringComparer.Ordinal);
        var all = new List<Category>();
        foreach (var row in DataFile.Rows("materials.csv"))
        {
            var node = Node(row, row[1] is { Length: > 0 } parent ? nodes[parent] : null);
            nodes.Add(node.Code, node);
            all.Add(node);
        }

        return all;
    }

    private static Category Node(IReadOnlyList<string> row, Category? above) => new(
        row[0], above?.Code, row[2], row[3], row[4], Split(row[5], ' '), [.. (above?.Attributes ?? []).Union(Split(row[7], ' '))], Split(row[6], ' '),
        row[8].Length > 0 ? Split(row[8], ' ') : above?.Size ?? [],
        row[9].Length > 0 ? row[9] : above?.Format ?? throw new InvalidDataException($"The group {row[0]} names no format."), Split(row[10], ';'));

    private static string[] Split(string text, char separator) => text.Split(separator, StringSplitOptions.RemoveEmptyEntries);
}
