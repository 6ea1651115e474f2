using Dropship.ServiceBus.Settings;
using Dropship.ServiceBus.Storage;
using Dropship.ServiceBus.Wire;

namespace Dropship.ServiceBus.Queues;

/// <summary>
/// A queue, or the dead letters of one. One lock guards both. Numbers are given and writes are asked for under it, and a message shows once its write is
/// kept, so that all see messages in the order of their numbers.
/// </summary>
internal sealed partial class MessageQueue : IDisposable
{
    public const string DeadLetterSuffix = "/$deadletterqueue";

    private readonly Lock _gate;
    private readonly QueueDefinition _definition;
    private readonly MessageStore _store;
    private readonly TimeProvider _time;
    private readonly DeadlineTimer _timer;
    private readonly LockTable _locks;
    private readonly SessionTable _sessions;
    private readonly DuplicateWindow _duplicates;
    private readonly Dictionary<long, QueuedMessage> _bySequence = [];
    private readonly SortedSet<QueuedMessage> _all = new(MessageOrder.BySequence);
    private readonly SortedSet<QueuedMessage> _ready = new(MessageOrder.BySequence);
    private readonly SortedSet<QueuedMessage> _expiring = new(new MessageOrder(message => message.ExpiresAt));
    private readonly SortedSet<QueuedMessage> _scheduled = new(new MessageOrder(message => message.ScheduledFor!.Value));
    private readonly List<IReceiver> _receivers = [];
    private int _nextReceiver;
    private long _lastSequence;

    /// <summary>A queue with its dead letters.</summary>
    public MessageQueue(QueueDefinition definition, MessageStore store, TimeProvider time)
        : this(definition, store, time, new Lock())
    {
        DeadLetters = new MessageQueue(
            new QueueDefinition(definition.Name + DeadLetterSuffix) { LockDuration = definition.LockDuration, MaxDeliveryCount = null }, store, time, _gate);
    }

    private MessageQueue(QueueDefinition definition, MessageStore store, TimeProvider time, Lock gate)
    {
        _gate = gate;
        _definition = definition;
        _store = store;
        _time = time;
        _timer = new DeadlineTimer(time, OnDue);
        _locks = new LockTable(definition.LockDuration, time);
        _sessions = new SessionTable(definition.LockDuration, time);
        _duplicates = new DuplicateWindow(definition.DuplicateDetectionHistoryTimeWindow);
    }

    public string Name => _definition.Name;

    public bool RequiresSession => _definition.RequiresSession;

    /// <summary>Where messages go that cannot be handled; null for the dead letters themselves.</summary>
    public MessageQueue? DeadLetters { get; }

    /// <summary>Takes up what was kept, before anything else.</summary>
    public void Load(long lastSequence, IEnumerable<StoredMessage> messages, IEnumerable<StoredSession> sessions, IEnumerable<StoredDuplicate> duplicates)
    {
        lock (_gate)
        {
            _lastSequence = lastSequence;
            foreach (var stored in sessions)
            {
                var session = _sessions.Get(stored.Id);
                session.State = stored.State;
                session.StateChangedAt = stored.ChangedAt;
            }

            foreach (var duplicate in duplicates)
            {
                _duplicates.Add(duplicate.MessageId, duplicate.SeenAt);
            }

            _timer.Advance(_duplicates.NextCleaning);
            foreach (var stored in messages)
            {
                var content = MessageContent.Parse(stored.Content);
                Insert(new QueuedMessage(stored.Sequence, content, stored.EnqueuedAt, TimeToLive(content))
                {
                    EnqueueSequence = stored.EnqueueSequence,
                    State = (MessageState)stored.State,
                    DeliveryCount = stored.DeliveryCount,
                    ScheduledFor = stored.ScheduledFor,
                    DeadLetterSource = stored.DeadLetterSource,
                });
            }
        }
    }

    /// <summary>Takes messages in, all or none. Duplicates are dropped without a word.</summary>
    /// <returns>The number of each, when they are kept.</returns>
    public Task<long[]> SendAsync(IReadOnlyList<MessageContent> contents)
    {
        if (contents.Any(content => RequiresSession && content.SessionId is null))
        {
            throw BrokerException.NotAllowed($"The queue '{Name}' requires a session id in each message.");
        }

        if (DeadLetters is null)
        {
            throw BrokerException.NotAllowed("Nothing can be sent to dead letters.");
        }

        var done = new TaskCompletionSource<long[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            var writes = new List<StoreWrite>();
            var added = new List<QueuedMessage>();
            var numbers = new List<long>();
            foreach (var content in contents)
            {
                numbers.Add(++_lastSequence);
                if (IsDuplicate(content, now, writes))
                {
                    continue;
                }

                var isScheduled = content.ScheduledFor > now;
                var message = new QueuedMessage(_lastSequence, content, now, TimeToLive(content))
                {
                    State = isScheduled ? MessageState.Scheduled : MessageState.Active,
                    ScheduledFor = isScheduled ? content.ScheduledFor : null,
                };
                writes.Add(new StoreWrite.AddMessage(message.ToStored(Name)));
                added.Add(message);
            }

            _store.Enqueue(writes, () =>
            {
                Show(added);
                done.SetResult([.. numbers]);
            });
        }

        return done.Task;
    }

    /// <summary>Removes messages that are scheduled, all or none.</summary>
    public Task CancelScheduledAsync(IReadOnlyList<long> sequences)
    {
        lock (_gate)
        {
            var messages = sequences.Select(sequence => Find(sequence, MessageState.Scheduled)).ToList();
            messages.ForEach(Forget);
            return KeepAsync([.. messages.Select(Removal)]);
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
            if (_all.Max is not { } last || last.Sequence < from)
            {
                return [];
            }

            return [.. _all.GetViewBetween(new QueuedMessage(from, last.Content, default, null), last)
                .Where(message => session is null || message.Content.SessionId == session)
                .Take(count)
                .Select(message => message.ToOutgoing(lockedUntil: null))];
        }
    }

    /// <summary>Begins to hand messages to a receiver as its credit allows.</summary>
    public void Attach(IReceiver receiver)
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

    /// <summary>Ends that, and lets go of the receiver's session. Messages that it holds without a session stay locked for their time.</summary>
    public void Detach(IReceiver receiver)
    {
        lock (_gate)
        {
            _receivers.Remove(receiver);
            if (_sessions.WaiterOf(receiver) is { } waiter && _sessions.Remove(waiter))
            {
                waiter.Result.TrySetCanceled();
            }

            if (_sessions.OwnedBy(receiver) is { } session)
            {
                Release(session, countsDelivery: false);
            }
        }
    }

    /// <summary>Hands out what a receiver's new credit allows.</summary>
    public void Serve(IReceiver receiver, Session? session)
    {
        lock (_gate)
        {
            if (session is null || session.Owner == receiver)
            {
                Serve(session);
            }
        }
    }

    public void Dispose()
    {
        DeadLetters?.Dispose();
        _timer.Dispose();
    }

    private bool IsDuplicate(MessageContent content, DateTimeOffset now, List<StoreWrite> writes)
    {
        if (!_definition.RequiresDuplicateDetection || content.MessageId is not { } id)
        {
            return false;
        }

        if (!_duplicates.Add(id, now))
        {
            return true;
        }

        writes.Add(new StoreWrite.AddDuplicate(new StoredDuplicate(Name, id, now)));
        _timer.Advance(_duplicates.NextCleaning);
        return false;
    }

    private TimeSpan? TimeToLive(MessageContent content)
    {
        return content.TimeToLive < (_definition.DefaultMessageTimeToLive ?? TimeSpan.MaxValue) ? content.TimeToLive : _definition.DefaultMessageTimeToLive;
    }

    private QueuedMessage Find(long sequence, MessageState state) =>
        _bySequence.TryGetValue(sequence, out var message) && message.State == state && message.Token == Guid.Empty
            ? message
            : throw BrokerException.MessageNotFound($"There is no {state.ToString().ToLowerInvariant()} message {sequence} in '{Name}'.");

    private StoreWrite Removal(QueuedMessage message) => new StoreWrite.RemoveMessage(Name, message.Sequence);

    private Task KeepAsync(IReadOnlyList<StoreWrite> writes)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _store.Enqueue(writes, done.SetResult);
        return done.Task;
    }

    private void Show(List<QueuedMessage> messages)
    {
        lock (_gate)
        {
            messages.ForEach(Insert);
        }
    }

    private void Insert(QueuedMessage message)
    {
        _bySequence.Add(message.Sequence, message);
        _all.Add(message);
        if (RequiresSession && message.Content.SessionId is { } id)
        {
            message.Session = _sessions.Get(id);
            message.Session.Count++;
        }

        if (message.State == MessageState.Scheduled)
        {
            _scheduled.Add(message);
            _timer.Advance(message.ScheduledFor!.Value);
        }
        else if (message.State == MessageState.Active)
        {
            MakeReady(message);
            Serve(message.Session);
        }
    }

    private void MakeReady(QueuedMessage message)
    {
        (message.Session?.Ready ?? _ready).Add(message);

        if (message.ExpiresAt < DateTimeOffset.MaxValue)
        {
            _expiring.Add(message);
            _timer.Advance(message.ExpiresAt);
        }
    }

    private void TakeFromReady(QueuedMessage message)
    {
        (message.Session?.Ready ?? _ready).Remove(message);
        _expiring.Remove(message);
    }

    /// <summary>Takes a message out of everything; what is kept of it is the caller's to change.</summary>
    private void Forget(QueuedMessage message)
    {
        _locks.Unlock(message);
        TakeFromReady(message);
        if (message.State == MessageState.Scheduled)
        {
            _scheduled.Remove(message);
        }

        _all.Remove(message);
        _bySequence.Remove(message.Sequence);
        if (message.Session is { } session)
        {
            session.Count--;
            _sessions.Tidy(session);
        }
    }

    /// <summary>Hands out messages while there are some and a receiver takes them.</summary>
    private void Serve(Session? session)
    {
        if (session is { Owner: null })
        {
            _sessions.Offer(session);
            _timer.Advance(_sessions.NextLockEnd);
            return;
        }

        var ready = session?.Ready ?? _ready;
        while (ready.Min is { } message && (session is null ? NextReceiver() : session.Owner is { Credit: > 0 } owner ? owner : null) is { } receiver)
        {
            if (IsExpired(message))
            {
                Expire(message);
                continue;
            }

            TakeFromReady(message);
            receiver.Reserve();
            if (receiver.DeletesAtOnce)
            {
                var delivery = message.ToOutgoing(lockedUntil: null);
                Forget(message);
                _store.Enqueue([Removal(message)], () => receiver.Deliver(delivery));
            }
            else
            {
                Lock(message);
                receiver.Deliver(message.ToOutgoing(message.LockedUntil));
            }
        }
    }

    private void Lock(QueuedMessage message)
    {
        _locks.Lock(message);
        if (message.Session is null)
        {
            _timer.Advance(message.LockedUntil);
        }
    }

    private IReceiver? NextReceiver()
    {
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
