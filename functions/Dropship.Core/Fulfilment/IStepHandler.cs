using Dropship.Core.Orders;

namespace Dropship.Core.Fulfilment;

/// <summary>Takes one step for a purchase order: at most one call that changes something outside, and the save of its result. It may run
/// again after a crash.</summary>
public interface IStepHandler
{
    FulfilmentStep Step { get; }

    /// <param name="order">The order as it was loaded or as the step before left it.</param>
    /// <param name="key">The purchase order.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="OutsideUnavailableException">A service outside cannot be reached; the step is tried again later.</exception>
    Task<StepResult> RunAsync(Order order, PurchaseOrderKey key, CancellationToken cancellationToken);
}
