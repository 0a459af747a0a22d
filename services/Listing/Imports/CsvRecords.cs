using System.Text;

namespace Exchange.Listing.Imports;

/// <summary>One record of a CSV file, or the place of one that cannot be read.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Fields">Its fields, without the quotes around them; what could be read of them when there is a problem.</param>
/// <param name="Problem">The rule that it breaks: <c>line-too-long</c> or <c>quote</c>; or null.</param>
public sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, string? Problem = null);

/// <summary>Reads CSV (RFC 4180) of any length in bounded memory, and goes on after what is broken. A quote that is never closed costs the line on which it
/// stands and not the rest of the file: the lines after it are read again by themselves. Blank lines are skipped; a quote inside an unquoted field is text,
/// because stock files measure in inches.</summary>
public sealed class CsvRecords
{
    private readonly Lines _lines;
    private readonly char _delimiter;
    private readonly int _longest;

    private CsvRecords(Lines lines, char delimiter, int longest) => (_lines, _delimiter, _longest) = (lines, delimiter, longest);

    /// <summary>Begins to read, with the delimiter that the first line that is not blank has most of: comma, semicolon or tab.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="longest">The most characters of a line, and of a record over several lines.</param>
    public static async Task<CsvRecords> Begin(TextReader reader, int longest)
    {
        var lines = new Lines(reader, longest);
        var header = await lines.Next();
        while (header is { Text.Length: 0 }) header = await lines.Next();
        if (header is not null) lines.PutBack([header]);
        return new(lines, DelimiterOf(header?.Text ?? ""), longest);
    }

    /// <summary>The next record, or null at the end.</summary>
    public async ValueTask<CsvRecord?> Next()
    {
        Line? first;
        do
        {
            first = await _lines.Next();
            if (first is null) return null;
        }
        while (first.Text.Length == 0);
        if (first.Cut) return new(first.Number, [first.Text[..Math.Min(80, first.Text.Length)]], "line-too-long");

        var record = new RecordState(_delimiter);
        var taken = new List<Line>();
        var length = first.Text.Length;
        var step = record.Take(first.Text);
        while (step == Step.Open)
        {
            var next = length > _longest ? null : await _lines.Next();
            if (next is not null) taken.Add(next);
            length += (next?.Text.Length ?? 0) + 1;
            step = next is null or { Cut: true } || length > _longest ? Step.Broken : record.Take("\n" + next.Text);
        }

        if (step == Step.Whole) return new(first.Number, record.Fields);
        _lines.PutBack(taken);
        return new(first.Number, record.Fields, "quote");
    }

    private static char DelimiterOf(string header) => ",;\t".MaxBy(candidate => header.Count(c => c == candidate));

    private enum Step
    {
        Whole,
        Open,
        Broken,
    }

    /// <summary>The fields of one record while its lines come in.</summary>
    private sealed class RecordState(char delimiter)
    {
        private readonly StringBuilder _field = new();
        private bool _quoted;
        private bool _closed;

        public List<string> Fields { get; } = [];

        public Step Take(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                var c = text[i];
                if (_quoted)
                {
                    if (c != '"') _field.Append(c);
                    else if (i + 1 < text.Length && text[i + 1] == '"') _field.Append(text[i++]);
                    else (_quoted, _closed) = (false, true);
                }
                else if (c == delimiter) End();
                else if (_closed) return Step.Broken;
                else if (c == '"' && _field.Length == 0) _quoted = true;
                else _field.Append(c);
            }

            if (_quoted) return Step.Open;
            End();
            return Step.Whole;
        }

        private void End()
        {
            Fields.Add(_field.ToString());
            _field.Clear();
            _closed = false;
        }
    }

    private sealed record Line(string Text, bool Cut, long Number);

    /// <summary>The physical lines, each cut at the longest length, with a way to give some back.</summary>
    private sealed class Lines(TextReader reader, int longest)
    {
        private readonly Queue<Line> _back = [];
        private readonly char[] _buffer = new char[16_384];
        private readonly StringBuilder _text = new();
        private int _at, _end;
        private long _number;
        private bool _afterReturn;

        public void PutBack(IReadOnlyList<Line> lines)
        {
            var later = _back.ToArray();
            _back.Clear();
            foreach (var line in lines.Concat(later)) _back.Enqueue(line);
        }

        public async ValueTask<Line?> Next()
        {
            if (_back.TryDequeue(out var back)) return back;
            var (any, cut) = (false, false);
            _text.Clear();
            while (true)
            {
                if (_at == _end)
                {
                    (_at, _end) = (0, await reader.ReadAsync(_buffer));
                    if (_end == 0) return any ? new(_text.ToString(), cut, ++_number) : null;
                }

                if (_afterReturn)
                {
                    _afterReturn = false;
                    if (_buffer[_at] == '\n' && ++_at == _end) continue;
                }

                any = true;
                var rest = _buffer.AsSpan(_at, _end - _at);
                var stop = rest.IndexOfAny('\r', '\n');
                var piece = stop < 0 ? rest : rest[..stop];
                var room = Math.Min(piece.Length, longest - _text.Length);
                cut |= room < piece.Length;
                _text.Append(piece[..room]);
                _at += piece.Length;
                if (stop < 0) continue;
                _afterReturn = _buffer[_at++] == '\r';
                return new(_text.ToString(), cut, ++_number);
            }
        }
    }
}
