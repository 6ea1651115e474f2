using System.Collections.Concurrent;
using Dropship.AzureSdk.Durable.Hub;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.AzureSdk.Tests.DurableTask.Hub;

/// <summary>What orchestrators are promised, against real tables.</summary>
[Collection(AzuriteGroup.Name)]
public sealed class OrchestrationTests(AzuriteFixture azurite)
{
    private sealed record Order(string Id, decimal Amount);

    [Fact]
    public async Task An_instance_calls_activities_and_keeps_input_output_and_custom_status()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Fulfil", async context =>
            {
                var order = context.GetInput<Order>()!;
                context.SetCustomStatus(new { Step = "paying" });
                var paid = await context.CallActivityAsync<decimal>("Pay", order);
                return new Order(order.Id, paid + await context.CallActivityAsync<decimal>("Ship", order.Id));
            })
            .Activity("Pay", (Order order) => order.Amount)
            .Activity("Ship", (string _) => 1.5m));

        var end = await hub.RunAsync("fulfil", new Order("订单-1 😀", 10m), "po-1");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(new Order("订单-1 😀", 11.5m), end.ReadOutputAs<Order>());
        Assert.Equal(new Order("订单-1 😀", 10m), end.ReadInputAs<Order>());
        Assert.Equal("""{"Step":"paying"}""", end.SerializedCustomStatus);
        Assert.Equal(("fulfil", "po-1"), (end.Name, end.InstanceId));
        Assert.Null((await hub.Client.GetInstanceAsync("po-1", TestHub.Soon))!.SerializedOutput);
        Assert.Throws<InvalidOperationException>(() => hub.Client.GetInstanceAsync("po-1", TestHub.Soon).Result!.ReadOutputAs<Order>());
    }

    [Fact]
    public async Task A_history_tells_all_that_happened_and_replays()
    {
        var functions = new TestFunctions()
            .Orchestrator("Story", Story)
            .Activity("A", (string? _) => 1);
        await using var hub = await TestHub.StartAsync(azurite, functions);
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Story", "in", TestHub.Soon);
        await hub.Client.RaiseEventAsync(id, "go", 2, TestHub.Soon);
        Assert.Equal("3", (await hub.EndAsync(id)).SerializedOutput);

        var history = await hub.Client.GetOrchestrationHistoryAsync(id, TestHub.Soon);
        Assert.Equal(
            [EventType.ExecutionStarted, EventType.TaskScheduled, EventType.TaskCompleted, EventType.EventRaised, EventType.ExecutionCompleted],
            history.Select(happened => happened.EventType).Where(type => type != EventType.OrchestratorStarted).Order().Select(type => type).OrderBy(Rank));
        Assert.Equal("\"in\"", history.OfType<ExecutionStartedEvent>().Single().Input);
        Assert.Equal("3", history.OfType<ExecutionCompletedEvent>().Single().Result);
        var replayed = Testing.OrchestrationReplayer.Replay(Testing.OrchestrationReplayer.Export(history), Story);
        Assert.Null(replayed.Problem);
        Assert.Equal("3", replayed.SerializedOutput);

        static async Task<int> Story(TaskOrchestrationContext context)
        {
            var one = await context.CallActivityAsync<int>("A");
            return one + await context.WaitForExternalEvent<int>("go");
        }

        static int Rank(EventType type) => type switch
        {
            EventType.ExecutionStarted => 0,
            EventType.TaskScheduled => 1,
            EventType.TaskCompleted => 2,
            EventType.EventRaised => 3,
            _ => 4,
        };
    }

    [Fact]
    public async Task A_wide_fan_out_comes_together()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Wide", async context =>
                (await Task.WhenAll(Enumerable.Range(1, 300).Select(i => context.CallActivityAsync<int>("Square", i)))).Sum())
            .Activity("Square", (int i) => i * i));

        Assert.Equal("9045050", (await hub.RunAsync("Wide")).SerializedOutput);
    }

    [Fact]
    public async Task A_history_larger_than_rows_and_transactions_is_kept_whole()
    {
        var functions = new TestFunctions()
            .Orchestrator("Large", async context =>
            {
                var texts = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => context.CallActivityAsync<string>("Text", i)));
                await context.WaitForExternalEvent<string>("go");
                return texts.Sum(text => text.Length) + await context.CallActivityAsync<int>("Length", texts[3]);
            })
            .Activity("Text", (int i) => string.Concat(Enumerable.Repeat($"字{i % 10}\"😀", 6_000)))
            .Activity("Length", (string text) => text.Length);
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, functions, options))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Large", new StartOrchestrationOptions("large"), TestHub.Soon);
            await hub.WaitForHistoryAsync("large", history => history.Count(happened => happened is TaskCompletedEvent) == 12);
        }

        // Read back by a hub that remembers nothing.
        await using var successor = await TestHub.StartAsync(azurite, functions, options);
        await successor.Client.RaiseEventAsync("large", "go", "x", TestHub.Soon);
        Assert.Equal((13 * 30_000).ToString(System.Globalization.CultureInfo.InvariantCulture), (await successor.EndAsync("large")).SerializedOutput);
        Assert.Equal(1, (await successor.Client.PurgeInstanceAsync("large", TestHub.Soon)).PurgedInstanceCount);
        Assert.Null(await successor.Client.GetInstanceAsync("large", TestHub.Soon));
    }

    [Fact]
    public async Task Payloads_that_are_too_large_are_refused_with_the_reason()
    {
        var tooLarge = new string('x', Limits.Payload);
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Result", _ => Task.FromResult(tooLarge))
            .Orchestrator("Call", context => context.CallActivityAsync("Take", tooLarge))
            .Orchestrator("Get", context => context.CallActivityAsync<string>("Give"))
            .Activity("Take", (string _) => 0)
            .Activity("Give", (string? _) => tooLarge));

        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.ScheduleNewOrchestrationInstanceAsync("Result", tooLarge, TestHub.Soon));
        foreach (var (name, what) in new[] { ("Result", "The result of orchestrator 'Result' has 200002 characters"), ("Call", "The input of a call of activity 'Take'"), ("Get", "The result of activity 'Give'") })
        {
            var end = await hub.RunAsync(name);
            Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
            Assert.Contains(what, end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Failures_of_activities_retry_and_reach_the_outside_with_their_cause()
    {
        var calls = 0;
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Retry", context => context.CallActivityAsync<int>("Flaky", new TaskOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(20)))))
            .Orchestrator("Fail", context => context.CallActivityAsync("Broken"))
            .Orchestrator("Missing", context => context.CallActivityAsync("Nowhere", new TaskOptions(new RetryPolicy(3, TimeSpan.FromHours(1)))))
            .Activity("Flaky", (string? _) => Interlocked.Increment(ref calls) < 3 ? throw new TimeoutException("slow") : calls)
            .Activity<string?, int>("Broken", _ => throw new InvalidOperationException("outer", new TimeoutException("inner"))));

        Assert.Equal("3", (await hub.RunAsync("Retry")).SerializedOutput);
        var failed = (await hub.RunAsync("Fail")).FailureDetails!;
        Assert.Equal("Task 'Broken' (#0) failed with an unhandled exception: outer", failed.ErrorMessage);
        Assert.True(failed.IsCausedBy<TaskFailedException>());
        Assert.True(failed.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.Equal("inner", failed.InnerFailure.InnerFailure!.ErrorMessage);
        Assert.Contains("No activity task named 'Nowhere' was found", (await hub.RunAsync("Missing")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        var nobody = await hub.RunAsync("Nobody");
        Assert.Equal("OrchestratorTaskNotFound", nobody.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Events_wait_for_their_reader_in_order()
    {
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Read", async context =>
            {
                await context.CallActivityAsync("Hold");
                var read = new List<int>();
                for (var i = 0; i < 5; i++)
                {
                    read.Add(await context.WaitForExternalEvent<int>("number"));
                }

                return read;
            })
            .Activity<string?, int>("Hold", async (_, _) =>
            {
                await release.Task;
                return 0;
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Read", TestHub.Soon);
        for (var i = 0; i < 5; i++)
        {
            await hub.Client.RaiseEventAsync(id, i % 2 == 0 ? "Number" : "NUMBER", i, TestHub.Soon);
        }

        release.SetResult();
        Assert.Equal("[0,1,2,3,4]", (await hub.EndAsync(id)).SerializedOutput);
        await hub.Client.RaiseEventAsync(id, "number", 9, TestHub.Soon);
        await hub.Client.RaiseEventAsync("nobody", "number", 9, TestHub.Soon);
        Assert.Null(await hub.Client.GetInstanceAsync("nobody", TestHub.Soon));
    }

    [Fact]
    public async Task Durable_timers_follow_the_clock_also_past_six_days_and_over_a_restart()
    {
        var time = new ManualTime();
        var functions = new TestFunctions().Orchestrator("Sleep", async context =>
        {
            var began = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
            return (context.CurrentUtcDateTime - began).TotalDays;
        });
        var options = new HubOptions { Time = time, HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, functions, options))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Sleep", new StartOrchestrationOptions("sleeper"), TestHub.Soon);
            await hub.WaitForHistoryAsync("sleeper", history => history.OfType<TimerCreatedEvent>().Any());
            time.Advance(TimeSpan.FromDays(3));
            await hub.WaitForHistoryAsync("sleeper", history => history.OfType<TimerCreatedEvent>().Count() == 2);
        }

        time.Advance(TimeSpan.FromDays(3));
        await using var successor = await TestHub.StartAsync(azurite, functions, options);
        await successor.WaitForHistoryAsync("sleeper", history => history.OfType<TimerCreatedEvent>().Count() == 3);
        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await successor.GetAsync("sleeper")).RuntimeStatus);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("7", (await successor.EndAsync("sleeper")).SerializedOutput);
    }

    [Fact]
    public async Task An_approval_reminds_escalates_and_expires_in_no_time()
    {
        var time = new ManualTime();
        var mails = new ConcurrentQueue<string>();
        await using var hub = await TestHub.StartAsync(
            azurite,
            new TestFunctions()
                .Orchestrator("Approve", async context =>
                {
                    foreach (var (hours, mail) in new[] { (24, "reminder"), (12, "escalation"), (12, "expired") })
                    {
                        try
                        {
                            return await context.WaitForExternalEvent<string>("decision", TimeSpan.FromHours(hours));
                        }
                        catch (TaskCanceledException)
                        {
                            await context.CallActivityAsync("Mail", mail);
                        }
                    }

                    return "expired";
                })
                .Activity("Mail", (string mail) =>
                {
                    mails.Enqueue(mail);
                    return 0;
                }),
            new HubOptions { Time = time });
        var silent = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Approve", new StartOrchestrationOptions("silent"), TestHub.Soon);
        var prompt = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Approve", new StartOrchestrationOptions("prompt"), TestHub.Soon);
        foreach (var (hours, timers) in new[] { (24, 1), (12, 2), (12, 3) })
        {
            await hub.WaitForHistoryAsync(silent, history => history.OfType<TimerCreatedEvent>().Count() == timers);
            await hub.WaitForHistoryAsync(prompt, history => history.OfType<TimerCreatedEvent>().Any());
            if (timers == 1)
            {
                await hub.Client.RaiseEventAsync(prompt, "decision", "yes", TestHub.Soon);
                Assert.Equal("\"yes\"", (await hub.EndAsync(prompt)).SerializedOutput);
            }

            time.Advance(TimeSpan.FromHours(hours));
        }

        Assert.Equal("\"expired\"", (await hub.EndAsync(silent)).SerializedOutput);
        Assert.Equal(["reminder", "escalation", "expired"], mails);
    }

    [Fact]
    public async Task Sub_orchestrations_return_fail_and_know_their_parent()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Parent", async context =>
            {
                var sum = (await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallSubOrchestratorAsync<int>("Child", i)))).Sum();
                try
                {
                    await context.CallSubOrchestratorAsync("Child", -1, new SubOrchestrationOptions(instanceId: "bad-child"));
                }
                catch (TaskFailedException exception)
                {
                    return $"{sum} {exception.FailureDetails.ErrorMessage}";
                }

                return "no failure";
            })
            .Orchestrator("Child", async context =>
            {
                var i = context.GetInput<int>();
                Assert.Equal(("Parent", "the-parent"), (context.Parent!.Name.Name, context.Parent.InstanceId));
                return i < 0 ? throw new InvalidOperationException("negative") : await context.CallActivityAsync<int>("Double", i);
            })
            .Activity("Double", (int i) => i * 2));

        Assert.Equal("\"20 negative\"", (await hub.RunAsync("Parent", id: "the-parent")).SerializedOutput);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await hub.GetAsync("bad-child")).RuntimeStatus);
        Assert.Equal(7, (await hub.Client.PurgeInstanceAsync("the-parent", new PurgeInstanceOptions(Recursive: true), TestHub.Soon)).PurgedInstanceCount);
    }

    [Fact]
    public async Task A_sub_orchestration_that_failed_is_tried_again_under_its_id_and_one_that_runs_is_not_taken()
    {
        var runs = 0;
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync<int>(
                "Child",
                null,
                new SubOrchestrationOptions(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromMilliseconds(10))), "same-child")))
            .Orchestrator("Child", context => context.CallActivityAsync<int>("Flaky"))
            .Orchestrator("Taker", context => context.CallSubOrchestratorAsync("Waiter", null, new SubOrchestrationOptions(instanceId: "busy")))
            .Orchestrator("Waiter", context => context.WaitForExternalEvent<int>("end"))
            .Activity("Flaky", (string? _) => Interlocked.Increment(ref runs) < 3 ? throw new TimeoutException("slow") : runs));

        Assert.Equal("3", (await hub.RunAsync("Parent")).SerializedOutput);
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Waiter", new StartOrchestrationOptions("busy"), TestHub.Soon);
        var taker = await hub.RunAsync("Taker");
        Assert.Contains("'busy' already exists", taker.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_send_each_other_events()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Sender", async context =>
            {
                context.SendEvent("receiver", "n", 1);
                context.SendEvent("nobody", "n", 1);
                await context.CallActivityAsync("Nothing");
                context.SendEvent("receiver", "n", 2);
            })
            .Orchestrator("Receiver", async context => await context.WaitForExternalEvent<int>("n") + (10 * await context.WaitForExternalEvent<int>("n")))
            .Activity("Nothing", (string? _) => 0));
        await hub.Client.ScheduleNewOrchestrationInstanceAsync("Receiver", new StartOrchestrationOptions("receiver"), TestHub.Soon);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await hub.RunAsync("Sender")).RuntimeStatus);
        Assert.Equal("21", (await hub.EndAsync("receiver")).SerializedOutput);
    }

    [Fact]
    public async Task An_event_that_is_delivered_once_more_after_a_crash_counts_once_also_in_the_next_generation()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions().Orchestrator("Count", async context =>
        {
            await context.WaitForExternalEvent<int>("n");
            var last = context.GetInput<int>() == 2;
            if (!last)
            {
                context.ContinueAsNew(context.GetInput<int>() + 1);
            }

            return "end";
        }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Count", 0, TestHub.Soon);
        for (var delivery = 0; delivery < 3; delivery++)
        {
            foreach (var message in new[] { "sender:1", "sender:2" })
            {
                var again = HubMessage.Awaited(new EventRaisedEvent(-1, "1") { Name = "n", MessageId = message });
                Assert.Equal(DeliveryOutcome.Accepted, await hub.Hub.DeliverAsync(id, again, TestHub.Soon));
            }
        }

        await hub.WaitForHistoryAsync(id, history => history.OfType<ExecutionStartedEvent>().Any(started => started.Generation == 2));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.GetAsync(id)).RuntimeStatus);
        await hub.Client.RaiseEventAsync(id, "n", 1, TestHub.Soon);
        Assert.Equal("\"end\"", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Starting_over_empties_the_history_and_keeps_unread_events()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions().Orchestrator("Count", async context =>
        {
            var count = context.GetInput<int>();
            context.SetCustomStatus(count);
            if (count == 0)
            {
                // Events that come before the reader: they must survive three generations.
                await context.WaitForExternalEvent<string>("begin");
            }

            if (count < 3)
            {
                context.ContinueAsNew(count + 1);
                return "over";
            }

            return await context.WaitForExternalEvent<string>("a") + await context.WaitForExternalEvent<string>("b");
        }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Count", 0, TestHub.Soon);
        await hub.Client.RaiseEventAsync(id, "b", "B", TestHub.Soon);
        await hub.Client.RaiseEventAsync(id, "a", "A", TestHub.Soon);
        await hub.Client.RaiseEventAsync(id, "begin", "", TestHub.Soon);

        var end = await hub.EndAsync(id);
        Assert.Equal(("\"AB\"", "3", "3"), (end.SerializedOutput, end.SerializedInput, end.SerializedCustomStatus));
        var history = await hub.Client.GetOrchestrationHistoryAsync(id, TestHub.Soon);
        Assert.Equal(3, history.OfType<ExecutionStartedEvent>().Single().Generation);
    }

    [Fact]
    public async Task Suspended_instances_hold_what_comes_until_they_are_resumed()
    {
        var release = new TaskCompletionSource();
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Work", async context => await context.CallActivityAsync<int>("Slow") + await context.WaitForExternalEvent<int>("n"))
            .Activity<string?, int>("Slow", async (_, _) =>
            {
                await release.Task;
                return 1;
            }));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Work", TestHub.Soon);
        await hub.Client.WaitForInstanceStartAsync(id, TestHub.Soon);
        await hub.Client.SuspendInstanceAsync(id, "pause", TestHub.Soon);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.GetAsync(id)).RuntimeStatus);
        await hub.Client.RaiseEventAsync(id, "n", 2, TestHub.Soon);
        release.SetResult();
        await hub.WaitForHistoryAsync(id, history => history.OfType<TaskCompletedEvent>().Any());
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await hub.GetAsync(id)).RuntimeStatus);

        await hub.Client.ResumeInstanceAsync(id, "go on", TestHub.Soon);
        Assert.Equal("3", (await hub.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Terminating_ends_an_instance_and_on_request_its_children()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child", null, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("never")));
        foreach (var (id, recursive) in new[] { ("alone", false), ("all", true) })
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", new StartOrchestrationOptions(id), TestHub.Soon);
            await Eventually.TrueAsync(async () => await hub.Client.GetInstanceAsync(id + "-child", TestHub.Soon) is { IsRunning: true }, "the child runs");
            await hub.Client.TerminateInstanceAsync(id, new TerminateInstanceOptions("enough", recursive), TestHub.Soon);
            var end = await hub.EndAsync(id);
            Assert.Equal((OrchestrationRuntimeStatus.Terminated, "\"enough\""), (end.RuntimeStatus, end.SerializedOutput));
        }

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await hub.EndAsync("all-child")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await hub.GetAsync("alone-child")).RuntimeStatus);
        await Assert.ThrowsAsync<InvalidOperationException>(() => hub.Client.TerminateInstanceAsync("all", TestHub.Soon));
        await Assert.ThrowsAsync<ArgumentException>(() => hub.Client.TerminateInstanceAsync("nobody", TestHub.Soon));
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child", null, new SubOrchestrationOptions(instanceId: "child")))
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("never")));
        var id = await hub.Client.ScheduleNewOrchestrationInstanceAsync("Parent", TestHub.Soon);
        await Eventually.TrueAsync(async () => await hub.Client.GetInstanceAsync("child", TestHub.Soon) is { IsRunning: true }, "the child runs");
        await hub.Client.TerminateInstanceAsync("child", (object)"no", TestHub.Soon);

        Assert.Contains("was terminated: \"no\"", (await hub.EndAsync(id)).FailureDetails!.InnerFailure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_code_fails_the_instance_and_names_the_action()
    {
        var options = new HubOptions { HubName = "H" + Guid.NewGuid().ToString("N") };
        await using (var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Story", async context =>
            {
                await context.CallActivityAsync("Old");
                await context.WaitForExternalEvent<int>("go");
            })
            .Activity("Old", (string? _) => 0), options))
        {
            await hub.Client.ScheduleNewOrchestrationInstanceAsync("Story", new StartOrchestrationOptions("changed"), TestHub.Soon);
            await hub.WaitForHistoryAsync("changed", history => history.OfType<TaskCompletedEvent>().Any());
        }

        await using var successor = await TestHub.StartAsync(
            azurite,
            new TestFunctions().Orchestrator("Story", context => context.CallActivityAsync("New")),
            options);
        await successor.Client.RaiseEventAsync("changed", "go", 1, TestHub.Soon);
        var failure = (await successor.EndAsync("changed")).FailureDetails!;
        Assert.Contains("action id 0 the history holds a call of activity 'Old'", failure.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("asked for a call of activity 'New'", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orchestrator_that_leaves_its_thread_fails_with_the_reason()
    {
        await using var hub = await TestHub.StartAsync(azurite, new TestFunctions()
            .Orchestrator("Delay", async _ => await Task.Delay(TimeSpan.FromMilliseconds(50)))
            .Orchestrator("CancelAsync", async context =>
            {
                using var stop = new CancellationTokenSource();
                await Task.WhenAny(context.CreateTimer(TimeSpan.FromDays(1), stop.Token), context.WaitForExternalEvent<int>("n", stop.Token), Task.CompletedTask);
                await stop.CancelAsync();
                await context.WaitForExternalEvent<int>("m");
            })
            .Orchestrator("Race", async context =>
            {
                var decision = context.WaitForExternalEvent<int>("n");
                await Task.Delay(TimeSpan.FromMilliseconds(50));
                await decision;
            }));

        foreach (var name in new[] { "Delay", "CancelAsync", "Race" })
        {
            var end = await hub.RunAsync(name);
            Assert.Contains($"Multithreaded execution was detected in orchestrator '{name}'", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        }
    }
}
