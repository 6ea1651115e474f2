using Azure.Messaging.ServiceBus;
using Dropship.Tooling;

namespace Dropship.FunctionsHost.Tests;

/// <summary>A Service Bus for a test, and a host whose way to it can be cut.</summary>
internal sealed class ServiceBusFixture : IAsyncDisposable
{
    private const string Config = """
        {"UserConfig":{"Namespaces":[{"Name":"tests","Queues":[
          {"Name":"sessions","Properties":{"RequiresSession":true,"LockDuration":"PT5S","MaxDeliveryCount":20}},
          {"Name":"plain","Properties":{"LockDuration":"PT30S","MaxDeliveryCount":3}}],"Topics":[]}],"Logging":{"Type":"File"}}}
        """;

    private readonly string _folder;
    private readonly ServiceBusEmulator _emulator;
    private readonly ServiceBusClient _client;

    private ServiceBusFixture(string folder, ServiceBusEmulator emulator, TestHost host)
    {
        _folder = folder;
        _emulator = emulator;
        _client = new ServiceBusClient(emulator.ConnectionString);
        Way = new CutWay(emulator.Port);
        Host = host;
        foreach (var function in (string[])["Session", "Plain", "Dead"])
        {
            host.Settings.Remove($"AzureWebJobs.{function}.Disabled");
        }

        host.Settings["ServiceBus"] = ServiceBusEmulator.ConnectionStringOf(Way.Port);
    }

    public TestHost Host { get; }

    public CutWay Way { get; }

    public static async Task<ServiceBusFixture> StartAsync(string storage)
    {
        var folder = Directory.CreateTempSubdirectory("functions-host-bus-").FullName;
        var config = Path.Combine(folder, "config.json");
        await File.WriteAllTextAsync(config, Config);
        var emulator = await ServiceBusEmulator.StartAsync(config, Path.Combine(folder, "bus.db"));
        var fixture = new ServiceBusFixture(folder, emulator, new TestHost(storage));
        await fixture.Host.StartAsync();
        return fixture;
    }

    public async Task SendAsync(string queue, params IEnumerable<ServiceBusMessage> messages)
    {
        await using var sender = _client.CreateSender(queue);
        await sender.SendMessagesAsync(messages);
    }

    public async Task<long> LeftAsync(string queue)
    {
        await using var receiver = _client.CreateReceiver(queue);
        return (await receiver.PeekMessagesAsync(100)).Count;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _client.DisposeAsync();
        await Way.DisposeAsync();
        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
