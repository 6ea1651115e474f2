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
        _listener.Open();
        _listener.Listen(OnAccepted);
    }

    public int Port { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ConfigurationException">The address or port cannot be had.</exception>
    public static AmqpServer Start(Broker broker, string host, int port)
    {
        try
        {
            var address = host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
            return new AmqpServer(broker, new SocketListener(new IPEndPoint(address, port)));
        }
        catch (Exception exception) when (exception is FormatException or SocketException)
        {
            throw new ConfigurationException([$"The emulator cannot listen on {host}:{port}: {exception.Message}"]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _broker.CloseAsync();
    }

    private void OnAccepted(TransportListener listener, TransportAsyncCallbackArgs accepted) => _ = OpenAsync(accepted);

    private async Task OpenAsync(TransportAsyncCallbackArgs accepted)
    {
        var settings = new AmqpConnectionSettings
        {
            ContainerId = "service-bus-emulator",
            MaxFrameSize = 65536,
            ChannelMax = 8191,
            IdleTimeOut = 240_000,
        };
        var header = (ProtocolHeader)accepted.UserToken;
        var connection = _broker.CreateConnection(accepted.Transport, header, isInitiator: false, _settings, settings);
        try
        {
            await connection.OpenAsync(AmqpConstants.DefaultTimeout);
        }
        catch (Exception exception)
        {
            connection.SafeClose(exception);
        }
    }
}
