namespace Dropship.ServiceBus.Queues;

/// <summary>What becomes of messages that receivers hold, and of all whose time has come.</summary>
internal sealed partial class MessageQueue
{
    /// <summary>Does what a receiver decided about a message it holds.</summary>
    /// <returns>Completes when that is kept.</returns>
    /// <exception cref="BrokerException">The lock is lost.</exception>
    public Task SettleAsync(Guid token, DeliveryState? outcome)
    {
        lock (_gate)
        {
            var message = Held(token);
            switch (outcome)
            {
                case Accepted:
                    return RemoveAsync([message]);
                case Rejected when DeadLetters is null:
                    throw BrokerException.NotAllowed("A dead letter cannot be dead-lettered again.");
                case Rejected rejected:
                    return BuryAsync(message, rejected.Error?.Info);
                case Modified modified:
                    message.Content = message.Content.With(modified.MessageAnnotations);
                    var isDeferred = modified.UndeliverableHere == true;
                    message.State = isDeferred ? MessageState.Deferred : message.State;
                    var kept = isDeferred ? _store.KeepAsync([_tables.Changed(message)]) : CountDeliveryAsync(message);
                    Return(message);
                    return kept;
                default:
                    Return(message);
                    return Task.CompletedTask;
            }
        }
    }

    /// <summary>Takes back a message that could not be sent to its receiver.</summary>
    public void GiveBack(Guid token)
    {
        lock (_gate)
        {
            if (_locked.TryGetValue(token, out var message))
            {
                Return(message);
            }
        }
    }

    /// <summary>Lets a message's lock last for its full time again; one that belongs to a session does not change.</summary>
    /// <returns>When it ends now.</returns>
    /// <exception cref="BrokerException">The lock is lost.</exception>
    public DateTimeOffset RenewLock(Guid token)
    {
        lock (_gate)
        {
            var message = Held(token);
            SetDue(message, LockEnd(message));
            return message.LockedUntil;
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
            }

            deliveries = messages.ConvertAll(message => message.ToOutgoing(isLocked: !deletes));
            kept = deletes ? RemoveAsync(messages) : Task.CompletedTask;
        }

        await kept;
        return deliveries;
    }

    private QueuedMessage Held(Guid token) => _locked.GetValueOrDefault(token) ?? throw BrokerException.MessageLockLost();

    private void Lock(QueuedMessage message)
    {
        ReadyWith(message).Remove(message);
        message.Token = Guid.NewGuid();
        _locked.Add(message.Token, message);
        SetDue(message, LockEnd(message));
    }

    private void Unlock(QueuedMessage message)
    {
        if (_locked.Remove(message.Token))
        {
            message.Token = Guid.Empty;
            SetDue(message, DateTimeOffset.MaxValue);
        }
    }

    /// <summary>When a lock ends that begins now. Those of sessions end with their session.</summary>
    private DateTimeOffset LockEnd(QueuedMessage message) =>
        message.Session is null ? _time.GetUtcNow() + _definition.LockDuration : DateTimeOffset.MaxValue;

    /// <summary>Counts a delivery that came to nothing.</summary>
    private Task CountDeliveryAsync(QueuedMessage message)
    {
        message.DeliveryCount++;
        return _store.KeepAsync([_tables.Changed(message)]);
    }

    /// <summary>Puts a message that was held back to its place and hands it out again.</summary>
    private void Return(QueuedMessage message)
    {
        PutBack(message);
        Serve(message.Session);
    }

    /// <summary>Puts a message that was held back to its place, or where it belongs by now.</summary>
    private void PutBack(QueuedMessage message)
    {
        Unlock(message);
        if (message.DeliveryCount >= _definition.MaxDeliveryCount)
        {
            var description = $"Message could not be consumed after {message.DeliveryCount} delivery attempts.";
            _ = BuryAsync(message, Reason("MaxDeliveryCountExceeded", description));
        }
        else if (message.State == MessageState.Active)
        {
            MakeReady(message);
        }
    }

    private static Fields Reason(string reason, string description) =>
        new() { ["DeadLetterReason"] = reason, ["DeadLetterErrorDescription"] = description };

    private Task BuryAsync(QueuedMessage message, Fields? reason)
    {
        Forget(message);
        var dead = new QueuedMessage(message.Sequence, message.Content.With(reason), message.EnqueuedAt, message.Content.TimeToLive)
        {
            EnqueueSequence = message.EnqueueSequence,
            DeliveryCount = message.DeliveryCount,
            DeadLetterSource = Name,
        };
        return _store.KeepAsync([_tables.Removed(message), DeadLetters!._tables.Added(dead)], () => DeadLetters.Show([dead]));
    }

    /// <summary>Lets something become of a message at a moment, instead of what was to come before.</summary>
    private void SetDue(QueuedMessage message, DateTimeOffset moment)
    {
        if (message.Due < DateTimeOffset.MaxValue)
        {
            _due.Remove(message);
        }

        message.Due = moment;
        if (moment < DateTimeOffset.MaxValue)
        {
            _due.Add(message);
            _timer.Advance(moment);
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            while (_due.Min is { } message && message.Due <= now)
            {
                if (message.Token != Guid.Empty)
                {
                    _ = CountDeliveryAsync(message);
                    Return(message);
                }
                else if (message.State == MessageState.Scheduled)
                {
                    Activate(message, now);
                }
                else
                {
                    Expire(message);
                }
            }

            foreach (var session in _held.Where(session => session.LockedUntil <= now).ToList())
            {
                var owner = session.Owner!;
                Release(session, countsDelivery: true);
                owner.OnSessionLost();
            }

            if (_duplicates.NextCleaning <= now)
            {
                _ = _store.KeepAsync([_tables.ForgottenUntil(_duplicates.Clean(now))]);
            }

            var next = _held.Select(session => session.LockedUntil).Append(_due.Min?.Due ?? DateTimeOffset.MaxValue);
            _timer.Set(next.Append(_duplicates.NextCleaning).Min());
        }
    }

    /// <summary>Lets a scheduled message take part; it gets a new number with that.</summary>
    private void Activate(QueuedMessage scheduled, DateTimeOffset now)
    {
        Forget(scheduled);
        var active = new QueuedMessage(++_lastSequence, scheduled.Content, now, TimeToLive(scheduled.Content))
        {
            EnqueueSequence = scheduled.Sequence,
        };
        _ = _store.KeepAsync([_tables.Removed(scheduled), _tables.Added(active)], () => Show([active]));
    }

    private void Expire(QueuedMessage message) =>
        _ = _definition.DeadLetteringOnMessageExpiration
            ? BuryAsync(message, Reason("TTLExpiredException", "The message expired and was dead lettered."))
            : RemoveAsync([message]);
}
