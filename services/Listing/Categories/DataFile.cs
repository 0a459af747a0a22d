using Exchange.Kernel.Values;

namespace Exchange.Listing.Categories;

/// <summary>A CSV file of this folder that is compiled in. It is part of the program: what is wrong with it is an exception.</summary>
internal static class DataFile
{
    private const int LongestRow = 10_000;

    /// <summary>The rows after the header, each with as many fields as that has.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(string file)
    {
        using var stream = typeof(DataFile).Assembly.GetManifestResourceStream("Exchange.Listing.Categories." + file) ?? throw new InvalidOperationException($"{file} is not compiled in.");
        using var reader = new StreamReader(stream);
        var records = new CsvRecords(LongestRow);
        records.Feed(reader.ReadToEnd());
        records.End();
        if (!records.TryTake(out var header)) throw new InvalidDataException($"{file} is empty.");
        while (records.TryTake(out var row))
            yield return row.Problem is null && row.Fields.Count == header.Fields.Count ? row.Fields : throw new InvalidDataException($"Line {row.Line} of {file} cannot be read.");
    }
}
