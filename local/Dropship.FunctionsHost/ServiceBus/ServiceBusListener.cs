using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Listeners;

namespace Dropship.FunctionsHost.ServiceBus;

/// <summary>
/// Takes the messages of one queue to one function: success completes a message, failure abandons it. It makes its processor anew when the
/// client's session processor is stuck, as it is for ever when a connection is lost while a function runs.
/// </summary>
internal sealed partial class ServiceBusListener(
    ServiceBusTriggerAttribute trigger, string connection, ServiceBusSettings settings, ITriggeredFunctionExecutor executor, ILogger logger)
    : IListener
{
    private static readonly TimeSpan s_disposeLimit = TimeSpan.FromSeconds(30);

    private readonly ServiceBusClient _client = new(connection, new ServiceBusClientOptions { RetryOptions = settings.ClientRetryOptions });
    private readonly CancellationTokenSource _stopping = new();
    private IAsyncDisposable? _processor;

    public Task StartAsync(CancellationToken cancellationToken) => trigger.IsSessionsEnabled ? StartSessionsAsync() : StartPlainAsync();

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await (_processor?.DisposeAsync() ?? default);
        await _client.DisposeAsync();
    }

    public void Cancel() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private Task StartSessionsAsync()
    {
        var processor = _client.CreateSessionProcessor(trigger.QueueName, new ServiceBusSessionProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            MaxConcurrentSessions = settings.MaxConcurrentSessions,
            MaxConcurrentCallsPerSession = settings.MaxConcurrentCallsPerSession,
            SessionIdleTimeout = settings.SessionIdleTimeout,
            PrefetchCount = settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += args => HandleAsync(
            args.Message,
            token => args.CompleteMessageAsync(args.Message, token),
            token => args.AbandonMessageAsync(args.Message, null, token),
            args.CancellationToken);
        processor.ProcessErrorAsync += args => TakeErrorAsync(args, processor);
        _processor = processor;
        return processor.StartProcessingAsync(_stopping.Token);
    }

    private Task StartPlainAsync()
    {
        var processor = _client.CreateProcessor(trigger.QueueName, new ServiceBusProcessorOptions
        {
            AutoCompleteMessages = false,
            MaxAutoLockRenewalDuration = settings.MaxAutoLockRenewalDuration,
            MaxConcurrentCalls = settings.MaxConcurrentCalls,
            PrefetchCount = settings.PrefetchCount,
        });
        processor.ProcessMessageAsync += args => HandleAsync(
            args.Message,
            token => args.CompleteMessageAsync(args.Message, token),
            token => args.AbandonMessageAsync(args.Message, null, token),
            args.CancellationToken);
        processor.ProcessErrorAsync += args => TakeErrorAsync(args, processor);
        _processor = processor;
        return processor.StartProcessingAsync(_stopping.Token);
    }

    private async Task HandleAsync(
        ServiceBusReceivedMessage message,
        Func<CancellationToken, Task> complete,
        Func<CancellationToken, Task> abandon,
        CancellationToken cancellationToken)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["MessageId"] = message.MessageId,
            ["SessionId"] = message.SessionId ?? string.Empty,
            ["SequenceNumber"] = message.SequenceNumber.ToString(CultureInfo.InvariantCulture),
            ["DeliveryCount"] = message.DeliveryCount.ToString(CultureInfo.InvariantCulture),
        };
        var data = new TriggeredFunctionData { TriggerValue = message, TriggerDetails = details };
        var result = await executor.TryExecuteAsync(data, cancellationToken);

        // Also when the host ends meanwhile.
        var settle = result.Succeeded ? complete : abandon;
        await (result.Succeeded && !settings.AutoCompleteMessages ? Task.CompletedTask : settle(CancellationToken.None));
    }

    private Task TakeErrorAsync(ProcessErrorEventArgs args, IAsyncDisposable processor)
    {
        LogError(logger, trigger.QueueName, args.ErrorSource.ToString(), args.Exception);
        if (args.Exception is ObjectDisposedException && !_client.IsClosed && !_stopping.IsCancellationRequested)
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

        LogReplaced(logger, trigger.QueueName);
        await Task.WhenAny(stuck.DisposeAsync().AsTask(), Task.Delay(s_disposeLimit, CancellationToken.None));
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
