using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Dropship.FunctionsHost.TestApp;

public sealed class DurableFunctions(Witness witness)
{
    private static readonly TaskOptions s_tries = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1)));

    public sealed record Work(string Topic, int Seconds = 3, int Steps = 3, int Failures = 0);

    [Function("Start")]
    public async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "start/{orchestrator}/{id}")] HttpRequest request,
        string orchestrator,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        var work = await request.ReadFromJsonAsync<Work>(cancellationToken);
        var version = request.Query["version"].ToString();
        TaskVersion? asked = version.Length == 0 ? (TaskVersion?)null : new TaskVersion(version);
        var options = new StartOrchestrationOptions { InstanceId = id, Version = asked };
        await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, work, options, cancellationToken);
        return new AcceptedResult();
    }

    /// <summary>What the engine says to an event for an instance: its status code, or OK.</summary>
    [Function("Raise")]
    public async Task<IActionResult> Raise(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "raise/{id}/{name}")] HttpRequest request,
        string id,
        string name,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await client.RaiseEventAsync(id, name, await request.ReadFromJsonAsync<string>(cancellationToken), cancellationToken);
            return new OkObjectResult("OK");
        }
        catch (Exception exception)
        {
            return new OkObjectResult(exception.GetType().Name + ": " + exception.Message);
        }
    }

    /// <summary>Waits for a word, for as many seconds as the work has.</summary>
    [Function("AwaitWord")]
    public async Task<string> AwaitWord([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var work = context.GetInput<Work>()!;
        var word = context.WaitForExternalEvent<string>("word");
        using var deadline = new CancellationTokenSource();
        var timer = context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(work.Seconds), deadline.Token);
        if (await Task.WhenAny(word, timer) == timer)
        {
            return "nobody spoke";
        }

#pragma warning disable MA0042 // What it would await instead is not the orchestration's own.
        deadline.Cancel();
#pragma warning restore MA0042
        return "heard " + word.Result;
    }

    /// <summary>Runs its steps one after the other, in sub-orchestrations that go on as new.</summary>
    [Function("Parent")]
    public async Task<int> Parent([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallSubOrchestratorAsync<int>("Child", context.GetInput<Work>());

    [Function("Child")]
    public async Task<int> Child([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var work = context.GetInput<Work>()!;
        if (work.Steps == 0)
        {
            return 42;
        }

        await context.CallActivityAsync("Note", work, s_tries);
        context.ContinueAsNew(work with { Steps = work.Steps - 1 });
        return 0;
    }

    /// <summary>A few slow steps with a timer between them.</summary>
    [Function("Slow")]
    public async Task<string> Slow([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var work = context.GetInput<Work>()!;
        for (var step = 0; step < work.Steps; step++)
        {
            await context.CallActivityAsync("Slowly", work, s_tries);
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        return "all done";
    }

    /// <summary>Tries a step three times that fails when the work says so; tells how the last failure reads.</summary>
    [Function("Retry")]
    public async Task<string> Retry([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            var tries = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(100)));
            return await context.CallActivityAsync<string>("Flaky", context.GetInput<Work>(), tries);
        }
        catch (TaskFailedException exception)
        {
            return $"{exception.FailureDetails.ErrorType}: {exception.FailureDetails.ErrorMessage}";
        }
    }

    [Function("Versioned")]
    public Task<string> Versioned([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.Version);

    [Function("Note")]
    public Task Note([ActivityTrigger] Work work, CancellationToken cancellationToken) =>
        witness.NoteAsync(work.Topic, $"step {work.Steps}", cancellationToken);

    [Function("Slowly")]
    public async Task Slowly([ActivityTrigger] Work work, CancellationToken cancellationToken)
    {
        await witness.NoteAsync(work.Topic, "begun", cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(work.Seconds), cancellationToken);
        await witness.NoteAsync(work.Topic, "done", cancellationToken);
    }

    [Function("Flaky")]
    public async Task<string> Flaky([ActivityTrigger] Work work, FunctionContext context, CancellationToken cancellationToken)
    {
        await witness.NoteAsync(work.Topic, "try", cancellationToken);
        return work.Failures > 0 ? throw new WebException("no luck") : "luck";
    }
}
