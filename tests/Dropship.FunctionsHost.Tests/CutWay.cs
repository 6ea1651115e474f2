using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dropship.FunctionsHost.Tests;

/// <summary>A port that leads to another one until the connections are cut; new ones pass again.</summary>
internal sealed class CutWay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, TcpClient> _ways = new();
    private readonly Task _accepting;

    public CutWay(int target)
    {
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Cut()
    {
        foreach (var (near, far) in _ways)
        {
            near.Close();
            far.Close();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
        _listener.Dispose();
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var near = await _listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(IPAddress.Loopback, target);
                _ways[near] = far;
                _ = PassAsync(near, far);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task PassAsync(TcpClient near, TcpClient far)
    {
        await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        _ways.TryRemove(near, out _);
        near.Close();
        far.Close();
    }
}
