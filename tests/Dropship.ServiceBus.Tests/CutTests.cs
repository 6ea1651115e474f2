using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests;

/// <summary>A line that breaks costs nothing that was acknowledged, and clients go on over a new one.</summary>
public sealed class CutTests : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private ServiceBusEmulator _emulator = null!;
    private Relay _relay = null!;
    private ServiceBusClient _client = null!;

    public async Task InitializeAsync()
    {
        _emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data);
        _relay = new Relay(_emulator.Port);
        _client = new ServiceBusClient(
            ServiceBusEmulator.ConnectionStringOf(_relay.Port),
            Clients.Options(TimeSpan.FromSeconds(10), maxRetries: 10)
        );
    }

    [Fact]
    public async Task A_message_that_is_held_is_settled_over_a_new_line()
    {
        await _client.SendAsync("held", Clients.Numbered(2));
        await using var receiver = _client.CreateReceiver("held");
        var messages = await receiver.TakeAsync(2);

        Assert.True(_relay.Cut() > 0);

        // With this the client finds out that its line is gone; before, its lock would seem lost to it.
        Assert.NotNull(await receiver.PeekMessageAsync());
        await receiver.CompleteMessageAsync(messages[0]);
        await receiver.AbandonMessageAsync(messages[1]);

        var again = await receiver.TakeOneAsync();
        Assert.Equal((1, 2), (again.Number(), again.DeliveryCount));
        await receiver.CompleteMessageAsync(again);
        Assert.Null(await receiver.PeekMessageAsync());
    }

    [Fact]
    public async Task A_session_is_free_when_its_holder_is_cut_off()
    {
        await _client.SendAsync("ordered", new ServiceBusMessage("0") { SessionId = "a" }, new ServiceBusMessage("1") { SessionId = "a" });
        var first = await _client.AcceptNextSessionAsync("ordered");
        await first.TakeOneAsync();

        Assert.True(_relay.Cut() > 0);

        await using var second = await _client.AcceptNextSessionAsync("ordered");
        Assert.Equal([0, 1], (await second.TakeAsync(2)).ConvertAll(Clients.Number));
    }

    [Fact]
    public async Task Who_waited_and_was_cut_off_takes_no_session_and_no_message_away()
    {
        await using var gone = new ServiceBusClient(ServiceBusEmulator.ConnectionStringOf(_relay.Port), Clients.Options(maxRetries: 0));
        var waiting = Enumerable.Range(0, 5).Select(_ => gone.AcceptNextSessionAsync("ordered")).ToList();
        await using var idle = gone.CreateReceiver("plain");
        var receiving = idle.ReceiveMessageAsync(TimeSpan.FromSeconds(30));
        await using (var other = gone.CreateReceiver("plain"))
        {
            await other.PeekMessageAsync();
        }

        Assert.True(_relay.Cut() > 0);
        await Task.WhenAll(waiting.Select(wait => Assert.ThrowsAnyAsync<Exception>(() => wait)));

        await using var client = new ServiceBusClient(_emulator.ConnectionString, Clients.Options());
        await client.SendAsync("ordered", new ServiceBusMessage("0") { SessionId = "a" });
        await using var session = await client.AcceptNextSessionAsync("ordered");
        Assert.Equal(1, (await session.TakeOneAsync()).DeliveryCount);
        await client.SendAsync("plain", Clients.Numbered(1));
        await using var receiver = client.CreateReceiver("plain");
        Assert.Equal(1, (await receiver.TakeOneAsync()).DeliveryCount);
        await Record.ExceptionAsync(() => receiving);
    }

    [Fact]
    public async Task A_plain_queue_loses_nothing_over_cuts()
    {
        const int Count = 300;
        var seen = new ConcurrentDictionary<int, int>();
        await using var processor = _client.CreateProcessor("plain", new ServiceBusProcessorOptions { MaxConcurrentCalls = 4 });
        processor.ProcessMessageAsync += args =>
        {
            seen[args.Message.Number()] = args.Message.DeliveryCount;
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;
        await processor.StartProcessingAsync();
        await using var sender = _client.CreateSender("plain");
        foreach (var part in Clients.Numbered(Count).Chunk(10))
        {
            await sender.SendMessagesAsync(part);
            if (part[0].Body.ToString() is "90" or "180" or "270")
            {
                _relay.Cut();
            }
        }

        await Clients.UntilAsync(() => seen.Count >= Count, $"{seen.Count} of {Count} messages came.");
        await processor.StopProcessingAsync();
    }

    /// <summary>
    /// The client's session processor needs help when its line breaks while handlers run: it then keeps receivers that are closed for ever.
    /// </summary>
    [Fact]
    public async Task A_session_processor_that_is_made_anew_keeps_the_order_over_cuts()
    {
        var load = new SessionLoad("ordered", sessions: 10, perSession: 30);
        await load.SendAsync(_client);
        await using var processor = new WatchedSessionProcessor(
            _client,
            "ordered",
            async args =>
            {
                await Task.Delay(10);
                load.Take(args.Message);
            }
        );
        await processor.StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            var next = load.Total * i / 5;
            await Clients.UntilAsync(() => load.Seen >= next, $"{load.Seen} of {load.Total} messages came.");
            _relay.Cut();
        }

        await Clients.UntilAsync(() => load.Seen >= load.Total, $"{load.Seen} of {load.Total} messages came.");
        Assert.Empty(load.Gaps);
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _relay.DisposeAsync();
        await _emulator.DisposeAsync();
        _folder.Dispose();
    }
}
