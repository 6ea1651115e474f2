using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.Host.Triggers;
using Dropship.AzureSdk.ServiceBus;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.ServiceBus;

/// <summary>Reads one queue, or its dead letters, for one function: without sessions many messages at once, with sessions several sessions at once and of each one message after the other.</summary>
internal sealed class ServiceBusListener(
    BrokerReference broker,
    QueuePath path,
    bool withSessions,
    ServiceBusMessageProcessor processor,
    ServiceBusTriggerOptions options,
    TimeProvider time,
    ILogger logger) : ITriggerListener, IDisposable
{
    private static readonly TimeSpan s_longWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loops = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        (await broker.BrokerAsync(cancellationToken)).LogTo(logger);
        var queue = await broker.QueueAsync(path.Queue, cancellationToken);
        _loops = withSessions
            ? Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentSessions).Select(_ => Task.Run(() => LoopAsync(() => HandleSessionAsync(queue)), CancellationToken.None)))
            : Task.Run(() => HandleQueueAsync(queue), CancellationToken.None);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _loops.WaitAsync(cancellationToken);
        await broker.DisposeAsync();
    }

    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync(Func<Task> step)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await step();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ServiceBusException exception)
            {
                Log.ServiceBusNotRead(logger, exception, path.Queue);
                await PauseAsync();
            }
        }
    }

    private async Task HandleQueueAsync(BrokerQueue queue)
    {
        var running = new ConcurrentDictionary<Task, byte>();
        await LoopAsync(async () =>
        {
            while (running.Count >= options.MaxConcurrentCalls)
            {
                await Task.WhenAny(running.Keys);
            }

            foreach (var message in await queue.ReceiveAsync(path.IsDead, null, options.MaxConcurrentCalls - running.Count, s_longWait, _stopping.Token))
            {
                var handling = Task.Run(() => processor.HandleAsync(queue, message), CancellationToken.None);
                running.TryAdd(handling, 0);
                _ = handling.ContinueWith(
                    ended => running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        });
        await Task.WhenAll(running.Keys);
    }

    private async Task HandleSessionAsync(BrokerQueue queue)
    {
        if (await queue.AcceptSessionAsync(null, s_longWait, _stopping.Token) is not { } session)
        {
            return;
        }

        using var released = new CancellationTokenSource();
        var renewing = RenewAsync(queue, session, released.Token);
        try
        {
            while (await queue.ReceiveAsync(dead: false, session, 1, options.SessionIdleTimeout, _stopping.Token) is [var message])
            {
                await processor.HandleAsync(queue, message);
            }
        }
        catch (ServiceBusException exception) when (exception.Reason is ServiceBusFailureReason.SessionLockLost)
        {
            Log.ServiceBusSessionLost(logger, session.Id, path.Queue);
        }
        finally
        {
            await released.CancelAsync();
            await renewing;
            await queue.ReleaseSessionAsync(session);
        }
    }

    // Between messages too: an idle session stays held until its time is up.
    private async Task RenewAsync(BrokerQueue queue, BrokerSession session, CancellationToken released)
    {
        try
        {
            while (true)
            {
                await Task.Delay(queue.Topology.LockDuration / 2, time, released);
                if (!processor.IsOverdue(session.Id))
                {
                    queue.RenewSession(session);
                }
            }
        }
        catch (OperationCanceledException) when (released.IsCancellationRequested)
        {
            // Given up.
        }
        catch (ServiceBusException exception)
        {
            // What holds the session is told when it next asks for a message.
            Log.ServiceBusNotRenewed(logger, exception, session.Id, path.Queue);
        }
    }

    private async Task PauseAsync()
    {
        try
        {
            await Task.Delay(s_pause, time, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The loop's condition ends it.
        }
    }
}
