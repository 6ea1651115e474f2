using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>A message that is received is held until its receiver decides, and goes where the receiver decides.</summary>
public sealed class ReceivingTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task An_abandoned_message_comes_back_to_its_place_with_what_was_added()
    {
        await bus.Client.SendAsync("abandon", Clients.Numbered(3));
        await using var receiver = bus.Client.CreateReceiver("abandon");
        var first = await receiver.TakeOneAsync();
        await receiver.AbandonMessageAsync(first, new Dictionary<string, object>(StringComparer.Ordinal) { ["why"] = "busy" });

        var messages = await receiver.TakeAsync(3);

        Assert.Equal([0, 1, 2], messages.ConvertAll(Clients.Number));
        Assert.Equal([2, 1, 1], messages.ConvertAll(message => message.DeliveryCount));
        Assert.Equal((first.SequenceNumber, "busy"), (messages[0].SequenceNumber, messages[0].ApplicationProperties["why"]));
        await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message)));
        await receiver.MustBeEmptyAsync();
    }

    [Fact]
    public async Task A_dead_letter_tells_why_it_died()
    {
        await bus.Client.SendAsync("dead-letter", Clients.Numbered(3));
        await using var receiver = bus.Client.CreateReceiver("dead-letter");
        var messages = await receiver.TakeAsync(3);
        await receiver.DeadLetterMessageAsync(messages[0], "NoSupplier", "Nobody sells it.");
        await receiver.DeadLetterMessageAsync(messages[1]);
        await receiver.DeadLetterMessageAsync(
            messages[2],
            new Dictionary<string, object>(StringComparer.Ordinal) { ["price"] = 1.25m },
            "TooDear",
            "It costs too much."
        );

        await using var graves = bus.Client.DeadLetters("dead-letter");
        Assert.Equal("dead-letter", (await graves.PeekMessageAsync()).DeadLetterSource);
        var dead = await graves.TakeAsync(3);

        Assert.Equal([0, 1, 2], dead.ConvertAll(Clients.Number));
        Assert.Equal(
            ("NoSupplier", "Nobody sells it.", "dead-letter"),
            (dead[0].DeadLetterReason, dead[0].DeadLetterErrorDescription, dead[0].DeadLetterSource)
        );
        Assert.Null(dead[1].DeadLetterReason);
        Assert.Equal(("TooDear", (object)1.25m), (dead[2].DeadLetterReason, dead[2].ApplicationProperties["price"]));
        await receiver.MustBeEmptyAsync();
        await graves.AbandonMessageAsync(dead[1]);
        await graves.CompleteMessageAsync(dead[0]);
        await graves.CompleteMessageAsync(dead[2]);
        var again = await graves.TakeOneAsync();
        Assert.Equal(1, again.Number());
        await graves.CompleteMessageAsync(again);
        await graves.MustBeEmptyAsync();
    }

    [Fact]
    public async Task A_deferred_message_is_received_by_its_number_alone()
    {
        await bus.Client.SendAsync("defer", Clients.Numbered(3));
        await using var receiver = bus.Client.CreateReceiver("defer");
        var messages = await receiver.TakeAsync(3);
        foreach (var message in messages)
        {
            await receiver.DeferMessageAsync(message, new Dictionary<string, object>(StringComparer.Ordinal) { ["later"] = true });
        }

        await receiver.MustBeEmptyAsync();
        Assert.Equal(ServiceBusMessageState.Deferred, (await receiver.PeekMessageAsync()).State);
        var deferred = await receiver.ReceiveDeferredMessagesAsync(messages.Select(message => message.SequenceNumber));
        Assert.Equal([0, 1, 2], deferred.Select(Clients.Number));
        Assert.All(deferred, message => Assert.True((bool)message.ApplicationProperties["later"]));
        await receiver.CompleteMessageAsync(deferred[0]);
        await receiver.AbandonMessageAsync(deferred[1]);
        await receiver.DeadLetterMessageAsync(deferred[2], "Late");

        await receiver.MustBeEmptyAsync();
        var again = await receiver.ReceiveDeferredMessageAsync(messages[1].SequenceNumber);
        Assert.Equal(ServiceBusMessageState.Deferred, again.State);
        await receiver.CompleteMessageAsync(again);
        await Clients.FailsAsync(
            ServiceBusFailureReason.MessageNotFound,
            () => receiver.ReceiveDeferredMessageAsync(messages[0].SequenceNumber)
        );
        await using var graves = bus.Client.DeadLetters("defer");
        await graves.CompleteMessageAsync(await graves.TakeOneAsync());
    }

    [Fact]
    public async Task A_lock_that_is_renewed_lasts_longer_and_can_be_used_by_another_receiver()
    {
        await bus.Client.SendAsync("renew", Clients.Numbered(1));
        await using var receiver = bus.Client.CreateReceiver("renew");
        var message = await receiver.TakeOneAsync();
        var (until, taken) = (message.LockedUntil, DateTimeOffset.UtcNow);
        await Clients.UntilAsync(() => DateTimeOffset.UtcNow - taken > TimeSpan.FromMilliseconds(2), "The clock stands still.");

        await receiver.RenewMessageLockAsync(message);

        Assert.True(message.LockedUntil > until);
        await using var other = bus.Client.CreateReceiver("renew");
        await other.CompleteMessageAsync(message);
        await Clients.FailsAsync(ServiceBusFailureReason.MessageLockLost, () => receiver.CompleteMessageAsync(message));
        await Clients.FailsAsync(ServiceBusFailureReason.MessageLockLost, () => receiver.RenewMessageLockAsync(message));
    }

    [Fact]
    public async Task A_message_received_and_deleted_is_gone()
    {
        await bus.Client.SendAsync("delete", Clients.Numbered(20));
        await using var receiver = bus.Client.CreateReceiver(
            "delete",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        Assert.Equal(Enumerable.Range(0, 20), (await receiver.TakeAsync(20)).ConvertAll(Clients.Number));

        Assert.Null(await receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task Peeking_shows_all_and_changes_nothing()
    {
        await bus.Client.SendAsync("peek", Clients.Numbered(5));
        await using var receiver = bus.Client.CreateReceiver("peek");
        var held = await receiver.TakeOneAsync();
        var peeked = await receiver.PeekMessagesAsync(3);
        var rest = await receiver.PeekMessagesAsync(10);

        Assert.Equal([0, 1, 2], peeked.Select(Clients.Number));
        Assert.Equal([3, 4], rest.Select(Clients.Number));
        Assert.Empty(await receiver.PeekMessagesAsync(10));
        Assert.Equal([2, 3, 4], (await receiver.PeekMessagesAsync(10, peeked[2].SequenceNumber)).Select(Clients.Number));
        Assert.All(peeked, message => Assert.Equal(0, message.DeliveryCount));
        await receiver.CompleteMessageAsync(held);
        Assert.All(await receiver.TakeAsync(4), message => Assert.Equal(1, message.DeliveryCount));
    }

    [Fact]
    public async Task Prefetched_messages_come_in_order_and_once()
    {
        await bus.Client.SendAsync("prefetch", Clients.Numbered(300));
        await using var receiver = bus.Client.CreateReceiver("prefetch", new ServiceBusReceiverOptions { PrefetchCount = 40 });
        for (var i = 0; i < 300; i++)
        {
            var message = await receiver.TakeOneAsync();
            Assert.Equal((i, 1), (message.Number(), message.DeliveryCount));
            await receiver.CompleteMessageAsync(message);
        }

        await receiver.MustBeEmptyAsync();
    }

    [Fact]
    public async Task What_was_prefetched_and_not_used_is_given_back_at_once_and_not_counted()
    {
        await bus.Client.SendAsync("give-back", Clients.Numbered(20));
        await using (var first = bus.Client.CreateReceiver("give-back", new ServiceBusReceiverOptions { PrefetchCount = 50 }))
        {
            await first.CompleteMessageAsync(await first.TakeOneAsync());
        }

        await using var second = bus.Client.CreateReceiver("give-back");
        var messages = await second.TakeAsync(19);

        Assert.Equal(Enumerable.Range(1, 19), messages.ConvertAll(Clients.Number).Order());
        Assert.All(messages, message => Assert.Equal(1, message.DeliveryCount));
        await Task.WhenAll(messages.Select(message => second.CompleteMessageAsync(message)));
    }

    [Fact]
    public async Task Receives_of_all_sizes_neither_lose_nor_double_nor_stall()
    {
        const int Count = 600;
        var got = new ConcurrentBag<int>();
        using var limit = new CancellationTokenSource(Clients.Long);
        async Task ReceiveAsync(int seed)
        {
            var random = new Random(seed);
            await using var receiver = bus.Client.CreateReceiver(
                "credit",
                new ServiceBusReceiverOptions { PrefetchCount = seed % 3 == 0 ? 7 : 0 }
            );
            while (got.Count < Count && !limit.IsCancellationRequested)
            {
                var messages = await receiver.ReceiveMessagesAsync(random.Next(1, 9), TimeSpan.FromMilliseconds(random.Next(20, 120)));
                foreach (var message in messages)
                {
                    await receiver.CompleteMessageAsync(message);
                    got.Add(message.Number());
                }
            }
        }

        var receivers = Enumerable.Range(0, 6).Select(ReceiveAsync).ToList();
        await using var sender = bus.Client.CreateSender("credit");
        foreach (var part in Clients.Numbered(Count).Chunk(7))
        {
            await sender.SendMessagesAsync(part);
        }

        await Task.WhenAll(receivers);
        Assert.Equal(Enumerable.Range(0, Count), got.Order());
    }

    [Fact]
    public async Task Several_receivers_share_a_queue()
    {
        await bus.Client.SendAsync("shared", Clients.Numbered(40));
        await using var one = bus.Client.CreateReceiver("shared");
        await using var client = bus.Connect();
        await using var two = client.CreateReceiver("shared");
        var messages = await Task.WhenAll(one.TakeAsync(20), two.TakeAsync(20));

        Assert.Equal(Enumerable.Range(0, 40), messages.SelectMany(part => part).Select(Clients.Number).Order());
    }

    [Fact]
    public async Task A_receive_without_messages_ends_in_time()
    {
        await using var receiver = bus.Client.CreateReceiver("empty");
        await receiver.MustBeEmptyAsync();
        Assert.Empty(await receiver.ReceiveMessagesAsync(5, Clients.Short));
        Assert.Null(await receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task A_receive_that_waits_gets_what_is_sent_then()
    {
        await using var receiver = bus.Client.CreateReceiver("waiting");
        for (var i = 0; i < 20; i++)
        {
            var waiting = receiver.TakeOneAsync();
            await bus.Client.SendAsync("waiting", new ServiceBusMessage("0"));
            await receiver.CompleteMessageAsync(await waiting);
        }
    }

    [Fact]
    public async Task Three_hundred_links_share_a_connection()
    {
        await bus.Client.SendAsync("many-links", Clients.Numbered(100));
        var receivers = Enumerable.Range(0, 300).Select(_ => bus.Client.CreateReceiver("many-links")).ToList();

        var peeked = await Task.WhenAll(receivers.Select(receiver => receiver.PeekMessageAsync()));
        var messages = await Task.WhenAll(receivers.Take(100).Select(receiver => receiver.TakeOneAsync()));

        Assert.All(peeked, message => Assert.Equal(0, message.Number()));
        Assert.Equal(Enumerable.Range(0, 100), messages.Select(Clients.Number).Order());
        await Task.WhenAll(receivers.Select(receiver => receiver.DisposeAsync().AsTask()));
    }
}
