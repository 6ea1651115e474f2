using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>Messages die of too many deliveries and of age, and one that came already does not come again.</summary>
public sealed class LifeTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task A_message_that_is_abandoned_too_often_dies()
    {
        await bus.Client.SendAsync("max-delivery", Clients.Numbered(1));
        await using var receiver = bus.Client.CreateReceiver("max-delivery");
        for (var i = 1; i <= 3; i++)
        {
            var message = await receiver.TakeOneAsync();
            Assert.Equal(i, message.DeliveryCount);
            await receiver.AbandonMessageAsync(message);
        }

        await using var graves = bus.Client.DeadLetters("max-delivery");
        var dead = await graves.TakeOneAsync();
        Assert.Equal(("MaxDeliveryCountExceeded", 4), (dead.DeadLetterReason, dead.DeliveryCount));
        Assert.NotEmpty(dead.DeadLetterErrorDescription);
        await graves.CompleteMessageAsync(dead);
        await receiver.MustBeEmptyAsync();
    }

    [Fact]
    public async Task A_message_whose_lock_ends_comes_again_and_dies_in_the_end()
    {
        await bus.Client.SendAsync("lock-end", Clients.Numbered(1));
        await using var receiver = bus.Client.CreateReceiver("lock-end");
        var first = await receiver.TakeOneAsync();
        var second = await receiver.TakeOneAsync();

        Assert.Equal((first.SequenceNumber, 2), (second.SequenceNumber, second.DeliveryCount));
        Assert.True(DateTimeOffset.UtcNow >= first.LockedUntil.AddMilliseconds(-50));
        await Clients.FailsAsync(ServiceBusFailureReason.MessageLockLost, () => receiver.CompleteMessageAsync(first));
        await using var graves = bus.Client.DeadLetters("lock-end");
        var dead = await graves.TakeOneAsync();
        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        await graves.CompleteMessageAsync(dead);
    }

    [Fact]
    public async Task A_message_that_grows_too_old_dies()
    {
        await bus.Client.SendAsync(
            "expiring",
            new ServiceBusMessage("0"),
            new ServiceBusMessage("1") { TimeToLive = TimeSpan.FromMilliseconds(500) },
            new ServiceBusMessage("2") { TimeToLive = TimeSpan.FromHours(1) }
        );
        await using var receiver = bus.Client.CreateReceiver("expiring");
        Assert.Equal(TimeSpan.FromSeconds(2), (await receiver.PeekMessageAsync()).TimeToLive);

        await using var graves = bus.Client.DeadLetters("expiring");
        var dead = await graves.TakeAsync(3);

        Assert.Equal([1, 0, 2], dead.ConvertAll(Clients.Number));
        Assert.All(dead, message => Assert.Equal("TTLExpiredException", message.DeadLetterReason));
        await receiver.MustBeEmptyAsync();
        await Task.WhenAll(dead.Select(message => graves.CompleteMessageAsync(message)));
    }

    [Fact]
    public async Task A_message_that_grows_too_old_is_dropped_where_the_queue_says_so()
    {
        await bus.Client.SendAsync(
            "dropping",
            new ServiceBusMessage("0") { TimeToLive = TimeSpan.FromMilliseconds(500) },
            new ServiceBusMessage("1")
        );
        await using var receiver = bus.Client.CreateReceiver("dropping");
        await Task.Delay(TimeSpan.FromSeconds(1));

        var message = await receiver.TakeOneAsync();

        Assert.Equal(1, message.Number());
        await receiver.CompleteMessageAsync(message);
        await using var graves = bus.Client.DeadLetters("dropping");
        Assert.Null(await graves.PeekMessageAsync());
    }

    [Fact]
    public async Task A_deferred_message_and_one_that_is_held_do_not_grow_too_old()
    {
        await bus.Client.SendAsync(
            "deferred-life",
            [.. Enumerable.Range(0, 2).Select(i => new ServiceBusMessage($"{i}") { TimeToLive = TimeSpan.FromSeconds(2) })]
        );
        await using var receiver = bus.Client.CreateReceiver("deferred-life");
        var messages = await receiver.TakeAsync(2);
        await receiver.DeferMessageAsync(messages[0]);
        await Clients.UntilAsync(() => DateTimeOffset.UtcNow > messages[1].ExpiresAt.AddMilliseconds(200), "Time stands still.");

        await receiver.CompleteMessageAsync(messages[1]);
        await receiver.CompleteMessageAsync(await receiver.ReceiveDeferredMessageAsync(messages[0].SequenceNumber));
    }

    [Fact]
    public async Task A_duplicate_is_taken_and_dropped()
    {
        await using var sender = bus.Client.CreateSender("unique");
        await sender.SendMessageAsync(new ServiceBusMessage("0") { MessageId = "a" });
        await sender.SendMessageAsync(new ServiceBusMessage("1") { MessageId = "a" });
        await sender.SendMessagesAsync([
            new ServiceBusMessage("2") { MessageId = "b" },
            new ServiceBusMessage("3") { MessageId = "b" },
            new ServiceBusMessage("4") { MessageId = "a" },
        ]);
        await sender.SendMessageAsync(new ServiceBusMessage("5") { MessageId = "c" });

        await using var receiver = bus.Client.CreateReceiver(
            "unique",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        Assert.Equal([0, 2, 5], (await receiver.TakeAsync(3)).ConvertAll(Clients.Number));

        // That it is gone does not make it new.
        await sender.SendMessageAsync(new ServiceBusMessage("6") { MessageId = "a" });
        await receiver.MustBeEmptyAsync();
    }
}
