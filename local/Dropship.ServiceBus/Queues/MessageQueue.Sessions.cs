using Dropship.ServiceBus.Storage;

namespace Dropship.ServiceBus.Queues;

/// <summary>Who holds which session, and what is kept with it.</summary>
internal sealed partial class MessageQueue
{
    /// <summary>Lets a receiver hold a session.</summary>
    /// <param name="receiver">The receiver. When it closes it holds the session no more, or ends its wait.</param>
    /// <param name="id">The session; null for any that has messages and no holder.</param>
    /// <param name="timeout">How long to wait for any.</param>
    /// <exception cref="BrokerException">Another holds it, or none came in time.</exception>
    /// <exception cref="OperationCanceledException">The receiver closed.</exception>
    public async Task<Session> AcceptSessionAsync(IReceiver receiver, string? id, TimeSpan timeout)
    {
        SessionWaiter waiter;
        lock (_gate)
        {
            if (receiver.IsClosed)
            {
                throw new OperationCanceledException("The receiver is closed.");
            }

            var session = id is null ? _sessions.TakeOffered() : _sessions.Get(id);
            if (session?.Owner is not null)
            {
                throw BrokerException.SessionCannotBeLocked(session.Id);
            }

            if (session is not null)
            {
                _sessions.Hold(session, receiver);
                _timer.Advance(session.LockedUntil);
                return session;
            }

            waiter = _sessions.Wait(receiver);
        }

        using var limit = new CancellationTokenSource(timeout, _time);
        await using var registration = limit.Token.Register(() =>
        {
            lock (_gate)
            {
                if (_sessions.Remove(waiter))
                {
                    waiter.Result.TrySetException(BrokerException.Timeout($"No session with messages came up in '{Name}' in time."));
                }
            }
        });
        return await waiter.Result.Task;
    }

    /// <summary>The session that a connection holds, or one of its links if that is named.</summary>
    /// <exception cref="BrokerException">It does not hold it.</exception>
    public Session HeldSession(string id, object connection, string? linkName)
    {
        lock (_gate)
        {
            var session = _sessions.Find(id);
            return session?.Owner is { } owner && owner.Connection == connection && (linkName is null || owner.LinkName == linkName)
                ? session
                : throw BrokerException.SessionLockLost(id);
        }
    }

    /// <summary>Lets the lock of a session last for its full time again.</summary>
    /// <returns>When it ends now.</returns>
    public DateTimeOffset RenewSession(Session session)
    {
        lock (_gate)
        {
            if (session.Owner is null)
            {
                throw BrokerException.SessionLockLost(session.Id);
            }

            _sessions.Renew(session);
            return session.LockedUntil;
        }
    }

    public byte[]? GetSessionState(Session session)
    {
        lock (_gate)
        {
            return session.State;
        }
    }

    /// <summary>Keeps what a holder wants to find again with the session; null forgets it.</summary>
    public Task SetSessionStateAsync(Session session, byte[]? state)
    {
        lock (_gate)
        {
            session.State = state;
            session.StateChangedAt = _time.GetUtcNow();
            return KeepAsync([new StoreWrite.SetSession(Name, session.Id, state, session.StateChangedAt)]);
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
            return [.. _sessions.All
                .Where(session => changedSince is null ? session.Count > 0 : session.State is not null && session.StateChangedAt >= changedSince)
                .Select(session => session.Id).Order(StringComparer.Ordinal).Skip(skip).Take(top)];
        }
    }

    private void Release(Session session, bool countsDelivery)
    {
        _sessions.LetGo(session);
        var writes = new List<StoreWrite>();
        foreach (var message in session.Locked.OrderBy(message => message.Sequence).ToList())
        {
            if (countsDelivery)
            {
                CountDelivery(message, writes, withContent: false);
            }

            _locks.Unlock(message);
            if (message.DeliveryCount >= _definition.MaxDeliveryCount)
            {
                Return(message);
            }
            else if (message.State == MessageState.Active)
            {
                MakeReady(message);
            }
        }

        if (writes.Count > 0)
        {
            _ = KeepAsync(writes);
        }

        Serve(session);
        _sessions.Tidy(session);
    }
}
