using System.Net;
using System.Transactions;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using Dropship.ServiceBus.Tests.Support;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests;

/// <summary>What the emulator does not serve it refuses in words, and goes on.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly DataFolder _folder = new();
    private ServiceBusEmulator _emulator = null!;
    private ServiceBusClient _client = null!;

    public async Task InitializeAsync()
    {
        _emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data);
        _client = new ServiceBusClient(_emulator.ConnectionString, Clients.Options());
    }

    [Fact]
    public async Task Transactions_are_refused()
    {
        await using var sender = _client.CreateSender("plain");
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            var exception = await Assert.ThrowsAsync<NotSupportedException>(() => sender.SendMessageAsync(new ServiceBusMessage("0")));
            Assert.Contains("Transactions are not served", exception.Message, StringComparison.Ordinal);
        }

        await MustWorkAsync();
    }

    [Fact]
    public async Task Subscriptions_are_refused()
    {
        await using var receiver = _client.CreateReceiver("topic", "subscription");

        var exception = await Assert.ThrowsAsync<NotSupportedException>(() => receiver.ReceiveMessageAsync(Clients.Short));

        Assert.Contains("topics are not served", exception.Message, StringComparison.Ordinal);
        await MustWorkAsync();
    }

    [Fact]
    public async Task Rules_are_refused()
    {
        await using var rules = _client.CreateRuleManager("topic", "subscription");

        await Assert.ThrowsAsync<NotSupportedException>(() => rules.DeleteRuleAsync("rule"));
    }

    [Fact]
    public async Task The_administration_over_HTTP_is_refused()
    {
        var administration = new ServiceBusAdministrationClient(_emulator.ConnectionString);
        var exception = await Assert.ThrowsAnyAsync<Exception>(() => administration.CreateQueueAsync("other"));
        Assert.Contains("administration", exception.Message, StringComparison.Ordinal);

        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{_emulator.Port}/plain"));
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("config file", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await MustWorkAsync();
    }

    [Fact]
    public async Task Sessions_for_several_holders_are_refused()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            _client.AcceptSessionAsync("ordered", "a", new ServiceBusSessionReceiverOptions { EnableNonExclusiveSession = true })
        );

        await using var receiver = await _client.AcceptSessionAsync("ordered", "a");
        Assert.Equal("a", receiver.SessionId);
    }

    [Fact]
    public async Task Dead_letters_take_no_messages_from_outside()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _client.SendAsync("plain/$DeadLetterQueue", new ServiceBusMessage("0")));
    }

    public async Task DisposeAsync()
    {
        await _client.DisposeAsync();
        await _emulator.DisposeAsync();
        _folder.Dispose();
    }

    private async Task MustWorkAsync()
    {
        await _client.SendAsync("plain", new ServiceBusMessage("0"));
        await using var receiver = _client.CreateReceiver(
            "plain",
            new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }
        );
        Assert.Equal(0, (await receiver.TakeOneAsync()).Number());
    }
}
