using System.Diagnostics;
using Dropship.AzureSdk.Testing;
using Dropship.Core;
using Dropship.Core.Fulfilment;
using Dropship.Core.Operations;
using Dropship.Core.Purchasing;
using Dropship.Core.Purchasing.Guards;
using Dropship.Core.Stores;
using Dropship.Functions.Fulfilment;
using Dropship.Functions.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using static Dropship.Core.Fulfilment.FulfilmentStep;

namespace Dropship.Functions.Tests.Fulfilment;

/// <summary>The orchestration in the real host on real tables: started, woken, broken and revived as the app does it.</summary>
public sealed class FulfilmentHostTests(HubFixture azurite) : IClassFixture<HubFixture>
{
    private const string GoOn = nameof(FulfilmentActivities.ContinueFulfilment);

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task The_story_runs_by_events_and_by_a_timer_and_its_history_replays()
    {
        await using var app = await ScriptedApp.StartAsync(azurite.ConnectionString);
        var workflows = new DurableWorkflows(app.Client);
        var key = NewKey();
        app.Views[key.Value] = new FulfilmentView(AwaitDecision, TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1));

        // The second time it waits for half a day.
        await workflows.StartFulfilmentAsync(key, Soon);
        await CallsAsync(app, key, GoOn);
        app.Views[key.Value] = new FulfilmentView(AwaitDecision, TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(12));
        await CallsAsync(app, key, GoOn, GoOn);

        foreach (var news in (FulfilmentStep[])[AwaitPayment, AwaitShipment, Finished])
        {
            var before = app.Views.CallsOf(key.Value);
            app.Views[key.Value] = new FulfilmentView(news, null);
            await workflows.WakeAsync(key, Soon);
            await CallsAsync(app, key, [.. before, GoOn]);
        }

        var end = await app.Client.WaitForInstanceCompletionAsync(key.Value, Soon);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        var history = await app.Client.GetOrchestrationHistoryAsync(key.Value, Soon);
        Histories.Capture("approve-pay-ship-push-confirm.json", history);
        Assert.Null(OrchestrationReplayer.Replay(history, FulfilmentOrchestrator.RunAsync).Problem);
    }

    [Fact]
    public async Task One_is_started_once_whatever_became_of_it_and_waking_nobody_is_no_error()
    {
        await using var app = await ScriptedApp.StartAsync(azurite.ConnectionString);
        var workflows = new DurableWorkflows(app.Client);
        var key = NewKey();
        await workflows.WakeAsync(key, Soon);

        app.Views[key.Value] = new FulfilmentView(Finished, null);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => workflows.StartFulfilmentAsync(key, Soon)));
        await app.Client.WaitForInstanceCompletionAsync(key.Value, Soon);
        await workflows.StartFulfilmentAsync(key, Soon);
        await workflows.RestartFulfilmentAsync(key, Soon);
        await workflows.WakeAsync(key, Soon);

        Assert.Equal([GoOn], app.Views.CallsOf(key.Value));
    }

    [Fact]
    public async Task What_broke_is_told_and_started_again_and_nothing_else_is()
    {
        await using var app = await ScriptedApp.StartAsync(azurite.ConnectionString);
        var (failed, terminated, running) = (NewKey(), NewKey(), NewKey());
        foreach (var key in (PurchaseOrderKey[])[failed, terminated, running])
        {
            app.Views[key.Value] = new FulfilmentView(AwaitShipment, null);
        }

        // Without a key for input it fails at once.
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), null, new Microsoft.DurableTask.StartOrchestrationOptions(failed.Value), Soon);
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), null, new Microsoft.DurableTask.StartOrchestrationOptions("not-a-purchase"), Soon);
        await new DurableWorkflows(app.Client).StartFulfilmentAsync(terminated, Soon);
        await new DurableWorkflows(app.Client).StartFulfilmentAsync(running, Soon);
        await CallsAsync(app, terminated, GoOn);
        await app.Client.TerminateInstanceAsync(terminated.Value, "by hand", Soon);
        foreach (var id in (string[])[failed.Value, "not-a-purchase", terminated.Value])
        {
            await app.Client.WaitForInstanceCompletionAsync(id, Soon);
        }

        var alerts = Substitute.For<IAlerts>();
        await new ReviveFulfilmentsFunction(Trouble(alerts)).RunAsync(new TimerInfo(), app.Client, Soon);

        await CallsAsync(app, failed, GoOn);
        await CallsAsync(app, terminated, GoOn, GoOn);
        await CallsAsync(app, running, GoOn);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.Client.GetInstanceAsync("not-a-purchase", Soon))!.RuntimeStatus);
        var told = alerts.ReceivedCalls().Select(call => (AlertNotice)call.GetArguments()[0]!).ToList();
        Assert.Equal(
            ((string[])[$"purchase:{failed}:STEP_FAILING", $"purchase:{terminated}:STEP_FAILING"]).Order(StringComparer.Ordinal),
            told.Select(notice => notice.Key).Order(StringComparer.Ordinal));
        Assert.Contains(told, notice => notice.Detail.Contains("started with the key of its purchase order", StringComparison.Ordinal));

        // They run again: a second look finds nothing to revive.
        alerts.ClearReceivedCalls();
        await new ReviveFulfilmentsFunction(Trouble(alerts)).RunAsync(new TimerInfo(), app.Client, Soon);
        Assert.Empty(alerts.ReceivedCalls());
    }

    [Fact]
    public async Task One_that_ended_is_removed_some_time_after_its_start_and_started_again_it_ends_at_once()
    {
        await using var app = await ScriptedApp.StartAsync(azurite.ConnectionString);
        var workflows = new DurableWorkflows(app.Client);
        var (ended, running, broken) = (NewKey(), NewKey(), NewKey());
        app.Views[ended.Value] = new FulfilmentView(Finished, null);
        app.Views[running.Value] = new FulfilmentView(AwaitShipment, null);
        await workflows.StartFulfilmentAsync(ended, Soon);
        await workflows.StartFulfilmentAsync(running, Soon);
        await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(FulfilmentOrchestrator), null, new Microsoft.DurableTask.StartOrchestrationOptions(broken.Value), Soon);
        await app.Client.WaitForInstanceCompletionAsync(ended.Value, Soon);
        await app.Client.WaitForInstanceCompletionAsync(broken.Value, Soon);
        await CallsAsync(app, running, GoOn);

        var clock = new TestClock { Now = TimeProvider.System.GetUtcNow() + RecordRetention.RetainWorkflowsFor - TimeSpan.FromHours(1) };
        var removal = new RemoveEndedFulfilmentsFunction(
            new RecordRetention(Substitute.For<IFailedMessages>(), Substitute.For<ISpendLedger>(), Substitute.For<IWebhookDeliveries>(), Substitute.For<IAlertRows>(), clock),
            NullLogger<RemoveEndedFulfilmentsFunction>.Instance);
        await removal.RunAsync(new TimerInfo(), app.Client, Soon);
        Assert.NotNull(await app.Client.GetInstanceAsync(ended.Value, Soon));

        clock.Now += TimeSpan.FromHours(2);
        await removal.RunAsync(new TimerInfo(), app.Client, Soon);
        Assert.Null(await app.Client.GetInstanceAsync(ended.Value, Soon));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.Client.GetInstanceAsync(running.Value, Soon))!.RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.Client.GetInstanceAsync(broken.Value, Soon))!.RuntimeStatus);

        // A message that came late: the tables say that there is nothing left to do.
        await workflows.StartFulfilmentAsync(ended, Soon);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.Client.WaitForInstanceCompletionAsync(ended.Value, Soon)).RuntimeStatus);
        Assert.Equal([GoOn, GoOn], app.Views.CallsOf(ended.Value));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public async Task A_removal_is_asked_for_in_calls_that_the_client_waits_for(bool? isComplete, bool isDone)
    {
        PurgeInstancesFilter? filter = null;
        var client = Substitute.For<DurableTaskClient>("hub");
        client.PurgeAllInstancesAsync(Arg.Do<PurgeInstancesFilter>(asked => filter = asked), Arg.Any<CancellationToken>()).Returns(new PurgeResult(7, isComplete));
        var before = TimeProvider.System.GetUtcNow();

        Assert.Equal(new WorkflowRemoval(7, isDone), await new DurableWorkflows(client).RemoveEndedAsync(before, Soon));

        Assert.Equal((null, before, OrchestrationRuntimeStatus.Completed), (filter!.CreatedFrom, filter.CreatedTo, Assert.Single(filter.Statuses!)));
        Assert.InRange(filter.Timeout!.Value, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90));
    }

    private static StepTrouble Trouble(IAlerts alerts)
    {
        var orders = Substitute.For<IOrders>();
        orders.LoadAsync(default, default).ReturnsForAnyArgs(call => Facts.Record() with { Key = call.Arg<OrderKey>() });
        return new StepTrouble(orders, alerts);
    }

    private static PurchaseOrderKey NewKey() => PurchaseOrderKey.Create(new OrderKey("shop-one", $"{Guid.NewGuid():N}"), "b2b-1", "digest", PurchasePurpose.Sale, 1);

    private static async Task CallsAsync(ScriptedApp app, PurchaseOrderKey key, params string[] calls)
    {
        var watch = Stopwatch.StartNew();
        while (app.Views.CallsOf(key.Value).Count < calls.Length && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(calls, app.Views.CallsOf(key.Value));
    }
}
