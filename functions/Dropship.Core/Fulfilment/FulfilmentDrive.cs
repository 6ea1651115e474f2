using System.Diagnostics;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Fulfilment.Cancellations;
using Dropship.Core.Fulfilment.Payments;
using Dropship.Core.Fulfilment.Tracking;
using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment;

/// <summary>
/// Takes a purchase order as far as it can go now: step by step, each decided by what the tables say after the one before. It may break off anywhere and be
/// called again; it then reads the tables first, so no step is repeated that took effect.
/// </summary>
public sealed class FulfilmentDrive(StepRunner steps, ApprovalSteps approval, PaymentSteps payment, TrackingSteps tracking, CancellingSteps cancelling, TimeProvider time)
{
    // Far more than any way has; a circle ends here, is tried again ever more seldom, and is told to a person.
    private const int MostSteps = 20;

    /// <returns>What comes next: something to wait for, or the end.</returns>
    /// <exception cref="OutsideUnavailableException">Something outside could not be reached; what was done before it stands.</exception>
    /// <exception cref="InvalidOperationException">A step is to be done again and again.</exception>
    public async Task<FulfilmentView> GoOnAsync(PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var progress = steps.FindRecent(key) ?? await steps.ReadAsync(key, cancellationToken);
        for (var step = 0; step < MostSteps && progress.View.NextStep != FulfilmentStep.Finished && !progress.View.IsWaiting(time.GetUtcNow().UtcDateTime); step++)
        {
            using var span = OrderTraces.Start($"step {progress.View.NextStep}", ActivityKind.Internal, key.Order, key);
            progress = await TakeAsync(key, progress.View.NextStep, progress.Order, cancellationToken);
        }

        return progress.View.NextStep == FulfilmentStep.Finished || progress.View.IsWaiting(time.GetUtcNow().UtcDateTime)
            ? progress.View
            : throw new InvalidOperationException($"It goes round in a circle: after {MostSteps} steps {progress.View.NextStep} is to be done again.");
    }

    private Task<FulfilmentProgress> TakeAsync(PurchaseOrderKey key, FulfilmentStep step, Order known, CancellationToken cancellationToken) => step switch
    {
        FulfilmentStep.RequestApproval => approval.RequestAsync(key, known, cancellationToken),
        FulfilmentStep.Remind => approval.RemindAsync(key, known, cancellationToken),
        FulfilmentStep.ExpireApproval => approval.ExpireAsync(key, known, cancellationToken),
        FulfilmentStep.Pay => payment.PayAsync(key, known, cancellationToken),
        FulfilmentStep.WarnOfPayment => payment.WarnAsync(key, known, cancellationToken),
        FulfilmentStep.SettlePayment => payment.SettleAsync(key, known, cancellationToken),
        FulfilmentStep.PushTracking => tracking.PushAsync(key, known, cancellationToken),
        FulfilmentStep.ConfirmTracking => tracking.ConfirmAsync(key, known, cancellationToken),
        FulfilmentStep.Cancel => cancelling.CancelAsync(key, known, cancellationToken),
        FulfilmentStep.DemandRefund => cancelling.DemandRefundAsync(key, known, cancellationToken),
        FulfilmentStep.WarnOfLateness => tracking.WarnOfLatenessAsync(key, known, cancellationToken),
        _ => throw new InvalidOperationException($"{step} is no step to take."),
    };
}
