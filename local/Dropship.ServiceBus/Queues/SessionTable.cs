namespace Dropship.ServiceBus.Queues;

/// <summary>The sessions of a queue and who holds them; the queue's lock guards it.</summary>
internal sealed class SessionTable(TimeSpan lockDuration, TimeProvider time)
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<Session> _offered = new();
    private readonly LinkedList<SessionWaiter> _waiters = new();

    // All locks last equally long, so the order of taking is the order of ending.
    private readonly LinkedList<Session> _held = new();

    public IEnumerable<Session> All => _sessions.Values;

    public DateTimeOffset NextLockEnd => _held.First?.Value.LockedUntil ?? DateTimeOffset.MaxValue;

    public Session? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>The session of an id, new if there was none.</summary>
    public Session Get(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            _sessions.Add(id, session = new Session(id));
        }

        return session;
    }

    /// <summary>Gives a session that nobody holds to the receiver that waits longest, or lets it stand in line.</summary>
    public void Offer(Session session)
    {
        if (session.Owner is not null || session.Ready.Count == 0)
        {
            return;
        }

        if (_waiters.First is { Value: var waiter })
        {
            _waiters.RemoveFirst();
            Hold(session, waiter.Receiver);
            waiter.Result.TrySetResult(session);
        }
        else if (!session.IsOffered)
        {
            session.IsOffered = true;
            _offered.Enqueue(session);
        }
    }

    /// <summary>The session that stands in line longest.</summary>
    public Session? TakeOffered()
    {
        while (_offered.TryDequeue(out var session))
        {
            session.IsOffered = false;
            if (session.Owner is null && session.Ready.Count > 0)
            {
                return session;
            }
        }

        return null;
    }

    public SessionWaiter Wait(IReceiver receiver)
    {
        var waiter = new SessionWaiter(receiver);
        _waiters.AddLast(waiter);
        return waiter;
    }

    /// <summary>Takes a waiter out of the line.</summary>
    /// <returns>Whether it still stood there.</returns>
    public bool Remove(SessionWaiter waiter) => _waiters.Remove(waiter);

    public SessionWaiter? WaiterOf(IReceiver receiver) => _waiters.FirstOrDefault(waiter => waiter.Receiver == receiver);

    public void Hold(Session session, IReceiver receiver)
    {
        session.Owner = receiver;
        Renew(session);
    }

    public void Renew(Session session)
    {
        session.LockedUntil = time.GetUtcNow() + lockDuration;
        _held.Remove(session);
        _held.AddLast(session);
        foreach (var message in session.Locked)
        {
            message.LockedUntil = session.LockedUntil;
        }
    }

    /// <summary>Nobody holds it any more.</summary>
    public void LetGo(Session session)
    {
        session.Owner = null;
        _held.Remove(session);
    }

    public Session? OwnedBy(IReceiver receiver) => _held.FirstOrDefault(session => session.Owner == receiver);

    public Session? FirstExpired(DateTimeOffset now) => _held.First?.Value is { } session && session.LockedUntil <= now ? session : null;

    /// <summary>Forgets a session that has nothing left.</summary>
    public void Tidy(Session session)
    {
        if (session.IsEmpty)
        {
            _sessions.Remove(session.Id);
        }
    }
}
