using Dropship.Core.Purchasing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Dropship.Functions.Purchasing;

/// <summary>Asks 1688 for all orders that changed since the last sweep, by the schedule in the setting <c>SweepSchedule</c>.</summary>
public sealed class SweepSuppliersFunction(SupplierSweep sweep)
{
    [Function("SweepSuppliers")]
    public Task RunAsync(
        [TimerTrigger("%SweepSchedule%", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken
    ) => sweep.RunAsync(cancellationToken);
}
