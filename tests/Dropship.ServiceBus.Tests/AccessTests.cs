using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;

namespace Dropship.ServiceBus.Tests;

/// <summary>What may not be done fails as the service lets it fail.</summary>
public sealed class AccessTests(BusFixture bus) : IClassFixture<BusFixture>
{
    [Fact]
    public async Task A_queue_that_is_not_there_is_not_found()
    {
        await Clients.FailsAsync(
            ServiceBusFailureReason.MessagingEntityNotFound,
            () => bus.Client.SendAsync("nowhere", new ServiceBusMessage())
        );
        await using var receiver = bus.Client.CreateReceiver("nowhere");
        await Clients.FailsAsync(ServiceBusFailureReason.MessagingEntityNotFound, () => receiver.ReceiveMessageAsync(Clients.Short));
        await Clients.FailsAsync(ServiceBusFailureReason.MessagingEntityNotFound, () => receiver.PeekMessageAsync());
        await Clients.FailsAsync(ServiceBusFailureReason.MessagingEntityNotFound, () => bus.Client.AcceptNextSessionAsync("nowhere"));
    }

    [Fact]
    public async Task A_wrong_key_opens_nothing()
    {
        var right = ServiceBusConnectionStringProperties.Parse(bus.ConnectionString);
        foreach (var (part, wrong) in ((string, string)[])[(right.SharedAccessKey, "WRONG_VALUE"), (right.SharedAccessKeyName, "Other")])
        {
            await using var client = new ServiceBusClient(
                bus.ConnectionString.Replace(part, wrong, StringComparison.Ordinal),
                Clients.Options()
            );
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => client.SendAsync("stopped", new ServiceBusMessage()));
            await using var receiver = client.CreateReceiver("stopped");
            await Assert.ThrowsAsync<UnauthorizedAccessException>(() => receiver.PeekMessageAsync());
        }
    }

    [Fact]
    public async Task Sessions_and_plain_queues_are_not_mixed()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => bus.Client.AcceptSessionAsync("stopped", "a"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bus.Client.AcceptNextSessionAsync("stopped"));
        await using var receiver = bus.Client.CreateReceiver("s-none");
        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.ReceiveMessageAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => bus.Client.SendAsync("s-none", new ServiceBusMessage()));
    }
}
