using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Host.ServiceBus;

/// <summary>What a function does with its message itself; the host then does nothing more.</summary>
internal sealed class HostMessageActions(Func<CancellationToken, ValueTask<BrokerQueue>> queue) : ServiceBusMessageActions
{
    /// <summary>Whether the function settled its message.</summary>
    public bool IsSettled { get; private set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        SettleAsync(message, q => q.CompleteAsync(message.LockToken, cancellationToken), cancellationToken);

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        SettleAsync(message, q => q.AbandonAsync(message.LockToken, propertiesToModify, cancellationToken), cancellationToken);

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object?>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        SettleAsync(message, q => q.DeadLetterAsync(message.LockToken, deadLetterReason, deadLetterErrorDescription, propertiesToModify, cancellationToken), cancellationToken);

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object?>? propertiesToModify = default, CancellationToken cancellationToken = default) =>
        SettleAsync(message, q => q.DeferAsync(message.LockToken, propertiesToModify, cancellationToken), cancellationToken);

    public override async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        message.LockedUntil = (await queue(cancellationToken)).Renew(message.LockToken);
    }

    private async Task SettleAsync(ServiceBusReceivedMessage message, Func<BrokerQueue, Task> settle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        await settle(await queue(cancellationToken));
        IsSettled = true;
    }
}
