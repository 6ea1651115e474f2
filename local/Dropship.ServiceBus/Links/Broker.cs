using System.Collections.Concurrent;
using Dropship.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>Decides what each link that a client opens is for.</summary>
internal sealed class Broker(IEnumerable<MessageQueue> queues, SharedAccessKey key, TimeProvider time) : IRuntimeProvider
{
    private const string Tokens = "$cbs";
    private const string SessionFilter = BrokerException.Prefix + "session-filter";
    private const string NonExclusiveFilter = BrokerException.Prefix + "non-exclusive-session-filter";

    private static readonly TimeSpan s_sessionWait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, MessageQueue> _queues = queues.ToDictionary(queue => queue.Name, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<AmqpConnection, ClientConnection> _clients = new();

    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings)
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
    public async Task CloseAsync()
    {
        var closing = Task.WhenAll(_clients.Keys.Select(connection => connection.CloseAsync(TimeSpan.FromSeconds(2))));
        await closing.WaitAsync(TimeSpan.FromSeconds(3), time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task OpenAsync(AmqpLink link)
    {
        if (link.Settings.Target is Coordinator)
        {
            throw BrokerException.NotImplemented("Transactions are not served.");
        }

        var client = _clients.GetValueOrDefault(link.Session.Connection) ?? throw new OperationCanceledException("The connection is closed.");
        var source = link.Settings.Source as Source;
        var target = link.Settings.Target as Target;
        var own = $"{(link is ReceivingAmqpLink ? target?.Address : source?.Address)}";
        if (own == Tokens)
        {
            OpenRequests(link, client, $"{target?.Address}", client.TakeTokenAsync);
            return;
        }

        var address = EntityAddress.Parse(own);
        client.Demand(address.Path);
        var queue = _queues.GetValueOrDefault(address.Queue) ?? throw BrokerException.EntityNotFound(address.Queue);
        queue = address.IsDeadLetters ? queue.DeadLetters! : queue;
        if (address.IsManagement)
        {
            OpenRequests(link, client, $"{target?.Address}", new ManagementDesk(queue).ServeAsync);
        }
        else if (link is SendingAmqpLink sending)
        {
            await OpenReceiverAsync(sending, queue, source!);
        }
        else
        {
            PropertiesOf(link)[BrokerException.Prefix + "max-message-batch-size"] = (long)SenderLink.MaxMessageSize;
            new SenderLink((ReceivingAmqpLink)link, queue).Open();
        }
    }

    private static void OpenRequests(AmqpLink link, ClientConnection client, string address, Func<Request, Task<AmqpMap?>> serve)
    {
        if (link is SendingAmqpLink responses)
        {
            client.AddResponses(address, responses);
        }
        else
        {
            new RequestLink((ReceivingAmqpLink)link, client, serve).Open();
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
            throw BrokerException.NotAllowed(hasSession
                ? $"The queue '{queue.Name}' has no sessions; receive from it without one."
                : $"The queue '{queue.Name}' requires sessions; accept one to receive from it.");
        }

        var receiver = new ReceiverLink(link, queue);
        if (!hasSession)
        {
            receiver.Begin();
            return;
        }

        var properties = PropertiesOf(link);
        var wait = properties[BrokerException.Prefix + "timeout"] is uint milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : s_sessionWait;
        var session = await receiver.BeginSessionAsync(sessionId as string, wait);
        source.FilterSet = new FilterSet { { SessionFilter, session.Id } };
        properties[BrokerException.Prefix + "locked-until-utc"] = session.LockedUntil.UtcTicks;
    }

    private static Fields PropertiesOf(AmqpLink link) => link.Settings.Properties ??= new Fields();
}
