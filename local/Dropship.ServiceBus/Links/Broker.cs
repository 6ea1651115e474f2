using System.Collections.Concurrent;
using Dropship.ServiceBus.Queues;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transaction;
using Microsoft.Azure.Amqp.Transport;

namespace Dropship.ServiceBus.Links;

/// <summary>Decides what each link that a client opens is for.</summary>
internal sealed class Broker(IEnumerable<MessageQueue> queues, SharedAccessKey key, TimeProvider time, EmulatorLog log) : IRuntimeProvider
{
    private const string SessionFilter = BrokerException.Prefix + "session-filter";
    private const string NonExclusiveFilter = BrokerException.Prefix + "non-exclusive-session-filter";
    private static readonly TimeSpan s_sessionWait = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, MessageQueue> _queues = queues.ToDictionary(queue => queue.Name, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<AmqpConnection, ClientConnection> _clients = new();
    private readonly TokenDesk _tokens = new(key, time);

    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings)
    {
        var connection = new AmqpConnection(transport, protocolHeader, isInitiator: false, amqpSettings, connectionSettings);
        _clients[connection] = new ClientConnection(time);
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
            catch (BrokerException exception)
            {
                opened.SetException(exception.ToAmqp());
            }
            catch (OperationCanceledException exception)
            {
                opened.SetException(exception);
            }
            catch (Exception exception)
            {
                log.Error($"The link '{link.Name}' could not be opened", exception);
                opened.SetException(exception);
            }

            callback(opened.Task);
        }
    }

    public void EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    /// <summary>Ends all connections.</summary>
    public async Task CloseAsync()
    {
        var closing = _clients.Keys.Select(connection => connection.CloseAsync(TimeSpan.FromSeconds(2)));
        try
        {
            await Task.WhenAll(closing).WaitAsync(TimeSpan.FromSeconds(3), time);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // A client that does not answer loses its connection with the process.
        }
    }

    private async Task OpenAsync(AmqpLink link)
    {
        if (!_clients.TryGetValue(link.Session.Connection, out var client))
        {
            throw new OperationCanceledException("The connection is closed.");
        }

        if (link.Settings.Target is Coordinator)
        {
            throw BrokerException.NotImplemented("Transactions are not served.");
        }

        var source = link.Settings.Source as Source;
        var target = link.Settings.Target as Target;
        var own = (link is ReceivingAmqpLink ? target?.Address : source?.Address)?.ToString() ?? string.Empty;
        var replyTo = target?.Address?.ToString() ?? string.Empty;
        if (own == EntityAddress.Tokens)
        {
            if (link is SendingAmqpLink responses)
            {
                client.AddResponses(replyTo, responses);
            }
            else
            {
                _ = new RequestLink((ReceivingAmqpLink)link, client, request => _tokens.AnswerAsync(request, client), log);
            }

            return;
        }

        var address = EntityAddress.Parse(own);
        client.Demand(address.Path);
        var queue = _queues.GetValueOrDefault(address.Queue) ?? throw BrokerException.EntityNotFound(address.Queue);
        queue = address.IsDeadLetters ? queue.DeadLetters! : queue;
        switch (link)
        {
            case SendingAmqpLink sending when address.IsManagement:
                client.AddResponses(replyTo, sending);
                break;
            case ReceivingAmqpLink receiving when address.IsManagement:
                _ = new RequestLink(receiving, client, new ManagementDesk(queue, log).AnswerAsync, log);
                break;
            case SendingAmqpLink sending:
                await OpenReceiverAsync(sending, queue, source!);
                break;
            case ReceivingAmqpLink when address.IsDeadLetters:
                throw BrokerException.NotAllowed("Nothing can be sent to dead letters.");
            case ReceivingAmqpLink receiving:
                (receiving.Settings.Properties ??= new Fields())[BrokerException.Prefix + "max-message-batch-size"] = (long)SenderLink.MaxMessageSize;
                _ = new SenderLink(receiving, queue, log);
                break;
        }
    }

    private async Task OpenReceiverAsync(SendingAmqpLink link, MessageQueue queue, Source source)
    {
        var filters = ((IEnumerable<KeyValuePair<MapKey, object?>>?)source.FilterSet ?? [])
            .ToDictionary(filter => filter.Key.Key.ToString()!, filter => filter.Value, StringComparer.Ordinal);
        if (filters.ContainsKey(NonExclusiveFilter))
        {
            // The client looks for the words behind the last quote.
            throw BrokerException.NotAllowed($"'{NonExclusiveFilter}' is an invalid filter type");
        }

        var hasSession = filters.TryGetValue(SessionFilter, out var sessionId);
        if (hasSession != queue.RequiresSession)
        {
            throw BrokerException.NotAllowed(hasSession
                ? $"The queue '{queue.Name}' has no sessions; receive from it without one."
                : $"The queue '{queue.Name}' requires sessions; accept one to receive from it.");
        }

        var receiver = new ReceiverLink(link, queue, log);
        if (!hasSession)
        {
            receiver.Begin();
            return;
        }

        var wait = link.Settings.Properties?.TryGetValue<uint>(BrokerException.Prefix + "timeout", out var milliseconds) == true
            ? TimeSpan.FromMilliseconds(milliseconds)
            : s_sessionWait;
        var session = await receiver.BeginSessionAsync(sessionId as string, wait);
        source.FilterSet = new FilterSet { { SessionFilter, session.Id } };
        (link.Settings.Properties ??= new Fields())[BrokerException.Prefix + "locked-until-utc"] = session.LockedUntil.UtcTicks;
    }
}
