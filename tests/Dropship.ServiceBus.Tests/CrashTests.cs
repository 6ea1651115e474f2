using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests;

/// <summary>What was acknowledged outlives the process.</summary>
public sealed class CrashTests : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private readonly PortReservation _port = PortReservation.Take(null);
    private ServiceBusEmulator _emulator = null!;

    public async Task InitializeAsync() => await StartAsync();

    [Fact]
    public async Task Killed_three_times_under_load_it_loses_nothing_and_keeps_the_order()
    {
        var load = new SessionLoad("ordered", sessions: 8, perSession: 150);
        await using var client = new ServiceBusClient(_emulator.ConnectionString, Clients.Options(TimeSpan.FromSeconds(5)));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var sending = load.SendAsync(client);
        var receiving = Enumerable.Range(0, 4).Select(_ => load.ReceiveAsync(client, limit.Token)).ToList();
        for (var i = 1; i <= 3; i++)
        {
            var next = load.Total * i / 5;
            await Clients.UntilAsync(() => load.Seen >= next, $"{load.Seen} of {load.Total} messages came.");
            await KillAsync();
        }

        await sending;
        await Clients.UntilAsync(() => load.Seen >= load.Total, $"{load.Seen} of {load.Total} messages came.");
        await limit.CancelAsync();
        await Task.WhenAll(receiving);
        Assert.Empty(load.Gaps);
        Assert.Equal(load.Total, load.Seen);
    }

    [Fact]
    public async Task Everything_a_queue_holds_is_there_again()
    {
        long deferred,
            scheduled;
        await using (var client = Connect())
        {
            await client.SendAsync("held", Clients.Numbered(5));
            await using var receiver = client.CreateReceiver("held");
            var messages = await receiver.TakeAsync(5);
            await receiver.CompleteMessageAsync(messages[0]);
            await receiver.AbandonMessageAsync(messages[1], new Dictionary<string, object>(StringComparer.Ordinal) { ["price"] = 1.25m });
            await receiver.DeferMessageAsync(messages[2]);
            await receiver.DeadLetterMessageAsync(messages[3], "Broken");
            deferred = messages[2].SequenceNumber;
            await using var sender = client.CreateSender("held");
            scheduled = await sender.ScheduleMessageAsync(new ServiceBusMessage("7"), DateTimeOffset.UtcNow.AddHours(1));
            await client.SendAsync("ordered", new ServiceBusMessage("0") { SessionId = "a", MessageId = "once" });
            await using var session = await client.AcceptSessionAsync("ordered", "a");
            await session.SetSessionStateAsync(BinaryData.FromString("half way"));
            await session.CompleteMessageAsync(await session.TakeOneAsync());
        }

        await KillAsync();

        await using (var client = Connect())
        {
            await using var receiver = client.CreateReceiver("held");
            var messages = await receiver.TakeAsync(2);
            Assert.Equal([(1, 2), (4, 1)], messages.ConvertAll(message => (message.Number(), message.DeliveryCount)));
            Assert.Equal(1.25m, messages[0].ApplicationProperties["price"]);
            await receiver.CompleteMessageAsync(await receiver.ReceiveDeferredMessageAsync(deferred));
            await using var graves = client.DeadLetters("held");
            var dead = await graves.TakeOneAsync();
            Assert.Equal((3, "Broken", "held"), (dead.Number(), dead.DeadLetterReason, dead.DeadLetterSource));
            var peeked = await receiver.PeekMessageAsync(scheduled);
            Assert.Equal((scheduled, ServiceBusMessageState.Scheduled, 7), (peeked.SequenceNumber, peeked.State, peeked.Number()));
            await using var sender = client.CreateSender("held");
            await sender.CancelScheduledMessageAsync(scheduled);

            // A number is never given twice, even when the message that had it is gone.
            await client.SendAsync("held", Clients.Numbered(1));
            Assert.True((await receiver.TakeOneAsync()).SequenceNumber > scheduled);
            await client.SendAsync(
                "ordered",
                new ServiceBusMessage("1") { SessionId = "a", MessageId = "once" },
                new ServiceBusMessage("2") { SessionId = "a", MessageId = "twice" }
            );
            await using var session = await client.AcceptSessionAsync("ordered", "a");
            Assert.Equal("half way", (await session.GetSessionStateAsync()).ToString());
            Assert.Equal(2, (await session.TakeOneAsync()).Number());
        }
    }

    [Fact]
    public async Task Asked_to_end_it_ends_well_and_goes_on_later()
    {
        await using var client = new ServiceBusClient(_emulator.ConnectionString, Clients.Options(TimeSpan.FromSeconds(5), maxRetries: 20));
        await client.SendAsync("plain", Clients.Numbered(3));
        await using var receiver = client.CreateReceiver("plain");
        var waiting = client.AcceptNextSessionAsync("ordered");
        var message = await receiver.TakeOneAsync();

        await _emulator.Process.StopAsync(CancellationToken.None);

        Assert.Equal(0, _emulator.Process.ExitCode);
        await StartAsync();
        await Clients.FailsAsync(ServiceBusFailureReason.MessageLockLost, () => receiver.CompleteMessageAsync(message));
        Assert.Equal([0, 1, 2], (await receiver.TakeAsync(3)).ConvertAll(Clients.Number));
        await client.SendAsync("ordered", new ServiceBusMessage("0") { SessionId = "a" });
        await using var session = await waiting;
        Assert.Equal("a", session.SessionId);
    }

    public async Task DisposeAsync()
    {
        await _emulator.DisposeAsync();
        _port.Dispose();
        _folder.Dispose();
    }

    private ServiceBusClient Connect() => new(_emulator.ConnectionString, Clients.Options());

    private async Task KillAsync()
    {
        await _emulator.Process.KillAsync(CancellationToken.None);
        await StartAsync();
    }

    private async Task StartAsync()
    {
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        _emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data, _port.Port);
    }
}
