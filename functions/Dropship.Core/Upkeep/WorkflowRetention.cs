using Dropship.Core.Fulfilment;
using Dropship.Core.Ports;

namespace Dropship.Core.Upkeep;

/// <summary>Removes orchestrations that ended, and starts those again that broke.</summary>
public sealed class WorkflowRetention(IWorkflows workflows, StepFailure failures, TimeProvider time)
{
    private const int Hands = 8;

    /// <summary>
    /// How long an ended orchestration is kept after its start, so that a person can look at it. Buying once does not depend on it: the
    /// ledger alone says what was bought, and an orchestration that a late message starts again finds its purchase order at its end.
    /// </summary>
    public static readonly TimeSpan RetainFor = TimeSpan.FromDays(30);

    /// <summary>Removes orchestrations that ended, part by part, and wakes those that have run for as long.</summary>
    public async Task<WorkflowRemoval> RemoveEndedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var before = now - RetainFor;

        // A crash after a person's step can lose the event that ends an orchestration. It would wait for ever.
        var running = workflows.ListRunningAsync(before, cancellationToken).TakeWhile(_ => time.GetUtcNow() - now < RecordRetention.RunFor);
        await Parallel.ForEachAsync(
            running,
            new ParallelOptions { MaxDegreeOfParallelism = Hands, CancellationToken = cancellationToken },
            async (key, token) => await workflows.WakeAsync(key, token)
        );

        var removed = 0;
        WorkflowRemoval part;
        do
        {
            part = await workflows.RemoveEndedAsync(before, cancellationToken);
            removed += part.Count;
        } while (part is { IsComplete: false, Count: > 0 } && time.GetUtcNow() - now < RecordRetention.RunFor);
        return part with { Count = removed };
    }

    /// <summary>Starts broken orchestrations again and tells a person. They keep no state, so a new start loses nothing.</summary>
    public async Task RestartBrokenAsync(CancellationToken cancellationToken)
    {
        await foreach (var (key, problem) in workflows.ListBrokenAsync(cancellationToken))
        {
            await failures.ReportAsync(key, $"orchestration: {problem}", cancellationToken);
            await workflows.RestartFulfilmentAsync(key, cancellationToken);
        }
    }
}
