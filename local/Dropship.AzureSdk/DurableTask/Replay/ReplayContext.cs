using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Durable.Replay;

/// <summary>
/// The context one playing of an orchestrator gets. Each call takes the next action id; the history confirms an action or
/// shows that the code has changed; what stays unconfirmed is new.
/// </summary>
internal sealed class ReplayContext(ExecutionStartedEvent start, ReplaySettings settings, OrchestratorThread thread) : TaskOrchestrationContext
{
    private static readonly Guid s_guidNamespace = new("9e952958-5e33-4daf-827f-2fa12937b875");

    private readonly SortedDictionary<int, HistoryEvent> _unconfirmed = [];
    private readonly Dictionary<int, TaskCompletionSource<string?>> _open = [];
    private readonly HashSet<int> _cancelledTimers = [];
    private readonly EventInbox _inbox = new(settings.Converter);
    private int _nextAction;
    private int _guids;
    private object? _customStatus;
    private ContinueAsNewOptions? _continuation;
    private DateTime _now;
    private bool _isReplaying;

    public override TaskName Name => start.Name;

    public override string InstanceId => start.OrchestrationInstance!.InstanceId;

    public override ParentOrchestrationInstance? Parent { get; } = start.ParentInstance is { } parent
        ? new(parent.Name ?? string.Empty, parent.OrchestrationInstance!.InstanceId)
        : null;

    public override DateTime CurrentUtcDateTime => _now;

    public override bool IsReplaying => _isReplaying;

    public override string Version => start.Version ?? string.Empty;

    internal IReadOnlyList<HistoryEvent> Unconfirmed => [.. _unconfirmed.Values];

    internal IReadOnlyCollection<int> CancelledTimers => _cancelledTimers;

    internal IReadOnlyList<EventRaisedEvent> UnreadEvents => _inbox.Unread;

    internal bool HasOpenTasks => _open.Count > 0;

    internal bool WaitsForEvents => _inbox.HasReaders;

    internal ContinueAsNewOptions? Continuation => _continuation;

    internal int NextAction => _nextAction;

    internal string? CustomStatus => settings.Converter.Serialize(_customStatus);

    protected override ILoggerFactory LoggerFactory => settings.LoggerFactory;

    public override T? GetInput<T>()
        where T : default => settings.Converter.Deserialize<T>(start.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        EnsureThread();
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException($"A {nameof(TaskOptions)} value was provided for the activity input but no value was provided for {nameof(options)}. Did you actually mean to provide a {nameof(TaskOptions)} value for the {nameof(options)} parameter?", nameof(input));
        }

        var data = settings.Converter.Serialize(input);
        var version = options?.Version is { } chosen ? chosen.Version : Version;
        return await CallWithRetryAsync<TResult>(
            name,
            options?.Retry,
            id => new TaskScheduledEvent(id, name, version, data) { Tags = options?.Tags });
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        EnsureThread();
        var data = settings.Converter.Serialize(input);
        var instanceId = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        var version = options?.Version is { } chosen ? chosen.Version : settings.DefaultVersion;
        return await CallWithRetryAsync<TResult>(
            orchestratorName,
            options?.Retry,
            id => new SubOrchestrationInstanceCreatedEvent(id)
            {
                Name = orchestratorName,
                Version = version,
                InstanceId = instanceId,
                Input = data,
                Tags = options?.Tags,
            });
    }

    public override async Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        EnsureThread();
        var end = fireAt.ToUniversalTime();
        while (end - _now > settings.MaximumTimerInterval && !cancellationToken.IsCancellationRequested)
        {
            await StartTimer(_now + settings.MaximumTimerInterval, cancellationToken);
        }

        await StartTimer(end, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        EnsureThread();
        ArgumentNullException.ThrowIfNull(eventName);
        return _inbox.ReadAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        EnsureThread();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var id = _nextAction++;
        _unconfirmed.Add(id, new EventSentEvent(id) { InstanceId = instanceId, Name = eventName, Input = settings.Converter.Serialize(payload) });
    }

    public override void SetCustomStatus(object? customStatus)
    {
        EnsureThread();
        _customStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        EnsureThread();
        ArgumentNullException.ThrowIfNull(options);
        _continuation = options;
    }

    public override Guid NewGuid()
    {
        EnsureThread();
        var name = string.Create(CultureInfo.InvariantCulture, $"{InstanceId}_{_now:o}_{_guids++}");
        var hashed = new byte[16 + Encoding.UTF8.GetByteCount(name)];
        s_guidNamespace.TryWriteBytes(hashed, bigEndian: true, out _);
        Encoding.UTF8.GetBytes(name, hashed.AsSpan(16));

        // RFC 4122 version 5 is defined over SHA-1; nothing is protected by it.
#pragma warning disable CA5350
        var guid = SHA1.HashData(hashed).AsSpan(0, 16);
#pragma warning restore CA5350
        guid[6] = (byte)((guid[6] & 0x0F) | 0x50);
        guid[8] = (byte)((guid[8] & 0x3F) | 0x80);
        return new Guid(guid, bigEndian: true);
    }

    internal object? GetInput(Type type) => settings.Converter.Deserialize(start.Input, type);

    internal void Begin(bool isReplaying) => _isReplaying = isReplaying;

    internal void MoveTo(DateTime now) => _now = now;

    internal void Deliver(EventRaisedEvent raised) => _inbox.Deliver(raised);

    /// <summary>The history holds this action: the orchestrator must have asked for the same one.</summary>
    /// <exception cref="NonDeterministicOrchestrationException">It asked for another one, or for none.</exception>
    internal void Confirm(HistoryEvent recorded)
    {
        if (!_unconfirmed.Remove(recorded.EventId, out var produced))
        {
            throw NonDeterministic(recorded, "asked for nothing there");
        }

        if (produced.EventType != recorded.EventType
            || !string.Equals(ActionText.NameOf(produced), ActionText.NameOf(recorded), StringComparison.OrdinalIgnoreCase))
        {
            throw NonDeterministic(recorded, $"asked for {ActionText.Of(produced)}");
        }
    }

    /// <summary>Gives an open action its result; one that is not open (any more) is ignored.</summary>
    internal void Complete(int id, string? result)
    {
        if (_open.Remove(id, out var source))
        {
            source.TrySetResult(result);
        }
    }

    internal void Fail(int id, FailureDetails? details, string? reason)
    {
        if (_open.Remove(id, out var source))
        {
            source.TrySetException(new FailedAction(details ?? new FailureDetails(string.Empty, reason ?? string.Empty, null, null, isNonRetriable: false)));
        }
    }

    private NonDeterministicOrchestrationException NonDeterministic(HistoryEvent recorded, string produced) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Non-deterministic orchestrator '{start.Name}' (instance '{InstanceId}'): at action id {recorded.EventId} the history holds {ActionText.Of(recorded)}, but the orchestrator, played again, {produced}. Its code has changed since the instance began, or it depends on something other than its input and its history."));

    private Task<string?> Open(int id, HistoryEvent action)
    {
        var source = new TaskCompletionSource<string?>();
        _unconfirmed.Add(id, action);
        _open.Add(id, source);
        return source.Task;
    }

    private Task<string?> StartTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var id = _nextAction++;
        var fired = Open(id, new TimerCreatedEvent(id, fireAt));
        var source = _open[id];
        cancellationToken.Register(() =>
        {
            // Before the waiter goes on: what it does next must see this timer closed. A token that is cancelled from
            // another thread changes nothing here; the waiter that goes on over there is found out by the thread.
            if (thread.IsCurrent && _open.Remove(id))
            {
                _cancelledTimers.Add(id);
            }

            source.TrySetCanceled(cancellationToken);
        });
        return fired;
    }

    private async Task<TResult> CallWithRetryAsync<TResult>(string name, TaskRetryOptions? retry, Func<int, HistoryEvent> action)
    {
        var began = _now;
        for (var attempt = 1; ; attempt++)
        {
            EnsureThread();
            var id = _nextAction++;
            TaskFailedException failure;
            try
            {
                return settings.Converter.Deserialize<TResult>(await Open(id, action(id)))!;
            }
            catch (FailedAction failed)
            {
                failure = new TaskFailedException(name, id, TaskFailureDetails.FromCore(failed.Details));
                if (failed.Details.IsNonRetriable)
                {
                    throw failure;
                }
            }

            if (retry?.Policy is { } policy)
            {
                if (attempt >= policy.MaxNumberOfAttempts
                    || (policy.RetryTimeout != Timeout.InfiniteTimeSpan && _now - began >= policy.RetryTimeout)
                    || !policy.IsRetried(failure.FailureDetails))
                {
                    throw failure;
                }

                await CreateTimer(policy.DelayAfter(attempt - 1), CancellationToken.None);
            }
            else if (retry?.Handler is not { } handler
                || !await handler(new RetryContext(this, attempt, failure.FailureDetails, _now - began, CancellationToken.None)))
            {
                throw failure;
            }
        }
    }

    private void EnsureThread()
    {
        if (!thread.IsCurrent)
        {
            throw new InvalidOperationException(OrchestrationExecutor.ForeignThread(start.Name));
        }
    }

    private sealed class FailedAction(FailureDetails details) : Exception(details.ErrorMessage)
    {
        public FailureDetails Details { get; } = details;
    }
}
