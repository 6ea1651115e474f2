using System.Net;
using System.Net.Sockets;

namespace Dropship.Tooling;

/// <summary>Loopback ports that nobody listens on at the moment of asking.</summary>
public static class FreePort
{
    /// <summary>A free port chosen by the system.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
