using Azure;
using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

// What happens by itself when a time comes, and how a caller waits for a change.
internal sealed partial class BrokerQueue
{
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
}
