using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Fulfilment.Tracking;

/// <summary>Reads the store again until it shows the tracking numbers that it was given.</summary>
public sealed class ConfirmTracking(IStoreAccounts accounts, IStorePlatforms platforms, TrackingConfirmation confirmation) : IStepHandler
{
    public FulfilmentStep Step => FulfilmentStep.ConfirmTracking;

    /// <exception cref="OutsideUnavailableException">The store could not be read.</exception>
    public async Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(order.Key.AccountId, cancellationToken);
        return new StepResult(await confirmation.LookAsync(order, key, account, platforms.Require(account), cancellationToken));
    }
}
