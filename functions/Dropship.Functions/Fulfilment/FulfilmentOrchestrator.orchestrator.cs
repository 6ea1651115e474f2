using Dropship.Core.Fulfilment;
using Dropship.Functions.Telemetry;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Dropship.Functions.Fulfilment;

/// <summary>
/// The history of a placed purchase order: approved, paid, shipped, its number in the store, confirmed. It keeps nothing itself: after each
/// step and each piece of news the tables say what comes next, so a lost or doubled event heals at the next look.
/// </summary>
/// <remarks>
/// Instances run for weeks. The order and the names of the calls below are part of their histories: a change needs a new
/// orchestration version, and this one stays as it is until its last instance has ended.
/// </remarks>
public static class FulfilmentOrchestrator
{
    /// <summary>Signals a change; has no payload.</summary>
    public const string NewsEvent = "PurchaseOrderChanged";

    // So many turns make a history long enough to begin a new one.
    private const int TurnsPerHistory = 60;

    // After so many failures in a row a person is told; the tries go on.
    private const int FailuresBeforeAlert = 5;

    // An event that is raised just after the start can be lost by the engine; later ones are safe but for what nobody foresees.
    private static readonly TimeSpan[] s_looks =
    [
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
    ];

    // The engine counts a timer's time in whole seconds and may be up to one early; who looks before there is something to do would look
    // again and again until then.
    private static readonly TimeSpan s_early = TimeSpan.FromSeconds(1);

    /// <summary>Runs one instance.</summary>
    /// <param name="context">The instance.</param>
    /// <param name="key">The key of the purchase order.</param>
    [Function(nameof(FulfilmentOrchestrator))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, string? key)
    {
        if (key is null)
        {
            throw new InvalidOperationException("A fulfilment is started with the key of its purchase order.");
        }

        var logger = context.CreateReplaySafeLogger(nameof(FulfilmentOrchestrator));
        var step = FulfilmentStep.RequestApproval;
        var (failures, quiet) = (0, 0);
        for (var turn = 0; turn < TurnsPerHistory; turn++)
        {
            NextStep next;
            try
            {
                next = await context.CallActivityAsync<NextStep>(NextStepDecision.PhaseOf(step).ToString(), key, Never);
            }
            catch (TaskFailedException exception)
            {
                failures++;
                logger.StepFailed(key, failures, exception.FailureDetails.ErrorMessage);
                if (failures == FailuresBeforeAlert)
                {
                    await context.CallActivityAsync(
                        nameof(FulfilmentActivities.ReportTrouble),
                        new Trouble(key, exception.FailureDetails.ErrorMessage),
                        Patiently
                    );
                }

                await NewsAsync(context, context.CurrentUtcDateTime + PauseAfter(failures));
                continue;
            }

            logger.NextStep(key, next.Step);
            if (failures >= FailuresBeforeAlert)
            {
                await context.CallActivityAsync(nameof(FulfilmentActivities.ResolveTrouble), key, Patiently);
            }

            failures = 0;
            step = next.Step;
            if (step == FulfilmentStep.Finished)
            {
                return;
            }

            var now = context.CurrentUtcDateTime;
            if (next.IsWaiting(now))
            {
                var look = now + s_looks[Math.Min(quiet, s_looks.Length - 1)];
                quiet = await NewsAsync(context, DueOf(next, now) is { } due && due < look ? due : look) ? 0 : quiet + 1;
            }
        }

        context.ContinueAsNew(key);
    }

    // Telling a person may be repeated at will.
    private static TaskOptions Patiently =>
        TaskOptions.FromRetryPolicy(new RetryPolicy(10, TimeSpan.FromSeconds(2), 2, TimeSpan.FromMinutes(5)));

    // The loop itself tries again: it tells a person, and the next try begins with what the tables say, which may be that it took effect.
    private static TaskOptions Never => new();

    // When the tables are to be read again; never at once, for the clock of who read them may be behind.
    private static DateTime? DueOf(NextStep next, DateTime now) =>
        next.WakeAt is { } wakeAt ? (wakeAt.UtcDateTime > now ? wakeAt.UtcDateTime : now) + s_early : null;

    // Whether there was news before the time.
    private static async Task<bool> NewsAsync(TaskOrchestrationContext context, DateTime until)
    {
        using var stop = new CancellationTokenSource();
        var news = context.WaitForExternalEvent<object?>(NewsEvent, stop.Token);
        var first = await Task.WhenAny(news, context.CreateTimer(until, stop.Token));

        // An open wait would take the next news. Not CancelAsync: an orchestrator may await nothing that ends on another thread.
#pragma warning disable MA0042, CA1849
        stop.Cancel();
#pragma warning restore MA0042, CA1849
        return first == news;
    }

    private static TimeSpan PauseAfter(int failures) => TimeSpan.FromSeconds(Math.Min(900, 5 * Math.Pow(2, Math.Min(failures, 10) - 1)));
}
