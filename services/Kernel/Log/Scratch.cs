using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Exchange.Kernel.Log;

/// <summary>A buffer with a JSON writer on it, used again and again by one thread at a time, so that writing makes no garbage.</summary>
internal sealed class Scratch
{
    private const int MostKept = 1024 * 1024;

    private readonly JsonWriterOptions _options;
    private ArrayBufferWriter<byte> _buffer = new(4096);

    public Scratch(JsonWriterOptions options)
    {
        _options = options;
        Json = new(_buffer, options);
    }

    /// <summary>Writes to the buffer, after what stands there.</summary>
    public Utf8JsonWriter Json { get; private set; }

    /// <summary>All that was written.</summary>
    public ReadOnlySpan<byte> Written
    {
        get
        {
            Json.Flush();
            return _buffer.WrittenSpan;
        }
    }

    /// <summary>All that was written, until more is written or the buffer is emptied.</summary>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            Json.Flush();
            return _buffer.WrittenMemory;
        }
    }

    /// <summary>Writes a text as it is.</summary>
    public void Put(string text)
    {
        Json.Flush();
        Encoding.UTF8.GetBytes(text, _buffer);
    }

    /// <summary>Empties the buffer, and lets go of one that a great row has made large.</summary>
    public void Clear()
    {
        if (_buffer.Capacity > MostKept)
        {
            _buffer = new(4096);
            Json = new(_buffer, _options);
            return;
        }

        _buffer.ResetWrittenCount();
        Json.Reset();
    }
}
