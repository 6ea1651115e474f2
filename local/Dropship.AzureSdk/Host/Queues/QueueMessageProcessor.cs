using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Host.Triggers;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Host.Queues;

/// <summary>One message's way: kept hidden while the function runs, then deleted, given back, or put aside as poison.</summary>
internal sealed class QueueMessageProcessor(
    FunctionDescriptor function,
    string queueName,
    QueueServiceClient queues,
    QueueTriggerOptions options,
    FunctionInvoker invoker,
    TimeProvider time,
    ILogger logger)
{
    private const string PoisonSuffix = "-poison";
    private const int LongestQueueName = 63;

    private static readonly TimeSpan s_shortestRenewal = TimeSpan.FromMilliseconds(250);

    private readonly QueueClient _queue = queues.GetQueueClient(queueName);

    // A poison queue's own failures stay where they are, and so does what a name too long has no poison queue for.
    private readonly QueueClient? _poison = queueName.EndsWith(PoisonSuffix, StringComparison.Ordinal) || queueName.Length + PoisonSuffix.Length > LongestQueueName
        ? null
        : queues.GetQueueClient(queueName + PoisonSuffix);

    /// <param name="message">The message with its body decoded.</param>
    /// <param name="reason">Why the function runs.</param>
    public static FunctionInvocation Invocation(QueueMessage message, string reason)
    {
        var metadata = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        AddBodyProperties(metadata, message.Body);
        metadata["QueueTrigger"] = message.MessageText;
        metadata["DequeueCount"] = message.DequeueCount;
        metadata["ExpirationTime"] = message.ExpiresOn;
        metadata["Id"] = message.MessageId;
        metadata["InsertionTime"] = message.InsertedOn;
        metadata["NextVisibleTime"] = message.NextVisibleOn;
        metadata["PopReceipt"] = message.PopReceipt;
        return new FunctionInvocation { TriggerValue = message, Body = message.Body, Metadata = metadata, Reason = reason };
    }

    /// <summary>Handles a message as it travelled.</summary>
    public async Task HandleAsync(QueueMessage message)
    {
        try
        {
            if (message.DequeueCount > options.MaxDequeueCount)
            {
                await FailAsync(message, message.Body);
                return;
            }

            if (Decode(message) is not { } decoded)
            {
                Log.QueueMessageUnreadable(logger, queueName, message.MessageId, message.DequeueCount);
                await FailAsync(message, message.Body);
                return;
            }

            var (outcome, held) = await InvokeAsync(decoded);
            if (outcome.Succeeded)
            {
                await IfHeldAsync(held, () => _queue.DeleteMessageAsync(held.MessageId, held.PopReceipt, CancellationToken.None));
            }
            else if (outcome.IsCancelled)
            {
                await ReleaseAsync(held);
            }
            else
            {
                await FailAsync(held, message.Body);
            }
        }
        catch (Exception exception) when (exception is RequestFailedException or AggregateException)
        {
            // The storage account cannot be reached: the message comes back when its lease ends.
            Log.QueueMessageLeft(logger, exception, queueName, message.MessageId);
        }
    }

    /// <summary>Gives a message back at once.</summary>
    public Task ReleaseAsync(QueueMessage message) => ShowAfterAsync(message, TimeSpan.Zero);

    private static void AddBodyProperties(Dictionary<string, object?> metadata, BinaryData body)
    {
        if (body.ToMemory().IsEmpty || body.ToMemory().Span.TrimStart(" \t\r\n"u8) is not [(byte)'{', ..])
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                metadata[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => property.Value.GetString(),
                    JsonValueKind.Null => null,
                    _ => property.Value.GetRawText(),
                };
            }
        }
        catch (JsonException)
        {
            // Text that only begins like an object has no properties to bind.
        }
    }

    private QueueMessage? Decode(QueueMessage message)
    {
        if (!options.IsBase64)
        {
            return message;
        }

        var text = message.MessageText;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            ? QueuesModelFactory.QueueMessage(
                message.MessageId, message.PopReceipt, new BinaryData(bytes.AsMemory(0, length)), message.DequeueCount, message.NextVisibleOn, message.InsertedOn, message.ExpiresOn)
            : null;
    }

    private async Task<(InvocationOutcome Outcome, QueueMessage Held)> InvokeAsync(QueueMessage message)
    {
        using var ended = new CancellationTokenSource();
        var renewal = RenewAsync(message, ended.Token);
        var outcome = await invoker.InvokeAsync(
            function,
            Invocation(message, string.Create(CultureInfo.InvariantCulture, $"New queue message detected on '{queueName}', try {message.DequeueCount}.")),
            CancellationToken.None);
        await ended.CancelAsync();
        return (outcome, await renewal);
    }

    // Gives the message as it is held at the end: each renewal changes its receipt.
    private async Task<QueueMessage> RenewAsync(QueueMessage message, CancellationToken ended)
    {
        var wait = options.Lease / 2;
        while (true)
        {
            try
            {
                await Task.Delay(wait, time, ended);
                var update = await _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: options.Lease, cancellationToken: CancellationToken.None);
                message = message.Update(update.Value);
                wait = options.Lease / 2;
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                return message;
            }
            catch (RequestFailedException exception) when (IsLost(exception))
            {
                Log.QueueMessageLost(logger, queueName, message.MessageId);
                return message;
            }
            catch (Exception exception) when (exception is RequestFailedException or AggregateException)
            {
                Log.QueueMessageNotRenewed(logger, exception, queueName, message.MessageId);
                wait = TimeSpan.FromTicks(Math.Max(wait.Ticks / 2, s_shortestRenewal.Ticks));
            }
        }
    }

    // The body is copied as it travelled, not as the function read it.
    private async Task FailAsync(QueueMessage message, BinaryData body)
    {
        if (message.DequeueCount < options.MaxDequeueCount)
        {
            await ShowAfterAsync(message, options.VisibilityTimeout);
        }
        else if (_poison is not null)
        {
            // First there, then gone here: a crash in between doubles the message, the other way round would lose it.
            await CopyToPoisonAsync(_poison, body);
            Log.QueueMessagePoisoned(logger, queueName, message.MessageId, message.DequeueCount, _poison.Name);
            await IfHeldAsync(message, () => _queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, CancellationToken.None));
        }
        else
        {
            Log.QueueMessageStays(logger, queueName, message.MessageId, message.DequeueCount);
        }
    }

    private static async Task CopyToPoisonAsync(QueueClient poison, BinaryData body)
    {
        try
        {
            await poison.SendMessageAsync(body, cancellationToken: CancellationToken.None);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
            await poison.SendMessageAsync(body, cancellationToken: CancellationToken.None);
        }
    }

    private Task ShowAfterAsync(QueueMessage message, TimeSpan wait) => IfHeldAsync(
        message, () => _queue.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: wait, cancellationToken: CancellationToken.None));

    // Whoever lost the message to another reader has no more say in it.
    private async Task IfHeldAsync(QueueMessage message, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (RequestFailedException exception) when (IsLost(exception))
        {
            Log.QueueMessageLost(logger, queueName, message.MessageId);
        }
    }

    private static bool IsLost(RequestFailedException exception) =>
        exception.Status is 404 or 409 || exception.ErrorCode == QueueErrorCode.PopReceiptMismatch;
}
