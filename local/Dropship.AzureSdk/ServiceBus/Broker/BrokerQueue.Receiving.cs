using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

// How messages are found, held and looked at.
internal sealed partial class BrokerQueue
{
    /// <summary>Takes what is ready under locks, waiting for the first.</summary>
    /// <param name="dead">Whether of the dead letters.</param>
    /// <param name="session">The session held; null for a queue without sessions, and for dead letters.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="wait">How long to wait for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ServiceBusException">The session is no longer held (SessionLockLost).</exception>
    /// <exception cref="InvalidOperationException">The queue has sessions and none is held, or the other way round.</exception>
    public async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(
        bool dead, BrokerSession? session, int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!dead && _topology.RequiresSession != session is not null)
        {
            throw new InvalidOperationException(_topology.RequiresSession
                ? $"Queue '{_topology.Name}' has sessions: accept one to receive from it."
                : $"Queue '{_topology.Name}' has no sessions.");
        }

        var started = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                ThrowIfClosed();
                ThrowIfLost(session);
                var messages = Take(dead ? _dead : session is null ? _ready : Ready(session.Id), session, most);
                if (messages.Count > 0)
                {
                    return messages;
                }

                changed = _changed.Task;
            }

            if (!await WaitAsync(changed, wait - _time.GetElapsedTime(started), cancellationToken))
            {
                return [];
            }
        }
    }

    /// <exception cref="ServiceBusException">There is none of that number that was put aside (MessageNotFound).</exception>
    public ServiceBusReceivedMessage ReceiveDeferred(long sequence, BrokerSession? session)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            ThrowIfLost(session);
            return _messages.TryGetValue(sequence, out var message)
                && message is { State: BrokerMessageState.Deferred, LockToken: null }
                && (session is null || string.Equals(message.Header.SessionId, session.Id, StringComparison.Ordinal))
                    ? Hold(message, session)
                    : throw new ServiceBusException($"There is no deferred message with the number {sequence}.", ServiceBusFailureReason.MessageNotFound, _topology.Name);
        }
    }

    public IReadOnlyList<ServiceBusReceivedMessage> Peek(bool dead, string? sessionId, long from, int most)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            return [.. _messages.Values
                .Where(m => m.Sequence >= from
                    && m.State is BrokerMessageState.Dead == dead
                    && (sessionId is null || string.Equals(m.Header.SessionId, sessionId, StringComparison.Ordinal)))
                .Take(most)
                .Select(m => m.ToReceived(_topology.DefaultMessageTimeToLive))];
        }
    }

    private List<ServiceBusReceivedMessage> Take(SortedSet<long> ready, BrokerSession? session, int most)
    {
        var taken = new List<ServiceBusReceivedMessage>();
        while (taken.Count < most && ready.Count > 0)
        {
            var message = _messages[ready.Min];
            ready.Remove(message.Sequence);
            taken.Add(Hold(message, session));
        }

        return taken;
    }

    private ServiceBusReceivedMessage Hold(BrokerMessage message, BrokerSession? session)
    {
        var token = Guid.NewGuid().ToString();
        message.LockToken = token;
        message.Holder = session;
        message.LockedUntil = session?.LockedUntil ?? Now + _topology.LockDuration;
        _locked[token] = message;
        if (session is null)
        {
            _alarms.At(message.LockedUntil, () => OnLockRanOut(token));
        }

        return message.ToReceived(_topology.DefaultMessageTimeToLive);
    }

    private BrokerMessage Held(string token) => _locked.TryGetValue(token, out var message) && (message.Holder?.LockedUntil ?? message.LockedUntil) > Now
        ? message
        : throw new ServiceBusException(
            "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.", ServiceBusFailureReason.MessageLockLost, _topology.Name);

    /// <summary>Puts a message where its state says it is found.</summary>
    private void Show(BrokerMessage message)
    {
        message.LockToken = null;
        message.Holder = null;
        switch (message.State)
        {
            case BrokerMessageState.Dead:
                _dead.Add(message.Sequence);
                break;
            case BrokerMessageState.Scheduled:
                _alarms.At(message.ScheduledFor!.Value, () => OnDue(message));
                return;
            case BrokerMessageState.Active:
                (message.Header.SessionId is { } session && _topology.RequiresSession ? Ready(session) : _ready).Add(message.Sequence);
                _alarms.At(message.ExpiresAt(_topology.DefaultMessageTimeToLive), () => OnExpired(message));
                break;
            case BrokerMessageState.Deferred:
                _alarms.At(message.ExpiresAt(_topology.DefaultMessageTimeToLive), () => OnExpired(message));
                break;
        }

        Pulse();
    }

    private SortedSet<long> Ready(string session)
    {
        if (!_readyBySession.TryGetValue(session, out var ready))
        {
            _readyBySession[session] = ready = [];
        }

        return ready;
    }

    private void Forget(BrokerMessage message)
    {
        lock (_lock)
        {
            _messages.Remove(message.Sequence);
            _ready.Remove(message.Sequence);
            _dead.Remove(message.Sequence);
            if (message.Header.SessionId is { } session && _readyBySession.TryGetValue(session, out var ready))
            {
                ready.Remove(message.Sequence);
                if (ready.Count == 0 && !_held.ContainsKey(session))
                {
                    _readyBySession.Remove(session);
                }
            }
        }
    }
}
