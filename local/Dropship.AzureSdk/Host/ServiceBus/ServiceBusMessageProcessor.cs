using System.Collections.Concurrent;
using System.Globalization;
using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.Host.Triggers;
using Dropship.AzureSdk.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.ServiceBus;

/// <summary>One message's way: kept locked while the function runs, then completed or given back, unless the function did so itself.</summary>
internal sealed class ServiceBusMessageProcessor(
    FunctionDescriptor function, bool autoComplete, TimeSpan longestRenewal, FunctionInvoker invoker, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<string, long> _startedBySession = new(StringComparer.Ordinal);

    public static FunctionInvocation Invocation(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, string reason) => new()
    {
        TriggerValue = message,
        Body = message.Body,
        Inputs = new Dictionary<Type, object> { [typeof(ServiceBusMessageActions)] = actions },
        Reason = reason,
        Metadata = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            ["DeliveryCount"] = message.DeliveryCount,
            ["DeadLetterSource"] = message.DeadLetterSource,
            ["LockToken"] = message.LockToken,
            ["ExpiresAtUtc"] = message.ExpiresAt.UtcDateTime,
            ["ExpiresAt"] = message.ExpiresAt,
            ["EnqueuedTimeUtc"] = message.EnqueuedTime.UtcDateTime,
            ["EnqueuedTime"] = message.EnqueuedTime,
            ["MessageId"] = message.MessageId,
            ["ContentType"] = message.ContentType,
            ["ReplyTo"] = message.ReplyTo,
            ["SequenceNumber"] = message.SequenceNumber,
            ["To"] = message.To,
            ["Subject"] = message.Subject,
            ["Label"] = message.Subject,
            ["CorrelationId"] = message.CorrelationId,
            ["ApplicationProperties"] = message.ApplicationProperties,
            ["UserProperties"] = message.ApplicationProperties,
            ["SessionId"] = message.SessionId,
            ["PartitionKey"] = message.PartitionKey,
        },
    };

    /// <summary>Whether the message in work of a session has run longer than its lock is renewed.</summary>
    public bool IsOverdue(string session) => _startedBySession.TryGetValue(session, out var started) && time.GetElapsedTime(started) > longestRenewal;

    public async Task HandleAsync(BrokerQueue queue, ServiceBusReceivedMessage message)
    {
        var actions = new HostMessageActions(_ => ValueTask.FromResult(queue));
        var outcome = await InvokeAsync(queue, message, actions);
        if (actions.IsSettled)
        {
            return;
        }

        try
        {
            if (outcome.IsCancelled)
            {
                await queue.UnlockAsync(message.LockToken);
            }
            else if (!outcome.Succeeded)
            {
                await queue.AbandonAsync(message.LockToken, null, CancellationToken.None);
            }
            else if (autoComplete)
            {
                await queue.CompleteAsync(message.LockToken, CancellationToken.None);
            }

            // Otherwise the lock runs out and the message comes back.
        }
        catch (ServiceBusException exception)
        {
            Log.ServiceBusNotSettled(logger, exception, message.MessageId, queue.Topology.Name);
        }
    }

    private async Task<InvocationOutcome> InvokeAsync(BrokerQueue queue, ServiceBusReceivedMessage message, HostMessageActions actions)
    {
        var session = queue.Topology.RequiresSession ? message.SessionId : null;
        if (session is not null)
        {
            _startedBySession[session] = time.GetTimestamp();
        }

        using var ended = new CancellationTokenSource();
        var renewing = session is null ? RenewAsync(queue, message, actions, ended.Token) : Task.CompletedTask;
        try
        {
            return await invoker.InvokeAsync(
                function,
                Invocation(
                    message,
                    actions,
                    string.Create(CultureInfo.InvariantCulture, $"(queue='{queue.Topology.Name}', message='{message.MessageId}', delivery={message.DeliveryCount})")),
                CancellationToken.None);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            if (session is not null)
            {
                _startedBySession.TryRemove(session, out _);
            }
        }
    }

    private async Task RenewAsync(BrokerQueue queue, ServiceBusReceivedMessage message, HostMessageActions actions, CancellationToken ended)
    {
        var started = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(queue.Topology.LockDuration / 2, time, ended);
                if (actions.IsSettled || time.GetElapsedTime(started) > longestRenewal)
                {
                    return;
                }

                queue.Renew(message.LockToken);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The function ended.
        }
        catch (ServiceBusException exception)
        {
            // The function goes on; that its message is lost shows when it is settled.
            Log.ServiceBusNotRenewed(logger, exception, message.MessageId, queue.Topology.Name);
        }
    }
}
