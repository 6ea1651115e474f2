using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Dropship.AzureSdk.TestHost;

/// <summary>A journey that uses all that orchestrations have; whatever happens to the process, its result is the same.</summary>
internal sealed class DurableFunctions(Witness witness, TimeProvider time)
{
    [Function(nameof(Journey))]
    public static async Task<string> Journey([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var lap = context.GetInput<int>();
        var logbook = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            logbook.Add(await context.CallActivityAsync<string>(nameof(Stamp), $"{context.InstanceId}-{lap}-{i}"));
        }

        var parallel = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => context.CallActivityAsync<string>(nameof(Stamp), $"{context.InstanceId}-{lap}-p{i}")));
        await context.CreateTimer(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        logbook.Add(await context.CallActivityAsync<string>(
            nameof(Stumble),
            $"{context.InstanceId}-{lap}",
            TaskOptions.FromRetryPolicy(new RetryPolicy(50, TimeSpan.FromMilliseconds(20)))));
        var side = await context.CallSubOrchestratorAsync<int>(nameof(SideTrip), lap, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-side-{lap}"));
        context.SendEvent(context.InstanceId, "echo", lap);
        var echo = await context.WaitForExternalEvent<int>("echo");
        if (lap == 0)
        {
            context.ContinueAsNew(1);
            return string.Empty;
        }

        var word = await context.WaitForExternalEvent<string>("word");
        return $"{word} {string.Join(',', logbook)} {string.Join(',', parallel)} {side} {echo}";
    }

    [Function(nameof(SideTrip))]
    public static async Task<int> SideTrip([OrchestrationTrigger] TaskOrchestrationContext context, int lap)
    {
        await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        var stamp = await context.CallActivityAsync<string>(nameof(Stamp), $"{context.InstanceId}-side");
        return stamp.Length + lap;
    }

    [Function(nameof(Stamp))]
    public async Task<string> Stamp([ActivityTrigger] string place, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        await witness.NoteAsync(nameof(Stamp), place, cancellationToken);
        return place[^1..];
    }

    [Function(nameof(Stumble))]
    public async Task<string> Stumble([ActivityTrigger] string place, CancellationToken cancellationToken) =>
        await witness.NoteAsync(nameof(Stumble), place, cancellationToken) < 3
            ? throw new InvalidOperationException("stumbled")
            : "s";
}
