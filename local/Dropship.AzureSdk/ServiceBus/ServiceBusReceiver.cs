using System.Runtime.CompilerServices;
using Dropship.AzureSdk.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue, or from its dead letters.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    private readonly BrokerReference _broker;
    private readonly TimeSpan _tryTimeout;
    private readonly bool _dead;
    private readonly BrokerSession? _session;
    private long _peeked;

    internal ServiceBusReceiver(BrokerReference broker, string entityPath, ServiceBusReceiveMode mode, bool dead, TimeSpan tryTimeout, BrokerSession? session)
    {
        _broker = broker;
        _dead = dead;
        _tryTimeout = tryTimeout;
        _session = session;
        EntityPath = dead ? entityPath + BrokerQueue.DeadLetterPath : entityPath;
        QueueName = entityPath;
        ReceiveMode = mode;
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected ServiceBusReceiver()
    {
        _broker = null!;
        EntityPath = string.Empty;
        QueueName = string.Empty;
    }

    public virtual string EntityPath { get; }

    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    public virtual bool IsClosed { get; private set; }

    private protected string QueueName { get; }

    /// <param name="maxWaitTime">How long to wait for a message; the client's time for a try when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when none came in time.</returns>
    /// <exception cref="ServiceBusException">The session's lock was lost (SessionLockLost), there is no such queue, or storage failed.</exception>
    public virtual async Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        var messages = await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <inheritdoc cref="ReceiveMessageAsync"/>
    /// <returns>What is there, at most <paramref name="maxMessages"/>; none when none came in time.</returns>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var queue = await _broker.QueueAsync(QueueName, cancellationToken);
        var messages = await queue.ReceiveAsync(_dead, _session, maxMessages, maxWaitTime ?? _tryTimeout, cancellationToken);
        if (ReceiveMode is ServiceBusReceiveMode.ReceiveAndDelete)
        {
            await Task.WhenAll(messages.Select(m => queue.CompleteAsync(m.LockToken, cancellationToken)));
        }

        return messages;
    }

    /// <summary>All messages as they come, without end.</summary>
    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await ReceiveMessageAsync(null, cancellationToken) is { } message)
            {
                yield return message;
            }
        }
    }

    /// <summary>Looks at the next message that this receiver has not yet looked at, whatever its state; null when there is none.</summary>
    public virtual async Task<ServiceBusReceivedMessage?> PeekMessageAsync(long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        var messages = await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken);
        return messages.Count == 0 ? null : messages[0];
    }

    /// <inheritdoc cref="PeekMessageAsync"/>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var queue = await _broker.QueueAsync(QueueName, cancellationToken);
        var messages = queue.Peek(_dead, _session?.Id, fromSequenceNumber ?? _peeked + 1, maxMessages);
        if (messages.Count > 0)
        {
            _peeked = messages[^1].SequenceNumber;
        }

        return messages;
    }

    /// <summary>The message is done with and goes.</summary>
    /// <exception cref="ServiceBusException">Its lock was lost (MessageLockLost).</exception>
    public virtual async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).CompleteAsync(message.LockToken, cancellationToken);

    /// <summary>Gives the message back, to be delivered again at once; too often, and it goes to the dead letters.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).AbandonAsync(message.LockToken, propertiesToModify, cancellationToken);

    /// <summary>Puts the message aside, to be asked for by its number.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual async Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).DeferAsync(message.LockToken, propertiesToModify, cancellationToken);

    /// <summary>Moves the message to the dead letters.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).DeadLetterAsync(message.LockToken, null, null, propertiesToModify, cancellationToken);

    /// <inheritdoc cref="DeadLetterMessageAsync(ServiceBusReceivedMessage, IDictionary{string, object?}?, CancellationToken)"/>
    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, string deadLetterReason, string? deadLetterErrorDescription = default, CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).DeadLetterAsync(message.LockToken, deadLetterReason, deadLetterErrorDescription, null, cancellationToken);

    /// <inheritdoc cref="DeadLetterMessageAsync(ServiceBusReceivedMessage, IDictionary{string, object?}?, CancellationToken)"/>
    public virtual async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object?>? propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        await (await QueueOfAsync(message, cancellationToken)).DeadLetterAsync(
            message.LockToken, deadLetterReason, deadLetterErrorDescription, propertiesToModify, cancellationToken);

    /// <summary>Receives a message that was put aside.</summary>
    /// <exception cref="ServiceBusException">There is none of that number (MessageNotFound).</exception>
    public virtual async Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default)
    {
        var queue = await _broker.QueueAsync(QueueName, cancellationToken);
        return queue.ReceiveDeferred(sequenceNumber, _session);
    }

    /// <summary>Holds the message for another lock duration.</summary>
    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        message.LockedUntil = (await QueueOfAsync(message, cancellationToken)).Renew(message.LockToken);

    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (!IsClosed)
        {
            IsClosed = true;
            if (_session is not null)
            {
                var queue = await _broker.QueueAsync(QueueName, cancellationToken);
                await queue.ReleaseSessionAsync(_session);
            }
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected ValueTask<BrokerQueue> QueueAsync(CancellationToken cancellationToken) => _broker.QueueAsync(QueueName, cancellationToken);

    private ValueTask<BrokerQueue> QueueOfAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _broker.QueueAsync(QueueName, cancellationToken);
    }
}
