using System.Collections.Frozen;
using System.Text;
using Exchange.Kernel.Deciders;

namespace Exchange.Listing.Imports;

/// <summary>How the bytes of a text file are read.</summary>
/// <param name="Name">The name of the encoding, as <see cref="SheetText.Encodings"/> has it.</param>
/// <param name="Encoding">The encoding; what is wrong becomes U+FFFD.</param>
/// <param name="MarkLength">How many bytes its byte order mark takes.</param>
public sealed record TextReading(string Name, Encoding Encoding, int MarkLength);

/// <summary>What the sender of a file says about how it is to be read; what is empty is told by the file itself.</summary>
/// <param name="Encoding">The name of an encoding of <see cref="SheetText.Encodings"/>.</param>
/// <param name="Delimiter">One of <see cref="SheetText.Delimiters"/>, as text.</param>
/// <param name="Sheet">The name of the sheet of a workbook; the first if empty.</param>
public sealed record SheetTerms(string Encoding = "", string Delimiter = "", string Sheet = "");

/// <summary>How a file was read.</summary>
/// <param name="Kind"><c>csv</c> or <c>xlsx</c>.</param>
/// <param name="Encoding">Of a CSV file: the name of its encoding.</param>
/// <param name="Delimiter">Of a CSV file: what stands between its fields.</param>
/// <param name="Sheet">Of a workbook: the name of the sheet.</param>
/// <param name="HeaderLine">The line of the header, from 1.</param>
/// <param name="Numbers"><c>point</c> or <c>comma</c>: what stands before decimals.</param>
public sealed record FileRead(string Kind, string? Encoding, string? Delimiter, string? Sheet, long HeaderLine, string Numbers);

/// <summary>What the bytes of a text file say about themselves: their encoding and their delimiter. What they leave open is asked, not guessed.</summary>
public static class SheetText
{
    public const string Utf8 = "utf-8", Utf16 = "utf-16", Gb18030 = "gb18030";

    /// <summary>What may stand between the fields of a line, the most usual first.</summary>
    public const string Delimiters = ",;\t|^~\u001f";

    private const int PieceBytes = 65_536, SampleLines = 20;

    private static readonly EncodingProvider Pages = CodePagesEncodingProvider.Instance;

    /// <summary>The encodings that can be named, beyond those that are known by themselves: UTF-8, UTF-16 with a mark, and GB18030.</summary>
    public static FrozenDictionary<string, Encoding> Encodings { get; } = new Dictionary<string, Encoding>
    {
        [Utf8] = new UTF8Encoding(false),
        [Utf16] = new UnicodeEncoding(false, false),
        ["utf-16be"] = new UnicodeEncoding(true, false),
        [Gb18030] = Of("gb18030"),
        ["big5"] = Of("big5"),
        ["shift_jis"] = Of("shift_jis"),
        ["euc-kr"] = Of("euc-kr"),
        ["windows-1250"] = Of("windows-1250"),
        ["windows-1251"] = Of("windows-1251"),
        ["windows-1252"] = Of("windows-1252"),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>How a text file is to be read. A file with a NUL is no text, unless it is UTF-16.</summary>
    /// <param name="file">The file, read from its beginning to its end.</param>
    /// <param name="asked">The name of an encoding that its sender gave; empty to tell by the file.</param>
    /// <param name="reading">How, when there is no refusal.</param>
    public static Refusal? Tell(Stream file, string asked, out TextReading reading)
    {
        reading = new(Utf8, Encodings[Utf8], 0);
        var bytes = new byte[PieceBytes];
        file.Position = 0;
        var start = bytes.AsSpan(0, file.ReadAtLeast(bytes, 3, throwOnEndOfStream: false));
        if (start is [0xFF, 0xFE, ..]) reading = new(Utf16, Encodings[Utf16], 2);
        else if (start is [0xFE, 0xFF, ..]) reading = new(Utf16, Encodings["utf-16be"], 2);
        else if (start is [0xEF, 0xBB, 0xBF, ..]) reading = reading with { MarkLength = 3 };
        else if (asked.Length > 0) reading = new(asked.ToLowerInvariant(), Encodings[asked], 0);
        if (reading.Encoding is UnicodeEncoding) return null;

        var found = Evidence.Of(file, bytes);
        if (found.Zero >= 0) return ImportRefusals.NotText.With("byte", found.Zero);
        if (asked.Length > 0 || reading.MarkLength > 0 || found.FirstWrong < 0) return null;
        if (found.IsGb18030)
        {
            reading = new(Gb18030, Encodings[Gb18030], 0);
            return null;
        }

        // A few wrong bytes in a file that is else full of UTF-8 cost their rows, not the file.
        return found.Utf8Characters >= 10 * found.Wrong
            ? null
            : ImportRefusals.WrongEncoding.With("byte", found.FirstWrong).With("encodings", Encodings.Keys.Order(StringComparer.Ordinal).ToArray());
    }

    /// <summary>The delimiter of a text: the one that stands equally often in the most of its first lines, outside of quotes.</summary>
    /// <param name="start">The beginning of the text.</param>
    /// <param name="headLength">How many characters of it a line that only names the delimiter takes, as spreadsheets write it (<c>sep=;</c>); else 0.</param>
    public static char DelimiterOf(string start, out int headLength)
    {
        headLength = 0;
        if (start.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && start.Length > 5 && start[5] is '\r' or '\n')
        {
            headLength = start[5] == '\r' && start.Length > 6 && start[6] == '\n' ? 7 : 6;
            return start[4];
        }

        var lines = start.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(SampleLines).Select(line => line.TrimEnd('\r')).ToArray();
        return Delimiters.MaxBy(candidate => lines.Select(line => Outside(line, candidate)).Where(count => count > 0)
            .GroupBy(count => count).Select(group => group.Count() * 1_000L + Math.Min(999, group.Key)).DefaultIfEmpty(0).Max());
    }

    private static int Outside(string line, char delimiter)
    {
        var (count, quoted) = (0, false);
        foreach (var c in line)
        {
            if (c == '"') quoted = !quoted;
            else if (c == delimiter && !quoted) count++;
        }

        return count;
    }

    private static Encoding Of(string name) => Pages.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"))!;

    /// <summary>What a pass over all bytes finds.</summary>
    private sealed class Evidence
    {
        private long _pairs, _common;
        private int _inside;
        private byte _lead;
        private bool _broken, _inCharacter;
        private long _place;
        private int _wrongHere;

        public long Zero { get; private set; } = -1;

        /// <summary>The place of the first byte that is not UTF-8, and how many there are; -1 for none.</summary>
        public long FirstWrong { get; private set; } = -1;

        public long Wrong { get; private set; }

        /// <summary>How many characters beyond ASCII are right as UTF-8.</summary>
        public long Utf8Characters { get; private set; }

        /// <summary>Whether all of it is GB18030, and nine in ten of its double bytes are characters of GB 2312: any bytes at all are nearly always some GB18030.</summary>
        public bool IsGb18030 => !_broken && _inside == 0 && _pairs > 0 && _common * 10 >= _pairs * 9;

        public static Evidence Of(Stream file, byte[] bytes)
        {
            var (evidence, place) = (new Evidence(), 0L);
            var (decoder, chars) = (Encoding.UTF8.GetDecoder(), new char[PieceBytes + 8]);
            decoder.Fallback = new Counting(evidence.Broken);
            file.Position = 0;
            for (int length; (length = file.Read(bytes, 0, bytes.Length)) > 0; place += length)
            {
                var piece = bytes.AsSpan(0, length);
                if (piece.IndexOf((byte)0) is >= 0 and var zero)
                {
                    evidence.Zero = place + zero;
                    return evidence;
                }

                evidence.Utf8(piece, decoder, chars, place);
                evidence.Gb18030(piece);
            }

            evidence._place = place;
            decoder.GetChars([], chars, flush: true);
            return evidence;
        }

        private void Utf8(ReadOnlySpan<byte> piece, Decoder decoder, char[] chars, long place)
        {
            // Most pieces of most files are ASCII alone.
            if (!_inCharacter && !piece.ContainsAnyExceptInRange((byte)0, (byte)0x7F)) return;
            (_place, _wrongHere) = (place, 0);
            var decoded = chars.AsSpan(0, decoder.GetChars(piece, chars, flush: false));
            var beyond = 0;
            foreach (var c in decoded)
                if (c >= 0x80) beyond++;
            Utf8Characters += beyond - _wrongHere;
            _inCharacter = piece[^1] >= 0x80;
        }

        private void Broken(int index)
        {
            if (FirstWrong < 0) FirstWrong = Math.Max(0, _place + index);
            Wrong++;
            _wrongHere++;
        }

        // Two bytes, or four of which the second and the fourth are digits (GB 18030-2022, 5.1).
        private void Gb18030(ReadOnlySpan<byte> piece)
        {
            foreach (var b in piece)
            {
                if (_broken) return;
                switch (_inside)
                {
                    case 0 when b < 0x80:
                        break;
                    case 0 when b is >= 0x81 and <= 0xFE:
                        (_inside, _lead) = (1, b);
                        break;
                    case 1 when b is (>= 0x40 and <= 0x7E) or (>= 0x80 and <= 0xFE):
                        _pairs++;
                        if (_lead is (>= 0xA1 and <= 0xA9) or (>= 0xB0 and <= 0xF7) && b >= 0xA1) _common++;
                        _inside = 0;
                        break;
                    case 1 when b is >= 0x30 and <= 0x39:
                        _inside = 2;
                        break;
                    case 2 when b is >= 0x81 and <= 0xFE:
                        _inside = 3;
                        break;
                    case 3 when b is >= 0x30 and <= 0x39:
                        _pairs++;
                        _inside = 0;
                        break;
                    default:
                        _broken = true;
                        break;
                }
            }
        }
    }

    /// <summary>Tells of each place that is wrong, and puts one character there. A character that is U+FFFD itself is right.</summary>
    private sealed class Counting(Action<int> wrong) : DecoderFallback
    {
        public override int MaxCharCount => 1;

        public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(wrong);

        private sealed class Buffer(Action<int> wrong) : DecoderFallbackBuffer
        {
            private bool _given = true;

            public override int Remaining => _given ? 0 : 1;

            public override bool Fallback(byte[] bytesUnknown, int index)
            {
                wrong(index);
                _given = false;
                return true;
            }

            public override char GetNextChar()
            {
                if (_given) return '\0';
                _given = true;
                return '\uFFFD';
            }

            public override bool MovePrevious() => false;
        }
    }
}
