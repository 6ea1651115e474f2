using Dropship.Core.Fulfilment;
using Dropship.Functions.Operations;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Dropship.Functions.Fulfilment;

/// <summary>
/// The story of a placed purchase order: approved, paid, shipped, its number in the store, confirmed. It keeps nothing itself: after each
/// step and each piece of news the tables say what comes next, so a lost or doubled event heals at the next look.
/// </summary>
/// <remarks>
/// Instances run for weeks. The order and the names of the calls below are part of their histories: a change needs a new
/// orchestration version, and this one stays as it is until its last instance has ended.
/// </remarks>
public static class FulfilmentOrchestrator
{
    /// <summary>Says that something changed; carries nothing.</summary>
    public const string NewsEvent = "PurchaseOrderChanged";

    // So many turns make a history long enough to begin a new one.
    private const int TurnsPerHistory = 60;

    // After so many failures in a row a person is told; the tries go on.
    private const int FailuresBeforeAlert = 5;

    [Function(nameof(FulfilmentOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var key = context.GetInput<string>() ?? throw new InvalidOperationException("A fulfilment is started with the key of its purchase order.");
        var logger = context.CreateReplaySafeLogger(nameof(FulfilmentOrchestrator));
        var view = await ReadAsync(context, key);
        var failures = 0;
        for (var turn = 0; view.NextStep != FulfilmentStep.Finished; turn++)
        {
            if (turn == TurnsPerHistory)
            {
                context.ContinueAsNew(key);
                return;
            }

            logger.NextStep(key, view.NextStep);
            if (view.IsWaiting(context.CurrentUtcDateTime))
            {
                await NewsAsync(context, view.WakeAt);
                view = await ReadAsync(context, key);
                continue;
            }

            try
            {
                view = await TakeStepAsync(context, key, view.NextStep);
                if (failures >= FailuresBeforeAlert)
                {
                    await context.CallActivityAsync(nameof(FulfilmentActivities.ResolveTrouble), key, Patiently);
                }

                failures = 0;
            }
            catch (TaskFailedException exception)
            {
                failures++;
                logger.StepFailed(key, view.NextStep, failures, exception.FailureDetails.ErrorMessage);
                if (failures == FailuresBeforeAlert)
                {
                    await context.CallActivityAsync(nameof(FulfilmentActivities.ReportTrouble), new Trouble(key, view.NextStep.ToString(), exception.FailureDetails.ErrorMessage), Patiently);
                }

                await NewsAsync(context, new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero) + PauseAfter(failures));
                view = await ReadAsync(context, key);
            }
        }
    }

    // Looking at our own tables and telling a person may be repeated at will.
    private static TaskOptions Patiently => TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(2), 2, TimeSpan.FromMinutes(5)));

    // A step that failed is never repeated as it was: the tables are read first, and they may say that it took effect.
    private static TaskOptions Never => new();

    private static Task<FulfilmentView> ReadAsync(TaskOrchestrationContext context, string key) =>
        context.CallActivityAsync<FulfilmentView>(nameof(FulfilmentActivities.ReadFulfilment), key, Patiently);

    private static Task<FulfilmentView> TakeStepAsync(TaskOrchestrationContext context, string key, FulfilmentStep step) => context.CallActivityAsync<FulfilmentView>(
        step switch
        {
            FulfilmentStep.RequestApproval => nameof(FulfilmentActivities.RequestApproval),
            FulfilmentStep.Remind => nameof(FulfilmentActivities.RemindApprovers),
            FulfilmentStep.ExpireApproval => nameof(FulfilmentActivities.ExpireApproval),
            FulfilmentStep.Pay => nameof(FulfilmentActivities.Pay),
            FulfilmentStep.SettlePayment => nameof(FulfilmentActivities.SettlePayment),
            FulfilmentStep.PushTracking => nameof(FulfilmentActivities.PushTracking),
            FulfilmentStep.ConfirmTracking => nameof(FulfilmentActivities.ConfirmTracking),
            FulfilmentStep.Cancel => nameof(FulfilmentActivities.CancelPurchase),
            FulfilmentStep.DemandRefund => nameof(FulfilmentActivities.DemandRefund),
            FulfilmentStep.WarnOfLateness => nameof(FulfilmentActivities.WarnOfLateness),
            _ => throw new InvalidOperationException($"{step} is no step to take."),
        },
        key,
        Never);

    private static async Task NewsAsync(TaskOrchestrationContext context, DateTimeOffset? wakeAt)
    {
        using var stop = new CancellationTokenSource();
        var news = context.WaitForExternalEvent<object?>(NewsEvent, stop.Token);
        if (wakeAt is { } time)
        {
            await Task.WhenAny(news, context.CreateTimer(time.UtcDateTime, stop.Token));

            // An open timer would keep the instance alive, and an open wait would take the next news. Not CancelAsync: an orchestrator may
            // await nothing that ends on another thread.
#pragma warning disable MA0042, CA1849
            stop.Cancel();
#pragma warning restore MA0042, CA1849
        }
        else
        {
            await news;
        }
    }

    private static TimeSpan PauseAfter(int failures) => TimeSpan.FromSeconds(Math.Min(900, 5 * Math.Pow(2, Math.Min(failures, 10) - 1)));
}
