using Dropship.AzureSdk.ServiceBus;

namespace Azure.Messaging.ServiceBus;

/// <summary>Sends to one queue. What a call acknowledges is stored.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    private readonly BrokerReference _broker;

    internal ServiceBusSender(BrokerReference broker, string entityPath)
    {
        _broker = broker;
        EntityPath = entityPath;
    }

    /// <summary>For tests that put a stand-in in its place.</summary>
    protected ServiceBusSender()
    {
        _broker = null!;
        EntityPath = string.Empty;
    }

    public virtual string EntityPath { get; }

    public virtual bool IsClosed { get; private set; }

    /// <exception cref="InvalidOperationException">The queue has sessions and the message names none.</exception>
    /// <exception cref="ServiceBusException">There is no such queue, the message is over 256 KB, or it could not be stored.</exception>
    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return SendMessagesAsync([message], cancellationToken);
    }

    /// <summary>Sends all or none; together they may not be over 256 KB.</summary>
    /// <inheritdoc cref="SendMessageAsync"/>
    public virtual async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        var queue = await _broker.QueueAsync(EntityPath, cancellationToken);
        await queue.SendAsync([.. messages], cancellationToken);
    }

    /// <summary>Sends a message that becomes available at a time.</summary>
    /// <returns>The number by which it can be cancelled until then.</returns>
    /// <inheritdoc cref="SendMessageAsync"/>
    public virtual async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return (await ScheduleMessagesAsync([message], scheduledEnqueueTime, cancellationToken))[0];
    }

    /// <inheritdoc cref="ScheduleMessageAsync"/>
    public virtual async Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ObjectDisposedException.ThrowIf(IsClosed, this);
        var scheduled = messages.ToArray();
        foreach (var message in scheduled)
        {
            message.ScheduledEnqueueTime = scheduledEnqueueTime.ToUniversalTime();
        }

        var queue = await _broker.QueueAsync(EntityPath, cancellationToken);
        return await queue.SendAsync(scheduled, cancellationToken);
    }

    /// <exception cref="ServiceBusException">It is no longer scheduled, or never was (MessageNotFound).</exception>
    public virtual async Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default)
    {
        var queue = await _broker.QueueAsync(EntityPath, cancellationToken);
        await queue.CancelScheduledAsync(sequenceNumber, cancellationToken);
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        IsClosed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }
}
