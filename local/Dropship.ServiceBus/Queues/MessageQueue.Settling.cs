using Dropship.ServiceBus.Storage;
using Dropship.ServiceBus.Wire;

namespace Dropship.ServiceBus.Queues;

/// <summary>What becomes of messages that receivers hold.</summary>
internal sealed partial class MessageQueue
{
    /// <summary>Does what a receiver decided.</summary>
    /// <returns>Completes when that is kept.</returns>
    /// <exception cref="BrokerException">The lock is lost.</exception>
    public Task SettleAsync(Guid token, Settlement settlement)
    {
        lock (_gate)
        {
            var message = _locks.Find(token) ?? throw BrokerException.MessageLockLost();
            var writes = new List<StoreWrite>();
            switch (settlement.Kind)
            {
                case SettlementKind.Complete:
                    Forget(message);
                    return KeepAsync([Removal(message)]);
                case SettlementKind.Release:
                    Return(message);
                    return Task.CompletedTask;
                case SettlementKind.Abandon:
                    message.Content = message.Content.With(settlement.Changes);
                    CountDelivery(message, writes, withContent: settlement.Changes.Count > 0);
                    Return(message);
                    break;
                case SettlementKind.Defer:
                    message.Content = message.Content.With(settlement.Changes);
                    message.State = MessageState.Deferred;
                    writes.Add(message.Change(Name, settlement.Changes.Count > 0));
                    _locks.Unlock(message);
                    break;
                case SettlementKind.DeadLetter when DeadLetters is null:
                    throw BrokerException.NotAllowed("A dead letter cannot be dead-lettered again.");
                case SettlementKind.DeadLetter:
                    return BuryAsync(message, settlement.Changes);
            }

            return KeepAsync(writes);
        }
    }

    /// <summary>Takes back a message that could not be sent to its receiver.</summary>
    public void GiveBack(Guid token)
    {
        lock (_gate)
        {
            if (_locks.Find(token) is { } message)
            {
                Return(message);
            }
        }
    }

    /// <summary>Lets a message's lock last for its full time again.</summary>
    /// <returns>When it ends now.</returns>
    /// <exception cref="BrokerException">The lock is lost.</exception>
    public DateTimeOffset RenewLock(Guid token)
    {
        lock (_gate)
        {
            return _locks.Renew(_locks.Find(token) ?? throw BrokerException.MessageLockLost());
        }
    }

    /// <summary>Hands out deferred messages by their numbers, all or none.</summary>
    /// <param name="sequences">The numbers.</param>
    /// <param name="session">The session that the caller holds; null in a queue without.</param>
    /// <param name="deletes">Whether they are gone with that, instead of locked.</param>
    /// <exception cref="BrokerException">One is not there, or not in the session.</exception>
    public async Task<IReadOnlyList<OutgoingMessage>> ReceiveDeferredAsync(IReadOnlyList<long> sequences, Session? session, bool deletes)
    {
        Task kept;
        List<OutgoingMessage> deliveries;
        lock (_gate)
        {
            var messages = sequences.Select(sequence => Find(sequence, MessageState.Deferred)).ToList();
            if (messages.Find(message => message.Session != session) is { } stranger)
            {
                throw BrokerException.MessageNotFound($"The deferred message {stranger.Sequence} is not in this session.");
            }

            if (!deletes)
            {
                messages.ForEach(Lock);
                return [.. messages.Select(message => message.ToOutgoing(message.LockedUntil))];
            }

            deliveries = [.. messages.Select(message => message.ToOutgoing(lockedUntil: null))];
            messages.ForEach(Forget);
            kept = KeepAsync([.. messages.Select(Removal)]);
        }

        await kept;
        return deliveries;
    }

    /// <summary>Counts a delivery that came to nothing.</summary>
    private void CountDelivery(QueuedMessage message, List<StoreWrite> writes, bool withContent)
    {
        message.DeliveryCount++;
        writes.Add(message.Change(Name, withContent));
    }

    /// <summary>Puts a message that was held back to its place, or where it belongs by now.</summary>
    private void Return(QueuedMessage message)
    {
        _locks.Unlock(message);
        if (DeadLetters is not null && message.DeliveryCount >= _definition.MaxDeliveryCount)
        {
            var description = $"Message could not be consumed after {message.DeliveryCount} delivery attempts.";
            _ = BuryAsync(message, Settlement.Reason("MaxDeliveryCountExceeded", description));
        }
        else if (message.State == MessageState.Active)
        {
            MakeReady(message);
            Serve(message.Session);
        }
    }

    private Task BuryAsync(QueuedMessage message, IReadOnlyList<EncodedEntry> reason)
    {
        Forget(message);
        var dead = new QueuedMessage(message.Sequence, message.Content.With(reason), message.EnqueuedAt, message.Content.TimeToLive)
        {
            EnqueueSequence = message.EnqueueSequence,
            DeliveryCount = message.DeliveryCount,
            DeadLetterSource = Name,
        };
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Enqueue([Removal(message), new StoreWrite.AddMessage(dead.ToStored(DeadLetters!.Name))], () =>
        {
            DeadLetters.Show([dead]);
            done.SetResult();
        });
        return done.Task;
    }

    private void OnDue()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var writes = new List<StoreWrite>();
            while (_locks.FirstExpired(now) is { } message)
            {
                CountDelivery(message, writes, withContent: false);
                Return(message);
            }

            while (_sessions.FirstExpired(now) is { } session)
            {
                var owner = session.Owner!;
                Release(session, countsDelivery: true);
                owner.OnSessionLost();
            }

            while (_scheduled.Min is { } message && message.ScheduledFor <= now)
            {
                Activate(message, now);
            }

            while (_expiring.Min is { } message && IsExpired(message))
            {
                Expire(message);
            }

            if (_duplicates.NextCleaning <= now)
            {
                writes.Add(new StoreWrite.ForgetDuplicates(Name, _duplicates.Clean(now)));
            }

            if (writes.Count > 0)
            {
                _ = KeepAsync(writes);
            }

            _timer.Set(((DateTimeOffset[])
            [
                _locks.NextEnd,
                _sessions.NextLockEnd,
                _scheduled.Min?.ScheduledFor ?? DateTimeOffset.MaxValue,
                _expiring.Min?.ExpiresAt ?? DateTimeOffset.MaxValue,
                _duplicates.NextCleaning,
            ]).Min());
        }
    }

    /// <summary>Lets a scheduled message take part; it gets a new number with that.</summary>
    private void Activate(QueuedMessage scheduled, DateTimeOffset now)
    {
        Forget(scheduled);
        var active = new QueuedMessage(++_lastSequence, scheduled.Content, now, TimeToLive(scheduled.Content)) { EnqueueSequence = scheduled.Sequence };
        _store.Enqueue([Removal(scheduled), new StoreWrite.AddMessage(active.ToStored(Name))], () => Show([active]));
    }

    private bool IsExpired(QueuedMessage message) => message.ExpiresAt <= _time.GetUtcNow();

    private void Expire(QueuedMessage message)
    {
        if (_definition.DeadLetteringOnMessageExpiration)
        {
            _ = BuryAsync(message, Settlement.Reason("TTLExpiredException", "The message expired and was dead lettered."));
        }
        else
        {
            Forget(message);
            _ = KeepAsync([Removal(message)]);
        }
    }
}
