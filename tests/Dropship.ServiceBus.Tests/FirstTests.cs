using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;
using System.Collections.Concurrent;

namespace Dropship.ServiceBus.Tests;

[Collection(BusFixture.Collection)]
public sealed class FirstTests(BusFixture bus)
{
    [Fact]
    public async Task Plain()
    {
        await using var sender = bus.Client.CreateSender("plain");
        await sender.SendMessageAsync(new ServiceBusMessage("hello") { MessageId = "1", ApplicationProperties = { ["n"] = 1.5m } });
        await using var receiver = bus.Client.CreateReceiver("plain");
        var m = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("hello", m.Body.ToString());
        Assert.Equal(1.5m, m.ApplicationProperties["n"]);
        await receiver.CompleteMessageAsync(m);
        Assert.Null(await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task Sessions()
    {
        await using var sender = bus.Client.CreateSender("sessions");
        for (var i = 0; i < 200; i++)
        {
            await sender.SendMessageAsync(new ServiceBusMessage($"{i}") { SessionId = $"s{i % 10}" });
        }

        await using var processor = bus.Client.CreateSessionProcessor("sessions", new ServiceBusSessionProcessorOptions { MaxConcurrentSessions = 4, SessionIdleTimeout = TimeSpan.FromSeconds(1) });
        var seen = new ConcurrentQueue<(string, int)>();
        var errors = new ConcurrentQueue<Exception>();
        processor.ProcessMessageAsync += a => { seen.Enqueue((a.SessionId, int.Parse(a.Message.Body.ToString(), System.Globalization.CultureInfo.InvariantCulture))); return Task.CompletedTask; };
        processor.ProcessErrorAsync += a => { errors.Enqueue(a.Exception); return Task.CompletedTask; };
        await processor.StartProcessingAsync();
        for (var i = 0; i < 200 && seen.Count < 200; i++)
        {
            await Task.Delay(100);
        }

        await processor.StopProcessingAsync();
        Assert.Empty(errors);
        Assert.Equal(200, seen.Count);
        foreach (var g in seen.GroupBy(x => x.Item1))
        {
            Assert.Equal(g.Select(x => x.Item2).Order(), g.Select(x => x.Item2));
        }
    }
}
