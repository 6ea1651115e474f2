namespace Dropship.ServiceBus.Queues;

/// <summary>
/// A queue, or the dead letters of one. One lock guards both. Numbers are given and writes are asked for under it, and a message shows
/// once its write is kept, so that all see messages in the order of their numbers.
/// </summary>
internal sealed partial class MessageQueue : IDisposable
{
    private readonly Lock _gate;
    private readonly QueueDefinition _definition;
    private readonly MessageStore _store;
    private readonly QueueTables _tables;
    private readonly TimeProvider _time;
    private readonly DeadlineTimer _timer;
    private readonly DuplicateWindow _duplicates;
    private readonly Dictionary<Guid, QueuedMessage> _locked = [];
    private readonly SortedSet<QueuedMessage> _all = new(QueuedMessage.BySequence);
    private readonly SortedSet<QueuedMessage> _ready = new(QueuedMessage.BySequence);
    private readonly SortedSet<QueuedMessage> _due = new(QueuedMessage.ByDue);
    private readonly List<ReceiverLink> _receivers = [];
    private int _nextReceiver;
    private long _lastSequence;

    /// <summary>A queue with its dead letters, and with all that was kept of both.</summary>
    public MessageQueue(QueueDefinition definition, MessageStore store, TimeProvider time)
        : this(definition, store, time, new Lock())
    {
        var name = definition.Name + "/$deadletterqueue";
        var dead = new QueueDefinition(name) { LockDuration = definition.LockDuration, MaxDeliveryCount = null };
        DeadLetters = new MessageQueue(dead, store, time, _gate);
        Load();
        DeadLetters.Load();
    }

    private MessageQueue(QueueDefinition definition, MessageStore store, TimeProvider time, Lock gate)
    {
        _gate = gate;
        _definition = definition;
        _store = store;
        _tables = new QueueTables(store, definition.Name);
        _time = time;
        _timer = new DeadlineTimer(time, OnDue);
        _duplicates = new DuplicateWindow(definition.DuplicateDetectionHistoryTimeWindow);
    }

    public string Name => _definition.Name;

    public bool RequiresSession => _definition.RequiresSession;

    /// <summary>Where messages go that cannot be handled; null for the dead letters themselves.</summary>
    public MessageQueue? DeadLetters { get; }

    /// <summary>Takes messages in, all or none. Duplicates are dropped without a word.</summary>
    /// <returns>The number of each, when they are kept.</returns>
    /// <exception cref="BrokerException">The queue takes no messages from outside, or only those of sessions.</exception>
    public async Task<long[]> SendAsync(IReadOnlyList<MessageContent> contents)
    {
        if (RequiresSession && contents.Any(content => content.SessionId is null))
        {
            throw BrokerException.NotAllowed($"The queue '{Name}' requires a session id in each message.");
        }

        if (DeadLetters is null)
        {
            throw BrokerException.NotAllowed("Nothing can be sent to dead letters.");
        }

        var numbers = new List<long>();
        Task kept;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var writes = new List<StoreWrite>();
            var added = new List<QueuedMessage>();
            foreach (var content in contents)
            {
                numbers.Add(++_lastSequence);
                if (_definition.RequiresDuplicateDetection && content.MessageId is { } id)
                {
                    if (!_duplicates.Add(id, now))
                    {
                        continue;
                    }

                    writes.Add(_tables.Seen(id, now));
                    _timer.Advance(_duplicates.NextCleaning);
                }

                var message = new QueuedMessage(_lastSequence, content, now, TimeToLive(content))
                {
                    State = content.ScheduledFor > now ? MessageState.Scheduled : MessageState.Active,
                };
                writes.Add(_tables.Added(message));
                added.Add(message);
            }

            kept = _store.KeepAsync(writes, () => Show(added));
        }

        await kept;
        return [.. numbers];
    }

    /// <summary>Removes messages that are scheduled, all or none.</summary>
    public Task CancelScheduledAsync(IReadOnlyList<long> sequences)
    {
        lock (_gate)
        {
            return RemoveAsync([.. sequences.Select(sequence => Find(sequence, MessageState.Scheduled))]);
        }
    }

    /// <summary>Messages from a number on, in all states, as they are.</summary>
    /// <param name="from">The lowest number.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="session">Only those of this session; null for all.</param>
    public IReadOnlyList<OutgoingMessage> Peek(long from, int count, string? session)
    {
        lock (_gate)
        {
            return
            [
                .. _all.GetViewBetween(Numbered(from), Numbered(long.MaxValue))
                    .Where(message => session is null || message.Content.SessionId == session)
                    .Take(count)
                    .Select(message => message.ToOutgoing(isLocked: false)),
            ];
        }
    }

    /// <summary>Begins to hand messages to a receiver as its credit allows.</summary>
    public void Attach(ReceiverLink receiver)
    {
        lock (_gate)
        {
            if (!receiver.IsClosed)
            {
                _receivers.Add(receiver);
                Serve(null);
            }
        }
    }

    /// <summary>Ends that, and lets go of the receiver's session. What it holds without a session stays locked for its time.</summary>
    public void Detach(ReceiverLink receiver)
    {
        lock (_gate)
        {
            _receivers.Remove(receiver);
            if (_waiters.FirstOrDefault(waiter => waiter.Receiver == receiver) is { } waiter)
            {
                _waiters.Remove(waiter);
                waiter.Result.SetCanceled();
            }

            if (_held.Find(session => session.Owner == receiver) is { } session)
            {
                Release(session, countsDelivery: false);
            }
        }
    }

    /// <summary>Hands out messages, of a session if it is named, while there are some and a receiver takes them.</summary>
    public void Serve(Session? session)
    {
        lock (_gate)
        {
            if (session is { Owner: null, Ready.Count: > 0 } && _waiters.First is { Value: var waiter })
            {
                // The receiver that waits longest has it now. It takes messages once its link is open.
                _waiters.RemoveFirst();
                waiter.Result.SetResult(Hold(session, waiter.Receiver));
            }

            var ready = session?.Ready ?? _ready;
            while (ready.Min is { } message && NextReceiver(session) is { } receiver)
            {
                if (message.ExpiresAt <= _time.GetUtcNow())
                {
                    Expire(message);
                    continue;
                }

                receiver.Reserve();
                if (receiver.DeletesAtOnce)
                {
                    var delivery = message.ToOutgoing(isLocked: false);
                    _ = RemoveAsync([message], () => receiver.Deliver(delivery));
                }
                else
                {
                    Lock(message);
                    receiver.Deliver(message.ToOutgoing(isLocked: true));
                }
            }
        }
    }

    public void Dispose()
    {
        DeadLetters?.Dispose();
        _timer.Dispose();
    }

    private static QueuedMessage Numbered(long sequence) => new(sequence, MessageContent.Empty, default, null);

    private void Load()
    {
        lock (_gate)
        {
            _lastSequence = _tables.LastSequence();
            foreach (var (id, state, changedAt) in _tables.Sessions())
            {
                var session = SessionOf(id);
                session.State = state;
                session.StateChangedAt = changedAt;
            }

            foreach (var (messageId, seenAt) in _tables.Duplicates())
            {
                _duplicates.Add(messageId, seenAt);
            }

            _timer.Advance(_duplicates.NextCleaning);
            foreach (var message in _tables.Messages(TimeToLive))
            {
                Insert(message);
            }
        }
    }

    private TimeSpan? TimeToLive(MessageContent content) =>
        content.TimeToLive < (_definition.DefaultMessageTimeToLive ?? TimeSpan.MaxValue)
            ? content.TimeToLive
            : _definition.DefaultMessageTimeToLive;

    private QueuedMessage Find(long sequence, MessageState state) =>
        _all.TryGetValue(Numbered(sequence), out var message) && message.State == state && message.Token == Guid.Empty
            ? message
            : throw BrokerException.MessageNotFound($"There is no {state.ToString().ToLowerInvariant()} message {sequence} in '{Name}'.");

    private void Show(List<QueuedMessage> messages)
    {
        lock (_gate)
        {
            messages.ForEach(Insert);
        }
    }

    private void Insert(QueuedMessage message)
    {
        _all.Add(message);
        if (RequiresSession && message.Content.SessionId is { } id)
        {
            message.Session = SessionOf(id);
            message.Session.Count++;
        }

        if (message.State == MessageState.Scheduled)
        {
            SetDue(message, message.Content.ScheduledFor!.Value);
        }
        else if (message.State == MessageState.Active)
        {
            MakeReady(message);
            Serve(message.Session);
        }
    }

    private SortedSet<QueuedMessage> ReadyWith(QueuedMessage message) => message.Session?.Ready ?? _ready;

    private void MakeReady(QueuedMessage message)
    {
        ReadyWith(message).Add(message);
        SetDue(message, message.ExpiresAt);
    }

    private Task RemoveAsync(List<QueuedMessage> messages, Action? kept = null)
    {
        messages.ForEach(Forget);
        return _store.KeepAsync([.. messages.Select(_tables.Removed)], kept);
    }

    /// <summary>Takes a message out of everything; what is kept of it is the caller's to change.</summary>
    private void Forget(QueuedMessage message)
    {
        Unlock(message);
        SetDue(message, DateTimeOffset.MaxValue);
        ReadyWith(message).Remove(message);
        _all.Remove(message);
        if (message.Session is { } session)
        {
            session.Count--;
            Tidy(session);
        }
    }

    private ReceiverLink? NextReceiver(Session? session)
    {
        if (session is not null)
        {
            return session.Owner is { Credit: > 0 } owner ? owner : null;
        }

        for (var i = 0; i < _receivers.Count; i++)
        {
            _nextReceiver = (_nextReceiver + 1) % _receivers.Count;
            if (_receivers[_nextReceiver].Credit > 0)
            {
                return _receivers[_nextReceiver];
            }
        }

        return null;
    }
}
