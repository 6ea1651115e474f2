using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>Accepts connections. Those that speak HTTP are told that only AMQP is spoken here.</summary>
internal sealed class SocketListener : TransportListener, IDisposable
{
    private const byte FirstOfAmqp = (byte)'A';
    private const string Refusal = "The administration of queues over HTTP is not served; queues are declared in the config file.";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener;

    /// <summary>Takes the port.</summary>
    /// <exception cref="SocketException">It is taken by another.</exception>
    public SocketListener(IPEndPoint endPoint)
        : base("tcp-listener")
    {
        _listener = new TcpListener(endPoint);
        _listener.Start();
    }

    /// <summary>The port; chosen by the system when it was 0.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    protected override void OnListen() => _ = AcceptAsync();

    protected override bool CloseInternal()
    {
        Dispose();
        return true;
    }

    protected override void AbortInternal() => Dispose();

    private async Task AcceptAsync()
    {
        while (!IsClosing())
        {
            try
            {
                _ = StartAsync(await _listener.AcceptSocketAsync(CancellationToken.None));
            }
            catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
            {
                // A client has gone already, or the emulator ends.
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
        }
    }

    private async Task StartAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            var first = new byte[1];
            await socket.ReceiveAsync(first.AsMemory(), SocketFlags.Peek, CancellationToken.None);
            if (first[0] == FirstOfAmqp)
            {
                var transport = new SocketTransport(socket);
                transport.Open();
                OnTransportAccepted(new TransportAsyncCallbackArgs { Transport = transport, CompletedSynchronously = false });
            }
            else
            {
                await RefuseAsync(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            socket.Dispose();
        }
    }

    private static async Task RefuseAsync(Socket socket)
    {
        using var _ = socket;
        using var limit = new CancellationTokenSource(s_patience);
        var answer = $"HTTP/1.1 501 Not Implemented\r\nContent-Length: {Refusal.Length}\r\nConnection: close\r\n\r\n{Refusal}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), SocketFlags.None, limit.Token);
        socket.Shutdown(SocketShutdown.Send);

        // What the client still sends is read away, or the system would take the answer back.
        var rest = new byte[4096];
        while (await socket.ReceiveAsync(rest.AsMemory(), SocketFlags.None, limit.Token) > 0) { }
    }
}
