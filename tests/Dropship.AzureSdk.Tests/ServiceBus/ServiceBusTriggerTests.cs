using System.Text;
using Azure.Messaging.ServiceBus;
using Dropship.AzureSdk.Host.Http;
using Dropship.AzureSdk.ServiceBus;
using Dropship.AzureSdk.Tests.Host;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Tests.ServiceBus;

[Collection(AzuriteGroup.Name)]
public sealed class ServiceBusTriggerTests(AzuriteFixture azurite)
{
    private static readonly ServiceBusReceiverOptions s_dead = new() { SubQueue = SubQueue.DeadLetter };

    [Fact]
    public async Task A_message_reaches_the_function_with_what_is_known_of_it_and_is_completed()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await using var app = await StartAsync(broker, typeof(Plain));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("""{"order":"A-1"}""") { MessageId = "m-1", CorrelationId = "c-1", Subject = "placed" });

        await Eventually.TrueAsync(() => app.Calls.Count == 1, "the function ran");

        Assert.Equal("A-1|m-1|1|c-1|placed|True", app.Calls.Values[0]);
        await Eventually.TrueAsync(async () => await broker.RowsAsync("m|") == 0, "it was completed");
    }

    [Fact]
    public async Task A_failing_message_is_tried_as_often_as_the_queue_says_and_then_dead_lettered()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { MaxDeliveryCount = 4 });
        await using var app = await StartAsync(broker, typeof(Failing));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("bad"));

        var dead = (await broker.Client.CreateReceiver("q", s_dead).ReceiveMessageAsync())!;

        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal([1, 2, 3, 4], app.Calls.Of<int>());
    }

    [Fact]
    public async Task Dead_letters_of_a_queue_with_sessions_reach_a_function_of_their_own_and_are_tried_without_limit()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresSession = true, MaxDeliveryCount = 2 });
        await using var app = await StartAsync(broker, typeof(Graveyard));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("bad") { SessionId = "s-1", MessageId = "m-1" });

        await Eventually.TrueAsync(async () => app.Calls.Count == 6 && await broker.RowsAsync("m|") == 0, "it was buried, failed there, and was taken in");

        Assert.Equal(
            ["alive 1", "alive 2", "dead 3 s-1 MaxDeliveryCountExceeded", "dead 4 s-1 MaxDeliveryCountExceeded", "dead 5 s-1 MaxDeliveryCountExceeded", "dead 6 s-1 MaxDeliveryCountExceeded"],
            app.Calls.Of<string>());
    }

    [Theory]
    [InlineData("q/$deadletterqueue")]
    [InlineData("q/$DeadLetterQueue")]
    public async Task A_receiver_reads_the_dead_letters_by_their_path(string path)
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("bad"));
        var receiver = broker.Client.CreateReceiver("q");
        await receiver.DeadLetterMessageAsync((await receiver.ReceiveMessageAsync())!, "Because");

        Assert.Equal("Because", (await broker.Client.CreateReceiver(path).ReceiveMessageAsync())!.DeadLetterReason);
    }

    [Fact]
    public async Task Sessions_run_side_by_side_and_each_in_order_one_message_at_a_time()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "serviceBus": { "maxConcurrentSessions": 3, "sessionIdleTimeout": "00:00:00.200" } } }""";
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresSession = true });
        var sender = broker.Client.CreateSender("q");
        for (var i = 0; i < 10; i++)
        {
            await sender.SendMessagesAsync(Enumerable.Range(0, 5).Select(s => new ServiceBusMessage($"{i}") { SessionId = $"s{s}" }));
        }

        await using var app = await StartAsync(broker, typeof(Ordered), hostJson);
        await Eventually.TrueAsync(() => app.Calls.Count == 50, "all ran");

        foreach (var session in app.Calls.Of<(string Session, int Number, int Inside)>().GroupBy(c => c.Session))
        {
            Assert.Equal(Enumerable.Range(0, 10), session.Select(c => c.Number));
            Assert.All(session, c => Assert.Equal(1, c.Inside));
        }

        Assert.InRange(app.Calls.MostRunning, 2, 3);
    }

    [Fact]
    public async Task A_failing_message_of_a_session_comes_first_again_and_holds_up_no_other_session()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { RequiresSession = true, MaxDeliveryCount = 3 });
        await using var app = await StartAsync(broker, typeof(FailsFirst));
        await broker.Client.CreateSender("q").SendMessagesAsync(
            [new("bad") { SessionId = "a" }, new("good") { SessionId = "a" }, new("good") { SessionId = "b" }]);

        await Eventually.TrueAsync(() => app.Calls.CountOf("a good") == 1 && app.Calls.CountOf("b good") == 1, "the others ran");

        Assert.Equal(["a bad", "a bad", "a bad", "a good"], app.Calls.Of<string>().Where(c => c.StartsWith('a')));
        Assert.NotNull(await broker.Client.CreateReceiver("q", s_dead).ReceiveMessageAsync());
    }

    [Fact]
    public async Task A_long_call_keeps_its_lock_for_as_long_as_it_is_renewed()
    {
        await using var broker = new TestBroker(
            azurite, new QueueTopology("q") { LockDuration = TimeSpan.FromSeconds(4) }, new QueueTopology("s") { LockDuration = TimeSpan.FromSeconds(4), RequiresSession = true });
        await using var app = await StartAsync(broker, typeof(Gated));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));
        await broker.Client.CreateSender("s").SendMessageAsync(new ServiceBusMessage("m") { SessionId = "s" });
        await Eventually.TrueAsync(() => app.Calls.Count == 2, "both run");

        var until = DateTimeOffset.UtcNow.AddSeconds(6);
        await Eventually.TrueAsync(() => DateTimeOffset.UtcNow > until, "more than a lock duration passed");
        Assert.Equal(2, app.Calls.Count);
        app.Calls.Open("gate");

        await Eventually.TrueAsync(async () => await broker.RowsAsync("m|") == 0, "both were completed");
        Assert.Equal(2, app.Calls.CountOf("done 1"));
    }

    [Fact]
    public async Task A_call_longer_than_its_lock_is_renewed_is_delivered_again_and_cannot_settle()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "serviceBus": { "maxAutoLockRenewalDuration": "00:00:00" } } }""";
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { LockDuration = TimeSpan.FromSeconds(1) }, new QueueTopology("s") { RequiresSession = true });
        await using var app = await StartAsync(broker, typeof(Gated), hostJson);
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));

        await Eventually.TrueAsync(() => app.Calls.Count == 2, "it was delivered again");
        app.Calls.Open("gate");

        await Eventually.TrueAsync(async () => await broker.RowsAsync("m|") == 0, "the second delivery completed it");
        Assert.Equal((1, 1), (app.Calls.CountOf("done 1"), app.Calls.CountOf("done 2")));
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("deadletter")]
    [InlineData("defer")]
    [InlineData("abandon")]
    [InlineData("renew")]
    public async Task A_function_may_settle_its_message_itself(string how)
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await using var app = await StartAsync(broker, typeof(Settling));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage(how));
        var graveyard = broker.Client.CreateReceiver("q", s_dead);

        switch (how)
        {
            case "deadletter":
                var dead = (await graveyard.ReceiveMessageAsync())!;
                Assert.Equal(("Because", "of this", "x"), (dead.DeadLetterReason, dead.DeadLetterErrorDescription, dead.ApplicationProperties["more"]));
                break;
            case "defer":
                await Eventually.TrueAsync(
                    async () => (await broker.Client.CreateReceiver("q").PeekMessageAsync())?.State is ServiceBusMessageState.Deferred, "it was put aside");
                break;
            case "abandon":
                await Eventually.TrueAsync(() => app.Calls.CountOf("abandon 2") == 1, "it was delivered again");
                break;
        }

        if (how is not "deadletter" and not "defer")
        {
            await Eventually.TrueAsync(async () => await broker.RowsAsync("m|") == 0, "it is gone");
        }

        Assert.Equal(how is "abandon" ? 2 : 1, app.Calls.Count);
    }

    [Fact]
    public async Task Without_automatic_completion_an_unsettled_message_comes_back_when_its_lock_runs_out()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q") { LockDuration = TimeSpan.FromSeconds(1), MaxDeliveryCount = 2 });
        await using var app = await StartAsync(broker, typeof(NotCompleted));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));

        var dead = (await broker.Client.CreateReceiver("q", s_dead).ReceiveMessageAsync())!;

        Assert.Equal("MaxDeliveryCountExceeded", dead.DeadLetterReason);
        Assert.Equal([1, 2], app.Calls.Of<int>());
    }

    [Fact]
    public async Task Stopping_gives_back_what_a_cancelled_call_held_without_counting_it()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await broker.Client.CreateSender("q").SendMessageAsync(new ServiceBusMessage("m"));
        await using (var app = await StartAsync(broker, typeof(Cancellable)))
        {
            await Eventually.TrueAsync(() => app.Calls.CountOf("started") == 1, "it runs");
            await app.StopAsync();
        }

        Assert.Equal(1, (await broker.Client.CreateReceiver("q").ReceiveMessageAsync())!.DeliveryCount);
    }

    [Fact]
    public async Task A_function_can_be_started_by_hand()
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));
        await using var app = await StartAsync(broker, typeof(Plain));
        app.Http.DefaultRequestHeaders.Add(HostKeys.Header, TestApp.MasterKey);

        using var input = new StringContent("""{"input":"{\"order\":\"B-2\"}"}""", Encoding.UTF8, "application/json");
        await app.Http.PostAsync("/admin/functions/Plain", input);

        await Eventually.TrueAsync(() => app.Calls.Of<string>().Any(c => c.StartsWith("B-2|", StringComparison.Ordinal)), "it ran");
    }

    [Theory]
    [InlineData(typeof(Ordered), "RequiresSession")]
    [InlineData(typeof(Unknown), "does not declare")]
    [InlineData(typeof(OrderedGraveyard), "have no sessions")]
    public async Task A_function_that_does_not_fit_the_declared_queues_stops_the_start(Type functions, string says)
    {
        await using var broker = new TestBroker(azurite, new QueueTopology("q"));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(broker, functions));

        Assert.Contains(says, exception.Message, StringComparison.Ordinal);
    }

    private Task<TestApp> StartAsync(TestBroker broker, Type functions, string? hostJson = null) => TestApp.StartAsync(
        azurite,
        functions,
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ServiceBus"] = broker.ConnectionString,
            [BrokerSettings.TopologyFileSetting] = broker.Settings.TopologyFile,
        },
        hostJson);

    internal sealed record Placed(string Order);

    internal sealed class Plain(Calls calls)
    {
        [Function("Plain")]
        public void Run([ServiceBusTrigger("q")] Placed body, string messageId, int deliveryCount, string? correlationId, string? subject, long sequenceNumber) =>
            calls.Add($"{body.Order}|{messageId}|{deliveryCount}|{correlationId}|{subject}|{sequenceNumber > 0}");
    }

    internal sealed class Failing(Calls calls)
    {
        [Function("Failing")]
        public void Run([ServiceBusTrigger("q", Connection = "ServiceBus")] string body, int deliveryCount)
        {
            calls.Add(deliveryCount);
            throw new InvalidOperationException("fails each time");
        }
    }

    internal sealed class Ordered(Calls calls)
    {
        [Function("Ordered")]
        public async Task Run([ServiceBusTrigger("q", IsSessionsEnabled = true)] ServiceBusReceivedMessage message)
        {
            using (calls.Enter())
            {
                var inside = calls.Inside(message.SessionId!, 1);
                await Task.Yield();
                await Task.Delay(TimeSpan.FromMilliseconds(5));
                calls.Inside(message.SessionId!, -1);
                calls.Add((message.SessionId!, int.Parse(message.Body.ToString(), System.Globalization.CultureInfo.InvariantCulture), inside));
            }
        }
    }

    internal sealed class FailsFirst(Calls calls)
    {
        [Function("FailsFirst")]
        public void Run([ServiceBusTrigger("q", IsSessionsEnabled = true)] string body, string sessionId)
        {
            calls.Add($"{sessionId} {body}");
            if (body == "bad")
            {
                throw new InvalidOperationException("fails each time");
            }
        }
    }

    internal sealed class Gated(Calls calls)
    {
        [Function("GatedPlain")]
        public Task Plain([ServiceBusTrigger("q")] ServiceBusReceivedMessage message) => RunAsync(message);

        [Function("GatedSession")]
        public Task Session([ServiceBusTrigger("s", IsSessionsEnabled = true)] ServiceBusReceivedMessage message) => RunAsync(message);

        private async Task RunAsync(ServiceBusReceivedMessage message)
        {
            calls.Add("started");
            await calls.Gate("gate");
            calls.Add($"done {message.DeliveryCount}");
        }
    }

    internal sealed class Settling(Calls calls)
    {
        [Function("Settling")]
        public async Task Run([ServiceBusTrigger("q")] ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancellationToken)
        {
            calls.Add($"{message.Body} {message.DeliveryCount}");
            switch (message.Body.ToString())
            {
                case "complete":
                    await actions.CompleteMessageAsync(message, cancellationToken);
                    break;
                case "deadletter":
                    await actions.DeadLetterMessageAsync(
                        message, new Dictionary<string, object?>(StringComparer.Ordinal) { ["more"] = "x" }, "Because", "of this", cancellationToken);
                    break;
                case "defer":
                    await actions.DeferMessageAsync(message, cancellationToken: cancellationToken);
                    break;
                case "abandon" when message.DeliveryCount == 1:
                    await actions.AbandonMessageAsync(message, cancellationToken: cancellationToken);
                    break;
                case "renew":
                    var until = message.LockedUntil;
                    await actions.RenewMessageLockAsync(message, cancellationToken);
                    Assert.True(message.LockedUntil >= until);
                    break;
            }
        }
    }

    internal sealed class NotCompleted(Calls calls)
    {
        [Function("NotCompleted")]
        public void Run([ServiceBusTrigger("q", AutoCompleteMessages = false)] string body, int deliveryCount) => calls.Add(deliveryCount);
    }

    internal sealed class Cancellable(Calls calls)
    {
        [Function("Cancellable")]
        public async Task Run([ServiceBusTrigger("q")] string message, CancellationToken cancellationToken)
        {
            calls.Add("started");
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
    }

    internal sealed class Graveyard(Calls calls)
    {
        [Function("Alive")]
        public void Alive([ServiceBusTrigger("q", IsSessionsEnabled = true)] ServiceBusReceivedMessage message)
        {
            calls.Add($"alive {message.DeliveryCount}");
            throw new InvalidOperationException("fails each time");
        }

        [Function("Dead")]
        public void Dead([ServiceBusTrigger("q/$deadletterqueue")] ServiceBusReceivedMessage message)
        {
            calls.Add($"dead {message.DeliveryCount} {message.SessionId} {message.DeadLetterReason}");
            if (message.DeliveryCount < 6)
            {
                throw new InvalidOperationException("fails there, too");
            }
        }
    }

    internal static class OrderedGraveyard
    {
        [Function("OrderedGraveyard")]
        public static void Run([ServiceBusTrigger("q/$deadletterqueue", IsSessionsEnabled = true)] ServiceBusReceivedMessage message)
        {
        }
    }

    internal static class Unknown
    {
        [Function("Unknown")]
        public static void Run([ServiceBusTrigger("elsewhere")] string message)
        {
        }
    }
}
