using Dropship.Core;
using Dropship.Core.Fulfilment;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Fulfilment;

/// <summary>
/// What the orchestration calls: one activity for each phase, so that a history shows where an order stands. Each takes all the steps that it can before it waits,
/// and begins with what the tables say. The names are part of running instances' histories.
/// </summary>
public sealed class FulfilmentActivities(FulfilmentDrive drive, StepFailure trouble)
{
    /// <summary>The activity that goes on with a step.</summary>
    internal static string ActivityOf(FulfilmentStep step) => step switch
    {
        FulfilmentStep.RequestApproval or FulfilmentStep.AwaitDecision or FulfilmentStep.Remind or FulfilmentStep.ExpireApproval => nameof(Approval),
        FulfilmentStep.Pay or FulfilmentStep.AwaitPayment or FulfilmentStep.WarnOfPayment or FulfilmentStep.SettlePayment => nameof(Payment),
        FulfilmentStep.AwaitShipment or FulfilmentStep.WarnOfLateness => nameof(Shipment),
        FulfilmentStep.PushTracking or FulfilmentStep.ConfirmTracking => nameof(Tracking),
        FulfilmentStep.Cancel or FulfilmentStep.DemandRefund => nameof(Cancellation),
        FulfilmentStep.AwaitPerson => nameof(Hold),
        _ => throw new InvalidOperationException($"No activity goes on with {step}."),
    };

    [Function(nameof(Approval))]
    public Task<FulfilmentView> Approval([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(Payment))]
    public Task<FulfilmentView> Payment([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(Shipment))]
    public Task<FulfilmentView> Shipment([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(Tracking))]
    public Task<FulfilmentView> Tracking([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(Cancellation))]
    public Task<FulfilmentView> Cancellation([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(Hold))]
    public Task<FulfilmentView> Hold([ActivityTrigger] string key, CancellationToken cancellationToken) => GoOnAsync(key, cancellationToken);

    [Function(nameof(ReportTrouble))]
    public Task ReportTrouble([ActivityTrigger] Trouble failing, CancellationToken cancellationToken) =>
        trouble.ReportAsync(PurchaseOrderKey.Parse(failing.Key), failing.Message, cancellationToken);

    [Function(nameof(ResolveTrouble))]
    public Task ResolveTrouble([ActivityTrigger] string key, CancellationToken cancellationToken) => trouble.ResolveAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    private Task<FulfilmentView> GoOnAsync(string key, CancellationToken cancellationToken) => drive.GoOnAsync(PurchaseOrderKey.Parse(key), cancellationToken);
}
