using Dropship.Core.Fulfilment;
using Dropship.Core.Purchasing;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Fulfilment;

/// <summary>What the orchestration calls. The names are part of running instances' histories.</summary>
public sealed class FulfilmentActivities(FulfilmentDrive drive, StepTrouble trouble)
{
    [Function(nameof(ContinueFulfilment))]
    public Task<FulfilmentView> ContinueFulfilment([ActivityTrigger] string key, CancellationToken cancellationToken) => drive.GoOnAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ReportTrouble))]
    public Task ReportTrouble([ActivityTrigger] Trouble failing, CancellationToken cancellationToken) =>
        trouble.ReportAsync(PurchaseOrderKey.Parse(failing.Key), failing.Message, cancellationToken);

    [Function(nameof(ResolveTrouble))]
    public Task ResolveTrouble([ActivityTrigger] string key, CancellationToken cancellationToken) => trouble.ResolveAsync(PurchaseOrderKey.Parse(key), cancellationToken);
}
