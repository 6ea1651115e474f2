using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.TestKit.Memory;

public sealed class MemoryWorkflows : IWorkflows
{
    private readonly Lock _gate = new();

    public List<PurchaseOrderKey> Started { get; } = [];

    public List<PurchaseOrderKey> Woken { get; } = [];

    /// <summary>Those that have run for long.</summary>
    public IReadOnlyList<PurchaseOrderKey> Old { get; set; } = [];

    /// <summary>What each removal finds, and the time before which it was asked to look.</summary>
    public Func<DateTimeOffset, WorkflowRemoval> Removes { get; set; } = _ => new WorkflowRemoval(0, true);

    /// <summary>Whether the hub can be reached.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether events are lost on their way.</summary>
    public bool IsDeaf { get; set; }

    public IReadOnlyList<(PurchaseOrderKey Key, string Problem)> Broken { get; set; } = [];

    public List<PurchaseOrderKey> Restarted { get; } = [];

    public Task RestartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        Restarted.Add(key);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<(PurchaseOrderKey Key, string Problem)> ListBrokenAsync(CancellationToken cancellationToken) =>
        Broken.ToAsyncEnumerable();

    public Task StartFulfilmentAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (IsDown)
        {
            throw new InvalidOperationException("no hub");
        }

        if (!Started.Contains(key))
        {
            Started.Add(key);
        }

        return Task.CompletedTask;
    }

    public Task WakeAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        if (!IsDeaf)
        {
            lock (_gate)
            {
                Woken.Add(key);
            }
        }

        return Task.CompletedTask;
    }

    public IAsyncEnumerable<PurchaseOrderKey> ListRunningAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        Old.ToAsyncEnumerable();

    public Task<WorkflowRemoval> RemoveEndedAsync(DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        Task.FromResult(Removes(startedBefore));
}
