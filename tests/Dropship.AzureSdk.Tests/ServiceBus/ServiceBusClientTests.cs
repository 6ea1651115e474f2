using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.ServiceBus;

namespace Dropship.AzureSdk.Tests.ServiceBus;

[Collection(AzuriteGroup.Name)]
public sealed class ServiceBusClientTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan s_now = TimeSpan.FromMilliseconds(1);
    private static readonly ServiceBusReceiverOptions s_dead = new() { SubQueue = SubQueue.DeadLetter };

    [Fact]
    public async Task A_message_arrives_as_it_was_sent_and_is_gone_once_completed_even_after_a_restart()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["text"] = "付款", ["int"] = 7, ["long"] = 7L, ["double"] = 2.5, ["flag"] = true, ["guid"] = Guid.NewGuid(), ["time"] = DateTimeOffset.UtcNow,
            ["span"] = TimeSpan.FromSeconds(3), ["decimal"] = 1.10m, ["none"] = null,
        };
        var message = new ServiceBusMessage(BinaryData.FromBytes(Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray()))
        {
            MessageId = "m-1", CorrelationId = "c", Subject = "s", To = "t", ContentType = "ct", ReplyTo = "r", SessionId = "any", PartitionKey = "any", TimeToLive = TimeSpan.FromHours(1),
        };
        foreach (var (name, value) in properties)
        {
            message.ApplicationProperties[name] = value;
        }

        await broker.Client.CreateSender("q").SendMessageAsync(message);
        await broker.ReopenAsync();
        var receiver = broker.Client.CreateReceiver("Q");
        var received = (await receiver.ReceiveMessageAsync())!;

        Assert.Equal(message.Body.ToArray(), received.Body.ToArray());
        Assert.Equal(properties, received.ApplicationProperties);
        Assert.Equal(
            ("m-1", "c", "s", "t", "ct", "r", "any"),
            (received.MessageId, received.CorrelationId, received.Subject, received.To, received.ContentType, received.ReplyTo, received.SessionId));
        Assert.Equal((1, TimeSpan.FromHours(1)), (received.DeliveryCount, received.TimeToLive));
        Assert.True(received.SequenceNumber > 0);
        Assert.True(received.LockedUntil > DateTimeOffset.UtcNow);
        Assert.Equal(received.EnqueuedTime.AddHours(1), received.ExpiresAt);
        Assert.Null(await receiver.ReceiveMessageAsync(s_now));

        await receiver.CompleteMessageAsync(received);
        await broker.ReopenAsync();
        Assert.Null(await broker.Client.CreateReceiver("q").ReceiveMessageAsync(s_now));
        Assert.Equal(0, await broker.RowsAsync("m|"));
    }

    [Fact]
    public async Task Messages_come_in_order_with_growing_numbers_over_restarts()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        var numbers = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            var sender = broker.Client.CreateSender("q");
            await sender.SendMessagesAsync(Enumerable.Range(0, 100).Select(i => new ServiceBusMessage($"{round}-{i}")));
            var receiver = broker.Client.CreateReceiver("q");
            for (var i = 0; i < 100;)
            {
                foreach (var message in await receiver.ReceiveMessagesAsync(30))
                {
                    Assert.Equal($"{round}-{i++}", message.Body.ToString());
                    numbers.Add(message.SequenceNumber);
                    await receiver.CompleteMessageAsync(message);
                }
            }

            await broker.ReopenAsync();
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
    }

    [Fact]
    public async Task A_waiting_receiver_is_woken_by_a_send()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        var waiting = broker.Client.CreateReceiver("q").ReceiveMessageAsync(TimeSpan.FromSeconds(20));
        Assert.False(waiting.IsCompleted);

        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));

        Assert.Equal("m", (await waiting)!.Body.ToString());
    }

    [Fact]
    public async Task A_message_given_back_too_often_goes_to_the_dead_letters_and_can_be_taken_from_there()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { MaxDeliveryCount = 3 });
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("bad") { MessageId = "m" });
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var receiver = broker.Client.CreateReceiver("q");
            var message = (await receiver.ReceiveMessageAsync())!;
            Assert.Equal(delivery, message.DeliveryCount);
            await receiver.AbandonMessageAsync(message, new Dictionary<string, object?>(StringComparer.Ordinal) { ["delivery"] = delivery });

            // The count is stored: a restart does not begin anew.
            await broker.ReopenAsync();
        }

        Assert.Null(await broker.Client.CreateReceiver("q").ReceiveMessageAsync(s_now));
        var graveyard = broker.Client.CreateReceiver("q", s_dead);
        var peeked = (await graveyard.PeekMessageAsync())!;
        var dead = (await graveyard.ReceiveMessageAsync())!;
        Assert.Equal("q/$deadletterqueue", graveyard.EntityPath);
        Assert.Equal(peeked.SequenceNumber, dead.SequenceNumber);
        Assert.Equal(("MaxDeliveryCountExceeded", "Message could not be consumed after 3 delivery attempts.", "q"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.DeadLetterSource));
        Assert.Equal(3, dead.ApplicationProperties["delivery"]);

        // Driven again as a new message, then taken out of the dead letters.
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(dead));
        await graveyard.CompleteMessageAsync(dead);
        Assert.Null(await graveyard.PeekMessageAsync(0));
        var again = (await broker.Client.CreateReceiver("q").ReceiveMessageAsync())!;
        Assert.Equal(("bad", "m", 1, null), (again.Body.ToString(), again.MessageId, again.DeliveryCount, again.DeadLetterReason));
    }

    [Fact]
    public async Task A_receiver_may_dead_letter_a_message_with_its_own_reason()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("bad"));
        var receiver = broker.Client.CreateReceiver("q");

        await receiver.DeadLetterMessageAsync((await receiver.ReceiveMessageAsync())!, "Unreadable", "not JSON");

        await broker.ReopenAsync();
        var dead = (await broker.Client.CreateReceiver("q", s_dead).ReceiveMessageAsync())!;
        Assert.Equal(("Unreadable", "not JSON"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription));
    }

    [Fact]
    public async Task A_lock_that_runs_out_brings_the_message_back_and_a_renewed_one_does_not()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { LockDuration = TimeSpan.FromSeconds(3) });
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));
        var receiver = broker.Client.CreateReceiver("q");
        var first = (await receiver.ReceiveMessageAsync())!;
        var lockedUntil = first.LockedUntil;

        var until = DateTimeOffset.UtcNow.AddSeconds(4);
        await Eventually.TrueAsync(
            async () =>
            {
                await receiver.RenewMessageLockAsync(first);
                Assert.Null(await receiver.ReceiveMessageAsync(TimeSpan.FromMilliseconds(100)));
                return DateTimeOffset.UtcNow > until;
            },
            "more than a lock duration passed");
        Assert.True(first.LockedUntil > lockedUntil);

        var second = (await receiver.ReceiveMessageAsync())!;
        Assert.Equal(2, second.DeliveryCount);
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(first));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
        await receiver.CompleteMessageAsync(second);
        await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(second));
    }

    [Fact]
    public async Task A_message_put_aside_is_had_by_its_number_only()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));
        var receiver = broker.Client.CreateReceiver("q");
        var message = (await receiver.ReceiveMessageAsync())!;
        await receiver.DeferMessageAsync(message);

        await broker.ReopenAsync();
        receiver = broker.Client.CreateReceiver("q");
        Assert.Null(await receiver.ReceiveMessageAsync(s_now));
        Assert.Equal(ServiceBusMessageState.Deferred, (await receiver.PeekMessageAsync())!.State);
        var deferred = await receiver.ReceiveDeferredMessageAsync(message.SequenceNumber);
        var missing = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveDeferredMessageAsync(message.SequenceNumber));
        await receiver.CompleteMessageAsync(deferred);

        Assert.Equal(ServiceBusFailureReason.MessageNotFound, missing.Reason);
        Assert.Null(await receiver.PeekMessageAsync(0));
    }

    [Fact]
    public async Task A_scheduled_message_appears_at_its_time_and_not_when_it_was_cancelled()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        var sender = broker.Client.CreateSender("q");
        var due = DateTimeOffset.UtcNow.AddSeconds(2);
        await sender.ScheduleMessageAsync(new ServiceBusMessage("later"), due);
        var cancelled = await sender.ScheduleMessageAsync(new ServiceBusMessage("never"), due);
        await sender.SendMessageAsync(new ServiceBusMessage("also later") { ScheduledEnqueueTime = due.AddMilliseconds(100) });
        await sender.SendMessageAsync(new ServiceBusMessage("now"));
        await sender.CancelScheduledMessageAsync(cancelled);
        var again = await Assert.ThrowsAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(cancelled));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, again.Reason);

        await broker.ReopenAsync();
        var receiver = broker.Client.CreateReceiver("q");
        var first = (await receiver.ReceiveMessageAsync())!;
        Assert.Equal("now", first.Body.ToString());
        Assert.Null(await receiver.ReceiveMessageAsync(s_now));
        var second = (await receiver.ReceiveMessageAsync())!;
        var third = (await receiver.ReceiveMessageAsync())!;

        Assert.True(DateTimeOffset.UtcNow >= due);
        Assert.Equal(("later", "also later"), (second.Body.ToString(), third.Body.ToString()));
        Assert.True(second.SequenceNumber > first.SequenceNumber && third.SequenceNumber > second.SequenceNumber);
        Assert.InRange(second.EnqueuedTime, due, due.AddSeconds(5));
        Assert.Null(await receiver.ReceiveMessageAsync(s_now));
    }

    [Fact]
    public async Task Duplicates_within_the_window_are_dropped_without_a_word_over_restarts_too()
    {
        await using var broker = new TestBroker(
            azurite, new QueueTopology("q") { RequiresDuplicateDetection = true, DuplicateDetectionHistoryTimeWindow = TimeSpan.FromSeconds(8) });
        static ServiceBusMessage Message(string text) => new(text) { MessageId = "id/with#odd?chars" };
        var started = DateTimeOffset.UtcNow;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => broker.Client.CreateSender("q").SendMessageAsync(Message($"{i}"))));
        await broker.Client.CreateSender("q").SendMessagesAsync([Message("a"), Message("b"), new ServiceBusMessage("other")]);
        var receiver = broker.Client.CreateReceiver("q");
        var messages = await receiver.ReceiveMessagesAsync(10);
        Assert.Equal(2, messages.Count);
        Assert.Contains(messages, m => m.Body.ToString() == "other");
        foreach (var message in messages)
        {
            await receiver.CompleteMessageAsync(message);
        }

        await broker.ReopenAsync();
        await broker.Client.CreateSender("q").SendMessageAsync(Message("again"));
        Assert.True(DateTimeOffset.UtcNow < started.AddSeconds(8), "The machine was too slow for this test's window.");
        Assert.Null(await broker.Client.CreateReceiver("q").ReceiveMessageAsync(s_now));

        await Eventually.TrueAsync(async () => await broker.RowsAsync("d|") == 0, "what was remembered is forgotten after the window");
        await broker.Client.CreateSender("q").SendMessageAsync(Message("new"));
        Assert.Equal("new", (await broker.Client.CreateReceiver("q").ReceiveMessageAsync())!.Body.ToString());
    }

    [Fact]
    public async Task Old_messages_go_to_the_dead_letters_or_away_as_the_queue_says()
    {
        await using var broker = new TestBroker(
            azurite,
            new QueueTopology("kept") { DeadLetteringOnMessageExpiration = true },
            new QueueTopology("gone") { DefaultMessageTimeToLive = TimeSpan.FromSeconds(1) });
        await broker.Client.CreateSender("kept").SendMessageAsync(new ServiceBusMessage("old") { TimeToLive = TimeSpan.FromSeconds(1) });
        await broker.Client.CreateSender("gone").SendMessageAsync(new ServiceBusMessage("old") { TimeToLive = TimeSpan.FromHours(1) });

        var dead = (await broker.Client.CreateReceiver("kept", s_dead).ReceiveMessageAsync())!;
        await Eventually.TrueAsync(async () => await broker.Client.CreateReceiver("gone").PeekMessageAsync() is null, "it went away");

        Assert.Equal(("old", "TTLExpiredException"), (dead.Body.ToString(), dead.DeadLetterReason));
        Assert.Null(await broker.Client.CreateReceiver("kept").ReceiveMessageAsync(s_now));
        Assert.Null(await broker.Client.CreateReceiver("gone", s_dead).PeekMessageAsync());
    }

    [Fact]
    public async Task A_session_is_held_by_one_receiver_and_read_in_order()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresSession = true });
        var sender = broker.Client.CreateSender("q");
        await sender.SendMessagesAsync(Enumerable.Range(0, 6).Select(i => new ServiceBusMessage($"{i}") { SessionId = i % 2 == 0 ? "even" : "odd" }));
        await using var impatient = broker.Connect(TimeSpan.FromMilliseconds(100));

        var first = await broker.Client.AcceptNextSessionAsync("q");
        var second = await broker.Client.AcceptNextSessionAsync("q");
        Assert.Equal(("even", "odd"), (first.SessionId, second.SessionId));
        Assert.Equal(ServiceBusFailureReason.ServiceTimeout, (await Assert.ThrowsAsync<ServiceBusException>(() => impatient.AcceptNextSessionAsync("q"))).Reason);
        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, (await Assert.ThrowsAsync<ServiceBusException>(() => impatient.AcceptSessionAsync("q", "odd"))).Reason);

        var message = (await first.ReceiveMessageAsync())!;
        await first.AbandonMessageAsync(message);
        foreach (var expected in (string[])["0", "2", "4"])
        {
            message = (await first.ReceiveMessageAsync())!;
            Assert.Equal(expected, message.Body.ToString());
            await first.CompleteMessageAsync(message);
        }

        Assert.Null(await first.ReceiveMessageAsync(s_now));
        var unsettled = (await second.ReceiveMessageAsync())!;
        await second.DisposeAsync();
        var third = await broker.Client.AcceptSessionAsync("q", "odd");
        var back = (await third.ReceiveMessageAsync())!;
        Assert.Equal((unsettled.SequenceNumber, 2), (back.SequenceNumber, back.DeliveryCount));
    }

    [Fact]
    public async Task A_sessions_state_outlives_its_receiver_and_its_lock_can_be_lost()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresSession = true, LockDuration = TimeSpan.FromSeconds(3) });
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m") { SessionId = "s" });
        var first = await broker.Client.AcceptSessionAsync("q", "s");
        Assert.Null(await first.GetSessionStateAsync());
        await first.SetSessionStateAsync(new BinaryData("state"));
        await first.RenewSessionLockAsync();
        var message = (await first.ReceiveMessageAsync())!;

        var second = await broker.Client.AcceptNextSessionAsync("q");
        var complete = await Assert.ThrowsAsync<ServiceBusException>(() => first.CompleteMessageAsync(message));
        var receive = await Assert.ThrowsAsync<ServiceBusException>(() => first.ReceiveMessageAsync(s_now));
        Assert.Equal((ServiceBusFailureReason.MessageLockLost, ServiceBusFailureReason.SessionLockLost), (complete.Reason, receive.Reason));
        Assert.Equal("state", (await second.GetSessionStateAsync())!.ToString());
        Assert.Equal(2, (await second.ReceiveMessageAsync())!.DeliveryCount);

        await broker.ReopenAsync();
        var third = await broker.Client.AcceptSessionAsync("q", "s");
        Assert.Equal("state", (await third.GetSessionStateAsync())!.ToString());
        await third.SetSessionStateAsync(null);
        Assert.Null(await third.GetSessionStateAsync());
    }

    [Fact]
    public async Task What_cannot_be_sent_is_refused()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"), new QueueTopology("s") { RequiresSession = true });

        var unknown = await Assert.ThrowsAsync<ServiceBusException>(() => broker.Client.CreateSender("none").SendMessageAsync(new ServiceBusMessage("m")));
        var large = await Assert.ThrowsAsync<ServiceBusException>(() => broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(new string('x', 256 * 1024))));
        var odd = new ServiceBusMessage("m") { ApplicationProperties = { ["odd"] = new object() } };

        Assert.Equal((ServiceBusFailureReason.MessagingEntityNotFound, false), (unknown.Reason, unknown.IsTransient));
        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, large.Reason);
        await Assert.ThrowsAsync<ArgumentException>(() => broker.Client.CreateSender("q").SendMessageAsync(odd));
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.Client.CreateSender("s").SendMessageAsync(new ServiceBusMessage("m")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.Client.CreateReceiver("s").ReceiveMessageAsync(s_now));
        await Assert.ThrowsAsync<InvalidOperationException>(() => broker.Client.AcceptNextSessionAsync("q"));
        Assert.Throws<ArgumentException>(() => new ServiceBusMessage("m") { SessionId = new string('x', 129) });
        Assert.Null(await broker.Client.CreateReceiver("q").ReceiveMessageAsync(s_now));
    }

    [Fact]
    public async Task Received_and_deleted_in_one_needs_no_settling()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));

        var receiver = broker.Client.CreateReceiver("q", new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        Assert.Equal("m", (await receiver.ReceiveMessageAsync())!.Body.ToString());

        Assert.Equal(0, await broker.RowsAsync("m|"));
    }

    [Fact]
    public async Task Sends_that_meet_share_a_transaction_and_all_arrive_once()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresDuplicateDetection = true });
        var sender = broker.Client.CreateSender("q");
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => sender.SendMessageAsync(new ServiceBusMessage($"{i}") { MessageId = $"{i}" })));

        await broker.ReopenAsync();
        var receiver = broker.Client.CreateReceiver("q");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await receiver.ReceiveMessagesAsync(100, s_now) is { Count: > 0 } messages)
        {
            Assert.All(messages, m => Assert.True(seen.Add(m.Body.ToString())));
            await Task.WhenAll(messages.Select(m => receiver.CompleteMessageAsync(m)));
        }

        Assert.Equal(500, seen.Count);
        Assert.Equal(0, await broker.RowsAsync("m|"));
    }

    [Fact]
    public async Task The_broker_has_one_owner_and_a_dead_owner_counts_for_nothing()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));
        var owner = await broker.Table.GetEntityAsync<Azure.Data.Tables.TableEntity>(BrokerLease.PartitionKey, "owner");
        Assert.Equal(Environment.ProcessId, owner.Value.GetInt32("ProcessId"));
        await broker.ReopenAsync();
        Assert.False((await broker.Table.GetEntityIfExistsAsync<Azure.Data.Tables.TableEntity>(BrokerLease.PartitionKey, "owner")).HasValue);

        // A process of this number that started at another time: not the one that wrote the row.
        owner.Value["ProcessStarted"] = "1";
        await broker.Table.UpsertEntityAsync(owner.Value);
        Assert.Equal("m", (await broker.Client.CreateReceiver("q").ReceiveMessageAsync())!.Body.ToString());
    }

    [Fact]
    public void A_namespace_in_Azure_is_refused_with_the_way_out()
    {
        var exception = Assert.Throws<NotSupportedException>(() => new ServiceBusClient("Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=b"));

        Assert.Contains("AzureSdk=Official", exception.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new ServiceBusClient("SharedAccessKeyName=a"));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"q","Properties":{"ForwardTo":"other"}}]}]}}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"q","Properties":{"LockDuration":"PT6M"}}]}]}}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Properties":{}}]}]}}""")]
    [InlineData("""{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"q","Properties":{"LockDuration":"a minute"}}]}]}}""")]
    public void A_declaration_that_cannot_be_kept_is_refused(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, json);
            Assert.Throws<InvalidDataException>(() => BrokerTopology.Read(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_message_for_a_test_says_what_it_was_given()
    {
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(new BinaryData("b"), messageId: "m", sessionId: "s", deliveryCount: 2, sequenceNumber: 9);

        Assert.Equal(("b", "m", "s", 2, 9L), (message.Body.ToString(), message.MessageId, message.SessionId, message.DeliveryCount, message.SequenceNumber));
    }
}
