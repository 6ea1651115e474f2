using System.Collections.Concurrent;
using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Replay;
using DurableTask.Core.History;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Durable.Hub;

/// <summary>
/// Drives the instances of a task hub. Each instance has a mailbox; whatever is in it is played in one step, and the step
/// is stored in one write together with what it consumed: the history names every activity, timer, sub-orchestration and
/// event that is still to be done, so that a process that dies at any point leaves nothing but a history to go on from.
/// Results of activities, timers and children are therefore not stored before the step that uses them: lost, they happen
/// again. A message from outside is stored when its sender is told so.
/// </summary>
internal sealed partial class TaskHub : IAsyncDisposable
{
    private const int MostMessagesAtATime = 256;
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(15);

    private readonly HubOptions _options;
    private readonly IHubFunctions _functions;
    private readonly ReplaySettings _replay;
    private readonly ILogger _logger;
    private readonly TableClient _openTable;
    private readonly InstanceStore _store;
    private readonly OpenInstances _open;
    private readonly HubLease _lease;
    private readonly TimerQueue _timers;
    private readonly ActivityRunner _activities;
    private readonly InstanceWatch _watch = new();
    private readonly ConcurrentDictionary<string, InstanceSlot> _slots = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _steps;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _owned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WorkCounter _work = new();
    private Task _background = Task.CompletedTask;
    private long _cached;
    private int _evicting;
    private int _hasStopped;

    public TaskHub(TableServiceClient tables, IHubFunctions functions, HubOptions options)
    {
        _options = options;
        _functions = functions;
        _logger = options.LoggerFactory.CreateLogger("Dropship.AzureSdk.Durable");
        _replay = new ReplaySettings
        {
            Converter = options.Converter,
            LoggerFactory = options.LoggerFactory,
            DefaultVersion = options.DefaultVersion,
            MaximumTimerInterval = options.MaximumTimerInterval,
        };
        var name = TableName(options.HubName);
        _openTable = tables.GetTableClient(name + "Open");
        _store = new InstanceStore(tables.GetTableClient(name + "Instances"));
        _open = new OpenInstances(_openTable);
        _lease = new HubLease(_openTable, options.LeaseDuration, TimeProvider.System);
        _timers = new TimerQueue(options.Time, OnTimer);
        _activities = new ActivityRunner(functions, options.MaxConcurrentActivities, OnActivityDone, _logger);
        _steps = new SemaphoreSlim(options.MaxConcurrentOrchestrators);
    }

    public HubOptions Options => _options;

    /// <summary>Completes when the hub is ours and all open instances are known; faults when it never will be.</summary>
    public Task Owned => _owned.Task;

    private DateTimeOffset Now => _options.Time.GetUtcNow();

    /// <summary>Begins to wait for the hub, and to drive it once it is ours.</summary>
    public void Start() => _background = Task.Run(RunAsync, CancellationToken.None);

    /// <summary>Ends in order: activities get their grace, steps are finished and stored, the hub is released.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _hasStopped, 1) != 0)
        {
            return;
        }

        _timers.Dispose();
        await _activities.StopAsync(_options.Grace);
        await Task.WhenAny(_work.WhenIdleAsync(), Task.Delay(_options.Grace, CancellationToken.None));
        await _stop.CancelAsync();
        await _background;
        await _work.WhenIdleAsync();
        if (_owned.Task.IsCompletedSuccessfully)
        {
            await _open.DisposeAsync();
            await _lease.ReleaseAsync(CancellationToken.None);
        }

        _owned.TrySetCanceled(_stop.Token);
        _watch.End();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _activities.Dispose();
        _stop.Dispose();
        _steps.Dispose();
    }

    /// <summary>Brings a message to an instance and says what became of it.</summary>
    public async Task<DeliveryOutcome> DeliverAsync(string id, HubMessage message, CancellationToken cancellationToken)
    {
        await Owned.WaitAsync(cancellationToken);
        Post(id, message);
        return await message.Done!.Task.WaitAsync(cancellationToken);
    }

    private static string TableName(string hub)
    {
        var name = string.Concat(hub.Where(char.IsAsciiLetterOrDigit));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) && name.Length <= 45
            ? name
            : throw new InvalidOperationException($"The task hub name '{hub}' must begin with a letter and have 1 to 45 letters and digits.");
    }

    private static TimeSpan Longer(TimeSpan delay) => delay * 2 < s_longestRetry ? delay * 2 : s_longestRetry;

    private async Task RunAsync()
    {
        try
        {
            await PrepareAsync();
            var found = new List<string>();
            await foreach (var id in _open.ListAsync(_stop.Token))
            {
                found.Add(id);
            }

            Log.HubStarted(_logger, _options.HubName, found.Count);
            _owned.TrySetResult();
            var renewing = RenewAsync();
            await Parallel.ForEachAsync(
                found,
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = _stop.Token },
                async (id, cancellationToken) => await KeepTryingAsync("Finding the open work", id, () => RecoverAsync(id), cancellationToken));
            await renewing;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Asked to.
        }
    }

    private async Task PrepareAsync()
    {
        var delay = s_firstRetry;
        while (true)
        {
            try
            {
                await _openTable.CreateIfNotExistsAsync(_stop.Token);
                await _store.CreateAsync(_stop.Token);
                await _lease.AcquireAsync(owner => Log.WaitingForHub(_logger, _options.HubName, owner), _stop.Token);
                return;
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                Log.DutyFailed(_logger, exception, "Taking the hub", _options.HubName, delay);
                await Task.Delay(delay, _stop.Token);
                delay = Longer(delay);
            }
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_options.LeaseDuration / 3);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (!await _lease.RenewAsync(_stop.Token))
                {
                    Log.HubLost(_logger, _options.HubName);
                    await _stop.CancelAsync();
                    return;
                }
            }
            catch (Exception exception) when (!_stop.IsCancellationRequested)
            {
                Log.LeaseNotRenewed(_logger, exception, _options.HubName);
            }
        }
    }

    private void OnTimer(HubTimer timer) => Post(
        timer.InstanceId,
        timer.TimerId == HubTimer.Start
            ? new HubMessage(null, timer.ExecutionId)
            : new HubMessage(new TimerFiredEvent(-1, timer.Due.UtcDateTime) { TimerId = timer.TimerId }, timer.ExecutionId));

    private void OnActivityDone(ActivityCall call, HistoryEvent result) => Post(call.InstanceId, new HubMessage(result, call.ExecutionId));

    private void Post(string id, HubMessage message)
    {
        var slot = Hold(id);
        bool run;
        lock (slot.Lock)
        {
            slot.Mailbox.Add(message);
            run = !slot.IsRunning;
            slot.IsRunning = true;
        }

        if (run)
        {
            _work.Run(() => WorkAsync(slot));
        }

        Release(slot);
    }

    private InstanceSlot Hold(string id)
    {
        while (true)
        {
            var slot = _slots.GetOrAdd(id, static id => new InstanceSlot(id));
            lock (slot.Lock)
            {
                if (!slot.IsGone)
                {
                    slot.Users++;
                    slot.LastUse = Environment.TickCount64;
                    return slot;
                }
            }
        }
    }

    private void Release(InstanceSlot slot)
    {
        lock (slot.Lock)
        {
            slot.Users--;
            if (slot.State is null && IsIdle(slot))
            {
                Drop(slot);
            }
        }

        Evict();
    }

    private static bool IsIdle(InstanceSlot slot) => slot.Users == 0 && !slot.IsRunning && slot.Mailbox.Count == 0;

    private void Drop(InstanceSlot slot)
    {
        slot.IsGone = true;
        Interlocked.Add(ref _cached, -(slot.State?.HistoryLength ?? 0));
        _slots.TryRemove(slot.Id, out _);
    }

    private void Remember(InstanceSlot slot, InstanceState? state)
    {
        Interlocked.Add(ref _cached, (state?.HistoryLength ?? 0) - (slot.State?.HistoryLength ?? 0));
        slot.State = state;
    }

    // Histories of idle instances stay in memory as long as there is room: a step of one of these needs no reading.
    private void Evict()
    {
        if (Interlocked.Read(ref _cached) <= _options.CachedHistory || Interlocked.Exchange(ref _evicting, 1) != 0)
        {
            return;
        }

        var enough = _options.CachedHistory / 4 * 3;
        foreach (var slot in _slots.Values.OrderBy(slot => slot.LastUse))
        {
            if (Interlocked.Read(ref _cached) <= enough)
            {
                break;
            }

            lock (slot.Lock)
            {
                if (!slot.IsGone && IsIdle(slot))
                {
                    Drop(slot);
                }
            }
        }

        Volatile.Write(ref _evicting, 0);
    }

    /// <summary>Does something with an instance's state while nobody else can.</summary>
    private async Task<T> WithAsync<T>(string id, Func<InstanceSlot, Task<T>> work, CancellationToken cancellationToken)
    {
        var slot = Hold(id);
        try
        {
            await slot.Gate.WaitAsync(cancellationToken);
            try
            {
                return await work(slot);
            }
            finally
            {
                slot.Gate.Release();
            }
        }
        finally
        {
            Release(slot);
        }
    }

    private async Task<InstanceState?> StateAsync(InstanceSlot slot, CancellationToken cancellationToken)
    {
        if (slot.State is null)
        {
            Remember(slot, await _store.LoadAsync(slot.Id, cancellationToken));
        }

        return slot.State;
    }

    /// <summary>
    /// A write of this instance failed, and may have been done all the same. The next step reads what is stored and takes up
    /// everything that follows from it, because nobody did after that write.
    /// </summary>
    private void Doubt(InstanceSlot slot)
    {
        slot.IsInDoubt = true;
        Remember(slot, null);
    }

    private async Task WorkAsync(InstanceSlot slot)
    {
        var delay = s_firstRetry;
        while (true)
        {
            List<HubMessage> messages;
            lock (slot.Lock)
            {
                if (slot.Mailbox.Count == 0 || _stop.IsCancellationRequested)
                {
                    slot.IsRunning = false;
                    break;
                }

                messages = [.. slot.Mailbox.Take(MostMessagesAtATime)];
                slot.Mailbox.RemoveRange(0, messages.Count);
            }

            try
            {
                await StepAsync(slot, messages);
                delay = s_firstRetry;
            }
            catch (Exception exception)
            {
                if (!_stop.IsCancellationRequested)
                {
                    Log.StepNotStored(_logger, exception, slot.Id, delay);
                }

                lock (slot.Lock)
                {
                    slot.Mailbox.InsertRange(0, [.. messages.Where(message => !message.IsRefusable), new HubMessage(null)]);
                }

                foreach (var message in messages.Where(message => message.IsRefusable))
                {
                    message.Done?.TrySetException(exception);
                }

                await Task.WhenAny(Task.Delay(delay, _stop.Token));
                delay = Longer(delay);
            }
        }

        if (_stop.IsCancellationRequested)
        {
            Abandon(slot);
        }

        lock (slot.Lock)
        {
            if (slot.State is null && !slot.IsGone && IsIdle(slot))
            {
                Drop(slot);
            }
        }

        Evict();
    }

    private void Abandon(InstanceSlot slot)
    {
        List<HubMessage> left;
        lock (slot.Lock)
        {
            left = [.. slot.Mailbox];
            slot.Mailbox.Clear();
        }

        foreach (var message in left)
        {
            message.Done?.TrySetCanceled(_stop.Token);
        }
    }

    private async Task StepAsync(InstanceSlot slot, List<HubMessage> messages)
    {
        StepEffects? effects = null;
        InstanceState? stored = null;
        var outcome = DeliveryOutcome.NotFound;
        await _steps.WaitAsync(_stop.Token);
        try
        {
            await slot.Gate.WaitAsync(_stop.Token);
            try
            {
                if (await StateAsync(slot, _stop.Token) is { } state)
                {
                    if (slot.IsInDoubt)
                    {
                        slot.IsInDoubt = false;
                        TakeUp(state);
                    }

                    outcome = state.HasEnded ? DeliveryOutcome.Ended : DeliveryOutcome.Accepted;
                    if (!state.HasEnded && await PlanStepAsync(state, messages) is { } plan)
                    {
                        try
                        {
                            stored = await _store.CommitAsync(state, plan.Next, plan.Added, CancellationToken.None);
                            Remember(slot, stored);
                        }
                        catch
                        {
                            Doubt(slot);
                            throw;
                        }

                        effects = plan.Effects;
                    }
                }
            }
            finally
            {
                slot.Gate.Release();
            }
        }
        finally
        {
            _steps.Release();
        }

        if (stored is not null)
        {
            Apply(stored, effects!);
        }

        foreach (var message in messages)
        {
            if (message is { ExecutionId: { } execution, Event: TaskCompletedEvent or TaskFailedEvent })
            {
                _activities.Forget(slot.Id, execution, TaskIdOf(message.Event));
            }

            message.Done?.TrySetResult(outcome);
        }
    }

    private static int TaskIdOf(HistoryEvent result) => result switch
    {
        TaskCompletedEvent completed => completed.TaskScheduledId,
        TaskFailedEvent failed => failed.TaskScheduledId,
        SubOrchestrationInstanceCompletedEvent completed => completed.TaskScheduledId,
        SubOrchestrationInstanceFailedEvent failed => failed.TaskScheduledId,
        TimerFiredEvent fired => fired.TimerId,
        _ => -1,
    };

    private async Task KeepTryingAsync(string duty, string id, Func<Task> work, CancellationToken cancellationToken)
    {
        var delay = s_firstRetry;
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                Log.DutyFailed(_logger, exception, duty, id, delay);
                await Task.Delay(delay, cancellationToken);
                delay = Longer(delay);
            }
        }
    }
}
