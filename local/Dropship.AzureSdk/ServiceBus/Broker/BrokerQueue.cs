using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dropship.AzureSdk.ServiceBus;

/// <summary>
/// One queue: what is ready, what is locked, which sessions are held. Every change of a message is written before it is
/// acknowledged or shown; the index follows the writes.
/// </summary>
internal sealed class BrokerQueue : IAsyncDisposable
{
    public const string DeadLetterPath = "/$deadletterqueue";
    private const string SeenPrefix = "d|";
    private const string SessionPrefix = "s|";
    private const string NumbersKey = "n";
    private const int NumbersReserved = 1000;
    private const int LargestMessage = 256 * 1024;
    private const int MostMessagesWritten = 45;

    // Before what nobody asked for by a call is tried again.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);

    private readonly QueueTopology _topology;
    private readonly BrokerWriter _writer;
    private readonly BrokerAlarms _alarms;
    private readonly TimeProvider _time;
    private readonly string _partition;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, BrokerMessage> _messages = [];
    private readonly Dictionary<string, BrokerMessage> _locked = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _ready = [];
    private readonly SortedSet<long> _dead = [];
    private readonly Dictionary<string, SortedSet<long>> _readyBySession = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrokerSession> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BinaryData> _sessionStates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _beingSent = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = 1;
    private long _reserved;
    private bool _closed;

    public BrokerQueue(QueueTopology topology, BrokerWriter writer, BrokerAlarms alarms, TimeProvider time)
    {
        _topology = topology;
        _writer = writer;
        _alarms = alarms;
        _time = time;
        _partition = topology.Name.ToLowerInvariant();
    }

    public QueueTopology Topology => _topology;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Reads what the table holds of this queue.</summary>
    public async Task LoadAsync(TableClient table, CancellationToken cancellationToken)
    {
        await foreach (var row in table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_partition}"), cancellationToken: cancellationToken))
        {
            Load(row);
        }

        _next = Math.Max(_next, _reserved + 1);
        _reserved = _next - 1;
    }

    /// <summary>Stores messages and then shows them; those seen before within the window are dropped without a word.</summary>
    /// <returns>Their numbers; 0 for one that was dropped.</returns>
    public async Task<IReadOnlyList<long>> SendAsync(IReadOnlyList<ServiceBusMessage> messages, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var headers = Check(messages);
        var numbers = new long[messages.Count];
        var writes = new List<Task>();
        lock (_lock)
        {
            ThrowIfClosed();
            for (var from = 0; from < messages.Count; from += MostMessagesWritten)
            {
                var to = Math.Min(from + MostMessagesWritten, messages.Count);
                Send(messages, headers, numbers, from, to, writes);
            }
        }

        await Task.WhenAll(writes).WaitAsync(cancellationToken);
        return numbers;
    }

    /// <exception cref="ServiceBusException">There is no scheduled message of that number (MessageNotFound).</exception>
    public async Task CancelScheduledAsync(long sequence, CancellationToken cancellationToken)
    {
        Task write;
        lock (_lock)
        {
            ThrowIfClosed();
            if (!_messages.TryGetValue(sequence, out var message) || message is not { State: BrokerMessageState.Scheduled, LockToken: null })
            {
                throw new ServiceBusException($"There is no scheduled message with the number {sequence}.", ServiceBusFailureReason.MessageNotFound, _topology.Name);
            }

            // Locked, lest it become due while it is being deleted.
            message.LockToken = Guid.NewGuid().ToString();
            write = OrShowAgainAsync(message, () => _writer.WriteAsync([Delete(message)], 0, () => Forget(message)));
        }

        await write.WaitAsync(cancellationToken);
    }

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

    /// <summary>Holds a session, waiting until there is one to hold: the one named, or any with messages, the longest waiting first.</summary>
    /// <returns>Null when there was none in time.</returns>
    public async Task<BrokerSession?> AcceptSessionAsync(string? id, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!_topology.RequiresSession)
        {
            throw new InvalidOperationException($"Queue '{_topology.Name}' has no sessions.");
        }

        var started = _time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                ThrowIfClosed();
                var free = id is not null
                    ? _held.ContainsKey(id) ? null : id
                    : _readyBySession
                        .Where(s => s.Value.Count > 0 && !_held.ContainsKey(s.Key))
                        .OrderBy(s => s.Value.Min)
                        .Select(s => s.Key)
                        .FirstOrDefault();
                if (free is not null)
                {
                    var session = new BrokerSession(free);
                    _held[free] = session;
                    Extend(session);
                    return session;
                }

                changed = _changed.Task;
            }

            if (!await WaitAsync(changed, wait - _time.GetElapsedTime(started), cancellationToken))
            {
                return null;
            }
        }
    }

    /// <exception cref="ServiceBusException">It is no longer held (SessionLockLost).</exception>
    public DateTimeOffset RenewSession(BrokerSession session)
    {
        lock (_lock)
        {
            ThrowIfClosed();
            ThrowIfLost(session);
            Extend(session);
            return session.LockedUntil;
        }
    }

    /// <summary>Lets a session go; what was delivered under it and not settled counts as a failed delivery.</summary>
    public Task ReleaseSessionAsync(BrokerSession session)
    {
        lock (_lock)
        {
            return session.IsLost || _closed ? Task.CompletedTask : Lose(session);
        }
    }

    public BinaryData? GetSessionState(BrokerSession session)
    {
        lock (_lock)
        {
            ThrowIfLost(session);
            return _sessionStates.GetValueOrDefault(session.Id);
        }
    }

    public async Task SetSessionStateAsync(BrokerSession session, BinaryData? state, CancellationToken cancellationToken)
    {
        Task write;
        lock (_lock)
        {
            ThrowIfClosed();
            ThrowIfLost(session);
            var row = new TableEntity(_partition, SessionPrefix + Digest(session.Id)) { ["SessionId"] = session.Id, ["State"] = state?.ToArray() };
            write = _writer.WriteAsync(
                [new(state is null ? TableTransactionActionType.Delete : TableTransactionActionType.UpsertReplace, row)],
                state?.ToMemory().Length ?? 0,
                () =>
                {
                    lock (_lock)
                    {
                        if (state is null)
                        {
                            _sessionStates.Remove(session.Id);
                        }
                        else
                        {
                            _sessionStates[session.Id] = state;
                        }
                    }
                });
        }

        await write.WaitAsync(cancellationToken);
    }

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

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _closed = true;
            Pulse();
        }

        await _writer.DisposeAsync();
    }

    private void Load(TableEntity row)
    {
        if (row.RowKey == NumbersKey)
        {
            _reserved = row.GetInt64("Until") ?? 0;
        }
        else if (row.RowKey.StartsWith(SessionPrefix, StringComparison.Ordinal))
        {
            _sessionStates[row.GetString("SessionId")!] = row.GetBinaryData("State")!;
        }
        else if (row.RowKey.StartsWith(SeenPrefix, StringComparison.Ordinal))
        {
            Remember(row.GetString("MessageId")!, row.GetDateTimeOffset("Until")!.Value);
        }
        else if (row.RowKey.StartsWith(BrokerMessage.RowPrefix, StringComparison.Ordinal))
        {
            var message = BrokerMessage.FromRow(row);
            _messages.Add(message.Sequence, message);
            _next = Math.Max(_next, message.Sequence + 1);
            Show(message);
        }
    }

    private MessageHeader[] Check(IReadOnlyList<ServiceBusMessage> messages)
    {
        var headers = new MessageHeader[messages.Count];
        var size = 0L;
        for (var i = 0; i < headers.Length; i++)
        {
            if (_topology.RequiresSession && messages[i].SessionId is null)
            {
                throw new InvalidOperationException($"The SessionId was not set on a message, and it cannot be sent to the entity. Queue '{_topology.Name}' has sessions.");
            }

            headers[i] = MessageHeader.Of(messages[i]);
            var headerSize = headers[i].ToJson().Length;
            size += headerSize + messages[i].Body.ToMemory().Length;
            if (size > LargestMessage || headerSize > 64 * 1024)
            {
                throw new ServiceBusException(
                    $"The message or the messages together are over {LargestMessage / 1024} KB, or one's properties over 64 KB.", ServiceBusFailureReason.MessageSizeExceeded, _topology.Name);
            }
        }

        return headers;
    }

    // One transaction: the messages, what is remembered against duplicates, and a new stretch of numbers when one is needed.
    private void Send(IReadOnlyList<ServiceBusMessage> messages, MessageHeader[] headers, long[] numbers, int from, int to, List<Task> writes)
    {
        var now = Now;
        var actions = new List<TableTransactionAction>();
        var sent = new List<BrokerMessage>();
        var bytes = 0;
        for (var i = from; i < to; i++)
        {
            var id = headers[i].MessageId;
            if (_topology.RequiresDuplicateDetection)
            {
                if (_seen.TryGetValue(id, out var until) && until > now)
                {
                    // Its first sending may be under way still: this one is as good only when that one is stored.
                    if (_beingSent.TryGetValue(id, out var first) && !sent.Exists(m => string.Equals(m.Header.MessageId, id, StringComparison.Ordinal)))
                    {
                        writes.Add(first);
                    }

                    continue;
                }

                until = now + _topology.DuplicateDetectionHistoryTimeWindow;
                _seen[id] = until;
                actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(_partition, SeenPrefix + Digest(id)) { ["MessageId"] = id, ["Until"] = until }));
            }

            var scheduled = messages[i].ScheduledEnqueueTime > now;
            var message = new BrokerMessage(_next++, headers[i], messages[i].Body)
            {
                EnqueuedAt = now,
                ScheduledFor = messages[i].ScheduledEnqueueTime == default ? null : messages[i].ScheduledEnqueueTime,
                State = scheduled ? BrokerMessageState.Scheduled : BrokerMessageState.Active,
            };
            numbers[i] = message.Sequence;
            sent.Add(message);
            actions.Add(new(TableTransactionActionType.UpsertReplace, message.ToRow(_partition)));
            bytes += (message.Body.ToMemory().Length * 4 / 3) + 2048;
        }

        if (sent.Count == 0)
        {
            return;
        }

        ReserveNumbers(actions);
        var write = WriteSentAsync(actions, bytes, sent);
        foreach (var message in sent.Where(_ => _topology.RequiresDuplicateDetection))
        {
            _beingSent[message.Header.MessageId] = write;
        }

        writes.Add(write);
    }

    private void ReserveNumbers(List<TableTransactionAction> actions)
    {
        if (_next - 1 > _reserved)
        {
            _reserved = _next - 1 + NumbersReserved;
            actions.Add(new(TableTransactionActionType.UpsertReplace, new TableEntity(_partition, NumbersKey) { ["Until"] = _reserved }));
        }
    }

    private async Task WriteSentAsync(List<TableTransactionAction> actions, int bytes, List<BrokerMessage> sent)
    {
        try
        {
            await _writer.WriteAsync(actions, bytes, () =>
            {
                lock (_lock)
                {
                    foreach (var message in sent)
                    {
                        _messages.Add(message.Sequence, message);
                        if (_seen.TryGetValue(message.Header.MessageId, out var until))
                        {
                            Remember(message.Header.MessageId, until);
                        }

                        Show(message);
                    }
                }
            });
        }
        catch
        {
            lock (_lock)
            {
                // The next send reserves anew, for this reservation may not be stored.
                _reserved = 0;
                sent.ForEach(m => _seen.Remove(m.Header.MessageId));
            }

            throw;
        }
        finally
        {
            lock (_lock)
            {
                sent.ForEach(m => _beingSent.Remove(m.Header.MessageId));
            }
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

    private void Extend(BrokerSession session)
    {
        session.LockedUntil = Now + _topology.LockDuration;
        _alarms.At(session.LockedUntil, () =>
        {
            lock (_lock)
            {
                if (!session.IsLost && session.LockedUntil <= Now)
                {
                    _ = ReportAsync(Lose(session));
                }
            }
        });
    }

    private Task Lose(BrokerSession session)
    {
        session.IsLost = true;
        _held.Remove(session.Id);
        if (_readyBySession.TryGetValue(session.Id, out var ready) && ready.Count == 0)
        {
            _readyBySession.Remove(session.Id);
        }

        var failed = new List<Task>();
        foreach (var message in _locked.Values.Where(m => m.Holder == session).ToArray())
        {
            _locked.Remove(message.LockToken!);
            failed.Add(OrShowAgainAsync(message, () => FailAsync(message, message.Header), s_pause));
        }

        Pulse();
        return Task.WhenAll(failed);
    }

    private void OnLockRanOut(string token)
    {
        lock (_lock)
        {
            if (!_closed && _locked.TryGetValue(token, out var message) && message.Holder is null && message.LockedUntil <= Now)
            {
                _locked.Remove(token);
                _ = ReportAsync(OrShowAgainAsync(message, () => FailAsync(message, message.Header), s_pause));
            }
        }
    }

    private void OnDue(BrokerMessage message)
    {
        lock (_lock)
        {
            if (_closed || message.State is not BrokerMessageState.Scheduled || message.LockToken is not null || !_messages.ContainsKey(message.Sequence))
            {
                return;
            }

            message.LockToken = Guid.NewGuid().ToString();
            var active = message.Activated(_next++, Now);
            var actions = new List<TableTransactionAction> { new(TableTransactionActionType.UpsertReplace, active.ToRow(_partition)), Delete(message) };
            ReserveNumbers(actions);
            var write = () => _writer.WriteAsync(actions, active.Body.ToMemory().Length * 4 / 3, () =>
            {
                lock (_lock)
                {
                    _messages.Remove(message.Sequence);
                    _messages.Add(active.Sequence, active);
                    Show(active);
                }
            });
            _ = ReportAsync(OrShowAgainAsync(message, write, s_pause));
        }
    }

    private void OnExpired(BrokerMessage message)
    {
        lock (_lock)
        {
            // One that is held is looked at again when it is given back.
            if (_closed || message.LockToken is not null || message.State is BrokerMessageState.Dead || !_messages.ContainsKey(message.Sequence))
            {
                return;
            }

            message.LockToken = Guid.NewGuid().ToString();
            _ready.Remove(message.Sequence);
            if (message.Header.SessionId is { } session && _readyBySession.TryGetValue(session, out var ready))
            {
                ready.Remove(message.Sequence);
            }

            Task GoneAsync() => _topology.DeadLetteringOnMessageExpiration
                ? BuryAsync(message, message.Header, "TTLExpiredException", "The message expired and was dead lettered.", message.Deliveries)
                : _writer.WriteAsync([Delete(message)], 0, () => Forget(message));
            _ = ReportAsync(OrShowAgainAsync(message, GoneAsync, s_pause));
        }
    }

    private void Remember(string messageId, DateTimeOffset until)
    {
        _seen[messageId] = until;
        _alarms.At(until, () =>
        {
            lock (_lock)
            {
                if (_closed || !_seen.TryGetValue(messageId, out var last) || last > Now)
                {
                    return;
                }

                _seen.Remove(messageId);
                var row = new TableEntity(_partition, SeenPrefix + Digest(messageId));
                _ = ReportAsync(_writer.WriteAsync([new(TableTransactionActionType.Delete, row, ETag.All)], 0, static () => { }));
            }
        });
    }

    private void Pulse()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task<bool> WaitAsync(Task changed, TimeSpan left, CancellationToken cancellationToken)
    {
        if (left <= TimeSpan.Zero)
        {
            return false;
        }

        try
        {
            await changed.WaitAsync(left, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // What an alarm began has no caller to tell.
    private async Task ReportAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (ServiceBusException exception)
        {
            BrokerLog.NotWritten(Logger, exception, _topology.Name);
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new ServiceBusException("The local Service Bus broker is closed.", ServiceBusFailureReason.ServiceCommunicationProblem, _topology.Name);
        }
    }

    private void ThrowIfLost(BrokerSession? session)
    {
        if (session is not null && (session.IsLost || session.LockedUntil <= Now))
        {
            throw new ServiceBusException($"The lock of session '{session.Id}' has expired. Accept it again.", ServiceBusFailureReason.SessionLockLost, _topology.Name);
        }
    }

    private TableTransactionAction Delete(BrokerMessage message) => new(TableTransactionActionType.Delete, new TableEntity(_partition, message.RowKey), ETag.All);

    private static string Digest(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
}
