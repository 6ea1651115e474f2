using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Dropship.AzureSdk.Tests.Host;

[Collection(AzuriteGroup.Name)]
public sealed class KilledHostTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task No_queue_message_is_lost_when_the_host_is_killed_again_and_again()
    {
        const int messages = 60;
        await using var host = new TestHostProcess(azurite);
        var queue = new QueueClient(azurite.ConnectionString, host.Settings["WorkQueue"]!, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });
        await queue.CreateAsync();
        for (var i = 0; i < messages; i++)
        {
            await queue.SendMessageAsync($"{i}");
        }

        foreach (var done in (int[])[10, 30])
        {
            await host.StartAsync();
            await Eventually.TrueAsync(async () => (await host.DoneAsync("Work")).Count >= done, $"{done} messages were handled");
            await host.KillAsync();
        }

        await host.StartAsync();
        await Eventually.TrueAsync(async () => (await host.DoneAsync("Work")).Count == messages, "all messages were handled");
        await Eventually.TrueAsync(async () => (await queue.GetPropertiesAsync()).Value.ApproximateMessagesCount == 0, "the queue is empty");
    }

    [Fact]
    public async Task A_timer_run_that_fell_into_the_time_of_a_kill_is_made_up_for_once()
    {
        await using var host = new TestHostProcess(azurite);
        await host.StartAsync();
        await host.KillAsync();
        Assert.Empty(await host.DoneAsync("Nightly"));
        var monitor = new TableClient(azurite.ConnectionString, "AzureWebJobsHost");
        var now = DateTime.UtcNow;
        await monitor.UpdateEntityAsync(
            new TableEntity($"{host.Settings["AzureFunctionsWebHost__hostid"]}|timers", "Nightly") { ["Last"] = now.AddDays(-3), ["Next"] = now.AddDays(-2), ["LastUpdated"] = now.AddDays(-3) },
            Azure.ETag.All);

        await host.StartAsync();
        await Eventually.TrueAsync(async () => (await host.DoneAsync("Nightly")).ContainsKey("past due"), "the missed run was made up for");
        await Eventually.TrueAsync(
            async () => (await monitor.GetEntityAsync<TableEntity>($"{host.Settings["AzureFunctionsWebHost__hostid"]}|timers", "Nightly")).Value.GetDateTime("Next") > now,
            "the run was remembered");
        await host.KillAsync();
        await host.StartAsync();

        Assert.Equal(new Dictionary<string, int>(StringComparer.Ordinal) { ["past due"] = 1 }, await host.DoneAsync("Nightly"));
    }

    [Fact]
    public async Task Local_settings_reach_the_program_the_environment_wins_and_a_request_to_end_ends_it_in_order()
    {
        await using var host = new TestHostProcess(azurite);
        host.WriteLocalSettings($$"""
            {
              "IsEncrypted": false, // as Core Tools writes it
              "Values": { "WorkQueue": "not-this-one", "FunctionKeys:_master": "from-the-file" },
              "Host": { "LocalHttpPort": 1 }
            }
            """);
        await host.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Address };

        Assert.Equal("pong", await http.GetStringAsync("/api/ping"));
        Assert.Contains("Running", await http.GetStringAsync("/admin/host/status?code=from-the-file"), StringComparison.Ordinal);
        await new QueueClient(azurite.ConnectionString, host.Settings["WorkQueue"]!).CreateAsync();
        await new QueueClient(azurite.ConnectionString, host.Settings["WorkQueue"]!).SendMessageAsync(Convert.ToBase64String("m"u8));
        await Eventually.TrueAsync(async () => (await host.DoneAsync("Work")).Count == 1, "the queue that the environment names is read");
        await host.Process.StopAsync(CancellationToken.None);

        Assert.Equal(0, host.Process.ExitCode);
        Assert.Contains("Host stopped", host.Process.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z INF Dropship\.AzureSdk\.Host\.FunctionsHostService\[202\] Host started$", host.Process.Output);
    }
}
