using Azure.Messaging.ServiceBus;
using Dropship.ServiceBus.Tests.Support;
using Dropship.Tooling;

namespace Dropship.ServiceBus.Tests;

/// <summary>The program starts as it is told to, or says why not.</summary>
public sealed class StartTests : IDisposable
{
    private readonly DataFolder _folder = new();

    [Fact]
    public async Task It_serves_the_queues_that_the_app_declares()
    {
        await using var emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.config.json"), _folder.Data);
        await using var client = new ServiceBusClient(emulator.ConnectionString, Clients.Options());
        await client.SendAsync(
            "purchase-orders",
            new ServiceBusMessage("0") { SessionId = "order", MessageId = "1" },
            new ServiceBusMessage("1") { SessionId = "order", MessageId = "1" }
        );

        await using var receiver = await client.AcceptNextSessionAsync("purchase-orders");
        var message = await receiver.TakeOneAsync();

        Assert.Equal((0, TimeSpan.FromDays(14)), (message.Number(), message.TimeToLive));
        Assert.InRange(receiver.SessionLockedUntil - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(61));
        await receiver.CompleteMessageAsync(message);
        await receiver.MustBeEmptyAsync();
    }

    [Fact]
    public async Task A_config_file_that_is_wrong_ends_it_with_all_that_is_wrong()
    {
        var config = Path.Combine(_folder.Folder, "wrong.json");
        await File.WriteAllTextAsync(
            config,
            """
            {
              "UserConfig": {
                "Namespaces": [
                  { "Queues": [{ "Name": "a", "Properties": { "LockDuration": "soon", "ForwardTo": "b" } }], "Topics": [{ "Name": "t" }] }
                ]
              }
            }
            """
        );

        var exception = await Assert.ThrowsAsync<ToolException>(() => ServiceBusEmulator.StartAsync(config, _folder.Data));

        Assert.Contains("exit code 1", exception.Message, StringComparison.Ordinal);
        Assert.All(
            (string[])["'soon' is not a duration", "ForwardTo", "Topics are not served"],
            word => Assert.Contains(word, exception.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Two_do_not_share_a_port_or_a_data_file()
    {
        await using var first = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data);

        var port = await Assert.ThrowsAsync<ToolException>(() =>
            ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data + ".other", first.Port)
        );
        var data = await Assert.ThrowsAsync<ToolException>(() =>
            ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data)
        );

        Assert.Contains($"cannot listen on 127.0.0.1:{first.Port}", port.Message, StringComparison.Ordinal);
        Assert.Contains("The data file", data.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_well_right_after_its_start()
    {
        await using var emulator = await ServiceBusEmulator.StartAsync(DataFolder.Config("servicebus.crash.json"), _folder.Data);
        await emulator.Process.StopAsync(CancellationToken.None);

        Assert.Equal(0, emulator.Process.ExitCode);
    }

    public void Dispose() => _folder.Dispose();
}
