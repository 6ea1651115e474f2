using Azure.Data.Tables;
using Azure.Messaging.ServiceBus;

namespace Dropship.AzureSdk.ServiceBus;

// How sessions are held, kept and let go.
internal sealed partial class BrokerQueue
{
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

    private void ThrowIfLost(BrokerSession? session)
    {
        if (session is not null && (session.IsLost || session.LockedUntil <= Now))
        {
            throw new ServiceBusException($"The lock of session '{session.Id}' has expired. Accept it again.", ServiceBusFailureReason.SessionLockLost, _topology.Name);
        }
    }
}
