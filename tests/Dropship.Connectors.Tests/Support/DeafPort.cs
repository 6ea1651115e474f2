using System.Net;
using System.Net.Sockets;

namespace Dropship.Connectors.Tests.Support;

/// <summary>A port at which nobody answers: it is bound and does not listen, so it refuses, and nobody else is given it.</summary>
internal sealed class DeafPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DeafPort() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public int Number => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public Uri Address => new($"http://127.0.0.1:{Number}/");

    public void Dispose() => _socket.Dispose();
}
