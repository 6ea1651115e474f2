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
internal sealed partial class BrokerQueue : IAsyncDisposable
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

    private void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new ServiceBusException("The local Service Bus broker is closed.", ServiceBusFailureReason.ServiceCommunicationProblem, _topology.Name);
        }
    }

    private TableTransactionAction Delete(BrokerMessage message) => new(TableTransactionActionType.Delete, new TableEntity(_partition, message.RowKey), ETag.All);

    private static string Digest(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
}
