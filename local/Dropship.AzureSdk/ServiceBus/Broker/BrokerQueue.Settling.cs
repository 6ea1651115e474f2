using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

// How a delivery ends, and what becomes of one that ends badly.
internal sealed partial class BrokerQueue
{
    /// <summary>Deletes a message that is held.</summary>
    /// <exception cref="ServiceBusException">It is no longer held (MessageLockLost).</exception>
    public Task CompleteAsync(string lockToken, CancellationToken cancellationToken) =>
        SettleAsync(lockToken, message => _writer.WriteAsync([Delete(message)], 0, () => Forget(message)), cancellationToken);

    /// <summary>Gives a message back as a failed delivery: to be delivered again, or to the dead letters when that was one too many.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public Task AbandonAsync(string lockToken, IEnumerable<KeyValuePair<string, object?>>? changes, CancellationToken cancellationToken) =>
        SettleAsync(lockToken, message => FailAsync(message, message.Header.With(changes)), cancellationToken);

    /// <summary>Gives a message back as if it had not been delivered.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public Task UnlockAsync(string lockToken) => SettleAsync(
        lockToken,
        message =>
        {
            Show(message);
            return Task.CompletedTask;
        },
        CancellationToken.None);

    /// <inheritdoc cref="CompleteAsync"/>
    public Task DeferAsync(string lockToken, IEnumerable<KeyValuePair<string, object?>>? changes, CancellationToken cancellationToken) => SettleAsync(
        lockToken, message => ChangeAsync(message, message.Header.With(changes), BrokerMessageState.Deferred, message.Deliveries), cancellationToken);

    /// <inheritdoc cref="CompleteAsync"/>
    public Task DeadLetterAsync(
        string lockToken, string? reason, string? description, IEnumerable<KeyValuePair<string, object?>>? changes, CancellationToken cancellationToken) => SettleAsync(
            lockToken, message => BuryAsync(message, message.Header.With(changes), reason, description, message.Deliveries), cancellationToken);

    /// <summary>Holds a message for another lock duration.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    public DateTimeOffset Renew(string lockToken)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            var message = Held(lockToken);
            if (message.Holder is { } session)
            {
                Extend(session);
                return session.LockedUntil;
            }

            message.LockedUntil = Now + _topology.LockDuration;
            _alarms.At(message.LockedUntil, () => OnLockRanOut(lockToken));
            return message.LockedUntil;
        }
    }

    // From here on nobody else can settle the message; a write that fails gives it back.
    private async Task SettleAsync(string lockToken, Func<BrokerMessage, Task> settle, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task settled;
        lock (_lock)
        {
            ThrowIfClosed();
            var message = Held(lockToken);
            _locked.Remove(lockToken);
            settled = OrShowAgainAsync(message, () => settle(message));
        }

        await settled.WaitAsync(cancellationToken);
    }

    private async Task OrShowAgainAsync(BrokerMessage message, Func<Task> settle, TimeSpan pause = default)
    {
        try
        {
            await settle();
        }
        catch
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _time, CancellationToken.None);
            }

            lock (_lock)
            {
                Show(message);
            }

            throw;
        }
    }

    private Task FailAsync(BrokerMessage message, MessageHeader header)
    {
        var deliveries = message.Deliveries + 1;
        return message.State is BrokerMessageState.Active && deliveries >= _topology.MaxDeliveryCount
            ? BuryAsync(
                message,
                header,
                "MaxDeliveryCountExceeded",
                string.Create(CultureInfo.InvariantCulture, $"Message could not be consumed after {deliveries} delivery attempts."),
                deliveries)
            : ChangeAsync(message, header, message.State, deliveries);
    }

    private Task BuryAsync(BrokerMessage message, MessageHeader header, string? reason, string? description, int deliveries)
    {
        var why = new Dictionary<string, object?>(StringComparer.Ordinal);
        if (reason is not null)
        {
            why["DeadLetterReason"] = reason;
        }

        if (description is not null)
        {
            why["DeadLetterErrorDescription"] = description;
        }

        BrokerLog.Buried(Logger, message.Header.MessageId, _topology.Name, reason ?? "no reason given");
        return ChangeAsync(message, header.With(why) with { DeadLetterSource = _topology.Name }, BrokerMessageState.Dead, deliveries);
    }

    private Task ChangeAsync(BrokerMessage message, MessageHeader header, BrokerMessageState state, int deliveries)
    {
        var changed = new BrokerMessage(message.Sequence, header, message.Body) { State = state, Deliveries = deliveries, EnqueuedAt = message.EnqueuedAt };
        return _writer.WriteAsync([new(TableTransactionActionType.UpdateMerge, changed.ToChange(_partition), ETag.All)], header.ToJson().Length, () =>
        {
            lock (_lock)
            {
                message.Header = header;
                message.State = state;
                message.Deliveries = deliveries;
                Show(message);
            }
        });
    }
}
