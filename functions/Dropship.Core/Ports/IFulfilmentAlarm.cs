using Dropship.Core.Orders;

namespace Dropship.Core.Ports;

/// <summary>Wakes the orchestrations of an order's purchase orders when there is something to do for them.</summary>
public interface IFulfilmentAlarm
{
    /// <summary>Wakes the orchestrations that have something to do now, or would wake too late by themselves. An orchestration at work is woken for nothing, and minds it not.</summary>
    /// <param name="before">The order before the change.</param>
    /// <param name="after">The order after it.</param>
    /// <param name="isRedelivery">Whether this may be a repeat of what broke off before its waking: then nothing is taken for done.</param>
    /// <param name="workflows">Where they are woken.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    Task WakeAsync(Order before, Order after, bool isRedelivery, IWorkflows workflows, CancellationToken cancellationToken);
}
