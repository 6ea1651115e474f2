using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>The messages of a session go to one receiver at a time, in order.</summary>
public sealed class SessionTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task A_session_is_received_by_its_id()
    {
        await bus.Client.SendAsync("s-id", [.. Clients.Numbered(5, "a"), .. Clients.Numbered(5, "b")]);

        await using var receiver = await bus.Client.AcceptSessionAsync("s-id", "b");
        var messages = await receiver.TakeAsync(5);

        Assert.Equal("b", receiver.SessionId);
        Assert.True(receiver.SessionLockedUntil > DateTimeOffset.UtcNow);
        Assert.Equal(Enumerable.Range(0, 5), messages.ConvertAll(Clients.Number));
        Assert.All(messages, message => Assert.Equal("b", message.SessionId));
        await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message)));
        await receiver.MustBeEmptyAsync();
        Assert.Equal(5, (await bus.Client.CreateReceiver("s-id").PeekMessagesAsync(10)).Count);
    }

    [Fact]
    public async Task The_next_session_is_one_that_nobody_holds()
    {
        await bus.Client.SendAsync("s-next", [.. Clients.Numbered(1, "a"), .. Clients.Numbered(1, "b")]);
        await using var one = await bus.Client.AcceptNextSessionAsync("s-next");
        await using var two = await bus.Client.AcceptNextSessionAsync("s-next");
        Assert.Equal(["a", "b"], [one.SessionId, two.SessionId]);

        // A wait ends with the first session that comes up, here one that was just let go of.
        var third = bus.Client.AcceptNextSessionAsync("s-next");
        await one.DisposeAsync();
        await using var again = await third;
        Assert.Equal("a", again.SessionId);
        Assert.Equal(1, (await again.TakeOneAsync()).DeliveryCount);

        var fourth = bus.Client.AcceptNextSessionAsync("s-next");
        await bus.Client.SendAsync("s-next", Clients.Numbered(1, "c"));
        await using var last = await fourth;
        Assert.Equal("c", last.SessionId);
    }

    [Fact]
    public async Task A_session_that_is_held_cannot_be_taken()
    {
        await using var holder = await bus.Client.AcceptSessionAsync("s-taken", "empty");
        await using var client = bus.Connect(TimeSpan.FromSeconds(3));

        await Clients.FailsAsync(ServiceBusFailureReason.SessionCannotBeLocked, () => client.AcceptSessionAsync("s-taken", "empty"));
        await holder.DisposeAsync();
        await using var next = await client.AcceptSessionAsync("s-taken", "empty");
        Assert.Equal("empty", next.SessionId);
    }

    [Fact]
    public async Task Waiting_for_a_session_ends_in_time()
    {
        await using var client = new ServiceBusClient(bus.ConnectionString, Clients.Options(TimeSpan.FromSeconds(1), maxRetries: 0));

        await Clients.FailsAsync(ServiceBusFailureReason.ServiceTimeout, () => client.AcceptNextSessionAsync("s-none"));
    }

    [Fact]
    public async Task Waits_that_are_cancelled_take_no_session_away()
    {
        for (var i = 0; i < 5; i++)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(20 + (i * 10)));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                bus.Client.AcceptNextSessionAsync("s-cancel", cancellationToken: limit.Token)
            );
        }

        var waiting = bus.Client.AcceptNextSessionAsync("s-cancel");
        await bus.Client.SendAsync("s-cancel", Clients.Numbered(2, "a"));
        await using var receiver = await waiting;
        Assert.Equal(2, (await receiver.TakeAsync(2)).Count);
    }

    [Fact]
    public async Task A_session_keeps_its_state()
    {
        await using (var receiver = await bus.Client.AcceptSessionAsync("s-state", "a"))
        {
            Assert.Null(await receiver.GetSessionStateAsync());
            await receiver.SetSessionStateAsync(BinaryData.FromString("half way"));
            Assert.Equal("half way", (await receiver.GetSessionStateAsync()).ToString());
        }

        await using var next = await bus.Client.AcceptSessionAsync("s-state", "a");
        Assert.Equal("half way", (await next.GetSessionStateAsync()).ToString());
        await next.SetSessionStateAsync(null);
        Assert.Null(await next.GetSessionStateAsync());
    }

    [Fact]
    public async Task Messages_can_be_abandoned_deferred_and_buried_within_a_session()
    {
        await bus.Client.SendAsync("s-inside", Clients.Numbered(3, "a"));
        await using var receiver = await bus.Client.AcceptSessionAsync("s-inside", "a");
        var messages = await receiver.TakeAsync(3);
        await receiver.DeferMessageAsync(messages[0]);
        await receiver.AbandonMessageAsync(messages[1]);
        await receiver.DeadLetterMessageAsync(messages[2], "Broken");

        var again = await receiver.TakeOneAsync();
        Assert.Equal((1, 2), (again.Number(), again.DeliveryCount));
        await receiver.CompleteMessageAsync(again);
        await receiver.CompleteMessageAsync(await receiver.ReceiveDeferredMessageAsync(messages[0].SequenceNumber));
        await using var graves = bus.Client.DeadLetters("s-inside");
        var dead = await graves.TakeOneAsync();
        Assert.Equal((2, "a", "Broken"), (dead.Number(), dead.SessionId, dead.DeadLetterReason));
        await graves.CompleteMessageAsync(dead);
        Assert.Null(await receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task A_deferred_message_is_received_by_the_next_holder()
    {
        await bus.Client.SendAsync("s-deferred", Clients.Numbered(1, "a"));
        long number;
        await using (var receiver = await bus.Client.AcceptSessionAsync("s-deferred", "a"))
        {
            var message = await receiver.TakeOneAsync();
            number = message.SequenceNumber;
            await receiver.DeferMessageAsync(message);
            await receiver.ReceiveDeferredMessageAsync(number);
        }

        await using var next = await bus.Client.AcceptSessionAsync("s-deferred", "a");
        await next.CompleteMessageAsync(await next.ReceiveDeferredMessageAsync(number));
    }

    [Fact]
    public async Task A_scheduled_message_comes_up_in_its_session()
    {
        await using var sender = bus.Client.CreateSender("s-schedule");
        await sender.ScheduleMessageAsync(new ServiceBusMessage("0") { SessionId = "a" }, DateTimeOffset.UtcNow.AddSeconds(1));

        await using var receiver = await bus.Client.AcceptNextSessionAsync("s-schedule");
        Assert.Equal("a", (await receiver.TakeOneAsync()).SessionId);
    }

    [Fact]
    public async Task Closing_a_session_gives_its_messages_to_the_next_in_order_and_counts_nothing()
    {
        await bus.Client.SendAsync("s-close", Clients.Numbered(10, "a"));
        var prefetching = new ServiceBusSessionReceiverOptions { PrefetchCount = 5 };
        await using (var first = await bus.Client.AcceptNextSessionAsync("s-close", prefetching))
        {
            await first.CompleteMessageAsync(await first.TakeOneAsync());
            await first.TakeAsync(2);
        }

        await using var second = await bus.Client.AcceptNextSessionAsync("s-close");
        var messages = await second.TakeAsync(9);

        Assert.Equal(Enumerable.Range(1, 9), messages.ConvertAll(Clients.Number));
        Assert.All(messages, message => Assert.Equal(1, message.DeliveryCount));
    }

    [Fact]
    public async Task A_session_lock_that_ends_is_told_and_the_next_holder_gets_the_messages_counted()
    {
        await bus.Client.SendAsync("s-lost", Clients.Numbered(2, "a"));
        await using var first = await bus.Client.AcceptSessionAsync("s-lost", "a");
        var message = await first.TakeOneAsync();

        await using var second = await bus.Client.AcceptNextSessionAsync("s-lost");

        var messages = await second.TakeAsync(2);
        Assert.True(DateTimeOffset.UtcNow >= first.SessionLockedUntil.AddMilliseconds(-50));
        Assert.Equal([("a", 0, 2), ("a", 1, 1)], messages.ConvertAll(taken => (taken.SessionId, taken.Number(), taken.DeliveryCount)));
        await Task.WhenAll(messages.Select(taken => second.CompleteMessageAsync(taken)));
        await Clients.FailsAsync(ServiceBusFailureReason.SessionLockLost, () => first.CompleteMessageAsync(message));
        await Clients.FailsAsync(ServiceBusFailureReason.SessionLockLost, () => first.RenewSessionLockAsync());
        await Clients.FailsAsync(ServiceBusFailureReason.SessionLockLost, () => first.SetSessionStateAsync(BinaryData.FromString("mine")));
        await second.DisposeAsync();
        await using var third = await bus.Client.AcceptSessionAsync("s-lost", "a");
        Assert.Null(await third.GetSessionStateAsync());
    }

    [Fact]
    public async Task A_receiver_that_asks_for_more_after_the_lock_ended_is_closed()
    {
        await bus.Client.SendAsync("s-pending", Clients.Numbered(2, "a"));
        await using var client = bus.Connect(TimeSpan.FromSeconds(3));
        await using var first = await client.AcceptSessionAsync("s-pending", "a");
        await first.TakeOneAsync();
        await using var second = await bus.Client.AcceptNextSessionAsync("s-pending");

        Assert.Equal(2, (await second.TakeAsync(2)).Count);

        // The client answers the first call behind the loss with nothing, and from then on counts as closed.
        Assert.Null(await first.ReceiveMessageAsync(TimeSpan.FromSeconds(1)));
        await Clients.UntilAsync(() => first.IsClosed, "The receiver of a lost session stays open.");
    }

    [Fact]
    public async Task A_session_lock_that_is_renewed_lasts_longer()
    {
        await bus.Client.SendAsync("s-renew", Clients.Numbered(1, "a"));
        await using var receiver = await bus.Client.AcceptSessionAsync("s-renew", "a");
        var message = await receiver.TakeOneAsync();
        var end = receiver.SessionLockedUntil.AddSeconds(1);
        while (DateTimeOffset.UtcNow < end)
        {
            await Task.Delay(300);
            await receiver.RenewSessionLockAsync();
        }

        await receiver.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task A_processor_handles_many_sessions_each_in_order()
    {
        await bus.Client.SendAsync(
            "s-processor",
            [.. Enumerable.Range(0, 500).Select(i => new ServiceBusMessage($"{i}") { SessionId = $"s{i % 20}" })]
        );
        var seen = new ConcurrentQueue<(string Session, int Number)>();
        var running = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var overlaps = 0;
        await using var processor = bus.Client.CreateSessionProcessor(
            "s-processor",
            new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 8, SessionIdleTimeout = TimeSpan.FromMilliseconds(500) }
        );
        processor.ProcessMessageAsync += async args =>
        {
            overlaps += running.AddOrUpdate(args.SessionId, 1, (_, count) => count + 1) - 1;
            await Task.Yield();
            running.AddOrUpdate(args.SessionId, 0, (_, count) => count - 1);
            seen.Enqueue((args.SessionId, args.Message.Number()));
        };
        var errors = Errors(processor);
        await processor.StartProcessingAsync();
        await Clients.UntilAsync(() => seen.Count >= 500, $"{seen.Count} of 500 messages were handled.");
        await processor.StopProcessingAsync();

        Assert.Empty(errors);
        Assert.Equal(0, overlaps);
        Assert.Equal(500, seen.Count);
        foreach (var numbers in seen.ToLookup(handled => handled.Session, handled => handled.Number))
        {
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task A_processor_holds_a_session_longer_than_its_lock()
    {
        await bus.Client.SendAsync("s-auto-renew", Clients.Numbered(2, "a"));
        var counts = new ConcurrentQueue<int>();
        await using var processor = bus.Client.CreateSessionProcessor(
            "s-auto-renew",
            new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 1, SessionIdleTimeout = TimeSpan.FromMilliseconds(500) }
        );
        processor.ProcessMessageAsync += async args =>
        {
            await Task.Delay(counts.IsEmpty ? TimeSpan.FromSeconds(7) : TimeSpan.Zero);
            counts.Enqueue(args.Message.DeliveryCount);
        };
        var errors = Errors(processor);
        await processor.StartProcessingAsync();
        await Clients.UntilAsync(() => counts.Count >= 2, "The messages were not handled.");
        await processor.StopProcessingAsync();

        Assert.Empty(errors);
        Assert.Equal([1, 1], counts);
    }

    [Fact]
    public async Task A_processor_goes_on_after_it_lost_a_session()
    {
        await bus.Client.SendAsync("s-recover", Clients.Numbered(3, "a"));
        var seen = new ConcurrentQueue<(int Number, int Count)>();
        await using var processor = bus.Client.CreateSessionProcessor(
            "s-recover",
            new ServiceBusSessionProcessorOptions
            {
                MaxConcurrentSessions = 2,
                MaxAutoLockRenewalDuration = TimeSpan.Zero,
                SessionIdleTimeout = TimeSpan.FromMilliseconds(500),
            }
        );
        processor.ProcessMessageAsync += async args =>
        {
            if (args.Message is { DeliveryCount: 1 } && args.Message.Number() == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(4));
            }

            seen.Enqueue((args.Message.Number(), args.Message.DeliveryCount));
        };
        var errors = Errors(processor);
        await processor.StartProcessingAsync();
        await Clients.UntilAsync(() => seen.Any(handled => handled.Number == 2) && seen.Count >= 4, "The session was not taken up again.");
        await processor.StopProcessingAsync();

        Assert.Equal([(0, 1), (0, 2), (1, 1), (2, 1)], seen.Order());
        Assert.All(
            errors,
            error => Assert.Equal(ServiceBusFailureReason.SessionLockLost, Assert.IsType<ServiceBusException>(error).Reason)
        );
    }

    [Fact]
    public async Task A_message_whose_session_is_lost_again_and_again_dies()
    {
        await bus.Client.SendAsync("s-expiry", Clients.Numbered(1, "a"));
        for (var i = 1; i <= 4; i++)
        {
            await using var receiver = await bus.Client.AcceptNextSessionAsync("s-expiry");
            Assert.Equal(i, (await receiver.TakeOneAsync()).DeliveryCount);
            await Clients.UntilAsync(() => DateTimeOffset.UtcNow > receiver.SessionLockedUntil.AddMilliseconds(100), "Time stands still.");
        }

        await using var graves = bus.Client.DeadLetters("s-expiry");
        var dead = await graves.TakeOneAsync();
        Assert.Equal(("MaxDeliveryCountExceeded", "a"), (dead.DeadLetterReason, dead.SessionId));
        await graves.CompleteMessageAsync(dead);
    }

    [Fact]
    public async Task Sessions_are_listed()
    {
        await bus.Client.SendAsync(
            "s-list",
            [.. Enumerable.Range(0, 120).Select(i => new ServiceBusMessage("0") { SessionId = $"s{i:000}" })]
        );
        await using var receiver = await bus.Client.AcceptSessionAsync("s-list", "with-state");
        await receiver.SetSessionStateAsync(BinaryData.FromString("state"));

        var all = await bus.Client.GetMessageSessionsAsync("s-list").ToListAsync();
        var changed = await bus.Client.GetMessageSessionsAsync("s-list", DateTimeOffset.UtcNow.AddMinutes(-5)).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 120).Select(i => $"s{i:000}"), all.Order(StringComparer.Ordinal));
        Assert.Equal(["with-state"], changed);
    }

    [Fact]
    public async Task A_processor_that_is_idle_stops_at_once()
    {
        await using var processor = bus.Client.CreateSessionProcessor(
            "s-stop",
            new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 8 }
        );
        processor.ProcessMessageAsync += _ => Task.CompletedTask;
        var errors = Errors(processor);
        await processor.StartProcessingAsync();
        await processor.StopProcessingAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Empty(errors);
    }

    private static ConcurrentQueue<Exception> Errors(ServiceBusSessionProcessor processor)
    {
        var errors = new ConcurrentQueue<Exception>();
        processor.ProcessErrorAsync += args =>
        {
            errors.Enqueue(args.Exception);
            return Task.CompletedTask;
        };
        return errors;
    }
}
