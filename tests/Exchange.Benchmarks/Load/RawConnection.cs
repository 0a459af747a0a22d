using System.Net;
using System.Net.Sockets;

namespace Exchange.Benchmarks.Load;

/// <summary>A connection that sends bytes and reads one answer, with as little work as can be: no headers are parsed that nobody asks for, and nothing
/// is allocated. It is opened when it is first used, and again when it broke.</summary>
/// <param name="address">Where the server listens.</param>
public sealed class RawConnection(IPEndPoint address) : IDisposable
{
    private readonly byte[] _received = new byte[8 * 1024];
    private Socket? _socket;
    private HttpAnswer _answer;

    /// <summary>Sends a request and reads the answer. The status; <see cref="Tally.Broken"/> when the connection broke.</summary>
    public async ValueTask<int> Send(ReadOnlyMemory<byte> request)
    {
        _answer = default;
        try
        {
            var socket = _socket ??= await Open();
            await socket.SendAsync(request);
            for (var filled = 0; ;)
            {
                var read = await socket.ReceiveAsync(_received.AsMemory(filled));
                if (read == 0) throw new IOException("The server closed the connection.");
                filled += read;
                if (HttpAnswer.TryRead(_received.AsSpan(0, filled), out _answer)) return _answer.Status;
            }
        }
        catch (Exception broken) when (broken is SocketException or IOException)
        {
            Dispose();
            return Tally.Broken;
        }
    }

    /// <summary>A number in the body of the last answer, or null.</summary>
    public long? Number(ReadOnlySpan<byte> name) => HttpAnswer.Number(_received.AsSpan(_answer.BodyStart, _answer.Length - _answer.BodyStart), name);

    /// <summary>Whether the last answer had a header, given with the line's end before it and its colon.</summary>
    public bool HasHeader(ReadOnlySpan<byte> name) => !HttpAnswer.Header(_received.AsSpan(0, _answer.BodyStart), name).IsEmpty;

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<Socket> Open()
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address);
        return socket;
    }
}
