using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>What is sent arrives as it was sent, once, in order and when it is due.</summary>
public sealed class SendingTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task Properties_of_all_types_come_through()
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["bool"] = true,
            ["byte"] = (byte)200,
            ["sbyte"] = (sbyte)-100,
            ["short"] = (short)-30000,
            ["ushort"] = (ushort)60000,
            ["int"] = -2000000000,
            ["uint"] = 4000000000u,
            ["long"] = long.MinValue,
            ["ulong"] = ulong.MaxValue,
            ["float"] = 1.5f,
            ["double"] = Math.PI,
            ["decimal"] = 79228162514264337593543950.335m,
            ["negative"] = -0.0001m,
            ["char"] = '元',
            ["guid"] = Guid.NewGuid(),
            ["string"] = "采购单",
            ["long string"] = new string('x', 1000),
            ["time"] = new DateTime(2031, 2, 3, 4, 5, 6, 789, DateTimeKind.Utc),
            ["offset"] = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero),
            ["span"] = TimeSpan.FromTicks(123456789),
            ["uri"] = new Uri("https://example.test/a?b=c"),
        };
        var sent = new ServiceBusMessage(Encoding.UTF8.GetBytes("body"))
        {
            MessageId = "id-1",
            Subject = "subject",
            To = "to",
            ReplyTo = "reply",
            CorrelationId = "correlation",
            ContentType = "text/plain",
            ReplyToSessionId = "reply-session",
            TimeToLive = TimeSpan.FromHours(1),
        };
        foreach (var (key, value) in values)
        {
            sent.ApplicationProperties[key] = value;
        }

        sent.GetRawAmqpMessage().MessageAnnotations["x-own"] = "annotation";
        var before = DateTimeOffset.UtcNow;
        await bus.Client.SendAsync("types", sent);

        await using var receiver = bus.Client.CreateReceiver("types");
        var got = await receiver.TakeOneAsync();

        Assert.Equal("body", got.Body.ToString());
        Assert.Equal(
            ("id-1", "subject", "to", "reply", "correlation"),
            (got.MessageId, got.Subject, got.To, got.ReplyTo, got.CorrelationId)
        );
        Assert.Equal(("text/plain", "reply-session", TimeSpan.FromHours(1)), (got.ContentType, got.ReplyToSessionId, got.TimeToLive));
        Assert.Equal("annotation", got.GetRawAmqpMessage().MessageAnnotations["x-own"]);
        Assert.Equal(1, got.DeliveryCount);
        Assert.True(got.SequenceNumber > 0 && got.EnqueuedSequenceNumber == got.SequenceNumber);
        Assert.InRange(got.EnqueuedTime, before.AddMinutes(-1), before.AddMinutes(1));
        Assert.InRange(got.LockedUntil, before.AddSeconds(20), before.AddMinutes(2));
        Assert.Equal(values.Count, got.ApplicationProperties.Count);
        Assert.All(values, pair => Assert.Equal(pair.Value, got.ApplicationProperties[pair.Key]));

        // What is added on the way keeps its type too, and so does what was there.
        await receiver.AbandonMessageAsync(
            got,
            new Dictionary<string, object>(values, StringComparer.Ordinal) { ["decimal"] = -12.345m, ["added"] = 0.1m }
        );
        got = await receiver.TakeOneAsync();
        values["decimal"] = -12.345m;
        values["added"] = 0.1m;
        Assert.Equal(2, got.DeliveryCount);
        Assert.Equal(values.Count, got.ApplicationProperties.Count);
        Assert.All(values, pair => Assert.Equal(pair.Value, got.ApplicationProperties[pair.Key]));
        await receiver.CompleteMessageAsync(got);
    }

    [Fact]
    public async Task Bodies_of_all_kinds_come_through()
    {
        await bus.Client.SendAsync(
            "bodies",
            new ServiceBusMessage(new AmqpAnnotatedMessage(AmqpMessageBody.FromValue("text"))),
            new ServiceBusMessage(
                new AmqpAnnotatedMessage(
                    AmqpMessageBody.FromSequence([
                        [1, "two"],
                        [3.0],
                    ])
                )
            ),
            new ServiceBusMessage(new AmqpAnnotatedMessage(AmqpMessageBody.FromData([new byte[] { 1, 2 }, new byte[] { 3 }]))),
            new ServiceBusMessage()
        );

        await using var receiver = bus.Client.CreateReceiver(
            "bodies",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        var bodies = (await receiver.TakeAsync(4)).ConvertAll(message => message.GetRawAmqpMessage().Body);

        Assert.True(bodies[0].TryGetValue(out var value) && value is "text");
        Assert.True(bodies[1].TryGetSequence(out var sequence));
        Assert.Equal(
            [
                [1, "two"],
                [3.0],
            ],
            sequence!.Select(list => list.ToArray())
        );
        Assert.True(bodies[2].TryGetData(out var data));
        Assert.Equal([1, 2, 3], data!.SelectMany(part => part.ToArray()));
        Assert.True(bodies[3].TryGetData(out var none));
        Assert.Equal(0, none!.Sum(part => part.Length));
    }

    [Fact]
    public async Task Ids_that_are_left_out_or_odd_come_through()
    {
        var odd = new string('é', 128);
        await bus.Client.SendAsync(
            "ids",
            new ServiceBusMessage("0") { MessageId = odd },
            new ServiceBusMessage("1") { PartitionKey = "key" }
        );

        await using var receiver = bus.Client.CreateReceiver(
            "ids",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        var messages = await receiver.TakeAsync(2);

        Assert.Equal(odd, messages[0].MessageId);
        Assert.Equal("key", messages[1].PartitionKey);
    }

    [Fact]
    public async Task A_batch_arrives_whole_and_in_order()
    {
        await using var sender = bus.Client.CreateSender("batch");
        await sender.SendMessagesAsync(Clients.Numbered(250));
        using var batch = await sender.CreateMessageBatchAsync();
        Assert.All(Clients.Numbered(50), message => Assert.True(batch.TryAddMessage(message)));
        await sender.SendMessagesAsync(batch);

        await using var receiver = bus.Client.CreateReceiver(
            "batch",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete, PrefetchCount = 100 }
        );
        var numbers = (await receiver.TakeAsync(300)).ConvertAll(Clients.Number);

        Assert.Equal([.. Enumerable.Range(0, 250), .. Enumerable.Range(0, 50)], numbers);
    }

    [Fact]
    public async Task A_batch_takes_as_much_as_the_client_fits_in()
    {
        await using var sender = bus.Client.CreateSender("batch-fill");
        using var batch = await sender.CreateMessageBatchAsync();
        while (batch.TryAddMessage(new ServiceBusMessage(new byte[10_000]))) { }

        await sender.SendMessagesAsync(batch);

        Assert.True(batch.Count > 20);
        await using var receiver = bus.Client.CreateReceiver(
            "batch-fill",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        Assert.All(await receiver.TakeAsync(batch.Count), message => Assert.Equal(10_000, message.Body.ToMemory().Length));
    }

    [Fact]
    public async Task Messages_sent_one_by_one_keep_their_order()
    {
        await using var sender = bus.Client.CreateSender("order");
        foreach (var message in Clients.Numbered(50))
        {
            await sender.SendMessageAsync(message);
        }

        await using var receiver = bus.Client.CreateReceiver("order");
        var messages = await receiver.TakeAsync(50);

        Assert.Equal(Enumerable.Range(0, 50), messages.ConvertAll(Clients.Number));
        Assert.Equal(messages.Select(message => message.SequenceNumber).Order(), messages.Select(message => message.SequenceNumber));
        await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message)));
    }

    [Fact]
    public async Task A_scheduled_message_shows_when_it_is_due()
    {
        await using var sender = bus.Client.CreateSender("scheduled");
        await using var receiver = bus.Client.CreateReceiver("scheduled");
        var due = DateTimeOffset.UtcNow.AddSeconds(2);
        var number = await sender.ScheduleMessageAsync(new ServiceBusMessage("0"), due);
        await sender.SendMessageAsync(new ServiceBusMessage("1") { ScheduledEnqueueTime = due });

        var peeked = await receiver.PeekMessageAsync();
        Assert.Equal((number, ServiceBusMessageState.Scheduled), (peeked.SequenceNumber, peeked.State));
        await receiver.MustBeEmptyAsync();

        var messages = await receiver.TakeAsync(2);
        Assert.True(DateTimeOffset.UtcNow >= due.AddMilliseconds(-1));
        Assert.Equal([0, 1], messages.ConvertAll(Clients.Number).Order());
        Assert.All(
            messages,
            message => Assert.True(message.SequenceNumber > number && message.EnqueuedSequenceNumber < message.SequenceNumber)
        );
        await Task.WhenAll(messages.Select(message => receiver.CompleteMessageAsync(message)));
    }

    [Fact]
    public async Task Messages_are_settled_while_others_wait_for_their_time()
    {
        await using var sender = bus.Client.CreateSender("scheduled");
        await using var receiver = bus.Client.CreateReceiver("scheduled");
        var numbers = await sender.ScheduleMessagesAsync(Clients.Numbered(5), DateTimeOffset.UtcNow.AddHours(1));
        await sender.SendMessagesAsync(Clients.Numbered(2));

        var messages = await receiver.TakeAsync(2);
        await receiver.CompleteMessageAsync(messages[0]);
        await receiver.DeadLetterMessageAsync(messages[1]);

        await receiver.MustBeEmptyAsync();
        Assert.Equal(numbers, (await receiver.PeekMessagesAsync(10)).Select(message => message.SequenceNumber));
        await sender.CancelScheduledMessagesAsync(numbers);
        Assert.Null(await receiver.PeekMessageAsync(0));
    }

    [Fact]
    public async Task A_scheduled_message_that_is_cancelled_never_shows()
    {
        await using var sender = bus.Client.CreateSender("cancelled");
        await using var receiver = bus.Client.CreateReceiver("cancelled");
        var due = DateTimeOffset.UtcNow.AddSeconds(2);
        var numbers = await sender.ScheduleMessagesAsync(Clients.Numbered(3), due);
        await sender.CancelScheduledMessagesAsync([numbers[0], numbers[2]]);

        var message = await receiver.TakeOneAsync();

        Assert.Equal(1, message.Number());
        await receiver.MustBeEmptyAsync();
        await Clients.FailsAsync(ServiceBusFailureReason.MessageNotFound, () => sender.CancelScheduledMessageAsync(numbers[0]));
        await receiver.CompleteMessageAsync(message);
    }

    [Fact]
    public async Task A_large_message_comes_through_and_one_too_large_is_refused()
    {
        await using var sender = bus.Client.CreateSender("large");
        var body = new byte[200_000];
        Random.Shared.NextBytes(body);
        await sender.SendMessageAsync(new ServiceBusMessage(body));

        await using var receiver = bus.Client.CreateReceiver("large");
        Assert.Equal(body, (await receiver.PeekMessageAsync()).Body.ToArray());
        var message = await receiver.TakeOneAsync();
        Assert.Equal(body, message.Body.ToArray());
        await receiver.CompleteMessageAsync(message);

        await Clients.FailsAsync(
            ServiceBusFailureReason.MessageSizeExceeded,
            () => sender.SendMessageAsync(new ServiceBusMessage(new byte[300_000]))
        );
        await sender.SendMessageAsync(new ServiceBusMessage("after"));
        await receiver.CompleteMessageAsync(await receiver.TakeOneAsync());
    }
}
