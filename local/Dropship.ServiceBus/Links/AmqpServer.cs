using System.Net;
using System.Net.Sockets;
using Dropship.ServiceBus.Settings;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>Speaks AMQP on a port.</summary>
internal sealed class AmqpServer : IAsyncDisposable
{
    private readonly Broker _broker;
    private readonly AmqpTransportListener _listener;
    private readonly AmqpSettings _settings;

    private AmqpServer(Broker broker, SocketListener sockets)
    {
        _broker = broker;
        Port = sockets.Port;
        var version = new AmqpVersion(1, 0, 0);
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(version);
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        var amqp = new AmqpTransportProvider();
        amqp.Versions.Add(version);
        _settings = new AmqpSettings { RuntimeProvider = broker };
        _settings.TransportProviders.Add(sasl);
        _settings.TransportProviders.Add(amqp);
        _listener = new AmqpTransportListener([sockets], _settings);
    }

    public int Port { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ConfigurationException">The address or port cannot be had.</exception>
    public static AmqpServer Start(Broker broker, string host, int port, EmulatorLog log)
    {
        if (!IPAddress.TryParse(host == "localhost" ? "127.0.0.1" : host, out var address))
        {
            throw new ConfigurationException([$"'{host}' is not an IP address."]);
        }

        var sockets = new SocketListener(address, port, log);
        try
        {
            sockets.Bind();
        }
        catch (SocketException exception)
        {
            throw new ConfigurationException([$"The emulator cannot listen on {host}:{port}: {exception.Message}"]);
        }

        var server = new AmqpServer(broker, sockets);
        server._listener.Open();
        server._listener.Listen(server.OnAccepted);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _broker.CloseAsync();
    }

    private void OnAccepted(TransportListener listener, TransportAsyncCallbackArgs args)
    {
        var settings = new AmqpConnectionSettings { ContainerId = "service-bus-emulator", MaxFrameSize = 65536, ChannelMax = 8191, IdleTimeOut = 240_000 };
        var connection = _broker.CreateConnection(args.Transport, (ProtocolHeader)args.UserToken, isInitiator: false, _settings, settings);
        connection.BeginOpen(
            AmqpConstants.DefaultTimeout,
            result =>
            {
                try
                {
                    connection.EndOpen(result);
                }
                catch (Exception exception)
                {
                    connection.SafeClose(exception);
                }
            },
            null);
    }
}
