using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Host.Listeners;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>
/// Takes the messages of one queue to one function. The client's processor completes a message when the function succeeds and abandons it
/// when it fails. It is made anew when it is stuck, as one of sessions is for ever when a connection is lost while a function runs.
/// </summary>
internal sealed partial class ServiceBusListener(
    string queue,
    bool hasSessions,
    string connection,
    IConfiguration settings,
    ITriggeredFunctionExecutor executor,
    ILogger logger
) : IListener
{
    private readonly ServiceBusClient _client = new(
        connection,
        new ServiceBusClientOptions { RetryOptions = Bound(settings.GetSection("clientRetryOptions"), new ServiceBusRetryOptions()) }
    );

    private readonly CancellationTokenSource _stopping = new();
    private IAsyncDisposable? _processor;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (hasSessions)
        {
            var sessions = _client.CreateSessionProcessor(queue, Bound(settings, new ServiceBusSessionProcessorOptions()));
            sessions.ProcessMessageAsync += args => RunAsync(args.Message, args.CancellationToken);
            sessions.ProcessErrorAsync += args => TakeErrorAsync(args, sessions);
            _processor = sessions;
            return sessions.StartProcessingAsync(_stopping.Token);
        }

        var processor = _client.CreateProcessor(queue, Bound(settings, new ServiceBusProcessorOptions { MaxConcurrentCalls = 16 }));
        processor.ProcessMessageAsync += args => RunAsync(args.Message, args.CancellationToken);
        processor.ProcessErrorAsync += args => TakeErrorAsync(args, processor);
        _processor = processor;
        return processor.StartProcessingAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (_processor?.DisposeAsync() ?? default);
        await _client.DisposeAsync();
    }

    public void Cancel() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private static T Bound<T>(IConfiguration settings, T options)
    {
        settings.Bind(options);
        return options;
    }

    private async Task RunAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        var result = await executor.TryExecuteAsync(new TriggeredFunctionData { TriggerValue = message }, cancellationToken);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException("The function failed.", result.Exception);
        }
    }

    private Task TakeErrorAsync(ProcessErrorEventArgs args, IAsyncDisposable processor)
    {
        // A failure of the function the SDK has logged.
        if (args.ErrorSource is not ServiceBusErrorSource.ProcessMessageCallback)
        {
            LogError(logger, queue, args.ErrorSource.ToString(), args.Exception);
        }

        if (args.Exception is ObjectDisposedException && !_stopping.IsCancellationRequested)
        {
            // Disposing waits for this very handler.
            _ = Task.Run(() => ReplaceAsync(processor), CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    private async Task ReplaceAsync(IAsyncDisposable stuck)
    {
        if (Interlocked.CompareExchange(ref _processor, null, stuck) != stuck)
        {
            return;
        }

        LogReplaced(logger, queue);
        await Task.WhenAny(stuck.DisposeAsync().AsTask(), Task.Delay(TimeSpan.FromSeconds(30), CancellationToken.None));
        if (!_stopping.IsCancellationRequested)
        {
            await StartAsync(_stopping.Token);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Service Bus queue {Queue}: {Source} failed.")]
    private static partial void LogError(ILogger logger, string queue, string source, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Service Bus queue {Queue}: the processor is stuck on a lost connection and is made anew.")]
    private static partial void LogReplaced(ILogger logger, string queue);
}
