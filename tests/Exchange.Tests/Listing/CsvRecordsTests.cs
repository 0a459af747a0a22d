using CsCheck;
using Exchange.Kernel.Values;
using Xunit;

namespace Exchange.Tests.Listing;

public class CsvRecordsTests
{
    private static readonly string[] Pieces = ["a", "b ", " 中文", ",", "\"", "\"\"", "\n", "\r\n", "12\"", "=1+1", "x,y", ";", "", "\",\""];
    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]);

    [Fact]
    public void Fields_quotes_and_line_breaks_are_read()
    {
        var records = Read("a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\r\n\r\n\"two\nlines\",12\" pipe\r\nlast,");
        Assert.Equal(
            ["1:a|b", "2:x,1|say \"hi\"", "4:two\nlines|12\" pipe", "6:last|"],
            records.Select(record => $"{record.Line}:{string.Join('|', record.Fields)}"));
        Assert.All(records, record => Assert.Null(record.Problem));
    }

    [Theory]
    [InlineData("a;b;c\n1;2,5;3", "2,5")]
    [InlineData("a\tb\tc\n1\t2,5\t3", "2,5")]
    public void The_delimiter_is_told_from_the_header(string text, string second) => Assert.Equal(second, Read(text)[1].Fields[1]);

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_own_line_only()
    {
        var records = Read("a,b\n1,\"never\n2,x\n3,y\n");
        Assert.Equal(["a", "1", "2", "3"], records.Select(record => record.Fields[0]));
        Assert.Equal([null, "quote", null, null], records.Select(record => record.Problem));
        Assert.Equal([1, 2, 3, 4], records.Select(record => record.Line));
    }

    [Fact]
    public void A_line_of_a_megabyte_costs_itself_only()
    {
        var records = Read($"a,b\n1,{new string('x', 1_000_000)}\n2,y\n");
        Assert.Equal([null, "line-too-long", null], records.Select(record => record.Problem));
        Assert.Equal("y", records[2].Fields[1]);
        Assert.True(records[1].Fields.Sum(field => field.Length) <= 80);
    }

    [Fact]
    public void A_record_over_many_lines_is_bounded_too()
    {
        var open = "1,\"" + string.Join('\n', Enumerable.Repeat(new string('x', 1000), 200));
        var records = Read("a,b\n" + open + "\n2,y");
        Assert.Equal("quote", records[1].Problem);
        Assert.Equal(["2", "y"], records[^1].Fields);
        Assert.Equal(1 + 1 + 199 + 1, records.Count);
    }

    [Fact]
    public void What_is_written_is_read() => Gen.String.Array[1, 5].Array[1, 8].Sample(rows =>
    {
        var clean = rows.Select(row => row.Select(field => field.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')).ToArray()).ToArray();
        var text = string.Join("\r\n", clean.Select(row => string.Join(',', row.Select(field => $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
        var records = Read("h,h,h,h,h\n" + text);
        Assert.Equal(clean.Select(row => string.Join('|', row)), records.Skip(1).Select(record => string.Join('|', record.Fields)));
    }, iter: 200);

    [Fact]
    public void What_is_well_formed_is_read_as_another_reader_reads_it() => Piece.Array[0, 12].Sample(pieces =>
    {
        var text = "h,h\n" + string.Concat(pieces);
        var records = Read(text);
        if (records.Any(record => record.Problem is not null)) return;
        Assert.Equal(Oracle(text), records.Select(record => string.Join('|', record.Fields)));
    }, iter: 2_000);

    [Fact]
    public void However_the_text_is_cut_the_records_are_the_same() => Piece.Array[0, 20].Select(Gen.Int[1, 5]).Sample((pieces, piece) =>
    {
        var text = "h,h\r\n" + string.Concat(pieces);
        Assert.Equal(Read(text).Select(record => record.Json()), Read(text, piece: piece).Select(record => record.Json()));
    }, iter: 2_000);

    [Fact]
    public void Whatever_comes_in_every_line_is_accounted_for() => Gen.Int[0, 6].Array[0, 200].Sample(characters =>
    {
        var text = string.Concat(characters.Select(c => "a,\"\n\r\0中"[c]));
        var records = Read("h,h\n" + text, longest: 20);
        Assert.Equal(records.Select(record => record.Line).Order(), records.Select(record => record.Line));
        Assert.All(records, record => Assert.True(record.Fields.Sum(field => field.Length) <= 41));
    }, iter: 1_000);

    private static List<CsvRecord> Read(string text, int longest = 65_536, int piece = 4096)
    {
        var csv = new CsvRecords(longest);
        var records = new List<CsvRecord>();
        for (var at = 0; at < text.Length; at += piece) csv.Feed(text.AsSpan(at, Math.Min(piece, text.Length - at)));
        csv.End();
        while (csv.TryTake(out var record)) records.Add(record);
        return records;
    }

    /// <summary>Splits a well-formed text in one slow pass: a quote begins quoted text at the start of a field, and goes on in a field that began with one.</summary>
    private static List<string> Oracle(string text)
    {
        var (rows, fields, field, quoted) = (new List<string>(), new List<string>(), "", false);
        foreach (var c in text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') + "\n")
        {
            if (c == '"' && (quoted || field.Length == 0 || field[0] == '"')) quoted = !quoted;
            if (quoted || c is not (',' or '\n')) field += c;
            else
            {
                fields.Add(field is ['"', .. var inner, '"'] ? inner.Replace("\"\"", "\"", StringComparison.Ordinal) : field);
                var blank = fields is [""] && field.Length == 0;
                field = "";
                if (c == ',') continue;
                if (!blank) rows.Add(string.Join('|', fields));
                fields.Clear();
            }
        }

        return rows;
    }
}
