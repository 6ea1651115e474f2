using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Dropship.AzureSdk.Durable.Hub;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>Purging many instances: what goes and what stays, within a time, and after whatever broke it off.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class PurgeTests(AzuriteFixture azurite)
{
    private static PurgeInstancesFilter Completed => new(Statuses: [OrchestrationRuntimeStatus.Completed]);

    [Fact]
    public async Task What_ended_long_ago_goes_and_what_runs_or_broke_or_is_newer_stays()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(azurite, Functions(), new HubOptions { Time = time });
        await hub.RunAsync("Echo", 1, "old");
        await hub.RunAsync("Throw", 1, "broken");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("waits-long"), TestHub.Soon);
        await hub.Client.WaitForInstanceStartAsync("waits-long", TestHub.Soon);
        time.Advance(TimeSpan.FromDays(31));
        await hub.RunAsync("Echo", 1, "new");

        var purged = await hub.Client.PurgeAllInstancesAsync(Completed with { CreatedTo = time.GetUtcNow().AddDays(-30), Timeout = TimeSpan.FromMinutes(1) }, TestHub.Soon);

        Assert.Equal((1, true), (purged.PurgedInstanceCount, purged.IsComplete));
        Assert.Equal(["broken", "new", "waits-long"], await IdsAsync(hub));
        Assert.Equal(1, (await hub.RunAsync("Echo", 1, "old")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_purge_ends_when_its_time_is_over_and_the_next_goes_on()
    {
        const int count = 40;
        var time = new ManualTime();
        var deletions = 0;
        var requests = new Requests
        {
            After = request =>
            {
                if (request.IsDeletion && Interlocked.Increment(ref deletions) == 5)
                {
                    time.Advance(TimeSpan.FromSeconds(30));
                }
            },
        };
        await using var hub = await TestHub.StartAsync(azurite, Functions(), new HubOptions { Time = time }, policy: requests);
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => hub.RunAsync("Echo", i, $"e-{i:D2}")));
        requests.IsOn = true;

        var first = await hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.FromSeconds(30) }, TestHub.Soon);
        Assert.False(first.IsComplete);
        Assert.InRange(first.PurgedInstanceCount, 5, count - 1);
        Assert.Equal(count - first.PurgedInstanceCount, (await IdsAsync(hub)).Count);

        var second = await hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.FromSeconds(30) }, TestHub.Soon);
        Assert.Equal((count - first.PurgedInstanceCount, true), (second.PurgedInstanceCount, second.IsComplete));
        Assert.Empty(await RowsAsync(hub));
    }

    [Fact]
    public async Task All_rows_go_at_once_and_nothing_is_read_for_it()
    {
        await using var hub = await TestHub.StartAsync(azurite, Functions());
        foreach (var (orchestrator, id) in ((string, string)[])[("Echo", "small"), ("Large", "large"), ("Over", "over")])
        {
            await hub.RunAsync(orchestrator, 1, id);
        }

        Assert.True((await RowsAsync(hub)).Count > 5);
        hub.Requests.Clear();

        var purged = await hub.Client.PurgeAllInstancesAsync(Completed, TestHub.Soon);

        Assert.Equal((3, null), (purged.PurgedInstanceCount, purged.IsComplete));
        Assert.Empty(await RowsAsync(hub));

        // One look for those that ended, and one for what the one that was started over may have left behind.
        Assert.Equal(2, hub.Requests.Seen.Count(request => request.StartsWith($"GET {hub.Name}Instances", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_a_crash_left_of_one_goes_by_the_next_purge()
    {
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, Functions(), options))
        {
            await hub.RunAsync("Large", 1, "half");
            await hub.RunAsync("Echo", 1, "whole");
        }

        var table = new TableClient(azurite.ConnectionString, options.HubName + "Instances");
        await table.DeleteEntityAsync("half", InstanceKeys.History("half", 0, 0), ETag.All, TestHub.Soon);
        await using var successor = await TestHub.StartAsync(azurite, Functions(), options);

        Assert.Equal(2, (await successor.Client.PurgeAllInstancesAsync(Completed, TestHub.Soon)).PurgedInstanceCount);
        Assert.Empty(await RowsAsync(successor));
    }

    [Fact]
    public async Task One_that_cannot_be_deleted_is_left_for_the_next_and_keeps_no_other()
    {
        var requests = new Requests { Loses = request => request.IsDeletion && request.Path.Contains("'e-3'", StringComparison.Ordinal) };
        await using var hub = await TestHub.StartAsync(azurite, Functions(), policy: requests);
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => hub.RunAsync("Echo", i, $"e-{i}")));

        requests.IsOn = true;
        var first = await hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.FromMinutes(1) }, TestHub.Soon);
        requests.IsOn = false;

        Assert.Equal((8, false), (first.PurgedInstanceCount, first.IsComplete));
        Assert.Equal(["e-3"], await IdsAsync(hub));
        var second = await hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.FromMinutes(1) }, TestHub.Soon);
        Assert.Equal((1, true), (second.PurgedInstanceCount, second.IsComplete));
    }

    [Fact]
    public async Task One_that_is_started_again_while_the_purge_comes_to_it_stays()
    {
        var requests = new Requests();
        await using var hub = await TestHub.StartAsync(azurite, Functions(), policy: requests);
        await hub.RunAsync("Echo", 1, "again");
        requests.After = request =>
        {
            if (request.IsListing)
            {
                requests.IsOn = false;
                hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("again"), TestHub.Soon).GetAwaiter().GetResult();
            }
        };
        requests.IsOn = true;

        Assert.Equal(0, (await hub.Client.PurgeAllInstancesAsync(Completed, TestHub.Soon)).PurgedInstanceCount);
        Assert.Equal(["again"], await IdsAsync(hub));
        await hub.Client.RaiseEventAsync("again", "end", 7, TestHub.Soon);
        Assert.Equal(7, (await hub.EndAsync("again")).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task The_time_must_be_more_than_none(int seconds)
    {
        await using var hub = await TestHub.StartAsync(azurite, Functions());

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => hub.Client.PurgeAllInstancesAsync(Completed with { Timeout = TimeSpan.FromSeconds(seconds) }, TestHub.Soon));
    }

    private static TestFunctions Functions() => new TestFunctions()
        .Orchestrator("Echo", context => Task.FromResult(context.GetInput<int>()))
        .Orchestrator("Throw", Task<int> (_) => throw new InvalidOperationException("no"))
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<int>("end"))
        .Orchestrator("Large", LargeAsync)
        .Orchestrator("Over", async context =>
        {
            await LargeAsync(context);
            if (context.GetInput<int>() > 0)
            {
                context.ContinueAsNew(context.GetInput<int>() - 1);
            }

            return 0;
        })
        .Activity("Text", (int _) => new string('x', 20_000));

    private static async Task<int> LargeAsync(TaskOrchestrationContext context)
    {
        var length = 0;
        for (var i = 0; i < 3; i++)
        {
            length += (await context.CallActivityAsync<string>("Text", i)).Length;
        }

        return length;
    }

    private static async Task<List<string>> IdsAsync(TestHub hub) => await hub.Client.GetAllInstancesAsync().Select(instance => instance.InstanceId).Order(StringComparer.Ordinal).ToListAsync();

    private async Task<List<TableEntity>> RowsAsync(TestHub hub) => await new TableClient(azurite.ConnectionString, hub.Name + "Instances").QueryAsync<TableEntity>(cancellationToken: TestHub.Soon).ToListAsync();

    /// <summary>A request to the table of instances.</summary>
    private sealed record Request(string Method, string Path)
    {
        public bool IsListing => Method == "GET" && Path.EndsWith("Instances()", StringComparison.Ordinal);

        public bool IsDeletion => Method == "DELETE";
    }

    /// <summary>Comes between the hub and its table of instances.</summary>
    private sealed class Requests : HttpPipelinePolicy
    {
        public bool IsOn { get; set; }

        public Predicate<Request> Loses { get; init; } = _ => false;

        public Action<Request> After { get; set; } = _ => { };

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var request = new Request(message.Request.Method.Method, Uri.UnescapeDataString(message.Request.Uri.ToUri().AbsolutePath));
            var isWatched = IsOn && request.Path.Contains("Instances", StringComparison.Ordinal);
            if (isWatched && Loses(request))
            {
                throw new IOException("The request got lost.");
            }

            await ProcessNextAsync(message, pipeline);
            if (isWatched)
            {
                After(request);
            }
        }
    }
}
