using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Listeners;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>
/// Takes the messages of one queue to one function: success completes a message, failure abandons it. It makes its processor anew when the
/// client's session processor is stuck, as it is for ever when a connection is lost while a function runs.
/// </summary>
internal sealed partial class ServiceBusListener(ServiceBusSource source, ITriggeredFunctionExecutor executor, ILogger logger) : IListener
{
    private static readonly TimeSpan s_disposeLimit = TimeSpan.FromSeconds(30);

    private readonly ServiceBusClient _client = new(source.Connection, new ServiceBusClientOptions { RetryOptions = source.Settings.ClientRetryOptions });
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _replacing = new(1);
    private Func<CancellationToken, Task> _stop = _ => Task.CompletedTask;
    private IAsyncDisposable? _processor;

    public async Task StartAsync(CancellationToken cancellationToken) => await StartProcessorAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _replacing.WaitAsync(cancellationToken);
        await _stop(cancellationToken);
        await _client.DisposeAsync();
    }

    public void Cancel() => _stopping.Cancel();

    public void Dispose()
    {
        _stopping.Dispose();
        _replacing.Dispose();
    }

    private Task StartProcessorAsync(CancellationToken cancellationToken) =>
        source.HasSessions ? StartSessionsAsync(cancellationToken) : StartPlainAsync(cancellationToken);

    private Task StartSessionsAsync(CancellationToken cancellationToken)
    {
        var processor = _client.CreateSessionProcessor(source.Queue, new ServiceBusSessionProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxAutoLockRenewalDuration = source.Settings.MaxAutoLockRenewalDuration,
            MaxConcurrentSessions = source.Settings.MaxConcurrentSessions,
            MaxConcurrentCallsPerSession = source.Settings.MaxConcurrentCallsPerSession,
            SessionIdleTimeout = source.Settings.SessionIdleTimeout,
            PrefetchCount = source.Settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += args => HandleAsync(
            args.Message, () => args.CompleteMessageAsync(args.Message, CancellationToken.None), () => args.AbandonMessageAsync(args.Message, null, CancellationToken.None), args.CancellationToken);
        processor.ProcessErrorAsync += Watch(processor);
        (_processor, _stop) = (processor, processor.StopProcessingAsync);
        return processor.StartProcessingAsync(cancellationToken);
    }

    private Task StartPlainAsync(CancellationToken cancellationToken)
    {
        var processor = _client.CreateProcessor(source.Queue, new ServiceBusProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxAutoLockRenewalDuration = source.Settings.MaxAutoLockRenewalDuration,
            MaxConcurrentCalls = source.Settings.MaxConcurrentCalls,
            PrefetchCount = source.Settings.PrefetchCount,
            SubQueue = source.SubQueue,
        });
        processor.ProcessMessageAsync += args => HandleAsync(
            args.Message, () => args.CompleteMessageAsync(args.Message, CancellationToken.None), () => args.AbandonMessageAsync(args.Message, null, CancellationToken.None), args.CancellationToken);
        processor.ProcessErrorAsync += Watch(processor);
        (_processor, _stop) = (processor, processor.StopProcessingAsync);
        return processor.StartProcessingAsync(cancellationToken);
    }

    private async Task HandleAsync(ServiceBusReceivedMessage message, Func<Task> complete, Func<Task> abandon, CancellationToken cancellationToken)
    {
        var data = new TriggeredFunctionData
        {
            TriggerValue = message,
            TriggerDetails = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["MessageId"] = message.MessageId,
                ["SessionId"] = message.SessionId ?? string.Empty,
                ["SequenceNumber"] = message.SequenceNumber.ToString(CultureInfo.InvariantCulture),
                ["DeliveryCount"] = message.DeliveryCount.ToString(CultureInfo.InvariantCulture),
            },
        };
        var result = await executor.TryExecuteAsync(data, cancellationToken);
        if (!result.Succeeded)
        {
            await abandon();
        }
        else if (source.Completes)
        {
            await complete();
        }
    }

    private Func<ProcessErrorEventArgs, Task> Watch(IAsyncDisposable processor) => args =>
    {
        LogError(logger, source.Name, args.ErrorSource.ToString(), args.Exception);
        if (args.Exception is ObjectDisposedException && !_client.IsClosed && !_stopping.IsCancellationRequested)
        {
            // Disposing waits for this very handler.
            _ = Task.Run(() => ReplaceAsync(processor), CancellationToken.None);
        }

        return Task.CompletedTask;
    };

    private async Task ReplaceAsync(IAsyncDisposable stuck)
    {
        await _replacing.WaitAsync(CancellationToken.None);
        try
        {
            if (_processor != stuck || _stopping.IsCancellationRequested)
            {
                return;
            }

            LogReplaced(logger, source.Name);
            await Task.WhenAny(stuck.DisposeAsync().AsTask(), Task.Delay(s_disposeLimit, _stopping.Token));
            await StartProcessorAsync(_stopping.Token);
        }
        catch (Exception exception) when (exception is ServiceBusException or OperationCanceledException or ObjectDisposedException)
        {
            LogError(logger, source.Name, "Replace", exception);
        }
        finally
        {
            _replacing.Release();
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Service Bus queue {Queue}: {Source} failed.")]
    private static partial void LogError(ILogger logger, string queue, string source, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Service Bus queue {Queue}: the processor is stuck on a lost connection and is made anew.")]
    private static partial void LogReplaced(ILogger logger, string queue);
}
