using System.Globalization;
using Azure.Messaging.ServiceBus;

namespace Dropship.ServiceBus.Tests.Support;

/// <summary>What tests do with the client again and again.</summary>
public static class Clients
{
    /// <summary>How long to wait for what must come; generous, for a machine may be busy.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(45);

    /// <summary>How long to look for what must not come.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    public static ServiceBusClientOptions Options(TimeSpan? tryTimeout = null, int maxRetries = 3) =>
        new()
        {
            RetryOptions =
            {
                TryTimeout = tryTimeout ?? TimeSpan.FromSeconds(30),
                MaxRetries = maxRetries,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(1),
            },
        };

    public static async Task SendAsync(this ServiceBusClient client, string queue, params ServiceBusMessage[] messages)
    {
        await using var sender = client.CreateSender(queue);
        await sender.SendMessagesAsync(messages);
    }

    /// <summary>Numbered messages.</summary>
    /// <param name="count">How many.</param>
    /// <param name="session">Their session; none when null.</param>
    public static ServiceBusMessage[] Numbered(int count, string? session = null) =>
        [.. Enumerable.Range(0, count).Select(i => new ServiceBusMessage($"{i}") { SessionId = session })];

    /// <summary>Receives exactly so many, in order.</summary>
    public static async Task<List<ServiceBusReceivedMessage>> TakeAsync(this ServiceBusReceiver receiver, int count)
    {
        var messages = new List<ServiceBusReceivedMessage>();
        using var limit = new CancellationTokenSource(Long);
        while (messages.Count < count)
        {
            messages.AddRange(await receiver.ReceiveMessagesAsync(count - messages.Count, cancellationToken: limit.Token));
        }

        return messages;
    }

    public static async Task<ServiceBusReceivedMessage> TakeOneAsync(this ServiceBusReceiver receiver) =>
        Assert.Single(await receiver.TakeAsync(1));

    /// <summary>Looks a moment whether nothing comes.</summary>
    public static async Task MustBeEmptyAsync(this ServiceBusReceiver receiver) => Assert.Null(await receiver.ReceiveMessageAsync(Short));

    public static ServiceBusReceiver DeadLetters(this ServiceBusClient client, string queue) =>
        client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    public static int Number(this ServiceBusReceivedMessage message) => int.Parse(message.Body.ToString(), CultureInfo.InvariantCulture);

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Long);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, what);
            await Task.Delay(20);
        }
    }

    public static async Task<ServiceBusException> FailsAsync(ServiceBusFailureReason reason, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<ServiceBusException>(call);
        Assert.Equal(reason, exception.Reason);
        return exception;
    }
}
