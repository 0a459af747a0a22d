using System.Text;

namespace Exchange.Host.Rehearsal;

/// <summary>A real stock file, dealt out to the consignors row by row as a pack of cards.</summary>
internal static class StockFile
{
    /// <summary>A file for each consignor that gets a row, with the header of the whole.</summary>
    public static IReadOnlyList<string> Deal(string text, int consignors, int most)
    {
        var records = Records(text).ToList();
        if (records.Count < 2) throw new InvalidDataException("The stock file has no rows.");
        var rows = records.Skip(1).Take(most).ToList();
        var files = Enumerable.Range(0, Math.Min(consignors, rows.Count)).Select(_ => new StringBuilder(records[0]).Append('\n')).ToArray();
        for (var i = 0; i < rows.Count; i++) files[i % files.Length].Append(rows[i]).Append('\n');
        return [.. files.Select(file => file.ToString())];
    }

    // A line end within quotes belongs to the record.
    private static IEnumerable<string> Records(string text)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') quoted = !quoted;
            if (text[i] != '\n' || quoted) continue;
            if (text[start..i].Trim() is { Length: > 0 } record) yield return record;
            start = i + 1;
        }

        if (text[start..].Trim() is { Length: > 0 } last) yield return last;
    }
}
