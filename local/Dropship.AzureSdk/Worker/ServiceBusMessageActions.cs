using Azure.Messaging.ServiceBus;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Settles the message that started the function, in place of the host.</summary>
public class ServiceBusMessageActions
{
    protected ServiceBusMessageActions()
    {
    }

    /// <exception cref="ServiceBusException">The message's lock was lost (MessageLockLost).</exception>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NotSettled();

    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        throw NotSettled();

    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object?>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        throw NotSettled();

    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        throw NotSettled();

    /// <inheritdoc cref="CompleteMessageAsync"/>
    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        throw NotSettled();

    private static InvalidOperationException NotSettled() => new("A stand-in for ServiceBusMessageActions has to override what is called on it.");
}
