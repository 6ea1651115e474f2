namespace Dropship.ServiceBus.Queues;

/// <summary>Who holds which session, and what is kept with it.</summary>
internal sealed partial class MessageQueue
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly List<Session> _held = [];
    private readonly LinkedList<SessionWaiter> _waiters = new();

    /// <summary>Lets a receiver hold a session.</summary>
    /// <param name="receiver">The receiver. When it closes it holds the session no more, or ends its wait.</param>
    /// <param name="id">The session; null for any that has messages and no holder.</param>
    /// <param name="timeout">How long to wait for any.</param>
    /// <exception cref="BrokerException">Another holds it, or none came in time.</exception>
    /// <exception cref="OperationCanceledException">The receiver closed.</exception>
    public async Task<Session> AcceptSessionAsync(ReceiverLink receiver, string? id, TimeSpan timeout)
    {
        var waiter = new SessionWaiter(receiver, new TaskCompletionSource<Session>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            if (receiver.IsClosed)
            {
                throw new OperationCanceledException("The receiver is closed.");
            }

            if ((id is null ? NextSession() : SessionOf(id)) is { } session)
            {
                return session.Owner is null ? Hold(session, receiver) : throw BrokerException.SessionCannotBeLocked(session.Id);
            }

            _waiters.AddLast(waiter);
        }

        try
        {
            return await waiter.Result.Task.WaitAsync(timeout, _time);
        }
        catch (TimeoutException)
        {
            lock (_gate)
            {
                if (_waiters.Remove(waiter))
                {
                    throw BrokerException.Timeout($"No session with messages came up in '{Name}' in time.");
                }
            }

            return await waiter.Result.Task;
        }
    }

    /// <summary>The session that a connection holds, or one of its links if that is named.</summary>
    /// <exception cref="BrokerException">It does not hold it.</exception>
    public Session HeldSession(string id, object connection, string? linkName)
    {
        lock (_gate)
        {
            return
                _held.Find(session => session.Id == id) is { Owner: { } owner } held
                && owner.Connection == connection
                && (linkName is null || owner.LinkName == linkName)
                ? held
                : throw BrokerException.SessionLockLost(id);
        }
    }

    /// <summary>Lets the lock of a session last for its full time again.</summary>
    /// <returns>When it ends now.</returns>
    /// <exception cref="BrokerException">The lock is lost.</exception>
    public DateTimeOffset RenewSession(Session session)
    {
        lock (_gate)
        {
            return Hold(session, session.Owner ?? throw BrokerException.SessionLockLost(session.Id)).LockedUntil;
        }
    }

    /// <summary>Keeps what a holder wants to find again with the session; null forgets it.</summary>
    public Task SetSessionStateAsync(Session session, byte[]? state)
    {
        lock (_gate)
        {
            session.State = state;
            session.StateChangedAt = _time.GetUtcNow();
            return _store.KeepAsync([_tables.Changed(session)]);
        }
    }

    /// <summary>The ids of sessions that have messages, or whose state changed since a moment.</summary>
    /// <param name="changedSince">The moment; null asks for those with messages.</param>
    /// <param name="skip">How many to leave out at the beginning.</param>
    /// <param name="top">How many at most.</param>
    public IReadOnlyList<string> ListSessions(DateTimeOffset? changedSince, int skip, int top)
    {
        lock (_gate)
        {
            var sessions = changedSince is null
                ? _sessions.Values.Where(session => session.Count > 0)
                : _sessions.Values.Where(session => session.State is not null && session.StateChangedAt >= changedSince);
            return [.. sessions.Select(session => session.Id).Order(StringComparer.Ordinal).Skip(skip).Take(top)];
        }
    }

    /// <summary>The session of an id, new if there was none.</summary>
    private Session SessionOf(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            _sessions.Add(id, session = new Session(id));
        }

        return session;
    }

    private Session Hold(Session session, ReceiverLink receiver)
    {
        if (session.Owner is null)
        {
            session.Owner = receiver;
            _held.Add(session);
        }

        session.LockedUntil = _time.GetUtcNow() + _definition.LockDuration;
        _timer.Advance(session.LockedUntil);
        return session;
    }

    /// <summary>Ends a hold; the messages that the holder had go back to their places.</summary>
    private void Release(Session session, bool countsDelivery)
    {
        session.Owner = null;
        _held.Remove(session);
        var locked = _locked.Values.Where(message => message.Session == session);
        foreach (var message in locked.OrderBy(message => message.Sequence).ToList())
        {
            if (countsDelivery)
            {
                _ = CountDeliveryAsync(message);
            }

            PutBack(message);
        }

        Serve(session);
        Tidy(session);
    }

    /// <summary>The session with messages and without a holder that was held longest ago, so that all have their turn.</summary>
    private Session? NextSession() =>
        _sessions.Values.Where(session => session.Owner is null && session.Ready.Count > 0).MinBy(session => session.LockedUntil);

    /// <summary>Forgets a session that has nothing left.</summary>
    private void Tidy(Session session)
    {
        if (session is { Count: 0, State: null, Owner: null })
        {
            _sessions.Remove(session.Id);
        }
    }

    private sealed record SessionWaiter(ReceiverLink Receiver, TaskCompletionSource<Session> Result);
}
