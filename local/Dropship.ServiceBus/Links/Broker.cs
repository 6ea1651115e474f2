using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>Speaks AMQP on a port, and decides what each link that a client opens is for.</summary>
internal sealed class Broker(IEnumerable<MessageQueue> queues, SharedAccessKey key, TimeProvider time) : IRuntimeProvider, IAsyncDisposable
{
    private const string Tokens = "$cbs";
    private const string SessionFilter = BrokerException.Prefix + "session-filter";
    private const string NonExclusiveFilter = BrokerException.Prefix + "non-exclusive-session-filter";

    private static readonly TimeSpan s_sessionWait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, MessageQueue> _queues = queues.ToDictionary(queue => queue.Name, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<AmqpConnection, ClientConnection> _clients = new();
    private AmqpTransportListener? _listener;

    /// <summary>Begins to listen.</summary>
    /// <returns>The port; chosen by the system when it was 0.</returns>
    /// <exception cref="ConfigurationException">The address or port cannot be had.</exception>
    public int Listen(string host, int port)
    {
        try
        {
            var address = host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(host);
            var sockets = new SocketListener(new IPEndPoint(address, port));
            var version = new AmqpVersion(1, 0, 0);
            var sasl = new SaslTransportProvider { Versions = { version } };
            sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
            var amqp = new AmqpTransportProvider { Versions = { version } };
            var settings = new AmqpSettings { RuntimeProvider = this, TransportProviders = { sasl, amqp } };
            _listener = new AmqpTransportListener([sockets], settings);
            _listener.Open();
            _listener.Listen((listener, accepted) => _ = AcceptAsync(accepted, settings));
            return sockets.Port;
        }
        catch (Exception exception) when (exception is FormatException or SocketException)
        {
            throw new ConfigurationException([$"The emulator cannot listen on {host}:{port}: {exception.Message}"]);
        }
    }

    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings
    )
    {
        var connection = new AmqpConnection(transport, protocolHeader, isInitiator: false, amqpSettings, connectionSettings);
        _clients[connection] = new ClientConnection(key, time);
        connection.SafeAddClosed((_, _) => _clients.TryRemove(connection, out _));
        return connection;
    }

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) =>
        throw new NotSupportedException("The library makes sessions itself.");

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        settings.MaxMessageSize = SenderLink.MaxMessageSize;
        if (!settings.IsReceiver())
        {
            return new SendingAmqpLink(session, settings);
        }

        settings.TotalLinkCredit = SenderLink.Credit;
        settings.AutoSendFlow = true;
        return new ReceivingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        var opened = new TaskCompletionSource(state);
        _ = CompleteAsync();
        return opened.Task;

        async Task CompleteAsync()
        {
            try
            {
                await OpenAsync(link);
                opened.SetResult();
            }
            catch (Exception exception)
            {
                opened.SetException(BrokerException.Of(exception).ToAmqp());
            }

            callback(opened.Task);
        }
    }

    public void EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    /// <summary>Ends all connections. A client that does not answer loses its own with the process.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener?.Close();
        var closing = Task.WhenAll(_clients.Keys.Select(connection => connection.CloseAsync(TimeSpan.FromSeconds(2))));
        await closing.WaitAsync(TimeSpan.FromSeconds(3), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync(TransportAsyncCallbackArgs accepted, AmqpSettings settings)
    {
        var limits = new AmqpConnectionSettings
        {
            ContainerId = "service-bus-emulator",
            MaxFrameSize = 65536,
            ChannelMax = 8191,
            IdleTimeOut = 240_000,
        };
        var connection = CreateConnection(accepted.Transport, (ProtocolHeader)accepted.UserToken, isInitiator: false, settings, limits);
        try
        {
            await connection.OpenAsync(AmqpConstants.DefaultTimeout);
        }
        catch (Exception exception)
        {
            connection.SafeClose(exception);
        }
    }

    private async Task OpenAsync(AmqpLink link)
    {
        if (link.Settings.Target is Coordinator)
        {
            throw BrokerException.NotImplemented("Transactions are not served.");
        }

        var client =
            _clients.GetValueOrDefault(link.Session.Connection) ?? throw new OperationCanceledException("The connection is closed.");
        var source = link.Settings.Source as Source;
        var target = link.Settings.Target as Target;
        var own = $"{(link is ReceivingAmqpLink ? target?.Address : source?.Address)}";
        MessageQueue? queue = null;
        Func<Request, Task<AmqpMap?>>? serve = client.TakeTokenAsync;
        if (own != Tokens)
        {
            var address = EntityAddress.Parse(own);
            client.Demand(address.Path);
            queue = _queues.GetValueOrDefault(address.Queue) ?? throw BrokerException.EntityNotFound(address.Queue);
            queue = address.IsDeadLetters ? queue.DeadLetters : queue;
            serve = address.IsManagement ? new ManagementDesk(queue!).ServeAsync : null;
        }

        switch (link)
        {
            case SendingAmqpLink responses when serve is not null:
                client.AddResponses($"{target?.Address}", responses);
                break;
            case ReceivingAmqpLink requests when serve is not null:
                new RequestLink(requests, client, serve).Open();
                break;
            case SendingAmqpLink sending:
                await OpenReceiverAsync(sending, queue!, source!);
                break;
            case ReceivingAmqpLink receiving:
                PropertiesOf(receiving)[BrokerException.Prefix + "max-message-batch-size"] = (long)SenderLink.MaxMessageSize;
                new SenderLink(receiving, queue!).Open();
                break;
        }
    }

    private static async Task OpenReceiverAsync(SendingAmqpLink link, MessageQueue queue, Source source)
    {
        var filters = source.FilterSet ?? [];
        if (filters.TryGetValue<object>(NonExclusiveFilter, out _))
        {
            // The client looks for the words behind the last quote.
            throw BrokerException.NotAllowed($"'{NonExclusiveFilter}' is an invalid filter type");
        }

        var hasSession = filters.TryGetValue<object>(SessionFilter, out var sessionId);
        if (hasSession != queue.RequiresSession)
        {
            throw BrokerException.NotAllowed(
                hasSession
                    ? $"The queue '{queue.Name}' has no sessions; receive from it without one."
                    : $"The queue '{queue.Name}' requires sessions; accept one to receive from it."
            );
        }

        var receiver = new ReceiverLink(link, queue);
        if (!hasSession)
        {
            queue.Attach(receiver);
            return;
        }

        var properties = PropertiesOf(link);
        var wait = properties[BrokerException.Prefix + "timeout"] is uint time ? TimeSpan.FromMilliseconds(time) : s_sessionWait;
        receiver.Session = await queue.AcceptSessionAsync(receiver, sessionId as string, wait);
        source.FilterSet = new FilterSet { { SessionFilter, receiver.Session.Id } };
        properties[BrokerException.Prefix + "locked-until-utc"] = receiver.Session.LockedUntil.UtcTicks;
    }

    private static Fields PropertiesOf(AmqpLink link) => link.Settings.Properties ??= new Fields();
}
