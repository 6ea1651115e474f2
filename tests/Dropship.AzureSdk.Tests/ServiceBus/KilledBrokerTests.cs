using Azure.Data.Tables;
using Dropship.AzureSdk.Tests.Host;

namespace Dropship.AzureSdk.Tests.ServiceBus;

[Collection(AzuriteGroup.Name)]
public sealed class KilledBrokerTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_disordered_when_the_process_is_killed_again_and_again()
    {
        const int sessions = 4;
        const int count = 30;
        await using var host = new TestHostProcess(azurite);
        await host.StartAsync();
        using (var http = new HttpClient { BaseAddress = host.Address })
        {
            (await http.PostAsync($"/api/sessions/{sessions}/{count}", null)).EnsureSuccessStatusCode();
        }

        foreach (var done in (int[])[20, 60])
        {
            await Eventually.TrueAsync(async () => (await host.DoneAsync("Session")).Count >= done, $"{done} messages were handled");
            await host.KillAsync();
            await host.StartAsync();
        }

        // Sent again after the kills: duplicate detection still knows them.
        using (var http = new HttpClient { BaseAddress = host.Address })
        {
            (await http.PostAsync($"/api/sessions/{sessions}/{count}", null)).EnsureSuccessStatusCode();
        }

        await Eventually.TrueAsync(async () => (await host.DoneAsync("Session")).Count == sessions * count, "all messages were handled", TimeSpan.FromSeconds(60));

        // A kill may repeat the one message of each session that was in work, and nothing else.
        var handled = await host.DoneAsync("Session");
        Assert.InRange(handled.Values.Sum(), sessions * count, (sessions * count) + (2 * sessions));
        for (var session = 0; session < sessions; session++)
        {
            var order = (await host.Witness.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {$"Order-s{session}"}")).ToListAsync())
                .Select(r => r.GetString("Thing")!)
                .ToList();
            Assert.Equal(order.Order(StringComparer.Ordinal), order);
            Assert.Equal(count, order.Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public async Task A_second_process_waits_for_the_first_to_end_in_order()
    {
        await using var first = new TestHostProcess(azurite);
        await using var second = new TestHostProcess(azurite);
        second.Settings["ServiceBus"] = first.Settings["ServiceBus"];
        await first.StartAsync();

        var starting = second.StartAsync();
        await first.Process.StopAsync(CancellationToken.None);
        await starting;

        Assert.Equal(0, first.Process.ExitCode);
        Assert.False(second.Process.HasExited);
    }
}
