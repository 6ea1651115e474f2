using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.LoadTest.BareApp;

/// <summary>
/// An orchestration of the shape of an order's that does nothing: an activity, and then so many times a wait for an event, with a timer
/// that never rings, and the next activity. Each activity raises the event that ends the next wait.
/// </summary>
public sealed class BareFunctions(Finished finished)
{
    private const string News = "News";

    [Function(nameof(Start))]
    public async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bare/{waits:int}")] HttpRequest request,
        int waits,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        await client.ScheduleNewOrchestrationInstanceAsync(nameof(RunAsync), new Step(waits), cancellationToken);
        return new AcceptedResult();
    }

    [Function(nameof(Count))]
    public IActionResult Count([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bare")] HttpRequest request) =>
        new OkObjectResult(finished.Count);

    [Function(nameof(RunAsync))]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, Step step)
    {
        for (var left = step.WaitsLeft; ; left--)
        {
            await context.CallActivityAsync(nameof(Act), new Step(left), new TaskOptions());
            if (left == 0)
            {
                return;
            }

            using var stop = new CancellationTokenSource();
            var news = context.WaitForExternalEvent<object?>(News, stop.Token);
            await Task.WhenAny(news, context.CreateTimer(context.CurrentUtcDateTime.AddMinutes(2), stop.Token));
#pragma warning disable MA0042, CA1849 // An orchestrator may await nothing that ends on another thread.
            stop.Cancel();
#pragma warning restore MA0042, CA1849
        }
    }

    [Function(nameof(Act))]
    public async Task Act(
        [ActivityTrigger] Step step,
        [DurableClient] DurableTaskClient client,
        FunctionContext context,
        CancellationToken cancellationToken
    )
    {
        if (step.WaitsLeft == 0)
        {
            finished.Add();
            return;
        }

        await client.RaiseEventAsync(context.BindingContext.BindingData["instanceId"]!.ToString()!, News, null, cancellationToken);
    }
}
