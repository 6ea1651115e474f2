using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Host.Triggers;
using Dropship.AzureSdk.Queues;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Queues;

/// <summary>
/// Reads one queue for one function: at once while there is more work than was read, ever more seldom while there is none, and soon again when this process sends
/// to it. What is sent within a moment is read together.
/// </summary>
internal sealed class QueueListener(
    string function, QueueClient queue, QueueMessageProcessor processor, QueueTriggerOptions options, TimeProvider time, ILogger logger) : ITriggerListener, IDisposable
{
    // A look costs a transaction, whether it finds one message or a whole batch.
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncSignal _wake = new();
    private IDisposable? _sends;
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var address = queue.Uri.AbsoluteUri;
        _sends = QueueSends.Listen(sent =>
        {
            if (string.Equals(sent, address, StringComparison.Ordinal))
            {
                _wake.Set();
            }
        });
        _loop = Task.Run(LoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _sends?.Dispose();
        await _stopping.CancelAsync();
        _wake.Set();
        await _loop.WaitAsync(cancellationToken);
        await Task.WhenAll(_running.Keys).WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _sends?.Dispose();
        _stopping.Dispose();
    }

    private async Task LoopAsync()
    {
        var backoff = new PollingBackoff(options.MaxPollingInterval, Random.Shared);
        while (!_stopping.IsCancellationRequested)
        {
            if (_running.Count > options.NewBatchThreshold)
            {
                await Task.WhenAny(_running.Keys);
                continue;
            }

            // Not cancelled by a stop: messages on their way would stay hidden for the whole of their lease.
            var looked = time.GetTimestamp();
            var messages = await ReceiveAsync();
            foreach (var message in messages)
            {
                Start(message);
            }

            if (messages.Length > 0)
            {
                backoff.Reset();
            }

            if (messages.Length < options.BatchSize)
            {
                await WaitAsync(backoff.Next(), looked);
            }
        }
    }

    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            return (await queue.ReceiveMessagesAsync(options.BatchSize, options.Lease, CancellationToken.None)).Value;
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            // The trigger never makes its queue; it waits until there is one.
            return [];
        }
        catch (Exception exception)
        {
            // Whatever is wrong, the account out of reach or an answer unreadable, the queue is looked at again.
            Log.QueueNotRead(logger, exception, queue.Name, function);
            return [];
        }
    }

    private async Task WaitAsync(TimeSpan wait, long looked)
    {
        try
        {
            await _wake.WaitAsync(wait, time, _stopping.Token);
            if (s_betweenLooks - time.GetElapsedTime(looked) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, time, _stopping.Token);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The loop's condition ends it.
        }
    }

    private void Start(QueueMessage message)
    {
        var handling = _stopping.IsCancellationRequested ? processor.ReleaseAsync(message) : Task.Run(() => processor.HandleAsync(message), CancellationToken.None);
        _running.TryAdd(handling, 0);
        _ = handling.ContinueWith(
            (ended, running) => ((ConcurrentDictionary<Task, byte>)running!).TryRemove(ended, out _),
            _running,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
