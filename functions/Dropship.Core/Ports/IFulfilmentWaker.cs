using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Wakes the orchestrations of an order's purchase orders when there is something to do for them.</summary>
public interface IFulfilmentWaker
{
    /// <summary>Wakes the orchestrations that have something to do now, or would wake too late by themselves. Waking a running one is
    /// harmless.</summary>
    /// <param name="before">The order before the change.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="isRedelivery">Whether an earlier try may have broken off before it woke them: then all are woken.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    Task WakeAsync(Order before, Order after, bool isRedelivery, CancellationToken cancellationToken);
}
