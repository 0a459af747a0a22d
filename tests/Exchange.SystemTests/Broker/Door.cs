using System.Net;
using System.Net.Sockets;

namespace Exchange.SystemTests.Broker;

/// <summary>A port of this machine that passes bytes on to another one, and that can be shut with all who are in it.</summary>
public sealed class Door : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly int _behind;
    private readonly CancellationTokenSource _shut = new();
    private readonly Task _welcoming;

    /// <summary>Opens a door.</summary>
    /// <param name="port">Where clients come in.</param>
    /// <param name="behind">Where they are led.</param>
    public Door(int port, int behind)
    {
        _behind = behind;
        _listener = new(IPAddress.Loopback, port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _welcoming = Welcome();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _shut.CancelAsync();
        await _welcoming;
        _shut.Dispose();
    }

    private async Task Welcome()
    {
        var guests = new List<Task>();
        try
        {
            while (true) guests.Add(Lead(await _listener.AcceptTcpClientAsync(_shut.Token)));
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(guests);
        }
    }

    private async Task Lead(TcpClient guest)
    {
        try
        {
            using var inside = new TcpClient();
            using (guest)
            {
                await inside.ConnectAsync(IPAddress.Loopback, _behind, _shut.Token);
                await Task.WhenAny(guest.GetStream().CopyToAsync(inside.GetStream(), _shut.Token), inside.GetStream().CopyToAsync(guest.GetStream(), _shut.Token));
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or SocketException or IOException)
        {
            // Either side may leave at any time.
        }
    }
}
