using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Exchange.Kernel.Values;

/// <summary>One record of a CSV file, or the place of one that cannot be read.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Fields">Its fields, without the quotes around them; what could be read of them when there is a problem.</param>
/// <param name="Problem">The rule that it breaks: <c>line-too-long</c> or <c>quote</c>; or null.</param>
public sealed record CsvRecord(long Line, IReadOnlyList<string> Fields, string? Problem = null);

/// <summary>Makes records of the text of a CSV file (RFC 4180), however it is cut into pieces, in bounded memory, and goes on after what is broken. A quote
/// that is never closed costs the line on which it stands and not the rest of the file: the lines after it are read again by themselves. Blank lines are
/// skipped; a quote inside an unquoted field is text, because stock files measure in inches. Where no delimiter is given, it is that of comma, semicolon and tab
/// which the first line has most of.</summary>
/// <param name="longest">The most characters of a line, and of a record over several lines.</param>
/// <param name="delimiter">What stands between fields; told by the first line when null.</param>
public sealed class CsvRecords(int longest, char? delimiter = null)
{
    private readonly Queue<CsvRecord> _ready = [];
    private readonly LinkedList<Line> _lines = [];
    private readonly StringBuilder _text = new();
    private readonly List<Line> _taken = [];
    private char? _delimiter = delimiter;
    private RecordState? _open;
    private int _openLength;
    private long _number;
    private bool _any, _cut, _afterReturn;

    /// <summary>Takes the next piece of the text.</summary>
    public void Feed(ReadOnlySpan<char> text)
    {
        var begun = !text.IsEmpty;
        if (_afterReturn && text is ['\n', ..]) text = text[1..];
        if (begun) _afterReturn = false;
        while (!text.IsEmpty)
        {
            _any = true;
            var stop = text.IndexOfAny('\r', '\n');
            var piece = stop < 0 ? text : text[..stop];
            var room = Math.Min(piece.Length, longest - _text.Length);
            _cut |= room < piece.Length;
            _text.Append(piece[..room]);
            if (stop < 0) break;

            EndLine();
            var pair = text[stop] == '\r' && stop + 1 < text.Length && text[stop + 1] == '\n';
            _afterReturn = text[stop] == '\r' && stop + 1 == text.Length;
            text = text[(stop + (pair ? 2 : 1))..];
        }

        Assemble();
    }

    /// <summary>Says that the text is at its end.</summary>
    public void End()
    {
        if (_any) EndLine();
        Assemble();
        while (_open is not null)
        {
            GiveUp();
            Assemble();
        }
    }

    /// <summary>The next record that is whole.</summary>
    public bool TryTake([NotNullWhen(true)] out CsvRecord? record) => _ready.TryDequeue(out record);

    private void EndLine()
    {
        _lines.AddLast(new Line(_text.ToString(), _cut, ++_number));
        _text.Clear();
        (_any, _cut) = (false, false);
    }

    private void Assemble()
    {
        while (_lines.First is { Value: var line })
        {
            _lines.RemoveFirst();
            if (_open is not null) Continue(line);
            else if (line.Text.Length > 0) Begin(line);
        }
    }

    private void Begin(Line line)
    {
        _delimiter ??= ",;\t".MaxBy(candidate => line.Text.Count(c => c == candidate));
        if (line.Cut)
        {
            _ready.Enqueue(new(line.Number, [line.Text[..Math.Min(80, line.Text.Length)]], "line-too-long"));
            return;
        }

        (_open, _openLength) = (new(line.Number, _delimiter.Value), line.Text.Length);
        Finish(_open.Take(line.Text));
    }

    private void Continue(Line line)
    {
        _taken.Add(line);
        _openLength += line.Text.Length + 1;
        Finish(line.Cut || _openLength > longest ? Step.Broken : _open!.Take("\n" + line.Text));
    }

    private void Finish(Step step)
    {
        if (step == Step.Broken) GiveUp();
        if (step != Step.Whole) return;
        _ready.Enqueue(new(_open!.Line, _open.Fields));
        _open = null;
        _taken.Clear();
    }

    /// <summary>The open record is broken: it costs its first line, and the lines after it are read again.</summary>
    private void GiveUp()
    {
        _ready.Enqueue(new(_open!.Line, _open.Fields, "quote"));
        _open = null;
        for (var i = _taken.Count - 1; i >= 0; i--) _lines.AddFirst(_taken[i]);
        _taken.Clear();
    }

    private enum Step
    {
        Whole,
        Open,
        Broken,
    }

    private sealed record Line(string Text, bool Cut, long Number);

    /// <summary>The fields of one record while its lines come in.</summary>
    private sealed class RecordState(long line, char delimiter)
    {
        private readonly StringBuilder _field = new();
        private bool _quoted, _closed;

        public long Line { get; } = line;

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
}
