using Dropship.Core.Fulfilment;
using Dropship.Core.Purchasing;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Fulfilment;

/// <summary>The orchestration's steps. Their names are part of running instances' histories.</summary>
public sealed class FulfilmentActivities(FulfilmentSteps steps)
{
    [Function(nameof(ReadFulfilment))]
    public Task<FulfilmentView> ReadFulfilment([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.ReadAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(RequestApproval))]
    public Task<FulfilmentView> RequestApproval([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.RequestApprovalAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(RemindApprovers))]
    public Task<FulfilmentView> RemindApprovers([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.RemindAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ExpireApproval))]
    public Task<FulfilmentView> ExpireApproval([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.ExpireApprovalAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(Pay))]
    public Task<FulfilmentView> Pay([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.PayAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(SettlePayment))]
    public Task<FulfilmentView> SettlePayment([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.SettlePaymentAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(PushTracking))]
    public Task<FulfilmentView> PushTracking([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.PushTrackingAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ConfirmTracking))]
    public Task<FulfilmentView> ConfirmTracking([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.ConfirmTrackingAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(CancelPurchase))]
    public Task<FulfilmentView> CancelPurchase([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.CancelAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(DemandRefund))]
    public Task<FulfilmentView> DemandRefund([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.DemandRefundAsync(PurchaseOrderKey.Parse(key), cancellationToken);

    [Function(nameof(ReportTrouble))]
    public Task ReportTrouble([ActivityTrigger] Trouble trouble, CancellationToken cancellationToken) =>
        steps.ReportTroubleAsync(PurchaseOrderKey.Parse(trouble.Key), trouble.Step, trouble.Message, cancellationToken);

    [Function(nameof(ResolveTrouble))]
    public Task ResolveTrouble([ActivityTrigger] string key, CancellationToken cancellationToken) => steps.ResolveTroubleAsync(PurchaseOrderKey.Parse(key), cancellationToken);
}
