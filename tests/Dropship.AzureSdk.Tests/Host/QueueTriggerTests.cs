using System.Text;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Dropship.AzureSdk.Host.Http;
using Dropship.AzureSdk.Host.Queues;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.AzureSdk.Tests.Host;

[Collection(AzuriteGroup.Name)]
public sealed class QueueTriggerTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly QueueClientOptions s_base64 = new() { MessageEncoding = QueueMessageEncoding.Base64 };

    private readonly string _name = AzuriteFixture.UniqueName("work");

    private QueueClient Queue => new(azurite.ConnectionString, _name, s_base64);

    private QueueClient Raw => new(azurite.ConnectionString, _name);

    private QueueClient Poison => new(azurite.ConnectionString, _name + "-poison");

    public async Task InitializeAsync() => await Queue.CreateAsync();

    public async Task DisposeAsync()
    {
        await Queue.DeleteIfExistsAsync();
        await Poison.DeleteIfExistsAsync();
    }

    [Fact]
    public async Task A_message_reaches_the_function_with_what_is_known_of_it_and_is_then_deleted()
    {
        var sent = (await Queue.SendMessageAsync("""{"order":"A-1","Amount":12.5}""")).Value;
        await using var app = await TestApp.StartAsync(azurite, typeof(Typed), Settings());

        await Eventually.TrueAsync(() => app.Calls.Count == 1, "the function ran");

        Assert.Equal($"A-1|12.5|1|{sent.MessageId}|A-1|{{\"order\":\"A-1\",\"Amount\":12.5}}|{sent.InsertionTime:o}", app.Calls.Values[0]);
        await EmptyAsync();
    }

    [Theory]
    [InlineData(typeof(AsText))]
    [InlineData(typeof(AsBytes))]
    [InlineData(typeof(AsData))]
    [InlineData(typeof(AsMessage))]
    public async Task Bodies_come_as_the_type_that_the_function_takes(Type functions)
    {
        await Queue.SendMessageAsync("付款 1");
        await using var app = await TestApp.StartAsync(azurite, functions, Settings());

        await Eventually.TrueAsync(() => app.Calls.CountOf("付款 1") == 1, "the function ran");
    }

    [Fact]
    public async Task A_failing_message_is_tried_five_times_and_then_put_aside_unchanged()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Failing), Settings());
        await Queue.SendMessageAsync("bad");

        await Eventually.TrueAsync(async () => (await Poison.ExistsAsync()).Value && (await Poison.PeekMessageAsync()).Value is not null, "it was put aside");

        Assert.Equal([1L, 2L, 3L, 4L, 5L], app.Calls.Of<long>());
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes("bad")), (await Poison.PeekMessageAsync()).Value!.MessageText);
        await EmptyAsync();
    }

    [Fact]
    public async Task The_limit_and_the_wait_between_tries_come_from_host_json()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "queues": { "maxDequeueCount": 2, "visibilityTimeout": "00:00:02" } } }""";
        await using var app = await TestApp.StartAsync(azurite, typeof(FailingAt), Settings(), hostJson);
        await Queue.SendMessageAsync("bad");

        await Eventually.TrueAsync(async () => (await Poison.ExistsAsync()).Value && (await Poison.PeekMessageAsync()).Value is not null, "it was put aside");

        var times = app.Calls.Of<DateTimeOffset>().ToArray();
        Assert.Equal(2, times.Length);
        Assert.True(times[1] - times[0] > TimeSpan.FromSeconds(1), $"{times[1] - times[0]} between tries");
    }

    [Fact]
    public async Task What_was_received_too_often_is_put_aside_without_running()
    {
        await Queue.SendMessageAsync("worn");
        for (var i = 0; i < 5; i++)
        {
            var message = (await Raw.ReceiveMessageAsync(TimeSpan.FromSeconds(30))).Value!;
            await Raw.UpdateMessageAsync(message.MessageId, message.PopReceipt, visibilityTimeout: TimeSpan.Zero);
        }

        await using var app = await TestApp.StartAsync(azurite, typeof(Failing), Settings());

        await Eventually.TrueAsync(async () => (await Poison.ExistsAsync()).Value && (await Poison.PeekMessageAsync()).Value is not null, "it was put aside");
        Assert.Empty(app.Calls.Values);
    }

    [Fact]
    public async Task What_is_not_base64_ends_among_the_poison_and_plain_text_is_read_when_host_json_says_so()
    {
        await Raw.SendMessageAsync("not base 64!");
        await using (var app = await TestApp.StartAsync(azurite, typeof(AsText), Settings()))
        {
            await Eventually.TrueAsync(async () => (await Poison.ExistsAsync()).Value && (await Poison.PeekMessageAsync()).Value is not null, "it was put aside");
            Assert.Empty(app.Calls.Values);
            Assert.Equal("not base 64!", (await Poison.PeekMessageAsync()).Value!.MessageText);
        }

        await Raw.SendMessageAsync("not base 64!");
        await using var plain = await TestApp.StartAsync(
            azurite, typeof(AsText), Settings(), """{ "version": "2.0", "extensions": { "queues": { "messageEncoding": "none" } } }""");
        await Eventually.TrueAsync(() => plain.Calls.CountOf("not base 64!") == 1, "plain text was read");
    }

    [Fact]
    public async Task A_poison_queue_has_no_poison_queue()
    {
        await Poison.CreateAsync();
        await Poison.SendMessageAsync(Convert.ToBase64String("bad"u8));
        var settings = Settings();
        settings["Queue"] = Poison.Name;
        await using var app = await TestApp.StartAsync(azurite, typeof(Failing), settings);

        await Eventually.TrueAsync(() => app.Calls.Count == 5, "it was tried five times");

        Assert.False((await new QueueClient(azurite.ConnectionString, Poison.Name + "-poison").ExistsAsync()).Value);
        Assert.Equal(1, (await Poison.GetPropertiesAsync()).Value.ApproximateMessagesCount);
    }

    [Fact]
    public async Task Messages_run_side_by_side_up_to_the_batch_and_its_threshold()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "queues": { "batchSize": 4, "newBatchThreshold": 2 } } }""";
        for (var i = 0; i < 20; i++)
        {
            await Queue.SendMessageAsync($"{i}");
        }

        await using var app = await TestApp.StartAsync(azurite, typeof(Gated), Settings(), hostJson);
        await Eventually.TrueAsync(() => app.Calls.Count == 4, "a batch runs");
        app.Calls.Open("gate");
        await Eventually.TrueAsync(() => app.Calls.CountOf("done") == 20, "all ran");

        Assert.InRange(app.Calls.MostRunning, 4, 6);
        await EmptyAsync();
    }

    [Fact]
    public async Task A_batch_size_of_one_runs_one_at_a_time()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "queues": { "batchSize": 1, "newBatchThreshold": 0 } } }""";
        for (var i = 0; i < 6; i++)
        {
            await Queue.SendMessageAsync($"{i}");
        }

        await using var app = await TestApp.StartAsync(azurite, typeof(Gated), Settings(), hostJson);
        app.Calls.Open("gate");
        await Eventually.TrueAsync(() => app.Calls.CountOf("done") == 6, "all ran");

        Assert.Equal(1, app.Calls.MostRunning);
    }

    [Fact]
    public async Task A_message_in_work_is_kept_hidden_by_renewing_its_lease()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "queues": { "leaseDuration": "00:00:04" } } }""";
        await using var app = await TestApp.StartAsync(azurite, typeof(Gated), Settings(), hostJson);
        await Queue.SendMessageAsync("long");
        await Eventually.TrueAsync(() => app.Calls.Count == 1, "it runs");

        // More than one lease's time, watched: the message must not show in between.
        var until = DateTimeOffset.UtcNow.AddSeconds(6);
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.Null((await Raw.PeekMessageAsync()).Value);
                return DateTimeOffset.UtcNow > until;
            },
            "more than a lease passed");
        app.Calls.Open("gate");

        await EmptyAsync();
        Assert.Equal(1, app.Calls.CountOf("done"));
    }

    [Fact]
    public async Task Sending_from_the_same_process_is_noticed_at_once_though_the_queue_was_long_idle()
    {
        const string hostJson = """{ "version": "2.0", "extensions": { "queues": { "maxPollingInterval": "00:10:00" } } }""";
        await Queue.SendMessageAsync("first");
        await using var app = await TestApp.StartAsync(azurite, typeof(AsText), Settings(), hostJson);
        await Eventually.TrueAsync(() => app.Calls.CountOf("first") == 1, "it runs");

        for (var i = 0; i < 10; i++)
        {
            var text = $"message {i}";
            await Queue.SendMessageAsync(text);
            await Eventually.TrueAsync(() => app.Calls.CountOf(text) == 1, "the listener was woken", TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task A_queue_that_comes_later_is_found_and_never_made_by_the_trigger()
    {
        await Queue.DeleteAsync();
        await using var app = await TestApp.StartAsync(azurite, typeof(AsText), Settings());
        Assert.False((await Queue.ExistsAsync()).Value);

        await Queue.CreateAsync();
        await Queue.SendMessageAsync("later");

        await Eventually.TrueAsync(() => app.Calls.CountOf("later") == 1, "it was found");
    }

    [Fact]
    public async Task Stopping_gives_back_what_a_cancelled_call_held()
    {
        await Queue.SendMessageAsync("held");
        await using (var app = await TestApp.StartAsync(azurite, typeof(Cancellable), Settings()))
        {
            await Eventually.TrueAsync(() => app.Calls.CountOf("started") == 1, "it runs");
            await app.StopAsync();
            Assert.Equal(1, app.Calls.CountOf("cancelled"));
        }

        Assert.Equal("held", (await Queue.ReceiveMessageAsync()).Value!.MessageText);
    }

    [Fact]
    public async Task Stopping_waits_for_a_call_that_is_about_to_end()
    {
        await Queue.SendMessageAsync("m");
        await using var app = await TestApp.StartAsync(azurite, typeof(Gated), Settings());
        await Eventually.TrueAsync(() => app.Calls.Count == 1, "it runs");

        var stop = app.StopAsync();
        app.Calls.Open("gate");
        await stop;

        Assert.Equal(1, app.Calls.CountOf("done"));
        await EmptyAsync();
    }

    [Fact]
    public async Task A_disabled_function_leaves_its_queue_alone_and_runs_by_hand()
    {
        await Queue.SendMessageAsync("queued");
        var settings = Settings();
        settings["AzureWebJobs.AsText.Disabled"] = "true";
        await using var app = await TestApp.StartAsync(azurite, typeof(AsText), settings);
        app.Http.DefaultRequestHeaders.Add(HostKeys.Header, TestApp.MasterKey);

        using var input = new StringContent("""{"input":"by hand"}""", Encoding.UTF8, "application/json");
        await app.Http.PostAsync("/admin/functions/AsText", input);
        await Eventually.TrueAsync(() => app.Calls.Count == 1, "it ran by hand");

        Assert.Equal("by hand", app.Calls.Values[0]);
        Assert.Equal("queued", (await Queue.PeekMessageAsync()).Value!.MessageText);
    }

    [Fact]
    public async Task A_body_that_does_not_fit_the_parameter_is_a_failure()
    {
        await using var app = await TestApp.StartAsync(azurite, typeof(Typed), Settings());
        await Queue.SendMessageAsync("no json");

        await Eventually.TrueAsync(async () => (await Poison.ExistsAsync()).Value && (await Poison.PeekMessageAsync()).Value is not null, "it was put aside");

        Assert.Empty(app.Calls.Values);
    }

    [Fact]
    public void Idle_looks_grow_rarer_up_to_the_limit_and_begin_anew_with_work()
    {
        var backoff = new PollingBackoff(TimeSpan.FromSeconds(60), new Random(1));
        var waits = Enumerable.Range(0, 20).Select(_ => backoff.Next()).ToArray();

        Assert.Equal(TimeSpan.FromMilliseconds(100), waits[0]);
        Assert.InRange(waits[1].TotalMilliseconds, 180, 220);
        Assert.InRange(waits[2].TotalMilliseconds, 340, 460);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromSeconds(60), waits[^1]);
        backoff.Reset();
        Assert.Equal(TimeSpan.FromMilliseconds(100), backoff.Next());
    }

    private Dictionary<string, string?> Settings() => new(StringComparer.Ordinal) { ["Queue"] = _name };

    private Task EmptyAsync() => Eventually.TrueAsync(
        async () => (await Queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "the queue is empty");

    internal sealed class OrderMessage
    {
        public string? Order { get; set; }

        public decimal Amount { get; set; }
    }

    internal sealed class Typed(Calls calls)
    {
        [Function("Typed")]
        public void Run(
            [QueueTrigger("%Queue%")] OrderMessage message, long dequeueCount, string id, string order, string queueTrigger, DateTimeOffset insertionTime) =>
            calls.Add(FormattableString.Invariant($"{message.Order}|{message.Amount}|{dequeueCount}|{id}|{order}|{queueTrigger}|{insertionTime:o}"));
    }

    internal sealed class AsText(Calls calls)
    {
        [Function("AsText")]
        public Task Run([QueueTrigger("%Queue%", Connection = "AzureWebJobsStorage")] string message)
        {
            calls.Add(message);
            return Task.CompletedTask;
        }
    }

    internal sealed class AsBytes(Calls calls)
    {
        [Function("AsBytes")]
        public void Run([QueueTrigger("%Queue%")] byte[] message) => calls.Add(Encoding.UTF8.GetString(message));
    }

    internal sealed class AsData(Calls calls)
    {
        [Function("AsData")]
        public void Run([QueueTrigger("%Queue%")] BinaryData message) => calls.Add(message.ToString());
    }

    internal sealed class AsMessage(Calls calls)
    {
        [Function("AsMessage")]
        public void Run([QueueTrigger("%Queue%")] QueueMessage message) => calls.Add(message.MessageText);
    }

    internal sealed class Failing(Calls calls)
    {
        [Function("Failing")]
        public void Run([QueueTrigger("%Queue%")] string message, long dequeueCount)
        {
            calls.Add(dequeueCount);
            throw new InvalidOperationException("fails each time");
        }
    }

    internal sealed class FailingAt(Calls calls, TimeProvider time)
    {
        [Function("FailingAt")]
        public void Run([QueueTrigger("%Queue%")] string message)
        {
            calls.Add(time.GetUtcNow());
            throw new InvalidOperationException("fails each time");
        }
    }

    internal sealed class Gated(Calls calls)
    {
        [Function("Gated")]
        public async Task Run([QueueTrigger("%Queue%")] string message)
        {
            using (calls.Enter())
            {
                calls.Add(message);
                await calls.Gate("gate");
                calls.Add("done");
            }
        }
    }

    internal sealed class Cancellable(Calls calls)
    {
        [Function("Cancellable")]
        public async Task Run([QueueTrigger("%Queue%")] string message, CancellationToken cancellationToken)
        {
            calls.Add("started");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                calls.Add("cancelled");
                throw;
            }
        }
    }
}
