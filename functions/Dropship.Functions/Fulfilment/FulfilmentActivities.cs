using Dropship.Core.Fulfilment;
using Dropship.Core.Purchasing;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Fulfilment;

/// <summary>The orchestration's steps. Their names are part of running instances' histories.</summary>
public sealed class FulfilmentActivities(StepRunner steps, ApprovalSteps approval, PaymentSteps payment, TrackingSteps tracking, CancellingSteps cancelling, StepTrouble trouble)
{
    [Function(nameof(ReadFulfilment))]
    public Task<FulfilmentView> ReadFulfilment([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.ReadAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(RequestApproval))]
    public Task<FulfilmentView> RequestApproval([ActivityTrigger] string key, CancellationToken cancellationToken) => approval.RequestAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(RemindApprovers))]
    public Task<FulfilmentView> RemindApprovers([ActivityTrigger] string key, CancellationToken cancellationToken) => approval.RemindAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ExpireApproval))]
    public Task<FulfilmentView> ExpireApproval([ActivityTrigger] string key, CancellationToken cancellationToken) => approval.ExpireAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(Pay))]
    public Task<FulfilmentView> Pay([ActivityTrigger] string key, CancellationToken cancellationToken) => payment.PayAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(SettlePayment))]
    public Task<FulfilmentView> SettlePayment([ActivityTrigger] string key, CancellationToken cancellationToken) => payment.SettleAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(PushTracking))]
    public Task<FulfilmentView> PushTracking([ActivityTrigger] string key, CancellationToken cancellationToken) => tracking.PushAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ConfirmTracking))]
    public Task<FulfilmentView> ConfirmTracking([ActivityTrigger] string key, CancellationToken cancellationToken) => tracking.ConfirmAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(CancelPurchase))]
    public Task<FulfilmentView> CancelPurchase([ActivityTrigger] string key, CancellationToken cancellationToken) => cancelling.CancelAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(DemandRefund))]
    public Task<FulfilmentView> DemandRefund([ActivityTrigger] string key, CancellationToken cancellationToken) => cancelling.DemandRefundAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(WarnOfLateness))]
    public Task<FulfilmentView> WarnOfLateness([ActivityTrigger] string key, CancellationToken cancellationToken) => tracking.WarnOfLatenessAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ReportTrouble))]
    public Task ReportTrouble([ActivityTrigger] Trouble failing, CancellationToken cancellationToken) =>
        trouble.ReportAsync(PurchaseOrderKey.Parse(failing.Key), failing.Step, failing.Message, cancellationToken);

    [Function(nameof(ResolveTrouble))]
    public Task ResolveTrouble([ActivityTrigger] string key, CancellationToken cancellationToken) => trouble.ResolveAsync(PurchaseOrderKey.Parse(key), cancellationToken);
}
