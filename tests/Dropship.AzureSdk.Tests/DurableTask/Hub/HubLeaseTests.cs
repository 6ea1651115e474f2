using System.Diagnostics;
using Azure;
using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Hub;
using Dropship.Tooling;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

[Collection(AzuriteGroup.Name)]
public sealed class HubLeaseTests(AzuriteFixture azurite)
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_silent_owner_is_succeeded_when_its_lease_is_over_and_then_knows_it()
    {
        var table = await TableAsync();
        var first = new HubLease(table, s_short, TimeProvider.System);
        var second = new HubLease(table, s_short, TimeProvider.System);
        await first.AcquireAsync(_ => { }, TestHub.Soon);
        var waited = new List<string>();
        var watch = Stopwatch.StartNew();
        await second.AcquireAsync(waited.Add, TestHub.Soon);

        Assert.True(watch.Elapsed >= s_short, "the lease was not waited for");
        Assert.Equal([$"process {Environment.ProcessId} on {Environment.MachineName}"], waited);
        Assert.False(await first.RenewAsync(TestHub.Soon));
        Assert.True(await second.RenewAsync(TestHub.Soon));
        await first.ReleaseAsync(TestHub.Soon);
        Assert.True(await second.RenewAsync(TestHub.Soon));
    }

    [Fact]
    public async Task An_owner_whose_process_is_dead_on_this_machine_is_succeeded_at_once()
    {
        var table = await TableAsync();
        await new HubLease(table, TimeSpan.FromHours(1), TimeProvider.System).AcquireAsync(_ => { }, TestHub.Soon);
        var child = ChildProcess.Start("A process that ends", "dotnet", ["--version"]);
        var dead = child.Id;
        await child.Exited.WaitAsync(TestHub.Soon);
        await child.DisposeAsync();
        await table.UpdateEntityAsync(new TableEntity("lease", "owner") { ["Process"] = dead }, ETag.All);

        var successor = new HubLease(table, TimeSpan.FromHours(1), TimeProvider.System);
        await successor.AcquireAsync(owner => Assert.Fail($"waited for {owner}"), TestHub.Soon);
        Assert.True(await successor.RenewAsync(TestHub.Soon));
    }

    [Fact]
    public async Task A_process_number_that_is_used_again_does_not_keep_a_dead_owner_alive()
    {
        var table = await TableAsync();
        await new HubLease(table, TimeSpan.FromHours(1), TimeProvider.System).AcquireAsync(_ => { }, TestHub.Soon);
        await table.UpdateEntityAsync(new TableEntity("lease", "owner") { ["ProcessStart"] = 1L }, ETag.All);

        await new HubLease(table, TimeSpan.FromHours(1), TimeProvider.System).AcquireAsync(owner => Assert.Fail($"waited for {owner}"), TestHub.Soon);
    }

    [Fact]
    public async Task An_owner_on_another_machine_is_waited_for()
    {
        var table = await TableAsync();
        await new HubLease(table, s_short, TimeProvider.System).AcquireAsync(_ => { }, TestHub.Soon);
        await table.UpdateEntityAsync(new TableEntity("lease", "owner") { ["Process"] = 1, ["ProcessStart"] = 1L, ["Machine"] = "elsewhere" }, ETag.All);
        var waited = new List<string>();
        await new HubLease(table, s_short, TimeProvider.System).AcquireAsync(waited.Add, TestHub.Soon);

        Assert.Equal(["process 1 on elsewhere"], waited);
    }

    [Fact]
    public async Task A_hub_that_was_taken_over_does_nothing_more()
    {
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N"), LeaseDuration = s_short };
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions().Orchestrator("Echo", context => Task.FromResult(context.GetInput<int>())), options);
        await hub.RunAsync("Echo", 1);
        var table = new TableClient(azurite.ConnectionString, options.HubName + "Open");
        await table.UpsertEntityAsync(new TableEntity("lease", "owner") { ["Owner"] = "somebody else" });

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    await hub.Client.RaiseEventAsync("nobody", "event", 1, TestHub.Soon);
                    return false;
                }
                catch (OperationCanceledException)
                {
                    return true;
                }
            },
            "the hub has stopped");
    }

    private async Task<TableClient> TableAsync()
    {
        var table = new TableClient(azurite.ConnectionString, AzuriteFixture.UniqueName("lease"));
        await table.CreateAsync();
        return table;
    }
}
