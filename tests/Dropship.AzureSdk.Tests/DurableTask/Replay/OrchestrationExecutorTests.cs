using System.Collections.Concurrent;
using Dropship.AzureSdk.Durable.Replay;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Dropship.AzureSdk.Tests.DurableTask.Replay;

public sealed class OrchestrationExecutorTests
{
    [Fact]
    public void Activities_run_one_after_the_other_and_their_results_replay()
    {
        var play = Playback.Of(async context =>
        {
            var greeting = await context.CallActivityAsync<string>("Greet", "Ada");
            return await context.CallActivityAsync<int>("Count", greeting);
        });

        var first = Assert.IsType<TaskScheduledEvent>(Assert.Single(play.Start().Actions));
        Assert.Equal((0, "Greet", "\"Ada\""), (first.EventId, first.Name, first.Input));
        var second = Assert.IsType<TaskScheduledEvent>(Assert.Single(play.Return(0, "Hello Ada").Actions));
        Assert.Equal((1, "Count", "\"Hello Ada\""), (second.EventId, second.Name, second.Input));
        var end = play.Return(1, 9).Completion!;
        Assert.Equal((OrchestrationStatus.Completed, "9"), (end.OrchestrationStatus, end.Result));
    }

    [Fact]
    public void The_clock_stands_still_within_a_step_and_only_the_past_is_replaying()
    {
        var seen = new List<(DateTime Time, bool Replaying)>();
        var play = Playback.Of(async context =>
        {
            seen.Add((context.CurrentUtcDateTime, context.IsReplaying));
            await context.CallActivityAsync("A");
            seen.Add((context.CurrentUtcDateTime, context.IsReplaying));
        });
        play.Start();
        play.Now = Playback.Begin.AddMinutes(5);
        play.Return(0, null);

        Assert.Equal(
            [(Playback.Begin, false), (Playback.Begin, true), (Playback.Begin.AddMinutes(5), false)],
            seen);
    }

    [Fact]
    public void NewGuid_gives_the_same_ids_on_every_replay()
    {
        var play = Playback.Of(context => Task.FromResult(new[] { context.NewGuid(), context.NewGuid() }));

        Assert.Equal(
            """["327120dc-9627-5493-aa2b-87f038e14b04","c407b273-fabb-592c-b648-08a75bdac4f2"]""",
            play.Start().Completion!.Result);
    }

    [Fact]
    public void WhenAll_collects_results_in_any_order()
    {
        var play = Playback.Of(async context =>
            await Task.WhenAll(Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<int>("Square", i))));

        Assert.Equal([0, 1, 2], play.Start().Actions.Select(action => action.EventId));
        Assert.Null(play.Return(2, 4).Completion);
        Assert.Null(play.Return(0, 0).Completion);
        Assert.Equal("[0,1,4]", play.Return(1, 1).Completion!.Result);
    }

    [Fact]
    public void The_end_waits_for_activities_and_timers_that_are_still_open()
    {
        var play = Playback.Of(async context =>
        {
            var first = await Task.WhenAny(context.CallActivityAsync<string>("A"), context.CallActivityAsync<string>("B"));
            return await first;
        });
        play.Start();

        Assert.Null(play.Return(1, "b").Completion);
        Assert.Equal("\"b\"", play.Return(0, "a").Completion!.Result);
    }

    [Fact]
    public void A_failure_too_waits_for_what_is_open()
    {
        var play = Playback.Of(context =>
        {
            _ = context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
            throw new InvalidOperationException("no");
        });

        Assert.Null(play.Start().Completion);
        Assert.Equal(OrchestrationStatus.Failed, play.Fire(0).Completion!.OrchestrationStatus);
    }

    [Fact]
    public void A_cancelled_timer_is_not_open_and_cancels_its_waiter()
    {
        var play = Playback.Of(async context =>
        {
            using var cancel = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromHours(1), cancel.Token);
            await context.CallActivityAsync("A");
            cancel.Cancel();
            try
            {
                await timer;
            }
            catch (TaskCanceledException)
            {
                return "cancelled";
            }

            return "fired";
        });
        play.Start();
        var end = play.Return(1, null);

        Assert.Equal("\"cancelled\"", end.Completion!.Result);
        Assert.Equal([0], end.CancelledTimers);
    }

    [Fact]
    public void A_long_timer_is_made_of_pieces_of_three_days()
    {
        var play = Playback.Of(async context =>
        {
            await context.CreateTimer(TimeSpan.FromDays(7), CancellationToken.None);
            return context.CurrentUtcDateTime;
        });

        Assert.Equal(Playback.Begin.AddDays(3), Assert.IsType<TimerCreatedEvent>(Assert.Single(play.Start().Actions)).FireAt);
        Assert.Equal(Playback.Begin.AddDays(6), Assert.IsType<TimerCreatedEvent>(Assert.Single(play.Fire(0).Actions)).FireAt);
        Assert.Equal(Playback.Begin.AddDays(7), Assert.IsType<TimerCreatedEvent>(Assert.Single(play.Fire(1).Actions)).FireAt);
        Assert.Equal("\"2026-01-10T04:05:06Z\"", play.Fire(2).Completion!.Result);
    }

    [Fact]
    public void Events_that_come_early_wait_in_order_and_names_ignore_case()
    {
        var play = Playback.Of(async context =>
        {
            await context.CallActivityAsync("A");
            return (await context.WaitForExternalEvent<string>("go")) + (await context.WaitForExternalEvent<string>("GO"));
        });
        play.Start();
        play.Raise("Go", "1");
        play.Raise("gO", "2");

        Assert.Equal("\"12\"", play.Return(0, null).Completion!.Result);
    }

    [Fact]
    public void Events_before_the_first_step_reach_the_orchestrator()
    {
        var play = Playback.Of(async context => await context.WaitForExternalEvent<int>("n"));
        Assert.False(play.Raise("n", 7).IsStarted);

        Assert.Equal("7", play.Start().Completion!.Result);
    }

    [Fact]
    public void Of_several_waiters_the_newest_gets_the_event()
    {
        var play = Playback.Of(async context =>
        {
            var older = context.WaitForExternalEvent<string>("n");
            var newer = context.WaitForExternalEvent<string>("n");
            return (await newer) + (await older);
        });
        play.Start();
        play.Raise("n", "first");

        Assert.Equal("\"firstsecond\"", play.Raise("n", "second").Completion!.Result);
    }

    [Fact]
    public void A_cancelled_waiter_takes_no_event_from_a_later_one()
    {
        var play = Playback.Of(async context =>
        {
            using var cancel = new CancellationTokenSource();
            _ = context.WaitForExternalEvent<string>("n", cancel.Token);
            cancel.Cancel();
            await context.CallActivityAsync("A");
            return await context.WaitForExternalEvent<string>("n");
        });
        play.Start();
        play.Raise("n", "kept");

        Assert.Equal("\"kept\"", play.Return(0, null).Completion!.Result);
    }

    [Fact]
    public void Waiting_for_one_name_with_two_types_is_an_error()
    {
        var play = Playback.Of(async context =>
        {
            _ = context.WaitForExternalEvent<string>("n");
            await context.WaitForExternalEvent<int>("n");
        });

        var failure = play.Start().Completion!.FailureDetails!;
        Assert.Equal("System.ArgumentException", failure.ErrorType);
        Assert.Contains("same type argument", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_wait_that_expires_is_cancelled_and_one_that_is_served_cancels_its_timer()
    {
        static async Task<string> Story(TaskOrchestrationContext context)
        {
            try
            {
                return await context.WaitForExternalEvent<string>("n", TimeSpan.FromHours(1));
            }
            catch (TaskCanceledException)
            {
                return "late";
            }
        }

        var late = Playback.Of(Story);
        late.Start();
        Assert.Equal("\"late\"", late.Fire(0).Completion!.Result);

        var served = Playback.Of(Story);
        served.Start();
        var end = served.Raise("n", "in time");
        Assert.Equal("\"in time\"", end.Completion!.Result);
        Assert.Equal([0], end.CancelledTimers);
    }

    [Fact]
    public void A_failed_activity_throws_with_its_details()
    {
        var play = Playback.Of(async context =>
        {
            try
            {
                await context.CallActivityAsync("Pay");
                return "paid";
            }
            catch (TaskFailedException exception)
            {
                return $"{exception.TaskName}#{exception.TaskId}:{exception.FailureDetails.ErrorType}:{exception.FailureDetails.IsCausedBy<SystemException>()}:{exception.Message}";
            }
        });
        play.Start();

        Assert.Equal(
            "\"Pay#0:System.InvalidOperationException:True:Task \\u0027Pay\\u0027 (#0) failed with an unhandled exception: broken\"",
            play.Throw(0).Completion!.Result);
    }

    [Fact]
    public void An_unhandled_failure_ends_the_instance_with_the_cause_inside()
    {
        var play = Playback.Of(context => context.CallActivityAsync("Pay"));
        play.Start();
        var failure = play.Throw(0).Completion!.FailureDetails!;

        Assert.Equal("Microsoft.DurableTask.TaskFailedException", failure.ErrorType);
        Assert.Equal(("System.InvalidOperationException", "broken"), (failure.InnerFailure!.ErrorType, failure.InnerFailure.ErrorMessage));
    }

    [Fact]
    public void A_retry_policy_waits_longer_each_time_up_to_its_limit()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(2), 2.0, TimeSpan.FromSeconds(10)));
        var play = Playback.Of(context => context.CallActivityAsync("Flaky", options));
        play.Start();
        var waits = new List<double>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var timer = Assert.IsType<TimerCreatedEvent>(Assert.Single(play.Throw(attempt * 2).Actions));
            waits.Add((timer.FireAt - play.Now).TotalSeconds);
            Assert.IsType<TaskScheduledEvent>(Assert.Single(play.Fire(timer.EventId).Actions));
        }

        Assert.Equal([2.0, 4.0, 8.0, 10.0], waits);
        Assert.Equal(OrchestrationStatus.Failed, play.Throw(8).Completion!.OrchestrationStatus);
    }

    [Fact]
    public void A_retry_stops_when_the_time_is_up_when_told_so_and_when_it_cannot_help()
    {
        var timed = Playback.Of(context => context.CallActivityAsync("A", new TaskOptions(
            new RetryPolicy(10, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(15)))));
        timed.Start();
        timed.Throw(0);
        timed.Fire(1);
        timed.Throw(2);
        timed.Fire(3);
        Assert.Equal(OrchestrationStatus.Failed, timed.Throw(4).Completion!.OrchestrationStatus);

        var told = Playback.Of(context => context.CallActivityAsync("A", new TaskOptions(
            new RetryPolicy(10, TimeSpan.FromSeconds(10)) { HandleFailure = failure => !failure.IsCausedBy<InvalidOperationException>() })));
        told.Start();
        Assert.Equal(OrchestrationStatus.Failed, told.Throw(0).Completion!.OrchestrationStatus);

        var useless = Playback.Of(context => context.CallActivityAsync("A", new TaskOptions(new RetryPolicy(10, TimeSpan.FromSeconds(10)))));
        useless.Start();
        Assert.Equal(OrchestrationStatus.Failed, useless.Throw(0, isNonRetriable: true).Completion!.OrchestrationStatus);
    }

    [Fact]
    public void A_retry_handler_decides_and_may_wait()
    {
        var attempts = new List<int>();
        var play = Playback.Of(context => context.CallActivityAsync<string>("A", TaskOptions.FromRetryHandler(async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            if (!retry.OrchestrationContext.IsReplaying)
            {
                attempts.Add(retry.LastAttemptNumber);
            }

            return retry.LastAttemptNumber < 3;
        })));
        play.Start();
        play.Throw(0);
        play.Fire(1);
        play.Throw(2);
        play.Fire(3);

        Assert.Equal("\"ok\"", play.Return(4, "ok").Completion!.Result);
        Assert.Equal([1, 2], attempts);
    }

    [Fact]
    public void A_sub_orchestration_gets_a_deterministic_id_or_the_given_one()
    {
        var play = Playback.Of(async context =>
        {
            await context.CallSubOrchestratorAsync("Child", 1);
            return await context.CallSubOrchestratorAsync<int>("Child", 2, new SubOrchestrationOptions(instanceId: "mine") { Version = "3" });
        });
        var made = Assert.IsType<SubOrchestrationInstanceCreatedEvent>(Assert.Single(play.Start().Actions));
        Assert.Equal("327120dc96275493aa2b87f038e14b04", made.InstanceId);
        var given = Assert.IsType<SubOrchestrationInstanceCreatedEvent>(
            Assert.Single(play.Step(new SubOrchestrationInstanceCompletedEvent(-1, 0, null)).Actions));
        Assert.Equal(("mine", "3", "2"), (given.InstanceId, given.Version, given.Input));

        Assert.Equal("5", play.Step(new SubOrchestrationInstanceCompletedEvent(-1, 1, "5")).Completion!.Result);
    }

    [Fact]
    public void Continuing_as_new_carries_unread_events_over_when_asked()
    {
        foreach (var preserve in new[] { true, false })
        {
            var play = Playback.Of(async context =>
            {
                await context.CallActivityAsync("A");
                context.SetCustomStatus("turning");
                context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 2, PreserveUnprocessedEvents = preserve, NewVersion = "2.0" });
                return "ignored";
            });
            play.Start(play.Raised("x", 1));
            play.Raise("y", 2);
            var end = play.Return(0, null);

            Assert.IsType<ContinueAsNewEvent>(end.Completion);
            Assert.Equal(("2", "2.0", "\"turning\""), (end.Completion!.Result, end.NewVersion, end.CustomStatus));
            Assert.Equal(preserve ? ["x", "y"] : [], end.CarriedOver.Select(raised => raised.Name));
        }
    }

    [Fact]
    public void While_suspended_nothing_runs_and_what_came_is_handled_after_the_resume()
    {
        var play = Playback.Of(async context => await context.WaitForExternalEvent<string>("n"));
        play.Start();
        Assert.True(play.Step(new ExecutionSuspendedEvent(-1, "pause")).IsSuspended);
        Assert.Null(play.Raise("n", "held").Completion);

        Assert.Equal("\"held\"", play.Step(new ExecutionResumedEvent(-1, null)).Completion!.Result);
    }

    [Fact]
    public void Terminate_ends_at_once_also_with_open_tasks_and_while_suspended()
    {
        var play = Playback.Of(context => context.CallActivityAsync("A"));
        play.Start();
        play.Step(new ExecutionSuspendedEvent(-1, null));
        var end = play.Step(new ExecutionTerminatedEvent(-1, "\"enough\"")).Completion!;

        Assert.Equal((OrchestrationStatus.Terminated, "\"enough\""), (end.OrchestrationStatus, end.Result));
    }

    [Fact]
    public void Another_action_than_the_recorded_one_is_named_and_fails_the_instance()
    {
        var play = Playback.Of(context => context.CallActivityAsync("Old"));
        play.Start();
        play.Orchestrator = context => context.CallActivityAsync("New");
        var failure = play.Return(0, null).Completion!.FailureDetails!;

        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", failure.ErrorType);
        Assert.Contains("at action id 0 the history holds a call of activity 'Old', but the orchestrator, played again, asked for a call of activity 'New'", failure.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_action_of_another_kind_or_a_missing_one_is_named_too()
    {
        var kind = Playback.Of(context => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None));
        kind.Start();
        kind.Orchestrator = context => context.CallSubOrchestratorAsync("Child");
        Assert.Contains("holds a timer to 2026-01-03T05:05:06.0000000Z, but the orchestrator, played again, asked for a call of sub-orchestrator 'Child'", kind.Fire(0).Completion!.FailureDetails!.ErrorMessage, StringComparison.Ordinal);

        var missing = Playback.Of(context => context.CallActivityAsync("Old"));
        missing.Start();
        missing.Orchestrator = _ => Task.CompletedTask;
        Assert.Contains("asked for nothing there", missing.Return(0, null).Completion!.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_activities_may_change_in_case()
    {
        var play = Playback.Of(context => context.CallActivityAsync<int>("Pay"));
        play.Start();
        play.Orchestrator = context => context.CallActivityAsync<int>("PAY");

        Assert.Equal("1", play.Return(0, 1).Completion!.Result);
    }

    [Fact]
    public void Awaiting_something_else_than_a_durable_task_fails_with_the_reason()
    {
        var never = new TaskCompletionSource();
        foreach (var wait in new Func<Task>[] { () => never.Task, () => Task.Delay(TimeSpan.FromMilliseconds(1)), () => Task.Run(() => { }) })
        {
            var play = Playback.Of(async context =>
            {
                await wait();
                await context.CallActivityAsync("A");
            });
            var end = play.Start().Completion;
            if (end is null)
            {
                // The foreign task was done before it was awaited: nothing to find out.
                continue;
            }

            Assert.Equal("System.InvalidOperationException", end.FailureDetails!.ErrorType);
            Assert.Contains("Multithreaded execution was detected in orchestrator 'Story'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Work_that_comes_from_another_thread_after_the_step_is_told_and_never_run()
    {
        var told = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var wentOn = false;
        var play = Playback.Of(async context =>
        {
            _ = context.WaitForExternalEvent<string>("n");
            await gate.Task;
            wentOn = true;
        });
        play.OnForeignWork = () => told.TrySetResult();

        Assert.Null(play.Start().Completion);
        await Task.Run(gate.SetResult);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(wentOn);
    }

    [Fact]
    public async Task The_context_refuses_calls_from_other_threads()
    {
        TaskOrchestrationContext? leaked = null;
        var play = Playback.Of(context =>
        {
            leaked = context;
            return context.CallActivityAsync("A");
        });
        play.Start();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => leaked!.CallActivityAsync("B")));
        Assert.Throws<InvalidOperationException>(() => leaked!.NewGuid());
    }

    [Fact]
    public void Tasks_started_on_the_current_scheduler_stay_on_the_thread()
    {
        var threads = new HashSet<int>();
        var play = Playback.Of(async context =>
        {
            threads.Add(Environment.CurrentManagedThreadId);
            await Task.Factory.StartNew(() => threads.Add(Environment.CurrentManagedThreadId), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
            await Task.Yield();
            threads.Add(Environment.CurrentManagedThreadId);
            return await context.CallActivityAsync<int>("A").ContinueWith(task => task.Result + 1, TaskScheduler.Current);
        });
        play.Start();

        Assert.Equal("2", play.Return(0, 1).Completion!.Result);
        Assert.InRange(threads.Count, 1, 2);
    }

    [Fact]
    public void The_version_is_the_instances_and_compares_as_numbers()
    {
        var play = Playback.Of(
            context => Task.FromResult((int[])[context.CompareVersionTo("1.9"), context.CompareVersionTo("1.10"), context.CompareVersionTo(string.Empty)]),
            version: "1.10");

        Assert.Equal("[1,0,1]", play.Start().Completion!.Result);
    }

    [Fact]
    public void A_replay_safe_logger_is_silent_about_the_past()
    {
        using var log = new ListLoggerFactory();
        var play = Playback.Of(
            async context =>
            {
                var logger = context.CreateReplaySafeLogger("Story");
                logger.LogInformation("before");
                await context.CallActivityAsync("A");
                logger.LogInformation("after");
            },
            settings: new ReplaySettings { LoggerFactory = log });
        play.Start();
        play.Return(0, null);

        Assert.Equal(["before", "after"], log.Lines);
    }

    [Fact]
    public void A_duplicate_result_is_ignored()
    {
        var play = Playback.Of(async context =>
        {
            var first = await context.CallActivityAsync<int>("A");
            return first + await context.CallActivityAsync<int>("B");
        });
        play.Start();
        play.Return(0, 1);
        play.Return(0, 100);

        Assert.Equal("3", play.Return(1, 2).Completion!.Result);
    }

    [Fact]
    public void A_story_that_loops_over_thousands_of_events_needs_no_deep_stack()
    {
        var play = Playback.Of(async context =>
        {
            var sum = 0;
            for (var i = 0; i < 5000; i++)
            {
                sum += await context.WaitForExternalEvent<int>("n");
            }

            return sum;
        });

        Assert.Equal("5000", play.Start([.. Enumerable.Repeat(0, 5000).Select(_ => play.Raised("n", 1))]).Completion!.Result);
    }

    private sealed class ListLoggerFactory : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }
}
