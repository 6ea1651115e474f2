using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>The client's processor of plain queues gets on with the queue.</summary>
public sealed class ProcessorTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task Many_calls_at_once_handle_each_message_once()
    {
        await bus.Client.SendAsync("processor", Clients.Numbered(400));
        var seen = new ConcurrentQueue<int>();
        var (handled, errors) = await ProcessAsync(
            "processor",
            new ServiceBusProcessorOptions { MaxConcurrentCalls = 16, PrefetchCount = 20 },
            args => seen.Enqueue(args.Message.Number()),
            () => seen.Count >= 400
        );

        Assert.Empty(errors);
        Assert.Equal(400, handled);
        Assert.Equal(Enumerable.Range(0, 400), seen.Order());
    }

    [Fact]
    public async Task A_handler_may_take_longer_than_the_lock()
    {
        await bus.Client.SendAsync("processor-renew", Clients.Numbered(1));
        var counts = new ConcurrentQueue<int>();
        await using var processor = bus.Client.CreateProcessor("processor-renew");
        processor.ProcessMessageAsync += async args =>
        {
            await Task.Delay(TimeSpan.FromSeconds(7));
            counts.Enqueue(args.Message.DeliveryCount);
        };
        var errors = new ConcurrentQueue<Exception>();
        processor.ProcessErrorAsync += args =>
        {
            errors.Enqueue(args.Exception);
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync();
        await Clients.UntilAsync(() => !counts.IsEmpty, "The message was not handled.");
        await processor.StopProcessingAsync();

        Assert.Empty(errors);
        Assert.Equal([1], counts);
        await using var receiver = bus.Client.CreateReceiver("processor-renew");
        Assert.Null(await receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task A_handler_that_fails_gets_the_message_again_until_it_dies()
    {
        await bus.Client.SendAsync("processor-retry", Clients.Numbered(1));
        var counts = new ConcurrentQueue<int>();
        await ProcessAsync(
            "processor-retry",
            new ServiceBusProcessorOptions(),
            args =>
            {
                counts.Enqueue(args.Message.DeliveryCount);
                throw new InvalidOperationException("This handler fails.");
            },
            () => counts.Count >= 10
        );

        Assert.Equal(Enumerable.Range(1, 10), counts);
        await using var graves = bus.Client.DeadLetters("processor-retry");
        var dead = await graves.TakeOneAsync();
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        await graves.CompleteMessageAsync(dead);
    }

    private async Task<(int Handled, ConcurrentQueue<Exception> Errors)> ProcessAsync(
        string queue,
        ServiceBusProcessorOptions options,
        Action<ProcessMessageEventArgs> handle,
        Func<bool> isDone
    )
    {
        var handled = 0;
        var errors = new ConcurrentQueue<Exception>();
        await using var processor = bus.Client.CreateProcessor(queue, options);
        processor.ProcessMessageAsync += args =>
        {
            Interlocked.Increment(ref handled);
            handle(args);
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += args =>
        {
            errors.Enqueue(args.Exception);
            return Task.CompletedTask;
        };
        await processor.StartProcessingAsync();
        await Clients.UntilAsync(isDone, $"{handled} messages were handled.");
        await processor.StopProcessingAsync();
        return (handled, errors);
    }
}
