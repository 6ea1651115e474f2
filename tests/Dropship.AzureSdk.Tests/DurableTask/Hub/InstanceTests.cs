using Dropship.AzureSdk.Durable.Hub;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>What clients are promised: identity, start, listing, purging, versions, ownership, and what it all costs.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class InstanceTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_id_is_refused_while_its_instance_has_not_ended_and_used_again_afterwards()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        var options = new StartOrchestrationOptions("po-1");
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, options, TestHub.Soon);
        var refused = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 2, options, TestHub.Soon));
        Assert.Contains("'po-1'", refused.Message, StringComparison.Ordinal);
        await hub.Client.RaiseEventAsync("po-1", "end", 5, TestHub.Soon);
        Assert.Equal("5", (await hub.EndAsync("po-1")).SerializedOutput);

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 3, options, TestHub.Soon);
        var again = await hub.GetAsync("po-1");
        Assert.Equal(("3", null), (again.SerializedInput, again.SerializedOutput));
        await hub.Client.RaiseEventAsync("po-1", "end", 6, TestHub.Soon);
        Assert.Equal("6", (await hub.EndAsync("po-1")).SerializedOutput);
    }

    [Fact]
    public async Task Named_statuses_decide_who_is_replaced()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        var never = new StartOrchestrationOptions("po-1").WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 1, never, TestHub.Soon);
        await hub.EndAsync("po-1");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 2, never, TestHub.Soon));
        Assert.Equal("1", (await hub.GetAsync("po-1")).SerializedOutput);

        var always = new StartOrchestrationOptions("po-2") { DedupeStatuses = [] };
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1, always, TestHub.Soon);
        await hub.Client.WaitForInstanceStartAsync("po-2", TestHub.Soon);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", 2, always, TestHub.Soon);
        Assert.Equal("2", (await hub.EndAsync("po-2")).SerializedOutput);
    }

    [Fact]
    public async Task Of_many_starts_at_once_one_wins_and_all_others_are_told()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", i, new StartOrchestrationOptions("one"), TestHub.Soon);
                return true;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return false;
            }
        }));

        Assert.Single(results, won => won);
    }

    [Theory]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\u0001b")]
    [InlineData("")]
    public async Task Ids_that_cannot_be_keys_are_refused(string id)
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", new StartOrchestrationOptions(id), TestHub.Soon));
        Assert.Null(await hub.Client.GetInstanceAsync(id, TestHub.Soon));
    }

    [Fact]
    public async Task Ids_may_hold_anything_that_a_key_may()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        foreach (var id in new[] { "it's|50% 订单 (1)+, &=:;@.~", new string('x', 256) })
        {
            Assert.Equal("7", (await hub.RunAsync("Echo", 7, id)).SerializedOutput);
        }
    }

    [Fact]
    public async Task A_start_can_be_put_off_and_events_meanwhile_are_kept()
    {
        var time = new ManualTime();
        var options = new HubOptions { Time = time, HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, Echo(), options))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("later", time.GetUtcNow().AddHours(2)), TestHub.Soon);
            await hub.Client.RaiseEventAsync("later", "end", 8, TestHub.Soon);
            Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.GetAsync("later")).RuntimeStatus);
        }

        await using var successor = await TestHub.StartAsync(azurite, Echo(), options);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await successor.GetAsync("later")).RuntimeStatus);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("8", (await successor.EndAsync("later")).SerializedOutput);
    }

    [Fact]
    public async Task A_put_off_start_can_be_terminated()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(azurite, Echo(), new HubOptions { Time = time });
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Echo", new StartOrchestrationOptions("later", time.GetUtcNow().AddHours(2)), TestHub.Soon);
        await hub.Client.TerminateInstanceAsync("later", TestHub.Soon);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndAsync("later")).RuntimeStatus);
    }

    [Fact]
    public async Task Instances_are_listed_by_status_time_and_prefix_page_by_page()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(azurite, Echo(), new HubOptions { Time = time });
        for (var i = 0; i < 5; i++)
        {
            await hub.RunAsync("Echo", i, $"echo-{i}");
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", i, new StartOrchestrationOptions($"wait-{i}"), TestHub.Soon);
            await hub.Client.WaitForInstanceStartAsync($"wait-{i}", TestHub.Soon);
            time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(10, (await ListAsync(hub, null)).Count);
        Assert.Equal(["wait-0", "wait-1", "wait-2", "wait-3", "wait-4"], await ListAsync(hub, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["echo-3"], await ListAsync(hub, new OrchestrationQuery(InstanceIdPrefix: "echo-", CreatedFrom: time.GetUtcNow().AddHours(-2.5), CreatedTo: time.GetUtcNow().AddHours(-1.5))));
        Assert.Empty(await ListAsync(hub, new OrchestrationQuery(TaskHubNames: ["other"])));

        var pages = new List<int>();
        string? token = null;
        await foreach (var page in hub.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 4)).AsPages())
        {
            pages.Add(page.Values.Count);
            token ??= page.ContinuationToken;
        }

        Assert.Equal([4, 4, 2], pages);
        Assert.Equal(6, (await ListAsync(hub, new OrchestrationQuery(ContinuationToken: token))).Count);
        var full = await hub.Client.GetAllInstancesAsync(new OrchestrationQuery(FetchInputsAndOutputs: true, InstanceIdPrefix: "echo-4")).FirstAsync();
        Assert.Equal((4, 4), (full.ReadInputAs<int>(), full.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task Ended_instances_are_purged_one_by_one_or_by_filter()
    {
        var time = new ManualTime();
        await using var hub = await TestHub.StartAsync(azurite, Echo(), new HubOptions { Time = time });
        for (var i = 0; i < 4; i++)
        {
            await hub.RunAsync(i == 3 ? "Throw" : "Echo", i, $"p-{i}");
            time.Advance(TimeSpan.FromHours(1));
        }

        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("running"), TestHub.Soon);
        Assert.Equal(1, (await hub.Client.PurgeInstanceAsync("p-0", TestHub.Soon)).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("p-0", TestHub.Soon)).PurgedInstanceCount);
        Assert.Equal(0, (await hub.Client.PurgeInstanceAsync("running", TestHub.Soon)).PurgedInstanceCount);
        var failed = await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Failed]), TestHub.Soon);
        Assert.Equal((1, null), (failed.PurgedInstanceCount, failed.IsComplete));
        Assert.Equal(1, (await hub.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: time.GetUtcNow().AddHours(-2.5)), TestHub.Soon)).PurgedInstanceCount);

        Assert.Equal(["p-2", "running"], await ListAsync(hub, null));
    }

    [Fact]
    public async Task An_ended_instance_restarts_with_its_input()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        await hub.RunAsync("Echo", 7, "first");
        Assert.Equal("first", await hub.Client.RestartAsync("first", cancellation: TestHub.Soon));
        Assert.Equal("7", (await hub.EndAsync("first")).SerializedOutput);
        var other = await hub.Client.RestartAsync("first", restartWithNewInstanceId: true, TestHub.Soon);
        Assert.NotEqual("first", other);
        Assert.Equal("7", (await hub.EndAsync(other)).SerializedOutput);
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.RestartAsync("nobody", cancellation: TestHub.Soon));
    }

    [Fact]
    public async Task Waiting_for_an_instance_that_is_not_there_is_an_error()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());

        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.WaitForInstanceCompletionAsync("nobody", TestHub.Soon));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.GetOrchestrationHistoryAsync("nobody", TestHub.Soon));
    }

    [Fact]
    public async Task A_waiter_can_give_up()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo());
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("w"), TestHub.Soon);
        using var end = new CancellationTokenSource();
        var wait = hub.Client.WaitForInstanceCompletionAsync("w", end.Token);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Theory]
    [InlineData("None", "2.0", true)]
    [InlineData("None", "1.0", true)]
    [InlineData("Strict", "2.0", true)]
    [InlineData("Strict", "1.0", false)]
    [InlineData("CurrentOrOlder", "1.10", true)]
    [InlineData("CurrentOrOlder", "2.0", true)]
    [InlineData("CurrentOrOlder", "2.1", false)]
    public async Task A_worker_takes_the_versions_that_fit_and_fails_or_leaves_the_others(string match, string version, bool fits)
    {
        var options = new HubOptions { DefaultVersion = "2.0", VersionMatch = Enum.Parse<VersionMatchStrategy>(match), VersionFailure = VersionFailureStrategy.Fail };
        await using var failing = await TestHub.StartAsync(azurite, Echo(), options);
        await failing.Client.ScheduleNewOrchestrationInstanceAsync("Version", new StartOrchestrationOptions("v") { Version = version }, TestHub.Soon);
        var end = await failing.EndAsync("v");
        Assert.Equal(fits ? $"\"{version}\"" : null, end.SerializedOutput);
        Assert.Equal(fits ? null : "VersionMismatch", end.FailureDetails?.ErrorType);
    }

    [Fact]
    public async Task An_instance_of_a_newer_version_waits_for_a_worker_that_fits_and_loses_nothing()
    {
        var release = new TaskCompletionSource();
        var functions = new TestFunctions()
            .Orchestrator("Story", async context => await context.CallActivityAsync<int>("Slow") + await context.WaitForExternalEvent<int>("n"))
            .Orchestrator("Version", context => Task.FromResult(context.Version))
            .Activity<string?, int>("Slow", async (_, cancellationToken) =>
            {
                await release.Task.WaitAsync(cancellationToken);
                return 1;
            });
        var older = new HubOptions { DefaultVersion = "1.0", HubName = "H" + Guid.NewGuid().ToString("N") };
        var newer = older with { DefaultVersion = "2.0" };
        await using (var hub = await TestHub.StartAsync(azurite, functions, newer))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Story", new StartOrchestrationOptions("s"), TestHub.Soon);
            await hub.WaitForHistoryAsync("s", history => history.OfType<TaskScheduledEvent>().Any());
        }

        release.SetResult();
        await using (var hub = await TestHub.StartAsync(azurite, functions, older))
        {
            await hub.Client.RaiseEventAsync("s", "n", 2, TestHub.Soon);
            await hub.WaitForHistoryAsync("s", history => history.OfType<TaskCompletedEvent>().Any());
            Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.GetAsync("s")).RuntimeStatus);
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Version", new StartOrchestrationOptions("pending") { Version = "2.0" }, TestHub.Soon);
            Assert.Equal("\"1.0\"", (await hub.RunAsync("Version")).SerializedOutput);
            Assert.Equal(OrchestrationRuntimeStatus.Pending, (await hub.GetAsync("pending")).RuntimeStatus);
        }

        await using var last = await TestHub.StartAsync(azurite, functions, newer);
        Assert.Equal("3", (await last.EndAsync("s")).SerializedOutput);
        Assert.Equal("\"2.0\"", (await last.EndAsync("pending")).SerializedOutput);
    }

    [Fact]
    public async Task A_second_process_waits_until_the_owner_leaves()
    {
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N"), LeaseDuration = TimeSpan.FromHours(1) };
        var first = await TestHub.StartAsync(azurite, Echo(), options);
        await first.RunAsync("Echo", 1);
        await using var second = await TestHub.StartAsync(azurite, Echo(), options, wait: false);
        await first.RunAsync("Echo", 2);
        Assert.False(second.Hub.Owned.IsCompleted);
        await first.DisposeAsync();
        await second.Hub.Owned.WaitAsync(TestHub.Soon);
        Assert.Equal("2", (await second.RunAsync("Echo", 2)).SerializedOutput);
    }

    [Fact]
    public async Task A_stop_ends_in_order_and_the_next_process_goes_on()
    {
        var started = new TaskCompletionSource();
        var calls = 0;
        var functions = new TestFunctions()
            .Orchestrator("Story", context => context.CallActivityAsync<int>("Slow"))
            .Activity<string?, int>("Slow", async (_, cancellationToken) =>
            {
                started.TrySetResult();
                if (Interlocked.Increment(ref calls) == 1)
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                }

                return calls;
            });
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, functions, options))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Story", new StartOrchestrationOptions("s"), TestHub.Soon);
            await started.Task.WaitAsync(TestHub.Soon);
        }

        await using var successor = await TestHub.StartAsync(azurite, functions, options);
        Assert.Equal("2", (await successor.EndAsync("s")).SerializedOutput);
    }

    [Fact]
    public async Task Idle_instances_leave_the_memory_when_it_is_full_and_come_back()
    {
        await using var hub = await TestHub.StartAsync(azurite, Echo(), new HubOptions { CachedHistory = 0 });
        for (var i = 0; i < 3; i++)
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions($"w{i}"), TestHub.Soon);
            await hub.Client.WaitForInstanceStartAsync($"w{i}", TestHub.Soon);
        }

        for (var i = 0; i < 3; i++)
        {
            await hub.Client.RaiseEventAsync($"w{i}", "end", i, TestHub.Soon);
            Assert.Equal(i, (await hub.EndAsync($"w{i}")).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task A_start_finds_the_open_instances_without_reading_the_ended_ones()
    {
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, Echo(), options))
        {
            await Task.WhenAll(Enumerable.Range(0, 30).Select(i => hub.RunAsync("Echo", i)));
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("open"), TestHub.Soon);
            await hub.Client.WaitForInstanceStartAsync("open", TestHub.Soon);
        }

        await using var successor = await TestHub.StartAsync(azurite, Echo(), options);
        await successor.Client.RaiseEventAsync("open", "end", 1, TestHub.Soon);
        Assert.Equal("1", (await successor.EndAsync("open")).SerializedOutput);
        Assert.Single(successor.Requests.Seen, request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("Instances", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_orchestration_costs_in_transactions()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Chain", async context =>
            {
                for (var i = 0; i < context.GetInput<int>(); i++)
                {
                    await context.CallActivityAsync("A", i);
                }

                await context.WaitForExternalEvent<int>("end");
            })
            .Activity("A", (int i) => i));

        var without = await CostAsync(0);
        var with = await CostAsync(10);

        // Start 2 (list of open instances, instance), first step 1, event with its step 1; each activity 1.
        Assert.Equal(4, without);
        Assert.Equal(without + 10, with);

        async Task<int> CostAsync(int activities)
        {
            hub.Requests.Clear();
            var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Chain", activities, TestHub.Soon);
            await hub.WaitForHistoryAsync(id, history => history.OfType<TaskCompletedEvent>().Count() == activities && history.OfType<ExecutionStartedEvent>().Any());
            await hub.Client.RaiseEventAsync(id, "end", 1, TestHub.Soon);
            await hub.EndAsync(id);
            return hub.Requests.Seen.Count;
        }
    }

    private static TestFunctions Echo() => new TestFunctions()
        .Orchestrator("Echo", context => Task.FromResult(context.GetInput<int>()))
        .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("end"))
        .Orchestrator("Version", context => Task.FromResult(context.Version))
        .Orchestrator("Throw", _ => throw new InvalidOperationException("thrown"));

    private static async Task<List<string>> ListAsync(TestHub hub, OrchestrationQuery? query)
    {
        var ids = new List<string>();
        await foreach (var instance in hub.Client.GetAllInstancesAsync(query))
        {
            ids.Add(instance.InstanceId);
        }

        return ids;
    }
}
