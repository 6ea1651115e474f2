using Azure.Messaging.ServiceBus;

namespace Dropship.ServiceBus.Tests.Support;

/// <summary>A session processor that is made anew when it holds on to receivers that are closed.</summary>
public sealed class WatchedSessionProcessor(ServiceBusClient client, string queue, Func<ProcessSessionMessageEventArgs, Task> handle)
    : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServiceBusSessionProcessor? _current;
    private bool _isDisposed;

    public Task StartAsync() => ReplaceAsync(null);

    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync();
        _isDisposed = true;
        _gate.Release();
        if (_current is { } processor)
        {
            await processor.DisposeAsync();
        }
    }

    private async Task ReplaceAsync(ServiceBusSessionProcessor? stuck)
    {
        await _gate.WaitAsync();
        try
        {
            if (!ReferenceEquals(_current, stuck) || _isDisposed)
            {
                return;
            }

            if (stuck is not null)
            {
                await stuck.DisposeAsync();
            }

            var options = new ServiceBusSessionProcessorOptions
            {
                MaxConcurrentSessions = 4,
                SessionIdleTimeout = TimeSpan.FromMilliseconds(500),
            };
            var next = client.CreateSessionProcessor(queue, options);
            next.ProcessMessageAsync += handle;
            next.ProcessErrorAsync += args =>
            {
                if (args.Exception is ObjectDisposedException && !client.IsClosed)
                {
                    _ = Task.Run(() => ReplaceAsync(next));
                }

                return Task.CompletedTask;
            };
            await next.StartProcessingAsync();
            _current = next;
        }
        finally
        {
            _gate.Release();
        }
    }
}
