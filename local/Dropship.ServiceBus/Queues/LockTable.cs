namespace Dropship.ServiceBus.Queues;

/// <summary>The messages that receivers hold, by token; the queue's lock guards it. Those of sessions end with their session.</summary>
internal sealed class LockTable(TimeSpan duration, TimeProvider time)
{
    private readonly Dictionary<Guid, LinkedListNode<QueuedMessage>> _byToken = [];

    // All locks last equally long, so the order of taking is the order of ending.
    private readonly LinkedList<QueuedMessage> _timed = new();

    public DateTimeOffset NextEnd => _timed.First?.Value.LockedUntil ?? DateTimeOffset.MaxValue;

    public void Lock(QueuedMessage message)
    {
        message.Token = Guid.NewGuid();
        var node = new LinkedListNode<QueuedMessage>(message);
        _byToken.Add(message.Token, node);
        if (message.Session is { } session)
        {
            message.LockedUntil = session.LockedUntil;
            session.Locked.Add(message);
        }
        else
        {
            message.LockedUntil = time.GetUtcNow() + duration;
            _timed.AddLast(node);
        }
    }

    public QueuedMessage? Find(Guid token) => _byToken.GetValueOrDefault(token)?.Value;

    public void Unlock(QueuedMessage message)
    {
        if (_byToken.Remove(message.Token, out var node))
        {
            node.List?.Remove(node);
            message.Session?.Locked.Remove(message);
            message.Token = Guid.Empty;
        }
    }

    /// <summary>Lets a lock last for its full time again; one that belongs to a session does not change.</summary>
    public DateTimeOffset Renew(QueuedMessage message)
    {
        if (message.Session is null && _byToken[message.Token] is { } node)
        {
            message.LockedUntil = time.GetUtcNow() + duration;
            _timed.Remove(node);
            _timed.AddLast(node);
        }

        return message.LockedUntil;
    }

    public QueuedMessage? FirstExpired(DateTimeOffset now) => _timed.First?.Value is { } message && message.LockedUntil <= now ? message : null;
}
